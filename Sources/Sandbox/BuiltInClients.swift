// What a new realm of Keycloak 26.7.3 holds, as the server itself lists it: without ids, `{realm}` for the name.

extension BuiltIn {
    /// The clients of a new realm with their roles, as they differ from a plain client; `contains` names roles beside.
    static let clientsText = #"""
        [{"clientId": "account", "name": "${client_account}", "rootUrl": "${authBaseUrl}", "baseUrl":
        "/realms/{realm}/account/", "redirectUris": ["/realms/{realm}/account/*"], "publicClient": true,
        "attributes": {"realm_client": "false", "post.logout.redirect.uris": "+"}, "fullScopeAllowed": false,
        "nodeReRegistrationTimeout": 0, "roles": [{"name": "delete-account", "description":
        "${role_delete-account}"}, {"name": "manage-account", "description": "${role_manage-account}", "contains":
        ["manage-account-links"]}, {"name": "manage-account-links", "description": "${role_manage-account-links}"},
        {"name": "manage-consent", "description": "${role_manage-consent}", "contains": ["view-consent"]}, {"name":
        "view-applications", "description": "${role_view-applications}"}, {"name": "view-consent", "description":
        "${role_view-consent}"}, {"name": "view-groups", "description": "${role_view-groups}"}, {"name":
        "view-profile", "description": "${role_view-profile}"}]}, {"clientId": "account-console", "name":
        "${client_account-console}", "rootUrl": "${authBaseUrl}", "baseUrl": "/realms/{realm}/account/",
        "redirectUris": ["/realms/{realm}/account/*"], "publicClient": true, "attributes": {"realm_client":
        "false", "post.logout.redirect.uris": "+", "pkce.code.challenge.method": "S256"}, "fullScopeAllowed":
        false, "nodeReRegistrationTimeout": 0, "protocolMappers": [{"name": "audience resolve", "protocol":
        "openid-connect", "protocolMapper": "oidc-audience-resolve-mapper", "consentRequired": false, "config":
        {}}], "roles": []}, {"clientId": "admin-cli", "name": "${client_admin-cli}", "standardFlowEnabled": false,
        "directAccessGrantsEnabled": true, "publicClient": true, "attributes": {"realm_client": "false",
        "client.use.lightweight.access.token.enabled": "true"}, "nodeReRegistrationTimeout": 0, "roles": []},
        {"clientId": "broker", "name": "${client_broker}", "bearerOnly": true, "attributes": {"realm_client":
        "true"}, "fullScopeAllowed": false, "nodeReRegistrationTimeout": 0, "roles": [{"name": "read-token",
        "description": "${role_read-token}"}]}, {"clientId": "realm-management", "name":
        "${client_realm-management}", "bearerOnly": true, "attributes": {"realm_client": "true"},
        "fullScopeAllowed": false, "nodeReRegistrationTimeout": 0, "roles": [{"name": "create-client",
        "description": "${role_create-client}"}, {"name": "impersonation", "description": "${role_impersonation}"},
        {"name": "manage-authorization", "description": "${role_manage-authorization}"}, {"name": "manage-clients",
        "description": "${role_manage-clients}"}, {"name": "manage-events", "description":
        "${role_manage-events}"}, {"name": "manage-identity-providers", "description":
        "${role_manage-identity-providers}"}, {"name": "manage-organizations", "description":
        "${role_manage-organizations}"}, {"name": "manage-realm", "description": "${role_manage-realm}"}, {"name":
        "manage-users", "description": "${role_manage-users}"}, {"name": "query-clients", "description":
        "${role_query-clients}"}, {"name": "query-groups", "description": "${role_query-groups}"}, {"name":
        "query-organizations", "description": "${role_query-organizations}"}, {"name": "query-realms",
        "description": "${role_query-realms}"}, {"name": "query-users", "description": "${role_query-users}"},
        {"name": "realm-admin", "description": "${role_realm-admin}", "contains": ["create-client",
        "impersonation", "manage-authorization", "manage-clients", "manage-events", "manage-identity-providers",
        "manage-organizations", "manage-realm", "manage-users", "query-clients", "query-groups",
        "query-organizations", "query-realms", "query-users", "view-authorization", "view-clients", "view-events",
        "view-identity-providers", "view-organizations", "view-realm", "view-users"]}, {"name":
        "view-authorization", "description": "${role_view-authorization}"}, {"name": "view-clients", "description":
        "${role_view-clients}", "contains": ["query-clients"]}, {"name": "view-events", "description":
        "${role_view-events}"}, {"name": "view-identity-providers", "description":
        "${role_view-identity-providers}"}, {"name": "view-organizations", "description":
        "${role_view-organizations}", "contains": ["query-organizations"]}, {"name": "view-realm", "description":
        "${role_view-realm}"}, {"name": "view-users", "description": "${role_view-users}", "contains":
        ["query-users", "query-groups"]}]}, {"clientId": "security-admin-console", "name":
        "${client_security-admin-console}", "rootUrl": "${authAdminUrl}", "baseUrl": "/admin/{realm}/console/",
        "redirectUris": ["/admin/{realm}/console/*"], "webOrigins": ["+"], "publicClient": true, "attributes":
        {"realm_client": "false", "client.use.lightweight.access.token.enabled": "true",
        "post.logout.redirect.uris": "+", "pkce.code.challenge.method": "S256"}, "nodeReRegistrationTimeout": 0,
        "protocolMappers": [{"name": "locale", "protocol": "openid-connect", "protocolMapper":
        "oidc-usermodel-attribute-mapper", "consentRequired": false, "config": {"introspection.token.claim":
        "true", "userinfo.token.claim": "true", "user.attribute": "locale", "id.token.claim": "true",
        "access.token.claim": "true", "claim.name": "locale", "jsonType.label": "String"}}], "roles": []}]
        """#

    /// The realm roles of a new realm.
    static let rolesText = #"""
        [{"name": "default-roles-{realm}", "description": "${role_default-roles}", "contains": ["offline_access",
        "uma_authorization"]}, {"name": "offline_access", "description": "${role_offline-access}"}, {"name":
        "uma_authorization", "description": "${role_uma_authorization}"}]
        """#

    /// The further realm roles of `master`.
    static let masterRolesText = #"""
        [{"name": "create-realm", "description": "${role_create-realm}"}, {"name": "admin", "description":
        "${role_admin}", "contains": ["create-realm"]}]
        """#
}
