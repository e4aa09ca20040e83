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
    /// The options as they were understood.
    let options: JSONObject
    /// How text is marked.
    let style: Style
    /// The terminal's columns; nil when there is no terminal.
    let width: Int?

    /// A report of what ended as it should.
    init(
        _ outcome: Outcome, _ redactor: Redactor, _ options: JSONObject, wantsDiff: Bool, isCheck: Bool, _ style: Style,
        width: Int?
    ) {
        changed = outcome.changed
        let message = Shown.visible(redactor.redact(outcome.message))
        // A module says the same in check mode; people are told apart what is and what would be.
        self.message =
            isCheck && outcome.changed
            ? Spelling.exchange(" has been ", for: " would be ", in: message) : message
        states = redactor.redact(outcome.states)
        disclosed = outcome.disclosed
        diff = redactor.redact(outcome.diff)
        self.options = redactor.redact(options)
        self.wantsDiff = wantsDiff
        self.style = style
        self.width = width
    }
}

extension Report {
    /// A text as it is; on a terminal its hidden characters are shown.
    func exactly(_ text: String) -> String { width == nil ? text : Shown.visible(text) }
}

/// What people see.
struct Display: Sendable {
    /// What goes to stdout, with its line breaks.
    var output = ""
    /// What is told on stderr besides, each as a sentence.
    var notes: [String] = []
    /// Why there is nothing of what was asked for, as a sentence; the command fails then.
    var problem: String?
}

/// How people see what changed.
enum ChangeText {
    /// The message, and below it the difference when it is wanted, and secrets that were asked for.
    @Sendable
    static func show(_ report: Report) -> Display {
        let message = report.changed ? report.style.changed(report.message) : report.style.unchanged(report.message)
        let diff = report.wantsDiff ? DiffText.lines(report.diff, report.style) : ""
        // What is more than a text is for a command of its own to show.
        let disclosed = report.disclosed.members.map { member in
            member.value.text.map { "\(member.key): \(report.exactly($0))\n" } ?? ""
        }.joined()
        return Display(output: message + "\n" + diff + disclosed)
    }
}
