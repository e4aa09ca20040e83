import Ansible
import Foundation
import HTTP
import JSON
import Keycloak
import Reconcile
import Resources
import Sandbox
import Synchronization
import TestSupport
import Testing

/// A server that answers one of its requests with an error that repeats everything it was sent, in every form that errors
/// have it in.
private final class TellingTransport: Transport {
    private let inner: any Transport
    private let turn: Int
    private let status: Int
    private let count = Mutex(0)

    init(_ inner: any Transport, turn: Int, status: Int) {
        (self.inner, self.turn, self.status) = (inner, turn, status)
    }

    /// Whether the turn came.
    var hasTold: Bool { count.withLock { $0 > turn } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        guard number == turn else { return try await inner.send(request) }
        // What it was sent as it was sent, and each value that it understood in the forms that errors have it in.
        let body = String(decoding: request.body ?? [], as: UTF8.self)
        let sent = [request.target, body] + request.headers.map { "\($0.name): \($0.value)" }
        let understood = (PercentEncoding.decodeForm(body) ?? []).map(\.1) + texts((try? JSON(parsing: body)) ?? .null)
        let forms =
            sent
            + understood.flatMap { value in
                [
                    value, PercentEncoding.segment(value), PercentEncoding.form([("q", value)]),
                    Data(value.utf8).base64EncodedString(), Data("user:\(value)".utf8).base64EncodedString(),
                    "https://user:\(value)@host/",
                ]
            }
        let answer: JSON = [
            "error": .string(body), "error_description": .string(forms.joined(separator: " ")),
            "errorMessage": .string(forms.joined(separator: "\n")),
        ]
        return HTTPResponse(
            status: status, headers: [.init("Content-Type", "application/json")], body: answer.bytes)
    }
}

/// All texts in a value.
private func texts(_ value: JSON) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let items): items.flatMap(texts)
    case .object(let object): object.members.flatMap { texts($0.value) }
    default: []
    }
}

/// Secrets planted in every option that is one, and searched for in everything that a module says.
@Suite("Canaries")
struct CanaryTests {
    /// What all modules get: each secret option with a canary of its own.
    private static func options(_ module: any Module.Type, login: JSONObject) -> JSONObject {
        var options = login.merging(["realm": "r", "client_id": "app", "_ansible_diff": true, "_ansible_verbosity": 4])
        func plant(_ option: Option) {
            if option.isSecret, options[option.name] == nil { options[option.name] = .string(canary(option.name)) }
        }
        module.options.forEach(plant)
        if module.options.contains(where: { $0.name == "attributes" }), module.name == "keycloak_client" {
            options["attributes"] = [
                "saml.signing.private.key": .string(canary("attribute")), "plain": "not secret",
            ]
            options["protocol_mappers"] = [
                [
                    "name": "m", "protocolMapper": "oidc-hardcoded-claim-mapper",
                    "config": ["claim.value": "v", "claim.name": "c"],
                ]
            ]
            options["service_accounts_enabled"] = true
        }
        if module.name == "keycloak_clients" {
            options["client_id"] = nil
            options["clients"] = [
                ["client_id": "app", "secret": .string(canary("first"))],
                ["client_id": "other", "attributes": ["saml.signing.private.key": .string(canary("second"))]],
            ]
        }
        if module.name == "keycloak_client_initial_access" {
            options["name"] = "ci"
            options["token_file"] = "/keys/token"
            options["registration_store"] = "/registrations.json"
        }
        // A new key is made, and encrypted with the passphrase.
        if module.name == "keycloak_client_certificate" {
            options["private_key_file"] = "/keys/app.key"
            // Quicker to make than the hundreds of RSA keys would be.
            options["key_type"] = "ec"
        }
        return options
    }

    private static func canary(_ name: String) -> String { "canary \(name)/ümlaut+\"quoted\"" }

    /// Everything that would give a canary away: the beginning of all of them in each form.
    private static let traces: [String] = {
        let text = "canary "
        var traces = ["canary ", "canary%20", "canary+"]
        // Base64 of it at each of the three offsets, without what depends on its neighbours.
        for offset in 0..<3 {
            let padded = Data(Array(repeating: UInt8(ascii: "x"), count: offset) + Array(text.utf8))
                .base64EncodedString()
            traces.append(String(padded.dropFirst(offset == 0 ? 0 : offset + 1).prefix(7)))
        }
        return traces
    }()

    /// The ways to log in that have a secret each.
    private static let logins: [JSONObject] = [
        ["auth_username": "otto", "auth_password": .string(canary("password"))],
        ["auth_client_id": "robot", "auth_client_secret": .string(canary("client"))],
        [
            "auth_client_id": "robot", "auth_client_secret": .string(canary("client")), "auth_client_secret_jwt": true,
        ],
    ]

    @Test("are in nothing that a module says, whatever the server repeats", arguments: Modules.all.map { $0.name })
    func repeated(_ name: String) async throws {
        let module = try #require(Modules.named(name))
        for login in Self.logins {
            var turn = 0
            var isOver = false
            while !isOver {
                for status in [400, 401, 500] {
                    let telling = TellingTransport(try await Self.server(for: name), turn: turn, status: status)
                    try await expectSilence(module, Self.options(module, login: login), telling)
                    isOver = !telling.hasTold
                }
                turn += 1
            }
        }
    }

    private func expectSilence(
        _ module: any Module.Type, _ options: JSONObject, _ transport: any Transport
    ) async throws {
        let said = Mutex<[String]>([])
        let frontEnd = AnsibleFrontEnd(
            effects: .init(
                transport: { _ in transport }, timing: .fake(date: { 1_800_000_000 }),
                system: MemoryFiles().effects, log: { line in said.withLock { $0.append(line) } }))
        var all = options
        let known = Set((module.options + LoginOptions.all).flatMap(\.names))
        all = all.filter { $0.key.hasPrefix("_ansible") || known.contains($0.key) }
        // Two ways to log in contradict each other; each case has its own.
        for option in LoginOptions.all where option.isSecret && options[option.name] == nil { all[option.name] = nil }
        all["auth_keycloak_url"] = "http://sandbox.invalid"
        for isCheck in [true, false] {
            all["_ansible_check_mode"] = .bool(isCheck)
            let (output, _) = await frontEnd.run(program: module.name, arguments: JSON.object(all).bytes)
            // What was asked for is told; no module was asked here.
            let everything = ([output] + said.withLock { $0 }).joined(separator: "\n")
            for trace in Self.traces {
                let place = everything.range(of: trace).map { everything[..<$0.lowerBound].suffix(200) }
                #expect(place == nil, "'\(trace)' after \(place ?? "")")
            }
        }
    }

    /// A server with a realm, a user and a client that have the canaries.
    private static func server(for module: String) async throws -> any Transport {
        let sandbox = Sandbox(now: { 1_800_000_000 })
        let base = try #require(BaseURL("http://sandbox.invalid"))
        let admin = Session(
            transport: sandbox, base: base, realm: "master",
            credentials: [.password(username: "admin", password: "admin", clientID: "admin-cli", clientSecret: nil)],
            now: { 1_800_000_000 })
        _ = try await admin.send(.post, [], body: ["realm": "r", "enabled": true])
        // What these modules are asked for is the secret itself.
        let isAsked = module.contains("clientsecret")
        let held: JSON = .string(isAsked ? "held by the server" : canary("held"))
        _ = try await admin.send(
            .post, ["r", "clients"],
            body: [
                "clientId": "app", "secret": held,
                "attributes": ["jwt.credential.private.key": .string(canary("held key"))],
            ])
        _ = try await admin.send(
            .post, ["master", "clients"],
            body: ["clientId": "robot", "secret": .string(canary("client")), "serviceAccountsEnabled": true])
        _ = try await admin.send(
            .post, ["master", "users"],
            body: [
                "username": "otto", "enabled": true, "email": "otto@example.org", "firstName": "O", "lastName": "T",
                "emailVerified": true,
                "credentials": [["type": "password", "value": .string(canary("password")), "temporary": false]],
            ])
        let role = try await admin.send(.get, ["master", "roles", "admin"]).json()
        for name in ["otto", "service-account-robot"] {
            let users = try await admin.send(
                .get, ["master", "users"], query: [("username", name), ("exact", "true")]
            ).objects()
            let id = try #require(users.first?["id"]?.text)
            _ = try await admin.send(.post, ["master", "users", id, "role-mappings", "realm"], body: [role])
        }
        return sandbox
    }
}
