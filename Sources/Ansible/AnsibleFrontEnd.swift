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
        /// What a login needs: environment, files, clock, random bytes.
        public let login: LoginEffects

        /// Effects; what a login needs and is not given fails when it is used.
        public init(
            transport: @escaping @Sendable (TransportSettings) throws(HTTPError) -> any Transport,
            login: LoginEffects = LoginEffects()
        ) {
            self.transport = transport
            self.login = login
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
        let completed = LoginEnvironment.complete(call.written, effects.login)
        let (settled, problems) = Arguments.settle(completed.written, options)
        var redactor = AnsibleFrontEnd.redactor(call, completed.written, options)
        let (login, loginProblems) = LoginOptions.read(settled, effects.login)
        let allProblems = completed.explain(problems + loginProblems)
        guard let login, allProblems.isEmpty else {
            return (ModuleResult(Failure(allProblems), invocation: call.written, redactor).text, 1)
        }
        redactor.learn(login.secrets)
        do throws(Failure) {
            let session = try session(login)
            let context = ModuleContext(session: session, isCheck: call.isCheck)
            let result: Result<Outcome, Failure>
            do {
                result = .success(try await call.module.run(settled, context))
            } catch {
                result = .failure(error)
            }
            redactor.learn(await session.secrets)
            var outcome = try result.get()
            outcome.warnings = login.warnings + outcome.warnings
            redactor.learn(from: .object(outcome.states), except: AnsibleFrontEnd.publicTexts(call, options))
            let answer = ModuleResult(
                outcome, invocation: settled.values, wantsDiff: call.wantsDiff, redactor)
            return (answer.text, 0)
        } catch {
            var error = error
            error.warnings = login.warnings + error.warnings
            redactor.learn(from: .object(error.states), except: AnsibleFrontEnd.publicTexts(call, options))
            return (ModuleResult(error, invocation: settled.values, redactor).text, 1)
        }
    }

    private func session(_ login: LoginOptions) throws(Failure) -> Session {
        do {
            return Session(
                transport: try effects.transport(login.transport), base: login.base, realm: login.realm,
                credentials: login.credentials, effects: effects.login)
        } catch {
            throw Failure("The connection cannot be set up: \(error.reason).")
        }
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

    /// What users wrote for options that are no secrets: a password that equals the user's name must not blot that out.
    private static func publicTexts(_ call: ModuleCall, _ options: [Option]) -> [String] {
        options.filter { !$0.isSecret }.flatMap(\.names).compactMap { call.written[$0]?.text }
    }
}
