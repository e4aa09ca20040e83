import Commands
import Foundation
import HTTP
import JSON
import Keycloak
import Resources
import Synchronization
import TestSupport
import Testing

/// `latchkey plan`, `apply` and `export` on servers.
let fleetCommandStories: [Story] = [
    Story("files are planned, applied in part, completed, pruned and exported by commands") { stage in
        let shell = Shell(stage)
        shell["realm.yml"] = """
            realm: \(stage.realm)
            defaults: {attributes: {team: web}}
            clients:
              - {clientId: shop, publicClient: true, redirectUris: ['https://shop.example.org/*']}
              - {clientId: billing, serviceAccountsEnabled: true}
              - {clientId: broken, defaultClientScopes: [nothing-of-that-name], clientScopesBehavior: idempotent}
            """
        try await shell.run(
            "plan realm.yml", 1, "Plan: 2 to create, 0 to change, 0 to delete, 0 as declared, 1 failed.")
        try await shell.run(
            "apply realm.yml --owner team", 1, "Done: 2 created, 0 changed, 0 deleted, 0 as declared, 1 failed.")
        shell["realm.yml"] = shell["realm.yml"]?.replacingOccurrences(of: "nothing-of-that-name", with: "email")
        try await shell.run("plan realm.yml --owner team --save plan", 3, "Plan: 1 to create, 0 to change, 0 to delete")
        try await shell.run("apply --plan plan", 0, "Done: 1 created, 0 changed, 0 deleted, 2 as declared.")
        try await shell.run("apply --plan plan", 1, "", errors: "Nothing was done. Make a new plan.")
        try await shell.run("apply realm.yml --owner team", 0, "Done: 0 created, 0 changed, 0 deleted, 3 as declared.")
        shell["all.yml"] = try await shell.run("export --realm \(stage.realm) --all", 0, "clientId: shop")
        try await shell.run("plan all.yml", 0, "Plan: 0 to create, 0 to change, 0 to delete, 3 as declared.")
        shell["realm.yml"] = "realm: \(stage.realm)\nclients: [{clientId: shop}]\n"
        try await shell.run(
            "apply realm.yml --owner team --prune", 0, "Done: 0 created, 0 changed, 2 deleted, 1 as declared.")
        try await shell.run("plan realm.yml --owner team --prune", 0, "1 as declared.")
    }
]

/// Commands with files in memory, on the server of a stage.
private final class Shell: Sendable {
    private let stage: Stage
    private let files = Mutex<[String: String]>([:])

    init(_ stage: Stage) { self.stage = stage }

    subscript(_ path: String) -> String? {
        get { files.withLock { $0[path] } }
        set { files.withLock { $0[path] = newValue } }
    }

    /// Runs a line and expects its status and words on its streams; what it wrote to stdout.
    @discardableResult
    func run(
        _ line: String, _ status: Int32, _ words: String, errors: String = "",
        location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let written = Mutex((output: "", errors: ""))
        let variables = [
            "KEYCLOAK_URL": stage.backend.base.description, "KEYCLOAK_USER": stage.backend.user,
            "KEYCLOAK_PASSWORD": stage.backend.password,
        ]
        let effects = Effects(
            transport: { [stage] _ in stage.transport }, timing: .fake(date: { Int(Date().timeIntervalSince1970) }),
            system: SystemEffects(
                readFile: { [self] path throws(SystemEffects.Unavailable) in
                    guard let text = self[path] else { throw SystemEffects.Unavailable("No such file or directory") }
                    return Array(text.utf8)
                }, writePrivateFile: { [self] path, bytes in self[path] = String(decoding: bytes, as: UTF8.self) }),
            environment: { variables[$0] })
        let console = Console(
            write: { text in written.withLock { $0.output += text } },
            writeError: { text in written.withLock { $0.errors += text } },
            files: ConsoleFiles(look: { [self] path in self[path] == nil ? .nothing : .file }),
            wait: { try? await Task.sleep(for: $0) })
        let front = CommandFrontEnd(effects: effects, console: console, version: "1")
        let ended = await front.run(line.split(separator: " ").map(String.init))
        let (output, problems) = written.withLock { $0 }
        let isRight =
            ended == status && (words.isEmpty || output.contains(words))
            && (errors.isEmpty ? problems.isEmpty : problems.contains(errors))
        #expect(isRight, "latchkey \(line): \(ended)\n\(output)\n\(problems)", sourceLocation: location)
        return output
    }
}
