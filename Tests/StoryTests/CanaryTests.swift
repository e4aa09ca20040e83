import Ansible
import HTTP
import JSON
import Keycloak
import Reconcile
import Resources
import Sandbox
import Synchronization
import TestSupport
import Testing

/// Secrets planted in every option that is one, and searched for in everything that a module says.
@Suite("Canaries")
struct CanaryTests {
    /// What all modules get: each secret option with a canary of its own.
    private static func options(_ module: any Module.Type, login: JSONObject) -> JSONObject {
        var options = login.merging(["realm": "r", "client_id": "app", "_ansible_diff": true, "_ansible_verbosity": 4])
        func plant(_ option: Option) {
            if option.isSecret, options[option.name] == nil { options[option.name] = .string(Canary.text(option.name)) }
        }
        module.options.forEach(plant)
        if module.options.contains(where: { $0.name == "attributes" }), module.name == "keycloak_client" {
            options["attributes"] = [
                "saml.signing.private.key": .string(Canary.text("attribute")), "plain": "not secret",
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
                ["client_id": "app", "secret": .string(Canary.text("first"))],
                ["client_id": "other", "attributes": ["saml.signing.private.key": .string(Canary.text("second"))]],
            ]
        }
        if module.name == "keycloak_client_initial_access" {
            options["name"] = "ci"
            options["token_file"] = "/keys/token"
            options["registration_store"] = "/registrations.json"
        }
        if module.name == "keycloak_client_registration" {
            // The one in the file is taken.
            options["registration_access_token"] = nil
            options["registration_access_token_file"] = "/keys/token"
            options["registration_store"] = "/registrations.json"
        }
        if module.name == "keycloak_client_registration_policy" {
            options = options.merging([
                "name": "ours", "sub_type": "anonymous", "provider_id": "trusted-hosts", "trusted_hosts": "a.example",
            ])
        }
        // A new key is made, and encrypted with the passphrase.
        if module.name == "keycloak_client_certificate" {
            options["private_key_file"] = "/keys/app.key"
            // Quicker to make than the hundreds of RSA keys would be.
            options["key_type"] = "ec"
        }
        return options
    }

    /// The ways to log in that have a secret each; the last ones are refused, by the server or before it is asked.
    private static let logins: [JSONObject] = [
        [
            "auth_username": "otto", "auth_password": .string(Canary.text("password")),
            "auth_otp": .string(Canary.text("code")),
            "proxy": .string("http://user:\(PercentEncoding.segment(Canary.text("proxy")))@proxy.invalid:3128"),
        ],
        ["auth_client_id": "robot", "auth_client_secret": .string(Canary.text("client"))],
        [
            "auth_client_id": "robot", "auth_client_secret": .string(Canary.text("client")),
            "auth_client_secret_jwt": true,
        ],
        ["token": .string(Canary.text("token"))],
        ["auth_client_id": "robot", "refresh_token": .string(Canary.text("refresh token"))],
        [
            "auth_client_id": "robot", "auth_private_key": .string(Canary.text("key")),
            "auth_private_key_passphrase": .string(Canary.text("passphrase")),
            "client_key_passphrase": .string(Canary.text("other passphrase")),
        ],
    ]

    @Test("are in nothing that a module says, whatever the server repeats", arguments: Modules.all.map { $0.name })
    func repeated(_ name: String) async throws {
        let module = try #require(Modules.named(name))
        let server = try await Self.server(for: name)
        for login in Self.logins {
            var turn = 0
            var isOver = false
            while !isOver {
                for status in [400, 401, 500] {
                    let telling = TellingTransport(await server.copy(), turn: turn, status: status)
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
        let files = MemoryFiles()
        if module.name == "keycloak_client_registration" { files["/keys/token"] = Canary.text("token file") }
        let frontEnd = AnsibleFrontEnd(
            effects: .init(
                transport: { _ in transport }, timing: .fake(date: { 1_800_000_000 }),
                system: files.effects, log: { line in said.withLock { $0.append(line) } }))
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
            #expect(Canary.trace(in: everything) == nil)
        }
    }

    /// A server with canaries; what some modules are asked for is the client's secret itself.
    private static func server(for module: String) async throws -> Sandbox {
        let sandbox = Sandbox(now: { 1_800_000_000 })
        let base = try #require(BaseURL("http://sandbox.invalid"))
        let admin = Session(
            transport: sandbox, base: base, realm: "master",
            credentials: [.password(username: "admin", password: "admin", clientID: "admin-cli", clientSecret: nil)],
            now: { 1_800_000_000 })
        let secret = module.contains("clientsecret") ? "held by the server" : Canary.text("held")
        try await Canary.fill(secret: secret) { method, path, query, body in
            let answer = try await admin.send(method, path, query: query, body: body)
            return answer.response.body.isEmpty ? .null : try answer.json()
        }
        return sandbox
    }
}
