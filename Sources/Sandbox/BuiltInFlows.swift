// What a new realm of Keycloak 26.7.3 holds, as the server itself lists it: without ids, `{realm}` for the name.

extension BuiltIn {
    /// The top-level authentication flows of a new realm.
    static let flowsText = #"""
        [{"alias": "browser", "description": "Browser based authentication", "providerId": "basic-flow",
        "topLevel": true, "builtIn": true, "authenticationExecutions": [{"authenticator": "auth-cookie",
        "authenticatorFlow": false, "requirement": "ALTERNATIVE", "priority": 10, "autheticatorFlow": false,
        "userSetupAllowed": false}, {"authenticator": "auth-spnego", "authenticatorFlow": false, "requirement":
        "DISABLED", "priority": 20, "autheticatorFlow": false, "userSetupAllowed": false}, {"authenticator":
        "identity-provider-redirector", "authenticatorFlow": false, "requirement": "ALTERNATIVE", "priority": 25,
        "autheticatorFlow": false, "userSetupAllowed": false}, {"authenticatorFlow": true, "requirement":
        "ALTERNATIVE", "priority": 26, "autheticatorFlow": true, "flowAlias": "Organization", "userSetupAllowed":
        false}, {"authenticatorFlow": true, "requirement": "ALTERNATIVE", "priority": 30, "autheticatorFlow": true,
        "flowAlias": "forms", "userSetupAllowed": false}]}, {"alias": "direct grant", "description":
        "OpenID Connect Resource Owner Grant", "providerId": "basic-flow", "topLevel": true, "builtIn": true,
        "authenticationExecutions": [{"authenticator": "direct-grant-validate-username", "authenticatorFlow":
        false, "requirement": "REQUIRED", "priority": 10, "autheticatorFlow": false, "userSetupAllowed": false}, {
        "authenticator": "direct-grant-validate-password", "authenticatorFlow": false, "requirement": "REQUIRED",
        "priority": 20, "autheticatorFlow": false, "userSetupAllowed": false}, {"authenticatorFlow": true,
        "requirement": "CONDITIONAL", "priority": 30, "autheticatorFlow": true, "flowAlias":
        "Direct Grant - Conditional OTP", "userSetupAllowed": false}]}, {"alias": "registration", "description":
        "Registration flow", "providerId": "basic-flow", "topLevel": true, "builtIn": true,
        "authenticationExecutions": [{"authenticator": "registration-page-form", "authenticatorFlow": true,
        "requirement": "REQUIRED", "priority": 10, "autheticatorFlow": true, "flowAlias": "registration form",
        "userSetupAllowed": false}]}, {"alias": "reset credentials", "description":
        "Reset credentials for a user if they forgot their password or something", "providerId": "basic-flow",
        "topLevel": true, "builtIn": true, "authenticationExecutions": [{"authenticator":
        "reset-credentials-choose-user", "authenticatorFlow": false, "requirement": "REQUIRED", "priority": 10,
        "autheticatorFlow": false, "userSetupAllowed": false}, {"authenticator": "reset-credential-email",
        "authenticatorFlow": false, "requirement": "REQUIRED", "priority": 20, "autheticatorFlow": false,
        "userSetupAllowed": false}, {"authenticator": "reset-password", "authenticatorFlow": false, "requirement":
        "REQUIRED", "priority": 30, "autheticatorFlow": false, "userSetupAllowed": false}, {"authenticatorFlow":
        true, "requirement": "CONDITIONAL", "priority": 40, "autheticatorFlow": true, "flowAlias":
        "Reset - Conditional OTP", "userSetupAllowed": false}]}, {"alias": "clients", "description":
        "Base authentication for clients", "providerId": "client-flow", "topLevel": true, "builtIn": true,
        "authenticationExecutions": [{"authenticator": "client-secret", "authenticatorFlow": false, "requirement":
        "ALTERNATIVE", "priority": 10, "autheticatorFlow": false, "userSetupAllowed": false}, {"authenticator":
        "client-jwt", "authenticatorFlow": false, "requirement": "ALTERNATIVE", "priority": 20, "autheticatorFlow":
        false, "userSetupAllowed": false}, {"authenticator": "client-secret-jwt", "authenticatorFlow": false,
        "requirement": "ALTERNATIVE", "priority": 30, "autheticatorFlow": false, "userSetupAllowed": false}, {
        "authenticator": "client-x509", "authenticatorFlow": false, "requirement": "ALTERNATIVE", "priority": 40,
        "autheticatorFlow": false, "userSetupAllowed": false}, {"authenticator": "federated-jwt",
        "authenticatorFlow": false, "requirement": "ALTERNATIVE", "priority": 50, "autheticatorFlow": false,
        "userSetupAllowed": false}]}, {"alias": "first broker login", "description":
        "Actions taken after first broker login with identity provider account, \#
        which is not yet linked to any Keycloak account",
        "providerId": "basic-flow", "topLevel": true, "builtIn": true, "authenticationExecutions": [{
        "authenticatorConfig": "review profile config", "authenticator": "idp-review-profile", "authenticatorFlow":
        false, "requirement": "REQUIRED", "priority": 10, "autheticatorFlow": false, "userSetupAllowed": false}, {
        "authenticatorFlow": true, "requirement": "REQUIRED", "priority": 20, "autheticatorFlow": true,
        "flowAlias": "User creation or linking", "userSetupAllowed": false}, {"authenticatorFlow": true,
        "requirement": "CONDITIONAL", "priority": 60, "autheticatorFlow": true, "flowAlias":
        "First Broker Login - Conditional Organization", "userSetupAllowed": false}]}, {"alias": "docker auth",
        "description": "Used by Docker clients to authenticate against the IDP", "providerId": "basic-flow",
        "topLevel": true, "builtIn": true, "authenticationExecutions": [{"authenticator":
        "docker-http-basic-authenticator", "authenticatorFlow": false, "requirement": "REQUIRED", "priority": 10,
        "autheticatorFlow": false, "userSetupAllowed": false}]}]
        """#
}
