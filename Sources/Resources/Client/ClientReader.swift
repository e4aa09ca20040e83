internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// What a look at many clients has told of one already.
enum KnownClient: Sendable {
    case nothing
    /// There is none of that name.
    case absent
    /// It is there, as a list of the server shows it.
    case present(JSONObject)
}

/// Reads the client that a declaration is about.
struct ClientReader: Sendable {
    let declaration: ClientDeclaration
    let session: Session
    let known: KnownClient

    /// The client as a run finds it at its beginning.
    func begin() async throws(Failure) -> JSONObject? {
        switch known {
        case .nothing: return try await find()
        case .absent: return nil
        case .present(let client):
            do {
                return try await withSecret(client)
            } catch {
                throw Failure(error)
            }
        }
    }

    /// The client as the user named it.
    func find() async throws(Failure) -> JSONObject? {
        do {
            return try await withSecret(declaration.name.find(session))
        } catch {
            throw Failure(error)
        }
    }

    /// The client with that id; by the user's name for it where the id is not known.
    func read(_ id: String?) async throws(Failure) -> JSONObject? {
        guard let id else { return try await find() }
        do {
            return try await withSecret(ClientFinder(session: session, realm: declaration.realm).client(id: id))
        } catch {
            throw Failure(error)
        }
    }

    /// 18 never shows the secret in the client (facts-core 8): where one is declared, it is asked for.
    private func withSecret(_ client: JSONObject?) async throws(KeycloakError) -> JSONObject? {
        let key = ClientRows.secret.key
        guard var client, client[key] == nil, declaration.state[key] != nil, let id = client["id"]?.text,
            client[ClientRows.publicClient.key] != true
        else { return client }
        let answer = try await session.send(.get, [declaration.realm, "clients", id, "client-secret"]).object()
        client[key] = answer["value"]
        return client
    }
}
