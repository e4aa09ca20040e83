import Foundation
import JSON
import Testing

/// Many processes of the built executable on one store of logins.
@Suite(.serialized)
struct TokenProcesses {
    private static let module = "keycloak_client"

    private func logins(_ folder: TokenStories.Folder) throws -> Int {
        try JSON(parsing: String(contentsOfFile: folder.store, encoding: .utf8)).object?["logins"]?.object?.count ?? 0
    }

    @Test(
        "16 processes at once, each with its own login or all with one, lose nothing",
        .enabled(if: BinaryProcesses.binary != nil, "LATCHKEY_BINARY names no executable"),
        arguments: BinaryProcesses.servers, [true, false])
    func atOnce(_ name: String, separately: Bool) async throws {
        try await BinaryProcesses.on(name) { processes in
            let folder = processes.folder
            let options = processes.login.merging(["realm": "master", "client_id": "admin-cli"])
            for _ in 1...2 {
                let runs = try (0..<16).map { index in
                    // A public client's secret is ignored (facts-core 1), and yet makes a login of its own.
                    let own: JSONObject = separately ? ["auth_client_secret": .string("secret-\(index)")] : [:]
                    return try processes.start(
                        Self.module, options.merging(own), ["LATCHKEY_TOKEN_CACHE": folder.store])
                }
                for run in runs {
                    let result = try run.answer()
                    #expect(result["failed"] == nil, "\(result["msg"]?.text ?? "")")
                    #expect(result["warnings"] == nil)
                }
                #expect(try logins(folder) == (separately ? 16 : 1))
            }
        }
    }

    @Test(
        "processes that are killed at any moment leave a store that the next one can use",
        .enabled(if: BinaryProcesses.binary != nil, "LATCHKEY_BINARY names no executable"),
        arguments: BinaryProcesses.servers)
    func killed(_ name: String) async throws {
        try await BinaryProcesses.on(name) { processes in
            let folder = processes.folder
            let cache = ["LATCHKEY_TOKEN_CACHE": folder.store]
            let options = processes.login.merging(["realm": "master", "client_id": "admin-cli"])
            let length = try processes.length { try processes.run(Self.module, options, cache) }
            for index in 0..<16 {
                let own: JSONObject = ["auth_client_secret": .string("secret-\(index)")]
                try await processes.kill(
                    Self.module, options.merging(own), after: length * Double(index) / 12, cache)
            }
            #expect(try processes.run(Self.module, options, cache)["warnings"] == nil)
            #expect(try logins(folder) >= 1)
        }
    }
}
