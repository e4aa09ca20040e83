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
    /// The request to the token endpoint could not even be made; one sentence that says why.
    case cannotLogIn(String)
    /// Every way to log in that was given is used up: the access token was not accepted and there is nothing to renew it.
    case tokenNotAccepted(Refusal)
    /// A success whose body is not what was asked for.
    case unreadable(request: String, problem: String)

    /// A request and the server's own reason for refusing it.
    public struct Refusal: Hashable, Sendable {
        /// Method and path: `PUT /admin/realms/master/clients/1`.
        public let request: String
        /// The status code.
        public let status: Int
        /// The server's words; empty when it gave none.
        public let reason: String

        /// What the answer to a request says.
        public init(_ request: HTTPRequest, _ response: HTTPResponse) {
            self.request = request.summary
            status = response.status
            reason = Refusal.reason(in: response)
        }

        /// The reason from wherever the server put it: `error_description`, `errorMessage`, `error` (facts-core 9); never a
        /// page of HTML.
        private static func reason(in response: HTTPResponse) -> String {
            guard let object = (try? JSON(parsing: response.body))?.object else { return "" }
            for key in ["error_description", "errorMessage", "error"] {
                if let text = object[key]?.text, !text.isEmpty, text != "unknown_error" { return text }
            }
            return ""
        }

        /// Request, status and reason as one clause.
        var description: String { "\(request) answered \(status)" + (reason.isEmpty ? "" : ": \(reason)") }
    }

    /// The fact as a sentence.
    public var message: String {
        switch self {
        case .noAnswer(let error, let url): "\(KeycloakError.words(for: error.kind)) \(url): \(error.reason)."
        case .refused(let refusal): "\(refusal.description)."
        case .login(let refusal, let realm): "Login in realm '\(realm)' failed: \(refusal.description)."
        case .cannotLogIn(let sentence): sentence
        case .tokenNotAccepted(let refusal): "The access token was not accepted: \(refusal.description)."
        case .unreadable(let request, let problem): "\(request) answered something else than expected: \(problem)."
        }
    }

    /// What to do next; empty when there is nothing to say.
    public var hint: String {
        switch self {
        case .noAnswer(let error, _): KeycloakError.hint(for: error.kind)
        case .refused(let refusal): KeycloakError.hint(forAdministration: refusal)
        case .login(let refusal, let realm): KeycloakError.hint(forLogin: refusal, realm)
        case .cannotLogIn: ""
        case .tokenNotAccepted:
            "Tokens live for a minute or a few and only at the host name that they were fetched from; give a fresh 'token', "
                + "or a 'refresh_token' or credentials beside it."
        case .unreadable: "Check that auth_keycloak_url is Keycloak's base URL."
        }
    }

    private static func words(for kind: HTTPError.Kind) -> String {
        switch kind {
        case .unknownHost: "The host is unknown in"
        case .refused: "Nothing accepts connections at"
        case .timeout: "No answer in time from"
        case .tls: "TLS failed with"
        case .broken: "The connection broke with"
        case .invalid: "The request cannot be sent to"
        case .cancelled: "The run was stopped while it waited for"
        }
    }

    private static func hint(for kind: HTTPError.Kind) -> String {
        switch kind {
        case .unknownHost, .refused, .invalid: "Check auth_keycloak_url and that the server runs."
        case .timeout: "Check the network, or raise connection_timeout."
        case .tls:
            "Name the file of the authority that signed the server's certificate in ca_path, and in auth_keycloak_url a host "
                + "that the certificate is for; a server that asks for a certificate needs client_cert and client_key."
        case .broken: "Check that auth_keycloak_url names a web server, with the right scheme."
        case .cancelled: "Run it again; what was done is in end_state."
        }
    }

    /// Rights by operation: facts-more 11.
    private static func hint(forAdministration refusal: Refusal) -> String {
        switch refusal.status {
        case 403 where refusal.request.hasSuffix("/authentication/flows"):
            "Flow aliases need the role view-realm or view-clients of realm-management; manage-clients alone is not enough."
        case 403 where refusal.request.hasPrefix("GET"):
            "Reading clients needs the role view-clients of realm-management."
        case 403: "Writing clients needs the role manage-clients of realm-management."
        case 404 where refusal.reason == "Realm not found.": "Check the option 'realm'; realm names are case-sensitive."
        case 404 where refusal.reason.isEmpty:
            "Check auth_keycloak_url: the base path may be '/auth' too many or missing."
        case 500...: "The server's log has the reason."
        default: ""
        }
    }

    private static func hint(forLogin refusal: Refusal, _ realm: String) -> String {
        switch (refusal.status, refusal.reason) {
        case (404, "Realm does not exist"): "Check auth_realm; realm names are case-sensitive."
        case (404, _): "Check auth_keycloak_url: the base path may be '/auth' too many or missing."
        case (_, "Invalid user credentials"):
            "Check auth_username and auth_password; a user with a second factor needs a fresh auth_otp too."
        case (_, "Invalid client or Invalid client credentials"), (_, "Invalid client credentials"),
            (_, "Invalid client secret"):

            "Check auth_client_id and auth_client_secret, or the key or certificate that stands in the secret's place."
        case (_, "Client secret not provided in request"): "Give auth_client_secret."
        case (_, "Public client not allowed to retrieve service account"),
            (_, "Client not enabled to retrieve service account"):
            "Switch the client's service account on, or log in with auth_username and auth_password."
        case (_, "Invalid refresh token"), (_, "Session not active"): "Give a fresh refresh_token, or credentials."
        default: ""
        }
    }
}
