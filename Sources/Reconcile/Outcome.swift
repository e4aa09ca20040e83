public import JSON

/// What a run did, or in check mode would do; every front end renders it.
public struct Outcome: Sendable, Hashable {
    /// Whether anything changed or would change.
    public var changed: Bool
    /// One sentence for people.
    public var message: String
    /// The states by the names under which users know them, such as `existing`, `proposed` and `end_state`.
    public var states: JSONObject
    /// What was asked for although it holds secrets, by the names under which users know it: shown as it is, beside the
    /// states or in their place.
    public var disclosed: JSONObject
    /// What differs; empty on both sides when nothing does.
    public var diff: Diff
    /// What the user should know although nothing failed.
    public var warnings: [String]

    /// The differing parts, in the same shape.
    public struct Diff: Sendable, Hashable {
        /// What was.
        public let before: JSONObject
        /// What is, or would be.
        public let after: JSONObject

        /// A difference.
        public init(before: JSONObject = [:], after: JSONObject = [:]) {
            self.before = before
            self.after = after
        }
    }

    /// An outcome.
    public init(
        changed: Bool, message: String, states: JSONObject = [:], disclosed: JSONObject = [:], diff: Diff = Diff(),
        warnings: [String] = []
    ) {
        self.changed = changed
        self.message = message
        self.states = states
        self.disclosed = disclosed
        self.diff = diff
        self.warnings = warnings
    }
}

/// Why a run ended without its outcome.
public struct Failure: Error, Sendable, Hashable {
    /// The fact, with the server's own reason and the request.
    public var message: String
    /// What to do next; empty when there is nothing to say.
    public var hint: String
    /// Whether the run had changed something before it failed.
    public var changed: Bool
    /// The states that are known, as in `Outcome`.
    public var states: JSONObject
    /// What the user should know besides.
    public var warnings: [String]
    /// Whether others who wrote at the same time may have caused it, so that doing it again may succeed.
    public var mayBeContention = false

    /// A failure.
    public init(
        _ message: String, hint: String = "", changed: Bool = false, states: JSONObject = [:], warnings: [String] = []
    ) {
        self.message = message
        self.hint = hint
        self.changed = changed
        self.states = states
        self.warnings = warnings
    }

    /// Everything that is wrong with what the user wrote, in one answer.
    public init(_ problems: [Problem]) {
        let sorted = Set(problems).sorted()
        let heading = sorted.count == 1 ? "" : "\(sorted.count) problems: "
        self.init(heading + sorted.map(\.description).joined(separator: "; "))
    }

    /// Fact and next step as one text.
    public var text: String { hint.isEmpty ? message : "\(message) \(hint)" }
}
