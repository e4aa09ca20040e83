import Ansible
import Foundation
import HTTP
import JSON
import Resources
import Sandbox
import Synchronization
import TestSupport
import Testing

/// Spoils texts and JSON values.
struct Mutator {
    private var random: SeededGenerator
    private static let values: [JSON] = [
        .null, true, false, 0, -1, .number("1e400"), .number("99999999999999999999999"), .number("1.5"), "", "x", " ",
        "\u{0}\u{7F}\u{FEFF}", "é", "e\u{301}", [], [:], [[]], ["": ""], "{\"a\": [", "[1, 2", "a=b, c", "yes",
        "********",
        .string(String(repeating: "long ", count: 2000)), nested(600), nested(100),
    ]
    private static let bytes: [[UInt8]] = [
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], Array("<html><body>Bad Gateway</body></html>".utf8), Array("\"".utf8), [0],
        Array("{".utf8), Array("\\ud800".utf8), Array(repeating: UInt8(ascii: "["), count: 100_000), Array("NaN".utf8),
    ]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static func nested(_ depth: Int) -> JSON { (0..<depth).reduce("core") { value, _ in [value] } }

    mutating func chance(_ one: Int) -> Bool { random.chance(one) }

    mutating func pick<Item>(_ items: [Item]) -> Item { random.pick(items) }

    /// One member or item somewhere replaced, removed or added.
    mutating func spoil(_ value: JSON) -> JSON {
        if chance(4) { return pick(Self.values) }
        switch value {
        case .object(var object) where !object.isEmpty:
            let key = pick(object.keys)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: object[key] = nil
            case 1: object[key + pick(["x", " ", "\u{0}", ".a"])] = pick(Self.values)
            default: object[key] = object[key].map { spoil($0) }
            }
            return .object(object)
        case .array(var items) where !items.isEmpty:
            let index = Int.random(in: 0..<items.count, using: &random)
            items[index] = spoil(items[index])
            return .array(items)
        default: return pick(Self.values)
        }
    }

    /// Bytes cut, doubled, replaced or filled in.
    mutating func spoil(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return pick(Self.bytes) }
        var result = bytes
        let place = Int.random(in: 0..<result.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: result.removeSubrange(place...)
        case 1: result.insert(contentsOf: pick(Self.bytes), at: place)
        case 2: result[place] ^= UInt8.random(in: 1...255, using: &random)
        case 3: result.insert(contentsOf: result.prefix(place), at: 0)
        default: result = pick(Self.bytes)
        }
        return result
    }
}

/// A server whose answers are spoiled now and then.
final class SpoilingTransport: Transport {
    private let inner: any Transport
    private let mutator: Mutex<Mutator>

    init(_ inner: any Transport, seed: UInt64) {
        self.inner = inner
        mutator = Mutex(Mutator(seed: seed))
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let answer = try await inner.send(request)
        let spoiled: HTTPResponse? = mutator.withLock { mutator in
            guard mutator.chance(3) else { return nil }
            let status =
                mutator.chance(3)
                ? mutator.pick([100, 200, 204, 302, 400, 401, 403, 404, 409, 500, 503]) : answer.status
            let headers = mutator.chance(3) ? [] : answer.headers
            if mutator.chance(2), let value = try? JSON(parsing: answer.body) {
                return HTTPResponse(status: status, headers: headers, body: mutator.spoil(value).bytes)
            }
            return HTTPResponse(status: status, headers: headers, body: mutator.spoil(answer.body))
        }
        return spoiled ?? answer
    }
}

/// Whatever comes in, exactly one JSON object comes out, with a message and an exit status that fits.
///
/// `LATCHKEY_INPUTS` is the number of inputs (`make soak` sets it), `LATCHKEY_SEED` the seed.
struct FuzzTests {
    static let environment = ProcessInfo.processInfo.environment
    static let seed = environment["LATCHKEY_SEED"].flatMap { UInt64($0) } ?? 20_261_121
    static let inputs = environment["LATCHKEY_INPUTS"].flatMap { Int($0) } ?? 3000

    static let arguments: JSON = [
        "auth_keycloak_url": "http://sandbox.invalid", "auth_realm": "master", "auth_username": "admin",
        "auth_password": "admin", "realm": "master", "client_id": "app", "name": "n", "enabled": "yes",
        "redirect_uris": ["https://a.example/*"], "web_origins": "+", "root_url": "https://a.example",
        "not_before": "5",
        "attributes": ["a": 1, "b": ["x", "y"], "c": ["k": "v"]], "registered_nodes": ["n": 1],
        "authentication_flow_binding_overrides": ["browser_name": "browser"], "client_scopes_behavior": "idempotent",
        "default_client_scopes": ["email"], "optional_client_scopes": ["phone"], "service_accounts_enabled": true,
        "authorization_services_enabled": true,
        "authorization_settings": ["scopes": [["name": "s"]], "policies": [["name": "p", "config": ["a": "[1]"]]]],
        "protocol_mappers": [["name": "m", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": ["a": true]]],
        "representation": ["description": "d"], "secret": "a-secret-value", "_ansible_diff": true,
        "_ansible_check_mode": false, "_ansible_module_name": "keycloak_client",
    ]

    private func run(_ bytes: [UInt8], _ transport: any Transport) async throws {
        let frontEnd = AnsibleFrontEnd(effects: .init(transport: { _ in transport }, timing: .fake()))
        let (output, status) = await frontEnd.run(program: "keycloak_client", arguments: bytes)
        let shown = String(decoding: bytes.prefix(2000), as: UTF8.self)
        let result = try #require(try? JSON(parsing: output).object, "no JSON object for \(shown)")
        #expect(!output.contains("\n"))
        #expect(result["changed"]?.bool != nil, "no changed for \(shown)")
        #expect(result["msg"]?.text?.isEmpty == false, "no message for \(shown)")
        #expect(status == (result["failed"] == true ? 1 : 0), "exit status \(status) for \(shown)")
    }

    @Test("a spoiled args file is answered with one JSON object")
    func argsFile() async throws {
        var mutator = Mutator(seed: Self.seed)
        var sandbox = Sandbox(now: { 1_800_000_000 })
        for index in 0..<Self.inputs {
            if index % 50 == 0 { sandbox = Sandbox(now: { 1_800_000_000 }) }
            var value = Self.arguments
            for _ in 0...index % 3 { value = mutator.spoil(value) }
            try await run(mutator.chance(3) ? mutator.spoil(value.bytes) : value.bytes, sandbox)
        }
    }

    @Test("a spoiled answer of the server is answered with one JSON object")
    func serverAnswers() async throws {
        var sandbox = Sandbox(now: { 1_800_000_000 })
        for index in 0..<Self.inputs {
            // A new one now and then, so that answers for a client that is there and for one that is not are spoiled, and
            // sessions do not pile up.
            if index % 50 == 0 { sandbox = Sandbox(now: { 1_800_000_000 }) }
            try await run(Self.arguments.bytes, SpoilingTransport(sandbox, seed: Self.seed &+ UInt64(index)))
        }
    }
}
