import JSON
import Testing

private func mapper(_ name: JSON, _ config: JSON, id: JSON? = nil) -> JSON {
    var mapper: JSONObject = [
        "name": name, "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": config,
    ]
    mapper["id"] = id
    return .object(mapper)
}

/// Protocol mappers and attributes.
let mapperStories: [Story] = [
    Story("mappers are created, changed, added, removed and renamed") { stage in
        let one = mapper("one", ["claim.name": "a", "claim.value": 1, "access.token.claim": true])
        let two = mapper("two", ["claim.name": "b", "claim.value": "2"])
        try await stage.apply(["client_id": "app", "protocol_mappers": [one]], .created)
        try await stage.apply(["client_id": "app", "protocolMappers": [two, one]], .updated)
        let changed = try await stage.apply(
            ["client_id": "app", "protocol_mappers": [one, mapper("two", ["claim.name": "b", "claim.value": "3"])]],
            .updated)
        #expect(
            changed["diff"] == [
                "before": ["protocolMappers": ["openid-connect/two": ["config": ["claim.value": "2"]]]],
                "after": ["protocolMappers": ["openid-connect/two": ["config": ["claim.value": "3"]]]],
            ])
        let id = try await stage.client("app")["protocolMappers"]?.array?.first?.object?["id"]
        try await stage.apply(
            ["client_id": "app", "protocol_mappers": [mapper("renamed", ["claim.name": "a"], id: id)]], .updated)
        try await stage.apply(["client_id": "app", "protocol_mappers": []], .updated, ends: ["protocolMappers": []])
    },
    Story("merge keeps the mappers that are not named") { stage in
        try await stage.apply(
            ["client_id": "app", "protocol_mappers": [mapper("one", ["claim.name": "a"])]], .created)
        try await stage.apply(
            [
                "client_id": "app", "protocol_mappers_behavior": "merge",
                "protocol_mappers": [["name": "two", "protocol_mapper": "oidc-hardcoded-claim-mapper"]],
            ], .updated)
        #expect(try await stage.client("app")["protocolMappers"]?.array?.count == 2)
    },
    Story("the claim for user info follows the one for the ID token, however the mapper is created") { stage in
        let claim = mapper("m", ["claim.name": "a", "id.token.claim": true])
        try await stage.apply(["client_id": "post", "protocol_mappers": [claim]], .created)
        try await stage.apply(["client_id": "put", "protocol_mappers": []], .created)
        try await stage.apply(["client_id": "put", "protocol_mappers": [claim]], .updated)
        for client in ["post", "put"] {
            let config = try await stage.client(client)["protocolMappers"]?.array?.first?.object?["config"]
            #expect(config?.object?["userinfo.token.claim"] == "true")
        }
    },
    Story("a new mapper without a type is refused") { stage in
        try await stage.apply(
            ["client_id": "app", "protocol_mappers": [["name": "m"]]],
            .refused("protocol_mappers[0]: has no protocolMapper"))
    },
    Story("attributes merge, and null, blank and empty lists remove") { stage in
        try await stage.apply(
            ["client_id": "app", "attributes": ["a": 300, "b": true, "c": ["x", "y"], "d": "d", "e": "e"]], .created)
        try await stage.apply(
            ["client_id": "app", "attributes": ["a": "300", "b": "true", "c": "y##x", "never": ""]], .unchanged)
        try await stage.apply(
            ["client_id": "app", "attributes": ["a": .null, "b": " ", "c": [], "d": ["z"]]], .updated)
        let attributes = try #require(try await stage.client("app")["attributes"]?.object)
        #expect(["a", "b", "c"].allSatisfy { attributes[$0] == nil })
        #expect(attributes["d"] == "z" && attributes["e"] == "e")
    },
    Story("exact attributes remove what is not named, and nothing of the server's own") { stage in
        try await stage.apply(["client_id": "app", "attributes": ["a": "1", "b": "2"]], .created)
        let result = try await stage.apply(
            ["client_id": "app", "attributes": ["b": "2"], "attributes_behavior": "exact"], .updated)
        #expect(result["diff"] == ["before": ["attributes": ["a": "1"]], "after": ["attributes": [:]]])
    },
]
