import HTTP
import JSON
import Testing

/// The roles of a client's own account.
let serviceAccountStories: [Story] = [
    Story("a service account has the declared roles from its creation on, and loses others only when told") { stage in
        let realm = stage.defaultRole
        let roles: JSONObject = [
            "realm": ["uma_authorization", "offline_access"],
            "clients": ["realm-management": ["view-users"], "account": ["view-profile", "manage-account"]],
        ]
        func robot(_ roles: JSONObject, _ others: JSONObject = [:]) -> JSONObject {
            others.merging(["client_id": "robot", "service_account_roles": .object(roles)])
        }
        func expectHeld(_ roles: JSON, location: SourceLocation = #_sourceLocation) async throws {
            let held = try await stage.accountRoles("robot")
            #expect(held == roles, sourceLocation: location)
        }
        let exact: JSONObject = ["service_account_roles_behavior": "exact"]
        let created = try await stage.apply(
            robot(roles, ["service_accounts_enabled": true]), .created,
            ends: [
                "serviceAccountRoles": .object(
                    roles.merging(["realm": [realm, "offline_access", "uma_authorization"]]))
            ])
        let shown = created["diff"]?.object?["after"]?.object?["serviceAccountRoles"]?.object
        #expect(shown?["realm"] == [realm, "offline_access", "uma_authorization"])
        #expect(shown?["clients"]?.object?["account"] == ["manage-account", "view-profile"])
        // Somebody gives more: it stays, but where the part is exact; and what comes by itself stays always.
        try await stage.apply(robot(["clients": ["account": "manage-consent"], "realm": []]), .updated)
        try await stage.apply(
            robot(["clients": ["account": "view-profile", "broker": "read-token"]], exact), .updated)
        try await expectHeld([
            "realm": ["offline_access", "uma_authorization"],
            "clients": ["account": ["view-profile"], "broker": ["read-token"]],
        ])
        let cleared = try await stage.apply(
            robot(["realm": []], exact), .updated,
            ends: ["serviceAccountRoles": ["realm": [realm]]])
        #expect(
            cleared["diff"]?.object?["before"]?.object?["serviceAccountRoles"]?.object?["realm"]
                == [realm, "offline_access", "uma_authorization"], "\(cleared)")
        // Authorization services give a role of the client itself, and a rename takes it along.
        try await stage.apply(
            robot(["clients": [:]], exact.merging(["authorization_services_enabled": true])), .updated)
        try await expectHeld(["clients": ["robot": ["uma_protection"]]])
        try await stage.apply(
            robot(["clients": ["machine": "uma_protection"]], exact.merging(["new_client_id": "machine"])),
            .changed("renamed"))
        try await stage.apply(["client_id": "machine", "new_client_id": "robot"], .changed("renamed"))
        // An account that is switched off is gone with its roles; switched on again it is a new one.
        try await stage.apply(robot(["realm": "offline_access"]), .updated)
        let off: JSONObject = ["service_accounts_enabled": false, "authorization_services_enabled": false]
        try await stage.apply(robot(["realm": [], "clients": ["account": []]], off), .updated)
        try await stage.apply(robot([:], ["service_accounts_enabled": true]), .updated)
        try await expectHeld([:])
        try await stage.apply(robot(["clients": ["account": "view-profile"]], exact), .updated)
        // Somebody deletes the user: the server makes it anew, and it gets its roles.
        let user = try await stage.server(.get, ["clients", stage.id("robot"), "service-account-user"]).object
        try await stage.server(.delete, ["users", user?["id"]?.text ?? ""])
        try await stage.apply(robot(["clients": ["account": "view-profile"]]), .updated)
        try await expectHeld(["clients": ["account": ["view-profile"]]])
    },
    Story("roles of an account that cannot be given are told before any write, and so are missing rights") { stage in
        func refuse(_ roles: JSON, _ words: String, _ others: JSONObject = [:]) async throws {
            for client in ["robot", "new"] {
                let options: JSONObject = [
                    "client_id": .string(client), "service_account_roles": roles, "service_accounts_enabled": true,
                ]
                try await stage.refuse("keycloak_client", options.merging(others), words)
            }
        }
        try await stage.apply(
            [
                "client_id": "robot", "service_accounts_enabled": true,
                "service_account_roles": ["realm": "offline_access"],
            ], .created)
        try await refuse(
            ["realm": ["offline_acess"]],
            "service_account_roles.realm.offline_acess: the realm has no such role; did you mean 'offline_access'?")
        try await refuse(
            ["clients": ["acount": ["view-profile"]]],
            "service_account_roles.clients.acount: the realm has no such client; did you mean 'account'?")
        try await refuse(
            ["clients": ["account": ["view-profil"]]],
            "service_account_roles.clients.account.view-profil: the client has no such role; did you mean 'view-profile'"
        )
        try await refuse(["clients": ["robot": "own", "new": "own"]], "has no such role")
        try await refuse(["clients": ["account": .null]], "account: is null")
        try await refuse(
            ["realm": "offline_access"], "needs service_accounts_enabled: true", ["service_accounts_enabled": false])
        let login = try await stage.user(roles: ["manage-clients", "view-realm"])
        let result = try await stage.run(
            login.merging(["client_id": "robot", "name": "x", "service_account_roles": ["realm": "offline_access"]]))
        #expect(result["failed"] == true && result["changed"] == false, "\(result)")
        #expect(result["msg"]?.text?.contains("needs the role view-users") == true, "\(result)")
    },
    Story("a fleet gives roles of clients that it makes itself, and looks each role up once") { stage in
        let account: JSONObject = [
            "service_accounts_enabled": true,
            "service_account_roles": [
                "realm": ["offline_access"],
                "clients": ["provider": "uma_protection", "account": ["view-profile"]],
            ],
        ]
        // So many that the realm is read by pages.
        let others: [JSON] = (0..<20).map { ["client_id": .string("other-\($0)")] }
        func fleet(_ provider: JSONObject) -> JSONObject {
            let provider = provider.merging(["client_id": "provider"])
            let accounts = ["one", "two", "three"].map { JSON.object(account.merging(["client_id": .string($0)])) }
            return ["clients": .array(accounts + [.object(provider)] + others)]
        }
        let serving: JSONObject = ["service_accounts_enabled": true, "authorization_services_enabled": true]
        let first = try await stage.perform("keycloak_clients", fleet(serving), changed: true)
        #expect(first["counts"] == ["ok": 0, "changed": 24, "failed": 0, "skipped": 0])
        let roles: JSON = [
            "realm": ["offline_access"], "clients": ["account": ["view-profile"], "provider": ["uma_protection"]],
        ]
        #expect(try await stage.accountRoles("three") == roles)
        for name in ["one", "two", "provider"] { try await stage.server(.delete, ["clients", stage.id(name)]) }
        _ = stage.transport.take()
        let healed = try await stage.run(fleet(serving), module: "keycloak_clients")
        #expect(healed["counts"] == ["ok": 20, "changed": 4, "failed": 0, "skipped": 0], "\(healed)")
        let lookups = stage.transport.take().filter { $0.hasSuffix("/roles/offline_access") }
        #expect(lookups.count == 1)
        #expect(try await stage.accountRoles("three") == roles)
        // What is there already and gets the role by this run counts too.
        _ = try await stage.run(["client_id": "provider", "state": "absent"])
        _ = try await stage.run(["client_id": "provider"])
        try await stage.perform("keycloak_clients", fleet(serving), changed: true)
        // What is not there when its turn comes is told in check mode too.
        let missing: JSONObject = [
            "clients": [
                [
                    "client_id": "four", "service_accounts_enabled": true,
                    "service_account_roles": ["clients": ["bare": "worker"]],
                ], ["client_id": "bare"],
            ]
        ]
        for isCheck in [true, false] {
            let result = try await stage.run(missing, check: isCheck, module: "keycloak_clients")
            #expect(
                result["msg"]?.text?.contains(
                    "four: service_account_roles.clients.bare.worker: the client has no such role") == true,
                "\(result)")
        }
    },
]
