public import JSON
public import Reconcile

/// The login options that come from the environment where a task leaves them out.
public enum LoginEnvironment {
    /// Options with what the environment adds to them.
    public struct Completed: Sendable {
        /// The options, as if the user had written those of the environment too.
        public let written: JSONObject
        /// The variable behind each option that came from the environment.
        private let origins: [String: String]

        init(_ written: JSONObject, origins: [String: String]) {
            self.written = written
            self.origins = origins
        }

        /// The problems, with the variable's name where an option came from the environment.
        public func explain(_ problems: [Problem]) -> [Problem] {
            problems.map { problem in
                guard case .key(let name)? = problem.path.steps.first, let variable = origins[name] else {
                    return problem
                }
                return Problem(problem.path, "\(problem.text) (it comes from \(variable))")
            }
        }
    }

    /// The variables and the options that they stand in for.
    public static let variables: [(name: String, option: Option)] = [
        ("KEYCLOAK_URL", LoginOptions.url), ("KEYCLOAK_AUTH_REALM", LoginOptions.authRealm),
        ("KEYCLOAK_USER", LoginOptions.username), ("KEYCLOAK_PASSWORD", LoginOptions.password),
        ("KEYCLOAK_CLIENT_ID", LoginOptions.clientID), ("KEYCLOAK_CLIENT_SECRET", LoginOptions.clientSecret),
        ("KEYCLOAK_TOKEN", LoginOptions.token),
    ]

    /// Adds what the environment says to options that a task leaves out; an empty variable says nothing.
    ///
    /// An option beats the environment, and a task that says by itself who logs in is not given another identity: a user
    /// or token of the environment is left alone when the task has a token, a refresh token, or a proof of a client.
    public static func complete(_ written: JSONObject, _ environment: (String) -> String?) -> Completed {
        var result = written
        var origins: [String: String] = [:]
        func isGiven(_ options: [Option]) -> Bool {
            options.contains { option in option.names.contains { (written[$0] ?? .null) != .null } }
        }
        func add(_ option: Option, unless others: [Option] = []) {
            guard !isGiven([option] + others) else { return }
            for variable in variables where variable.option.name == option.name {
                guard let text = environment(variable.name), !text.isEmpty else { return }
                result[option.name] = .string(text)
                origins[option.name] = variable.name
            }
        }
        add(LoginOptions.url)
        add(LoginOptions.authRealm)
        add(LoginOptions.clientID, unless: [LoginOptions.tokenFile])
        let hasUser = isGiven(user)
        let hasToken = isGiven([LoginOptions.token])
        let hasOther = isGiven([LoginOptions.refreshToken] + proof)
        if !hasUser, !hasToken, !hasOther { add(LoginOptions.token) }
        if hasUser || !(hasToken || hasOther) {
            add(LoginOptions.username)
            add(LoginOptions.password, unless: [LoginOptions.passwordFile])
        }
        if hasUser || hasOther || !hasToken {
            add(LoginOptions.clientSecret, unless: proof)
        }
        return Completed(result, origins: origins)
    }

    /// Whether options say who logs in, so that a login that is kept for others is not meant; a password alone does not.
    public static func saysWho(_ written: JSONObject) -> Bool {
        (proof + [LoginOptions.username, LoginOptions.token, LoginOptions.refreshToken]).contains { option in
            option.names.contains { (written[$0] ?? .null) != .null }
        }
    }

    /// What says which user logs in.
    private static let user = [
        LoginOptions.username, LoginOptions.password, LoginOptions.passwordFile, LoginOptions.otp,
    ]
    /// What says how the client proves who it is.
    private static let proof = [
        LoginOptions.clientSecret, LoginOptions.clientSecretFile, LoginOptions.privateKey, LoginOptions.privateKeyFile,
        LoginOptions.tokenFile, LoginOptions.clientCert,
    ]
}
