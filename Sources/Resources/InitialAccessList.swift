internal import HTTP
public import JSON
internal import Keycloak
public import Reconcile

/// The initial access tokens of a realm, with the names by which this host knows some of them.
public enum InitialAccessList {
    /// Where this host keeps tokens by their names.
    public static var store: Option { ClientInitialAccessModule.store }

    /// The tokens as the server lists them, which is without the tokens themselves; those that are known here have a `name`.
    ///
    /// - Parameter path: The file that keeps tokens by their names; nil for the usual one.
    public static func tokens(
        realm: String, store path: String?, _ context: ModuleContext
    ) async throws(Failure) -> (tokens: [JSONObject], warnings: [String]) {
        var names = JSONObject()
        var warnings: [String] = []
        do throws(Failure) {
            names = try await KeptRecord.names(context, path: path, realm: realm, kind: .initialAccess)
        } catch {
            // What the server has is worth knowing all the same.
            warnings.append(error.message)
        }
        do throws(KeycloakError) {
            let listed = try await context.session.send(.get, [realm, "clients-initial-access"]).objects()
            return (listed.map { token in described(token, names) }, warnings)
        } catch {
            throw Failure(error)
        }
    }

    private static func described(_ token: JSONObject, _ names: JSONObject) -> JSONObject {
        var token = token.filter { $0.key != "token" }
        token["name"] = token["id"]?.text.flatMap { names[$0] }
        let made = token["timestamp"]?.int
        token["created"] = made.flatMap(Timestamp.text).map { .string($0) }
        if let made, let life = token["expiration"]?.int, life > 0 {
            token["expires"] = Timestamp.text(made + life).map { .string($0) }
        }
        return token
    }
}
