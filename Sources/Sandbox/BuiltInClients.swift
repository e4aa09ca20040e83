// What a new realm of Keycloak 26.7.3 holds, as the server itself lists it: without ids, `{realm}` for the name.

extension BuiltIn {
    /// The clients of a new realm with their roles, as they differ from a plain client.
    static let clientsText = #"""
        [{"clientId": "account", "name": "${client_account}", "rootUrl": "${authBaseUrl}", "baseUrl":
        "/realms/{realm}/account/", "redirectUris": ["/realms/{realm}/account/*"], "publicClient": true,
        "attributes": {"realm_client": "false", "post.logout.redirect.uris": "+"}, "fullScopeAllowed": false,
        "nodeReRegistrationTimeout": 0, "roles": [{"name": "delete-account", "description":
        "${role_delete-account}", "composite": false}, {"name": "manage-account", "description":
        "${role_manage-account}", "composite": true}, {"name": "manage-account-links", "description":
        "${role_manage-account-links}", "composite": false}, {"name": "manage-consent", "description":
        "${role_manage-consent}", "composite": true}, {"name": "view-applications", "description":
        "${role_view-applications}", "composite": false}, {"name": "view-consent", "description":
        "${role_view-consent}", "composite": false}, {"name": "view-groups", "description": "${role_view-groups}",
        "composite": false}, {"name": "view-profile", "description": "${role_view-profile}", "composite": false}]},
        {"clientId": "account-console", "name": "${client_account-console}", "rootUrl": "${authBaseUrl}",
        "baseUrl": "/realms/{realm}/account/", "redirectUris": ["/realms/{realm}/account/*"], "publicClient": true,
        "attributes": {"realm_client": "false", "post.logout.redirect.uris": "+", "pkce.code.challenge.method":
        "S256"}, "fullScopeAllowed": false, "nodeReRegistrationTimeout": 0, "protocolMappers": [{"name":
        "audience resolve", "protocol": "openid-connect", "protocolMapper": "oidc-audience-resolve-mapper",
        "consentRequired": false, "config": {}}], "roles": []}, {"clientId": "admin-cli", "name":
        "${client_admin-cli}", "standardFlowEnabled": false, "directAccessGrantsEnabled": true, "publicClient":
        true, "attributes": {"realm_client": "false", "client.use.lightweight.access.token.enabled": "true"},
        "nodeReRegistrationTimeout": 0, "roles": []}, {"clientId": "broker", "name": "${client_broker}",
        "bearerOnly": true, "attributes": {"realm_client": "true"}, "fullScopeAllowed": false,
        "nodeReRegistrationTimeout": 0, "roles": [{"name": "read-token", "description": "${role_read-token}",
        "composite": false}]}, {"clientId": "realm-management", "name": "${client_realm-management}", "bearerOnly":
        true, "attributes": {"realm_client": "true"}, "fullScopeAllowed": false, "nodeReRegistrationTimeout": 0,
        "roles": [{"name": "create-client", "description": "${role_create-client}", "composite": false}, {"name":
        "impersonation", "description": "${role_impersonation}", "composite": false}, {"name":
        "manage-authorization", "description": "${role_manage-authorization}", "composite": false}, {"name":
        "manage-clients", "description": "${role_manage-clients}", "composite": false}, {"name": "manage-events",
        "description": "${role_manage-events}", "composite": false}, {"name": "manage-identity-providers",
        "description": "${role_manage-identity-providers}", "composite": false}, {"name": "manage-organizations",
        "description": "${role_manage-organizations}", "composite": false}, {"name": "manage-realm", "description":
        "${role_manage-realm}", "composite": false}, {"name": "manage-users", "description":
        "${role_manage-users}", "composite": false}, {"name": "query-clients", "description":
        "${role_query-clients}", "composite": false}, {"name": "query-groups", "description":
        "${role_query-groups}", "composite": false}, {"name": "query-organizations", "description":
        "${role_query-organizations}", "composite": false}, {"name": "query-realms", "description":
        "${role_query-realms}", "composite": false}, {"name": "query-users", "description": "${role_query-users}",
        "composite": false}, {"name": "realm-admin", "description": "${role_realm-admin}", "composite": true}, {
        "name": "view-authorization", "description": "${role_view-authorization}", "composite": false}, {"name":
        "view-clients", "description": "${role_view-clients}", "composite": true}, {"name": "view-events",
        "description": "${role_view-events}", "composite": false}, {"name": "view-identity-providers",
        "description": "${role_view-identity-providers}", "composite": false}, {"name": "view-organizations",
        "description": "${role_view-organizations}", "composite": true}, {"name": "view-realm", "description":
        "${role_view-realm}", "composite": false}, {"name": "view-users", "description": "${role_view-users}",
        "composite": true}]}, {"clientId": "security-admin-console", "name": "${client_security-admin-console}",
        "rootUrl": "${authAdminUrl}", "baseUrl": "/admin/{realm}/console/", "redirectUris": [
        "/admin/{realm}/console/*"], "webOrigins": ["+"], "publicClient": true, "attributes": {"realm_client":
        "false", "client.use.lightweight.access.token.enabled": "true", "post.logout.redirect.uris": "+",
        "pkce.code.challenge.method": "S256"}, "nodeReRegistrationTimeout": 0, "protocolMappers": [{"name":
        "locale", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper",
        "consentRequired": false, "config": {"introspection.token.claim": "true", "userinfo.token.claim": "true",
        "user.attribute": "locale", "id.token.claim": "true", "access.token.claim": "true", "claim.name": "locale",
        "jsonType.label": "String"}}], "roles": []}]
        """#

    /// The realm roles of a new realm.
    static let rolesText = #"""
        [{"name": "default-roles-{realm}", "description": "${role_default-roles}", "composite": true}, {"name":
        "offline_access", "description": "${role_offline-access}", "composite": false}, {"name":
        "uma_authorization", "description": "${role_uma_authorization}", "composite": false}]
        """#
}
