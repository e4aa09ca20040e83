import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// Drives random declared states against a server: each step is checked, applied and applied again, and now and then
/// somebody changes the client behind our back.
struct Walk {
    private static let rows = samples.keys.sorted().filter { !["client_id", "type"].contains($0) }
    private static let names = ["alpha", "b/e?t#a", "gämma", "https://delta.example/x"]
    private static let texts: [JSON] = ["", "x", "y z", "ä##b", "  padded ", "a\"b\\c", "100%", "{\"k\": [1]}"]
    private static let lists: [JSON] = [
        [], ["https://a.example/*"], ["https://b.example", "https://a.example/*"], "https://c.example",
    ]
    private static let scopes = ["address", "email", "phone", "profile", "roles", "acr"]

    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// The options of one step.
    mutating func options(on backend: Backend) -> JSONObject {
        var options: JSONObject = ["client_id": .string(pick(Self.names))]
        if chance(8) { return options.merging(["state": "absent"]) }
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let row = pick(Self.rows)
            options[row] = value(of: row)
        }
        options["client_scopes_behavior"] = pick(["ignore", "patch", "idempotent"])
        options["attributes_behavior"] = pick(["merge", "exact"])
        options["protocol_mappers_behavior"] = pick(["merge", "exact"])
        options["service_account_roles_behavior"] = pick(["merge", "exact"])
        options["secret_policy"] = pick(["always", "set_if_absent", "keep"])
        separateScopes(&options)
        avoidWhatTheServerRefuses(&options)
        return options
    }

    private mutating func value(of row: String) -> JSON {
        switch row {
        case "name", "description": return pick(Self.texts)
        case "redirect_uris", "web_origins", "valid_post_logout_redirect_uris": return pick(Self.lists)
        case "attributes":
            return .object(
                JSONObject(
                    (0..<3).map { _ in
                        (
                            pick(["a", "b", "A", "x.y", "ü"]),
                            pick(Self.texts + [.null, true, 5, ["p", "q"], ["q", "p"]])
                        )
                    }))
        case "default_client_scopes", "optional_client_scopes":
            return .array(Self.scopes.filter { _ in chance(3) }.map { .string($0) })
        case "protocol_mappers": return .array((0..<Int.random(in: 0...3, using: &random)).map { mapper($0) })
        default:
            let sample = samples[row]
            return pick([sample?.first, sample?.second, sample?.cleared].compactMap { $0 })
        }
    }

    private mutating func mapper(_ index: Int) -> JSON {
        var config: JSONObject = ["claim.name": .string(pick(["c", "d"]))]
        for key in ["id.token.claim", "userinfo.token.claim", "access.token.claim"] where chance(2) {
            config[key] = pick([true, "false", "", .null])
        }
        let types: [JSON] = ["oidc-hardcoded-claim-mapper", "oidc-usermodel-attribute-mapper"]
        return [
            "name": .string(["one", "two/2", "thrée"][index]), "protocol": "openid-connect",
            "protocolMapper": pick(types),
            "config": .object(config),
        ]
    }

    /// A scope in both lists is refused: that has a story of its own.
    private func separateScopes(_ options: inout JSONObject) {
        let defaults = options["default_client_scopes"]?.array ?? []
        if let optionals = options["optional_client_scopes"]?.array {
            options["optional_client_scopes"] = .array(optionals.filter { !defaults.contains($0) })
        }
    }

    private func avoidWhatTheServerRefuses(_ options: inout JSONObject) {
        if options["protocol"] == "saml" {
            // Keys are not made then, which takes minutes (facts-core 2.5).
            options["attributes"] = .object(
                (options["attributes"]?.object ?? [:]).merging(["saml.client.signature": "false"]))
            options["attributes_behavior"] = "merge"
            // The scopes in use here are those of the other protocol.
            options["default_client_scopes"] = nil
            options["optional_client_scopes"] = nil
        } else if options["default_client_scopes"] != nil || options["optional_client_scopes"] != nil {
            options["protocol"] = "openid-connect"
        }
        if options["service_account_roles"] != nil { options["service_accounts_enabled"] = true }
        if options["authorization_services_enabled"] == true {
            options = options.merging([
                "service_accounts_enabled": true, "public_client": false, "bearer_only": false,
            ])
        }
    }

    /// What somebody else does to a client.
    mutating func drift() -> JSON {
        pick([
            ["name": "drifted"], ["redirectUris": ["https://evil.example"]],
            ["attributes": ["a": "drifted", "extra": "1"]],
            ["protocolMappers": []], ["enabled": false], ["webOrigins": ["+"]], ["description": ""],
        ])
    }

    mutating func chance(_ one: Int) -> Bool { random.chance(one) }

    private mutating func pick<Item>(_ items: [Item]) -> Item { random.pick(items) }
}

/// `LATCHKEY_STEPS` is the number of steps (`make soak` sets it), `LATCHKEY_SEED` the seed; without them half a minute a server.
struct RandomWalkTests {
    static let environment = ProcessInfo.processInfo.environment
    static let seed = environment["LATCHKEY_SEED"].flatMap { UInt64($0) } ?? 20_261_121
    static let steps = environment["LATCHKEY_STEPS"].flatMap { Int($0) }

    @Test("a random walk of declared states", arguments: Backend.all)
    func walk(_ backend: Backend) async throws {
        let start = ContinuousClock.now
        let story = Story("a random walk") { stage in
            var walk = Walk(seed: Self.seed)
            var step = 0
            while step < Self.steps ?? 400, Self.steps != nil || start.duration(to: .now) < .seconds(30) {
                step += 1
                let options = walk.options(on: backend)
                let result = try await stage.apply(options, nil, warns: nil)
                if step % 20 == 0 { try await stage.applyExport("step \(step) of seed \(Self.seed)") }
                if result["changed"] == nil { Issue.record("step \(step) of seed \(Self.seed) has no answer") }
                guard walk.chance(4), let id = result["end_state"]?.object?["id"]?.text else { continue }
                // The server may refuse what doesn't fit the client; then nothing drifts.
                var drift = walk.drift().object ?? [:]
                let state = result["end_state"]?.object ?? [:]
                for key in ["authorizationServicesEnabled", "serviceAccountsEnabled", "clientId"] {
                    drift[key] = state[key]
                }
                _ = try? await stage.server(.put, ["clients", id], .object(drift))
            }
            print("random walk on \(backend.name): \(step) steps of seed \(Self.seed)")
        }
        try await Stage.play(story, on: backend)
    }
}
