import Ansible
import Foundation
import HTTP
import JSON
import Keycloak
import Resources
import Synchronization
import TestSupport
import Testing

/// Logins kept, renewed and ended, on the sandbox and on every server that is to be had.
@Suite(.serialized)
struct TokenStories {
    /// A folder of this user alone, gone afterwards.
    final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.path + "/latchkey-tokens-\(UUID().uuidString)"
        var store: String { path + "/tokens.json" }

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Passes on and counts the requests to the token and logout endpoints.
    final class LoginCounter: Transport {
        private let inner: any Transport
        private let log = Mutex<[String]>([])

        init(_ inner: any Transport) { self.inner = inner }

        func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
            if let endpoint = request.target.components(separatedBy: "/openid-connect/").dropFirst().first {
                let body = String(decoding: request.body ?? [], as: UTF8.self)
                log.withLock { $0.append(endpoint == "token" ? String(body.prefix { $0 != "&" }) : endpoint) }
            }
            return try await inner.send(request)
        }

        /// What was asked since the last call: `grant_type=password`, `logout`.
        func take() -> [String] {
            log.withLock { entries in
                defer { entries = [] }
                return entries
            }
        }
    }

    /// Runs the module once: the client `admin-cli` of realm master, which has nothing to change.
    private func run(
        _ transport: any Transport, _ backend: Backend, _ options: JSONObject = [:], later seconds: Int = 0,
        environment: [String: String] = [:]
    ) async throws -> JSONObject {
        let now: @Sendable () -> Int = { Int(Date().timeIntervalSince1970) + seconds }
        let frontEnd = AnsibleFrontEnd(
            effects: .init(
                transport: { _ in transport }, timing: .fake(date: now), environment: { environment[$0] },
                tokenStore: { path in
                    FileTokenStore(path: path, now: now) { try? await Task.sleep(for: .milliseconds(10)) }
                }))
        let arguments: JSONObject = [
            "auth_keycloak_url": .string(backend.base.description), "auth_username": .string(backend.user),
            "auth_password": .string(backend.password), "realm": "master", "client_id": "admin-cli",
        ]
        let (output, _) = await frontEnd.run(
            program: "keycloak_client", arguments: JSON.object(arguments.merging(options)).bytes)
        return try #require(try JSON(parsing: output).object)
    }

    @Test("tasks share a login, renew it, and get no other user's", arguments: Backend.all)
    func shared(_ backend: Backend) async throws {
        try await backend.gate.pass { try await self.sharedNow(backend) }
    }

    private func sharedNow(_ backend: Backend) async throws {
        let folder = try Folder()
        let transport = LoginCounter(try backend.open())
        let environment = ["XDG_RUNTIME_DIR": folder.path]
        let cached: JSONObject = ["token_cache": true]
        func expect(
            _ options: JSONObject, later seconds: Int = 0, asks requests: [String], failed: Bool = false,
            location: SourceLocation = #_sourceLocation
        ) async throws {
            let result = try await run(transport, backend, options, later: seconds, environment: environment)
            #expect((result["failed"] == true) == failed, "\(result["msg"]?.text ?? "")", sourceLocation: location)
            #expect(result["warnings"] == nil, sourceLocation: location)
            #expect(transport.take() == requests, sourceLocation: location)
        }
        try await expect([:], asks: ["grant_type=password", "logout"])
        try await expect(cached, asks: ["grant_type=password"])
        try await expect(cached, asks: [])
        try await expect(cached, later: 55, asks: ["grant_type=refresh_token"])
        try await expect(cached.merging(["auth_password": "wrong"]), asks: ["grant_type=password"], failed: true)
        try await expect(cached.merging(["auth_username": "nobody"]), asks: ["grant_type=password"], failed: true)
        try await expect(["token_cache": false], asks: ["grant_type=password", "logout"])
        // What another run ended is found out by its 401, and replaced.
        let store = folder.path + "/latchkey/tokens.json"
        let text = try String(contentsOfFile: store, encoding: .utf8)
        let file = try #require(try JSON(parsing: text).object)
        let kept = try #require(file["logins"]?.object?.members.first?.value.object?["access_token"]?.text)
        #expect(!text.contains(backend.user))
        let spoilt = text.replacingOccurrences(of: kept, with: kept.dropLast(9) + "AAAAAAAAA")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: store))
        try handle.write(contentsOf: Data(spoilt.utf8))
        try handle.close()
        try await expect(cached, asks: ["grant_type=password"])
        try await expect(cached, asks: [])
    }

    @Test("a store that can't be used is said, and the run goes on and logs out", arguments: Backend.all)
    func unusable(_ backend: Backend) async throws {
        try await backend.gate.pass { try await self.unusableNow(backend) }
    }

    private func unusableNow(_ backend: Backend) async throws {
        let folder = try Folder()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        let transport = LoginCounter(try backend.open())
        let result = try await run(
            transport, backend, environment: ["LATCHKEY_TOKEN_CACHE": folder.store])
        #expect(result["failed"] == nil)
        let warnings = result["warnings"]?.array?.compactMap(\.text) ?? []
        #expect(warnings.count == 2)
        #expect(warnings.allSatisfy { $0.contains("is open to others (mode 755; needed: 700)") }, "\(warnings)")
        #expect(transport.take() == ["grant_type=password", "logout"])
    }

    @Test("no token is shown, whatever the run comes to", arguments: Backend.all)
    func hidden(_ backend: Backend) async throws {
        try await backend.gate.pass { try await self.hiddenNow(backend) }
    }

    private func hiddenNow(_ backend: Backend) async throws {
        let folder = try Folder()
        let transport = try backend.open()
        for options: JSONObject in [[:], ["name": .string(String(repeating: "x", count: 300))]] {
            let result = try await run(
                transport, backend, options.merging(["_ansible_check_mode": true]),
                environment: ["LATCHKEY_TOKEN_CACHE": folder.store])
            let file = try #require(
                try JSON(parsing: String(contentsOfFile: folder.store, encoding: .utf8)).object)
            for entry in file["logins"]?.object?.members ?? [] {
                for key in ["access_token", "refresh_token"] {
                    let token = try #require(entry.value.object?[key]?.text)
                    #expect(!JSON.object(result).compact.contains(token))
                }
            }
        }
    }

    @Test("no session is left behind", arguments: Backend.servers)
    func noSessionLeft(_ backend: Backend) async throws {
        try await backend.gate.pass { try await self.noSessionLeftNow(backend) }
    }

    private func noSessionLeftNow(_ backend: Backend) async throws {
        let transport = try backend.open()
        let administrator = Session(
            transport: transport, base: backend.base, realm: "master",
            credentials: [
                .password(username: backend.user, password: backend.password, clientID: "admin-cli", clientSecret: nil)
            ], now: { Int(Date().timeIntervalSince1970) })
        // A user of our own, since others log in as the administrator at the same time.
        let name = "sessions-\(UUID().uuidString.prefix(8).lowercased())"
        let realm = "master"
        let created = try await administrator.send(
            .post, [realm, "users"],
            body: [
                "username": .string(name), "enabled": true, "email": .string("\(name)@example.org"),
                "firstName": "S", "lastName": "S", "emailVerified": true,
                "credentials": [["type": "password", "value": "p", "temporary": false]],
            ])
        let id = try #require(created.response.header("Location")?.components(separatedBy: "/").last)
        do {
            let role = try await administrator.send(.get, [realm, "roles", "admin"]).json()
            _ = try await administrator.send(
                .post, [realm, "users", id, "role-mappings", "realm"], body: .array([role]))
            func sessions() async throws -> Int {
                try await administrator.send(.get, [realm, "users", id, "sessions"]).objects().count
            }
            let login: JSONObject = ["auth_username": .string(name), "auth_password": "p"]
            #expect(try await sessions() == 0)
            for _ in 1...2 {
                let result = try await run(transport, backend, login)
                #expect(result["failed"] == nil, "\(result["msg"]?.text ?? "")")
            }
            #expect(try await sessions() == 0, "a run left its session")
            let folder = try Folder()
            for _ in 1...3 {
                _ = try await run(transport, backend, login, environment: ["LATCHKEY_TOKEN_CACHE": folder.store])
            }
            #expect(try await sessions() == 1, "cached runs share one session")
        } catch {
            Issue.record(error)
        }
        _ = try await administrator.send(.delete, [realm, "users", id])
        await administrator.end()
    }
}
