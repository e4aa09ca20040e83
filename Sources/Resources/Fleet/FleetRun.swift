internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// Brings a fleet about: one session, each name of a realm looked up once, some clients at a time, and never one twice at
/// once.
public struct FleetRun: Sendable {
    let fleet: Fleet
    private let settings: FleetSettings
    let context: ModuleContext
    let lookups: [String: RealmLookup]
    private let creations = SeenCreations()

    /// How often a client is begun again that failed since others were written beside it (facts-core 10).
    private static let attempts = 3

    /// A run of a fleet that has no problems in itself.
    public init(_ fleet: Fleet, _ settings: FleetSettings, _ context: ModuleContext) {
        self.fleet = fleet
        self.settings = settings
        self.context = context
        var lookups: [String: RealmLookup] = [:]
        for client in fleet.clients {
            let realm = FleetRun.realm(of: client, in: fleet)
            if lookups[realm] == nil { lookups[realm] = RealmLookup(session: context.session, realm: realm) }
        }
        self.lookups = lookups
    }

    /// Works on all clients and returns what became of each, in the order in which they were given.
    ///
    /// - Parameters:
    ///   - progress: Told of each client as it ends.
    ///   - isStopped: Asked before each client; from the first `true` on the rest is skipped, and what is under way ends.
    public func run(
        progress: @Sendable (FleetResult) -> Void = { _ in }, isStopped: @escaping @Sendable () -> Bool = { false }
    ) async -> [FleetResult] {
        var results = [FleetResult?](repeating: nil, count: fleet.clients.count)
        var hasFailed = false
        let absent = await survey(isStopped: isStopped) { index, result in
            results[index] = result
            progress(result)
        }
        for phase in phases() {
            await withTaskGroup(of: (Int, FleetResult).self) { group in
                var rest = phase.makeIterator()
                func begin() {
                    let isOver = isStopped() || (hasFailed && settings.stopsAtFailure)
                    while !isOver, let index = rest.next() {
                        guard results[index] == nil else { continue }
                        let known: KnownClient = absent.contains(index) ? .absent : .nothing
                        group.addTask { (index, await result(of: fleet.clients[index], known)) }
                        return
                    }
                }
                for _ in 0..<settings.parallel { begin() }
                while let (index, result) = await group.next() {
                    results[index] = result
                    hasFailed = hasFailed || result.status == .failed
                    progress(result)
                    begin()
                }
            }
        }
        return results.enumerated().map { index, result in
            result ?? skipped(fleet.clients[index])
        }
    }

    /// The clients in phases: one that refers to others of the fleet comes after them; in a circle the given order counts.
    private func phases() -> [[Int]] {
        let references = fleet.clients.map { FleetReferences.clients(in: $0.written) }
        guard references.contains(where: { !$0.isEmpty }) else { return [Array(fleet.clients.indices)] }
        var places: [FleetReferences.Name: Int] = [:]
        for (index, client) in fleet.clients.enumerated() {
            let newName = ClientRows.newClientID.names.lazy.compactMap { client.written[$0]?.text }.first
            for name in [FleetReferences.name(of: client.written), newName].compactMap(\.self) {
                places[.init(realm: FleetRun.realm(of: client, in: fleet), clientID: name)] = index
            }
        }
        var phases: [[Int]] = []
        var done = Set<Int>()
        var waiting = Array(fleet.clients.indices)
        while !waiting.isEmpty {
            let ready = waiting.filter { index in
                let realm = FleetRun.realm(of: fleet.clients[index], in: fleet)
                return references[index].allSatisfy { name in
                    guard let other = places[.init(realm: realm, clientID: name)] else { return true }
                    return other == index || done.contains(other)
                }
            }
            let phase = ready.isEmpty ? waiting : ready
            phases.append(phase)
            done.formUnion(phase)
            waiting.removeAll(where: done.contains)
        }
        return phases
    }

    // MARK: One client

    private func result(of client: Fleet.Client, _ known: KnownClient) async -> FleetResult {
        let realm = FleetRun.realm(of: client, in: fleet)
        let (arguments, problems) = fleet.settle(client)
        guard problems.isEmpty else { return failed(client, Failure(problems)) }
        var tries = 1
        while true {
            do throws(Failure) {
                let outcome = try await ClientModule.run(
                    arguments, context,
                    known: KnownBefore(
                        lookup: lookups[realm], client: tries == 1 ? known : .nothing, creations: creations))
                await promise(outcome, in: realm)
                return FleetRun.result(outcome, of: arguments, at: client.place)
            } catch {
                // What happened is looked at before anything is done again: each run begins with reading the client.
                guard error.mayBeContention, !context.isCheck, tries < FleetRun.attempts else {
                    return failed(client, error)
                }
                tries += 1
            }
        }
    }

    /// Lets those who come after find in check mode what a real run would have made.
    func promise(_ outcome: Outcome, in realm: String) async {
        guard context.isCheck, outcome.changed, let client = outcome.states["end_state"]?.object,
            let name = client[ClientRows.clientID.key]?.text
        else {
            return
        }
        let hasProtection = client[ClientRows.authorizationServices.key] == true
        await lookups[realm]?.promise(
            .init(
                id: outcome.states["existing"]?.object?["id"]?.text,
                roles: hasProtection ? [ServiceAccountDefaults.protection] : []),
            of: name)
    }

    static func result(_ outcome: Outcome, of arguments: Arguments, at place: FleetPlace) -> FleetResult {
        let name = ClientName(arguments)
        return FleetResult(
            realm: name.realm, client: name.subject, place: place, status: outcome.changed ? .changed : .ok,
            action: action(of: outcome), message: outcome.message, diff: outcome.diff, warnings: outcome.warnings)
    }

    private static func action(of outcome: Outcome) -> FleetResult.Action {
        guard outcome.changed else { return .none }
        let existed = outcome.states["existing"]?.object?.isEmpty == false
        let exists = outcome.states["end_state"]?.object?.isEmpty == false
        return !existed ? .create : exists ? .update : .delete
    }

    private func failed(_ client: Fleet.Client, _ failure: Failure) -> FleetResult {
        FleetResult(
            realm: FleetRun.realm(of: client, in: fleet), client: FleetRun.subject(of: client),
            place: client.place, status: .failed, action: .none, message: failure.text, diff: Outcome.Diff(),
            warnings: failure.warnings)
    }

    private func skipped(_ client: Fleet.Client) -> FleetResult {
        FleetResult(
            realm: FleetRun.realm(of: client, in: fleet), client: FleetRun.subject(of: client),
            place: client.place, status: .skipped, action: .none, message: "Not begun: the run was stopped before.",
            diff: Outcome.Diff(),
            warnings: [])
    }

    static func realm(of client: Fleet.Client, in fleet: Fleet) -> String {
        client.written[ClientName.realmOption.name]?.text ?? fleet.realm ?? "master"
    }

    private static func subject(of client: Fleet.Client) -> String {
        FleetReferences.name(of: client.written) ?? client.written[ClientName.idOption.name]?.text
            ?? client.place.description
    }
}

/// Which other clients a declaration names.
enum FleetReferences {
    /// A client's name.
    struct Name: Hashable {
        let realm: String
        let clientID: String
    }

    /// The clientId of a declaration, however it was written.
    static func name(of written: JSONObject) -> String? {
        ClientName.clientIDOption.names.lazy.compactMap { written[$0]?.text }.first
    }

    /// The clientIds that a declaration refers to: whose roles its service account has, and whom its policies name.
    static func clients(in written: JSONObject) -> Set<String> {
        var names: Set<String> = []
        for option in ClientRows.serviceAccountRoles.option.names {
            let roles = written[option].flatMap(Coercion.dictionary)?.object
            let clients = roles?[RoleChange.clientsPart].flatMap(Coercion.dictionary)?.object
            names.formUnion(clients?.keys ?? [])
        }
        for option in ClientRows.authorizationSettings.names {
            for policy in written[option]?.object?["policies"]?.array ?? [] {
                // In an export the config's lists are JSON texts (facts-more 5.4).
                let config = policy.object?["config"]?.object
                for key in ["clients", "roles"] {
                    guard let text = config?[key]?.text, let items = (try? JSON(parsing: text))?.array else { continue }
                    for item in items {
                        // A role of a client is written `client/role`.
                        let role = item.object?["id"]?.text?.pieces(separatedBy: "/")
                        if let name = item.text ?? (role?.count == 2 ? role?[0] : nil) { names.insert(name) }
                    }
                }
            }
        }
        return names
    }
}
