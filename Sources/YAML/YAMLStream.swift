public import JSON

// Where a node stands is found by reading the text again when it is asked, with the same composer. Kept from the first
// reading, the places of 100,000 clients would cost some 100 MB and the time to fill them, in every run; asked for, they cost
// a second reading in a run that is about to fail anyhow.

/// The documents of a YAML text.
///
/// - Scalars without quotes mean what `PlainScalar` tells; those in quotes and blocks are texts.
/// - A name is the text that is written: `1: x` has the name `1`. A name that stands twice in one dictionary, and a list or
///   dictionary for a name, are errors.
/// - Anchors hold for one document. `<<` merges a dictionary or a list of them: own members win, then those of the earlier
///   dictionary, wherever `<<` stands; it may stand once.
/// - Only the tags `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq` and `!!map` are known.
/// - Nesting and what aliases make of a text are limited (`Limits`).
public struct YAMLStream: Sendable {
    /// The documents in order; an empty text has none, and an empty document is null.
    public let documents: [JSON]

    /// Reads a whole UTF-8 text.
    public init(parsing bytes: [UInt8]) throws(YAMLError) {
        var composer = Composer<JSON>(try EventSource(bytes))
        var documents: [JSON] = []
        while let document = try composer.next() { documents.append(document) }
        self.documents = documents
    }

    /// Reads a whole text.
    public init(parsing text: String) throws(YAMLError) { try self.init(parsing: Array(text.utf8)) }
}

/// Where everything in a text stands, for many questions; it takes more room than the values themselves.
public struct YAMLPlaces: Sendable {
    private let documents: [Places]

    /// Reads a text once more, which may be JSON too; nil when it is none that can be read.
    public init?(_ bytes: [UInt8]) {
        guard let source = try? EventSource(bytes) else { return nil }
        var composer = Composer<Places>(source)
        var documents: [Places] = []
        do {
            while let places = try composer.next() { documents.append(places) }
        } catch {
            return nil
        }
        self.documents = documents
    }

    /// Where a node stands: a member where its name stands, an item or a whole document where it begins; what an alias or a
    /// merge brings, where it is written.
    ///
    /// A path that leads to nothing stands where its deepest part does that is there, such as the client that lacks an option.
    public func mark(of path: Path, inDocument document: Int = 0) -> YAMLMark {
        documents.indices.contains(document) ? documents[document].mark(of: path) : YAMLMark(line: 1, column: 1)
    }
}

extension JSON: Composed {
    /// The value itself.
    init(scalar: JSON, at mark: YAMLMark) { self = scalar }

    /// An array.
    init(items: [JSON], at mark: YAMLMark) { self = .array(items) }

    /// An object.
    init(members: [ComposedMember<JSON>], at mark: YAMLMark) {
        self = .object(JSONObject(sorted: members.map { JSONObject.Member(key: $0.key, value: $0.value) }))
    }

    /// The items, if this is an array.
    var items: [JSON]? { array }

    /// The members, if this is an object; a value does not know where they stand.
    var members: [ComposedMember<JSON>]? {
        object?.members.map { ComposedMember(key: $0.key, mark: YAMLMark(line: 1, column: 1), value: $0.value) }
    }

    /// The same value.
    func moved(to mark: YAMLMark) -> JSON { self }
}

/// Where a node and all in it stand.
private struct Places: Composed {
    private enum Content {
        case scalar
        case list([Places])
        case map([ComposedMember<Places>])
    }

    private let mark: YAMLMark
    private let content: Content

    private init(mark: YAMLMark, content: Content) {
        self.mark = mark
        self.content = content
    }

    init(scalar: JSON, at mark: YAMLMark) { self.init(mark: mark, content: .scalar) }

    init(items: [Places], at mark: YAMLMark) { self.init(mark: mark, content: .list(items)) }

    init(members: [ComposedMember<Places>], at mark: YAMLMark) { self.init(mark: mark, content: .map(members)) }

    var items: [Places]? {
        guard case .list(let items) = content else { return nil }
        return items
    }

    var members: [ComposedMember<Places>]? {
        guard case .map(let members) = content else { return nil }
        return members
    }

    func moved(to mark: YAMLMark) -> Places { Places(mark: mark, content: content) }

    /// The member of a name; by halves, as there may be as many members as there are questions.
    private func member(_ key: String) -> ComposedMember<Places>? {
        let members = members ?? []
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key.precedes(key) { low = middle + 1 } else { high = middle }
        }
        return low < members.count && members[low].key.isSame(as: key) ? members[low] : nil
    }

    /// Where the node of a path stands, or the deepest one on the way.
    func mark(of path: Path) -> YAMLMark {
        var places = self
        var mark = mark
        for step in path.steps {
            switch step {
            case .index(let index):
                guard let items = places.items, items.indices.contains(index) else { return mark }
                places = items[index]
                mark = places.mark
            case .key(let key):
                guard let member = places.member(key) else { return mark }
                places = member.value
                mark = member.mark
            }
        }
        return mark
    }
}
