import HTTP
import JSON
import Testing

/// The facts that bite, each on the server.
let quirkStories: [Story] = [
    Story("a root URL invents no redirect URIs, web origins or admin URL") { stage in
        try await stage.apply(
            ["client_id": "bare", "root_url": "https://app.example.org"], .created,
            ends: ["redirectUris": [], "webOrigins": [], "adminUrl": "", "rootUrl": "https://app.example.org"])
        try await stage.apply(
            [
                "client_id": "lists", "protocol": "openid-connect", "root_url": "https://app.example.org",
                "redirect_uris": [], "web_origins": ["https://other.example.org"],
            ], .created, ends: ["redirectUris": [], "webOrigins": ["https://other.example.org"], "adminUrl": ""])
        try await stage.apply(
            ["client_id": "empty", "root_url": "", "redirect_uris": ["/cb"]], .created, ends: ["redirectUris": ["/cb"]])
    },
    Story("attributes that the server would set otherwise at creation are as declared") { stage in
        try await stage.apply(
            ["client_id": "app", "attributes": ["backchannel.logout.session.required": false]], .created)
        #expect(
            try await stage.client("app")["attributes"]?.object?["backchannel.logout.session.required"] == "false")
    },
    Story("a confidential client with a root URL has a secret at once") { stage in
        try await stage.apply(["client_id": "app", "root_url": "https://a.example"], .created)
        let secret = try await stage.server(.get, ["clients", stage.id("app"), "client-secret"])
        #expect(secret.object?["value"]?.text?.isEmpty == false)
    },
    Story("web origins that are empty stay so when something else changes") { stage in
        try await stage.apply(
            ["client_id": "app", "redirect_uris": ["https://a.example/cb"], "web_origins": []], .created,
            ends: ["webOrigins": []])
        try await stage.apply(["client_id": "app", "name": "x"], .updated, ends: ["webOrigins": []])
        try await stage.apply(
            ["client_id": "app", "redirect_uris": ["https://b.example/cb"]], .updated, ends: ["webOrigins": []])
    },
    Story("web origins that were not declared come from the redirect URIs at creation") { stage in
        try await stage.apply(
            [
                "client_id": "app",
                "redirect_uris": [
                    "https://a.example:8443/cb", "https://a.example:8443/x", "HTTP://up.example", "/rel",
                ],
            ], .created, ends: ["webOrigins": ["https://a.example:8443"]])
    },
    Story("authorization services survive an update of something else") { stage in
        try await stage.apply(
            [
                "client_id": "app", "service_accounts_enabled": true, "authorization_services_enabled": true,
                "authorization_settings": ["scopes": [["name": "read"]], "policyEnforcementMode": "PERMISSIVE"],
            ], .created, ends: ["authorizationServicesEnabled": true])
        let id = try await stage.id("app")
        for change: JSONObject in [
            ["name": "x"], ["attributes": ["a": "1"]], ["redirect_uris": ["https://a.example"]],
            ["service_accounts_enabled": true, "description": "d"],
        ] {
            try await stage.apply(change.merging(["client_id": "app"]), .updated)
            let settings = try await stage.server(.get, ["clients", id, "authz", "resource-server", "settings"])
            #expect(settings.object?["scopes"]?.array?.first?.object?["name"] == "read")
        }
        try await stage.apply(
            ["client_id": "app", "authorization_services_enabled": false], .updated,
            ends: ["authorizationServicesEnabled": false])
    },
    Story("authorization settings of a client that exists are compared and imported", on: { $0.isReal }) { stage in
        func options(_ settings: JSON) -> JSONObject {
            [
                "client_id": "app", "service_accounts_enabled": true, "authorization_services_enabled": true,
                "authorization_settings": settings,
            ]
        }
        func policy(_ required: JSON) -> JSON {
            [
                "name": "users", "type": "role", "logic": "POSITIVE", "decisionStrategy": "UNANIMOUS",
                "config": ["roles": [["id": "uma_authorization", "required": required]]],
            ]
        }
        let permission: JSON = [
            "name": "reading", "type": "resource", "config": ["resources": ["doc"], "applyPolicies": ["users"]],
        ]
        try await stage.apply(["client_id": "app", "service_accounts_enabled": true], .created)
        // Switched on and filled in one run, then changed piece by piece.
        try await stage.apply(
            options([
                "scopes": [["name": "read"]],
                "resources": [["name": "doc", "uris": ["/b", "/a"], "scopes": [["name": "read"]], "type": "t"]],
                "policies": [policy(false), permission],
            ]), .updated)
        try await stage.apply(
            options(["resources": [["name": "doc", "uris": ["/a", "/b", "/a"]]], "policies": [policy(false)]]),
            .unchanged,
            warns: 1)
        try await stage.apply(options(["resources": [["name": "doc", "uris": ["/a"]]]]), .updated)
        try await stage.apply(options(["policies": [policy(true), permission]]), .updated)
        try await stage.apply(
            options(["policyEnforcementMode": "PERMISSIVE", "allowRemoteResourceManagement": false]), .updated)
        try await stage.apply(options(["scopes": [["name": "read", "displayName": "Reading"]]]), .updated)
        let id = try await stage.id("app")
        let settings = try await stage.server(.get, ["clients", id, "authz", "resource-server", "settings"]).object
        #expect(settings?["policyEnforcementMode"] == "PERMISSIVE")
        let doc = settings?["resources"]?.array?.first { $0.object?["name"] == "doc" }?.object
        #expect(doc?["uris"] == ["/a"] && doc?["type"] == "t" && doc?["scopes"]?.array?.count == 1)
    },
    Story("authorization services without a service account are refused before any write") { stage in
        try await stage.apply(
            ["client_id": "app", "authorization_services_enabled": true],
            .refused("authorization_services_enabled: needs service_accounts_enabled: true as well"))
    },
    Story("a service account stays while authorization services are on") { stage in
        try await stage.apply(
            ["client_id": "app", "service_accounts_enabled": true, "authorization_services_enabled": true], .created)
        try await stage.apply(
            ["client_id": "app", "service_accounts_enabled": false],
            .refused("service_accounts_enabled: is not possible while authorization services are on"))
        try await stage.apply(
            ["client_id": "app", "service_accounts_enabled": false, "authorization_services_enabled": false], .updated)
    },
    Story("a service account's roles survive an update") { stage in
        try await stage.apply(["client_id": "app", "service_accounts_enabled": true], .created)
        let id = try await stage.id("app")
        let account = try await stage.server(.get, ["clients", id, "service-account-user"]).object?["id"]?.text ?? ""
        let realmManagement = try await stage.id("realm-management")
        let mappings = ["users", account, "role-mappings", "clients", realmManagement]
        let role = try await stage.server(.get, ["clients", realmManagement, "roles", "view-clients"])
        try await stage.server(.post, mappings, [role])
        for change: JSONObject in [["name": "x"], ["secret": "other-secret"], ["default_client_scopes": ["email"]]] {
            try await stage.apply(
                change.merging(["client_id": "app", "client_scopes_behavior": "patch"]), nil, warns: nil)
            let after = try await stage.server(.get, ["clients", id, "service-account-user"]).object?["id"]
            #expect(after == .string(account))
            let roles = try await stage.server(.get, mappings)
            #expect(roles.array?.first?.object?["name"] == "view-clients")
        }
    },
    Story("a service account is switched off and on") { stage in
        try await stage.apply(["client_id": "app"], .created)
        try await stage.apply(
            ["client_id": "app", "service_accounts_enabled": "on"], .updated, ends: ["serviceAccountsEnabled": true])
        try await stage.apply(
            ["client_id": "app", "service_accounts_enabled": "off"], .updated, ends: ["serviceAccountsEnabled": false])
    },
    Story("a secret is kept, changed and never shown") { stage in
        let created = try await stage.apply(["client_id": "app", "secret": "canary-one-1"], .created)
        let same = try await stage.apply(["client_id": "app", "secret": "canary-one-1", "name": "x"], .updated)
        let other = try await stage.apply(["client_id": "app", "secret": "canary-two-2"], .updated)
        let kept = try await stage.apply(["client_id": "app", "name": "y"], .updated)
        #expect(other["diff"] == ["before": ["secret": "********"], "after": ["secret": "******** (changed)"]])
        for result in [created, same, other, kept] { #expect(!JSON.object(result).compact.contains("canary")) }
        let id = try await stage.id("app")
        #expect(try await stage.server(.get, ["clients", id, "client-secret"]).object?["value"] == "canary-two-2")
    },
    Story("a public client takes no secret") { stage in
        try await stage.apply(
            ["client_id": "app", "public_client": true, "secret": "unused-secret"], .created, warns: 1)
    },
    Story("a confidential client becomes public and confidential again") { stage in
        try await stage.apply(["client_id": "app", "secret": "first-secret"], .created)
        try await stage.apply(["client_id": "app", "public_client": true], .updated, ends: ["publicClient": true])
        try await stage.apply(
            ["client_id": "app", "public_client": false, "secret": "first-secret"], .updated,
            ends: ["publicClient": false])
    },
    Story("flows are bound by alias and by id, and one override leaves the other alone") { stage in
        try await stage.apply(
            [
                "client_id": "app",
                "authentication_flow_binding_overrides": [
                    "browser_name": "browser", "direct_grant_name": "direct grant",
                ],
            ], .created)
        let flows = try await stage.server(.get, ["authentication", "flows"]).array ?? []
        func id(_ alias: JSON) -> JSON? { flows.first { $0.object?["alias"] == alias }?.object?["id"] }
        let registration = try #require(id("registration"))
        let directGrant = try #require(id("direct grant"))
        try await stage.apply(
            ["client_id": "app", "authenticationFlowBindingOverrides": ["browserName": "registration"]], .updated,
            ends: ["authenticationFlowBindingOverrides": ["browser": registration, "direct_grant": directGrant]])
        try await stage.apply(
            ["client_id": "app", "authentication_flow_binding_overrides": ["browser": registration]], .unchanged)
        try await stage.apply(
            ["client_id": "app", "authentication_flow_binding_overrides": ["browser": .null]], .updated,
            ends: ["authenticationFlowBindingOverrides": ["direct_grant": directGrant]])
        try await stage.apply(
            ["client_id": "app", "authentication_flow_binding_overrides": ["browser_name": "Browser"]],
            .refused("did you mean 'browser'?"))
    },
    Story("a raw property is sent, compared and refused by name when the server does not know it", on: { !$0.isOld }) {
        stage in
        try await stage.apply(
            [
                "client_id": "app",
                "representation": ["type": "web", "rootUrl": "https://a.example", "public_client": true],
            ],
            .created, ends: ["type": "web", "rootUrl": "https://a.example", "publicClient": true])
        try await stage.apply(
            ["client_id": "app", "representation": ["type": ""]], .updated, ends: ["type": ""])
        try await stage.apply(
            ["client_id": "app", "representation": ["noSuchField": 1]], .refusedByServer("noSuchField"))
        try await stage.apply(
            ["client_id": "app", "name": "a", "representation": ["name": "b"]],
            .refused("representation.name: differs from the option 'name'"))
    },
    Story("somebody else's scopes, mappers, overrides and nodes survive an update of something else") { stage in
        let flows = try await stage.server(.get, ["authentication", "flows"]).array ?? []
        let flow = try #require(flows.first { $0.object?["alias"] == "browser" }?.object?["id"])
        try await stage.server(
            .post, ["clients"],
            [
                "clientId": "app", "secret": "somebodys-secret", "redirectUris": ["https://a.example/*"],
                "webOrigins": ["+"], "registeredNodes": ["node": 5], "attributes": ["theirs": "1"],
                "authenticationFlowBindingOverrides": ["browser": flow], "optionalClientScopes": ["phone"],
                "protocolMappers": [
                    ["name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper"]
                ],
            ])
        let before = try await stage.client("app")
        try await stage.apply(["client_id": "app", "name": "x", "attributes": ["ours": "2"]], .updated)
        let after = try await stage.client("app")
        #expect(after["name"] == "x" && after["attributes"]?.object?["ours"] == "2")
        func others(_ state: JSONObject) -> JSONObject {
            state.filter { $0.key != "name" && $0.key != "attributes" }
                .merging(["theirs": state["attributes"]?.object?["theirs"] ?? .null])
        }
        #expect(others(after) == others(before))
    },
    Story("permissions of the realm's own management survive an update", on: { $0.hasDocker && $0.isReal }) { stage in
        // Fine-grained permissions of the first kind (facts-more 8): on where the docker feature is, here.
        try await stage.apply(["client_id": "app"], .created)
        let id = try await stage.id("app")
        let before = try await stage.server(.put, ["clients", id, "management", "permissions"], ["enabled": true])
        let management: JSONObject = ["client_id": "realm-management", "description": "x"]
        if stage.backend.isOld {
            try await stage.apply(management, .refused("service_accounts_enabled: must be true"))
        } else {
            // 26 lets nobody change that client (seen on 26.7.3).
            try await stage.apply(management, .refusedByServer("403"))
        }
        try await stage.apply(["client_id": "app", "description": "x"], .updated)
        let after = try await stage.server(.get, ["clients", id, "management", "permissions"])
        #expect(before == after)
    },
    Story("nodes are registered and removed") { stage in
        try await stage.apply(["client_id": "app", "registered_nodes": ["a.example": 1, "b.example": "2"]], .created)
        try await stage.apply(
            ["client_id": "app", "registered_nodes": ["a.example": .null, "c.example": 3]], .updated,
            ends: ["registeredNodes": ["b.example": 2, "c.example": 3]])
    },
    Story("a client changes its protocol and gets the scopes of the new one") { stage in
        try await stage.apply(["client_id": "app"], .created)
        try await stage.apply(["client_id": "app", "protocol": "saml"], .updated, ends: ["protocol": "saml"])
    },
]
