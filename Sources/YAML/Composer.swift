internal import JSON

/// What a composer makes of nodes: the values themselves, or where they stand.
protocol Composed: Sendable {
    /// A scalar.
    init(scalar: JSON, at mark: YAMLMark)
    /// A list.
    init(items: [Self], at mark: YAMLMark)
    /// A dictionary; the members are sorted by the bytes of their names, and each name stands once.
    init(members: [ComposedMember<Self>], at mark: YAMLMark)
    /// The items of a list, else nil.
    var items: [Self]? { get }
    /// The members of a dictionary, else nil.
    var members: [ComposedMember<Self>]? { get }
    /// The same at another place, for an alias.
    func moved(to mark: YAMLMark) -> Self
}

/// One member of a dictionary.
struct ComposedMember<Tree: Sendable>: Sendable {
    /// The name.
    let key: String
    /// Where the name stands.
    let mark: YAMLMark
    /// What was made of the value.
    let value: Tree
}

/// A finished node on its way into the collection around it.
struct ComposedNode<Tree> {
    /// What was made of it.
    var tree: Tree
    /// Where it begins.
    var mark: YAMLMark
    /// How much it counts against `Limits.expansion`, with all that is in it.
    let weight: Int
    /// How many collections lie in each other here.
    let height: Int
    /// A scalar's text as it was written, which may be a name.
    var text: String?
    /// Whether a scalar's text says what it is: it has neither quotes nor tag.
    var isPlain = false
}

/// Makes trees of events, one document at a time, by the rules of `YAMLStream`.
///
/// It keeps its own stack, so that no nesting ends the thread's.
struct Composer<Tree: Composed> {
    private enum Anchor {
        /// The node has begun and not ended; which of them.
        case open(YAMLMark)
        case node(ComposedNode<Tree>)
    }

    private let source: EventSource
    private var frames: [Frame<Tree>] = []
    private var anchors: [String: Anchor] = [:]
    /// The weight of all that stands in the text so far.
    private var written = 0
    /// The same, with what aliases repeated.
    private var expanded = 0

    /// A composer of all that comes from the source.
    init(_ source: EventSource) { self.source = source }

    /// The next document; nil at the end.
    mutating func next() throws(YAMLError) -> Tree? {
        while true {
            let event = try source.next()
            let node: ComposedNode<Tree>
            switch event.kind {
            case .streamStart, .documentEnd: continue
            case .streamEnd: return nil
            case .documentStart:
                anchors = [:]
                continue
            case .listStart, .mapStart:
                try begin(event)
                continue
            case .scalar: node = try scalar(event)
            case .alias: node = try repeated(event)
            case .listEnd, .mapEnd:
                guard let frame = frames.popLast() else { continue }
                node = try finished(frame)
            }
            guard let last = frames.indices.last else { return node.tree }
            try frames[last].add(node)
        }
    }

    private mutating func scalar(_ event: Event) throws(YAMLError) -> ComposedNode<Tree> {
        let node = ComposedNode(
            tree: Tree(scalar: try event.value(), at: event.mark), mark: event.mark,
            weight: count(1 + event.text.utf8.count / Limits.bytesOfOneNode), height: 0, text: event.text,
            isPlain: event.isPlain && event.tag == nil)
        if let name = event.anchor { anchors[name] = .node(node) }
        return node
    }

    private mutating func begin(_ event: Event) throws(YAMLError) {
        try event.checkTag()
        guard frames.count < Limits.depth else { throw Limits.tooDeep(event.mark) }
        if let last = frames.last, last.needsKey { throw Frame<Tree>.noName(event.mark) }
        if let name = event.anchor { anchors[name] = .open(event.mark) }
        frames.append(Frame(isMap: event.kind == .mapStart, mark: event.mark, anchor: event.anchor, weight: count(1)))
    }

    private mutating func finished(_ frame: Frame<Tree>) throws(YAMLError) -> ComposedNode<Tree> {
        let node = try frame.node()
        // The name may have been given again inside, and then means that node.
        if let name = frame.anchor, case .open(let mark) = anchors[name], mark == frame.mark {
            anchors[name] = .node(node)
        }
        return node
    }

    private mutating func repeated(_ alias: Event) throws(YAMLError) -> ComposedNode<Tree> {
        switch anchors[alias.text] {
        case nil:
            throw YAMLError(
                "an alias without an anchor before it (a text that begins with * needs quotes)", at: alias.mark)
        case .open: throw YAMLError("an alias inside of its own anchor", at: alias.mark)
        case .node(var node):
            guard frames.count + node.height <= Limits.depth else { throw Limits.tooDeep(alias.mark) }
            expanded += node.weight
            guard expanded <= Limits.expansion(of: written) else {
                throw YAMLError("the aliases repeat more than \(Limits.ratio) times what is written", at: alias.mark)
            }
            node.tree = node.tree.moved(to: alias.mark)
            node.mark = alias.mark
            // `*a` is never the merge key, even if the anchored text is `<<`.
            node.isPlain = false
            return node
        }
    }

    private mutating func count(_ weight: Int) -> Int {
        written += weight
        expanded += weight
        return weight
    }
}

/// What a small text may make of memory and stack.
private enum Limits {
    /// The deepest nesting, aliases followed: that of the JSON parser.
    static let depth = 512
    /// How many times what is written aliases may make of it.
    ///
    /// A file of clients of five lines, each of which merges defaults of a hundred, makes 20 of one.
    static let ratio = 100
    /// So many bytes of a text count as one node more.
    static let bytesOfOneNode = 64

    /// The weight that aliases may bring a text of some weight to; a small one is always allowed.
    static func expansion(of written: Int) -> Int { max(100_000, written * ratio) }

    static func tooDeep(_ mark: YAMLMark) -> YAMLError {
        YAMLError("nesting deeper than \(depth) levels", at: mark)
    }
}
