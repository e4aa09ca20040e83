import Curl
import Foundation
import HTTP
import JSON
import Keycloak
import TestSupport
import Testing

/// A realm of its own on a server, an administrator of its own, and Ansible to play there; all is gone after the body.
///
/// Every secret that Ansible is given is a canary, and no output may hold one.
struct Playground: Sendable {
    let server: Server
    let realm: String
    let folder: URL
    private let user: String
    private let password = "canary-password-\(UUID().uuidString)"
    private let clientSecret = "canary-client-secret-\(UUID().uuidString)"
    private let administrator: Session

    static func open(on server: Server, _ body: (Playground) async throws -> Void) async throws {
        try await withFolder { folder in
            let ground = try Playground(server: server, folder: folder)
            let result: Result<Void, any Error>
            do {
                try await ground.create()
                try await body(ground)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await ground.remove()
            try result.get()
        }
    }

    private init(server: Server, folder: URL) throws {
        self.server = server
        self.folder = folder
        let name = UUID().uuidString.prefix(8).lowercased()
        realm = "play-\(name)"
        user = "player-\(name)"
        administrator = Session(
            transport: try CurlTransport(), base: server.base, realm: "master",
            credentials: [
                .password(username: server.user, password: server.password, clientID: "admin-cli", clientSecret: nil)
            ], now: { Int(Date().timeIntervalSince1970) })
    }

    private func create() async throws {
        let library = folder.appendingPathComponent("library")
        try FileManager.default.createDirectory(at: library, withIntermediateDirectories: true)
        let binary = URL(fileURLWithPath: try #require(Setup.binary))
        let links = Setup.root.appendingPathComponent("library").path
        for module in try FileManager.default.contentsOfDirectory(atPath: links) {
            try FileManager.default.createSymbolicLink(
                at: library.appendingPathComponent(module), withDestinationURL: binary)
        }
        // A complete profile, without which Keycloak 26 lets nobody log in.
        _ = try await administrator.send(
            .post, ["master", "users"],
            body: [
                "username": .string(user), "enabled": true, "email": .string("\(user)@example.org"),
                "emailVerified": true, "firstName": "P", "lastName": "L",
                "credentials": [["type": "password", "value": .string(password), "temporary": false]],
            ])
        let role = try await administrator.send(.get, ["master", "roles", "admin"]).json()
        _ = try await administrator.send(
            .post, ["master", "users", try await userID(), "role-mappings", "realm"], body: [role])
        _ = try await administrator.send(
            .post, [], body: .object(QuickRealm.settings.merging(["realm": .string(realm), "enabled": true])))
    }

    private func userID() async throws -> String {
        let query = [("username", user), ("exact", "true")]
        let users = try await administrator.send(.get, ["master", "users"], query: query).objects()
        return try #require(users.first?["id"]?.text)
    }

    private func remove() async {
        _ = try? await administrator.send(.delete, [realm])
        if let id = try? await userID() { _ = try? await administrator.send(.delete, ["master", "users", id]) }
    }

    // MARK: The server

    /// The client as the server has it; nil when there is none.
    func client(_ clientID: String) async throws -> JSONObject? {
        try await administrator.send(.get, [realm, "clients"], query: [("clientId", clientID)]).objects().first
    }

    /// Changes a client behind Ansible's back.
    func change(_ clientID: String, _ changes: JSONObject) async throws {
        let client = try #require(try await client(clientID))
        let id = try #require(client["id"]?.text)
        _ = try await administrator.send(
            .put, [realm, "clients", id], body: .object(client.merging(changes)))
    }

    /// The secrets that the server made or was given, of all clients in the realm.
    private func clientSecrets() async throws -> [String] {
        try await administrator.send(.get, [realm, "clients"]).objects().compactMap { $0["secret"]?.text }
    }

    // MARK: Ansible

    /// Runs one of Ansible's programs, and searches what it says for secrets.
    ///
    /// It runs in the root of the repository with the modules there; with a home it runs there, and knows the modules of no
    /// other place.
    func ansible(_ program: String, _ arguments: [String], home: URL? = nil) async throws -> Finished {
        let bin = try #require(Setup.ansible)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var environment = [
            "PATH": "\(bin):\(path)", "HOME": (home ?? folder).path, "LC_ALL": "C.UTF-8",
            "ANSIBLE_ASYNC_DIR": folder.appendingPathComponent("async").path,
            "KEYCLOAK_URL": server.base.description, "KEYCLOAK_REALM": realm, "KEYCLOAK_USER": user,
            "KEYCLOAK_PASSWORD": password, "CLIENT_SECRET": clientSecret, "OLD_TOKEN": "canary-old-token",
        ]
        if home == nil {
            environment["ANSIBLE_CONFIG"] = Setup.root.appendingPathComponent("ansible.cfg").path
            environment["ANSIBLE_LIBRARY"] = folder.appendingPathComponent("library").path
        }
        func play() async throws -> Finished {
            try await run(bin + "/" + program, arguments, environment: environment, in: home ?? Setup.root)
        }
        var finished = try await play()
        // While others make realms, 26.7.3 can fail to ask whether an administrator has a role: two requests that fill the
        // cache of its composites at once get in each other's way (NullPointerException in DefaultLazyLoader.get).
        if finished.everything.contains("answered 500: For more on this error consult the server log") {
            finished = try await play()
        }
        // Canaries, the private key of client-all.yml, and what every token begins with.
        let secrets = try await clientSecrets() + [password, clientSecret, "canary", "bm90IGEga2V5", "eyJ"]
        let shown = secrets.filter { finished.everything.contains($0) }
        #expect(shown.isEmpty, "\(finished)")
        return finished
    }

    /// Plays a playbook; the path is relative to the root of the repository.
    func play(_ playbook: String, _ arguments: String...) async throws -> Recap {
        Recap(try await ansible("ansible-playbook", [playbook] + arguments))
    }

    /// Plays a playbook that the test wrote.
    func play(writing text: String, _ arguments: String...) async throws -> Recap {
        let file = folder.appendingPathComponent("playbook.yml")
        try Data(text.utf8).write(to: file)
        return Recap(try await ansible("ansible-playbook", [file.path] + arguments))
    }
}

/// How a play ended: the counts of its last line.
struct Recap: Sendable, CustomStringConvertible {
    let finished: Finished
    private let counts: [String: Int]

    init(_ finished: Finished) {
        self.finished = finished
        let line = finished.output.split(separator: "\n").last { $0.hasPrefix("localhost") && $0.contains("changed=") }
        let pairs = (line ?? "").split(separator: " ").compactMap { word -> (String, Int)? in
            let halves = word.split(separator: "=")
            guard halves.count == 2, let count = Int(halves[1]) else { return nil }
            return (String(halves[0]), count)
        }
        counts = Dictionary(pairs) { $1 }
    }

    /// How many tasks changed something; nil when something failed, or nothing was played.
    var changed: Int? {
        guard finished.status == 0, counts["failed"] == 0, counts["unreachable"] == 0 else { return nil }
        return counts["changed"]
    }

    var failed: Int? { counts["failed"] }

    var description: String { finished.description }
}
