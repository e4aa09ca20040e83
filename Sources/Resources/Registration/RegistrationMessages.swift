internal import Reconcile

/// What users read about a client's own token.
enum RegistrationMessages {
    static func nothing(toManage client: String, _ realm: String) -> Failure {
        Failure(
            "No token of client '\(client)' is known, and there is no login.",
            hint: "Give the client's own token (registration_access_token), or log in at realm '\(realm)' itself "
                + "(auth_realm: \(realm)).")
    }
    static func madeByEarlierRun(_ client: String) -> String {
        "An earlier run ended while it registered '\(client)' and may have done it; its token is lost then: a login with the "
            + "role manage-clients has another one made."
    }
    static func deletedByEarlierRun(_ client: String) -> String {
        "An earlier run ended while it deleted client '\(client)', whose token is not accepted any more: it is taken as gone."
    }
    static func takenAsGone(_ client: String) -> String {
        "The token of client '\(client)' is not accepted: the client is gone, unless it is disabled or has another token."
    }
    static func givenRefused(_ client: String) -> String {
        "The token that was given for client '\(client)' is not accepted; the one that is kept is used instead."
    }
    static func gone(_ client: String) -> String {
        "Client '\(client)' is not on the server any more; what was kept of it is of no use."
    }
    static func disabled(_ client: String) -> Failure {
        Failure(
            "Client '\(client)' is disabled.",
            hint: "An administrator can enable it (keycloak_client with enabled: true).")
    }
    static func recovered(_ client: String, _ record: RegistrationRecord) -> String {
        let reason =
            record.begun == nil
            ? "its token was not accepted any more" : "an earlier run ended before it could keep its token"
        return "Client '\(client)' is given another token, since \(reason)."
    }
    static func untold(_ client: String) -> String {
        "The server gave client '\(client)' another token and did not tell it; the next run has one made."
    }
    static func unkept(_ client: String) -> String {
        "The change is done, and the token that came with it is lost; a run with a login that has the role manage-clients "
            + "has another one made."
    }
    /// A refusal, what an earlier run had begun, and why no other token was made.
    static func lost(_ refusal: Failure, _ begun: RegistrationRecord.Work?, _ reason: Failure?) -> Failure {
        var failure = refusal
        if begun != nil {
            failure.message += " An earlier run ended before it could keep the token that the server gave the client."
        }
        if let reason {
            failure.message += " Another token could not be made: \(reason.message)"
            if !reason.hint.isEmpty { failure.hint = reason.hint }
        }
        return failure
    }
}
