internal import JSON
internal import Reconcile
internal import Resources

/// Runs a module for people.
struct ModuleRun {
    private let line: Line
    private let module: ModuleCommand
    private let context: CommandContext

    /// A run of what a line says.
    init(_ line: Line, _ module: ModuleCommand, _ context: CommandContext) {
        self.line = line
        self.module = module
        self.context = context
    }

    /// Runs the module and writes what came of it.
    func run() async throws(UsageError) -> ExitStatus {
        var written = try WrittenOptions(line, module, context)
        try written.askForPassword(context)
        let request = ModuleRequest(
            module.module, written: written.values, isCheck: line.has(.check), wantsLog: line.has(.verbose),
            expectation: module.expectation)
        let answer = await context.progress.during("waiting for \(context.serverName(written.values))") {
            await ModuleRunner(context.effects).run(request)
        }
        let wording = Wording(line.command)
        guard answer.problems.isEmpty else {
            throw UsageError(
                answer.problems.map { answer.redactor.redact(wording.problem($0, inFile: written.inFile)) })
        }
        if line.output != .text {
            context.write(ModuleResult(answer, wantsDiff: line.has(.diff)).json, line.output)
        } else if !writeText(answer, wording) {
            return .failed
        }
        guard case .success(let outcome) = answer.result else { return .failed }
        return line.has(.check) && outcome.changed ? .wouldChange : .done
    }

    /// Writes what people see; whether there was what they asked for.
    private func writeText(_ answer: ModuleAnswer, _ wording: Wording) -> Bool {
        switch answer.result {
        case .success(let outcome):
            warn(outcome.warnings, answer.redactor, wording)
            let report = Report(
                outcome, answer.redactor, answer.invocation, wantsDiff: line.has(.diff), isCheck: line.has(.check),
                context.style,
                width: context.console.terminal.width)
            let display = module.show(report)
            if let problem = display.problem { context.complain(problem) }
            context.console.write(display.output)
            for note in display.notes { context.complain(note) }
            return display.problem == nil
        case .failure(let failure):
            warn(failure.warnings, answer.redactor, wording)
            context.complain(answer.redactor.redact(wording.text(failure.text)))
            return false
        }
    }

    private func warn(_ warnings: [String], _ redactor: Redactor, _ wording: Wording) {
        for warning in warnings { context.complain("warning: " + redactor.redact(wording.text(warning))) }
    }
}
