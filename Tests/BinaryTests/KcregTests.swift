import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// The executable under the name `kcreg`.
///
/// A real 18 lets one test in at a time, and this one may be the last.
@Suite("The link kcreg", .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .timeLimit(.minutes(30)))
struct KcregTests {
    /// Runs a line under that name, with this on stdin.
    private func kcreg(_ line: String, in folder: URL, input: String = "") async throws -> Finished {
        let link = folder.appendingPathComponent("kcreg")
        if !FileManager.default.fileExists(atPath: link.path) {
            try FileManager.default.createSymbolicLink(
                at: link, withDestinationURL: URL(fileURLWithPath: try #require(Setup.binary)))
        }
        let file = folder.appendingPathComponent("input-\(UUID().uuidString)")
        try Data(input.utf8).write(to: file)
        return try await run(
            "/bin/sh", ["-c", "exec ./kcreg \(line) <\(file.lastPathComponent)"], environment: ["HOME": folder.path],
            in: folder)
    }

    private func mode(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test(
        "reads passwords from stdin, and keeps its file for its owner alone", arguments: ["", " --config some.config"])
    func file(_ config: String) async throws {
        try await withSandbox { server in
            try await withFolder { folder in
                let login = "config credentials --server \(server.base) --realm master --user \(server.user)\(config)"
                let first = try await kcreg(login, in: folder, input: server.password + "\n")
                #expect(first.status == 0 && first.output.isEmpty, "\(first)")
                let made = try await kcreg("create -s clientId=app -i\(config)", in: folder)
                #expect(made.status == 0 && made.output == "app\n", "\(made)")
                for line in ["get app -c", "update app -s name=N -oc", "get app -c"] {
                    let finished = try await kcreg(line + config, in: folder)
                    #expect(finished.status == 0, "\(finished)")
                    #expect(try JSON(parsing: finished.output).object?["clientId"] == "app")
                }
                let path = config.isEmpty ? ".keycloak/kcreg.config" : "some.config"
                let file = folder.appendingPathComponent(path)
                #expect(try mode(file) == 0o600)
                let kept = try JSON(parsing: Array(try Data(contentsOf: file))).object
                #expect(kept?["serverUrl"] == .string(server.base.description))
            }
        }
    }

    @Test("two processes that change one client leave the token that is good")
    func contest() async throws {
        try await withSandbox { server in
            try await withFolder { folder in
                let login = "config credentials --server \(server.base) --realm master --user \(server.user)"
                _ = try await kcreg(login, in: folder, input: server.password + "\n")
                _ = try await kcreg("create -s clientId=app", in: folder)
                try await withThrowingTaskGroup(of: Finished.self) { group in
                    for number in 0..<4 {
                        group.addTask { try await kcreg("update app -s name=\(number)", in: folder) }
                    }
                    for try await finished in group {
                        #expect(finished.status == 0 && finished.errors.isEmpty, "\(finished)")
                    }
                }
                let after = try await kcreg("get app", in: folder)
                #expect(after.status == 0 && after.errors.isEmpty, "\(after)")
            }
        }
    }

    @Test(
        "refuses an unknown authority, and takes --truststore, its own file's and --insecure (facts-more 1.4)",
        .enabled(if: !Setup.secureServers.isEmpty, "LATCHKEY_CERTIFICATES or LATCHKEY_SERVERS is not set"),
        arguments: Setup.secureServers)
    func authority(_ server: Server) async throws {
        guard server.name == "18" else { return try await trust(server) }
        try await Gate.old.pass { try await trust(server) }
    }

    private func trust(_ server: Server) async throws {
        let authority = "'\(try #require(Server.certificates))/ca.pem'"
        let place = "--server \(server.base) --realm master --user \(server.user)"
        let app = "app-\(UUID().uuidString)"
        try await withFolder { folder in
            let refused = try await kcreg("config credentials \(place)", in: folder, input: server.password + "\n")
            #expect(refused.status == 1 && refused.errors.contains("certificate"), "\(refused)")
            #expect(refused.errors.contains("--truststore"), "\(refused)")
            for line in [
                "create -s clientId=\(app) --no-config \(place) --truststore \(authority)",
                "get \(app) --no-config \(place) --insecure", "config truststore \(authority)",
                "config credentials \(place)", "get \(app)", "delete \(app)",
            ] {
                let finished = try await kcreg(line, in: folder, input: server.password + "\n")
                #expect(finished.status == 0, "\(finished)")
            }
        }
    }

    @Test("is kcreg whatever its only argument looks like")
    func arguments() async throws {
        try await withFolder { folder in
            let finished = try await kcreg("a/b", in: folder)
            #expect(finished.status == 2 && finished.errors.contains("'a/b'"), "\(finished)")
            let help = try await kcreg("", in: folder)
            #expect(help.status == 2 && help.output.hasPrefix("Usage: kcreg"), "\(help)")
        }
    }
}
