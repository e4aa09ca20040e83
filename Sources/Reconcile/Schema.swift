public import JSON

/// All rows of a resource, and what follows from them.
public struct Schema: Sendable {
    /// The rows.
    public let rows: [Row]
    private let kinds: [(key: String, kind: Kind)]

    /// A schema of rows.
    public init(_ rows: [Row]) {
        self.rows = rows
        kinds = rows.compactMap { row in
            guard case .property(let key, let kind) = row.meaning else { return nil }
            return (key, kind)
        }
    }

    /// What the server answers for a client of which nothing was declared, as far as it does not depend on the realm.
    public var initialState: JSONObject {
        JSONObject(rows.compactMap { row in row.initial.map { (row.key, $0) } })
    }

    /// The options of all rows.
    public var options: [Option] { rows.map(\.option) }

    /// The kind of a property; one without a row is compared as a whole.
    public func kind(of key: String) -> Kind { kinds.first { $0.key.isSame(as: key) }?.kind ?? .whole }

    /// The part of the representation that the arguments declare, in wire form; what was left out is absent.
    public func declared(by arguments: Arguments) -> (state: JSONObject, problems: [Problem]) {
        var state = JSONObject()
        var problems: [Problem] = []
        for row in rows {
            guard let value = arguments[row.option.name], case .property(let key, let kind) = row.meaning else {
                continue
            }
            state[key] = kind.normalized(value)
        }
        for row in rows {
            guard let value = arguments[row.option.name], case .entry(let map, let key) = row.meaning else { continue }
            // One kind turns lists into joined texts for both ways of writing the entry.
            let entry = kind(of: map).normalized(.object([key: value])).object?[key] ?? .null
            var entries = state[map]?.object ?? [:]
            if let other = entries[key], other != entry {
                problems.append(
                    Problem(
                        Path(row.option.name), "differs from \(Path(map).key(key)), which is the same setting; keep one"
                    ))
            }
            entries[key] = entry
            state[map] = .object(entries)
        }
        return (state, problems)
    }

    /// The canonical form of a representation; see `Kind.canonical`.
    public func canonical(_ state: JSONObject) -> JSONObject {
        var result = JSONObject()
        for member in state.members {
            if let value = kind(of: member.key).canonical(member.value) { result[member.key] = value }
        }
        for (key, kind) in kinds where state[key] == nil {
            if let value = kind.canonical(nil) { result[key] = value }
        }
        return result
    }

    /// The state that results when `declared` is applied to `existing`; `exact` names the maps and lists from which
    /// undeclared members go.
    public func merged(_ existing: JSONObject, with declared: JSONObject, exact: Set<String> = []) -> JSONObject {
        var result = existing
        for member in declared.members {
            result[member.key] = kind(of: member.key)
                .merged(existing[member.key], with: member.value, exact: exact.contains(member.key))
        }
        return result
    }

    /// What differs between two representations.
    public func compare(_ before: JSONObject, _ after: JSONObject) -> Comparison {
        Comparison.between(canonical(before), canonical(after)) { key in
            if case .whole = kind(of: key) { true } else { false }
        }
    }

    /// What has to be sent so that `existing` becomes `target`: the properties that differ, of maps the entries.
    public func patch(from existing: JSONObject, to target: JSONObject, _ comparison: Comparison) -> JSONObject {
        var patch = JSONObject()
        for member in target.members where comparison.touches(Path(member.key)) {
            patch[member.key] = kind(of: member.key).patch(from: existing[member.key], to: member.value)
        }
        return patch
    }

    /// A representation as results show it: sets sorted, so that two answers of the server can be compared as text.
    public func presented(_ state: JSONObject) -> JSONObject {
        state.compactMapValues { member in
            switch kind(of: member.key) {
            case .textSet, .setTree: return kind(of: member.key).canonical(member.value)
            case .keyedList(let list):
                return member.value.array.map { items in
                    .array(items.sorted { list.name(of: $0).precedes(list.name(of: $1)) })
                }
            default: return member.value
            }
        }
    }
}
