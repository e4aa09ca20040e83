internal import JSON
internal import Reconcile

/// A difference as lines: one for each value that is gone, one for each that is new.
enum DiffText {
    /// The lines, each with its line break, in the order of the places; empty when nothing differs.
    static func lines(_ diff: Outcome.Diff, _ style: Style) -> String {
        Difference.all(in: diff).map { difference in
            difference.removed.map { line("-", difference.path, $0, style.removed) }.joined()
                + difference.added.map { line("+", difference.path, $0, style.added) }.joined()
        }.joined()
    }

    private static func line(_ sign: String, _ path: Path, _ value: JSON, _ mark: (String) -> String) -> String {
        mark("\(sign) \(Shown.visible(path.description)): \(Shown.value(value))") + "\n"
    }
}
