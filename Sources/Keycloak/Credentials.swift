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

    /// The fields by which the client shows who it is; none where there is no client to name.
    var clientFields: [(String, String)] {
        switch self {
        case .accessToken: []
        case .refreshToken(_, let clientID, let secret), .password(_, _, let clientID, let secret):
            Credentials.client(clientID, secret)
        case .clientCredentials(let clientID, let secret): Credentials.client(clientID, secret)
        }
    }

    /// The form fields that fetch the next tokens with the refresh token that this login brought.
    func form(renewing refreshToken: String) -> [(String, String)] {
        [("grant_type", "refresh_token"), ("refresh_token", refreshToken)] + clientFields
    }

    /// Whether this begins a session of its own; what somebody else fetched is theirs to end.
    var isLogin: Bool {
        switch self {
        case .accessToken, .refreshToken: false
        case .password, .clientCredentials: true
        }
    }

    /// The same way with the refresh token that took its token's place; other ways stay as they are.
    func renewed(by refreshToken: String) -> Credentials {
        guard case .refreshToken(_, let clientID, let secret) = self else { return self }
        return .refreshToken(refreshToken, clientID: clientID, clientSecret: secret)
    }

    /// The name of this login in the token store, at a server and realm; nil for what is not worth storing.
    func key(at place: [String]) -> TokenKey? {
        switch self {
        case .accessToken: nil
        case .refreshToken(let token, let clientID, let secret):
            TokenKey(login: place + ["refresh_token", clientID], secrets: [token, secret ?? ""])
        case .password(let username, let password, let clientID, let secret):
            TokenKey(login: place + ["password", clientID, username], secrets: [password, secret ?? ""])
        case .clientCredentials(let clientID, let secret):
            TokenKey(login: place + ["client_credentials", clientID], secrets: [secret])
        }
    }

    private static func client(_ clientID: String, _ secret: String?) -> [(String, String)] {
        [("client_id", clientID)] + (secret.map { [("client_secret", $0)] } ?? [])
    }
}
