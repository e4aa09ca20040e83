// The fields of the representations that the model reads, with their types, from the server's own classes (26.7.3).

extension Schema {
    /// A client.
    static let client = Schema(
        name: "ClientRepresentation",
        fields: [
            "access": .map(.bool), "adminUrl": .text, "alwaysDisplayInConsole": .bool, "attributes": .map(.text),
            "authenticationFlowBindingOverrides": .map(.text), "authorizationServicesEnabled": .bool,
            "authorizationSettings": .object(resourceServer), "baseUrl": .text, "bearerOnly": .bool,
            "clientAuthenticatorType": .text, "clientId": .text, "clientTemplate": .text, "consentRequired": .bool,
            "defaultClientScopes": .list(.text), "defaultRoles": .list(.text), "description": .text,
            "directAccessGrantsEnabled": .bool, "directGrantsOnly": .bool, "enabled": .bool,
            "frontchannelLogout": .bool, "fullScopeAllowed": .bool, "id": .text, "implicitFlowEnabled": .bool,
            "name": .text, "nodeReRegistrationTimeout": .int, "notBefore": .int, "optionalClientScopes": .list(.text),
            "origin": .text, "protocol": .text, "protocolMappers": .list(.object(mapper)), "publicClient": .bool,
            "redirectUris": .list(.text), "registeredNodes": .map(.int), "registrationAccessToken": .text,
            "rootUrl": .text, "secret": .text, "serviceAccountsEnabled": .bool, "standardFlowEnabled": .bool,
            "surrogateAuthRequired": .bool, "type": .text, "useTemplateConfig": .bool, "useTemplateMappers": .bool,
            "useTemplateScope": .bool, "webOrigins": .list(.text),
        ])

    /// A protocol mapper.
    static let mapper = Schema(
        name: "ProtocolMapperRepresentation",
        fields: [
            "config": .map(.text), "consentRequired": .bool, "consentText": .text, "id": .text, "name": .text,
            "protocol": .text, "protocolMapper": .text,
        ])

    /// A role.
    static let role = Schema(
        name: "RoleRepresentation",
        fields: [
            "attributes": .map(.list(.text)), "clientRole": .bool, "composite": .bool,
            "composites": .object(composites), "containerId": .text, "description": .text, "id": .text, "name": .text,
            "scopeParamRequired": .bool,
        ])

    /// The roles inside a role, by name.
    static let composites = Schema(
        name: "Composites",
        fields: ["application": .map(.list(.text)), "client": .map(.list(.text)), "realm": .list(.text)])

    /// A user.
    static let user = Schema(
        name: "UserRepresentation",
        fields: [
            "access": .map(.bool), "applicationRoles": .map(.list(.text)), "attributes": .map(.list(.text)),
            "clientConsents": .open, "clientRoles": .map(.list(.text)), "createdTimestamp": .open,
            "credentials": .list(.object(credential)), "disableableCredentialTypes": .list(.text), "email": .text,
            "emailVerified": .bool, "enabled": .bool, "federatedIdentities": .open, "federationLink": .text,
            "firstName": .text, "groups": .list(.text), "id": .text, "issuedVerifiableCredentials": .open,
            "lastName": .text, "notBefore": .int, "origin": .text, "realmRoles": .list(.text),
            "requiredActions": .list(.text), "self": .text, "serviceAccountClientId": .text, "socialLinks": .open,
            "totp": .bool, "username": .text, "verifiableCredentials": .open,
        ])

    /// A credential of a user.
    static let credential = Schema(
        name: "CredentialRepresentation",
        fields: [
            "algorithm": .text, "config": .open, "counter": .int, "createdDate": .open, "credentialData": .text,
            "device": .text, "digits": .int, "federationLink": .text, "hashIterations": .int,
            "hashedSaltedValue": .text, "id": .text, "period": .int, "priority": .int, "salt": .text,
            "secretData": .text, "temporary": .bool, "type": .text, "userLabel": .text, "value": .text,
        ])

    /// An authentication flow.
    static let flow = Schema(
        name: "AuthenticationFlowRepresentation",
        fields: [
            "alias": .text, "authenticationExecutions": .open, "builtIn": .bool, "description": .text, "id": .text,
            "providerId": .text, "topLevel": .bool,
        ])

    /// A client scope; unknown fields are skipped (facts-more 0).
    static let clientScope = Schema(
        name: "ClientScopeRepresentation",
        fields: [
            "attributes": .map(.text), "description": .text, "id": .text, "name": .text, "protocol": .text,
            "protocolMappers": .list(.object(mapper)),
        ], skipsUnknown: true)

    /// The authorization services' settings.
    static let resourceServer = Schema(
        name: "ResourceServerRepresentation",
        fields: [
            "allowRemoteResourceManagement": .bool, "authorizationSchema": .open, "clientId": .text,
            "decisionStrategy": .text, "id": .text, "name": .text, "policies": .list(.object(policy)),
            "policyEnforcementMode": .text, "resources": .list(.object(resource)), "scopes": .list(.object(scope)),
        ])

    /// A resource of the authorization services.
    static let resource = Schema(
        name: "ResourceRepresentation",
        fields: [
            "attributes": .map(.list(.text)), "displayName": .text, "iconUri": .text, "id": .text, "name": .text,
            "owner": .open, "ownerManagedAccess": .bool, "scopes": .open, "type": .text, "uri": .text,
            "uris": .list(.text), "_id": .text,
        ])

    /// A scope of the authorization services.
    static let scope = Schema(
        name: "ScopeRepresentation",
        fields: [
            "displayName": .text, "iconUri": .text, "id": .text, "name": .text, "policies": .open, "resources": .open,
        ])

    /// A policy or permission of the authorization services.
    static let policy = Schema(
        name: "PolicyRepresentation",
        fields: [
            "decisionStrategy": .text, "description": .text, "id": .text, "logic": .text, "name": .text,
            "owner": .text, "policies": .list(.text), "resourceType": .text, "resources": .list(.text),
            "resourcesData": .open, "scopes": .list(.text), "scopesData": .open, "type": .text, "config": .map(.text),
        ])

    /// The client profiles of a realm.
    static let profiles = Schema(
        name: "ClientProfilesRepresentation",
        fields: [
            "globalProfiles": .open,
            "profiles": .list(
                .object(
                    Schema(
                        name: "ClientProfileRepresentation",
                        fields: [
                            "description": .text,
                            "executors": .list(.object(policyPart("ClientPolicyExecutorRepresentation", "executor"))),
                            "name": .text,
                        ]))),
        ])

    /// The client policies of a realm.
    static let policies = Schema(
        name: "ClientPoliciesRepresentation",
        fields: [
            "globalPolicies": .open,
            "policies": .list(
                .object(
                    Schema(
                        name: "ClientPolicyRepresentation",
                        fields: [
                            "conditions": .list(
                                .object(policyPart("ClientPolicyConditionRepresentation", "condition"))),
                            "description": .text, "enabled": .bool, "name": .text, "profiles": .list(.text),
                        ]))),
        ])

    private static func policyPart(_ name: String, _ kind: String) -> Schema {
        Schema(name: name, fields: [kind: .text, "configuration": .open])
    }

    /// A realm.
    static let realm = Schema(
        name: "RealmRepresentation",
        fields: [
            "accessCodeLifespan": .int, "accessCodeLifespanLogin": .int, "accessCodeLifespanUserAction": .int,
            "accessTokenLifespan": .int, "accessTokenLifespanForImplicitFlow": .int, "accountTheme": .text,
            "actionTokenGeneratedByAdminLifespan": .int, "actionTokenGeneratedByUserLifespan": .int,
            "adminEventsDetailsEnabled": .bool, "adminEventsEnabled": .bool, "adminPermissionsClient": .open,
            "adminPermissionsEnabled": .bool, "adminTheme": .text, "applicationScopeMappings": .open,
            "applications": .open, "attributes": .map(.text), "authenticationFlows": .open,
            "authenticatorConfig": .open, "browserFlow": .text, "browserSecurityHeaders": .map(.text),
            "bruteForceProtected": .bool, "bruteForceStrategy": .open, "certificate": .text,
            "clientAuthenticationFlow": .text, "clientOfflineSessionIdleTimeout": .int,
            "clientOfflineSessionMaxLifespan": .int, "clientScopeMappings": .open, "clientScopes": .open,
            "clientSessionIdleTimeout": .int, "clientSessionMaxLifespan": .int, "clientTemplates": .open,
            "clients": .open, "codeSecret": .text, "components": .open, "defaultDefaultClientScopes": .list(.text),
            "defaultGroups": .list(.text), "defaultLocale": .text, "defaultOptionalClientScopes": .list(.text),
            "defaultRole": .open, "defaultRoles": .list(.text), "defaultSignatureAlgorithm": .text,
            "directGrantFlow": .text, "displayName": .text, "displayNameHtml": .text,
            "dockerAuthenticationFlow": .text, "duplicateEmailsAllowed": .bool, "editUsernameAllowed": .bool,
            "emailTheme": .text, "enabled": .bool, "enabledEventTypes": .list(.text), "eventsEnabled": .bool,
            "eventsExpiration": .open, "eventsListeners": .list(.text), "failureFactor": .int, "federatedUsers": .open,
            "firstBrokerLoginFlow": .text, "groups": .open, "id": .text, "identityFederationEnabled": .bool,
            "identityProviderMappers": .open, "identityProviders": .open, "internationalizationEnabled": .bool,
            "keycloakVersion": .text, "localizationTexts": .open, "loginTheme": .text, "loginWithEmailAllowed": .bool,
            "maxDeltaTimeSeconds": .int, "maxFailureWaitSeconds": .int, "maxSecondaryAuthFailures": .int,
            "maxTemporaryLockouts": .int, "minimumQuickLoginWaitSeconds": .int, "notBefore": .int,
            "oauth2DeviceCodeLifespan": .int, "oauth2DevicePollingInterval": .int, "oauthClients": .open,
            "offlineSessionIdleTimeout": .int, "offlineSessionMaxLifespan": .int,
            "offlineSessionMaxLifespanEnabled": .bool, "organizations": .open, "organizationsEnabled": .bool,
            "otpPolicyAlgorithm": .text, "otpPolicyCodeReusable": .bool, "otpPolicyDigits": .int,
            "otpPolicyInitialCounter": .int, "otpPolicyLookAheadWindow": .int, "otpPolicyPeriod": .int,
            "otpPolicyType": .text, "otpSupportedApplications": .list(.text), "passwordCredentialGrantAllowed": .bool,
            "passwordPolicy": .text, "permanentLockout": .bool, "privateKey": .text,
            "protocolMappers": .list(.object(mapper)), "publicKey": .text, "quickLoginCheckMilliSeconds": .open,
            "realm": .text, "refreshTokenMaxReuse": .int, "registrationAllowed": .bool,
            "registrationEmailAsUsername": .bool, "registrationFlow": .text, "rememberMe": .bool,
            "requiredActions": .open, "requiredCredentials": .list(.text), "resetCredentialsFlow": .text,
            "resetPasswordAllowed": .bool, "revokeRefreshToken": .bool, "roles": .open, "scimApiEnabled": .bool,
            "scopeMappings": .open, "smtpServer": .map(.text), "social": .bool, "socialProviders": .map(.text),
            "sslRequired": .text, "ssoSessionIdleTimeout": .int, "ssoSessionIdleTimeoutRememberMe": .int,
            "ssoSessionMaxLifespan": .int, "ssoSessionMaxLifespanRememberMe": .int, "supportedLocales": .list(.text),
            "updateProfileOnInitialSocialLogin": .bool, "userFederationMappers": .open,
            "userFederationProviders": .open, "userManagedAccessAllowed": .bool, "users": .open,
            "verifiableCredentialsEnabled": .bool, "verifyEmail": .bool, "waitIncrementSeconds": .int,
            "webAuthnPolicyAcceptableAaguids": .list(.text), "webAuthnPolicyAttestationConveyancePreference": .text,
            "webAuthnPolicyAuthenticatorAttachment": .text, "webAuthnPolicyAvoidSameAuthenticatorRegister": .bool,
            "webAuthnPolicyCreateTimeout": .int, "webAuthnPolicyExtraOrigins": .list(.text),
            "webAuthnPolicyPasswordlessAcceptableAaguids": .list(.text),
            "webAuthnPolicyPasswordlessAttestationConveyancePreference": .text,
            "webAuthnPolicyPasswordlessAuthenticatorAttachment": .text,
            "webAuthnPolicyPasswordlessAvoidSameAuthenticatorRegister": .bool,
            "webAuthnPolicyPasswordlessCreateTimeout": .int, "webAuthnPolicyPasswordlessExtraOrigins": .list(.text),
            "webAuthnPolicyPasswordlessMediation": .text, "webAuthnPolicyPasswordlessPasskeysEnabled": .bool,
            "webAuthnPolicyPasswordlessRequireResidentKey": .text, "webAuthnPolicyPasswordlessResidentKey": .text,
            "webAuthnPolicyPasswordlessRpEntityName": .text, "webAuthnPolicyPasswordlessRpId": .text,
            "webAuthnPolicyPasswordlessSignatureAlgorithms": .list(.text),
            "webAuthnPolicyPasswordlessUserVerificationRequirement": .text, "webAuthnPolicyRequireResidentKey": .text,
            "webAuthnPolicyResidentKey": .text, "webAuthnPolicyRpEntityName": .text, "webAuthnPolicyRpId": .text,
            "webAuthnPolicySignatureAlgorithms": .list(.text), "webAuthnPolicyUserVerificationRequirement": .text,
            "clientProfiles": .object(profiles), "clientPolicies": .object(policies),
        ])
}
