internal import JSON
internal import Reconcile
internal import Resources

/// `initial-access …`: the tokens with which clients are registered, by names of the user's own.
enum InitialAccessCommands {
    /// The commands.
    static let all: [Command] = [
        Command(
            words: ["initial-access", "list"],
            summary: "lists the initial access tokens of a realm, with the names by which this host knows them",
            parameters: [],
            action: .server(
                ServerCommand(options: [realm, InitialAccessList.store], steering: [Command.output], run: list))),
        Command(
            words: ["initial-access", "create"],
            summary: "makes an initial access token, unless the one of that name is still good", parameters: [name],
            action: .module(ModuleCommand(ClientInitialAccessModule.self, fixed: ["state": "present"]))),
        Command(
            words: ["initial-access", "delete"], summary: "deletes an initial access token, if one is known",
            parameters: [name],
            action: .module(
                ModuleCommand(
                    ClientInitialAccessModule.self, fixed: ["state": "absent"],
                    offer: .only(["realm", "name", "registration_store"])))),
    ]

    private static let name = Command.Parameter(
        "NAME", option: "name", isRequired: true, help: "The name by which this host knows the token.")

    private static let realm = Option("realm", default: "master", help: "The realm of the tokens.")

    /// What the list tells of each token.
    private static let columns = ["name", "id", "count", "remainingCount", "created", "expires"]

    @Sendable
    private static func list(_ run: ServerRun) async throws(UsageError) -> ExitStatus {
        let realm = run.arguments.text(realm.name) ?? "master"
        let path = run.arguments.text(InitialAccessList.store.name)
        var redactor = Redactor(isSecretName: ClientInitialAccessModule.isSecret)
        let found = try await run.onServer(&redactor) { context throws(Failure) in
            try await InitialAccessList.tokens(realm: realm, store: path, context)
        }
        guard let found else { return .failed }
        let states: JSONObject = ["tokens": .array(found.tokens.map { .object($0) })]
        let words = found.tokens.count == 1 ? "1 initial access token" : "\(found.tokens.count) initial access tokens"
        let outcome = Outcome(
            changed: false, message: "\(words) in realm '\(realm)'.", states: states, warnings: found.warnings)
        guard run.line.output == .text else {
            run.context.write(ModuleResult(outcome, wantsDiff: false, redactor).json, run.line.output)
            return .done
        }
        run.warn(found.warnings, redactor)
        guard !found.tokens.isEmpty else {
            run.context.complain(outcome.message)
            return .done
        }
        let width = run.context.console.terminal.width
        run.context.console.write(Table.text(found.tokens, columns: columns, run.context.style, width: width))
        return .done
    }
}
