internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources
internal import Synchronization

/// `latchkey plan` and `latchkey apply`: from files to what became of their clients.
struct FleetCommand {
    private let line: Line
    private let context: CommandContext
    private let isCheck: Bool
    private let wantsDiff: Bool
    private let wording: Wording
    private let options: FleetOptions
    private let login: JSONObject
    private let files: [String]
    private let saved: SavedPlan?

    /// `latchkey apply`.
    @Sendable
    static func apply(_ line: Line, _ context: CommandContext) async throws(UsageError) -> ExitStatus {
        try await FleetCommand(line, context, isPlan: false).run()
    }

    /// `latchkey plan`, which is `latchkey apply --check --diff`.
    @Sendable
    static func plan(_ line: Line, _ context: CommandContext) async throws(UsageError) -> ExitStatus {
        try await FleetCommand(line, context, isPlan: true).run()
    }

    private init(_ line: Line, _ context: CommandContext, isPlan: Bool) throws(UsageError) {
        self.line = line
        self.context = context
        isCheck = isPlan || line.has(.check)
        wantsDiff = isPlan || line.has(.diff)
        wording = Wording(line.command)
        var written = try WrittenOptions(line, context)
        try written.askForPassword(context)
        let isOwn = { (name: String) in line.command.options.contains { $0.name == name } }
        login = written.values.filter { !isOwn($0.key) }
        let own = written.values.filter { isOwn($0.key) }
        let given = try FleetOptions(own, wording)
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
        guard line.words.isEmpty, own.keys.allSatisfy({ name in !FleetOptions.deciding.contains { $0.name == name } })
        else { throw UsageError("--plan brings its files and options with it; leave paths and other options out") }
        saved = plan
        files = plan.files
        options = try FleetOptions(own.merging(plan.options), wording)
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

    private func run() async throws(UsageError) -> ExitStatus {
        let (fleet, warnings) = try FleetFiles(context, options).read(files)
        for warning in warnings { context.complain("warning: \(warning)") }
        let names = Set(LoginOptions.all.filter(\.isSecret).flatMap(\.names))
        var redactor = Redactor { names.contains($0) || ClientModule.isSecret(field: $0) }
        for client in fleet.clients { redactor.learn(from: .object(client.written)) }
        let masks = redactor
        let job = options.job(fleet)
        let (saved, isCheck) = (saved, isCheck)
        let counter = Counter(isCheck: isCheck, fleet.clients.count)
        let isStopped = context.console.catchStop()
        let answer = await context.progress.during(counter.text, lineEvery: 10) {
            await ModuleRunner(context.effects).perform(
                login: login, isCheck: isCheck, wantsLog: line.has(.verbose), &redactor
            ) { context throws(Failure) -> FleetReport in
                if let saved {
                    let deviations = try await job.deviations(from: saved, context, masks, isStopped: isStopped)
                    guard deviations.isEmpty else { throw FleetCommand.failure(deviations) }
                }
                return try await job.run(context, progress: counter.count, isStopped: isStopped)
            }
        }
        guard answer.problems.isEmpty else {
            throw UsageError(answer.problems.map { redactor.redact(wording.problem($0, inFile: [])) })
        }
        let result = FleetText(
            answer.result, warnings: answer.warnings, redactor, isCheck: isCheck, wantsDiff: wantsDiff, wording)
        switch line.output {
        case .text: result.write(context)
        case .json, .yaml: context.write(result.json(warnings: warnings), line.output)
        }
        guard case .success(let report) = answer.result else { return .failed }
        guard report.count(.failed) + report.count(.skipped) == 0 else {
            if options.saveFile != nil { context.complain("the plan was not saved, since it is not whole") }
            return .failed
        }
        try save(report, redactor)
        return isCheck && report.isChanged ? .wouldChange : .done
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
