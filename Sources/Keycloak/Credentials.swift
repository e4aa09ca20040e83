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

    /// The form fields for the token endpoint, made anew for each login; nil where there is nothing to ask.
    func form(issuer: String, _ effects: LoginEffects) throws(KeycloakError) -> [(String, String)]? {
        switch self {
        case .accessToken: return nil
        case .refreshToken(let token, let client):
            return [("grant_type", "refresh_token"), ("refresh_token", token)] + (try client.form(issuer, effects))
        case .password(let username, let password, let otp, let client):
            let user = [("grant_type", "password"), ("username", username), ("password", password)]
            return user + (otp.map { [("totp", $0)] } ?? []) + (try client.form(issuer, effects))
        case .clientCredentials(let client):
            return [("grant_type", "client_credentials")] + (try client.form(issuer, effects))
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

    /// How long an assertion is good for, in seconds: longer than any sane difference between two clocks, and shorter
    /// than what Keycloak accepts.
    static let lifetime = 60

    /// The form fields that name the client and prove it.
    func form(_ issuer: String, _ effects: LoginEffects) throws(KeycloakError) -> [(String, String)] {
        let name = id.map { [("client_id", $0)] } ?? []
        switch proof {
        case .none: return name
        case .secret(let secret): return name + [("client_secret", secret)]
        case .signedAssertion(let signer): return LoginClient.assertion(try assertion(issuer, signer, effects))
        case .assertionFile(let path): return name + LoginClient.assertion(try LoginClient.read(path, effects))
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
    private func assertion(_ issuer: String, _ signer: Signer, _ effects: LoginEffects) throws(KeycloakError) -> String
    {
        do {
            let now = try effects.now()
            let claims: JSON = [
                "iss": .string(id ?? ""), "sub": .string(id ?? ""), "aud": .string(issuer),
                "iat": .number("\(now)"), "exp": .number("\(now + LoginClient.lifetime)"),
                "jti": .string(Base64URL.encode(try effects.random(16))),
            ]
            return try JWT.signed(claims.bytes, by: signer)
        } catch let error as SigningError {
            throw .cannotLogIn("The assertion for the login cannot be signed: \(error).")
        } catch let error as LoginEffects.Unavailable {
            throw .cannotLogIn("The assertion for the login cannot be made: \(error.reason).")
        } catch {
            throw .cannotLogIn("The assertion for the login cannot be made: \(error).")
        }
    }

    /// The token in a file; whoever renews it writes the file anew, so it is read for each login.
    private static func read(_ path: String, _ effects: LoginEffects) throws(KeycloakError) -> String {
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
