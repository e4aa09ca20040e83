internal import JSON
internal import Reconcile
internal import Resources

/// What a run came to, for those who show it: secrets are gone, but for what was asked for.
struct Report: Sendable {
    /// Whether anything changed or would change.
    let changed: Bool
    /// One sentence.
    let message: String
    /// The states.
    let states: JSONObject
    /// What was asked for although it is secret.
    let disclosed: JSONObject
    /// What differs.
    let diff: Outcome.Diff
    /// Whether the difference is to be shown.
    let wantsDiff: Bool
    /// How text is marked.
    let style: Style
    /// The terminal's columns; nil when there is no terminal.
    let width: Int?

    /// A report of what ended as it should.
    init(_ outcome: Outcome, _ redactor: Redactor, wantsDiff: Bool, isCheck: Bool, _ style: Style, width: Int?) {
        changed = outcome.changed
        let message = Shown.visible(redactor.redact(outcome.message))
        // A module says the same in check mode; people are told apart what is and what would be.
        self.message =
            isCheck && outcome.changed
            ? Spelling.exchange(" has been ", for: " would be ", in: message) : message
        states = redactor.redact(outcome.states)
        disclosed = outcome.disclosed
        diff = redactor.redact(outcome.diff)
        self.wantsDiff = wantsDiff
        self.style = style
        self.width = width
    }
}

/// How people see what changed.
enum ChangeText {
    /// The message, and below it the difference when it is wanted, and secrets that were asked for.
    @Sendable
    static func show(_ report: Report) -> String {
        let message = report.changed ? report.style.changed(report.message) : report.style.unchanged(report.message)
        let diff = report.wantsDiff ? DiffText.lines(report.diff, report.style) : ""
        let disclosed = report.disclosed.members.map { "\($0.key): \(Shown.value($0.value))\n" }.joined()
        return message + "\n" + diff + disclosed
    }
}
