internal import JSON
internal import Reconcile
public import Resources

/// The front end for Ansible: an args file in, one JSON object out.
public struct AnsibleFrontEnd: Sendable {
    private let runner: ModuleRunner

    /// A front end with its effects.
    public init(effects: Effects) { runner = ModuleRunner(effects) }

    /// Whether a program that was started under this path is a module.
    public static func isModule(program: String) -> Bool {
        Modules.named(ModuleCall.moduleName(ofProgram: program)) != nil
    }

    /// The answer of a module that could not even be called.
    public static func failure(_ message: String) -> String { text(of: Failure(message)) }

    /// Runs the module that `program` names with the args file's bytes; the answer for stdout and the exit status.
    public func run(program: String, arguments: [UInt8]) async -> (output: String, status: Int32) {
        let call: ModuleCall
        do {
            call = try ModuleCall(program: program, arguments: arguments)
        } catch {
            return (AnsibleFrontEnd.text(of: error), 1)
        }
        let answer = await runner.run(call.request)
        var result = ModuleResult(answer, wantsDiff: call.wantsDiff)
        result.add(invocation: answer.invocation)
        result.add(log: answer.log)
        return (result.json.compact, answer.isSuccess ? 0 : 1)
    }

    private static func text(of failure: Failure) -> String {
        var result = ModuleResult(failure, Redactor { _ in true })
        result.add(invocation: [:])
        return result.json.compact
    }
}
