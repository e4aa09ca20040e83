import Foundation
import TestSupport
import Testing

/// The sandbox misbehaves as it is told.
@Suite("The sandbox's options", .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .timeLimit(.minutes(1)))
struct SandboxOptionTests {
    @Test(
        "what is wrong with them is said, and nothing is served",
        arguments: [
            (["--latency"], "--latency needs a number from 0 to 60000."),
            (["--token-life", "0"], "--token-life needs a number from 1 to 86400."),
            (["--fail-every", "often"], "--fail-every needs a number from 0 to 1000000."),
            (["--port", "65536"], "--port needs a number from 0 to 65535."), (["--slow"], "There is no option --slow."),
            (["--state"], "--state needs a file."), (["--like", "19"], "--like needs 26 or 18."),
        ])
    func wrong(_ options: [String], _ words: String) async throws {
        let finished = try await run(try #require(Setup.sandbox), options)
        #expect(finished.status == 2 && finished.output.isEmpty, "\(finished)")
        #expect(finished.errors == words + " Try --help.\n", "\(finished)")
    }

    @Test("every third request fails, and latchkey gets there all the same")
    func faults() async throws {
        try await withServer("--fail-every", "3") { url in
            let created = try await latchkey(url, "client", "create", "app", "--verbose")
            #expect(created.status == 0 && created.output == "Client app has been created.\n", "\(created)")
            #expect(created.errors.contains(": status 503; try 2 of 4"), "\(created)")
            // With one try only, one of the requests ends it.
            let given = try await latchkey(url, "client", "update", "app", "--name", "One", "--retries", "0")
            #expect(given.status == 1 && given.errors.contains(" answered 503"), "\(given)")
        }
    }

    @Test("each answer is late")
    func latency() async throws {
        try await withServer("--latency", "150") { url in
            let begin = ContinuousClock.now
            let finished = try await latchkey(url, "client", "delete", "app")
            #expect(finished.status == 0, "\(finished)")
            // A login and a search at least.
            #expect(ContinuousClock.now - begin >= .milliseconds(300))
        }
    }

    @Test("tokens are good for as long as is said")
    func tokenLife() async throws {
        try await withServer("--token-life", "7") { url in
            let answer = try await run(
                "/usr/bin/env",
                ["curl", "-sS", "\(url)/realms/master/protocol/openid-connect/token", "-d", "grant_type=password"]
                    + ["-d", "client_id=admin-cli", "-d", "username=admin", "-d", "password=admin"])
            #expect(answer.output.contains("\"expires_in\":7,"), "\(answer)")
        }
    }

    @Test("a sandbox like 18 has its base path, and keeps its secrets to itself")
    func like() async throws {
        try await withServer("--like", "18") { url in
            #expect(url.hasSuffix("/auth"))
            let created = try await latchkey(url, "client", "create", "app", "--type", "x")
            #expect(created.status == 1 && created.errors.contains("Unrecognized field"), "\(created)")
            let again = try await latchkey(url, "client", "create", "app", "--name", "One")
            #expect(again.status == 0, "\(again)")
        }
    }

    @Test("the page on the first steps says every option that the help says")
    func page() async throws {
        let help = try await run(try #require(Setup.sandbox), ["--help"]).output
        let page = try String(contentsOf: Setup.root.appendingPathComponent("docs/getting-started.md"), encoding: .utf8)
        let options = help.split(separator: "\n").filter { $0.hasPrefix("  --") }.compactMap {
            $0.split(separator: " ").first
        }
        #expect(options.count > 4)
        for option in options where option != "--help" { #expect(page.contains("`\(option) "), "\(option)") }
    }

    private func withServer(_ options: String..., body: (String) async throws -> Void) async throws {
        let sandbox = try SandboxProcess(try #require(Setup.sandbox), options)
        defer { sandbox.stop() }
        try await body(sandbox.url)
    }

    private func latchkey(_ url: String, _ arguments: String...) async throws -> Finished {
        try await run(
            try #require(Setup.binary), arguments,
            environment: ["KEYCLOAK_URL": url, "KEYCLOAK_USER": "admin", "KEYCLOAK_PASSWORD": "admin"])
    }
}
