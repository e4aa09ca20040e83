import Ansible
import Curl
import Foundation
import HTTP
import JSON
import Keycloak
import Resources
import Signing
import TestSupport
import Testing

/// The ways to log in, on real servers: each in a realm of its own, by a client whose service account may write clients.
private let waysToLogIn: [Story] = [
    Story("log in with the client's secret", on: { $0.isReal }) { stage in
        try await stage.serviceClient([:])
        try await stage.expectLogin(["auth_client_id": "svc", "auth_client_secret": "canary-secret-of-svc"])
    },
    Story("log in with an assertion signed by the client's secret", on: { $0.isReal }) { stage in
        try await stage.serviceClient(["clientAuthenticatorType": "client-secret-jwt"])
        try await stage.expectLogin([
            "auth_client_id": "svc", "auth_client_secret": "canary-secret-of-svc", "auth_client_secret_jwt": true,
        ])
        try await stage.expectRefusal([
            "auth_client_id": "svc", "auth_client_secret": "another-secret-of-svc", "auth_client_secret_jwt": true,
        ])
    },
    Story("log in with an RSA key whose certificate the client has", on: { $0.isReal }) { stage in
        let keys = try KeyFiles()
        defer { keys.remove() }
        try await stage.serviceClient([
            "clientAuthenticatorType": "client-jwt",
            "attributes": ["jwt.credential.certificate": .string(try keys.stripped("rsa.pem"))],
        ])
        try await stage.expectLogin(["auth_client_id": "svc", "auth_private_key_file": .string(keys.path("rsa.key"))])
        try await stage.expectLogin([
            "auth_client_id": "svc", "auth_private_key_file": .string(keys.path("encrypted.key")),
            "auth_private_key_passphrase": "correct-horse",
        ])
        try await stage.expectRefusal([
            "auth_client_id": "svc", "auth_private_key_file": .string(keys.path("other.key")),
        ])
    },
    Story("log in with an EC key whose certificate the client has", on: { $0.isReal && !$0.isOld }) { stage in
        let keys = try KeyFiles()
        defer { keys.remove() }
        try await stage.serviceClient([
            "clientAuthenticatorType": "client-jwt",
            "attributes": ["jwt.credential.certificate": .string(try keys.stripped("ec.pem"))],
        ])
        try await stage.expectLogin(["auth_client_id": "svc", "auth_private_key_file": .string(keys.path("ec.key"))])
    },
    Story("log in with an assertion that somebody else wrote to a file", on: { $0.isReal }) { stage in
        let keys = try KeyFiles()
        defer { keys.remove() }
        try await stage.serviceClient([
            "clientAuthenticatorType": "client-jwt",
            "attributes": ["jwt.credential.certificate": .string(try keys.stripped("rsa.pem"))],
        ])
        let now = Int(Date().timeIntervalSince1970)
        let claims: JSON = [
            "iss": "svc", "sub": "svc", "jti": .string(UUID().uuidString), "iat": .number("\(now)"),
            "exp": .number("\(now + 60)"),
            "aud": .string("\(stage.backend.base)/realms/\(stage.realm)"),
        ]
        let key = try PrivateKey(pem: Array(try Data(contentsOf: keys.folder.appending(path: "rsa.key"))))
        let token = try JWT.signed(claims.bytes, by: .key(key))
        try Data((token + "\n").utf8).write(to: keys.folder.appending(path: "token"))
        let options: JSONObject = ["auth_token_file": .string(keys.path("token"))]
        // Once: the id of an assertion is good for one login.
        let result = try await stage.logIn(options)
        #expect(result["failed"] == nil, "\(JSON.object(result).compact)")
    },
    Story("log in with a second factor", on: { $0.isReal }) { stage in
        let secret = "latchkey-totp-secret"
        let data: JSONObject = [
            "subType": "totp", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1",
        ]
        try await stage.server(
            .post, ["users"],
            [
                "username": "otto", "enabled": true, "email": "otto@example.org", "firstName": "O", "lastName": "O",
                "emailVerified": true,
                "credentials": [
                    ["type": "password", "value": "canary-password", "temporary": false],
                    [
                        "type": "otp", "secretData": .string(JSON.object(["value": .string(secret)]).compact),
                        "credentialData": .string(JSON.object(data).compact),
                    ],
                ],
            ])
        let user = try await stage.server(.get, ["users"], query: [("username", "otto")]).array?.first?.object
        try await stage.administrate(user: try #require(user?["id"]?.text))
        let login: JSONObject = ["auth_username": "otto", "auth_password": "canary-password"]
        try await stage.expectRefusal(login)
        try await stage.expectRefusal(login.merging(["auth_otp": "000000"]))
        let result = try await stage.logIn(login.merging(["auth_otp": .string(try KeyFiles.code(secret))]))
        #expect(result["failed"] == nil, "\(JSON.object(result).compact)")
    },
]

struct LoginServerTests {
    static let plays: [(Story, Backend)] = Backend.servers.flatMap { backend in
        waysToLogIn.filter { $0.isPlayed(backend) }.map { ($0, backend) }
    }

    @Test("a way to log in to a real server", arguments: plays)
    func way(_ story: Story, _ backend: Backend) async throws { try await Stage.play(story, on: backend) }

    /// The servers by https.
    static let secure: [Backend] = Server.all.compactMap(\.secure).compactMap { server in
        guard let folder = Server.certificates else { return nil }
        let settings = TransportSettings(authorities: .file(folder + "/ca.pem"))
        return Backend(name: server.name, base: server.base, user: server.user, password: server.password) {
            try CurlTransport(settings)
        }
    }

    @Test("a private authority and a client's certificate", .enabled(if: !secure.isEmpty), arguments: secure)
    func clientCertificate(_ backend: Backend) async throws {
        let folder = try #require(Server.certificates)
        let story = Story("client-x509") { stage in
            try await stage.serviceClient([
                "clientAuthenticatorType": "client-x509",
                "attributes": ["x509.subjectdn": "CN=svc-client, O=Example Org, C=DE"],
            ])
            let options: JSONObject = ["auth_client_id": "svc", "ca_path": .string(folder + "/ca.pem")]
            let shown: JSONObject = [
                "client_cert": .string(folder + "/client.pem"), "client_key": .string(folder + "/client.key"),
            ]
            try await stage.expectLogin(options.merging(shown))
            try await stage.expectRefusal(
                options.merging([
                    "client_cert": .string(folder + "/server.pem"), "client_key": .string(folder + "/server.key"),
                ]))
            let unknown = try await stage.logIn(
                ["auth_username": "admin", "auth_password": "admin", "auth_realm": "master"])
            let message = unknown["msg"]?.text ?? ""
            for words in ["TLS failed", "127.0.0.1", "CN = latchkey test server", "ca_path"] {
                #expect(message.contains(words), "\(message)")
            }
        }
        try await Stage.play(story, on: backend)
    }
}

extension Stage {
    /// A client "svc" with a service account that may do everything in the realm.
    fileprivate func serviceClient(_ fields: JSONObject) async throws {
        let client: JSONObject = [
            "clientId": "svc", "secret": "canary-secret-of-svc", "serviceAccountsEnabled": true,
            "directAccessGrantsEnabled": true, "standardFlowEnabled": false, "publicClient": false,
        ]
        try await server(.post, ["clients"], .object(client.merging(fields)))
        let user = try await server(.get, ["clients", try await id("svc"), "service-account-user"]).object
        try await administrate(user: try #require(user?["id"]?.text))
    }

    /// Makes a user the realm's administrator.
    func administrate(user: String) async throws {
        let management = try await id("realm-management")
        let role = try await server(.get, ["clients", management, "roles", "realm-admin"])
        try await server(.post, ["users", user, "role-mappings", "clients", management], [role])
    }

    /// What the module answers when it logs in with these options, with real connections, files, clock and random bytes.
    fileprivate func logIn(_ options: JSONObject) async throws -> JSONObject {
        let arguments: JSONObject = [
            "auth_keycloak_url": .string(backend.base.description), "auth_realm": .string(realm),
            "realm": .string(realm), "client_id": "made",
        ]
        let effects = SystemEffects(
            readFile: { path throws(SystemEffects.Unavailable) in
                do {
                    return Array(try Data(contentsOf: URL(filePath: path)))
                } catch {
                    throw SystemEffects.Unavailable("\(error)")
                }
            },
            random: { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } })
        let frontEnd = AnsibleFrontEnd(
            effects: .init(
                transport: { settings throws(HTTPError) in try CurlTransport(settings) },
                timing: .fake(date: { Int(Date().timeIntervalSince1970) }), system: effects))
        let (output, _) = await frontEnd.run(
            program: "keycloak_client", arguments: JSON.object(arguments.merging(options)).bytes)
        for secret in ["canary", "correct-horse", "eyJ"] { #expect(!output.contains(secret), "\(output)") }
        return try #require(try JSON(parsing: output).object)
    }

    /// Logs in for real and again: a client is made, then nothing is to be done.
    fileprivate func expectLogin(
        _ options: JSONObject, location: SourceLocation = #_sourceLocation
    ) async throws {
        _ = try await logIn(options)
        let again = try await logIn(options)
        #expect(again["changed"] == false, "\(JSON.object(again).compact)", sourceLocation: location)
        #expect(again["failed"] == nil, "\(JSON.object(again).compact)", sourceLocation: location)
    }

    fileprivate func expectRefusal(
        _ options: JSONObject, location: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await logIn(options)
        #expect(result["failed"] == true, sourceLocation: location)
        #expect(result["msg"]?.text?.hasPrefix("Login in realm '\(realm)' failed") == true, sourceLocation: location)
    }
}

/// Keys and certificates in a folder of their own, by OpenSSL's command line.
private struct KeyFiles {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, kind) in [("rsa", "rsa:2048"), ("ec", "ec -pkeyopt ec_paramgen_curve:P-256")] {
            try Self.run(
                "req -x509 -newkey \(kind) -nodes -keyout \(name).key -out \(name).pem -subj /CN=svc -days 2", folder)
        }
        try Self.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out other.key", folder)
        try Self.run("rsa -in rsa.key -aes128 -passout pass:correct-horse -out encrypted.key", folder)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }
    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// A certificate without its first and last line and line breaks, as Keycloak stores it.
    func stripped(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("-----") }.joined()
    }

    /// The code of a second factor for the present half minute (RFC 6238).
    static func code(_ secret: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let step = UInt64(Date().timeIntervalSince1970) / 30
        try Data((0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }).write(
            to: folder.appending(path: "step"))
        try run("dgst -sha1 -mac HMAC -macopt key:\(secret) -binary -out code step", folder)
        let code = Array(try Data(contentsOf: folder.appending(path: "code")))
        let offset = Int(code[19] & 15)
        let number = code[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        return String(String(number % 1_000_000 + 1_000_000).dropFirst())
    }

    private static func run(_ line: String, _ folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + line.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardError = Pipe()
        process.standardOutput = Pipe()
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(line)")
    }
}
