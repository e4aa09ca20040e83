import Commands
import Foundation
import HTTP
import JSON
import Keycloak
import Resources
import Sandbox
import Synchronization
import TestSupport
import Testing

/// What a command left behind.
struct Finished: CustomStringConvertible {
    let words: [String]
    let status: Int32
    let output: String
    let errors: String

    /// Both streams, for searching.
    var everything: String { output + "\n" + errors }

    /// The only document on stdout.
    var document: JSONObject? { (try? JSON(parsing: output))?.object }

    var description: String {
        "$ latchkey \(words.joined(separator: " "))\nstatus \(status)\nstdout:\n\(output)\nstderr:\n\(errors)"
    }
}

/// A server in memory, files, an environment, and somebody who types.
final class Terminal: Sendable {
    /// The server.
    let transport: any Transport
    private let written: Mutex<[String: String]>
    private let isStopped: @Sendable () -> Bool
    private let environment: [String: String]
    private let input: String?
    private let answer: String?
    private let terminal: Console.Terminal
    private let wait: @Sendable (Duration) async -> Void
    private let asked = Mutex<[String]>([])

    /// A terminal; who logs in stands in the environment, unless it is given.
    init(
        server transport: any Transport = Sandbox(now: { 1_800_000_000 }), files: [String: String] = [:],
        environment: [String: String] = Terminal.login, input: String? = nil, answer: String? = nil,
        _ terminal: Console.Terminal = Console.Terminal(), isStopped: @escaping @Sendable () -> Bool = { false },
        wait: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.transport = transport
        written = Mutex(files)
        self.isStopped = isStopped
        self.environment = environment
        self.input = input
        self.answer = answer
        self.terminal = terminal
        self.wait = wait
    }

    static let login = [
        "KEYCLOAK_URL": "http://sandbox.invalid", "KEYCLOAK_USER": "admin", "KEYCLOAK_PASSWORD": "admin",
    ]

    /// The same server with other surroundings.
    func with(
        files: [String: String] = [:], environment: [String: String] = Terminal.login, input: String? = nil,
        answer: String? = nil, _ terminal: Console.Terminal = Console.Terminal()
    ) -> Terminal {
        Terminal(
            server: transport, files: files, environment: environment, input: input, answer: answer, terminal,
            wait: wait)
    }

    /// The files that other programs write too, by their paths.
    private let shared = Mutex<[String: MemorySharedFile]>([:])

    /// Such a file; it begins with what is in the file of that path.
    func sharedFile(_ path: String) -> MemorySharedFile {
        let text = files[path]
        return shared.withLock { shared in
            let file = shared[path] ?? MemorySharedFile(text.map { Array($0.utf8) })
            shared[path] = file
            return file
        }
    }

    /// The store of registrations, whatever its path.
    private let registrations = MemoryRegistrationStore()

    /// The files, those that commands wrote too.
    var files: [String: String] { written.withLock { $0 } }

    /// Puts a file there, or takes it away.
    func put(_ path: String, _ text: String?) { written.withLock { $0[path] = text } }

    /// What is at a path: a folder is there as long as something is in it.
    private func look(_ path: String) -> ConsoleFiles.Kind {
        let files = files
        if files[path] != nil { return .file }
        let inside = files.keys.filter { $0.hasPrefix(path + "/") }
        let names = Set(inside.compactMap { $0.dropFirst(path.count + 1).split(separator: "/").first.map(String.init) })
        return inside.isEmpty ? .nothing : .folder(names.sorted().reversed())
    }

    /// The questions that were asked.
    var questions: [String] { asked.withLock { $0 } }

    /// Runs a line as a shell would, which splits it at blanks; single quotes keep a word together.
    @discardableResult
    func run(_ line: String, connecting: @escaping @Sendable (TransportSettings) -> Void = { _ in }) async -> Finished {
        await run(Terminal.words(of: line), connecting: connecting)
    }

    /// Runs words.
    @discardableResult
    func run(
        _ words: [String], connecting: @escaping @Sendable (TransportSettings) -> Void = { _ in }
    ) async -> Finished {
        await run(words, isKcreg: false, input: input, connecting: connecting)
    }

    /// Runs a line under the name `kcreg`, with this on stdin.
    @discardableResult
    func kcreg(_ line: String, input: String? = nil) async -> Finished {
        await run(Terminal.words(of: line), isKcreg: true, input: input ?? self.input) { _ in }
    }

    private func run(
        _ words: [String], isKcreg: Bool, input: String?, connecting: @escaping @Sendable (TransportSettings) -> Void
    ) async -> Finished {
        let (output, errors) = (Stream(), Stream())
        let console = Console(
            write: output.write, writeError: errors.write,
            read: { () throws(SystemEffects.Unavailable) in
                guard let input else { throw SystemEffects.Unavailable("nobody writes there") }
                return Array(input.utf8)
            },
            ask: { [self] question throws(SystemEffects.Unavailable) in
                asked.withLock { $0.append(question) }
                guard let answer else { throw SystemEffects.Unavailable("nobody answers") }
                return answer
            },
            files: ConsoleFiles(
                look: { [self] path in look(path) },
                matches: { [self] pattern in
                    pattern.hasSuffix("*.yml") ? files.keys.filter { $0.hasPrefix(pattern.dropLast(5)) }.sorted() : []
                }, write: { [self] path, bytes in put(path, String(decoding: bytes, as: UTF8.self)) }),
            catchStop: { [isStopped] in isStopped }, terminal: terminal, wait: wait)
        let effects = Effects(
            transport: { [transport] settings in
                connecting(settings)
                return transport
            }, timing: .fake(),
            system: SystemEffects(
                readFile: { [self] path throws(SystemEffects.Unavailable) in
                    guard let text = files[path] else { throw SystemEffects.Unavailable("No such file or directory") }
                    return Array(text.utf8)
                },
                privateFile: { [self] path in
                    files[path].map { .init(bytes: Array($0.utf8), isPrivate: true) }
                }, checkPrivateFile: { _ in },
                writePrivateFile: { [self] path, bytes in put(path, String(decoding: bytes, as: UTF8.self)) }),
            environment: { [environment] in environment[$0] },
            registrationStore: { [registrations] _ in registrations },
            sharedFile: { [self] path in sharedFile(path) })
        if isKcreg {
            let status = await KcregFrontEnd(effects: effects, console: console).run(words)
            return Finished(words: ["kcreg"] + words, status: status, output: output.text, errors: errors.text)
        }
        let status = await CommandFrontEnd(effects: effects, console: console, version: "1.2.3").run(words)
        return Finished(words: words, status: status, output: output.text, errors: errors.text)
    }

    // MARK: The server

    /// Sends a request behind the commands' back, to a path below `/admin/realms`; what the server answers.
    @discardableResult
    func send(
        _ method: HTTPMethod, _ path: [String], query: [(String, String)] = [], _ body: JSON? = nil
    ) async throws -> JSON {
        let session = Session(
            transport: transport, base: try #require(BaseURL("http://sandbox.invalid")), realm: "master",
            credentials: [.password(username: "admin", password: "admin", clientID: "admin-cli", clientSecret: nil)],
            now: { 1_800_000_000 })
        let answer = try await session.send(method, path, query: query, body: body)
        return answer.response.body.isEmpty ? .null : try answer.json()
    }

    /// Has the server keep the secret before of confidential clients in `master` for ten minutes, and each for a day.
    func rotateSecrets() async throws {
        let executor: JSON = [
            "executor": "secret-rotation",
            "configuration": [
                "expiration-period": 86_400, "rotated-expiration-period": 600, "remaining-rotation-period": 10,
            ],
        ]
        let condition: JSON = ["condition": "client-access-type", "configuration": ["type": ["confidential"]]]
        let policy: JSON = [
            "name": "rotation", "enabled": true, "profiles": ["rotation"], "conditions": [condition],
        ]
        let policies = ["master", "client-policies"]
        try await send(
            .put, policies + ["profiles"], ["profiles": [["name": "rotation", "executors": [executor]]]])
        try await send(.put, policies + ["policies"], ["policies": [policy]])
    }

    private static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in line {
            switch character {
            case "'":
                isQuoted.toggle()
                word = word ?? ""
            case " " where !isQuoted:
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}

/// What is written to a stream.
private final class Stream: Sendable {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }

    @Sendable
    func write(_ text: String) { written.withLock { $0 += text } }
}
