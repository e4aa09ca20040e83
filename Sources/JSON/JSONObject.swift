/// A JSON object: names and values, sorted by the names' UTF-8 bytes, each name once.
///
/// Names that Swift calls canonically equivalent (`é` in one or two code points) are different names here, as they are for
/// Keycloak.
public struct JSONObject: Sendable, Hashable {
    /// One member of an object.
    public struct Member: Sendable, Hashable {
        /// The member's name.
        public let key: String
        /// The member's value.
        public var value: JSON

        /// A name and its value.
        package init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }

        /// Equal by the bytes of the name and by the value.
        public static func == (left: Member, right: Member) -> Bool {
            left.key.isSame(as: right.key) && left.value == right.value
        }

        /// Hashes what `==` compares.
        public func hash(into hasher: inout Hasher) {
            for byte in key.utf8 { hasher.combine(byte) }
            hasher.combine(value)
        }
    }

    /// The members in the order of their names.
    public private(set) var members: [Member]

    /// An object without members.
    public init() { members = [] }

    /// An object of pairs; of a name that stands twice the last value counts, as on the server (facts-core 9).
    public init(_ pairs: some Sequence<(String, JSON)>) {
        // A stable sort keeps the written order of equal names, so the last of them is the last written.
        var sorted: [Member] = []
        for (key, value) in pairs { sorted.append(Member(key: key, value: value)) }
        sorted.sort { $0.key.precedes($1.key) }
        members = []
        members.reserveCapacity(sorted.count)
        for member in sorted {
            if let last = members.last, last.key.isSame(as: member.key) {
                members[members.count - 1] = member
            } else {
                members.append(member)
            }
        }
    }

    /// An object of members that are sorted by the bytes of their names already, each name once.
    package init(sorted members: [Member]) { self.members = members }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The number of members.
    public var count: Int { members.count }

    /// The names, sorted.
    public var keys: [String] { members.map(\.key) }

    /// The value of a name; nil means absent, and setting nil removes the member.
    public subscript(key: String) -> JSON? {
        get {
            let index = position(of: key)
            guard index < members.count, members[index].key.isSame(as: key) else { return nil }
            return members[index].value
        }
        set {
            let index = position(of: key)
            let exists = index < members.count && members[index].key.isSame(as: key)
            switch (newValue, exists) {
            case (let value?, true): members[index].value = value
            case (let value?, false): members.insert(Member(key: key, value: value), at: index)
            case (nil, true): members.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// The first place whose name does not come before `key`.
    private func position(of key: String) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key.precedes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The object with the members that the predicate keeps.
    public func filter(_ keep: (Member) -> Bool) -> JSONObject {
        var result = self
        result.members = members.filter(keep)
        return result
    }

    /// The object with each value replaced; nil removes the member.
    public func compactMapValues(_ transform: (Member) -> JSON?) -> JSONObject {
        var result = JSONObject()
        result.members = members.compactMap { member in
            transform(member).map { Member(key: member.key, value: $0) }
        }
        return result
    }

    /// The object with the members of another one laid over it.
    public func merging(_ other: JSONObject) -> JSONObject {
        var result = self
        for member in other.members { result[member.key] = member.value }
        return result
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object; of a key that stands twice the last value counts.
    public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}

extension String {
    /// Whether both texts have the same UTF-8 bytes; `==` would also accept canonically equivalent ones.
    public func isSame(as other: String) -> Bool {
        let (left, right) = (utf8.span, other.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    /// Whether this text's UTF-8 bytes sort before the other's.
    public func precedes(_ other: String) -> Bool {
        // Spans, since the library's own comparison of sequences takes a tenth of a run's work here.
        let (left, right) = (utf8.span, other.utf8.span)
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count < right.count
    }
}
