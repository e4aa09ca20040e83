internal import JSON
internal import Reconcile
internal import Resources

/// `client import`: a client as somebody else described it.
enum ImportCommand {
    /// The command.
    static let command = Command(
        words: ["client", "import"],
        summary: "creates or updates a client as a file describes it: SAML metadata, RFC 7591 or Keycloak's JSON",
        parameters: [
            Command.Parameter("FILE", isRequired: true, help: "The file with the description; a hyphen reads stdin.")
        ],
        action: .server(
            ServerCommand(
                options: ClientImport.options, steering: Command.checking + [Command.output], run: run)))

    @Sendable
    private static func run(_ run: ServerRun) async throws(UsageError) -> ExitStatus {
        let description = try run.context.read(run.line.words.first ?? "", of: "FILE", beside: run.line)
        var redactor = Redactor(isSecretName: ClientImport.isSecret)
        let name = run.arguments.text("client_id")
        let described = (try? JSON(parsing: description))?.object ?? [:]
        let names = [name, described["clientId"]?.text, described["client_id"]?.text].compactMap { $0 }
        redactor.learn(from: .object(described), except: names)
        redactor.learn(from: .object(run.arguments.values), except: names)
        let isCheck = run.line.has(.check)
        let client = ClientImport(description, run.arguments)
        let outcome = try await run.onServer(isCheck: isCheck, &redactor) { context throws(Failure) in
            try await client.run(context)
        }
        guard let outcome else { return .failed }
        redactor.learn(from: .object(outcome.states), except: names)
        if run.line.output == .text {
            run.warn(outcome.warnings, redactor)
            let report = Report(
                outcome, redactor, run.arguments.values, wantsDiff: run.line.has(.diff), isCheck: isCheck,
                run.context.style,
                width: run.context.console.terminal.width)
            run.context.console.write(ChangeText.show(report).output)
        } else {
            let result = ModuleResult(outcome, wantsDiff: run.line.has(.diff), redactor)
            run.context.write(result.json, run.line.output)
        }
        return isCheck && outcome.changed ? .wouldChange : .done
    }
}
