internal import JSON
internal import Reconcile

/// The rows of a client: each option and property stands here and nowhere else.
///
/// Names, aliases, types and choices are those that playbooks say today; initial values are facts-core 2.3.
enum ClientRows {
    static let clientID = Row.text("client_id", "clientId")
    static let rootURL = Row.text("root_url", "rootUrl")
    static let secret = Row.text("secret", "secret", secret: true)
    static let redirectURIs = Row.textSet("redirect_uris", "redirectUris")
    static let webOrigins = Row.textSet("web_origins", "webOrigins")
    static let bearerOnly = Row.bool("bearer_only", "bearerOnly", initially: false)
    static let directAccessGrants = Row.bool(
        "direct_access_grants_enabled", "directAccessGrantsEnabled", initially: false)
    static let serviceAccounts = Row.bool("service_accounts_enabled", "serviceAccountsEnabled", initially: false)
    /// The server leaves `false` out (facts-core 2.3).
    static let authorizationServices = Row.bool(
        "authorization_services_enabled", "authorizationServicesEnabled", absentIsFalse: true)
    static let publicClient = Row.bool("public_client", "publicClient", initially: false)
    static let protocolName = Row.text(
        "protocol", "protocol", choices: [openIDConnect, saml, "docker-v2"], initially: .string(openIDConnect))
    static let frontchannelLogout = Row.bool("frontchannel_logout", "frontchannelLogout", initially: false)
    static let consentRequired = Row.bool("consent_required", "consentRequired", initially: false)
    static let fullScope = Row.bool("full_scope_allowed", "fullScopeAllowed", initially: true)
    static let defaultScopes = Row.textSet("default_client_scopes", "defaultClientScopes")
    static let optionalScopes = Row.textSet("optional_client_scopes", "optionalClientScopes")

    static let openIDConnect = "openid-connect"
    static let saml = "saml"

    static let flowOverrides = Row(
        Option(
            "authentication_flow_binding_overrides", aliases: ["authenticationFlowBindingOverrides"],
            .dict([
                Option("browser", nullHasMeaning: true),
                Option("browser_name", aliases: ["browserName"], nullHasMeaning: true),
                Option("direct_grant", aliases: ["directGrant"], nullHasMeaning: true),
                Option("direct_grant_name", aliases: ["directGrantName"], nullHasMeaning: true),
            ])),
        .property(
            key: "authenticationFlowBindingOverrides", kind: .textMap(Kind.MapRules(blankIsAbsent: false))),
        initially: [:])

    static let protocolMappers = Row(
        Option(
            "protocol_mappers", aliases: ["protocolMappers"],
            .list(
                .dict([
                    Option("id"),
                    Option("name"),
                    Option("protocol", choices: [openIDConnect, saml, "docker-v2"]),
                    Option("protocolMapper", aliases: ["protocol_mapper"]),
                    Option("config", .map),
                    Option("consentRequired", aliases: ["consent_required"], .bool),
                    Option("consentText", aliases: ["consent_text"]),
                ]))),
        .property(
            key: "protocolMappers",
            kind: .keyedList(
                Kind.KeyedList(
                    identity: ["protocol", "name"],
                    // The server ignores consentRequired and consentText (facts-core 6), ids are its own.
                    members: [
                        ("protocolMapper", .text), ("config", .textMap(Kind.MapRules(blankIsAbsent: false))),
                    ],
                    isServerMade: ClientDefaults.isServerMade(mapper:)))))

    static let attributes = Row(
        Option("attributes", .map),
        .property(
            key: "attributes",
            kind: .textMap(
                Kind.MapRules(blankIsAbsent: true, isServerMade: ClientDefaults.isServerMade(attribute:value:)))),
        initially: [:])

    static let registeredNodes = Row(
        Option("registered_nodes", aliases: ["registeredNodes"], .map),
        .property(key: "registeredNodes", kind: .intMap))

    // MARK: Settings

    static let state = Option("state", choices: ["present", "absent"], default: "present")
    static let realm = Option("realm", default: "master")
    static let id = Option("id")
    static let scopesBehavior = Option(
        "client_scopes_behavior", aliases: ["clientScopesBehavior"], choices: ["ignore", "patch", "idempotent"],
        default: "ignore")
    static let attributesBehavior = Option("attributes_behavior", choices: ["merge", "exact"], default: "merge")
    static let mappersBehavior = Option("protocol_mappers_behavior", choices: ["exact", "merge"], default: "exact")
    static let authorizationSettings = Option(
        "authorization_settings", aliases: ["authorizationSettings"], .map)
    /// Further properties of the representation, for which there is no option of their own.
    static let representation = Option("representation", .map)

    // MARK: All

    static let schema = Schema([
        .setting(state),
        .setting(realm),
        clientID,
        .setting(id),
        .text("name", "name"),
        .text("description", "description"),
        .text("type", "type"),
        rootURL,
        .text("admin_url", "adminUrl"),
        .text("base_url", "baseUrl"),
        .bool("enabled", "enabled", initially: true),
        .text(
            "client_authenticator_type", "clientAuthenticatorType",
            choices: ["client-secret", "client-jwt", "client-secret-jwt", "client-x509", "federated-jwt"],
            initially: "client-secret"),
        secret,
        redirectURIs,
        webOrigins,
        Row(
            Option("valid_post_logout_redirect_uris", aliases: ["postLogoutRedirectUris"], .list(.string)),
            .entry(map: attributes.key, key: "post.logout.redirect.uris")),
        .int("not_before", "notBefore", initially: 0),
        bearerOnly,
        consentRequired,
        .bool("standard_flow_enabled", "standardFlowEnabled", initially: true),
        .bool("implicit_flow_enabled", "implicitFlowEnabled", initially: false),
        directAccessGrants,
        serviceAccounts,
        authorizationServices,
        publicClient,
        frontchannelLogout,
        Row(
            Option("backchannel_logout_url", aliases: ["backchannelLogoutUrl"]),
            .entry(map: attributes.key, key: "backchannel.logout.url")),
        protocolName,
        fullScope,
        .int("node_re_registration_timeout", "nodeReRegistrationTimeout", initially: -1),
        registeredNodes,
        .bool("always_display_in_console", "alwaysDisplayInConsole", initially: false),
        .bool("surrogate_auth_required", "surrogateAuthRequired", initially: false),
        .setting(authorizationSettings),
        flowOverrides,
        .setting(scopesBehavior),
        defaultScopes,
        optionalScopes,
        .setting(mappersBehavior),
        protocolMappers,
        .setting(attributesBehavior),
        attributes,
        .setting(representation),
        // What the server takes and ignores (facts-core 2.1, 3.1).
        .obsolete(
            Option("default_roles", aliases: ["defaultRoles"], .list(.string)),
            "create client roles and put them into the realm's default role instead"),
        .obsolete(
            Option("registration_access_token", aliases: ["registrationAccessToken"], secret: true),
            "the server makes this token by itself and renews it on request only"),
        .obsolete(
            Option("client_template", aliases: ["clientTemplate"]),
            "templates became client scopes; use default_client_scopes and optional_client_scopes instead"),
        .obsolete(
            Option("use_template_config", aliases: ["useTemplateConfig"], .bool), "templates became client scopes"),
        .obsolete(
            Option("use_template_scope", aliases: ["useTemplateScope"], .bool), "templates became client scopes"),
        .obsolete(
            Option("use_template_mappers", aliases: ["useTemplateMappers"], .bool), "templates became client scopes"),
        .obsolete(
            Option("direct_grants_only", aliases: ["directGrantsOnly"], .bool),
            "use standard_flow_enabled: false and direct_access_grants_enabled: true instead"),
        .obsolete(Option("access", .map), "it says what the caller may do and cannot be set"),
        .obsolete(Option("origin"), "it is the server's own note and cannot be set"),
    ])

    /// Whether a field of that name holds a secret, in the representation or inside its attributes.
    static func isSecret(field: String) -> Bool {
        secretNames.contains(field) || field.hasSuffix(".private.key")
    }

    /// `client.secret.rotated` is the old secret in clear (facts-more 7).
    private static let secretNames: Set<String> = {
        var names: Set<String> = ["client.secret.rotated"]
        for row in schema.rows where row.option.isSecret { names.formUnion([row.key] + row.option.names) }
        return names
    }()
}
