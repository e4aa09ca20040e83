internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// `latchkey report`: what differs where, as a page.
struct DriftCommand {
    static let output = Option(
        "output", help: "The file of the page, put there as a whole; without it the page goes to stdout.")
    static let from = Option(
        "from",
        help: "Asks no server: makes the page of what 'latchkey plan --output json' printed, or of what Ansible "
            + "registered of keycloak_client and keycloak_clients; a hyphen reads stdin.")

    /// The command.
    static let command = Command(
        words: ["report"], summary: "makes a page in HTML of what differs from declarations",
        parameters: [FleetCommand.paths],
        action: .server(
            ServerCommand(options: FleetOptions.reporting, steering: []) { run async throws(UsageError) in
                let report = try DriftCommand(run)
                guard let document = run.arguments.text(from.name) else {
                    return try await FleetCommand(run, .report).run()
                }
                return try report.write(document: document)
            }))

    private let run: ServerRun

    private init(_ run: ServerRun) throws(UsageError) {
        self.run = run
        let file = run.arguments.text(DriftCommand.output.name)
        if let file, OutputForm(rawValue: file) != nil {
            throw UsageError("--output names the page's file here; 'latchkey plan --output \(file)' prints a document")
        }
    }

    // MARK: From a document

    private func write(document path: String) throws(UsageError) -> ExitStatus {
        let written = run.line.options.keys
        let own = [DriftCommand.from, DriftCommand.output, FleetOptions.realm, LoginOptions.url].map(\.name)
        guard run.line.words.isEmpty, run.line.contents.isEmpty, written.allSatisfy(own.contains) else {
            throw UsageError("--from needs no server and no declarations; leave paths and other options out")
        }
        let (bytes, name) = try DriftCommand.read(path, run.context)
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw UsageError("--from: \(name) is no JSON: \(error)")
        }
        let drift = DriftDocument.read(
            json, realm: run.arguments.text(FleetOptions.realm.name),
            server: run.line.options[LoginOptions.url.name]?.text, ClientModule.redactor)
        guard let drift else {
            throw UsageError(
                "--from: \(name) is neither what 'latchkey plan --output json' prints nor what Ansible registered of "
                    + "keycloak_client or keycloak_clients; a single task's result needs --realm")
        }
        return try DriftCommand.write(drift, source: "as \(name) tells", run)
    }

    private static func read(
        _ path: String, _ context: CommandContext
    ) throws(UsageError) -> (bytes: [UInt8], name: String) {
        let isStdin = path == FleetFiles.stdin
        do throws(SystemEffects.Unavailable) {
            return try isStdin
                ? (context.console.read(), "stdin") : (context.effects.system.readFile(path), "'\(path)'")
        } catch {
            throw UsageError("--from: '\(path)' cannot be read: \(error.reason)")
        }
    }

    // MARK: The page

    /// Writes the page, and says where it is unless it went to stdout.
    static func write(_ drift: Drift, source: String, _ run: ServerRun) throws(UsageError) -> ExitStatus {
        let context = run.context
        let page = DriftPage(
            drift, source: source, seconds: context.effects.date, version: context.version)
        guard let file = run.arguments.text(output.name) else {
            context.console.write(page.text)
            return drift.status
        }
        do {
            try context.console.files.write(file, Array(page.text.utf8))
        } catch {
            throw UsageError("--output: '\(file)' cannot be written: \(error.reason)")
        }
        context.console.write("\(page.verdict) The report is in '\(Shown.visible(file))'.\n")
        return drift.status
    }
}
