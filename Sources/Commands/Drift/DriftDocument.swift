internal import JSON
internal import Reconcile
internal import Resources

/// What somebody found earlier: the document of `latchkey plan --output json`, or what Ansible registered of the modules
/// `keycloak_client` and `keycloak_clients`, in a loop or not.
struct DriftDocument {
    private let redactor: Redactor
    private let realm: String?
    private var clients: [Drift.Client] = []
    private var warnings: [String] = []
    private var server: String?

    /// Reads a document; nil where it does not name its clients and their realms.
    ///
    /// - Parameters:
    ///   - realm: The realm of results that name none: Ansible keeps a task's arguments in loops alone.
    ///   - server: The server, where the document does not name it, for the same reason.
    static func read(_ document: JSON, realm: String?, server: String?, _ redactor: Redactor) -> Drift? {
        var reader = DriftDocument(realm: realm, redactor)
        guard reader.read(document) else { return nil }
        return Drift(clients: reader.clients, warnings: reader.warnings, server: reader.server ?? server)
    }

    private init(realm: String?, _ redactor: Redactor) {
        self.realm = realm
        self.redactor = redactor
    }

    /// Whether all of it could be understood.
    private mutating func read(_ document: JSON) -> Bool {
        if let items = document.array { return !items.isEmpty && items.allSatisfy { read($0) } }
        guard let result = document.object else { return false }
        if let results = result["results"]?.array { return read(.array(results)) }
        let written = result["invocation"]?.object?["module_args"]?.object
        server = server ?? result["server"]?.text ?? LoginOptions.url.names.lazy.compactMap { written?[$0]?.text }.first
        warnings += (result["warnings"]?.array ?? []).compactMap(\.text).map(redactor.redact)
        if let clients = result["clients"]?.array {
            return clients.allSatisfy { read(client: $0.object ?? [:], DriftDocument.diff(of: result)) }
        }
        return read(result, written ?? [:])
    }

    /// One client of a fleet; what differs stands in it, or for all clients in one place.
    private mutating func read(client: JSONObject, _ all: Outcome.Diff?) -> Bool {
        guard let status = client["status"]?.text.flatMap(FleetResult.Status.init),
            let action = client["action"]?.text.flatMap(FleetResult.Action.init),
            let realm = client["realm"]?.text, let name = client["client_id"]?.text
        else { return false }
        let key = "\(realm)/\(name)"
        let diff =
            DriftDocument.diff(of: client)
            ?? all.map { Outcome.Diff(before: $0.before[key]?.object ?? [:], after: $0.after[key]?.object ?? [:]) }
        add(realm, name, Drift.Finding(status, action), diff, client["msg"]?.text)
        return true
    }

    /// What Ansible has of one run of `keycloak_client`.
    private mutating func read(_ result: JSONObject, _ written: JSONObject) -> Bool {
        let item = result["item"]?.object ?? [:]
        func name(_ names: [String]) -> String? { names.lazy.compactMap { (written[$0] ?? item[$0])?.text }.first }
        let states = ["proposed", "end_state", "existing"].lazy.compactMap { result[$0]?.object?["clientId"]?.text }
        guard let client = name(["client_id", "clientId"]) ?? states.first ?? name(["id"]),
            let realm = name(["realm"]) ?? realm
        else { return false }
        let finding: Drift.Finding
        if result["skipped"] == true {
            finding = .skipped
        } else if result["failed"] == true {
            finding = .failed
        } else {
            guard let changed = result["changed"], let existing = result["existing"]?.object,
                let end = result["end_state"]?.object
            else { return false }
            finding = changed == false ? .declared : existing.isEmpty ? .missing : end.isEmpty ? .surplus : .different
        }
        add(realm, client, finding, DriftDocument.diff(of: result), result["msg"]?.text)
        return true
    }

    private static func diff(of result: JSONObject) -> Outcome.Diff? {
        guard let diff = result["diff"]?.object, let before = diff["before"]?.object, let after = diff["after"]?.object
        else { return nil }
        return Outcome.Diff(before: before, after: after)
    }

    private mutating func add(
        _ realm: String, _ name: String, _ finding: Drift.Finding, _ diff: Outcome.Diff?, _ message: String?
    ) {
        let tells = finding == .failed || finding == .skipped
        clients.append(
            Drift.Client(
                realm: realm, name: name, finding: finding, note: tells ? message.map(redactor.redact) : nil,
                // The masks of the document stay as they are.
                differences: diff.map { Difference.all(in: redactor.redact($0)) }))
    }
}
