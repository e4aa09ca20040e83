public import HTTP
internal import JSON

/// Why a request to Keycloak did not do what it should.
public enum KeycloakError: Error, Hashable, Sendable {
    /// There was no answer.
    case noAnswer(HTTPError, url: String)
    /// The server answered with an error status.
    case refused(Refusal)
    /// The token endpoint refused the login.
    case login(Refusal, realm: String)
    /// The client registration service refused.
    case registration(Refusal, RegistrationAttempt)
    /// The request to the token endpoint could not even be made; one sentence that says why.
    case cannotLogIn(String)
    /// Every way to log in that was given is used up: the access token was not accepted and there is nothing to renew it.
    case tokenNotAccepted(Refusal)
    /// A success whose body is not what was asked for.
    case unreadable(request: String, problem: String)
    /// There is no Keycloak under the base path, but one under another.
    case wrongBase(Refusal, works: String)
    /// The server did not get ready in time; `other` is a base URL under which it is.
    case notReady(url: String, seconds: Int, last: String, other: String?)
    /// The login may look for clients and is shown none, not even one that exists always.
    case cannotSee(realm: String)

    /// A request and the server's own reason for refusing it.
    public struct Refusal: Hashable, Sendable {
        /// Method and path: `PUT /admin/realms/master/clients/1`.
        public let request: String
        /// The status code.
        public let status: Int
        /// The server's words; empty when it gave none.
        public let reason: String
        /// The server's code for it, `error`: `invalid_client`; empty when it gave none.
        public let code: String
        /// The names of the fields that the request's form had, without their values.
        let fields: Set<String>
        /// How often the request was sent.
        let tries: Int

        /// What the answer to a request says.
        public init(_ request: HTTPRequest, _ response: HTTPResponse) {
            self.request = request.summary
            status = response.status
            tries = response.tries
            let object = (try? JSON(parsing: response.body))?.object ?? [:]
            reason = Refusal.reason(in: object)
            code = object["error"]?.text ?? ""
            let isForm = request.headers.contains { $0.value == "application/x-www-form-urlencoded" }
            let form = isForm ? PercentEncoding.decodeForm(String(decoding: request.body ?? [], as: UTF8.self)) : nil
            fields = Set((form ?? []).map(\.0))
        }

        /// The reason from wherever the server put it: `error_description`, `errorMessage`, `error` (facts-core 9); never a
        /// page of HTML.
        private static func reason(in object: JSONObject) -> String {
            for key in ["error_description", "errorMessage", "error"] {
                if let text = object[key]?.text, !text.isEmpty, text != "unknown_error" { return text }
            }
            return ""
        }

        /// Request, status and reason as one clause.
        var description: String {
            // Some reasons are sentences, and what follows ends the clause.
            let words = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
            return "\(request) answered \(status)" + (words.isEmpty ? "" : ": \(words)") + KeycloakError.tries(tries)
        }
    }

    /// The fact as a sentence.
    public var message: String {
        switch self {
        case .noAnswer(let error, let url):
            "\(KeycloakError.words(for: error.kind)) \(url): \(error.reason)\(KeycloakError.tries(error.tries))."
        case .refused(let refusal): "\(refusal.description)."
        case .login(let refusal, let realm):
            "Login in realm '\(realm)' failed: "
                + (LoginProblem(refusal).map { "\($0.words) (\(refusal.description))." } ?? "\(refusal.description).")
        case .registration(let refusal, let attempt):
            "\(attempt.description) failed: "
                + (RegistrationProblem(refusal, attempt).map { "\($0.words) (\(refusal.description))." }
                    ?? "\(refusal.description).")
        case .cannotLogIn(let sentence): sentence
        case .tokenNotAccepted(let refusal): "The access token was not accepted: \(refusal.description)."
        case .unreadable(let request, let problem): "\(request) answered something else than expected: \(problem)."
        case .wrongBase(let refusal, _): "There is no Keycloak under that base path: \(refusal.description)."
        case .notReady(let url, let seconds, let last, _):
            "\(url) was not ready after \(seconds) seconds; the last answer was: \(last)."
        case .cannotSee(let realm):
            "The login cannot see the clients of realm '\(realm)', not even '\(KeycloakError.permanentClient(of: realm))', which "
                + "is always there; so whether the client exists is unknown."
        }
    }

    /// What to do next; empty when there is nothing to say.
    public var hint: String {
        switch self {
        case .noAnswer(let error, _): KeycloakError.hint(for: error.kind)
        case .refused(let refusal): KeycloakError.hint(forAdministration: refusal)
        case .login(let refusal, _): KeycloakError.hint(forLogin: refusal)
        case .registration(let refusal, let attempt):
            RegistrationProblem(refusal, attempt)?.hint ?? KeycloakError.hint(forService: refusal)
        case .cannotLogIn: ""
        case .tokenNotAccepted:
            "Tokens live for a minute or a few and only at the host name that they were fetched from; give a fresh 'token', "
                + "or a 'refresh_token' or credentials beside it."
        case .unreadable: "Check that auth_keycloak_url is Keycloak's base URL."
        case .wrongBase(_, let works), .notReady(_, _, _, let works?):
            "Keycloak answers at \(works): set auth_keycloak_url to it."
        case .notReady: "Look at the server's log, or raise wait_for_ready."
        case .cannotSee(let realm): MissingRole.sentence(role: "view-clients", realm: realm)
        }
    }

    /// The status of the answer; nil where there was none, or where it does not matter.
    public var status: Int? {
        switch self {
        case .refused(let refusal), .registration(let refusal, _): refusal.status
        default: nil
        }
    }

    /// Whether the client registration service says that there is no such client.
    public var isMissingClient: Bool {
        guard case .registration(let refusal, _) = self else { return false }
        return refusal.status == 404 && refusal.reason == "Client not found"
    }

    /// Whether the client registration service says that the login lacks a role.
    public var isMissingRole: Bool {
        guard case .registration(let refusal, _) = self else { return false }
        return refusal.status == 403 && refusal.reason == "Forbidden"
    }

    /// Whether the client registration service does not take a token as the client's own, for whatever reason.
    public var isUnknownToken: Bool {
        guard case .registration(let refusal, let attempt) = self else { return false }
        return refusal.status == 401 && attempt.bearer == .client && refusal.reason.hasPrefix("Not authorized")
    }

    /// Whether it says too little to know what the server did: no whole answer, or one from a proxy before it.
    public var leavesOpen: Bool {
        switch self {
        case .noAnswer(let error, _): RetryPolicy.mayHaveActed(.failure(error))
        case .refused(let refusal), .registration(let refusal, _):
            RetryPolicy.mayHaveActed(.success(HTTPResponse(status: refusal.status)))
        default: false
        }
    }

    /// The clientId of a client that every realm has and nobody can delete (facts-core 9).
    public static func permanentClient(of realm: String) -> String {
        realm == "master" ? "master-realm" : "realm-management"
    }

    private static func tries(_ count: Int) -> String { count > 1 ? ", after \(count) tries" : "" }

    private static func words(for kind: HTTPError.Kind) -> String {
        switch kind {
        case .unknownHost: "The host is unknown in"
        case .refused: "Nothing accepts connections at"
        case .proxy: "The proxy does not lead to"
        case .timeout: "No answer in time from"
        case .tls: "TLS failed with"
        case .broken: "The connection broke with"
        case .invalid: "The request cannot be sent to"
        case .cancelled: "The run was stopped while it waited for"
        }
    }

    private static func hint(for kind: HTTPError.Kind) -> String {
        switch kind {
        case .unknownHost, .invalid: "Check auth_keycloak_url."
        case .refused:
            "Check auth_keycloak_url and that the server runs; wait_for_ready waits for one that is starting."
        case .proxy:
            "Check the proxy's address, and the user and password in it: the option 'proxy', or https_proxy in the environment."
        case .timeout: "Check the network, or raise connection_timeout if the connection did not stand in time."
        case .tls:
            "Name the file of the authority that signed the server's certificate in ca_path, and in auth_keycloak_url a host "
                + "that the certificate is for; a server that asks for a certificate needs client_cert and client_key."
        case .broken: "Check that auth_keycloak_url names a web server, with the right scheme."
        case .cancelled: "Run it again; what was done is in end_state."
        }
    }

    private static func hint(forAdministration refusal: Refusal) -> String {
        switch refusal.status {
        case 403: MissingRole.hint(for: refusal)
        case 404 where refusal.reason == "Realm not found.": "Check the option 'realm'; realm names are case-sensitive."
        case 404 where BasePath.isMissed(refusal): KeycloakError.basePathHint
        case 429, 502, 503, 504: "Try again later, or raise retries and retry_timeout."
        case 500...: "The server's log has the reason."
        default: ""
        }
    }

    private static func hint(forLogin refusal: Refusal) -> String {
        LoginProblem(refusal)?.hint ?? hint(forService: refusal)
    }

    private static func hint(forService refusal: Refusal) -> String {
        switch refusal.status {
        case 404: KeycloakError.basePathHint
        case 429, 502, 503, 504: "Try again later, or raise retries and retry_timeout."
        case 500...: "The server's log has the reason."
        default: ""
        }
    }

    private static let basePathHint = "Check auth_keycloak_url: the base path may be '/auth' too many or missing."
}
