internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// The options by which a user names one client, and how it is found.
struct ClientName: Sendable, Hashable {
    let realm: String
    /// The server's id, if the user knows it.
    let id: String?
    /// The clientId; nil when the client is known by id alone.
    let clientID: String?

    static let realmOption = Option("realm", default: "master", help: "The realm of the client.")
    static let idOption = Option("id", help: "The id of the client on the server, in place of its `client_id`.")
    static let clientIDOption = Option(
        "client_id", aliases: ["clientId"],
        help: "The name by which applications and tokens know the client; case counts.")
    /// The options for modules that do something with a client that exists.
    static let options = [realmOption, idOption, clientIDOption]

    /// Reads settled arguments.
    init(_ arguments: Arguments) {
        realm = arguments.text(ClientName.realmOption.name) ?? "master"
        id = arguments.text(ClientName.idOption.name)
        clientID = arguments.text(ClientName.clientIDOption.name)
    }

    /// How messages name the client.
    var subject: String { clientID ?? id ?? "" }

    /// What is wrong in itself: a blank name would find every client (facts-core 5), and longer ones than these are an error
    /// 500 without a reason (facts-core 3.1, 4).
    ///
    /// - Parameter isNeeded: Whether it must be given.
    static func problems(with arguments: Arguments, isNeeded: Bool = true) -> [Problem] {
        let name = ClientName(arguments)
        var problems: [Problem] = []
        if isNeeded, arguments[idOption.name] == nil, arguments[clientIDOption.name] == nil {
            problems.append(Problem(Path(), "neither client_id nor id is given; one of them must name the client"))
        }
        for (option, value, limit) in [(clientIDOption, name.clientID, 255), (idOption, name.id, 36)] {
            guard let value else { continue }
            problems += ClientName.problems(with: value, limit: limit).map { Problem(Path(option.name), $0) }
        }
        if name.realm.isEmpty {
            problems.append(Problem(Path(realmOption.name), "is empty; give the realm's name"))
        }
        return problems
    }

    /// What is wrong with a name as such, as clauses.
    static func problems(with name: String, limit: Int = 255) -> [String] {
        (name.allSatisfy(\.isWhitespace) ? ["is blank; give the client's name"] : [])
            + (name.unicodeScalars.count > limit ? ["is longer than \(limit) characters"] : [])
    }

    /// The client, by its id, else by its exact clientId; nil when there is none.
    func find(_ session: Session) async throws(KeycloakError) -> JSONObject? {
        let finder = ClientFinder(session: session, realm: realm)
        return if let id { try await finder.client(id: id) } else { try await finder.client(named: clientID ?? "") }
    }

    /// The client and its id on the server; fails where there is none, and where id and clientId are those of two clients.
    func require(_ session: Session) async throws(Failure) -> (client: JSONObject, id: String) {
        let found: JSONObject?
        do {
            found = try await find(session)
        } catch {
            throw Failure(error)
        }
        guard let found, let id = found["id"]?.text else {
            throw missing
        }
        if let clientID, let other = found[ClientRows.clientID.key]?.text, !clientID.isSame(as: other) {
            throw Failure(
                "The client with the id \(id) is '\(other)', not '\(clientID)'.", hint: "Give one of client_id and id.")
        }
        return (found, id)
    }

    /// Fails where what was found is not what the caller took for granted.
    func check(_ expectation: ModuleContext.Expectation, _ found: JSONObject?) throws(Failure) {
        switch expectation {
        case .none: return
        case .present: if found == nil { throw missing }
        case .absent:
            if found != nil {
                throw Failure("Client \(subject) exists already in realm '\(realm)'.", hint: "Update it instead.")
            }
        }
    }

    private var missing: Failure {
        Failure(
            "Client \(subject) does not exist in realm '\(realm)'.",
            hint: "Names are case-sensitive; keycloak_client_info finds clients by a part of the name.")
    }
}
