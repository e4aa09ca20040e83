import HTTP
import JSON
import Testing

/// Any legal clientId, and no other client than that.
let namingStories: [Story] =
    [
        "a/b?c#d", "with space", "100%25", "..", ".", "https://sp.example.org/saml?x=1&y=2#z", "grüße/日本", "a+b=c;d,e",
        "quote\"back\\slash'", "e\u{301}-decomposed",
    ].map { name in
        Story("the clientId \(name) is found again") { stage in
            let name = JSON.string(name)
            try await stage.apply(["client_id": name], .created, ends: ["clientId": name])
            try await stage.apply(["client_id": name, "name": "x"], .updated, ends: ["name": "x"])
            try await stage.apply(["client_id": name, "state": "absent"], .deleted)
        }
    } + [
        Story("clientIds are told apart by case and by code points") { stage in
            try await stage.apply(["client_id": "app"], .created)
            try await stage.apply(["client_id": "App"], .created)
            try await stage.apply(["client_id": "\u{E9}"], .created)
            try await stage.apply(["client_id": "e\u{301}"], .created, ends: ["clientId": "e\u{301}"])
        }
    ] + renamingStories

/// Another clientId for a client that exists.
private let renamingStories: [Story] = [
    Story("a client is renamed by new_client_id, and found under its new name from then on") { stage in
        try await stage.apply(["client_id": "a/b", "description": "kept"], .created)
        let id = try await stage.id("a/b")
        let renaming: JSONObject = ["client_id": "a/b", "new_client_id": "c d", "name": "x"]
        let result = try await stage.apply(
            renaming, .changed("Client a/b has been renamed to c d."),
            ends: ["clientId": "c d", "name": "x", "description": "kept", "id": .string(id)])
        #expect(
            result["diff"] == ["before": ["clientId": "a/b"], "after": ["clientId": "c d", "name": "x"]])
        try await stage.apply(renaming, .unchanged)
        _ = try await stage.run(renaming)
        #expect(stage.transport.take().count == 2, "one lookup for each name")
        let drifted = renaming.merging(["name": "y"])
        let updated = try await stage.apply(drifted, .updated)
        #expect(updated["msg"] == "Client c d has been updated.")
    },
    Story("a client that is to be renamed and has neither name is created under the new one") { stage in
        let renaming: JSONObject = ["client_id": "old", "new_client_id": "new"]
        let result = try await stage.apply(renaming, .created, ends: ["clientId": "new"])
        #expect(result["msg"] == "Client new has been created.")
        try await stage.apply(["client_id": "new", "newClientId": "new"], .unchanged)
    },
    Story("a name that another client has is told before any write") { stage in
        try await stage.apply(["client_id": "old"], .created)
        try await stage.apply(["client_id": "new"], .created)
        let id = try await stage.id("old")
        try await stage.apply(
            ["client_id": "old", "new_client_id": "new", "name": "x"],
            .refused("new_client_id: is taken: the realm has this client and 'old' too"))
        let other = try await stage.id("new")
        for id in [id, "no-such-id"] {
            try await stage.apply(
                ["id": .string(id), "client_id": "new", "name": "x"],
                .refused("client_id: is taken: the client with the id '\(other)' has this name"))
        }
        try await stage.apply(["id": .string(id), "client_id": "new", "state": "absent"], .deleted)
    },
    Story("a new name is refused where it makes no sense") { stage in
        try await stage.apply(
            ["client_id": "a", "new_client_id": "b", "state": "absent"],
            .refused("new_client_id: is not possible with state: absent"))
        try await stage.apply(
            ["client_id": "a", "new_client_id": "b", "id": "c"], .refused("new_client_id: is not possible beside id"))
        try await stage.apply(["client_id": "a", "new_client_id": " "], .refused("new_client_id: is blank"))
        try await stage.apply(
            ["client_id": "a", "new_client_id": .string(String(repeating: "n", count: 256))],
            .refused("new_client_id: is longer than 255 characters"))
        try await stage.apply(["new_client_id": "b"], .refused("neither client_id nor id is given"))
    },
    Story("a SAML client is renamed by new_client_id") { stage in
        let saml: JSONObject = [
            "client_id": "old", "protocol": "saml", "attributes": ["saml.client.signature": false],
        ]
        try await stage.apply(saml, .created)
        try await stage.apply(
            saml.merging(["new_client_id": "new"]), .changed("Client old has been renamed to new."),
            ends: ["clientId": "new"])
    },
    Story("the user of a service account is renamed with its client, and keeps its id") { stage in
        try await stage.apply(["client_id": "Old One", "service_accounts_enabled": true], .created)
        let id = try await stage.id("Old One")
        let before = try await stage.server(.get, ["clients", id, "service-account-user"]).object
        #expect(before?["username"] == "service-account-old one")
        try await stage.apply(
            ["client_id": "Old One", "new_client_id": "New/One"],
            .changed("Client Old One has been renamed to New/One."))
        let after = try await stage.server(.get, ["clients", id, "service-account-user"]).object
        #expect(after?["username"] == "service-account-new/one")
        #expect(after?["id"] == before?["id"])
    },
]
