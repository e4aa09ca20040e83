/// A place inside a JSON value: `attributes["saml.encrypt"]`, `protocol_mappers[0].config`.
public struct Path: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// One step down.
    public enum Step: Hashable, Sendable {
        /// The member of an object.
        case key(String)
        /// The item of an array, counted from 0.
        case index(Int)

        /// Equal by the bytes of the name, as members of objects are.
        public static func == (left: Step, right: Step) -> Bool {
            switch (left, right) {
            case (.key(let left), .key(let right)): left.isSame(as: right)
            case (.index(let left), .index(let right)): left == right
            default: false
            }
        }

        /// Hashes what `==` compares.
        public func hash(into hasher: inout Hasher) {
            switch self {
            case .key(let key): for byte in key.utf8 { hasher.combine(byte) }
            case .index(let index): hasher.combine(index)
            }
        }
    }

    /// The steps from the root.
    public let steps: [Step]

    /// A path of steps; none is the root.
    public init(_ steps: [Step] = []) { self.steps = steps }

    /// A path of names.
    public init(_ keys: String...) { steps = keys.map { .key($0) } }

    /// The path of a member below this one.
    public func key(_ key: String) -> Path { Path(steps + [.key(key)]) }

    /// The path of an item below this one.
    public func index(_ index: Int) -> Path { Path(steps + [.index(index)]) }

    /// Whether this path is the other one or lies below it.
    public func isWithin(_ other: Path) -> Bool { steps.starts(with: other.steps) }

    /// Names with other characters than letters, digits, `_` and `-` stand quoted in brackets.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key):
                if Path.isPlain(key) {
                    text += text.isEmpty ? key : "." + key
                } else {
                    text += "[\(JSON.string(key).compact)]"
                }
            }
        }
        return text
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// By names, then by positions; a parent comes before what is in it.
    public static func < (left: Path, right: Path) -> Bool {
        for (left, right) in zip(left.steps, right.steps) where left != right {
            switch (left, right) {
            case (.key(let left), .key(let right)): return left.precedes(right)
            case (.index(let left), .index(let right)): return left < right
            case (.index, .key): return true
            case (.key, .index): return false
            }
        }
        return left.steps.count < right.steps.count
    }
}
