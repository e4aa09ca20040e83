internal import JSON
internal import Reconcile

/// One place at which two states differ.
struct Difference: Sendable {
    /// The place.
    let path: Path
    /// What was there; nil where there was nothing.
    let before: JSON?
    /// What is, or would be, there; nil where that is nothing.
    let after: JSON?

    /// All differences, in the order of their places; empty when nothing differs.
    static func all(in diff: Outcome.Diff) -> [Difference] {
        var differences: [Difference] = []
        collect(.object(diff.before), .object(diff.after), at: Path(), &differences)
        return differences
    }

    private static func collect(
        _ before: JSON?, _ after: JSON?, at path: Path, _ differences: inout [Difference]
    ) {
        guard before != after else { return }
        let (old, new) = (before?.object, after?.object)
        if (old != nil || before == nil) && (new != nil || after == nil), (old ?? [:]).count + (new ?? [:]).count > 0 {
            for key in JSONObject(((old ?? [:]).keys + (new ?? [:]).keys).map { ($0, .null) }).keys {
                collect(old?[key], new?[key], at: path.key(key), &differences)
            }
            return
        }
        differences.append(Difference(path: path, before: before, after: after))
    }

    /// What is gone: the items of a list that the other side has not, or the value itself.
    var removed: [JSON] { Difference.values(before, without: after) }
    /// What is new, in the same way.
    var added: [JSON] { Difference.values(after, without: before) }

    private static func values(_ value: JSON?, without other: JSON?) -> [JSON] {
        guard let value else { return [] }
        guard let items = value.array, other == nil || other?.array != nil else { return [value] }
        let others = other?.array ?? []
        let own = items.filter { !others.contains($0) }
        // The same items in another order, one of them twice, or a list of none: then the whole list is what differs.
        let isWhole = own.isEmpty && (other == nil || !items.isEmpty && others.allSatisfy(items.contains))
        return isWhole ? [value] : own
    }
}
