public import JSON
public import Reconcile

/// What came of a call as one JSON object without secrets: the form in which Ansible reads it, and scripts.
public struct ModuleResult: Sendable {
    private var object: JSONObject
    private let redactor: Redactor

    /// The result of a run that ended as it should.
    public init(_ outcome: Outcome, wantsDiff: Bool, _ redactor: Redactor) {
        self.redactor = redactor
        object = redactor.redact(outcome.states).merging(outcome.disclosed)
        object["changed"] = .bool(outcome.changed)
        object["msg"] = .string(redactor.redact(outcome.message))
        if wantsDiff {
            let diff = redactor.redact(outcome.diff)
            object["diff"] = ["before": .object(diff.before), "after": .object(diff.after)]
        }
        add("warnings", outcome.warnings)
    }

    /// The result of a run that failed.
    public init(_ failure: Failure, _ redactor: Redactor) {
        self.redactor = redactor
        object = redactor.redact(failure.states)
        object["changed"] = .bool(failure.changed)
        object["failed"] = true
        object["msg"] = .string(redactor.redact(failure.text))
        add("warnings", failure.warnings)
    }

    /// The result of a call.
    public init(_ answer: ModuleAnswer, wantsDiff: Bool) {
        switch answer.result {
        case .success(let outcome): self.init(outcome, wantsDiff: wantsDiff, answer.redactor)
        case .failure(let failure): self.init(failure, answer.redactor)
        }
    }

    /// Adds the options as they were understood; Ansible does not do so for binary modules (ansible-facts 8).
    public mutating func add(invocation: JSONObject) {
        object["invocation"] = ["module_args": .object(redactor.redact(invocation))]
    }

    /// Adds what was told while it ran; Ansible shows a module's stderr nowhere else.
    public mutating func add(log: [String]) { add("log", log) }

    private mutating func add(_ key: String, _ texts: [String]) {
        if !texts.isEmpty { object[key] = .array(texts.map { .string(redactor.redact($0)) }) }
    }

    /// The object.
    public var json: JSON { .object(object) }
}
