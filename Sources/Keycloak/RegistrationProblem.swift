internal import HTTP
internal import JSON

/// Why the client registration service refused, told in the same words for every version of the server (the tables of
/// facts-more 1.2).
struct RegistrationProblem: Hashable {
    /// What is wrong, as a clause.
    let words: String
    /// What to do.
    let hint: String

    /// What a refusal means; nil when only the server's own words say it.
    init?(_ refusal: KeycloakError.Refusal, _ attempt: RegistrationAttempt) {
        let found: (words: String, hint: String)?
        switch refusal.status {
        case 401: found = RegistrationProblem.unauthorized(refusal, attempt)
        case 403: found = RegistrationProblem.forbidden(refusal, attempt)
        case 400: found = RegistrationProblem.invalid(refusal, attempt)
        case 404: found = RegistrationProblem.missing(refusal, attempt)
        default: found = nil
        }
        guard let found else { return nil }
        (words, hint) = found
    }

    private static func unauthorized(
        _ refusal: KeycloakError.Refusal, _ attempt: RegistrationAttempt
    ) -> (String, String)? {
        let another = "Have another one made (keycloak_client_initial_access)."
        switch (refusal.reason, attempt.bearer) {
        case ("No remaining count on initial access token", _): return ("the initial access token is used up", another)
        case ("Initial Access Token not found", _): return ("the initial access token has been deleted", another)
        case ("Not initial access token allowed", _):
            return (
                "an initial access token registers clients and does nothing else",
                "Give the client's own token (registration_access_token), or log in at realm '\(attempt.realm)'."
            )
        case (_, .initial):
            return (
                "the initial access token has expired, or was made for another realm or through another address",
                "A token is good only in its realm, and at the host and port through which it was made: check realm and "
                    + "auth_keycloak_url, or have another one made (keycloak_client_initial_access)."
            )
        case ("Failed decode token", .client):
            return (
                "the client's token was made for another realm or through another address",
                "A token is good only in its realm, and at the host and port through which it was made: check realm and "
                    + "auth_keycloak_url; after a move of the server, a login with the role manage-clients has another one made."
            )
        case (_, .client):
            return (
                "the token is not the client's, or not any more; or the client is disabled or gone",
                "Each change of a client through its registration gives it another token, and an administrator can too. A login "
                    + "with the role manage-clients has another one made; a disabled client is enabled by an administrator only."
            )
        case (_, .login) where attempt.loginRealm != attempt.realm:
            return (
                "the login is one of another realm",
                "The registration service takes logins of realm '\(attempt.realm)' alone, not even those of master: log in "
                    + "there (auth_realm: \(attempt.realm)), or give a token (initial_access_token, registration_access_token)."
            )
        case (_, .login):
            return (
                "the login was not accepted",
                "It has to be one of realm '\(attempt.realm)' itself, through the same host and port; check auth_realm and the "
                    + "token."
            )
        }
    }

    private static func forbidden(
        _ refusal: KeycloakError.Refusal, _ attempt: RegistrationAttempt
    ) -> (String, String)? {
        if let policy = Policy(refusal.reason) { return policy.problem }
        guard attempt.bearer == .login else { return nil }
        let role =
            switch attempt.method {
            case .get: "view-clients or manage-clients"
            case .post: "create-client or manage-clients"
            default: "manage-clients"
            }
        return ("the login lacks a role", MissingRole.sentence(role: role, realm: attempt.realm))
    }

    private static func invalid(
        _ refusal: KeycloakError.Refusal, _ attempt: RegistrationAttempt
    ) -> (String, String)? {
        switch refusal.reason {
        case "Client Identifier in use":
            (
                "the realm has a client of that name already",
                "Take another name; or look after that client with its own token (registration_access_token), or with a login of "
                    + "realm '\(attempt.realm)' that has the role manage-clients."
            )
        case "Client Identifier modified":
            (
                "the document names another client",
                "A registration cannot rename a client; keycloak_client can (new_client_id)."
            )
        case "Client Identifier included":
            (
                "the document names the client",
                "With openid-connect the server gives the client its name: leave client_id out."
            )
        default: nil
        }
    }

    private static func missing(
        _ refusal: KeycloakError.Refusal, _ attempt: RegistrationAttempt
    ) -> (String, String)? {
        switch refusal.reason {
        case "Client registration provider not found":
            (
                "the server has no provider '\(attempt.provider)'",
                "It may be switched off there; 'default' always is there."
            )
        case "Client not found": ("there is no such client", "Names are case-sensitive.")
        case "Realm does not exist", "Realm not found.":
            ("there is no such realm", "Check the option 'realm'; realm names are case-sensitive.")
        default: nil
        }
    }

    /// A policy of the realm that refused, by its name and its own words.
    ///
    /// `Policy 'Trusted Hosts' rejected request to client-registration service. Details: Host not trusted.`
    private struct Policy {
        let name: String
        let details: String

        init?(_ reason: String) {
            let halves = reason.pieces(separatedBy: "' rejected request to client-registration service")
            guard halves.count > 1, let first = halves.first, first.hasPrefix("Policy '") else { return nil }
            name = String(first.dropFirst("Policy '".count))
            details = reason.pieces(separatedBy: "Details: ").dropFirst().first ?? ""
        }

        var problem: (String, String) {
            ("the realm's policy '\(name)' does not allow it", "\(advice) \(Policy.change)")
        }

        private static let change =
            "An administrator can change the policy; keycloak_client, which asks no policy, needs a login with manage-clients."

        private var advice: String {
            if details.hasPrefix("ProtocolMapper") || details.hasPrefix("Missing id for mapper")
                || details.hasPrefix("No existing mapper")
            {
                return "The registration takes only the types of protocol mappers that this policy names."
            }
            if details.hasPrefix("Not permitted to use specified clientScope") {
                return "The registration takes only the client scopes that this policy allows."
            }
            if details.hasPrefix("Host not trusted") {
                return "Without a token only trusted hosts register clients: give an initial access token, or log in."
            }
            return "The server says what in particular."
        }
    }
}
