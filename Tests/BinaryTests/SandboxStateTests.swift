import Foundation
import TestSupport
import Testing

/// The sandbox keeps its realms in a file.
@Suite("The sandbox's file", .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .timeLimit(.minutes(1)))
struct SandboxStateTests {
    private static let fleet = """
        {"realm": "customers", "clients": [
            {"clientId": "plain"}, {"clientId": "public", "publicClient": true},
            {"clientId": "serving", "serviceAccountsEnabled": true, "secret": "canary",
             "serviceAccountRoles": {"realm": ["offline_access"]}},
            {"clientId": "mapped", "defaultClientScopes": ["email"], "protocolMappers": [
                {"name": "m", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": {"claim.name": "c"}}]}]}
        """

    @Test("what one process has written is what the next one serves", arguments: ["TERM", "INT"])
    func roundTrip(_ signal: String) async throws {
        try await withFolder { folder in
            let state = folder.appendingPathComponent("realms.json").path
            let declared = folder.appendingPathComponent("clients.json").path
            try Data(Self.fleet.utf8).write(to: URL(fileURLWithPath: declared))
            // As somebody writes it who wants no more than that; everybody may read this one.
            try Data(#"{"realm": "customers", "enabled": true, "clients": [{"clientId": "old"}]}"#.utf8)
                .write(to: URL(fileURLWithPath: state))

            let first = try SandboxProcess(try #require(Setup.sandbox), ["--state", state])
            let applied = try await latchkey(first.url, "apply", declared)
            #expect(applied.status == 0, "\(applied)")
            let export = try await latchkey(first.url, "export", "--realm", "customers", "--all", "-o", "json")
            #expect(export.status == 0 && export.output.contains("old"), "\(export)")
            first.stop(signal)
            let mode = try FileManager.default.attributesOfItem(atPath: state)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)

            let second = try SandboxProcess(try #require(Setup.sandbox), ["--state", state])
            defer { second.stop() }
            let planned = try await latchkey(second.url, "plan", declared)
            #expect(planned.status == 0, "\(planned)")
            let again = try await latchkey(second.url, "export", "--realm", "customers", "--all", "-o", "json")
            #expect(again.output == export.output, "\(again)")
            // Ids come from a source that starts anew: none may come twice.
            let created = try await latchkey(second.url, "client", "create", "another", "--realm", "customers")
            #expect(created.status == 0, "\(created)")
        }
    }

    @Test("a change is in the file soon, and while the sandbox runs")
    func between() async throws {
        try await withFolder { folder in
            let state = folder.appendingPathComponent("realms.json")
            let sandbox = try SandboxProcess(try #require(Setup.sandbox), ["--state", state.path])
            defer { sandbox.stop() }
            #expect(try String(contentsOf: state, encoding: .utf8).contains("master"), "made at the start")
            let created = try await latchkey(sandbox.url, "client", "create", "app")
            #expect(created.status == 0, "\(created)")
            // The limit of this suite ends it.
            while !(try String(contentsOf: state, encoding: .utf8)).contains(#""clientId": "app""#) {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    @Test(
        "a file that can't be read is told in a sentence",
        arguments: [
            ("{", "is not JSON: expected a name in quotes at line 1, column 2"),
            ("7", #"does not hold realms: each must be an object with a name in "realm""#),
            (#"[{"realm":"a"},{"realm":"a"}]"#, "holds realm a twice"),
            (
                #"{"realm":"x","clients":[{"clientId":"c","redirectUris":"x"}]}"#,
                "holds a realm x that the sandbox can't serve: a value in it is not of its field's type"
            ),
            (
                #"{"realm":"x","foo":[]}"#,
                "holds a realm x that the sandbox can't serve: "
                    + #"Invalid json representation for RealmRepresentation. Unrecognized field "foo""#
            ),
            (
                #"{"realm":"x","clients":[{"clientId":"c"},{"clientId":"c"}]}"#,
                "holds a realm x that the sandbox can't serve: client c stands there twice"
            ),
        ])
    func broken(_ text: String, _ words: String) async throws {
        try await withFolder { folder in
            let state = folder.appendingPathComponent("realms.json")
            try Data(text.utf8).write(to: state)
            let finished = try await run(try #require(Setup.sandbox), ["--port", "0", "--state", state.path])
            #expect(finished.status == 1 && finished.output.isEmpty, "\(finished)")
            #expect(finished.errors == "latchkey-sandbox can't start: \(state.path) \(words).\n", "\(finished)")
            #expect(try String(contentsOf: state, encoding: .utf8) == text)
        }
    }

    @Test("a file that can't be there is told before anything is served")
    func unwritable() async throws {
        let finished = try await run(try #require(Setup.sandbox), ["--port", "0", "--state", "/nowhere/realms.json"])
        #expect(finished.status == 1 && finished.output.isEmpty, "\(finished)")
        #expect(
            finished.errors == "latchkey-sandbox can't write /nowhere/realms.json: No such file or directory.\n",
            "\(finished)")
    }

    private func latchkey(_ url: String, _ arguments: String...) async throws -> Finished {
        try await run(
            try #require(Setup.binary), arguments,
            environment: ["KEYCLOAK_URL": url, "KEYCLOAK_USER": "admin", "KEYCLOAK_PASSWORD": "admin"])
    }
}
