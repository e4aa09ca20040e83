internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources
internal import YAML

/// `latchkey export`: clients of a realm as declarations that `latchkey apply` takes.
enum ExportCommand {
    private static let realm = Option("realm", default: "master", help: "The realm of the clients.")
    private static let client = Option(
        "client", .list(.string), help: "The clients by name; may be given several times.")
    private static let all = Option(
        "all", .bool, default: false, help: "All clients but those that the realm has for itself.")
    private static let format = Option(
        "format", choices: ["yaml", "json"], default: "yaml", help: "The form of what is written.")
    private static let split = Option(
        "split", help: "A folder that gets one file for each client, in place of one document on stdout.")

    /// The options.
    static let options = [realm, client, all, format, split]

    /// Runs the command.
    @Sendable
    static func run(_ line: Line, _ context: CommandContext) async throws(UsageError) -> ExitStatus {
        let wording = Wording(line.command)
        var written = try WrittenOptions(line, context)
        let (arguments, problems) = Arguments.settle(
            written.values.filter { member in options.contains { $0.name == member.key } }, options)
        guard problems.isEmpty else { throw UsageError(problems.map { wording.problem($0, inFile: []) }) }
        let names = arguments[client.name]?.array.map { $0.compactMap(\.text) }
        let wantsAll = arguments.bool(all.name) ?? false
        guard wantsAll != (names != nil) else {
            throw UsageError("name the clients with --client, or say --all")
        }
        try written.askForPassword(context)
        let login = written.values.filter { member in !options.contains { $0.name == member.key } }
        let realmName = arguments.text(realm.name) ?? "master"
        var redactor = Redactor { ClientModule.isSecret(field: $0) }
        let answer = await context.progress.during("reading the clients of realm '\(Shown.visible(realmName))'") {
            await ModuleRunner(context.effects).perform(
                login: login, isCheck: true, wantsLog: line.has(.verbose), &redactor
            ) { context throws(Failure) in
                try await ClientExport(realm: realmName, context).declarations(of: names)
            }
        }
        guard answer.problems.isEmpty else {
            throw UsageError(answer.problems.map { redactor.redact(wording.problem($0, inFile: [])) })
        }
        func warn(_ warnings: [String]) {
            for warning in warnings { context.complain("warning: " + redactor.redact(wording.text(warning))) }
        }
        switch answer.result {
        case .failure(let failure):
            warn(failure.warnings)
            context.complain(redactor.redact(wording.text(failure.text)))
            return .failed
        case .success(let export):
            warn(answer.warnings + export.warnings)
            let isYAML = arguments.text(format.name) != "json"
            guard let folder = arguments.text(split.name) else {
                context.console.write(text(realmName, export.clients, isYAML))
                return .done
            }
            return write(export.clients, of: realmName, isYAML, into: folder, context)
        }
    }

    private static func text(_ realm: String, _ clients: [JSONObject], _ isYAML: Bool) -> String {
        let document: JSON = ["realm": .string(realm), "clients": .array(clients.map { .object($0) })]
        return isYAML ? document.yaml : document.pretty + "\n"
    }

    private static func write(
        _ clients: [JSONObject], of realm: String, _ isYAML: Bool, into folder: String, _ context: CommandContext
    ) -> ExitStatus {
        for client in clients {
            let name = fileName(of: client["clientId"]?.text ?? "") + (isYAML ? ".yml" : ".json")
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            do {
                try context.console.files.write(path, Array(text(realm, [client], isYAML).utf8))
            } catch {
                context.complain("'\(path)' cannot be written: \(error.reason)")
                return .failed
            }
        }
        context.console.write("\(clients.count) clients written to '\(folder)'.\n")
        return .done
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
