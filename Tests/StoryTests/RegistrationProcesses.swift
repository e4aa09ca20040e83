import Curl
import Foundation
import HTTP
import JSON
import Keycloak
import TestSupport
import Testing

/// Processes of the built executable that are killed while they make initial access tokens.
///
/// `LATCHKEY_BINARY` and `LATCHKEY_SANDBOX_BINARY` name the executables.
struct RegistrationProcesses {
    private static let isReady = TokenProcesses.binary != nil && TokenProcesses.sandboxBinary != nil

    /// Starts the module; its answer is in the pipe.
    private func start(_ folder: TokenStories.Folder, _ url: String, _ options: JSONObject) throws -> (Process, Pipe) {
        let file = folder.path + "/\(UUID().uuidString).json"
        let all: JSONObject = [
            "_ansible_module_name": "keycloak_client_initial_access", "auth_keycloak_url": .string(url),
            "auth_username": "admin", "auth_password": "admin", "realm": "master", "name": "ci",
            "registration_store": .string(folder.path + "/registrations.json"),
        ]
        try Data(JSON.object(all.merging(options)).bytes).write(to: URL(fileURLWithPath: file))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(TokenProcesses.binary))
        process.arguments = [file]
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

    @Test(
        "runs that are killed at any moment leave no token that is neither kept nor told of",
        .enabled(if: isReady, "LATCHKEY_BINARY or LATCHKEY_SANDBOX_BINARY names no executable"))
    func killed() async throws {
        let server = try SandboxProcess(try #require(TokenProcesses.sandboxBinary))
        defer { server.stop() }
        let folder = try TokenStories.Folder()
        let started = Date()
        #expect(try answer(start(folder, server.url, [:]))["failed"] == nil)
        let length = Date().timeIntervalSince(started)
        var told = ""
        for index in 0..<40 {
            // Each replaces the one before.
            let (process, output) = try start(folder, server.url, ["count": .int(index + 2)])
            try await Task.sleep(for: .seconds(length * Double(index) / 36))
            kill(process.processIdentifier, SIGKILL)
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            told += String(decoding: data, as: UTF8.self)
        }
        let last = try answer(start(folder, server.url, ["count": 100]))
        #expect(last["failed"] == nil, "\(last["msg"]?.text ?? "")")
        told += JSON.object(last).compact
        let end = last["end_state"]?.object ?? [:]
        let session = Session(
            transport: try CurlTransport(), base: try #require(BaseURL(server.url)), realm: "master",
            credentials: [.password(username: "admin", password: "admin", clientID: "admin-cli", clientSecret: nil)],
            now: { Int(Date().timeIntervalSince1970) })
        let listed = try await session.send(.get, ["master", "clients-initial-access"]).objects()
        #expect(listed.contains { $0["id"] == end["id"] })
        for token in listed { #expect(told.contains(token["id"]?.text ?? "?"), "\(JSON.object(token).compact)") }
    }
}
