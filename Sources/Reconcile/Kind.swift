public import JSON

/// How a value lives on the wire, and therefore what a user may write for it and when two values are the same.
public indirect enum Kind: Sendable {
    /// A truth value. `absentIsFalse`: the server leaves `false` out (facts-core 2.3).
    case bool(absentIsFalse: Bool = false)
    /// A 32-bit number.
    case int
    /// A text; `""` and absence are the same (facts-core 0.4).
    case text
    /// A set of texts: order and duplicates do not count (facts-core 4).
    case textSet
    /// A dictionary whose values are sets of texts, or dictionaries of the same kind; an empty one is none.
    case setTree
    /// A map of texts that the server merges by key (facts-core 3.1).
    case textMap(MapRules)
    /// A map of numbers that the server merges by key.
    case intMap
    /// A list of objects, each known by some of its members.
    case keyedList(KeyedList)
    /// Anything else; compared as a whole, a list's order counts.
    case whole

    /// What is peculiar to one map of texts.
    public struct MapRules: Sendable {
        /// Whether a value of nothing but white space is no value either.
        public let blankIsAbsent: Bool
        /// Whether an entry is one that the server makes by itself, so that "exact" never removes it.
        public let isServerMade: @Sendable (_ key: String, _ value: String) -> Bool

        /// Rules of a map.
        public init(
            blankIsAbsent: Bool,
            isServerMade: @escaping @Sendable (_ key: String, _ value: String) -> Bool = { _, _ in false }
        ) {
            self.blankIsAbsent = blankIsAbsent
            self.isServerMade = isServerMade
        }

        /// Whether a wire value means that there is no entry.
        func isAbsent(_ value: JSON) -> Bool {
            guard let text = value.text else { return value == .null }
            return blankIsAbsent ? text.allSatisfy(\.isWhitespace) : text.isEmpty
        }
    }

    /// What is peculiar to one list of objects.
    public struct KeyedList: Sendable {
        /// The members that together name an item.
        public let identity: [String]
        /// The members that are compared, with their kinds; all others are the server's.
        public let members: [(key: String, kind: Kind)]
        /// Whether an item is one that the server makes by itself, so that "exact" never removes it.
        public let isServerMade: @Sendable (_ item: JSONObject) -> Bool

        /// Rules of a list.
        public init(
            identity: [String], members: [(key: String, kind: Kind)],
            isServerMade: @escaping @Sendable (_ item: JSONObject) -> Bool = { _ in false }
        ) {
            self.identity = identity
            self.members = members
            self.isServerMade = isServerMade
        }

        /// The name of an item: the identity's members joined by `/`.
        public func name(of item: JSON) -> String {
            identity.map { item.object?[$0]?.text ?? "" }.joined(separator: "/")
        }
    }
}

extension Kind {
    /// The wire form of what a user declared; total, since options settle types before.
    public func normalized(_ declared: JSON) -> JSON {
        switch self {
        case .bool: Coercion.bool(declared) ?? declared
        case .int: Coercion.int(declared) ?? declared
        case .text: Kind.plainText(declared).map { .string($0) } ?? declared
        case .textSet: .array(Kind.unique((declared.array ?? []).compactMap(Kind.plainText)).map { .string($0) })
        case .setTree: Kind.normalizedTree(declared)
        case .textMap: .object((declared.object ?? [:]).compactMapValues { Kind.entry($0.value) })
        case .intMap: .object((declared.object ?? [:]).compactMapValues { Coercion.int($0.value) ?? $0.value })
        case .keyedList(let list):
            .array(
                (declared.array ?? []).map { item in
                    guard var object = item.object else { return item }
                    for (key, kind) in list.members {
                        if let value = object[key] { object[key] = kind.normalized(value) }
                    }
                    return .object(object)
                })
        case .whole: declared
        }
    }

    /// The form in which two values are the same exactly when the server would not tell them apart; nil for no value.
    ///
    /// Sets and maps that are absent are empty, so that differences are told by element.
    public func canonical(_ value: JSON?) -> JSON? {
        switch self {
        case .bool(let absentIsFalse):
            return value == .null || (absentIsFalse && value == false) ? nil : value
        case .int, .whole:
            return value == .null ? nil : value
        case .text:
            return value == .null || value == "" ? nil : value
        case .textSet:
            let texts = (value?.array ?? []).compactMap(\.text)
            return .array(Kind.unique(texts).sorted { $0.precedes($1) }.map { .string($0) })
        case .setTree:
            return Kind.canonicalTree(value ?? [:]) ?? [:]
        case .textMap(let rules):
            return .object(
                (value?.object ?? [:]).compactMapValues { member in
                    guard !rules.isAbsent(member.value), let text = member.value.text else { return nil }
                    return .string(Kind.canonicalEntry(text))
                })
        case .intMap:
            return .object((value?.object ?? [:]).filter { $0.value != .null })
        case .keyedList(let list):
            return .object(Kind.canonicalItems(value?.array ?? [], list))
        }
    }

    /// Items by name; what stands twice under one name gets a number, so that a surplus item is a difference (need 52).
    private static func canonicalItems(_ items: [JSON], _ list: KeyedList) -> JSONObject {
        var result = JSONObject()
        for item in items {
            var compared = JSONObject()
            for (key, kind) in list.members {
                if let value = kind.canonical(item.object?[key]) { compared[key] = value }
            }
            let name = list.name(of: item)
            var place = name
            var count = 1
            while result[place] != nil {
                count += 1
                place = "\(name) (\(count))"
            }
            result[place] = .object(compared)
        }
        return result
    }

    /// The state that results when `declared` (normalized) is applied to what exists; what is the same stays as it is
    /// written on the server.
    ///
    /// `exact` removes entries and items that are not declared, but none that the server makes by itself.
    public func merged(_ existing: JSON?, with declared: JSON, exact: Bool) -> JSON {
        if let existing, canonical(existing) == canonical(declared) { return existing }
        switch self {
        case .bool, .int, .text, .textSet, .whole:
            return declared
        case .setTree:
            return .object((existing?.object ?? [:]).merging(declared.object ?? [:]))
        case .intMap:
            return .object((existing?.object ?? [:]).merging(declared.object ?? [:]).filter { $0.value != .null })
        case .textMap(let rules):
            return .object(Kind.mergedEntries(existing?.object ?? [:], declared.object ?? [:], rules, exact: exact))
        case .keyedList(let list):
            return .array(Kind.mergedItems(existing?.array ?? [], declared.array ?? [], list, exact: exact))
        }
    }

    private static func mergedEntries(
        _ existing: JSONObject, _ declared: JSONObject, _ rules: MapRules, exact: Bool
    ) -> JSONObject {
        var result = existing.filter { member in
            !exact || declared[member.key] != nil || rules.isServerMade(member.key, member.value.text ?? "")
        }
        for member in declared.members {
            guard let text = member.value.text, !rules.isAbsent(member.value) else {
                result[member.key] = nil
                continue
            }
            if let old = result[member.key]?.text, canonicalEntry(old).isSame(as: canonicalEntry(text)) { continue }
            result[member.key] = member.value
        }
        return result
    }

    private static func mergedItems(_ existing: [JSON], _ declared: [JSON], _ list: KeyedList, exact: Bool) -> [JSON] {
        var result: [JSON] = []
        var names: Set<JSON> = []
        // Declared items first, each once; the last of several with one name counts, as for keys of a dictionary.
        for item in declared.reversed() where names.insert(.string(list.name(of: item))).inserted {
            let old = existing.first { list.name(of: $0).isSame(as: list.name(of: item)) }?.object
            var merged = old ?? [:]
            for member in (item.object ?? [:]).members {
                // The server ignores another id for an item that it knows by name (facts-core 6).
                if old == nil || list.members.contains(where: { $0.key == member.key }) {
                    merged[member.key] = member.value
                }
            }
            result.append(.object(merged))
        }
        for item in existing {
            let isKept = !exact || list.isServerMade(item.object ?? [:])
            if isKept, names.insert(.string(list.name(of: item))).inserted { result.append(item) }
        }
        return result
    }

    /// What has to be sent so that `existing` becomes `target`: of maps only the entries that differ, null for those to
    /// be removed; of everything else the whole.
    public func patch(from existing: JSON?, to target: JSON) -> JSON {
        switch self {
        case .textMap, .intMap:
            let before = canonical(existing)?.object ?? [:]
            let after = canonical(target)?.object ?? [:]
            var patch = JSONObject()
            for member in after.members where before[member.key] != member.value {
                patch[member.key] = target.object?[member.key]
            }
            for key in before.keys where after[key] == nil { patch[key] = .null }
            return .object(patch)
        default: return target
        }
    }

    private static func normalizedTree(_ declared: JSON) -> JSON {
        declared.object.map { .object($0.compactMapValues { normalizedTree($0.value) }) }
            ?? Kind.textSet.normalized(declared)
    }

    /// Without branches that hold nothing.
    private static func canonicalTree(_ value: JSON) -> JSON? {
        guard let object = value.object else {
            let texts = Kind.textSet.canonical(value)
            return texts == [] ? nil : texts
        }
        let branches = object.compactMapValues { canonicalTree($0.value) }
        return branches.isEmpty ? nil : .object(branches)
    }

    // MARK: Texts

    /// A scalar as the text that Keycloak makes of it (facts-core 4).
    static func plainText(_ value: JSON) -> String? {
        switch value {
        case .string(let text): text
        case .number(let digits): digits
        case .bool(let value): value ? "true" : "false"
        default: nil
        }
    }

    /// A map's value on the wire: lists joined with `##`, dictionaries as JSON text, null for removal.
    private static func entry(_ value: JSON) -> JSON {
        switch value {
        case .array(let items):
            let texts = unique(items.compactMap(plainText))
            return texts.isEmpty ? .null : .string(texts.joined(separator: listSeparator))
        case .object: return .string(value.compact)
        default: return plainText(value).map { .string($0) } ?? .null
        }
    }

    /// What joins the elements of a list inside one attribute (facts-core 4).
    static let listSeparator = "##"

    /// Joined lists sorted and each element once (need 6), JSON objects without white space and with sorted names.
    private static func canonicalEntry(_ text: String) -> String {
        if text.utf8.first == UInt8(ascii: "{"), let parsed = try? JSON(parsing: text) { return parsed.compact }
        let elements = text.pieces(separatedBy: listSeparator)
        guard elements.count > 1 else { return text }
        return unique(elements)
            .sorted { $0.precedes($1) }.joined(separator: listSeparator)
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<JSON> = []
        return texts.filter { seen.insert(.string($0)).inserted }
    }
}
