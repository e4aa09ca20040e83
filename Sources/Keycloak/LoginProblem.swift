internal import HTTP

/// Why the token endpoint refused, told in the same words for every version of the server (the table of facts-core 1).
enum LoginProblem: Hashable, CaseIterable {
    case wrongPassword, wrongPasswordOrCode, userDisabled, notSetUp
    case unknownRealm, realmDisabled
    case unknownClient, wrongSecret, secretMissing, publicClient, noServiceAccount, directGrantsOff
    case staleRefreshToken

    /// What a refusal means; nil when only the server's own words say it.
    ///
    /// 26 says the same for a wrong secret and a missing one; which it is, the form tells.
    init?(_ refusal: KeycloakError.Refusal) {
        switch (refusal.code, refusal.reason) {
        case (_, "Invalid user credentials"):
            self = refusal.fields.contains("totp") ? .wrongPasswordOrCode : .wrongPassword
        case (_, "Account disabled"): self = .userDisabled
        case (_, "Account is not fully set up"): self = .notSetUp
        case (_, "Realm does not exist"): self = .unknownRealm
        case (_, "Realm not enabled"): self = .realmDisabled
        case (_, "Client secret not provided in request"): self = .secretMissing
        case (_, "Invalid client secret"): self = .wrongSecret
        case (_, "Public client not allowed to retrieve service account"): self = .publicClient
        case (_, "Client not enabled to retrieve service account"): self = .noServiceAccount
        case (_, "Client not allowed for direct access grants"): self = .directGrantsOff
        case (_, "Invalid refresh token"), (_, "Session not active"), (_, "Token is not active"):
            self = .staleRefreshToken
        // A key signed instead of a secret: what is wrong with it, only the server knows.
        case (_, _) where refusal.fields.contains("client_assertion"): return nil
        case ("unauthorized_client", "Invalid client or Invalid client credentials"):
            self = refusal.fields.contains("client_secret") ? .wrongSecret : .secretMissing
        case (_, "Invalid client or Invalid client credentials"), (_, "Invalid client credentials"):
            self = .unknownClient
        default: return nil
        }
    }

    /// What is wrong, as a clause.
    var words: String {
        switch self {
        case .wrongPassword: "the user name or the password is wrong"
        case .wrongPasswordOrCode: "the user name, the password or the code is wrong"
        case .userDisabled: "the user is disabled"
        case .notSetUp: "the user's account is not fully set up"
        case .unknownRealm: "there is no such realm"
        case .realmDisabled: "the realm is disabled"
        case .unknownClient: "the client is unknown or disabled"
        case .wrongSecret: "the client's secret is wrong"
        case .secretMissing: "the client needs its secret"
        case .publicClient: "the client is public and has no service account"
        case .noServiceAccount: "the client's service account is off"
        case .directGrantsOff: "the client does not allow logins with a password"
        case .staleRefreshToken: "the refresh token is used up or its session has ended"
        }
    }

    /// What to do.
    var hint: String {
        switch self {
        case .wrongPassword:
            "Check auth_username, auth_password and auth_realm. A user with a second factor needs auth_otp too."
        case .wrongPasswordOrCode:
            "Check auth_username, auth_password and auth_realm; a code in auth_otp is good once, for half a minute."
        case .userDisabled: "Enable the user, or log in as another one."
        case .notSetUp:
            "Complete the user's required actions and profile (email, first and last name), and make the password a "
                + "permanent one."
        case .unknownRealm: "Check auth_realm; realm names are case-sensitive."
        case .realmDisabled: "Enable the realm, or log in at another one (auth_realm)."
        case .unknownClient: "Check auth_client_id and auth_realm."
        case .wrongSecret: "Check auth_client_secret."
        case .secretMissing: "Give auth_client_secret, or an auth_client_id of a public client such as admin-cli."
        case .publicClient, .noServiceAccount:
            "Make it a confidential client with service accounts on, or log in with auth_username and auth_password."
        case .directGrantsOff:
            "Switch direct access grants on for it, or take another auth_client_id, such as admin-cli."
        case .staleRefreshToken: "Give a fresh refresh_token, or credentials."
        }
    }
}
