import Commands
import Foundation
import HTTP
import JSON
import Keycloak
import Resources
import Synchronization
import TestSupport
import Testing

/// Commands with their stores in memory, on the server of a stage; `·` in a line is a blank inside of a word.
final class RegistrationShell: Sendable {
    private let stage: Stage
    private let variables: [String: String]
    private let files: [String: String]
    private let store = MemoryRegistrationStore()
    private let file = MemorySharedFile()

    init(
        _ stage: Stage, _ variables: [String: String],
        files: [String: String] = ["changes.json": "{\"description\":\"D\"}"]
    ) {
        self.stage = stage
        self.files = files
        self.variables = variables.merging(["HOME": "/home/user"]) { $1 }
    }

    /// Runs a line of latchkey and expects its status and words on its streams.
    func run(
        _ line: String, _ status: Int32, _ words: String = "", errors: String = "",
        location: SourceLocation = #_sourceLocation
    ) async throws {
        try await expect(line, status, words, errors, location) { effects, console, arguments in
            await CommandFrontEnd(effects: effects, console: console, version: "1").run(arguments)
        }
    }

    /// kcreg's file, as it stands.
    func config() async throws -> JSONObject { try JSON(parsing: try #require(await file.read())).object ?? [:] }

    /// Runs a line of kcreg.
    func kcreg(
        _ line: String, _ status: Int32, _ words: String = "", errors: String = "",
        location: SourceLocation = #_sourceLocation
    ) async throws {
        try await expect(line, status, words, errors, location) { effects, console, arguments in
            await KcregFrontEnd(effects: effects, console: console).run(arguments)
        }
    }

    private func expect(
        _ line: String, _ status: Int32, _ words: String, _ errors: String, _ location: SourceLocation,
        _ run: (Effects, Console, [String]) async -> Int32
    ) async throws {
        let written = Mutex((output: "", errors: ""))
        let effects = Effects(
            transport: { [stage] _ in stage.transport }, timing: .fake(date: { Int(Date().timeIntervalSince1970) }),
            system: SystemEffects(
                readFile: { [files] path throws(SystemEffects.Unavailable) in
                    guard let text = files[path] else { throw SystemEffects.Unavailable("no such file") }
                    return Array(text.utf8)
                }, random: { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } }),
            environment: { [variables] in variables[$0] }, registrationStore: { [store] _ in store },
            sharedFile: { [file] _ in file })
        let console = Console(
            write: { text in written.withLock { $0.output += text } },
            writeError: { text in written.withLock { $0.errors += text } },
            wait: { try? await Task.sleep(for: $0) })
        let ended = await run(
            effects, console, line.split(separator: " ").map { $0.replacingOccurrences(of: "·", with: " ") })
        let (output, problems) = written.withLock { $0 }
        let isRight =
            ended == status && (words.isEmpty || output.contains(words))
            && (errors.isEmpty || problems.contains(errors))
        #expect(isRight, "\(line): \(ended)\n\(output)\n\(problems)", sourceLocation: location)
    }
}
