internal import JSON
internal import Reconcile

/// What a module answers, as Ansible reads it: one JSON object, secrets gone.
struct ModuleResult {
    private var object: JSONObject
    private let redactor: Redactor

    /// The answer of a run that ended as it should.
    init(_ outcome: Outcome, invocation: JSONObject, wantsDiff: Bool, _ redactor: Redactor) {
        self.redactor = redactor
        object = redactor.redact(outcome.states).merging(outcome.disclosed)
        object["changed"] = .bool(outcome.changed)
        object["msg"] = .string(redactor.redact(outcome.message))
        if wantsDiff {
            let diff = redactor.redact(outcome.diff)
            object["diff"] = ["before": .object(diff.before), "after": .object(diff.after)]
        }
        finish(invocation, outcome.warnings)
    }

    /// The answer of a run that failed.
    init(_ failure: Failure, invocation: JSONObject, _ redactor: Redactor) {
        self.redactor = redactor
        object = redactor.redact(failure.states)
        object["changed"] = .bool(failure.changed)
        object["failed"] = true
        object["msg"] = .string(redactor.redact(failure.text))
        finish(invocation, failure.warnings)
    }

    private mutating func finish(_ invocation: JSONObject, _ warnings: [String]) {
        if !warnings.isEmpty { object["warnings"] = .array(warnings.map { .string(redactor.redact($0)) }) }
        // Ansible does not add this for binary modules (ansible-facts 8).
        object["invocation"] = ["module_args": .object(redactor.redact(invocation))]
    }

    /// Adds what was told while it ran; Ansible shows a module's stderr nowhere else.
    mutating func add(log: [String]) {
        if !log.isEmpty { object["log"] = .array(log.map { .string(redactor.redact($0)) }) }
    }

    /// The object on one line, names sorted.
    var text: String { JSON.object(object).compact }
}
