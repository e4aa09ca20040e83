import Foundation
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing

/// The executable as people call it.
@Suite("The executable as a command", .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .timeLimit(.minutes(2)))
struct CommandTests {
    /// Runs a command that logs in by the environment, with a file as stdin where there is one.
    private func latchkey(_ server: Server, _ arguments: String..., input: String? = nil) async throws -> Finished {
        try await withFolder { folder in
            let environment = [
                "KEYCLOAK_URL": server.base.description, "KEYCLOAK_USER": server.user,
                "KEYCLOAK_PASSWORD": server.password,
            ]
            let file = folder.appendingPathComponent("input")
            try Data((input ?? "").utf8).write(to: file)
            let command = ["-c", "exec \"$0\" \"$@\" <\"$INPUT\"", try #require(Setup.binary)] + arguments
            return try await run("/bin/sh", command, environment: environment.merging(["INPUT": file.path]) { $1 })
        }
    }

    @Test("its exit status says how it ended")
    func statuses() async throws {
        try await withSandbox { server in
            let create = try await latchkey(server, "client", "create", "app", "-f", "-", input: "redirectUris: [/a]\n")
            #expect(create.status == 0 && create.output == "Client app has been created.\n", "\(create)")
            let check = try await latchkey(
                server, "client", "update", "app", "--redirect-uris", "/b", "--check", "--diff")
            #expect(check.status == 3, "\(check)")
            #expect(
                check.output == "Client app would be updated.\n- redirectUris: /a\n+ redirectUris: /b\n", "\(check)")
            let failure = try await latchkey(server, "client", "create", "app", "-o", "json")
            #expect(failure.status == 1 && failure.errors.isEmpty, "\(failure)")
            #expect(try JSON(parsing: failure.output).object?["failed"] == true)
            let usage = try await latchkey(server, "client", "create", "app", "--password", "canary")
            #expect(usage.status == 2 && !usage.errors.contains("canary"), "\(usage)")
            let delete = try await latchkey(server, "client", "delete", "app", "-o", "yaml")
            #expect(delete.status == 0 && delete.output.contains("\nmsg: Client app has been deleted.\n"), "\(delete)")
        }
    }

    @Test("an interrupted fleet ends what is under way, and the next run does the rest")
    func interruption() async throws {
        try await withSandbox { server in
            try await withFolder { folder in
                let all = 2000
                let clients = (0..<all).map { "  - {clientId: n\($0)}\n" }.joined()
                let realms = folder.appendingPathComponent("realms/deep")
                try FileManager.default.createDirectory(at: realms, withIntermediateDirectories: true)
                try Data("realm: master\nclients:\n\(clients)".utf8).write(to: realms.appendingPathComponent("all.yml"))
                try Data("no declaration".utf8).write(to: realms.appendingPathComponent("README.md"))
                let environment = [
                    "KEYCLOAK_URL": server.base.description, "KEYCLOAK_USER": server.user,
                    "KEYCLOAK_PASSWORD": server.password, "BINARY": try #require(Setup.binary),
                ]
                // Interrupts as soon as a client is there.
                let script = """
                    "$BINARY" apply realms --parallel 1 & process=$!
                    until "$BINARY" export --client n0 >/dev/null 2>&1; do :; done
                    kill -TERM $process
                    wait $process
                    """
                let first = try await run("/bin/bash", ["-c", script], environment: environment, in: folder)
                let lines = first.output.split(separator: "\n")
                let (made, left) = (lines.count { $0.hasPrefix("+ ") }, lines.count { $0.hasSuffix(": not begun") })
                #expect(first.status == 1 && made > 0 && left > 0 && made + left == all, "\(made) \(left)")
                #expect(first.errors.contains("not begun: \(left) clients; what was under way is done."))
                let second = try await run(
                    "/bin/bash", ["-c", #""$BINARY" apply 'realms/*/a*.yml'"#], environment: environment, in: folder)
                #expect(second.status == 0)
                #expect(second.output.hasSuffix("Done: \(left) created, 0 changed, 0 deleted, \(made) as declared.\n"))
                let split = try await run(
                    "/bin/bash", ["-c", #""$BINARY" export --client n0,n1 --split new/folder && ls -l new/folder"#],
                    environment: environment, in: folder)
                #expect(split.status == 0 && split.output.contains("-rw-r--r--"), "\(split)")
            }
        }
    }

    @Test("asks for a password at the terminal and shows nothing of it", .enabled(if: PseudoTerminal.isThere))
    func prompt() async throws {
        try await withSandbox { server in
            let cases: [(answer: String, status: Int32, words: String)] = [
                (server.password, 0, "Client app has been created."), ("canary-password", 1, "password is wrong"),
            ]
            for (answer, status, words) in cases {
                let terminal = try PseudoTerminal(["client", "create", "app", "-u", server.user], server)
                let question = try await terminal.readQuestion()
                #expect(question.contains("Password of admin at \(server.base): "))
                #expect(!terminal.echoes)
                terminal.type(answer + "\n")
                let rest = try await terminal.readToEnd()
                #expect(rest.contains("\(PseudoTerminal.end)\(status)\r\n") && rest.contains(words), "\(rest)")
                #expect(terminal.echoes)
                #expect(!(question + rest).contains("canary") && rest.hasPrefix("\r\n"), "\(question)\(rest)")
            }
        }
    }

    @Test(
        "a terminal that is left while it asks shows again what is typed", .enabled(if: PseudoTerminal.isThere),
        arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func signals(_ signal: Int32) async throws {
        try await withSandbox { server in
            let terminal = try PseudoTerminal(["client", "create", "app", "-u", server.user], server)
            let question = try await terminal.readQuestion()
            #expect(!terminal.echoes)
            let line = try #require(question.split(whereSeparator: \.isNewline).first)
            if signal == SIGINT { terminal.type("\u{3}") } else { kill(try #require(pid_t(line)), signal) }
            let rest = try await terminal.readToEnd()
            #expect(rest.contains("\(PseudoTerminal.end)\(128 + signal)\r\n"), "\(rest)")
            #expect(terminal.echoes)
        }
    }
}

/// The executable at a terminal of its own: first its process id is written, at the end its exit status as a shell sees it.
private final class PseudoTerminal: Sendable {
    /// What stands before the exit status.
    static let end = "ended with "

    private let process = Process()
    private let master: FileHandle
    private let slave: FileHandle

    /// `setsid` gives the process the terminal as its own, from which it can ask.
    private static let setsid = ["/usr/bin/setsid", "/bin/setsid"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static var isThere: Bool { setsid != nil }

    init(_ arguments: [String], _ server: Server) throws {
        var (master, slave): (Int32, Int32) = (-1, -1)
        try #require(openpty(&master, &slave, nil, nil, nil) == 0)
        self.master = FileHandle(fileDescriptor: master, closeOnDealloc: true)
        self.slave = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        process.executableURL = URL(fileURLWithPath: try #require(Self.setsid))
        let script = """
            trap : INT QUIT HUP TERM
            sh -c 'echo $$; exec "$0" "$@"' "$@"
            echo "\(Self.end)$?"
            """
        process.arguments = ["--ctty", "sh", "-c", script, "sh", try #require(Setup.binary)] + arguments
        var environment = ProcessInfo.processInfo.environment
        for name in ["KEYCLOAK_USER", "KEYCLOAK_PASSWORD"] { environment[name] = nil }
        environment["KEYCLOAK_URL"] = server.base.description
        environment["no_proxy"] = "127.0.0.1"
        process.environment = environment
        (process.standardInput, process.standardOutput, process.standardError) = (self.slave, self.slave, self.slave)
        try process.run()
    }

    /// What was wanted did not come.
    struct Silence: Error {
        /// What came instead.
        let text: String
    }

    /// Whether the terminal shows what is typed.
    var echoes: Bool {
        var settings = termios()
        guard tcgetattr(slave.fileDescriptor, &settings) == 0 else { return false }
        return settings.c_lflag & tcflag_t(ECHO) != 0
    }

    func type(_ text: String) { master.write(Data(text.utf8)) }

    /// What is written up to the question.
    func readQuestion() async throws -> String { try await read { $0.hasSuffix(": ") } }

    /// What is written up to the end.
    func readToEnd() async throws -> String { try await read { $0.contains(Self.end) && $0.last?.isNewline == true } }

    private func read(until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
        let descriptor = master.fileDescriptor
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                var bytes: [UInt8] = []
                let deadline = Date().addingTimeInterval(30)
                while Date() < deadline {
                    let text = String(decoding: bytes, as: UTF8.self)
                    if isEnough(text) { return continuation.resume(returning: text) }
                    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                    var buffer = [UInt8](repeating: 0, count: 4096)
                    guard poll(&wanted, 1, 100) > 0 else { continue }
                    let count = Glibc.read(descriptor, &buffer, buffer.count)
                    if count > 0 { bytes += buffer[..<count] }
                }
                continuation.resume(throwing: Silence(text: String(decoding: bytes, as: UTF8.self)))
            }
        }
    }
}
