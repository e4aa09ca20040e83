import HTTP
import JSON
import Testing

@testable import Resources

private let info = ClientSecretInfoModule.name

extension Stage {
    /// What the module tells of a client's secret.
    fileprivate func info(
        _ options: JSONObject, _ words: String, warns: Int? = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        let result = try await perform(
            ClientSecretInfoModule.name, options, changed: false, warns: warns, location: location)
        #expect(result["msg"]?.text == words, sourceLocation: location)
        return result["clientsecret_info"]?.object ?? [:]
    }
}

/// `keycloak_clientsecret_info`.
let clientSecretInfoStories: [Story] = [
    Story("the secret of a client is told, by its name and by its id") { stage in
        let id = try await stage.create("a/b?c", ["publicClient": false, "secret": "a-secret-of-ours"])
        let wanted: JSONObject = ["type": "secret", "value": "a-secret-of-ours"]
        #expect(try await stage.info(["client_id": "a/b?c"], "Client a/b?c has a secret.") == wanted)
        #expect(try await stage.info(["clientId": "a/b?c"], "Client a/b?c has a secret.") == wanted)
        #expect(try await stage.info(["id": .string(id)], "Client \(id) has a secret.") == wanted)
        let both: JSONObject = ["id": .string(id), "client_id": "a/b?c"]
        #expect(try await stage.info(both, "Client a/b?c has a secret.") == wanted)
        try await stage.create("other")
        let words = "The client with the id \(id) is 'a/b?c', not 'other'."
        try await stage.refuse(info, both.merging(["client_id": "other"]), words)
        let missing = "Client nobody does not exist in realm '\(stage.realm)'."
        try await stage.refuse(info, ["client_id": "nobody"], missing)
        try await stage.refuse(info, ["id": "nobody"], missing)
        try await stage.refuse(info, ["client_id": "app", "realm": "no-such-realm"], "Realm not found.")
        try await stage.refuse(info, [:], "neither client_id nor id is given")
        try await stage.refuse(info, ["client_id": " "], "client_id: is blank")
    },
    Story("a client that keycloak_client made has a secret, a public one has none, and it is said why") { stage in
        try await stage.apply(["client_id": "app"], .created)
        let told = try await stage.info(["client_id": "app"], "Client app has a secret.")
        #expect(told["value"]?.text?.isEmpty == false)
        #expect(try await stage.secret(try await stage.id("app")) == told["value"])
        try await stage.create("public", ["publicClient": true])
        let words = "Client public has no secret: it is public."
        #expect(try await stage.info(["client_id": "public"], words) == ["type": "secret"])
        // One that only checks tokens gets a secret from some servers (facts-more 6.1).
        let id = try await stage.create("api", ["publicClient": false, "bearerOnly": true])
        let secret = try await stage.secret(id)
        let what = secret == nil ? "no secret: it only checks tokens" : "a secret"
        #expect(try await stage.info(["client_id": "api"], "Client api has \(what).")["value"] == secret)
    },
    Story("the rotated secret is told with the moment at which it ends or has ended", on: \.rotates) { stage in
        try await stage.rotateSecrets(keeping: 600)
        let id = try await stage.create("app", ["publicClient": false, "secret": "the-first-secret"])
        let first = try await stage.info(["client_id": "app"], "Client app has a secret.")
        #expect(first["value"] == "the-first-secret" && first["rotated"] == nil && first["expired"] == false)
        try await stage.server(.post, ["clients", id, "client-secret"])
        let words = "Client app has a secret, and the one before it is still known."
        let told = try await stage.info(["client_id": "app"], words)
        #expect(told["value"] == (try await stage.secret(id)))
        let rotated = told["rotated"]?.object ?? [:]
        let attributes = try await stage.client("app")["attributes"]?.object ?? [:]
        for (state, attribute) in [
            (told, "client.secret.expiration.time"), (rotated, "client.secret.rotated.expiration.time"),
        ] {
            let time = try #require(attributes[attribute]?.text.flatMap { Int($0) })
            #expect(state["expiration"] == .int(time) && state["expired"] == false)
            #expect(state["expires"]?.text == Timestamp.text(time))
        }
        #expect(rotated["value"] == "the-first-secret" && rotated["type"] == "secret")
        // As if the time had passed: the attributes are the client's like any others.
        try await stage.server(
            .put, ["clients", id], ["attributes": ["client.secret.rotated.expiration.time": "1700000000"]])
        let late = try await stage.info(["client_id": "app"], words)
        let ended = late["rotated"]?.object
        #expect(ended?["expires"] == "2023-11-14T22:13:20Z" && ended?["expired"] == true && late["expired"] == false)
        try await stage.server(.delete, ["clients", id, "client-secret", "rotated"])
        #expect(try await stage.info(["client_id": "app"], "Client app has a secret.")["rotated"] == nil)
    },
    Story("rights to view are enough to be told a secret, and without them no client is called absent") { stage in
        let id = try await stage.create("app", ["publicClient": false, "secret": "a-secret-of-ours"])
        let viewer = try await stage.user(roles: ["view-clients"])
        let told = try await stage.info(viewer.merging(["client_id": "app"]), "Client app has a secret.")
        #expect(told["value"] == "a-secret-of-ours")
        let login = try await stage.user("stranger", roles: ["query-clients"])
        try await stage.refuse(
            info, login.merging(["client_id": "app"]), "cannot see the clients of realm '\(stage.realm)'")
        try await stage.refuse(info, login.merging(["id": .string(id)]), "needs the role view-clients")
    },
    // No server of these masks secrets; newer ones do.
    Story("a masked secret is unknown, and a warning says what it takes to see it", on: { !$0.isReal }) { stage in
        try await stage.create("app", ["publicClient": false, "secret": "a-secret-of-ours"])
        let masking = RewritingTransport(inner: stage.transport) { request, body in
            guard request.target.hasSuffix("/client-secret"), var answer = body.object else { return nil }
            answer["value"] = "**********"
            return .object(answer)
        }
        let result = try await stage.run(["client_id": "app"], over: masking, module: info)
        #expect(result["msg"] == "Client app has a secret that this login is not shown.")
        #expect(result["clientsecret_info"] == ["type": "secret"])
        #expect(result["warnings"]?.array?.first?.text?.contains("needs the role manage-clients") == true)
    },
]
