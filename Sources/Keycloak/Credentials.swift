/// One way to come to an access token.
public enum Credentials: Hashable, Sendable {
    /// An access token that somebody else fetched.
    case accessToken(String)
    /// A refresh token of a client; the secret only of a confidential one.
    case refreshToken(String, clientID: String, clientSecret: String?)
    /// User and password through a client (password grant).
    case password(username: String, password: String, clientID: String, clientSecret: String?)
    /// A client's own service account (client credentials grant).
    case clientCredentials(clientID: String, clientSecret: String)

    /// The form fields for the token endpoint; nil where there is nothing to ask.
    var form: [(String, String)]? {
        switch self {
        case .accessToken: nil
        case .refreshToken(let token, let clientID, let secret):
            [("grant_type", "refresh_token"), ("refresh_token", token)] + Credentials.client(clientID, secret)
        case .password(let username, let password, let clientID, let secret):
            [("grant_type", "password"), ("username", username), ("password", password)]
                + Credentials.client(clientID, secret)
        case .clientCredentials(let clientID, let secret):
            [("grant_type", "client_credentials")] + Credentials.client(clientID, secret)
        }
    }

    private static func client(_ clientID: String, _ secret: String?) -> [(String, String)] {
        [("client_id", clientID)] + (secret.map { [("client_secret", $0)] } ?? [])
    }
}
