import JSON
import Testing

/// Default and optional client scopes, by behaviour.
let scopeStories: [Story] = [
    Story("scopes are set at creation") { stage in
        try await stage.apply(
            [
                "client_id": "app", "default_client_scopes": ["profile", "email"],
                "optional_client_scopes": "phone, address",
            ],
            .created,
            ends: ["defaultClientScopes": ["email", "profile"], "optionalClientScopes": ["address", "phone"]])
    },
    Story("ignore leaves the scopes of a client that exists, and warns") { stage in
        try await stage.apply(["client_id": "app"], .created)
        let before = try await stage.client("app")["defaultClientScopes"]
        try await stage.apply(["client_id": "app", "default_client_scopes": ["email"]], .unchanged, warns: 1)
        #expect(try await stage.client("app")["defaultClientScopes"] == before)
    },
    Story("patch adds and moves scopes and keeps the others") { stage in
        try await stage.apply(
            ["client_id": "app", "default_client_scopes": ["email"], "optional_client_scopes": ["phone", "address"]],
            .created)
        try await stage.apply(
            ["client_id": "app", "client_scopes_behavior": "patch", "default_client_scopes": ["phone", "profile"]],
            .updated,
            ends: ["defaultClientScopes": ["email", "phone", "profile"], "optionalClientScopes": ["address"]])
    },
    Story("idempotent makes the scopes exactly the declared ones") { stage in
        try await stage.apply(["client_id": "app"], .created)
        try await stage.apply(
            [
                "client_id": "app", "clientScopesBehavior": "idempotent", "defaultClientScopes": ["phone"],
                "optionalClientScopes": ["email"],
            ], .updated, ends: ["defaultClientScopes": ["phone"], "optionalClientScopes": ["email"]])
        try await stage.apply(
            [
                "client_id": "app", "client_scopes_behavior": "idempotent", "default_client_scopes": ["email"],
                "optional_client_scopes": ["phone"],
            ], .updated, ends: ["defaultClientScopes": ["email"], "optionalClientScopes": ["phone"]])
        try await stage.apply(
            [
                "client_id": "app", "client_scopes_behavior": "idempotent", "default_client_scopes": [],
                "optional_client_scopes": [],
            ], .updated, ends: ["defaultClientScopes": [], "optionalClientScopes": []])
    },
    Story("the scope of a service account is no difference") { stage in
        let options: JSONObject = [
            "client_id": "app", "service_accounts_enabled": true, "client_scopes_behavior": "idempotent",
            "default_client_scopes": ["email"],
        ]
        try await stage.apply(options, .created)
        try await stage.apply(options.merging(["default_client_scopes": ["profile"]]), .updated)
    },
    Story("an unknown scope is refused before any write, and near names are told") { stage in
        try await stage.apply(
            ["client_id": "app", "default_client_scopes": ["emial"]],
            .refused("default_client_scopes.emial: the realm has no such client scope; did you mean 'email'?"))
        try await stage.apply(["client_id": "app"], .created)
        try await stage.apply(
            ["client_id": "app", "client_scopes_behavior": "patch", "default_client_scopes": ["role_list"]],
            .refused("is a scope of protocol saml"))
        try await stage.apply(
            ["client_id": "app", "default_client_scopes": ["email"], "optional_client_scopes": ["email"]],
            .refused("a scope is one or the other"))
    },
]
