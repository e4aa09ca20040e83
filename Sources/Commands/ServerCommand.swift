internal import JSON
internal import Reconcile
internal import Resources

/// A command that asks a server and is no module; it has options and a login as a module has.
struct ServerCommand: Sendable {
    /// Its options without those of the login; each has a flag.
    let options: [Option]
    /// The flags that steer it, besides `--verbose` and `--help`.
    let steering: [Flag]
    /// Whether it asks no server after all, and has no login.
    let isLocal: Bool
    /// What it does once the line is understood.
    let run: @Sendable (ServerRun) async throws(UsageError) -> ExitStatus

    /// A command that asks a server.
    init(
        options: [Option], steering: [Flag], isLocal: Bool = false,
        run: @escaping @Sendable (ServerRun) async throws(UsageError) -> ExitStatus
    ) {
        self.options = options
        self.steering = steering
        self.isLocal = isLocal
        self.run = run
    }
}

/// A run of a command that asks a server and is no module.
struct ServerRun: Sendable {
    /// What was written.
    let line: Line
    /// All that it may use.
    let context: CommandContext
    /// The command's own options, settled.
    let arguments: Arguments
    private let written: WrittenOptions
    private let command: ServerCommand
    /// Puts what is told into the command's words.
    let wording: Wording

    /// Settles what a line says.
    init(_ line: Line, _ command: ServerCommand, _ context: CommandContext) throws(UsageError) {
        self.line = line
        self.context = context
        self.command = command
        wording = Wording(line.command)
        written = try WrittenOptions(line, nil, context)
        let own = Set(command.options.map(\.name))
        let (settled, problems) = Arguments.settle(
            written.values.filter { own.contains($0.key) }, command.options)
        arguments = settled
        guard problems.isEmpty else {
            throw UsageError(problems.map { [wording] in wording.problem($0, inFile: []) })
        }
    }

    /// The options of the login, as they were written; asks for a password where one is missing.
    func login() throws(UsageError) -> JSONObject {
        var written = written
        if !command.isLocal { try written.askForPassword(context) }
        let own = Set(command.options.map(\.name))
        return written.values.filter { !own.contains($0.key) }
    }

    /// How people see the server.
    var name: String { context.serverName(written.values) }

    /// Does something on the server, while the terminal shows that it takes long; nil when that failed, which has been told.
    ///
    /// - Parameter redactor: Knows the secrets of what is done; it learns those of the login.
    func onServer<Value: Sendable>(
        isCheck: Bool = false, _ redactor: inout Redactor,
        _ body: @Sendable (ModuleContext) async throws(Failure) -> Value
    ) async throws(UsageError) -> Value? {
        let name = name
        return try await onServer(isCheck: isCheck, &redactor, { "waiting for \(name)" }, lineEvery: nil, body)
    }

    /// The same with words for what goes on; asks for a password where one is missing.
    ///
    /// - Parameter interval: Seconds between two lines where nothing can be shown and wiped away; nil writes none.
    func onServer<Value: Sendable>(
        isCheck: Bool, _ redactor: inout Redactor, _ progress: @escaping @Sendable () -> String,
        lineEvery interval: Int?, _ body: @Sendable (ModuleContext) async throws(Failure) -> Value
    ) async throws(UsageError) -> Value? {
        let login = try login()
        // The progress must not hold the caller's redactor while it waits.
        let known = redactor
        let (answer, learned) = await context.progress.during(progress, lineEvery: interval) {
            var redactor = known
            let answer = await ModuleRunner(context.effects).perform(
                login: login, isCheck: isCheck, wantsLog: line.has(.verbose), &redactor, body)
            return (answer, redactor)
        }
        redactor = learned
        return try told(answer, learned)
    }

    /// What came of something that was done; nil when it failed, which has been told.
    func told<Value: Sendable>(
        _ answer: ModuleRunner.Answer<Value>, _ redactor: Redactor
    ) throws(UsageError) -> Value? {
        guard answer.problems.isEmpty else {
            throw UsageError(answer.problems.map { redactor.redact(wording.problem($0, inFile: [])) })
        }
        switch answer.result {
        case .success(let value):
            warn(answer.warnings, redactor)
            return value
        case .failure(let failure):
            fail(failure, redactor)
            return nil
        }
    }

    /// Writes warnings to stderr.
    func warn(_ warnings: [String], _ redactor: Redactor) {
        for warning in warnings { context.complain("warning: " + redactor.redact(wording.text(warning))) }
    }

    /// Tells why it failed, in the form that was asked for.
    private func fail(_ failure: Failure, _ redactor: Redactor) {
        guard line.output == .text else { return context.write(ModuleResult(failure, redactor).json, line.output) }
        warn(failure.warnings, redactor)
        context.complain(redactor.redact(wording.text(failure.text)))
    }
}
