public import HTTP
internal import JSON
public import Keycloak
public import Reconcile

/// The options that every module shares: where the server is, and how to log in.
public struct LoginOptions: Sendable {
    /// The server.
    public let base: BaseURL
    /// The realm whose token endpoint is asked (`auth_realm`).
    public let realm: String
    /// The ways to log in, in the order in which they are tried.
    public let credentials: [Credentials]
    /// How connections are treated.
    public let transport: TransportSettings
    /// Secrets that were read from files.
    public let secrets: [String]
    /// What the user should know although nothing failed.
    public let warnings: [String]

    static let url = Option("auth_keycloak_url", aliases: ["url"])
    static let clientID = Option("auth_client_id", default: "admin-cli")
    static let authRealm = Option("auth_realm", default: "master")
    static let clientSecret = Option("auth_client_secret", secret: true)
    static let clientSecretFile = Option("auth_client_secret_file")
    static let clientSecretJWT = Option("auth_client_secret_jwt", .bool, default: false)
    static let privateKey = Option("auth_private_key", secret: true)
    static let privateKeyFile = Option("auth_private_key_file")
    static let privateKeyPassphrase = Option("auth_private_key_passphrase", secret: true)
    static let tokenFile = Option("auth_token_file")
    static let username = Option("auth_username", aliases: ["username"])
    static let password = Option("auth_password", aliases: ["password"], secret: true)
    static let passwordFile = Option("auth_password_file")
    static let otp = Option("auth_otp", secret: true)
    static let token = Option("token", secret: true)
    static let refreshToken = Option("refresh_token", secret: true)
    static let validateCerts = Option("validate_certs", .bool, default: true)
    static let caPath = Option("ca_path")
    static let clientCert = Option("client_cert")
    static let clientKey = Option("client_key")
    static let clientKeyPassphrase = Option("client_key_passphrase", secret: true)
    /// Secret, since the URL may hold a password.
    static let proxy = Option("proxy", secret: true)
    static let connectionTimeout = Option("connection_timeout", .int, default: 10)
    static let agent = Option("http_agent", default: "Ansible")

    /// The options' table.
    public static let all: [Option] = [
        url, clientID, authRealm, clientSecret, clientSecretFile, clientSecretJWT, privateKey, privateKeyFile,
        privateKeyPassphrase, tokenFile, username, password, passwordFile, otp, token, refreshToken, validateCerts,
        caPath, clientCert, clientKey, clientKeyPassphrase, proxy, connectionTimeout, agent,
    ]

    /// Reads the settled arguments and the files that they name; the problems of a set that cannot log in.
    public static func read(_ arguments: Arguments, _ effects: LoginEffects) -> (
        login: LoginOptions?, problems: [Problem]
    ) {
        var files = LoginFiles(effects)
        let base = readBase(arguments, &files.problems)
        let timeout = arguments.int(connectionTimeout.name) ?? 10
        if timeout < 1 { files.problem(connectionTimeout, "must be at least 1 second") }
        let transport = LoginConnection.read(arguments, base, &files, timeout: timeout)
        let credentials = LoginWays(arguments, hasClientCertificate: transport.clientCertificate != nil).read(&files)
        guard let base, files.problems.isEmpty else { return (nil, files.problems) }
        let login = LoginOptions(
            base: base, realm: arguments.text(authRealm.name) ?? "master", credentials: credentials,
            transport: transport, secrets: files.secrets,
            warnings: transport.validatesCertificates ? [] : [unchecked])
        return (login, [])
    }

    private static let unchecked =
        "validate_certs is false: the server's certificate is not checked, so anybody on the way can read the password and "
        + "the token. Set ca_path to the authority's file instead."

    private static func readBase(_ arguments: Arguments, _ problems: inout [Problem]) -> BaseURL? {
        guard let text = arguments.text(url.name), !text.isEmpty else {
            problems.append(Problem(Path(url.name), "is required: Keycloak's base URL, like https://sso.example.org"))
            return nil
        }
        guard let base = BaseURL(text) else {
            problems.append(
                Problem(Path(url.name), "must be an http or https URL without user, query and fragment"))
            return nil
        }
        return base
    }
}
