internal import JSON
public import Signing

/// One way to come to an access token.
public enum Credentials: Hashable, Sendable {
    /// An access token that somebody else fetched.
    case accessToken(String)
    /// A refresh token that was given to a client.
    case refreshToken(String, client: LoginClient)
    /// User and password through a client (password grant), with a code of the user's second factor where there is one.
    case password(username: String, password: String, otp: String? = nil, client: LoginClient)
    /// A client's own service account (client credentials grant).
    case clientCredentials(client: LoginClient)

    /// User and password through a client that sends its secret, if it has one.
    public static func password(
        username: String, password: String, clientID: String, clientSecret: String?
    ) -> Credentials {
        .password(username: username, password: password, client: LoginClient(id: clientID, secret: clientSecret))
    }

    /// A refresh token that was given to a client that sends its secret, if it has one.
    public static func refreshToken(_ token: String, clientID: String, clientSecret: String?) -> Credentials {
        .refreshToken(token, client: LoginClient(id: clientID, secret: clientSecret))
    }

    /// The service account of a client that sends its secret.
    public static func clientCredentials(clientID: String, clientSecret: String) -> Credentials {
        .clientCredentials(client: LoginClient(id: clientID, secret: clientSecret))
    }

    /// The form fields for the token endpoint, made anew for each login; nil where there is nothing to ask.
    func form(_ place: LoginClient.Place) throws(KeycloakError) -> [(String, String)]? {
        switch self {
        case .accessToken: return nil
        case .refreshToken(let token, _): return try form(renewing: token, place)
        case .password(let username, let password, let otp, _):
            let user = [("grant_type", "password"), ("username", username), ("password", password)]
            return user + (otp.map { [("totp", $0)] } ?? []) + (try clientFields(place))
        case .clientCredentials:
            return [("grant_type", "client_credentials")] + (try clientFields(place))
        }
    }

    private var client: LoginClient? {
        switch self {
        case .accessToken: nil
        case .refreshToken(_, let client), .password(_, _, _, let client), .clientCredentials(let client): client
        }
    }

    /// The fields by which the client shows who it is; none where there is no client to name.
    func clientFields(_ place: LoginClient.Place) throws(KeycloakError) -> [(String, String)] {
        guard let client else { return [] }
        return try client.form(place)
    }

    /// The form fields that fetch the next tokens with the refresh token that this login brought.
    func form(renewing refreshToken: String, _ place: LoginClient.Place) throws(KeycloakError) -> [(String, String)] {
        [("grant_type", "refresh_token"), ("refresh_token", refreshToken)] + (try clientFields(place))
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
        guard case .refreshToken(_, let client) = self else { return self }
        return .refreshToken(refreshToken, client: client)
    }

    /// The name of this login in the token store, at a server and realm; nil for what is not worth storing, or what proves
    /// itself by nothing that lasts.
    func key(at place: [String]) -> TokenKey? {
        switch self {
        case .accessToken: return nil
        case .refreshToken(let token, let client):
            guard let id = client.id, let secret = client.storeSecret else { return nil }
            return TokenKey(login: place + ["refresh_token", id], secrets: [token, secret])
        case .password(let username, let password, _, let client):
            guard let id = client.id, let secret = client.storeSecret else { return nil }
            return TokenKey(login: place + ["password", id, username], secrets: [password, secret])
        case .clientCredentials(let client):
            // Without a proof here it is the certificate of the connection, of which nothing is known here.
            guard let id = client.id, client.proof != .none, let secret = client.storeSecret else { return nil }
            return TokenKey(login: place + ["client_credentials", id], secrets: [secret])
        }
    }
}

/// The client through which somebody logs in, and how it proves who it is.
public struct LoginClient: Hashable, Sendable {
    /// Its clientId; nil where the assertion in a file names the client.
    public let id: String?
    /// Its proof.
    public let proof: Proof

    /// How a client proves who it is; the names in parentheses are Keycloak's authenticators (facts-more 6.3).
    public enum Proof: Hashable, Sendable {
        /// Not at all, or by the certificate of the TLS connection (`client-x509`).
        case none
        /// By sending its secret (`client-secret`).
        case secret(String)
        /// By an assertion that is signed with its secret or private key (`client-secret-jwt`, `client-jwt`).
        case signedAssertion(Signer)
        /// By an assertion that somebody else signs and renews in this file (`federated-jwt`).
        case assertionFile(String)
    }

    /// A client and its proof.
    public init(id: String?, proof: Proof = .none) {
        self.id = id
        self.proof = proof
    }

    /// A client that sends its secret, if it has one.
    public init(id: String, secret: String?) {
        self.init(id: id, proof: secret.map { .secret($0) } ?? .none)
    }

    /// Where and when a login takes place.
    struct Place: Sendable {
        /// The realm's issuer.
        let issuer: String
        /// The time in seconds since 1970.
        let now: Int
        /// Files and random bytes.
        let effects: SystemEffects
    }

    /// What proves to the token store that the one who asks is this client; nil for what changes by itself.
    var storeSecret: String? {
        switch proof {
        case .none: ""
        case .secret(let secret), .signedAssertion(.secret(let secret)): secret
        case .signedAssertion(.key(let key)): key.fingerprint
        case .assertionFile: nil
        }
    }

    /// How long an assertion is good for, in seconds: longer than any sane difference between two clocks, and shorter
    /// than what Keycloak accepts.
    static let lifetime = 60

    /// The form fields that name the client and prove it.
    func form(_ place: Place) throws(KeycloakError) -> [(String, String)] {
        let name = id.map { [("client_id", $0)] } ?? []
        switch proof {
        case .none: return name
        case .secret(let secret): return name + [("client_secret", secret)]
        case .signedAssertion(let signer): return LoginClient.assertion(try assertion(place, signer))
        case .assertionFile(let path): return name + LoginClient.assertion(try LoginClient.read(path, place.effects))
        }
    }

    /// RFC 7523, section 2.2.
    private static func assertion(_ token: String) -> [(String, String)] {
        [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", token),
        ]
    }

    /// The claims that 26 and 18 both accept: one audience, the issuer's URL, and an id that is used once (facts-more 6.3).
    private func assertion(_ place: Place, _ signer: Signer) throws(KeycloakError) -> String {
        do {
            let claims: JSON = [
                "iss": .string(id ?? ""), "sub": .string(id ?? ""), "aud": .string(place.issuer),
                "iat": .number("\(place.now)"), "exp": .number("\(place.now + LoginClient.lifetime)"),
                "jti": .string(Base64URL.encode(try place.effects.random(16))),
            ]
            return try JWT.signed(claims.bytes, by: signer)
        } catch let error as SigningError {
            throw .cannotLogIn("The assertion for the login cannot be signed: \(error).")
        } catch let error as SystemEffects.Unavailable {
            throw .cannotLogIn("The assertion for the login cannot be made: \(error.reason).")
        } catch {
            throw .cannotLogIn("The assertion for the login cannot be made: \(error).")
        }
    }

    /// The token in a file; whoever renews it writes the file anew, so it is read for each login.
    private static func read(_ path: String, _ effects: SystemEffects) throws(KeycloakError) -> String {
        let bytes: [UInt8]
        do {
            bytes = try effects.readFile(path)
        } catch {
            throw .cannotLogIn("auth_token_file: '\(path)' cannot be read: \(error.reason).")
        }
        let pieces = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard let token = pieces.first, pieces.count == 1 else {
            throw .cannotLogIn("auth_token_file: '\(path)' holds no token, which is one word in the first line.")
        }
        return String(token)
    }
}
