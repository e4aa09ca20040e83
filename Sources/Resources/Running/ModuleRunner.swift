internal import HTTP
public import JSON
internal import Keycloak
public import Reconcile

/// One call of a module, whoever makes it.
public struct ModuleRequest: Sendable {
    /// The module.
    public let module: any Module.Type
    /// The options as the user wrote them.
    public let written: JSONObject
    /// Whether nothing may be written.
    public let isCheck: Bool
    /// Whether every wait is told.
    public let wantsLog: Bool
    /// What has to be there, or not, before anything is done.
    public let expectation: ModuleContext.Expectation

    /// A call.
    public init(
        _ module: any Module.Type, written: JSONObject, isCheck: Bool, wantsLog: Bool,
        expectation: ModuleContext.Expectation = .none
    ) {
        self.module = module
        self.written = written
        self.isCheck = isCheck
        self.wantsLog = wantsLog
        self.expectation = expectation
    }
}

/// What came of a call; secrets are still in it, and the redactor knows them.
public struct ModuleAnswer: Sendable {
    /// How it ended.
    public let result: Result<Outcome, Failure>
    /// What was wrong with the options, sorted; then nothing was asked of the server, and `result` says the same as one text.
    public let problems: [Problem]
    /// The options as they were understood.
    public let invocation: JSONObject
    /// What removes the secrets.
    public let redactor: Redactor
    /// What was told while it ran, without secrets.
    public let log: [String]

    /// Whether it ended as it should.
    public var isSuccess: Bool { if case .success = result { true } else { false } }
}

/// Runs modules: from what a user wrote to an outcome, with the login that all modules share.
public struct ModuleRunner: Sendable {
    private let effects: Effects

    /// A runner with its effects.
    public init(_ effects: Effects) { self.effects = effects }

    /// Settles the options, logs in as far as the module needs it, runs it, and ends the session.
    public func run(_ request: ModuleRequest) async -> ModuleAnswer {
        let options = request.module.options + LoginOptions.all
        let completed = LoginEnvironment.complete(request.written, effects.environment)
        let (settled, problems) = Arguments.settle(completed.written, options)
        var redactor = ModuleRunner.redactor(request, completed.written, options)
        // What was written as JSON text is known by its fields only now.
        redactor.learn(from: .object(settled.values), except: ModuleRunner.publicTexts(request, options))
        let login = LoginOptions.read(
            settled, effects.system, needsLogin: request.module.needsLogin(settled))
        // What could not be settled has been told; it may look wrong in other ways too.
        let unsettled = Set(problems.map(\.path.steps.first))
        let further = (login.problems + request.module.problems(with: settled)).filter { problem in
            problem.path.steps.isEmpty || !unsettled.contains(problem.path.steps.first)
        }
        guard let login = login.login, problems.isEmpty, further.isEmpty else {
            let all = completed.explain(problems + further)
            let invocation = ModuleRunner.understood(settled, of: request.written, without: all)
            return ModuleAnswer(
                result: .failure(Failure(all)), problems: Set(all).sorted(), invocation: invocation, redactor: redactor,
                log: [])
        }
        let answer = await withContext(
            login, isCheck: request.isCheck, wantsLog: request.wantsLog, expectation: request.expectation, &redactor
        ) { context throws(Failure) in try await request.module.run(settled, context) }
        let result = answer.result.map { outcome in
            var outcome = outcome
            outcome.warnings += answer.warnings
            return outcome
        }
        let states =
            switch result {
            case .success(let outcome): outcome.states
            case .failure(let failure): failure.states
            }
        redactor.learn(from: .object(states), except: ModuleRunner.publicTexts(request, options))
        return ModuleAnswer(
            result: result, problems: [], invocation: settled.values, redactor: redactor, log: answer.log)
    }

    /// What came of something that was done with a session.
    public struct Answer<Value: Sendable>: Sendable {
        /// How it ended.
        public let result: Result<Value, Failure>
        /// What was wrong with the options of the login, sorted; then nothing was asked of the server.
        public let problems: [Problem]
        /// What the user should know about the login; of a failure these are in the failure.
        public let warnings: [String]
        /// What was told while it ran, without secrets.
        public let log: [String]

        /// How something ended that needed no session.
        public init(_ result: Result<Value, Failure>) {
            self.init(result: result, warnings: [], log: [])
        }

        init(result: Result<Value, Failure>, problems: [Problem] = [], warnings: [String], log: [String]) {
            self.result = result
            self.problems = problems
            self.warnings = warnings
            self.log = log
        }
    }

    /// Does something with a session that is no module's run: logs in as far as it is needed, and ends the session.
    ///
    /// - Parameters:
    ///   - written: The options of the login alone.
    ///   - needsLogin: Whether nothing can be done without a login.
    ///   - redactor: Learns the secrets of the login.
    public func perform<Value: Sendable>(
        login written: JSONObject, needsLogin: Bool = true, isCheck: Bool, wantsLog: Bool, _ redactor: inout Redactor,
        _ body: @Sendable (ModuleContext) async throws(Failure) -> Value
    ) async -> Answer<Value> {
        let completed = LoginEnvironment.complete(written, effects.environment)
        let (settled, problems) = Arguments.settle(completed.written, LoginOptions.all)
        let secret = LoginOptions.all.filter(\.isSecret)
        redactor.learn(secret.compactMap { settled.text($0.name) })
        let login = LoginOptions.read(settled, effects.system, needsLogin: needsLogin)
        let unsettled = Set(problems.map(\.path.steps.first))
        let all = problems + login.problems.filter { !unsettled.contains($0.path.steps.first) }
        guard let login = login.login, all.isEmpty else {
            let explained = completed.explain(all)
            return Answer(
                result: .failure(Failure(explained)), problems: Set(explained).sorted(), warnings: [], log: [])
        }
        return await withContext(
            login, isCheck: isCheck, wantsLog: wantsLog, expectation: .none, &redactor, body)
    }

    private func withContext<Value: Sendable>(
        _ login: LoginOptions, isCheck: Bool, wantsLog: Bool, expectation: ModuleContext.Expectation,
        _ redactor: inout Redactor, _ body: @Sendable (ModuleContext) async throws(Failure) -> Value
    ) async -> Answer<Value> {
        redactor.learn(login.secrets)
        let log = RunLog(isWanted: wantsLog, redactor, write: effects.log)
        let retries = Retries(policy: login.retry, timing: effects.timing, log: log.add)
        let (store, warnings) = tokenStore(login)
        var result: Result<Value, Failure>
        do throws(Failure) {
            let session = try await session(login, store, retries)
            let context = ModuleContext(
                session: session, isCheck: isCheck, retries: retries, system: effects.system, expectation: expectation,
                server: login.base.description, registrations: registrationStore)
            do {
                result = .success(try await body(context))
            } catch {
                result = .failure(error)
            }
            await session.end()
            redactor.learn(await session.secrets)
        } catch {
            return Answer(result: .failure(error), warnings: [], log: log.all)
        }
        let all = login.warnings + warnings + (await store?.warnings ?? [])
        result = result.mapError { failure in
            var failure = failure
            failure.warnings += all
            return failure
        }
        return Answer(result: result, warnings: all, log: log.all)
    }

    /// The token store that is wanted, and why there is none although one is.
    private func tokenStore(_ login: LoginOptions) -> (store: (any TokenStore)?, warnings: [String]) {
        switch TokenStorePlace(option: login.tokenCache, environment: effects.environment) {
        case .off: (nil, [])
        case .file(let path): (effects.tokenStore(path), [])
        case .nowhere(let warning): (nil, [warning])
        }
    }

    private func registrationStore(_ path: String?) throws(Failure) -> any RegistrationStore {
        do {
            return effects.registrationStore(
                try RegistrationStorePlace.path(option: path, environment: effects.environment))
        } catch {
            throw Failure(error)
        }
    }

    private func session(
        _ login: LoginOptions, _ store: (any TokenStore)?, _ retries: Retries
    ) async throws(Failure) -> Session {
        let transport: any Transport
        do {
            transport = try effects.transport(login.transport)
        } catch {
            throw Failure("The connection cannot be set up: \(error.reason).")
        }
        try await login.waitForReady(transport, timing: retries.timing, log: retries.log)
        return Session(
            transport: RetryingTransport(transport, retries), base: login.base, realm: login.realm,
            credentials: login.credentials, store: store, effects: effects.system, now: retries.timing.date)
    }

    // MARK: Secrets

    /// Knows secrets by the names of options and fields, and by the values that the user wrote or the environment holds.
    private static func redactor(_ request: ModuleRequest, _ written: JSONObject, _ options: [Option]) -> Redactor {
        let names = Set(options.filter(\.isSecret).flatMap(\.names))
        let module = request.module
        var redactor = Redactor { names.contains($0) || module.isSecret(field: $0) }
        redactor.learn(from: .object(written), except: publicTexts(request, options))
        return redactor
    }

    /// The settled options, and in place of what is wrong the mask: nobody knows what stands in a value that is not
    /// understood, or under a name that is not known.
    private static func understood(
        _ settled: Arguments, of written: JSONObject, without problems: [Problem]
    ) -> JSONObject {
        var shown = settled.values
        for problem in problems {
            guard case .key(let name)? = problem.path.steps.first, let value = written[name], value != .null else {
                continue
            }
            shown[name] = .string(Redactor.mask)
        }
        return shown
    }

    /// What users wrote for options that are no secrets: a password that equals the user's name must not blot that out.
    private static func publicTexts(_ request: ModuleRequest, _ options: [Option]) -> [String] {
        options.filter { !$0.isSecret }.flatMap(\.names).compactMap { request.written[$0]?.text }
    }
}
