internal import JSON
internal import Reconcile

/// A difference as lines: one for each value that is gone, one for each that is new.
enum DiffText {
    /// The lines, each with its line break, in the order of the places; empty when nothing differs.
    static func lines(_ diff: Outcome.Diff, _ style: Style) -> String {
        var lines = ""
        write(.object(diff.before), .object(diff.after), at: Path(), style, &lines)
        return lines
    }

    private static func write(_ before: JSON?, _ after: JSON?, at path: Path, _ style: Style, _ lines: inout String) {
        guard before != after else { return }
        let (old, new) = (before?.object, after?.object)
        if (old != nil || before == nil) && (new != nil || after == nil), (old ?? [:]).count + (new ?? [:]).count > 0 {
            for key in JSONObject(((old ?? [:]).keys + (new ?? [:]).keys).map { ($0, .null) }).keys {
                write(old?[key], new?[key], at: path.key(key), style, &lines)
            }
            return
        }
        for item in values(before, without: after) { lines += line("-", path, item, style.removed) }
        for item in values(after, without: before) { lines += line("+", path, item, style.added) }
    }

    /// The items of a list that the other side has not, or the value itself.
    private static func values(_ value: JSON?, without other: JSON?) -> [JSON] {
        guard let value else { return [] }
        guard let items = value.array, other == nil || other?.array != nil else { return [value] }
        let others = other?.array ?? []
        let own = items.filter { !others.contains($0) }
        // The same items in another order, one of them twice, or a list of none: then the whole list is what differs.
        let isWhole = own.isEmpty && (other == nil || !items.isEmpty && others.allSatisfy(items.contains))
        return isWhole ? [value] : own
    }

    private static func line(_ sign: String, _ path: Path, _ value: JSON, _ mark: (String) -> String) -> String {
        mark("\(sign) \(Shown.visible(path.description)): \(Shown.value(value))") + "\n"
    }
}
