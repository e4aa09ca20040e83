internal import JSON
internal import Reconcile
internal import Resources

/// What became of a fleet, as people read it and as a document.
struct FleetText {
    private let report: FleetReport
    private let redactor: Redactor
    private let isCheck: Bool
    private let wantsDiff: Bool
    private let wording: Wording

    /// What is to be told.
    init(_ report: FleetReport, _ redactor: Redactor, isCheck: Bool, wantsDiff: Bool, _ wording: Wording) {
        self.report = report
        self.redactor = redactor
        self.isCheck = isCheck
        self.wantsDiff = wantsDiff
        self.wording = wording
    }

    // MARK: For people

    /// Writes a line for each client that is not as declared, and one with the counts.
    func write(_ context: CommandContext) {
        for warning in report.warnings { complain("warning: " + warning, context) }
        for result in report.results { context.console.write(text(of: result, context.style)) }
        context.console.write(context.style.heading(counts) + "\n")
        if report.count(.skipped) > 0 {
            complain(
                "not begun: \(report.count(.skipped)) clients; what was under way is done. Run again for the rest.",
                context)
        }
    }

    private func complain(_ text: String, _ context: CommandContext) {
        context.complain(redactor.redact(wording.text(text)))
    }

    private func text(of result: FleetResult, _ style: Style) -> String {
        let name = Shown.visible("\(result.realm)/\(result.client)")
        switch result.status {
        case .ok: return ""
        case .skipped: return style.failed("? \(name): not begun") + "\n"
        case .failed:
            let reason = Shown.visible(redactor.redact(wording.text(result.message)))
            return style.failed("! \(name) (\(result.place)): \(reason)") + "\n"
        case .changed:
            let head =
                switch result.action {
                case .create: style.added("+ \(name)")
                case .delete: style.removed("- \(name)")
                case .update, .none: style.changed("~ \(name)")
                }
            // Of a client that goes, its name says all.
            guard wantsDiff, result.action != .delete else { return head + "\n" }
            let lines = DiffText.lines(redactor.redact(result.diff), style).pieces(separatedBy: "\n")
            return head + "\n" + lines.filter { !$0.isEmpty }.map { "    \($0)\n" }.joined()
        }
    }

    /// All counts in one line, which begins with what was done: a plan, or the work itself.
    private var counts: String {
        let words = isCheck ? ("to create", "to change", "to delete") : ("created", "changed", "deleted")
        var parts = [
            "\(report.count(.create)) \(words.0)", "\(report.count(.update)) \(words.1)",
            "\(report.count(.delete)) \(words.2)", "\(report.count(.ok)) as declared",
        ]
        if report.count(.failed) > 0 { parts.append("\(report.count(.failed)) failed") }
        if report.count(.skipped) > 0 { parts.append("\(report.count(.skipped)) not begun") }
        return (isCheck ? "Plan: " : "Done: ") + parts.joined(separator: ", ") + "."
    }

    // MARK: As a document

    /// One object: `changed`, `failed`, `msg`, `server`, `clients` in the given order, `counts`, `warnings`.
    func json(warnings: [String], server: String) -> JSON {
        var object = redactor.redact(report.states())
        if wantsDiff { object["clients"] = .array(clients(object["clients"]?.array ?? [])) }
        object["changed"] = .bool(report.isChanged)
        object["msg"] = .string(counts)
        object["server"] = .string(redactor.redact(server))
        object["failed"] = report.count(.failed) + report.count(.skipped) > 0 ? true : nil
        let all = warnings + report.warnings
        if !all.isEmpty { object["warnings"] = .array(all.map { .string(redactor.redact($0)) }) }
        return .object(object)
    }

    /// The entries with what differs, which is masked as a difference, so that a secret that changes is seen to.
    private func clients(_ entries: [JSON]) -> [JSON] {
        zip(report.results, entries).map { result, entry in
            guard result.status == .changed, var client = entry.object else { return entry }
            let diff = redactor.redact(result.diff)
            client["diff"] = ["before": .object(diff.before), "after": .object(diff.after)]
            return .object(client)
        }
    }
}
