import Curl
import Foundation
import HTTP
import JSON
import Keycloak
import TestSupport
import Testing

/// The pages that are read beside a terminal: each command in them does what stands below it.
///
/// A page is one session of a shell in an empty folder, in which `build` holds what `make build` and `make collection` make
/// there. Its server is a sandbox with a realm `customers`. The files that a page shows with `cat` are there.
@Suite("The pages about first steps")
struct ShellPageTests {
    /// Of the pages with commands those that another test plays, in memory.
    private static let others = ["commands", "fleets", "registration"]
    /// The page that begins with nothing; the others have the program, and know server and login.
    private static let first = "getting-started"

    /// All pages in docs with commands in them that no other test plays.
    private static let pages: [String] = {
        let docs = Setup.root.appendingPathComponent("docs")
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: docs.path)) ?? []
        return files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted().filter { name in
            !others.contains(name) && text(name).map { !PageStep.steps(in: $0).isEmpty } == true
        }
    }()

    private static func text(_ name: String) -> String? {
        try? String(contentsOf: Setup.root.appendingPathComponent("docs/\(name).md"), encoding: .utf8)
    }

    @Test(
        "says what happens", .enabled(if: Setup.hasCollection, Setup.needsCollection), .timeLimit(.minutes(3)),
        arguments: pages)
    func page(_ name: String) async throws {
        let page = try #require(Self.text(name))
        #expect(Self.pages.contains(Self.first) && Self.pages.count > 5)
        try await withSandbox { server in
            try await withFolder { folder in
                try Self.fill(folder.appendingPathComponent("build"))
                try await Self.makeRealm(on: server)
                let address = server.base.description
                let steps = PageStep.steps(in: page.replacingOccurrences(of: "http://127.0.0.1:8080", with: address))
                #expect(!steps.isEmpty)
                let played = steps.filter { !Self.isDone($0, address: address) }
                try await Self.expect(played, name, in: folder, server)
            }
        }
    }

    /// Whether the test has done what the step does: built everything, and started the server.
    private static func isDone(_ step: PageStep, address: String) -> Bool {
        if step.line.hasPrefix("make ") {
            let target = step.line.dropFirst(5)
            let makefile = try? String(contentsOf: Setup.root.appendingPathComponent("Makefile"), encoding: .utf8)
            #expect(makefile?.contains("\n\(target): ##") == true, "there is no target \(target)")
            return true
        }
        return step == PageStep(line: "latchkey-sandbox &", output: address + "\n")
    }

    private static func expect(_ steps: [PageStep], _ name: String, in folder: URL, _ server: Server) async throws {
        let bin = try #require(Setup.ansible)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var environment = ["PATH": "\(bin):\(path)", "HOME": folder.path, "LC_ALL": "C.UTF-8"]
        if name != first {
            environment["PATH"] = "\(folder.path)/build:\(bin):\(path)"
            environment["KEYCLOAK_URL"] = server.base.description
            environment["KEYCLOAK_USER"] = server.user
            environment["KEYCLOAK_PASSWORD"] = server.password
        }
        let session = try await run("/bin/bash", ["-c", script(steps)], environment: environment, in: folder)
        let outputs = session.output.components(separatedBy: mark + "\n").dropFirst()
        try #require(outputs.count == steps.count, "\(session)")
        for (step, output) in zip(steps, outputs) where !step.line.hasPrefix("cat ") {
            if step.line.hasPrefix("ansible") {
                expectParts(of: step, in: output)
            } else {
                #expect(output == step.output, "$ \(step.line)\n\(session.errors)")
            }
        }
    }

    /// Of what Ansible says a page shows the lines that matter, in their order, and `***` for a row of asterisks.
    private static func expectParts(of step: PageStep, in output: String) {
        var rest = output.split(separator: "\n")[...]
        for line in step.output.split(separator: "\n") {
            let found = rest.firstIndex { $0 == line || (line.hasSuffix(" ***") && $0.hasPrefix(line)) }
            guard let found else {
                Issue.record("$ \(step.line)\ndoes not say: \(line)\nbut:\n\(output)")
                return
            }
            rest = rest[(found + 1)...]
        }
        #expect(!output.contains("fatal:") && !output.contains("ERROR"), "$ \(step.line)\n\(output)")
    }

    private static let mark = "---- next step ----"

    /// The steps for a shell, each below a mark, and with the status of the one before in `$?`.
    private static func script(_ steps: [PageStep]) -> String {
        var script = "status=0\n"
        for step in steps {
            script += "echo '\(mark)'\n"
            if step.line.hasPrefix("cat "), !step.output.isEmpty {
                script += "cat >\(step.line.dropFirst(4)) <<'END OF FILE'\n\(step.output)END OF FILE\n"
            } else {
                script += "(exit $status)\n\(step.line)\nstatus=$?\n"
            }
        }
        // Warnings are part of what one sees.
        return "exec 2>&1\n" + script
    }

    private static func fill(_ build: URL) throws {
        try FileManager.default.createDirectory(at: build, withIntermediateDirectories: true)
        for path in [Setup.binary, Setup.sandbox, Setup.collection] {
            let file = URL(fileURLWithPath: try #require(path))
            try FileManager.default.createSymbolicLink(
                at: build.appendingPathComponent(file.lastPathComponent), withDestinationURL: file)
        }
    }

    private static func makeRealm(on server: Server) async throws {
        let administrator = Session(
            transport: try CurlTransport(), base: server.base, realm: "master",
            credentials: [
                .password(username: server.user, password: server.password, clientID: "admin-cli", clientSecret: nil)
            ], now: { Int(Date().timeIntervalSince1970) })
        _ = try await administrator.send(.post, [], body: ["realm": "customers", "enabled": true])
    }
}
