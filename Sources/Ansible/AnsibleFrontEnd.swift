public import HTTP
internal import JSON
public import Keycloak
internal import Reconcile
internal import Resources

/// The front end for Ansible: an args file in, one JSON object out.
public struct AnsibleFrontEnd: Sendable {
    /// Every side effect that a module may have.
    public struct Effects: Sendable {
        /// Opens a transport.
        public let transport: @Sendable (TransportSettings) throws(HTTPError) -> any Transport
        /// What a login needs: files and random bytes.
        public let login: LoginEffects

        /// Time and chance.
        public let timing: Timing
        /// The value of an environment variable.
        public let environment: @Sendable (String) -> String?
        /// Opens the token store in a file.
        public let tokenStore: @Sendable (String) -> any TokenStore
        /// Takes one line about what goes on, for stderr.
        public let log: @Sendable (String) -> Void

        /// Effects; what is left out is an empty environment, a store that is never found again, and silence; a login's effect that is left out
        /// fails when it is used.
        public init(
            transport: @escaping @Sendable (TransportSettings) throws(HTTPError) -> any Transport, timing: Timing,
            login: LoginEffects = LoginEffects(), environment: @escaping @Sendable (String) -> String? = { _ in nil },
            tokenStore: @escaping @Sendable (String) -> any TokenStore = { _ in MemoryTokenStore() },
            log: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.transport = transport
            self.timing = timing
            self.login = login
            self.environment = environment
            self.tokenStore = tokenStore
            self.log = log
        }
    }

    private let effects: Effects

    /// A front end with its effects.
    public init(effects: Effects) { self.effects = effects }

    /// Whether a program that was started under this path is a module.
    public static func isModule(program: String) -> Bool {
        Modules.named(ModuleCall.moduleName(ofProgram: program)) != nil
    }

    /// The answer of a module that could not even be called.
    public static func failure(_ message: String) -> String {
        ModuleResult(Failure(message), invocation: [:], Redactor { _ in true }).text
    }

    /// Runs the module that `program` names with the args file's bytes; the answer for stdout and the exit status.
    public func run(program: String, arguments: [UInt8]) async -> (output: String, status: Int32) {
        let call: ModuleCall
        do {
            call = try ModuleCall(program: program, arguments: arguments)
        } catch {
            return (ModuleResult(error, invocation: [:], Redactor { _ in true }).text, 1)
        }
        let options = call.module.options + LoginOptions.all
        let completed = LoginEnvironment.complete(call.written, effects.environment)
        let (settled, problems) = Arguments.settle(completed.written, options)
        var redactor = AnsibleFrontEnd.redactor(call, completed.written, options)
        // What was written as JSON text is known by its fields only now.
        redactor.learn(from: .object(settled.values), except: AnsibleFrontEnd.publicTexts(call, options))
        let login = LoginOptions.read(settled, effects.login)
        // What could not be settled has been told; it may look wrong in other ways too.
        let unsettled = Set(problems.map(\.path.steps.first))
        let further = (login.problems + call.module.problems(with: settled)).filter { problem in
            problem.path.steps.isEmpty || !unsettled.contains(problem.path.steps.first)
        }
        guard let login = login.login, problems.isEmpty, further.isEmpty else {
            let all = completed.explain(problems + further)
            let invocation = AnsibleFrontEnd.understood(settled, of: call.written, without: all)
            return (ModuleResult(Failure(all), invocation: invocation, redactor).text, 1)
        }
        redactor.learn(login.secrets)
        let log = RunLog(isWanted: call.wantsLog, redactor, write: effects.log)
        let retries = Retries(policy: login.retry, timing: effects.timing, log: log.add)
        do throws(Failure) {
            let (store, warnings) = tokenStore(login)
            let session = try await session(login, store, retries)
            let context = ModuleContext(session: session, isCheck: call.isCheck, retries: retries)
            let result: Result<Outcome, Failure>
            do {
                result = .success(try await call.module.run(settled, context))
            } catch {
                result = .failure(error)
            }
            await session.end()
            redactor.learn(await session.secrets)
            let outcome = try await AnsibleFrontEnd.adding(
                login.warnings + warnings + (store?.warnings ?? []), to: result
            ).get()
            redactor.learn(from: .object(outcome.states), except: AnsibleFrontEnd.publicTexts(call, options))
            var answer = ModuleResult(
                outcome, invocation: settled.values, wantsDiff: call.wantsDiff, redactor)
            answer.add(log: log.all)
            return (answer.text, 0)
        } catch {
            redactor.learn(from: .object(error.states), except: AnsibleFrontEnd.publicTexts(call, options))
            var answer = ModuleResult(error, invocation: settled.values, redactor)
            answer.add(log: log.all)
            return (answer.text, 1)
        }
    }

    private static func adding(_ warnings: [String], to result: Result<Outcome, Failure>) -> Result<Outcome, Failure> {
        switch result {
        case .success(var outcome):
            outcome.warnings += warnings
            return .success(outcome)
        case .failure(var failure):
            failure.warnings += warnings
            return .failure(failure)
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
            credentials: login.credentials, store: store, effects: effects.login, now: retries.timing.date)
    }

    // MARK: Secrets

    /// Knows secrets by the names of options and fields, and by the values that the user wrote or the environment holds.
    private static func redactor(_ call: ModuleCall, _ written: JSONObject, _ options: [Option]) -> Redactor {
        let names = Set(options.filter(\.isSecret).flatMap(\.names))
        let module = call.module
        var redactor = Redactor { names.contains($0) || module.isSecret(field: $0) }
        redactor.learn(from: .object(written), except: publicTexts(call, options))
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
    private static func publicTexts(_ call: ModuleCall, _ options: [Option]) -> [String] {
        options.filter { !$0.isSecret }.flatMap(\.names).compactMap { call.written[$0]?.text }
    }
}
