import HTTP
import JSON
import Testing

/// Create, update, delete, and what a run refuses.
let lifecycleStories: [Story] = [
    Story("a minimal client is created") { stage in
        try await stage.apply(
            ["client_id": "app"], .created,
            ends: ["clientId": "app", "publicClient": false, "directAccessGrantsEnabled": false, "enabled": true])
        let client = try await stage.client("app")
        #expect(client["protocol"] == "openid-connect")
    },
    Story("a client with a declared protocol stays confidential and without direct grants") { stage in
        try await stage.apply(
            ["client_id": "app", "protocol": "openid-connect"], .created,
            ends: ["publicClient": false, "directAccessGrantsEnabled": false])
    },
    Story("a name and a description are updated one after the other") { stage in
        try await stage.apply(["client_id": "app", "name": "One", "description": "kept"], .created)
        let result = try await stage.apply(
            ["client_id": "app", "name": "Two"], .updated, ends: ["name": "Two", "description": "kept"])
        #expect(result["diff"] == ["before": ["name": "One"], "after": ["name": "Two"]])
        try await stage.apply(["client_id": "app", "name": ""], .updated, ends: ["name": "", "description": "kept"])
    },
    Story("a client is deleted, once") { stage in
        try await stage.apply(["client_id": "app"], .created)
        let result = try await stage.apply(
            ["client_id": "app", "state": "absent"], .deleted)
        #expect(result["end_state"] == [:])
        try await stage.apply(["client_id": "app", "state": "absent"], .absent)
    },
    Story("a client is found, kept and deleted by its id") { stage in
        try await stage.apply(["id": "an-id of mine", "client_id": "app"], .created, ends: ["id": "an-id of mine"])
        try await stage.apply(["id": "an-id of mine", "name": "x"], .updated, ends: ["clientId": "app"])
        try await stage.apply(["id": "an-id of mine", "state": "absent"], .deleted)
    },
    Story("an id with another clientId renames") { stage in
        try await stage.apply(["client_id": "old", "description": "kept"], .created)
        let id = try await stage.id("old")
        try await stage.apply(
            ["id": .string(id), "client_id": "new"], .changed("Client old has been renamed to new."),
            ends: ["clientId": "new", "description": "kept"])
    },
    Story("a SAML client is renamed") { stage in
        try await stage.apply(
            ["client_id": "old", "protocol": "saml", "attributes": ["saml.client.signature": false]], .created)
        let id = try await stage.id("old")
        try await stage.apply(
            ["id": .string(id), "client_id": "new"], .changed("Client old has been renamed to new."),
            ends: ["clientId": "new"])
    },
    Story("the server's reason, the request and the status reach the user") { stage in
        try await stage.apply(
            ["client_id": "app", "redirect_uris": "https://a.example/#fragment"], .refusedByServer("fragment"))
        let result = try await stage.run(["client_id": "app", "redirect_uris": "https://a.example/#fragment"])
        #expect(result["msg"]?.text?.contains("POST ") == true)
        #expect(result["msg"]?.text?.contains("/admin/realms/\(stage.realm)/clients answered 400") == true)
    },
    Story("an unknown realm is told") { stage in
        let result = try await stage.run(["client_id": "app", "realm": "no-such-realm"])
        #expect(result["failed"] == true)
        #expect(result["msg"]?.text?.contains(": Realm not found. Check the option 'realm'") == true)
    },
    Story("a wrong password is told, and not shown") { stage in
        let result = try await stage.run(["client_id": "app", "auth_password": "wrong-password-canary"])
        #expect(result["failed"] == true)
        #expect(result["msg"]?.text?.contains("Invalid user credentials") == true)
        #expect(!JSON.object(result).compact.contains("wrong-password-canary"))
    },
    Story("logs in as a service account, by token and by refresh token") { stage in
        let master = "latchkey-\(stage.realm)"
        let body: JSON = [
            "clientId": .string(master), "secret": "service-secret", "serviceAccountsEnabled": true,
            "fullScopeAllowed": true,
        ]
        try await stage.withMasterClient(body) { token, refresh in
            for login: JSONObject in [
                ["auth_username": .null, "auth_password": .null, "token": .string(token)],
                ["token": .null],
                [
                    "auth_username": .null, "auth_password": .null, "token": .null, "refresh_token": .string(refresh),
                    "auth_client_id": "admin-cli",
                ],
                ["token": "stale", "auth_realm": "master"],
            ] {
                let result = try await stage.run(login.merging(["client_id": "app"]))
                #expect(result["failed"] == nil, "\(JSON.object(result).compact)")
            }
            let refused = try await stage.run([
                "auth_username": .null, "auth_password": .null, "token": "stale", "client_id": "app",
            ])
            #expect(refused["msg"]?.text?.contains("access token was not accepted") == true)
            // The service account has no rights: the login works, the realm is closed to it.
            let forbidden = try await stage.run([
                "auth_username": .null, "auth_password": .null, "token": .null, "auth_client_id": .string(master),
                "auth_client_secret": "service-secret", "client_id": "app",
            ])
            #expect(forbidden["msg"]?.text?.contains("403") == true)
            #expect(forbidden["msg"]?.text?.contains("view-clients") == true)
        }
    },
    Story("all problems of the options come in one answer, by place") { stage in
        let result = try await stage.apply(
            [
                "clientId": "app", "enabeld": true, "public_client": "perhaps", "protocol": "oauth",
                "protocol_mappers": [["name": "m", "confg": [:]]], "not_before": "soon",
            ], .refused("5 problems"))
        let message = result["msg"]?.text ?? ""
        #expect(message.contains("enabeld: unknown option; did you mean 'enabled'?"))
        #expect(message.contains("public_client: must be a boolean, not 'perhaps'"))
        #expect(message.contains("protocol: 'oauth' is not one of the choices: openid-connect, saml, docker-v2"))
        #expect(message.contains("protocol_mappers[0].confg: unknown option; did you mean 'config'?"))
        #expect(message.contains("not_before: must be a whole number, not 'soon'"))
    },
    Story("problems of types, of the login and of the client come together") { stage in
        let result = try await stage.run([
            "name": "x", "enabled": "perhaps", "auth_keycloak_url": "ftp://x", "not_before": 99_999_999_999,
        ])
        let message = result["msg"]?.text ?? ""
        #expect(message.hasPrefix("4 problems: neither client_id nor id is given"))
        for place in ["auth_keycloak_url: must be", "enabled: must be", "not_before: must be between"] {
            #expect(message.contains(place))
        }
    },
    Story("a realm with an odd name works") { stage in
        let realm = JSON.string("we ird'%41 ü \(stage.realm)")
        try await stage.withRealm(realm) {
            try await stage.apply(["realm": realm, "client_id": "a/b"], .created)
            try await stage.apply(["realm": realm, "client_id": "a/b", "name": "x"], .updated)
        }
    },
    Story("a client without a name is refused") { stage in
        try await stage.apply(["name": "x"], .refused("neither client_id nor id is given"))
        try await stage.apply(["client_id": "  "], .refused("client_id: is blank"))
    },
    Story("options that the server ignores warn and never change anything") { stage in
        let options: JSONObject = [
            "client_id": "app", "default_roles": ["a"], "client_template": "t", "use_template_config": true,
            "use_template_scope": true, "use_template_mappers": "no", "registration_access_token": "canary-token",
        ]
        let result = try await stage.apply(options, .created, warns: 6)
        #expect(!JSON.object(result).compact.contains("canary-token"))
    },
]

extension Stage {
    /// Another realm for as long as the body runs.
    func withRealm(_ realm: JSON, _ body: () async throws -> Void) async throws {
        try await administration(.post, [], ["realm": realm, "enabled": true])
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        try await administration(.delete, [realm.text ?? ""])
        try result.get()
    }

    /// A client in the realm master for as long as the body runs, and tokens of the administrator.
    func withMasterClient(
        _ client: JSON, _ body: (_ token: String, _ refresh: String) async throws -> Void
    ) async throws {
        let tokens = try await tokens()
        try await master(.post, ["clients"], client)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(tokens.access, tokens.refresh))
        } catch {
            result = .failure(error)
        }
        let found = try await master(
            .get, ["clients"], query: [("clientId", client.object?["clientId"]?.text ?? "")])
        if let id = found.array?.first?.object?["id"]?.text { try await master(.delete, ["clients", id]) }
        try result.get()
    }
}
