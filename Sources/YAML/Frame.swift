internal import JSON

/// A list or dictionary that has begun and not ended.
struct Frame<Tree: Composed> {
    private enum Key {
        case name(String, YAMLMark)
        /// The key `<<`.
        case merge
    }

    /// Where it begins.
    let mark: YAMLMark
    /// The name in `&name`.
    let anchor: String?
    private let isMap: Bool
    private var items: [Tree] = []
    private var members: [ComposedMember<Tree>] = []
    /// What `<<` brings, the more important first.
    private var merged: [ComposedMember<Tree>] = []
    private var mergeMark: YAMLMark?
    /// The name whose value comes next.
    private var key: Key?
    private var weight: Int
    private var height = 1

    /// A collection with nothing in it yet; the weight is its own.
    init(isMap: Bool, mark: YAMLMark, anchor: String?, weight: Int) {
        self.isMap = isMap
        self.mark = mark
        self.anchor = anchor
        self.weight = weight
    }

    /// Whether a name comes next.
    var needsKey: Bool { isMap && key == nil }

    /// Takes a name, a value or an item.
    mutating func add(_ node: ComposedNode<Tree>) throws(YAMLError) {
        weight += node.weight
        height = max(height, node.height + 1)
        switch key {
        case nil where !isMap: items.append(node.tree)
        case nil: key = try name(node)
        case .name(let name, let mark):
            members.append(ComposedMember(key: name, mark: mark, value: node.tree))
            key = nil
        case .merge:
            for tree in node.tree.items ?? [node.tree] {
                guard let members = tree.members else {
                    throw YAMLError("<< needs a dictionary or a list of dictionaries", at: node.mark)
                }
                merged += members
            }
            key = nil
        }
    }

    private mutating func name(_ node: ComposedNode<Tree>) throws(YAMLError) -> Key {
        guard let text = node.text else { throw Frame.noName(node.mark) }
        guard node.isPlain else { return .name(text, node.mark) }
        if text.isEmpty { throw YAMLError("there is no name before the colon", at: node.mark) }
        guard text == "<<" else { return .name(text, node.mark) }
        if let mergeMark { throw Frame.duplicate("<<", at: node.mark, first: mergeMark) }
        mergeMark = node.mark
        return .merge
    }

    /// The finished collection.
    func node() throws(YAMLError) -> ComposedNode<Tree> {
        let tree = isMap ? Tree(members: try allMembers(), at: mark) : Tree(items: items, at: mark)
        return ComposedNode(tree: tree, mark: mark, weight: weight, height: height)
    }

    /// The own and the merged members, sorted.
    private func allMembers() throws(YAMLError) -> [ComposedMember<Tree>] {
        // The sort is stable: of equal names the one that is written first comes first, and own ones before merged ones.
        let own = members.sorted { $0.key.precedes($1.key) }
        let repeated = own.indices.dropFirst().filter { own[$0].key.isSame(as: own[$0 - 1].key) }
        if let first = repeated.min(by: { own[$0].mark < own[$1].mark }) {
            throw Frame.duplicate(own[first].key, at: own[first].mark, first: own[first - 1].mark)
        }
        guard !merged.isEmpty else { return own }
        let all = (own + merged).sorted { $0.key.precedes($1.key) }
        return all.indices.filter { $0 == 0 || !all[$0].key.isSame(as: all[$0 - 1].key) }.map { all[$0] }
    }

    /// For a list or dictionary where a name should stand.
    static func noName(_ mark: YAMLMark) -> YAMLError {
        YAMLError("a list or dictionary cannot be a name (a text that begins with { or [ needs quotes)", at: mark)
    }

    private static func duplicate(_ key: String, at mark: YAMLMark, first: YAMLMark) -> YAMLError {
        YAMLError("the name \(JSON.string(key).compact) stands twice, at \(first) and again", at: mark)
    }
}
