internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources
internal import Synchronization

/// `latchkey plan`, `latchkey apply` and `latchkey report`: from files to what became of their clients.
struct FleetCommand {
    /// What is done with the difference.
    enum Purpose {
        /// It is told.
        case plan
        /// It is mended.
        case apply
        /// It is written as a page.
        case report
    }

    private let purpose: Purpose
    private let line: Line
    private let context: CommandContext
    private let server: ServerRun
    private let isCheck: Bool
    private let wantsDiff: Bool
    private let options: FleetOptions
    private let files: [String]
    private let saved: SavedPlan?

    /// The commands for terminals and scripts.
    static let all = [
        Command(
            words: ["plan"], summary: "says what applying declarations would do, client by client", parameters: [paths],
            action: .server(
                ServerCommand(options: FleetOptions.planning, steering: [Command.output]) {
                    run async throws(UsageError) in try await FleetCommand(run, .plan).run()
                })),
        Command(
            words: ["apply"], summary: "brings clients into the state that files declare", parameters: [paths],
            action: .server(
                ServerCommand(options: FleetOptions.applying, steering: Command.checking + [Command.output]) {
                    run async throws(UsageError) in try await FleetCommand(run, .apply).run()
                })),
    ]

    /// Where the declarations are.
    static let paths = Command.Parameter(
        "PATH", repeats: true,
        help: "A file of declarations in JSON or YAML, a folder of such files, a pattern, or a hyphen for stdin.")

    /// Reads what stands on the line, and finds the files.
    init(_ server: ServerRun, _ purpose: Purpose) throws(UsageError) {
        self.server = server
        self.purpose = purpose
        line = server.line
        context = server.context
        isCheck = purpose != .apply || line.has(.check)
        wantsDiff = purpose != .apply || line.has(.diff)
        let given = try FleetOptions(server.arguments, server.wording)
        guard let path = given.planFile else {
            guard !line.words.isEmpty else {
                throw UsageError("PATH is missing: a file or folder of declarations, or a hyphen for stdin")
            }
            options = given
            saved = nil
            files = try FleetFiles(context, given).find(line.words)
            if let path = given.saveFile, files.contains(FleetFiles.stdin) {
                throw UsageError("--save: '\(path)' could not be applied later, since stdin is gone then; give files")
            }
            return
        }
        let plan = try FleetCommand.read(path, context)
        let written = line.options.keys
        guard line.words.isEmpty,
            !written.contains(where: { name in FleetOptions.deciding.contains { $0.name == name } })
        else { throw UsageError("--plan brings its files and options with it; leave paths and other options out") }
        saved = plan
        files = plan.files
        options = try FleetOptions(
            Arguments(values: server.arguments.values.merging(plan.options)), server.wording)
    }

    private static func read(_ path: String, _ context: CommandContext) throws(UsageError) -> SavedPlan {
        let bytes: [UInt8]
        do {
            bytes = try context.effects.system.readFile(path)
        } catch {
            throw UsageError("--plan: '\(path)' cannot be read: \(error.reason)")
        }
        guard let json = try? JSON(parsing: bytes), let plan = SavedPlan(json) else {
            throw UsageError("--plan: '\(path)' is no plan of 'latchkey plan --save'")
        }
        return plan
    }

    // MARK: Running

    /// Looks, and does what the command is for.
    func run() async throws(UsageError) -> ExitStatus {
        let (fleet, warnings) = try FleetFiles(context, options).read(files)
        for warning in warnings { context.complain("warning: \(warning)") }
        var redactor = ClientModule.redactor
        for client in fleet.clients { redactor.learn(from: .object(client.written)) }
        let masks = redactor
        let job = options.job(fleet)
        let saved = saved
        let counter = Counter(isCheck: isCheck, fleet.clients.count)
        let isStopped = context.console.catchStop()
        let report = try await server.onServer(isCheck: isCheck, &redactor, counter.text, lineEvery: 10) {
            context throws(Failure) -> FleetReport in
            if let saved {
                let deviations = try await job.deviations(from: saved, context, masks, isStopped: isStopped)
                guard deviations.isEmpty else { throw FleetCommand.failure(deviations) }
            }
            return try await job.run(context, progress: counter.count, isStopped: isStopped)
        }
        guard let report else { return .failed }
        if purpose == .report {
            let drift = Drift(report, warnings: warnings, server: server.name, redactor, server.wording)
            return try DriftCommand.write(drift, source: source, server)
        }
        let text = FleetText(report, redactor, isCheck: isCheck, wantsDiff: wantsDiff, server.wording)
        switch line.output {
        case .text: text.write(context)
        case .json, .yaml: context.write(text.json(warnings: warnings, server: server.name), line.output)
        }
        guard report.count(.failed) + report.count(.skipped) == 0 else {
            if options.saveFile != nil { context.complain("the plan was not saved, since it is not whole") }
            return .failed
        }
        try save(report, redactor)
        return isCheck && report.isChanged ? .wouldChange : .done
    }

    /// The files for people.
    private var source: String {
        let names = files.map { $0 == FleetFiles.stdin ? "stdin" : $0 }
        return names.count > 3
            ? names.prefix(2).joined(separator: ", ") + ", and \(names.count - 2) more files"
            : names.joined(separator: ", ")
    }

    private static func failure(_ deviations: [String]) -> Failure {
        Failure(
            "This is not what was planned: " + deviations.joined(separator: "; ") + ".",
            hint: "Nothing was done. Make a new plan.")
    }

    private func save(_ report: FleetReport, _ redactor: Redactor) throws(UsageError) {
        guard let path = options.saveFile else { return }
        let plan = SavedPlan(files: files, options: options.decisions, report, redactor)
        do {
            try context.effects.system.writePrivateFile(path, Array((plan.json.pretty + "\n").utf8))
        } catch {
            throw UsageError("--save: '\(path)' cannot be written: \(error.reason)")
        }
    }
}

/// How far a run is, for those who wait.
private final class Counter: Sendable {
    private let isCheck: Bool
    private let all: Int
    private let state = Mutex((done: 0, changed: 0, failed: 0))

    init(isCheck: Bool, _ all: Int) {
        self.isCheck = isCheck
        self.all = all
    }

    @Sendable
    func count(_ result: FleetResult) {
        state.withLock { state in
            state.done += 1
            if result.status == .changed { state.changed += 1 }
            if result.status == .failed { state.failed += 1 }
        }
    }

    /// `[#####.....] 250 of 500 clients, 12 changed`.
    @Sendable
    func text() -> String {
        let (done, changed, failed) = state.withLock { $0 }
        let width = 20
        let full = all == 0 ? 0 : min(width, done * width / all)
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
        let changes = changed == 0 ? "" : ", \(changed) \(isCheck ? "would change" : "changed")"
        return "[\(bar)] \(done) of \(all) clients\(changes)" + (failed == 0 ? "" : ", \(failed) failed")
    }
}
