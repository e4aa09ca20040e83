import HTTP
import JSON
import Testing

/// Many clients at once.
let fleetStories: [Story] = [
    Story("a fleet is created, kept, changed and deleted in one run each") { stage in
        func clients(_ name: String) -> JSONObject {
            [
                "defaults": ["name": .string(name), "attributes": ["a": "1", "b": "1"]],
                "clients": [
                    ["client_id": "one", "attributes": ["b": "2"]],
                    ["clientId": "two", "name": "Own", "publicClient": true],
                    ["client_id": "three", "state": "absent"],
                ],
            ]
        }
        let first = try await stage.perform("keycloak_clients", clients("Common"), changed: true)
        #expect(first["counts"] == ["ok": 1, "changed": 2, "failed": 0, "skipped": 0])
        #expect(first["clients"]?.array?.compactMap { $0.object?["action"] } == ["create", "create", "none"])
        let one = try await stage.client("one")
        #expect(one["name"] == "Common" && one["attributes"]?.object?["a"] == "1")
        #expect(one["attributes"]?.object?["b"] == "2")
        #expect(try await stage.client("two")["name"] == "Own")
        let second = try await stage.perform("keycloak_clients", clients("Other"), changed: true)
        #expect(second["counts"] == ["ok": 2, "changed": 1, "failed": 0, "skipped": 0])
        #expect(second["diff"]?.object?["after"]?.object?.keys.count == 1)
        let gone: JSONObject = [
            "defaults": ["state": "absent"], "clients": [["client_id": "one"], ["client_id": "two"]],
        ]
        let third = try await stage.perform("keycloak_clients", gone, changed: true)
        #expect(third["clients"]?.array?.compactMap { $0.object?["action"] } == ["delete", "delete"])
    },
    Story("one bad client does not stop the others of a fleet") { stage in
        let clients: JSONObject = [
            "clients": [
                ["client_id": "good"],
                ["client_id": "bad", "default_client_scopes": ["no-such-scope"]],
                ["client_id": "fine"],
            ]
        ]
        for isCheck in [true, false] {
            let result = try await stage.run(clients, check: isCheck, module: "keycloak_clients")
            #expect(result["failed"] == true && result["changed"] == true, "\(result)")
            #expect(result["counts"] == ["ok": 0, "changed": 2, "failed": 1, "skipped": 0])
            #expect(result["msg"]?.text?.contains("bad: default_client_scopes") == true, "\(result)")
        }
        let again = try await stage.run(clients, module: "keycloak_clients")
        #expect(again["counts"] == ["ok": 2, "changed": 0, "failed": 1, "skipped": 0])
        let fast = clients.merging(["fail_fast": true, "parallel": 1])
        _ = try await stage.server(.delete, ["clients", try await stage.id("fine")])
        let stopped = try await stage.run(fast, module: "keycloak_clients")
        #expect(stopped["counts"] == ["ok": 1, "changed": 0, "failed": 1, "skipped": 1])
    },
    Story("what is wrong in a fleet is told before any request, by place") { stage in
        let clients: JSONObject = [
            "clients": [
                ["client_id": "a", "enabled": "maybe"], ["client_id": "b"], ["clientId": "b"], ["name": "nobody"],
            ]
        ]
        try await stage.refuse("keycloak_clients", clients, "clients[0]: enabled: must be a boolean")
        try await stage.refuse("keycloak_clients", clients, "clients[2]: client 'b' of realm")
        try await stage.refuse("keycloak_clients", clients, "clients[3]: neither client_id nor id is given")
        try await stage.refuse("keycloak_clients", [:], "clients: is required")
        #expect(stage.transport.take().isEmpty)
    },
    Story("a fleet that is most of its realm is read by pages, in a larger realm each client by a lookup") { stage in
        let clients: JSONObject = [
            "clients": .array(
                (0..<50).map { ["client_id": .string("c\($0)"), "default_client_scopes": ["email", "profile"]] }),
            "parallel": 8,
        ]
        let first = try await stage.run(clients, module: "keycloak_clients")
        #expect(first["counts"]?.object?["changed"] == 50)
        // The realm's size, its clients, its scopes and which of them are default and optional; and a look at those that
        // were posted before the first had been seen: one of each of the eight that run at once, since whoever has looked
        // has seen.
        let created = stage.transport.take()
        #expect(created.count { $0.hasPrefix("GET ") } <= 5 + 8, "\(created)")
        #expect(created.count { $0.hasPrefix("POST ") && $0.hasSuffix("/clients") } == 50, "\(created)")
        let again = try await stage.run(clients, module: "keycloak_clients")
        #expect(again["counts"]?.object?["ok"] == 50)
        let warned = again["warnings"]?.array ?? []
        #expect(warned.isEmpty, "\(warned)")
        #expect(stage.transport.take().count == 2, "one looks whether the realm is small, one reads it")
        let few: JSONObject = ["clients": .array(Array(clients["clients"]?.array?.prefix(21) ?? []))]
        let part = try await stage.run(few, module: "keycloak_clients")
        #expect(part["counts"]?.object?["ok"] == 21)
        #expect(stage.transport.take().count == 22, "one looks whether the realm is small")
    },
    Story("a large fleet whose clients the server makes something else of ends as declared in one run") { stage in
        let special: [JSONObject] = [
            ["root_url": "https://a.example", "redirect_uris": [], "web_origins": []],
            ["consent_required": true, "full_scope_allowed": true], ["protocol": "saml", "redirect_uris": ["/x"]],
            ["service_accounts_enabled": true, "service_account_roles": ["realm": ["offline_access"]]],
            ["default_client_scopes": ["email"], "client_scopes_behavior": "idempotent"],
            ["service_accounts_enabled": true, "authorization_services_enabled": true],
            ["secret": "canary-of-a-fleet"], ["secret_file": "/secret"],
        ]
        let clients: JSONObject = [
            "clients": .array(
                (0..<24).map { index in
                    .object(special[index % special.count].merging(["client_id": .string("c\(index)")]))
                })
        ]
        let files = MemoryFiles()
        let first = try await stage.run(clients, module: "keycloak_clients", files: files)
        #expect(first["counts"]?.object?["changed"] == 24, "\(first)")
        let again = try await stage.run(clients, check: true, module: "keycloak_clients", files: files)
        // Three clients write one file in turn.
        let changed = (again["clients"]?.array ?? []).compactMap(\.object).filter { $0["changed"] == true }
        #expect(changed.allSatisfy { ["c7", "c15", "c23"].contains($0["client_id"]) }, "\(changed)")
        #expect(files["/secret"]?.isEmpty == false)
    },
]
