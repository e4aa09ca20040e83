internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// `export`: the clients of a realm as declarations.
enum ExportCommand {
    private static let realm = Option("realm", default: "master", help: "The realm of the clients.")
    private static let clients = Option(
        "client", .list(.string), help: "The clients, by their names (client_id); case counts.")
    private static let all = Option(
        "all", .bool, default: false, help: "All clients but those that the server makes for every realm by itself.")

    private static let split = Option(
        "split", help: "A folder that gets a file for each client; other files in it stay as they are.")

    /// The command; its document takes the place of the output.
    static let command = Command(
        words: ["export"], summary: "prints clients of a server as declarations, without secrets", parameters: [],
        action: .server(
            ServerCommand(
                options: [realm, clients, all, split],
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
        let form: OutputForm = run.line.output == .json ? .json : .yaml
        guard let folder = run.arguments.text(split.name) else {
            run.context.console.write(text(realm, export.clients, form))
            return .done
        }
        for client in export.clients {
            let name = fileName(of: client["clientId"]?.text ?? "") + (form == .json ? ".json" : ".yml")
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            do {
                try run.context.console.files.write(path, Array(text(realm, [client], form).utf8))
            } catch {
                run.context.complain("'\(path)' cannot be written: \(error.reason)")
                return .failed
            }
        }
        run.context.console.write("\(export.clients.count) clients written to '\(folder)'.\n")
        return .done
    }

    private static func text(_ realm: String, _ clients: [JSONObject], _ form: OutputForm) -> String {
        form.text(["realm": .string(realm), "clients": .array(clients.map { .object($0) })])
    }

    /// A client's name as a file's: SAML clients have URLs as names, and a leading dot would hide the file.
    private static func fileName(of client: String) -> String {
        var name = ""
        for (index, byte) in client.utf8.enumerated() {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || scalar == "-" || scalar == "_" || (scalar == "." && index > 0)
            let hex = String(byte, radix: 16, uppercase: true)
            name += isPlain ? String(scalar) : "%" + (hex.count == 1 ? "0" : "") + hex
        }
        return name
    }
}
