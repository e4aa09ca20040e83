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
    /// Whether logins are kept for other runs; nil when nothing was said (`token_cache`).
    public let tokenCache: Bool?
    /// How often and how long what fails for the moment is tried again.
    public let retry: RetryPolicy
    /// How long a server that is starting is waited for.
    public let readiness: Readiness

    private static let url = Option("auth_keycloak_url", aliases: ["url"])
    private static let clientID = Option("auth_client_id", default: "admin-cli")
    private static let authRealm = Option("auth_realm", default: "master")
    private static let clientSecret = Option("auth_client_secret", secret: true)
    private static let username = Option("auth_username", aliases: ["username"])
    private static let password = Option("auth_password", aliases: ["password"], secret: true)
    private static let token = Option("token", secret: true)
    private static let refreshToken = Option("refresh_token", secret: true)
    private static let validateCerts = Option("validate_certs", .bool, default: true)
    private static let connectionTimeout = Option("connection_timeout", .int, default: 10)
    private static let tokenCache = Option("token_cache", .bool)
    private static let agent = Option("http_agent", default: "Ansible")
    private static let retries = Option("retries", .int, default: 3)
    private static let retryTimeout = Option("retry_timeout", .int, default: 30)
    private static let waitForReady = Option("wait_for_ready", .int, default: 0)

    /// The options' table.
    public static let all: [Option] = [
        url, clientID, authRealm, clientSecret, username, password, token, refreshToken, validateCerts,
        connectionTimeout, agent, tokenCache, retries, retryTimeout, waitForReady,
    ]

    /// Reads the settled arguments; the problems of a set that cannot log in.
    public static func read(_ arguments: Arguments) -> (login: LoginOptions?, problems: [Problem]) {
        var problems: [Problem] = []
        let base = readBase(arguments, &problems)
        let timeout = arguments.int(connectionTimeout.name) ?? 10
        if timeout < 1 { problems.append(Problem(Path(connectionTimeout.name), "must be at least 1 second")) }
        let credentials = readCredentials(arguments, &problems)
        let retry = RetryPolicy(
            retries: readCount(retries, arguments, &problems), timeout: readCount(retryTimeout, arguments, &problems))
        let readiness = Readiness(seconds: readCount(waitForReady, arguments, &problems))
        guard let base, problems.isEmpty else { return (nil, problems) }
        let login = LoginOptions(
            base: base, realm: arguments.text(authRealm.name) ?? "master", credentials: credentials,
            transport: TransportSettings(
                validatesCertificates: arguments.bool(validateCerts.name) ?? true, connectionTimeout: timeout,
                userAgent: arguments.text(agent.name) ?? "Ansible"), tokenCache: arguments.bool(tokenCache.name),
            retry: retry, readiness: readiness)
        return (login, [])
    }

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

    private static func readCredentials(_ arguments: Arguments, _ problems: inout [Problem]) -> [Credentials] {
        let client = arguments.text(clientID.name) ?? "admin-cli"
        let secret = arguments.text(clientSecret.name)
        var ways: [Credentials] = []
        if let token = arguments.text(token.name), !token.isEmpty { ways.append(.accessToken(token)) }
        if let refresh = arguments.text(refreshToken.name), !refresh.isEmpty {
            ways.append(.refreshToken(refresh, clientID: client, clientSecret: secret))
        }
        switch (arguments.text(username.name), arguments.text(password.name)) {
        case (let user?, let password?):
            ways.append(.password(username: user, password: password, clientID: client, clientSecret: secret))
        case (_?, nil): problems.append(Problem(Path(password.name), "is required together with auth_username"))
        case (nil, _?): problems.append(Problem(Path(username.name), "is required together with auth_password"))
        case (nil, nil):
            if let secret { ways.append(.clientCredentials(clientID: client, clientSecret: secret)) }
        }
        if ways.isEmpty, problems.allSatisfy({ $0.path == Path(url.name) || $0.path == Path(connectionTimeout.name) }) {
            problems.append(
                Problem(
                    Path(),
                    "no way to log in: give auth_username and auth_password, auth_client_id and auth_client_secret, "
                        + "token, or refresh_token"))
        }
        return ways
    }
}
