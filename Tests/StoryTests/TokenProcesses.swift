import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// Many processes of the built executable on one store.
///
/// `LATCHKEY_BINARY` names the executable, and `LATCHKEY_SERVERS` or `LATCHKEY_SANDBOX_BINARY` the servers.
@Suite(.serialized)
struct TokenProcesses {
    static let binary = ProcessInfo.processInfo.environment["LATCHKEY_BINARY"]
    static let sandboxBinary = ProcessInfo.processInfo.environment["LATCHKEY_SANDBOX_BINARY"]

    /// Where the executables talk to: the running servers, and the sandbox behind a socket.
    static var servers: [String] {
        Backend.servers.map(\.name) + (sandboxBinary == nil ? [] : ["sandbox"])
    }

    /// One server's address, and the sandbox's process.
    private struct Server {
        let url: String
        let user: String
        let password: String
        let process: SandboxProcess?

        init(_ name: String) throws {
            if let backend = Backend.servers.first(where: { $0.name == name }) {
                (url, user, password, process) = (
                    backend.base.description, backend.user, backend.password, nil
                )
                return
            }
            let sandbox = try SandboxProcess(try #require(TokenProcesses.sandboxBinary))
            (url, user, password, process) = (sandbox.url, "admin", "admin", sandbox)
        }

        func stop() {
            process?.stop()
        }
    }

    /// Starts the module; its answer is in the pipe.
    private func start(_ folder: TokenStories.Folder, _ name: String, _ options: JSONObject) throws -> (Process, Pipe) {
        let file = folder.path + "/\(name).json"
        try Data(JSON.object(options.merging(["_ansible_module_name": "keycloak_client"])).bytes).write(
            to: URL(fileURLWithPath: file))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(TokenProcesses.binary))
        process.arguments = [file]
        process.environment = ProcessInfo.processInfo.environment.merging(["LATCHKEY_TOKEN_CACHE": folder.store]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        return (process, output)
    }

    private func answer(_ run: (process: Process, output: Pipe)) throws -> JSONObject {
        let data = try run.output.fileHandleForReading.readToEnd() ?? Data()
        run.process.waitUntilExit()
        return try #require(try JSON(parsing: Array(data)).object)
    }

    private func logins(_ folder: TokenStories.Folder) throws -> Int {
        try JSON(parsing: String(contentsOfFile: folder.store, encoding: .utf8)).object?["logins"]?.object?.count ?? 0
    }

    @Test(
        "16 processes at once, each with its own login or all with one, lose nothing",
        .enabled(if: binary != nil, "LATCHKEY_BINARY names no executable"), arguments: servers, [true, false])
    func atOnce(_ name: String, separately: Bool) async throws {
        try await Backend.gate(of: name).pass { try self.atOnceNow(name, separately: separately) }
    }

    private func atOnceNow(_ name: String, separately: Bool) throws {
        let server = try Server(name)
        defer { server.stop() }
        let folder = try TokenStories.Folder()
        let options: JSONObject = [
            "auth_keycloak_url": .string(server.url), "auth_username": .string(server.user),
            "auth_password": .string(server.password), "realm": "master", "client_id": "admin-cli",
        ]
        for round in 1...2 {
            let runs = try (0..<16).map { index in
                // A public client's secret is ignored (facts-core 1), and yet makes a login of its own.
                let own: JSONObject = separately ? ["auth_client_secret": .string("secret-\(index)")] : [:]
                return try start(folder, "\(round)-\(index)", options.merging(own))
            }
            for run in runs {
                let result = try answer(run)
                #expect(result["failed"] == nil, "\(result["msg"]?.text ?? "")")
                #expect(result["warnings"] == nil)
            }
            #expect(try logins(folder) == (separately ? 16 : 1))
        }
    }

    @Test(
        "processes that are killed at any moment leave a store that the next one can use",
        .enabled(if: binary != nil, "LATCHKEY_BINARY names no executable"), arguments: servers)
    func killed(_ name: String) async throws {
        try await Backend.gate(of: name).pass { try self.killedNow(name) }
    }

    private func killedNow(_ name: String) throws {
        let server = try Server(name)
        defer { server.stop() }
        let folder = try TokenStories.Folder()
        let options: JSONObject = [
            "auth_keycloak_url": .string(server.url), "auth_username": .string(server.user),
            "auth_password": .string(server.password), "realm": "master", "client_id": "admin-cli",
        ]
        let started = Date()
        var result = try answer(try start(folder, "first", options))
        let length = Date().timeIntervalSince(started)
        for index in 0..<16 {
            let own: JSONObject = ["auth_client_secret": .string("secret-\(index)")]
            let (process, _) = try start(folder, "\(index)", options.merging(own))
            Thread.sleep(forTimeInterval: length * Double(index) / 12)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        result = try answer(try start(folder, "last", options))
        #expect(result["failed"] == nil, "\(result["msg"]?.text ?? "")")
        #expect(result["warnings"] == nil)
        #expect(try logins(folder) >= 1)
    }
}
