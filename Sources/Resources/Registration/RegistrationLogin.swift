public import Keycloak
public import Reconcile

// What commands do with a login that outlives them.
extension ModuleContext {
    /// Logs in, or makes sure that what is kept is still good.
    public func logIn() async throws(Failure) {
        do {
            try await session.logIn()
        } catch {
            throw Failure(error)
        }
    }

    /// Ends the session behind a refresh token that was given to a client; whether the server says that it has.
    public func logOut(_ refreshToken: String, client: LoginClient) async throws(Failure) -> Bool {
        do {
            return try await session.logOut(refreshToken, client: client)
        } catch {
            throw Failure(error)
        }
    }
}
