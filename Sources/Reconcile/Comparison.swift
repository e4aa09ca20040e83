public import JSON

/// What differs between two canonical states: three sets of places that have none in common.
public struct Comparison: Hashable, Sendable {
    /// What the second state has and the first has not.
    public internal(set) var added: Set<Path> = []
    /// What the first state has and the second has not.
    public internal(set) var removed: Set<Path> = []
    /// What both have with different values.
    public internal(set) var modified: Set<Path> = []

    /// A comparison that found nothing.
    public init() {}

    /// Whether anything differs: the only place where "changed" is decided.
    public var isChanged: Bool { !(added.isEmpty && removed.isEmpty && modified.isEmpty) }

    /// All places, sorted.
    public var paths: [Path] { added.union(removed).union(modified).sorted() }

    /// This comparison and another one, whose places lie below a name of this one where one is given.
    public func merging(_ other: Comparison, under key: String? = nil) -> Comparison {
        let above = key.map { [Path.Step.key($0)] } ?? []
        func nested(_ paths: Set<Path>) -> Set<Path> { Set(paths.map { Path(above + $0.steps) }) }
        var result = self
        result.added.formUnion(nested(other.added))
        result.removed.formUnion(nested(other.removed))
        result.modified.formUnion(nested(other.modified))
        return result
    }

    /// Whether anything at or below a place differs.
    public func touches(_ path: Path) -> Bool { paths.contains { $0.isWithin(path) } }

    /// Compares two canonical states (`Schema.canonical`): dictionaries by names, lists as sets, or as whole values where
    /// `isOrdered` says so of the property, everything else by value.
    public static func between(_ before: JSONObject, _ after: JSONObject, isOrdered: (String) -> Bool) -> Comparison {
        var result = Comparison()
        for key in JSONObject(before.members.map { ($0.key, .null) } + after.members.map { ($0.key, .null) }).keys {
            result.compare(before[key], after[key], at: Path(key), asWhole: isOrdered(key))
        }
        return result
    }

    private mutating func compare(_ before: JSON?, _ after: JSON?, at path: Path, asWhole: Bool) {
        switch (before, after) {
        case (nil, nil): break
        case (nil, _?): added.insert(path)
        case (_?, nil): removed.insert(path)
        case (.object(let before)?, .object(let after)?) where !asWhole:
            for member in before.members {
                compare(member.value, after[member.key], at: path.key(member.key), asWhole: false)
            }
            for member in after.members where before[member.key] == nil { added.insert(path.key(member.key)) }
        case (.array(let before)?, .array(let after)?) where !asWhole:
            let (old, new) = (Set(before), Set(after))
            for item in old.subtracting(new) { removed.insert(path.key(item.text ?? item.compact)) }
            for item in new.subtracting(old) { added.insert(path.key(item.text ?? item.compact)) }
        case (let before?, let after?): if before != after { modified.insert(path) }
        }
    }

    /// The parts of both states that differ, in the same shape: of dictionaries the differing members, of lists the whole.
    public func excerpt(of before: JSONObject, and after: JSONObject) -> (before: JSONObject, after: JSONObject) {
        (excerpt(of: before, at: Path()), excerpt(of: after, at: Path()))
    }

    private func excerpt(of object: JSONObject, at path: Path) -> JSONObject {
        object.compactMapValues { member in
            let place = path.key(member.key)
            guard touches(place) else { return nil }
            let isWhole = added.contains(place) || removed.contains(place) || modified.contains(place)
            guard !isWhole, let inner = member.value.object else { return member.value }
            return .object(excerpt(of: inner, at: place))
        }
    }
}
