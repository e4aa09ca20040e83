public import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// The front end for Ansible: an args file in, one JSON object out.
public struct AnsibleFrontEnd: Sendable {
    /// Every side effect that a module may have.
    public struct Effects: Sendable {
        /// Opens a transport.
        public let transport: @Sendable (TransportSettings) throws(HTTPError) -> any Transport

        /// Time and chance.
        public let timing: Timing
        /// Takes one line about what goes on, for stderr.
        public let log: @Sendable (String) -> Void

        /// Effects.
        public init(
            transport: @escaping @Sendable (TransportSettings) throws(HTTPError) -> any Transport, timing: Timing,
            log: @escaping @Sendable (String) -> Void
        ) {
            self.transport = transport
            self.timing = timing
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
        let (settled, problems) = Arguments.settle(call.written, options)
        var redactor = AnsibleFrontEnd.redactor(call, options)
        let login = LoginOptions.read(settled)
        guard let login = login.login, problems.isEmpty else {
            let failure = Failure(problems + login.problems)
            return (ModuleResult(failure, invocation: call.written, redactor).text, 1)
        }
        let log = RunLog(isWanted: call.wantsLog, redactor, write: effects.log)
        let retries = Retries(policy: login.retry, timing: effects.timing, log: log.add)
        do throws(Failure) {
            let session = try await session(login, retries)
            let context = ModuleContext(session: session, isCheck: call.isCheck, retries: retries)
            let result: Result<Outcome, Failure>
            do {
                result = .success(try await call.module.run(settled, context))
            } catch {
                result = .failure(error)
            }
            redactor.learn(await session.secrets)
            let outcome = try result.get()
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

    private func session(_ login: LoginOptions, _ retries: Retries) async throws(Failure) -> Session {
        let transport: any Transport
        do {
            transport = try effects.transport(login.transport)
        } catch {
            throw Failure("The connection cannot be set up: \(error.reason).")
        }
        try await login.waitForReady(transport, timing: retries.timing, log: retries.log)
        return Session(
            transport: RetryingTransport(transport, retries), base: login.base, realm: login.realm,
            credentials: login.credentials)
    }

    // MARK: Secrets

    /// Knows secrets by the names of options and fields, and by the values that the user wrote.
    private static func redactor(_ call: ModuleCall, _ options: [Option]) -> Redactor {
        let names = Set(options.filter(\.isSecret).flatMap(\.names))
        let module = call.module
        var redactor = Redactor { names.contains($0) || module.isSecret(field: $0) }
        redactor.learn(from: .object(call.written), except: publicTexts(call, options))
        return redactor
    }

    /// What users wrote for options that are no secrets: a password that equals the user's name must not blot that out.
    private static func publicTexts(_ call: ModuleCall, _ options: [Option]) -> [String] {
        options.filter { !$0.isSecret }.flatMap(\.names).compactMap { call.written[$0]?.text }
    }
}
