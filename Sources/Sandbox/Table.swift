internal import JSON

/// By what an item of a table is found: a text, compared byte by byte, of one kind.
struct TableKey: Hashable, Sendable {
    /// What the text is.
    enum Kind: Hashable, Sendable {
        /// The item's own id.
        case id
        /// The item's own name.
        case name
        /// The id of a role that lives in it.
        case role
        /// The id of a protocol mapper that it has.
        case mapper
        /// The id of the client whose service account it is.
        case client
    }

    /// What the text is.
    let kind: Kind
    /// The text.
    let text: String

    static func == (left: TableKey, right: TableKey) -> Bool {
        left.kind == right.kind && left.text.isSame(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// Something that a table finds by its keys, which no other item of the table has.
protocol TableItem: Sendable {
    /// The keys.
    var keys: [TableKey] { get }
}

/// A dictionary of which a copy shares all but the pieces that are changed afterwards.
struct SharedMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var pieces = [[Key: Value]](repeating: [:], count: 16)
    private var count = 0

    /// The value of a key.
    subscript(key: Key) -> Value? {
        get { pieces[place(of: key)][key] }
        set {
            let place = place(of: key)
            count += (newValue == nil ? 0 : 1) - (pieces[place][key] == nil ? 0 : 1)
            pieces[place][key] = newValue
            if count > 64 * pieces.count { spread() }
        }
    }

    private func place(of key: Key) -> Int { Int(UInt(bitPattern: key.hashValue) % UInt(pieces.count)) }

    /// Makes the pieces so many more that they are small again.
    private mutating func spread() {
        let old = pieces
        pieces = [[Key: Value]](repeating: [:], count: old.count * 4)
        for (key, value) in old.joined() { pieces[place(of: key)][key] = value }
    }
}

/// Many items, each found by its place or one of its keys in the same time however many there are.
///
/// A server's state is kept as it was until a request has succeeded, so what is kept must not have to be copied whole by the
/// first change: a copy shares all but the pieces that are changed. The last item takes the place of one that is removed.
struct Table<Item: TableItem>: Sendable, RandomAccessCollection {
    private static var size: Int { 128 }

    private var pieces: [[Item]] = []
    private var places = SharedMap<TableKey, Int>()
    /// How many items there are.
    private(set) var count = 0
    /// The places in the order in which they were asked for last, while that holds.
    private var order: [Int]?

    var startIndex: Int { 0 }
    var endIndex: Int { count }

    /// The place of the item with that key.
    func place(_ kind: TableKey.Kind, _ text: String) -> Int? { places[TableKey(kind: kind, text: text)] }

    /// The item at a place.
    subscript(place: Int) -> Item {
        get { pieces[place / Self.size][place % Self.size] }
        _modify {
            let keys = self[place].keys
            yield &pieces[place / Self.size][place % Self.size]
            move(keys, to: self[place].keys, at: place)
        }
    }

    /// The places in an order by names, which must be the same each time.
    mutating func places(by precedes: (Item, Item) -> Bool) -> [Int] {
        let sorted = order ?? indices.sorted { precedes(self[$0], self[$1]) }
        order = sorted
        return sorted
    }

    /// Adds an item after all others.
    mutating func append(_ item: Item) {
        if count == pieces.count * Self.size { pieces.append([]) }
        pieces[count / Self.size].append(item)
        move([], to: item.keys, at: count)
        count += 1
    }

    /// Removes the item at a place.
    @discardableResult
    mutating func remove(at place: Int) -> Item {
        let item = self[place]
        let last = self[count - 1]
        move(item.keys, to: [], at: place)
        count -= 1
        pieces[count / Self.size].removeLast()
        if pieces[count / Self.size].isEmpty { pieces.removeLast() }
        guard place < count else { return item }
        pieces[place / Self.size][place % Self.size] = last
        move([], to: last.keys, at: place)
        return item
    }

    private mutating func move(_ old: [TableKey], to new: [TableKey], at place: Int) {
        guard old != new else { return }
        order = nil
        for key in old { places[key] = nil }
        for key in new { places[key] = place }
    }
}
