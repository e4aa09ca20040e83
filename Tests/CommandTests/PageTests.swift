import Foundation
import HTTP
import JSON
import Sandbox
import TestSupport
import Testing

/// The pages about commands: each command in them does what stands below it.
@Suite("The pages about commands")
struct PageTests {
    private static func page(_ name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("docs/\(name).md"), encoding: .utf8)
    }

    @Test("says what happens", arguments: ["commands", "fleets", "registration"])
    func page(_ name: String) async throws {
        let steps = PageStep.steps(in: try Self.page(name))
        #expect(steps.count > 12)
        let sandbox = Sandbox(now: { 1_800_000_000 })
        // What `cat` shows are the files of those commands that follow.
        let place = [
            "LATCHKEY_REGISTRATIONS": "/registrations.json", "KEYCLOAK_URL": "https://sso.example.org",
            "HOME": "/home/user",
        ]
        let terminal = Terminal(server: sandbox, environment: Terminal.login.merging(place) { $1 })
        try await terminal.send(.post, [], ["realm": "customers", "enabled": true])
        var status: Int32 = 0
        for step in steps {
            let words = step.line.split(separator: " ").map(String.init)
            switch words[0] {
            case "cat": terminal.put(words[1], step.output)
            case "echo": #expect(step == PageStep(line: "echo $?", output: "\(status)\n"))
            default:
                let line = step.line.components(separatedBy: " > ")
                try #require(["latchkey", "kcreg"].contains(words[0]) && line.count <= 2, "\(step)")
                let rest = String(line[0].dropFirst(words[0].count + 1))
                let finished =
                    if words[0] == "latchkey" { await terminal.run(rest) } else {
                        // Who is asked for a token has the one of the page.
                        await terminal.kcreg(rest, input: terminal.files["token"])
                    }
                status = finished.status
                #expect(finished.errors.isEmpty, "\(finished)")
                if line.count == 2 {
                    #expect(status == 0 && !finished.output.isEmpty && step.output.isEmpty)
                    terminal.put(line[1], finished.output)
                } else {
                    #expect(finished.output == step.output, "\(finished)")
                }
            }
        }
    }
}
