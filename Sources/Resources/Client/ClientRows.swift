internal import JSON
internal import Reconcile

/// The rows of a client: each option and property stands here and nowhere else.
///
/// Names, aliases, types and choices are those that playbooks say today; initial values are facts-core 2.3.
enum ClientRows {
    static let clientID = Row.text(
        "client_id", "clientId",
        help:
            "The name by which applications and tokens know the client; unique in the realm. Beside `id` it is the name that the client is to have."
    )
    static let newClientID = Option(
        "new_client_id", aliases: ["newClientId"],
        help:
            "The name that the client of the name `client_id` is to have: it is renamed, or found under this name when that has been done."
    )
    static let displayName = Row.text(
        "name", "name", help: "The name that users see, as in the login page's title.")
    static let enabled = Row.bool("enabled", "enabled", initially: true, help: "Whether the client may be used.")
    static let rootURL = Row.text(
        "root_url", "rootUrl", help: "Put before redirect URIs, base and admin URLs that are relative.")
    static let secret = Row.text(
        "secret", "secret", secret: true,
        help:
            "The secret of a confidential client; `secret_policy` says when it is set. Left out, the server makes one and it stays as it is."
    )
    static let redirectURIs = Row.textSet(
        "redirect_uris", "redirectUris",
        help: "Where browsers may be sent to after a login; `*` at the end stands for anything.")
    static let webOrigins = Row.textSet(
        "web_origins", "webOrigins",
        help: "Origins that may call the server from a browser (CORS); `+` stands for those of the redirect URIs.")
    static let bearerOnly = Row.bool(
        "bearer_only", "bearerOnly", initially: false,
        help: "Whether the client only checks tokens and never asks for one.")
    static let directAccessGrants = Row.bool(
        "direct_access_grants_enabled", "directAccessGrantsEnabled", initially: false,
        help: "Whether the client may send a user's password for a token (resource owner password credentials).")
    static let serviceAccounts = Row.bool(
        "service_accounts_enabled", "serviceAccountsEnabled", initially: false,
        help: "Whether the client may log in as itself (client credentials) and has an account for that.")
    /// The server leaves `false` out (facts-core 2.3).
    static let authorizationServices = Row.bool(
        "authorization_services_enabled", "authorizationServicesEnabled", absentIsFalse: true,
        help: "Whether the client has authorization services; it needs a service account for that.")
    static let publicClient = Row.bool(
        "public_client", "publicClient", initially: false,
        help: "Whether the client has no way to prove who it is, as in browsers and apps.")
    static let protocolName = Row.text(
        "protocol", "protocol", choices: [openIDConnect, saml, "docker-v2"], initially: .string(openIDConnect),
        help: "The protocol that the client speaks.")
    static let frontchannelLogout = Row.bool(
        "frontchannel_logout", "frontchannelLogout", initially: false,
        help: "Whether a logout goes through the user's browser.")
    static let consentRequired = Row.bool(
        "consent_required", "consentRequired", initially: false,
        help: "Whether users are asked before the client gets their data.")
    static let fullScope = Row.bool(
        "full_scope_allowed", "fullScopeAllowed", initially: true,
        help: "Whether tokens hold all roles of the user, instead of those that are mapped to the client.")
    static let defaultScopes = Row.textSet(
        "default_client_scopes", "defaultClientScopes", help: "Client scopes that every token has.")
    static let optionalScopes = Row.textSet(
        "optional_client_scopes", "optionalClientScopes",
        help: "Client scopes that a token has when the client asks for them.")

    /// The server keeps it beside the client, on the account's user (facts-more 2).
    static let serviceAccountRoles = Row(
        Option(
            "service_account_roles", aliases: ["serviceAccountRoles"],
            .dict([
                Option(RoleChange.realmPart, .list(.string), help: "Names of roles of the realm."),
                Option(
                    RoleChange.clientsPart, .mapOf(.list(.string)),
                    help: "By `client_id` of the client that has them, names of its roles."),
            ]), help: "Roles of the client's own account; it needs `service_accounts_enabled`."),
        .property(key: "serviceAccountRoles", kind: .setTree))

    static let openIDConnect = "openid-connect"
    static let saml = "saml"

    static let flowOverrides = Row(
        Option(
            "authentication_flow_binding_overrides", aliases: ["authenticationFlowBindingOverrides"],
            .dict([
                Option("browser", nullHasMeaning: true, help: "The id of the flow for browsers."),
                Option(
                    "browser_name", aliases: ["browserName"], nullHasMeaning: true,
                    help: "The alias of the flow for browsers, in place of its id."),
                Option(
                    "direct_grant", aliases: ["directGrant"], nullHasMeaning: true,
                    help: "The id of the flow for direct grants."),
                Option(
                    "direct_grant_name", aliases: ["directGrantName"], nullHasMeaning: true,
                    help: "The alias of the flow for direct grants, in place of its id."),
            ]), help: "Flows that stand in the place of the realm's; null or an empty text takes one away."),
        .property(
            key: "authenticationFlowBindingOverrides", kind: .textMap(Kind.MapRules(blankIsAbsent: false))),
        initially: [:])

    static let protocolMappers = Row(
        Option(
            "protocol_mappers", aliases: ["protocolMappers"],
            .list(
                .dict([
                    Option("id", help: "Not compared: the server knows a mapper by its name."),
                    Option("name", help: "The mapper's name."),
                    Option(
                        "protocol", choices: [openIDConnect, saml, "docker-v2"],
                        help: "The mapper's protocol; the client's where it is left out."),
                    Option(
                        "protocolMapper", aliases: ["protocol_mapper"],
                        help: "The kind of mapper, such as `oidc-usermodel-attribute-mapper`."),
                    Option("config", .map, help: "The mapper's settings; entries that are not named are removed."),
                    Option(
                        "consentRequired", aliases: ["consent_required"], .bool,
                        help: "Not compared: the server ignores it."),
                    Option("consentText", aliases: ["consent_text"], help: "Not compared: the server ignores it."),
                ])), help: "What is written into tokens and assertions; a mapper is known by its protocol and name."),
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
        Option("attributes", .map, help: "Everything that the server keeps under a name; null removes an entry."),
        .property(
            key: "attributes",
            kind: .textMap(
                Kind.MapRules(blankIsAbsent: true, isServerMade: ClientDefaults.isServerMade(attribute:value:)))),
        initially: [:])

    static let registeredNodes = Row(
        Option(
            "registered_nodes", aliases: ["registeredNodes"], .map,
            help: "Nodes of the client and when they registered, in seconds since 1970; null removes one."),
        .property(key: "registeredNodes", kind: .intMap))

    // MARK: Settings

    static let state = Option(
        "state", choices: ["present", "absent"], default: "present", help: "Whether the client is there or not.")
    static let scopesBehavior = Option(
        "client_scopes_behavior", aliases: ["clientScopesBehavior"], choices: ["ignore", "patch", "idempotent"],
        default: "ignore",
        help:
            "What happens to the scopes of a client that exists: they stay, the named ones are added, or each named list is exact."
    )
    static let attributesBehavior = Option(
        "attributes_behavior", choices: ["merge", "exact"], default: "merge",
        help: "What happens to attributes that are not named: they stay, or they are removed.")
    static let mappersBehavior = Option(
        "protocol_mappers_behavior", choices: ["exact", "merge"], default: "exact",
        help: "What happens to mappers that are not named: they are removed, or they stay.")
    static let rolesBehavior = Option(
        "service_account_roles_behavior", choices: ["merge", "exact"], default: "merge",
        help:
            "What happens to roles of the account that are not named, in a part that is: they stay, or they are taken away."
    )
    static let secretPolicy = Option(
        "secret_policy", choices: ClientSecretOptions.Policy.allCases.map(\.rawValue),
        default: .string(ClientSecretOptions.Policy.always.rawValue),
        help:
            "When the secret is set: `always` whenever it differs, `set_if_absent` when the client is created or has none, `keep` when it is created and never afterwards; with `generate` the server makes one when the client is created or has none."
    )
    static let returnSecret = Option(
        "return_secret", .bool, default: false,
        help: "Whether the result holds the secret, in clear, as `secret`; use `no_log: true` for such a task.")
    static let secretFile = Option(
        "secret_file",
        help:
            "The path of a file, on the host where the module runs, that shall hold the secret and nothing else, readable by its owner only."
    )
    static let authorizationSettings = Option(
        "authorization_settings", aliases: ["authorizationSettings"], .map,
        help:
            "Resources, scopes, policies and permissions, in the form of Keycloak's own export; they are imported, and nothing is removed."
    )
    /// Further properties of the representation, for which there is no option of their own.
    static let representation = Option(
        "representation", .map,
        help: "Further properties by the names of Keycloak's JSON, for which there is no option.")

    // MARK: All

    static let schema = Schema([
        .setting(state),
        .setting(ClientName.realmOption),
        clientID,
        .setting(newClientID),
        .setting(ClientName.idOption),
        displayName,
        .text("description", "description", help: "What the client is for."),
        .text("type", "type", help: "A free word for the kind of client; newer servers than 18 keep it."),
        rootURL,
        .text("admin_url", "adminUrl", help: "Where the server sends its own messages to the client, such as logouts."),
        .text("base_url", "baseUrl", help: "Where the account console sends users who open the client."),
        enabled,
        .text(
            "client_authenticator_type", "clientAuthenticatorType",
            choices: ["client-secret", "client-jwt", "client-secret-jwt", "client-x509", "federated-jwt"],
            initially: "client-secret", help: "How a confidential client proves who it is."),
        secret,
        .setting(secretPolicy),
        .setting(returnSecret),
        .setting(secretFile),
        redirectURIs,
        webOrigins,
        Row(
            Option(
                "valid_post_logout_redirect_uris", aliases: ["postLogoutRedirectUris"], .list(.string),
                help: "Where browsers may be sent to after a logout; `+` stands for the redirect URIs."),
            .entry(map: attributes.key, key: "post.logout.redirect.uris")),
        .int(
            "not_before", "notBefore", initially: 0,
            help: "Tokens that were issued before this time, in seconds since 1970, are refused."),
        bearerOnly,
        consentRequired,
        .bool(
            "standard_flow_enabled", "standardFlowEnabled", initially: true,
            help: "Whether users log in through the browser with a code (authorization code flow)."),
        .bool(
            "implicit_flow_enabled", "implicitFlowEnabled", initially: false,
            help: "Whether tokens are handed over in the browser's address (implicit flow)."),
        directAccessGrants,
        serviceAccounts,
        .setting(rolesBehavior),
        serviceAccountRoles,
        authorizationServices,
        publicClient,
        frontchannelLogout,
        Row(
            Option(
                "backchannel_logout_url", aliases: ["backchannelLogoutUrl"],
                help: "Where the server tells the client that a session has ended."),
            .entry(map: attributes.key, key: "backchannel.logout.url")),
        protocolName,
        fullScope,
        .int(
            "node_re_registration_timeout", "nodeReRegistrationTimeout", initially: -1,
            help: "After how many seconds a node of the client registers again; -1 is never."),
        registeredNodes,
        .bool(
            "always_display_in_console", "alwaysDisplayInConsole", initially: false,
            help: "Whether the account console lists the client before the user has used it."),
        .bool(
            "surrogate_auth_required", "surrogateAuthRequired", initially: false,
            help: "Whether a surrogate login is needed; a relic that the server keeps."),
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
            Option(
                "default_roles", aliases: ["defaultRoles"], .list(.string),
                help: "Has no effect; a warning says what to do instead."),
            "create client roles and put them into the realm's default role instead"),
        .obsolete(
            Option(
                "registration_access_token", aliases: ["registrationAccessToken"], secret: true,
                help: "Has no effect; a warning says why."),
            "the server makes this token by itself and renews it on request only"),
        .obsolete(
            Option(
                "client_template", aliases: ["clientTemplate"],
                help: "Has no effect; a warning says what to do instead."),
            "templates became client scopes; use default_client_scopes and optional_client_scopes instead"),
        .obsolete(
            Option(
                "use_template_config", aliases: ["useTemplateConfig"], .bool, help: "Has no effect; a warning says why."
            ), "templates became client scopes"),
        .obsolete(
            Option(
                "use_template_scope", aliases: ["useTemplateScope"], .bool, help: "Has no effect; a warning says why."),
            "templates became client scopes"),
        .obsolete(
            Option(
                "use_template_mappers", aliases: ["useTemplateMappers"], .bool,
                help: "Has no effect; a warning says why."), "templates became client scopes"),
        .obsolete(
            Option(
                "direct_grants_only", aliases: ["directGrantsOnly"], .bool,
                help: "Has no effect; a warning says what to do instead."),
            "use standard_flow_enabled: false and direct_access_grants_enabled: true instead"),
        .obsolete(
            Option("access", .map, help: "Has no effect; a warning says why."),
            "it says what the caller may do and cannot be set"),
        .obsolete(
            Option("origin", help: "Has no effect; a warning says why."),
            "it is the server's own note and cannot be set"),
    ])

    /// Whether a field of that name holds a secret, in the representation or inside its attributes.
    static func isSecret(field: String) -> Bool {
        secretNames.contains(field) || field.hasSuffix(".private.key")
    }

    private static let secretNames: Set<String> = {
        var names: Set<String> = [ClientDefaults.rotatedSecret]
        for row in schema.rows where row.option.isSecret { names.formUnion([row.key] + row.option.names) }
        return names
    }()
}
