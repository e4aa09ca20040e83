import HTTP
import JSON
import Testing

/// What logins without all rights can do, and what they are told.
let rightsStories: [Story] = [
    Story("a user without a role is told which one reading needs") { stage in
        let login = try await stage.user(roles: [])
        for options: JSONObject in [["client_id": "app"], ["client_id": "app", "state": "absent"]] {
            let result = try await stage.run(login.merging(options))
            #expect(result["failed"] == true && result["changed"] == false)
            #expect(result["msg"]?.text?.contains("answered 403") == true)
            #expect(result["msg"]?.text?.contains("needs the role view-clients of the client realm-management") == true)
        }
    },
    Story("with query-clients nothing is seen, and nothing is called absent") { stage in
        let login = try await stage.user(roles: ["query-clients"])
        try await stage.apply(["client_id": "app", "name": "One"], .created)
        for (options, check) in [
            (["client_id": "app", "name": "Two"], true), (["client_id": "app", "name": "Two"], false),
            (["client_id": "app", "state": "absent"], true), (["client_id": "app", "state": "absent"], false),
            (["client_id": "other"], true), (["client_id": "other"], false),
        ] as [(JSONObject, Bool)] {
            let result = try await stage.run(login.merging(options), check: check)
            #expect(result["failed"] == true && result["changed"] == false, "\(JSON.object(result).compact)")
            #expect(result["msg"]?.text?.contains("cannot see the clients of realm '\(stage.realm)'") == true)
            #expect(result["msg"]?.text?.contains("needs the role view-clients") == true)
        }
        #expect(try await stage.client("app")["name"] == "One")
    },
    Story("with view-clients check mode works, and a write fails with the role") { stage in
        let login = try await stage.user(roles: ["view-clients"])
        try await stage.apply(["client_id": "app", "name": "One", "secret": "a-secret-of-ours"], .created)
        for options: JSONObject in [
            ["client_id": "app", "name": "Two", "secret": "another-secret"], ["client_id": "app", "state": "absent"],
            ["client_id": "new", "default_client_scopes": ["email"]],
        ] {
            let check = try await stage.run(login.merging(options), check: true)
            #expect(check["failed"] == nil && check["changed"] == true, "\(JSON.object(check).compact)")
            let real = try await stage.run(login.merging(options))
            #expect(real["failed"] == true && real["changed"] == false, "\(JSON.object(real).compact)")
            #expect(real["msg"]?.text?.contains("needs the role manage-clients") == true)
            #expect(real["msg"]?.text?.contains("is as it was before") == true)
        }
        let unchanged = try await stage.run(login.merging(["client_id": "app", "name": "One"]))
        #expect(unchanged["failed"] == nil && unchanged["changed"] == false)
        let absent = try await stage.run(login.merging(["client_id": "nobody", "state": "absent"]))
        #expect(absent["failed"] == nil && absent["changed"] == false)
    },
    Story("manage-clients is enough for everything but flow aliases") { stage in
        let login = try await stage.user(roles: ["manage-clients"])
        let scoped: JSONObject = ["default_client_scopes": ["email"], "secret": "a-secret-of-ours"]
        try await stage.apply(login.merging(["client_id": "app", "name": "One"]).merging(scoped), .created)
        try await stage.apply(login.merging(["client_id": "app", "name": "Two"]), .updated)
        let flows: JSONObject = [
            "client_id": "app", "authentication_flow_binding_overrides": ["browser_name": "browser"],
        ]
        let result = try await stage.run(login.merging(flows))
        #expect(result["failed"] == true && result["changed"] == false)
        #expect(result["msg"]?.text?.contains("view-clients or view-realm") == true, "\(JSON.object(result).compact)")
        try await stage.apply(login.merging(["client_id": "app", "state": "absent"]), .deleted)
    },
    Story("what a login learns only after a write that it may not do is told with what was done and what was not") {
        stage in
        let roles: JSONObject = ["realm": ["offline_access"], "clients": ["account": "view-profile"]]
        let account: JSONObject = ["service_accounts_enabled": true, "service_account_roles": .object(roles)]
        let given = "give roles of the realm: offline_access; give roles of client account: view-profile."
        let blind = try await stage.user("blind", roles: ["manage-clients", "view-realm"])
        let viewer = try await stage.user("viewer", roles: ["manage-clients", "view-realm", "view-users"])
        try await stage.apply(["client_id": "old"], .created)
        for (login, client, done, role) in [
            (blind, "new", "create the client", "view-users"),
            (viewer, "newer", "create the client", "manage-users"),
            (blind, "old", "update serviceAccountsEnabled", "view-users"),
        ] {
            let options = account.merging(["client_id": .string(client)])
            let result = try await stage.run(login.merging(options))
            #expect(result["failed"] == true && result["changed"] == true, "\(JSON.object(result).compact)")
            let message = result["msg"]?.text ?? ""
            for words in [
                "answered 403", " Done before: \(done). Not done: \(given)", "The login needs the role \(role)",
            ] { #expect(message.contains(words), "\(message)") }
            #expect(!message.contains("unknown."), "\(message)")
            let state = result["end_state"]?.object
            #expect(state?["clientId"] == .string(client) && state?["serviceAccountsEnabled"] == true)
            // Whoever may does the rest.
            try await stage.apply(options, .updated)
        }
    },
    Story("another realm's user is told which client has the role") { stage in
        let login = try await stage.user(roles: ["manage-clients"])
        let result = try await stage.run(login.merging(["client_id": "app", "realm": "master"]))
        #expect(result["failed"] == true)
        #expect(result["msg"]?.text?.contains("answered 403") == true)
        #expect(result["msg"]?.text?.contains("the role view-clients of the client master-realm") == true)
    },
]

/// What the token endpoint refuses, in the same words on every server.
let loginStories: [Story] = [
    Story("a login that fails says why, in the same words everywhere") { stage in
        let user = try await stage.user(roles: [])
        try await stage.user(named: "disabled", ["enabled": false])
        try await stage.user(named: "unfinished", ["requiredActions": ["UPDATE_PASSWORD"]])
        try await stage.server(
            .post, ["clients"],
            ["clientId": "closed", "secret": "the-secret", "publicClient": false, "directAccessGrantsEnabled": true])
        try await stage.server(
            .post, ["clients"], ["clientId": "indirect", "publicClient": true, "directAccessGrantsEnabled": false])
        try await stage.server(.post, ["clients"], ["clientId": "off", "publicClient": true, "enabled": false])
        let noUser: JSONObject = ["auth_username": .null, "auth_password": .null]
        for (options, words, hint) in [
            (["auth_password": "wrong-password"], "the user name or the password is wrong", "auth_password"),
            (["auth_username": "nobody"], "the user name or the password is wrong", "auth_username"),
            (["auth_username": "disabled"], "the user is disabled", "Enable the user"),
            (["auth_username": "unfinished"], "the user's account is not fully set up", "required actions"),
            (["auth_realm": "no-such-realm"], "there is no such realm", "case-sensitive"),
            (["auth_client_id": "nobody"], "the client is unknown or disabled", "auth_client_id"),
            (["auth_client_id": "off"], "the client is unknown or disabled", "auth_client_id"),
            (["auth_client_id": "closed"], "the client needs its secret", "Give auth_client_secret"),
            (
                ["auth_client_id": "closed", "auth_client_secret": "wrong-secret"], "the client's secret is wrong",
                "Check auth_client_secret"
            ),
            (
                ["auth_client_id": "indirect"], "the client does not allow logins with a password",
                "direct access grants"
            ),
            (
                noUser.merging(["auth_client_secret": "superfluous"]),
                "the client is public and has no service account",
                "confidential"
            ),
            (
                noUser.merging(["auth_client_id": "closed", "auth_client_secret": "the-secret"]),
                "the client's service account is off", "confidential"
            ),
            (
                noUser.merging(["refresh_token": "stale-refresh-token"]),
                "the refresh token is used up or its session has ended", "fresh refresh_token"
            ),
        ] as [(JSONObject, String, String)] {
            let result = try await stage.run(user.merging(options).merging(["client_id": "app"]))
            let message = result["msg"]?.text ?? ""
            #expect(result["failed"] == true)
            let realm = options["auth_realm"]?.text ?? stage.realm
            #expect(message.hasPrefix("Login in realm '\(realm)' failed: \(words) (POST "), "\(message)")
            #expect(message.contains(hint), "\(message)")
            for secret in ["wrong-password", "wrong-secret", "the-secret", "stale-refresh-token"] {
                #expect(!message.contains(secret))
            }
        }
        try await stage.server(.put, [], ["enabled": false])
        let result = try await stage.run(user.merging(["client_id": "app"]))
        #expect(
            result["msg"]?.text?.contains("failed: the realm is disabled (POST ") == true,
            "\(JSON.object(result).compact)")
    },
    Story("of a wrong base path the one that works is told") { stage in
        let base = stage.backend.base
        // The sandbox has no base path of its own.
        let transport = stage.backend.isReal ? nil : OneBase(stage.transport, base)
        let wrong = base.path == "/auth" ? base.origin : base.description + "/auth"
        for login: JSONObject in [["token": .null], [:]] {
            for wait in [0, 2] {
                let result = try await stage.run(
                    login.merging([
                        "auth_keycloak_url": .string(wrong), "client_id": "app", "wait_for_ready": .int(wait),
                    ]), over: transport)
                #expect(result["failed"] == true)
                #expect(
                    result["msg"]?.text?.contains("Keycloak answers at \(base): set auth_keycloak_url") == true,
                    "\(JSON.object(result).compact)")
            }
        }
        let lost = try await stage.run(
            ["token": .null, "auth_keycloak_url": .string(base.description + "/elsewhere"), "client_id": "app"],
            over: transport)
        #expect(lost["msg"]?.text?.contains("'/auth' too many or missing") == true, "\(JSON.object(lost).compact)")
    },
]

/// Answers for one base URL as a whole server, and for others as Keycloak does beside its paths (facts-core 1).
private struct OneBase: Transport {
    private let inner: any Transport
    private let base: BaseURL

    init(_ inner: any Transport, _ base: BaseURL) {
        self.inner = inner
        self.base = base
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        guard request.base != base else { return try await inner.send(request) }
        return HTTPResponse(
            status: 404, headers: [.init("Content-Type", "application/json")],
            body: Array(#"{"error":"Unable to find matching target resource method"}"#.utf8))
    }
}

extension Stage {
    /// A user of the realm with roles of realm-management, and the options that log it in.
    func user(_ name: String = "somebody", roles names: [String]) async throws -> JSONObject {
        let id = try await user(named: name, [:])
        let holder = try await self.id("realm-management")
        let roles = try await server(.get, ["clients", holder, "roles"]).array ?? []
        let granted = roles.filter { names.contains($0.object?["name"]?.text ?? "") }
        #expect(granted.count == names.count)
        if !granted.isEmpty {
            try await server(.post, ["users", id, "role-mappings", "clients", holder], .array(granted))
        }
        return [
            "auth_realm": .string(realm), "auth_username": .string(name), "auth_password": "password-of-somebody",
            "token": .null,
        ]
    }

    /// A user of the realm with a password and a whole profile; its id.
    @discardableResult
    func user(named name: String, _ fields: JSONObject) async throws -> String {
        let user: JSONObject = [
            "username": .string(name), "enabled": true, "email": .string("\(name)@example.org"), "emailVerified": true,
            "firstName": "Some", "lastName": "Body",
            "credentials": [["type": "password", "value": "password-of-somebody", "temporary": false]],
        ]
        try await server(.post, ["users"], .object(user.merging(fields)))
        let found = try await server(.get, ["users"], query: [("username", name), ("exact", "true")])
        return try #require(found.array?.first?.object?["id"]?.text)
    }
}
