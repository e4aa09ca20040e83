internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// What names of a realm stand for; each list is asked for once and shared by all that need it.
actor RealmLookup {
    /// A client scope.
    struct Scope: Sendable, Hashable {
        let id: String
        let name: String
        let protocolName: String
    }

    private let session: Session
    private let realm: String
    private var lists: [String: Task<Result<[JSONObject], KeycloakError>, Never>] = [:]

    init(session: Session, realm: String) {
        self.session = session
        self.realm = realm
    }

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
        try await list(["authentication", "flows"]).compactMap { flow in
            guard let alias = flow["alias"]?.text, let id = flow["id"]?.text else { return nil }
            return (alias, id)
        }
    }

    private func scopeList(_ name: String) async throws(KeycloakError) -> [Scope] {
        try await list([name]).compactMap { scope in
            guard let id = scope["id"]?.text, let name = scope["name"]?.text else { return nil }
            return Scope(id: id, name: name, protocolName: scope["protocol"]?.text ?? "openid-connect")
        }
    }

    private func list(_ path: [String]) async throws(KeycloakError) -> [JSONObject] {
        let name = path.joined(separator: "/")
        let running =
            lists[name]
            ?? Task { [session, realm] in
                do throws(KeycloakError) {
                    return .success(try await session.send(.get, [realm] + path).objects())
                } catch {
                    return .failure(error)
                }
            }
        lists[name] = running
        return try await running.value.get()
    }
}
