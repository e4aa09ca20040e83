internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_client_info`: the clients of a realm that are as described.
public enum ClientInfoModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_client_info"
    /// What it is for.
    public static let summary = "finds clients of a realm and tells what they are"
    /// The options: what the clients have in common, and what is told of them.
    public static let options =
        ClientName.options + [search, protocolName, enabled, attributes, fields, returnSecret]

    static let search = Option(
        "search", help: "A part of the `client_id` or of the name that users see; case does not count.")
    static let protocolName = Option(
        ClientRows.protocolName.option.name, choices: ClientRows.protocolName.option.choices,
        help: "The protocol that the clients speak.")
    static let enabled = Option(
        ClientRows.enabled.option.name, .bool, help: "Whether the clients may be used; left out, it does not count.")
    static let attributes = Option(
        ClientRows.attributes.option.name, .map,
        help: "Attributes that the clients have, each with this value; null is for one that they have not.")
    fileprivate static let fields = Option(
        "fields", .list(.string),
        help:
            "What is told of each client beside its `clientId`, by the names of the result or of `keycloak_client`'s options; left out, everything is."
    )
    fileprivate static let returnSecret = Option(
        "return_secret", .bool, default: false,
        help:
            "Whether the result holds the clients' secrets, in clear, as `secrets`; use `no_log: true` for such a task."
    )

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool { ClientRows.isSecret(field: field) }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] {
        var problems = ClientName.problems(with: arguments, isNeeded: false)
        if arguments.text(search.name)?.allSatisfy(\.isWhitespace) == true {
            problems.append(Problem(Path(search.name), "is blank; leave it out to find all clients"))
        }
        for (index, field) in (arguments[fields.name]?.array ?? []).enumerated()
        where field.text == ClientRows.secret.key {
            problems.append(
                Problem(Path(fields.name).index(index), "is told on request alone: give \(returnSecret.name): true"))
        }
        return problems
    }

    /// The property that a name of a result or of an option stands for; of an entry the map that it is in.
    public static func property(_ name: String) -> String {
        for row in ClientRows.schema.rows where row.option.names.contains(name) {
            switch row.meaning {
            case .property(let key, _): return key
            case .entry(let map, _): return map
            case .setting, .obsolete: return name
            }
        }
        return name
    }

    /// Finds the clients.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let filter = ClientFilter(arguments)
        let finder = ClientFinder(session: context.session, realm: filter.name.realm)
        var warnings: [String] = []
        var disclosed: JSONObject = [:]
        let found: [JSONObject]
        do throws(KeycloakError) {
            let isComplete: Bool
            (found, isComplete) = try await filter.find(finder)
            if !isComplete { warnings.append(Messages.incomplete(filter.name.realm)) }
            if arguments.bool(returnSecret.name) == true {
                let (secrets, hidden) = try await secrets(of: found, finder)
                disclosed["secrets"] = .object(secrets)
                if !hidden.isEmpty { warnings.append(Messages.hidden(hidden, filter.name.realm)) }
            }
        } catch {
            throw Failure(error)
        }
        try filter.name.check(context.expectation, found.first)
        let selection = FieldSelection(arguments[fields.name]?.array)
        let missing = selection.unknown(in: found)
        if !missing.isEmpty { warnings.append(Messages.unknown(missing)) }
        return Outcome(
            changed: false, message: Messages.found(found.count, filter.name.realm),
            states: ["clients": .array(found.map { .object(selection.shown($0)) })], disclosed: disclosed,
            warnings: warnings)
    }

    /// The secrets by clientId, and the clients whose secret the login is not shown.
    private static func secrets(
        of clients: [JSONObject], _ finder: ClientFinder
    ) async throws(KeycloakError) -> (known: JSONObject, hidden: [String]) {
        var known: JSONObject = [:]
        var hidden: [String] = []
        for client in clients {
            guard let clientID = client[ClientRows.clientID.key]?.text else { continue }
            switch try await finder.secretValue(of: client) {
            case .known(let text): known[clientID] = .string(text)
            case .hidden: hidden.append(clientID)
            case .absent, .made: break
            }
        }
        return (known, hidden)
    }
}

/// What is told of a client.
private struct FieldSelection {
    /// The properties that are wanted; nil wants all.
    private let keys: [String]?

    init(_ fields: [JSON]?) {
        keys = fields.map { fields in
            [ClientRows.clientID.key] + fields.compactMap(\.text).map(ClientInfoModule.property)
        }
    }

    /// The properties that are wanted and that neither a row nor any of the clients has; those of the rows may be unset.
    func unknown(in clients: [JSONObject]) -> [String] {
        guard let keys, !clients.isEmpty else { return [] }
        var known = Set(
            ClientRows.schema.rows.compactMap { row in
                if case .property(let key, _) = row.meaning { key } else { nil }
            })
        // These are the user's that the client logs in as (facts-more 2).
        known.remove(ClientRows.serviceAccountRoles.key)
        return keys.filter { key in !known.contains(key) && !clients.contains { $0[key] != nil } }
    }

    /// The client as the result shows it.
    ///
    /// Without its secret, and not with a mask in its place: what is masked in one text is masked in all, and in tests a
    /// client's secret is often its name.
    func shown(_ client: JSONObject) -> JSONObject {
        ClientRows.schema.presented(
            client.filter { $0.key != ClientRows.secret.key && keys?.contains($0.key) ?? true })
    }
}

/// What users read.
private enum Messages {
    static func found(_ count: Int, _ realm: String) -> String {
        switch count {
        case 0: "No such client found in realm '\(realm)'."
        case 1: "1 client found in realm '\(realm)'."
        default: "\(count) clients found in realm '\(realm)'."
        }
    }

    static func incomplete(_ realm: String) -> String {
        "Clients of realm '\(realm)' were deleted meanwhile; some may have been missed. Search again."
    }

    static func hidden(_ clients: [String], _ realm: String) -> String {
        let named = clients.prefix(10).joined(separator: ", ")
        let others = clients.count > 10 ? " and \(clients.count - 10) more" : ""
        return "The secrets of these clients are not shown to this login, and so unknown: \(named)\(others). "
            + MissingRole.sentence(role: "manage-clients", realm: realm)
    }

    static func unknown(_ fields: [String]) -> String {
        "fields: none of the clients has \(fields.joined(separator: ", ")); the names are those of the result."
    }
}
