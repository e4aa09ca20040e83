internal import JSON
internal import Reconcile
internal import Resources

/// `export`: the clients of a realm as declarations.
enum ExportCommand {
    private static let realm = Option("realm", default: "master", help: "The realm of the clients.")
    private static let clients = Option(
        "client", .list(.string), help: "The clients, by their names (client_id); case counts.")
    private static let all = Option(
        "all", .bool, default: false, help: "All clients but those that the server makes for every realm by itself.")

    /// The command; its document takes the place of the output.
    static let command = Command(
        words: ["export"], summary: "prints clients of a server as declarations, without secrets", parameters: [],
        action: .server(
            ServerCommand(
                options: [realm, clients, all],
                steering: [
                    Flag(
                        .output, "format", letter: "o", .one("yaml|json"), choices: ["yaml", "json"],
                        help: "The form of the declarations. Without it: yaml.")
                ], run: run)))

    @Sendable
    private static func run(_ run: ServerRun) async throws(UsageError) -> ExitStatus {
        let realm = run.arguments.text(realm.name) ?? "master"
        let names = run.arguments[clients.name]?.array?.compactMap(\.text) ?? []
        let wantsAll = run.arguments.bool(all.name) == true
        guard names.isEmpty == wantsAll else {
            throw UsageError(
                wantsAll ? "--client and --all are given; keep one" : "--client or --all must say which clients")
        }
        var redactor = Redactor(isSecretName: ClientModule.isSecret)
        let export = try await run.onServer(&redactor) { context throws(Failure) in
            try await ClientExport(realm: realm, context).declarations(of: wantsAll ? nil : names)
        }
        guard let export else { return .failed }
        run.warn(export.warnings, redactor)
        let document: JSON = ["realm": .string(realm), "clients": .array(export.clients.map { .object($0) })]
        run.context.write(document, run.line.output == .json ? .json : .yaml)
        return .done
    }
}
