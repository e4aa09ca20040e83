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
    /// The options as they were understood.
    public let invocation: JSONObject
    /// What removes the secrets.
    public let redactor: Redactor
    /// What was told while it ran, without secrets.
    public let log: [String]
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
        let login = LoginOptions.read(settled, effects.system)
        // What could not be settled has been told; it may look wrong in other ways too.
        let unsettled = Set(problems.map(\.path.steps.first))
        let further = (login.problems + request.module.problems(with: settled)).filter { problem in
            problem.path.steps.isEmpty || !unsettled.contains(problem.path.steps.first)
        }
        guard let login = login.login, problems.isEmpty, further.isEmpty else {
            let all = completed.explain(problems + further)
            let invocation = ModuleRunner.understood(settled, of: request.written, without: all)
            return ModuleAnswer(result: .failure(Failure(all)), invocation: invocation, redactor: redactor, log: [])
        }
        redactor.learn(login.secrets)
        let log = RunLog(isWanted: request.wantsLog, redactor, write: effects.log)
        let retries = Retries(policy: login.retry, timing: effects.timing, log: log.add)
        let result = await result(of: request, settled, login, retries, &redactor)
        let states =
            switch result {
            case .success(let outcome): outcome.states
            case .failure(let failure): failure.states
            }
        redactor.learn(from: .object(states), except: ModuleRunner.publicTexts(request, options))
        return ModuleAnswer(result: result, invocation: settled.values, redactor: redactor, log: log.all)
    }

    private func result(
        of request: ModuleRequest, _ settled: Arguments, _ login: LoginOptions, _ retries: Retries,
        _ redactor: inout Redactor
    ) async -> Result<Outcome, Failure> {
        let (store, warnings) = tokenStore(login)
        var result: Result<Outcome, Failure>
        do throws(Failure) {
            let session = try await session(login, store, retries)
            let context = ModuleContext(
                session: session, isCheck: request.isCheck, retries: retries, system: effects.system,
                expectation: request.expectation)
            do {
                result = .success(try await request.module.run(settled, context))
            } catch {
                result = .failure(error)
            }
            await session.end()
            redactor.learn(await session.secrets)
        } catch {
            return .failure(error)
        }
        let all = login.warnings + warnings + (await store?.warnings ?? [])
        result = result.map { outcome in
            var outcome = outcome
            outcome.warnings += all
            return outcome
        }
        return result.mapError { failure in
            var failure = failure
            failure.warnings += all
            return failure
        }
    }

    /// The token store that is wanted, and why there is none although one is.
    private func tokenStore(_ login: LoginOptions) -> (store: (any TokenStore)?, warnings: [String]) {
        switch TokenStorePlace(option: login.tokenCache, environment: effects.environment) {
        case .off: (nil, [])
        case .file(let path): (effects.tokenStore(path), [])
        case .nowhere(let warning): (nil, [warning])
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
