public import JSON
internal import Keycloak
public import Reconcile

/// Many declared clients, each as a user wrote it.
public struct Fleet: Sendable {
    /// One declared client.
    public struct Client: Sendable {
        /// Its options as they were written, defaults and templates already under them.
        public let written: JSONObject
        /// Where it stands.
        public let place: FleetPlace

        /// A declared client and where it stands.
        public init(_ written: JSONObject, at place: FleetPlace) {
            self.written = written
            self.place = place
        }
    }

    /// The clients in the order in which they were given.
    public let clients: [Client]
    /// The realm of those that name none.
    public let realm: String?

    /// Realms that it is about besides those of its clients: a realm whose last client is no longer declared.
    public let realms: Set<String>

    /// A fleet.
    public init(_ clients: [Client], realm: String? = nil, realms: Set<String> = []) {
        self.clients = clients
        self.realm = realm
        self.realms = realms
    }

    /// The clients' options; the realm may come from around them.
    private static let options = ClientModule.options

    /// The settled options of a client, and what is wrong with them.
    func settle(_ client: Client) -> (arguments: Arguments, problems: [Problem]) {
        var written = client.written
        let names = ClientName.realmOption.names
        if let realm, !names.contains(where: { (written[$0] ?? .null) != .null }) {
            written[ClientName.realmOption.name] = .string(realm)
        }
        let (arguments, problems) = Arguments.settle(written, Fleet.options)
        let unsettled = Set(problems.map(\.path.steps.first))
        let further = ClientModule.problems(with: arguments).filter { problem in
            problem.path.steps.isEmpty || !unsettled.contains(problem.path.steps.first)
        }
        return (arguments, problems + further)
    }

    /// Everything that is wrong in itself, each with its place, found before anything is asked of a server: what is wrong with one
    /// client, and what is declared twice.
    public func problems() -> [String] {
        var problems: [String] = []
        var places: [Identity: FleetPlace] = [:]
        for client in clients {
            let (arguments, wrong) = settle(client)
            problems += wrong.sorted().map { "\(client.place.inside($0.path)): \($0)" }
            for identity in Identity.all(arguments) {
                if let other = places[identity] {
                    problems.append("\(client.place): \(identity) is declared at \(other) already; keep one")
                }
                places[identity] = client.place
            }
        }
        return problems
    }

    /// What names a client on the server, so that no two declarations mean the same one.
    private struct Identity: Hashable, CustomStringConvertible {
        let realm: JSON
        /// The clientId, or the id.
        let name: JSON
        let isID: Bool

        /// The names of a declaration: by clientId, by id, and by the name that it is to get.
        static func all(_ arguments: Arguments) -> [Identity] {
            let realm = arguments[ClientName.realmOption.name] ?? .null
            let clientIDs = [ClientName.clientIDOption.name, ClientRows.newClientID.name].compactMap { arguments[$0] }
            return clientIDs.map { Identity(realm: realm, name: $0, isID: false) }
                + [arguments[ClientName.idOption.name]].compactMap { id in
                    id.map { Identity(realm: realm, name: $0, isID: true) }
                }
        }

        var description: String {
            "\(isID ? "the client with id" : "client") '\(name.text ?? "")' of realm '\(realm.text ?? "")'"
        }
    }
}

/// How a fleet is treated.
public struct FleetSettings: Sendable {
    /// How many clients are worked on at once.
    public let parallel: Int
    /// Whether the first client that fails stops the others.
    public let stopsAtFailure: Bool

    /// Settings.
    public init(parallel: Int = 4, stopsAtFailure: Bool = false) {
        self.parallel = max(1, parallel)
        self.stopsAtFailure = stopsAtFailure
    }
}

/// What became of one client of a fleet.
public struct FleetResult: Sendable {
    /// How it ended.
    public enum Status: String, Sendable, CaseIterable {
        /// It was as declared.
        case ok
        /// It was made so, or in check mode would be.
        case changed
        /// It was not, or not wholly.
        case failed
        /// It was not begun, since the run was stopped.
        case skipped
    }

    /// What was, or would be, done.
    public enum Action: String, Sendable {
        case create, update, delete, none
    }

    /// The realm.
    public let realm: String
    /// How messages name the client.
    public let client: String
    /// Where it was declared; the line is looked for when somebody asks.
    public let place: FleetPlace
    /// How it ended.
    public let status: Status
    /// What was, or would be, done.
    public let action: Action
    /// One sentence.
    public let message: String
    /// What differs.
    public let diff: Outcome.Diff
    /// What the user should know besides.
    public let warnings: [String]
}
