internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// What names of a realm stand for; each question is asked once, and the answer shared by all that need it.
///
/// What failed is asked again, and so is what was absent: a fleet may make it while it runs.
actor RealmLookup {
    /// A client scope.
    struct Scope: Sendable, Hashable {
        let id: String
        let name: String
        let protocolName: String
    }

    private let session: Session
    private let realm: String
    /// The answers by path and query.
    private var answers: [JSON: Task<Result<Session.Answer, KeycloakError>, Never>] = [:]

    /// The lists of scopes, which are asked for by each client.
    private var scopeLists: [String: [Scope]] = [:]

    private var promised: [JSON: Promise] = [:]

    init(session: Session, realm: String) {
        self.session = session
        self.realm = realm
    }

    // MARK: Client scopes and flows

    /// All client scopes of the realm.
    func scopes() async throws(KeycloakError) -> [Scope] { try await scopeList("client-scopes") }

    /// The scopes that a new client gets as default scopes, of all protocols.
    func initialDefaultScopes() async throws(KeycloakError) -> [Scope] {
        try await scopeList("default-default-client-scopes")
    }

    /// The scopes that a new client gets as optional scopes, of all protocols.
    func initialOptionalScopes() async throws(KeycloakError) -> [Scope] {
        try await scopeList("default-optional-client-scopes")
    }

    /// The realm's top-level authentication flows, ids by alias.
    func flows() async throws(KeycloakError) -> [(alias: String, id: String)] {
        try await answer(["authentication", "flows"]).objects().compactMap { flow in
            guard let alias = flow["alias"]?.text, let id = flow["id"]?.text else { return nil }
            return (alias, id)
        }
    }

    private func scopeList(_ name: String) async throws(KeycloakError) -> [Scope] {
        if let known = scopeLists[name] { return known }
        let scopes: [Scope] = try await answer([name]).objects().compactMap { scope in
            guard let id = scope["id"]?.text, let name = scope["name"]?.text else { return nil }
            return Scope(id: id, name: name, protocolName: scope["protocol"]?.text ?? "openid-connect")
        }
        scopeLists[name] = scopes
        return scopes
    }

    // MARK: Roles

    /// The id of a role of the realm, or of the client with that id; nil when there is no such role.
    func roleID(named name: String, ofClient client: String? = nil) async throws(KeycloakError) -> String? {
        let roles = RealmLookup.roles(ofClient: client)
        // A path cannot name these (facts-more 3).
        guard !["", ".", ".."].contains(name) else {
            let id = try await answer(roles).objects().first { $0["name"] == .string(name) }?["id"]?.text
            if id == nil { answers[RealmLookup.question(roles)] = nil }
            return id
        }
        let path = roles + [name]
        let answer = try await answer(path, accepting: [404])
        guard answer.response.isSuccess else {
            answers[RealmLookup.question(path)] = nil
            return nil
        }
        return try answer.object()["id"]?.text
    }

    /// The names of all roles of the realm, or of the client with that id: for the hint about one that is missing.
    func roleNames(ofClient client: String? = nil) async throws(KeycloakError) -> [String] {
        try await answer(RealmLookup.roles(ofClient: client)).objects().compactMap { $0["name"]?.text }
    }

    private static func roles(ofClient client: String?) -> [String] {
        client.map { ["clients", $0, "roles"] } ?? ["roles"]
    }

    /// The role that every user of the realm is born with.
    ///
    /// It keeps its name when the realm is renamed (seen on 26.7.3 and 18.0.2). Those who may not view the realm are not
    /// told it (facts-core 11): for them it is the name that a new realm gives.
    func defaultRole() async throws(KeycloakError) -> String {
        let answer = try await answer([], accepting: [403])
        let told = answer.response.isSuccess ? try answer.object()["defaultRole"]?.object?["name"]?.text : nil
        return told ?? "default-roles-\(realm.lowercased())"
    }

    // MARK: Clients

    /// The id of the client with exactly that clientId; nil when there is none.
    func clientID(named name: String) async throws(KeycloakError) -> String? {
        // A blank name would find every client (facts-core 5).
        guard !name.allSatisfy(\.isWhitespace) else { return nil }
        let query = [("clientId", name)]
        let id = try await answer(["clients"], query: query).objects().first?["id"]?.text
        if id == nil { answers[RealmLookup.question(["clients"], query)] = nil }
        return id ?? promised[.string(name)]?.id
    }

    /// A client as a run would have left it by now, were it not in check mode.
    struct Promise: Sendable {
        /// Its id; nil where it would have been made.
        let id: String?
        /// The roles that the server would have given to it.
        let roles: [String]
    }

    /// Notes such a client, so that check mode finds what a real run would find.
    func promise(_ promise: Promise, of clientID: String) { promised[.string(clientID)] = promise }

    /// What was promised of the client of that name.
    func promise(of clientID: String) -> Promise? { promised[.string(clientID)] }

    /// Some clientIds that have a half of that name in them, whatever its case: for the hint about one that is missing.
    ///
    /// All clients of a realm can take minutes to list (facts-core 10); a single slip is in one half of the name.
    func clientNames(like name: String) async throws(KeycloakError) -> [String] {
        let middle = name.index(name.startIndex, offsetBy: name.count / 2)
        var names: [String] = []
        for half in [name[..<middle], name[middle...]] where half.count > 1 {
            let query = [("clientId", String(half)), ("search", "true"), ("max", "100")]
            names += try await answer(["clients"], query: query).objects().compactMap { $0["clientId"]?.text }
        }
        return names
    }

    /// The id of the user of a client's service account, which has to be on.
    ///
    /// Somebody may have deleted that user: then this request makes it anew, although it is a GET (facts-more 2). It is no
    /// other state than the client's own switch says.
    func accountUser(ofClient id: String) async throws(KeycloakError) -> String {
        let answer = try await answer(["clients", id, "service-account-user"])
        guard let user = try answer.object()["id"]?.text else {
            throw .unreadable(request: answer.request, problem: "no id")
        }
        return user
    }

    // MARK: Asking once

    private static func question(_ path: [String], _ query: [(String, String)] = []) -> JSON {
        .array((path + query.flatMap { [$0.0, $0.1] }).map { .string($0) })
    }

    private func answer(
        _ path: [String], query: [(String, String)] = [], accepting: Set<Int> = []
    ) async throws(KeycloakError) -> Session.Answer {
        let key = RealmLookup.question(path, query)
        let running =
            answers[key]
            ?? Task(executorPreference: session.executor) { [session, realm] in
                do throws(KeycloakError) {
                    return .success(
                        try await session.send(.get, [realm] + path, query: query, accepting: accepting))
                } catch {
                    return .failure(error)
                }
            }
        answers[key] = running
        let result = await running.value
        if case .failure = result { answers[key] = nil }
        return try result.get()
    }
}
