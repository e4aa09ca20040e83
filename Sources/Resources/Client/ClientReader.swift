internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// Reads the client that a declaration is about.
struct ClientReader: Sendable {
    let declaration: ClientDeclaration
    let session: Session

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

    /// 18 never shows the secret in the client (facts-core 8): where it has to be known, it is asked for.
    private func withSecret(_ client: JSONObject?) async throws(KeycloakError) -> JSONObject? {
        let key = ClientRows.secret.key
        guard var client, client[key] == nil, declaration.secrets.needsSecret(beside: declaration.state[key]),
            let id = client["id"]?.text, client[ClientRows.publicClient.key] != true
        else { return client }
        let answer = try await session.send(
            .get, [declaration.realm, "clients", id, "client-secret"], accepting: [403])
        client[key] = answer.response.isSuccess ? try answer.object()["value"] : ClientSecret.mask
        return client
    }
}
