import HTTP
import JSON
import Reconcile
import Testing

@testable import Resources

/// Two values of an option, and one that clears it where that is possible.
struct Sample: Sendable {
    let first: JSON
    let second: JSON
    let cleared: JSON?
    /// Other options that it needs.
    let needs: JSONObject

    init(_ first: JSON, _ second: JSON, cleared: JSON? = nil, needs: JSONObject = [:]) {
        self.first = first
        self.second = second
        self.cleared = cleared
        self.needs = needs
    }

    /// The other of both values, cleared to the server's initial one.
    static func flag(needs: JSONObject = [:]) -> Sample { Sample(true, false, needs: needs) }
}

/// A sample for each option that becomes a part of the representation.
let samples: [String: Sample] = [
    "client_id": Sample("sample", "sample"),
    "name": Sample("Name", "Other ${name}", cleared: ""),
    "description": Sample("Text with ümlaut", "Other", cleared: ""),
    "type": Sample("web", "native", cleared: ""),
    "root_url": Sample("https://root.example", "${authBaseUrl}", cleared: ""),
    "admin_url": Sample("https://admin.example/x", "https://admin.example/y", cleared: ""),
    "base_url": Sample("/base", "https://base.example", cleared: ""),
    "enabled": Sample("no", "yes"),
    "client_authenticator_type": Sample("client-jwt", "client-x509"),
    "secret": Sample("first-secret", "second-secret"),
    "redirect_uris": Sample(["https://a.example/*", "http://b.example"], "https://c.example/cb", cleared: []),
    "web_origins": Sample(["+", "https://a.example"], ["https://b.example"], cleared: []),
    "valid_post_logout_redirect_uris": Sample(["https://a.example", "https://b.example"], ["+"], cleared: []),
    "not_before": Sample("1700000000", 0),
    "bearer_only": .flag(),
    "consent_required": .flag(),
    "standard_flow_enabled": .flag(),
    "implicit_flow_enabled": .flag(),
    "direct_access_grants_enabled": .flag(),
    "service_accounts_enabled": .flag(),
    "service_account_roles": Sample(
        ["realm": ["offline_access"], "clients": ["account": "view-profile"]],
        ["realm": ["uma_authorization"], "clients": ["account": ["manage-account"], "broker": "read-token"]],
        cleared: ["realm": [], "clients": [:]],
        needs: ["service_accounts_enabled": true, "service_account_roles_behavior": "exact"]),
    "authorization_services_enabled": .flag(needs: ["service_accounts_enabled": true]),
    "public_client": .flag(),
    "frontchannel_logout": .flag(),
    "backchannel_logout_url": Sample("https://out.example/a", "https://out.example/b", cleared: ""),
    "protocol": Sample("saml", "openid-connect", needs: ["attributes": ["saml.client.signature": "false"]]),
    "full_scope_allowed": Sample(false, true),
    "node_re_registration_timeout": Sample(60, "-1"),
    "registered_nodes": Sample(["n.example": 5], ["n.example": 6], cleared: ["n.example": .null]),
    "always_display_in_console": .flag(),
    "surrogate_auth_required": .flag(),
    "authentication_flow_binding_overrides": Sample(
        ["browser_name": "browser", "direct_grant_name": "direct grant"], ["browserName": "registration"],
        cleared: ["browser": .null, "direct_grant": ""]),
    "default_client_scopes": Sample(
        ["email", "profile"], "roles", cleared: [], needs: ["client_scopes_behavior": "idempotent"]),
    "optional_client_scopes": Sample(
        ["phone"], ["address", "email"], cleared: [], needs: ["client_scopes_behavior": "idempotent"]),
    "protocol_mappers": Sample(
        [
            [
                "name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper",
                "consentRequired": false, "consentText": "",
                "config": [
                    "user.attribute": "a", "claim.name": "a", "access.token.claim": true, "jsonType.label": "String",
                ],
            ]
        ], [["name": "m", "protocol_mapper": "oidc-hardcoded-claim-mapper", "config": ["claim.name": "b"]]], cleared: []
    ),
    "attributes": Sample(
        [
            "access.token.lifespan": 300, "pkce.code.challenge.method": "S256", "use.jwks.url": true,
            "acr.loa.map": ["gold": 2],
        ], ["access.token.lifespan": "301", "use.jwks.url": false],
        cleared: [
            "access.token.lifespan": .null, "pkce.code.challenge.method": "", "use.jwks.url": [], "acr.loa.map": .null,
        ]),
]

/// Every option that becomes a part of the representation: sent, read back from the server, sent again without a change,
/// changed, and cleared where that is possible.
let optionStories: [Story] = ClientRows.schema.rows.compactMap { row in
    let name = row.option.name
    switch row.meaning {
    case .setting, .obsolete: return nil
    case .property, .entry: break
    }
    return Story("the option \(name) is kept, changed and cleared", on: { !($0.isOld && name == "type") }) { stage in
        let sample = try #require(samples[name], "no sample for the row '\(name)': add one to this file")
        for alias in row.option.names {
            let client = JSON.string(name == "client_id" ? "sample" : "app-\(alias)")
            func options(_ value: JSON) -> JSONObject {
                sample.needs.merging(["client_id": client]).merging([alias: value])
                    .filter { name != "client_id" || $0.key == alias }
            }
            try await stage.apply(options(sample.first), alias == "clientId" ? .unchanged : .created)
            try await stage.expectKept(client, options(sample.first))
            guard alias == name, sample.second != sample.first else { continue }
            try await stage.apply(options(sample.second), .updated)
            try await stage.expectKept(client, options(sample.second))
            guard let cleared = sample.cleared else { continue }
            try await stage.apply(options(cleared), .updated)
            try await stage.expectKept(client, options(cleared))
        }
    }
}

extension Stage {
    /// The roles of a client's account as the server has them, without what it gives by itself.
    func accountRoles(_ clientID: JSON) async throws -> JSON {
        let user = try await server(.get, ["clients", id(clientID.text ?? ""), "service-account-user"]).object
        let all = try await server(.get, ["users", user?["id"]?.text ?? "", "role-mappings"]).object ?? [:]
        func names(_ roles: JSON?) -> JSON {
            .array((roles?.array ?? []).compactMap { $0.object?["name"] }.filter { $0 != defaultRole })
        }
        let clients = (all["clientMappings"]?.object ?? [:]).compactMapValues { names($0.value.object?["mappings"]) }
        let roles: JSON = ["realm": names(all["realmMappings"]), "clients": .object(clients)]
        return ClientRows.schema.kind(of: "serviceAccountRoles").canonical(roles) ?? [:]
    }

    /// The role that every user of the realm has.
    var defaultRole: JSON { .string("default-roles-\(realm)") }

    /// What the server itself says of the client holds everything that the options say.
    func expectKept(
        _ clientID: JSON, _ options: JSONObject, location: SourceLocation = #_sourceLocation
    ) async throws {
        var state = try await client(clientID.text ?? "")
        if state["secret"] == nil {
            state["secret"] = try await server(.get, ["clients", state["id"]?.text ?? "", "client-secret"]).object?[
                "value"]
        }
        if state["serviceAccountsEnabled"] == true { state["serviceAccountRoles"] = try await accountRoles(clientID) }
        let settled = Arguments.settle(options, ClientRows.schema.options)
        #expect(settled.problems == [])
        var declared = ClientRows.schema.declared(by: settled.arguments).state
        declared["authenticationFlowBindingOverrides"] = nil
        if let mappers = declared["protocolMappers"]?.array {
            declared["protocolMappers"] = .array(
                mappers.map { item in
                    .object((item.object ?? [:]).merging(["protocol": state["protocol"] ?? .null]))
                })
        }
        let merged = ClientRows.schema.merged(state, with: declared, exact: ["protocolMappers"])
        let comparison = ClientRows.schema.compare(state, merged)
        #expect(
            comparison.paths.isEmpty, "the server has \(JSON.object(state).pretty)", sourceLocation: location)
    }
}
