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

    /// Whether logins are kept for other runs; nil when nothing was said (`token_cache`).
    public let tokenCache: Bool?
    /// How often and how long what fails for the moment is tried again.
    public let retry: RetryPolicy
    /// How long a server that is starting is waited for.
    public let readiness: Readiness

    /// Where the server is.
    public static let url = Option(
        "auth_keycloak_url", aliases: ["url"],
        help: "Keycloak's base URL, like `https://sso.example.org`, with `/auth` where the server has that.")
    /// The client that logs in.
    public static let clientID = Option(
        "auth_client_id", default: "admin-cli", help: "The client that logs in, or through which the user does.")
    static let authRealm = Option("auth_realm", default: "master", help: "The realm to log in to.")
    static let clientSecret = Option("auth_client_secret", secret: true, help: "The secret of `auth_client_id`.")
    static let clientSecretFile = Option(
        "auth_client_secret_file", help: "A file that holds the secret of `auth_client_id`.")
    static let clientSecretJWT = Option(
        "auth_client_secret_jwt", .bool, default: false,
        help: "Whether the secret is proved by a signed assertion instead of being sent.")
    static let privateKey = Option(
        "auth_private_key", secret: true, help: "A private key in PEM that signs the proof of who `auth_client_id` is.")
    static let privateKeyFile = Option("auth_private_key_file", help: "A file with that private key.")
    static let privateKeyPassphrase = Option(
        "auth_private_key_passphrase", secret: true, help: "The passphrase of the private key.")
    static let tokenFile = Option(
        "auth_token_file",
        help: "A file with a signed assertion that stands for the client, such as a Kubernetes service account's token."
    )
    /// Who logs in.
    public static let username = Option("auth_username", aliases: ["username"], help: "The user who logs in.")
    /// That user's password.
    public static let password = Option(
        "auth_password", aliases: ["password"], secret: true, help: "The user's password.")
    /// Where that password stands.
    public static let passwordFile = Option("auth_password_file", help: "A file that holds the user's password.")
    static let otp = Option("auth_otp", secret: true, help: "The code of the user's second factor (TOTP).")
    static let token = Option("token", secret: true, help: "An access token in place of a login.")
    static let refreshToken = Option(
        "refresh_token", secret: true,
        help: "A refresh token in place of a login, or beside `token` for when that has expired.")
    /// Whether the server's certificate is checked.
    public static let validateCerts = Option(
        "validate_certs", .bool, default: true, help: "Whether the server's certificate is checked.")
    /// Which authorities are trusted.
    public static let caPath = Option(
        "ca_path", help: "A file or folder of PEM certificates of the authorities to trust, in place of the host's own."
    )
    static let clientCert = Option(
        "client_cert", help: "A file with the certificate to show to the server (mutual TLS).")
    static let clientKey = Option(
        "client_key", help: "A file with the private key of `client_cert`, where that file does not hold it.")
    static let clientKeyPassphrase = Option("client_key_passphrase", secret: true, help: "The passphrase of that key.")
    /// Secret, since the URL may hold a password.
    static let proxy = Option(
        "proxy", secret: true, help: "The URL of a proxy; empty for none, whatever the environment says.")
    static let connectionTimeout = Option(
        "connection_timeout", .int, default: 10,
        help: "How many seconds connecting may take; for the answer to a request the server has 300.")
    /// Who asks, as the server sees it.
    public static let agent = Option("http_agent", default: "Ansible", help: "What the server sees as the user agent.")

    private static let tokenCache = Option(
        "token_cache", .bool, help: "Whether logins are kept for other runs of this user.")
    private static let retries = Option(
        "retries", .int, default: 3, help: "How often a request that failed for the moment is sent again.")
    private static let retryTimeout = Option(
        "retry_timeout", .int, default: 30, help: "For how many seconds at most it is tried.")
    private static let waitForReady = Option(
        "wait_for_ready", .int, default: 0, help: "How many seconds to wait for a server that is starting.")

    /// The options' table.
    public static let all: [Option] = [
        url, clientID, authRealm, clientSecret, clientSecretFile, clientSecretJWT, privateKey, privateKeyFile,
        privateKeyPassphrase, tokenFile, username, password, passwordFile, otp, token, refreshToken, validateCerts,
        caPath, clientCert, clientKey, clientKeyPassphrase, proxy, connectionTimeout, agent, tokenCache, retries,
        retryTimeout, waitForReady,
    ]

    /// Reads the settled arguments and the files that they name; the problems of a set that cannot log in, where it needs to.
    public static func read(_ arguments: Arguments, _ effects: SystemEffects, needsLogin: Bool = true) -> (
        login: LoginOptions?, problems: [Problem]
    ) {
        var files = OptionFiles(effects)
        let base = readBase(arguments, &files.problems)
        let timeout = arguments.int(connectionTimeout.name) ?? 10
        if timeout < 1 { files.problem(connectionTimeout, "must be at least 1 second") }
        let transport = LoginConnection.read(arguments, base, &files, timeout: timeout)
        let credentials = LoginWays(arguments, hasClientCertificate: transport.clientCertificate != nil).read(
            &files, needsOne: needsLogin)
        let retry = RetryPolicy(
            retries: readCount(retries, arguments, &files.problems),
            timeout: readCount(retryTimeout, arguments, &files.problems))
        let readiness = Readiness(seconds: readCount(waitForReady, arguments, &files.problems))
        guard let base, files.problems.isEmpty else { return (nil, files.problems) }
        let login = LoginOptions(
            base: base, realm: arguments.text(authRealm.name) ?? "master", credentials: credentials,
            transport: transport, secrets: files.secrets,
            warnings: transport.validatesCertificates ? [] : [unchecked],
            tokenCache: arguments.bool(tokenCache.name), retry: retry, readiness: readiness)
        return (login, [])
    }

    private static let unchecked =
        "validate_certs is false: the server's certificate is not checked, so anybody on the way can read the password and "
        + "the token. Set ca_path to the authority's file instead."

    /// Waits until the server is ready, as long as `wait_for_ready` allows.
    public func waitForReady(
        _ transport: any Transport, timing: Timing, log: (String) -> Void
    ) async throws(Failure) {
        do {
            try await readiness.wait(transport, base: base, realm: realm, timing: timing, log: log)
        } catch {
            throw Failure(error)
        }
    }

    /// A number from 0 to a day's seconds; what is beyond is a problem.
    private static func readCount(_ option: Option, _ arguments: Arguments, _ problems: inout [Problem]) -> Int {
        let number = arguments.int(option.name) ?? option.fallback?.int ?? 0
        guard !(0...86_400).contains(number) else { return number }
        problems.append(Problem(Path(option.name), "must be from 0 to 86400"))
        return 0
    }

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
