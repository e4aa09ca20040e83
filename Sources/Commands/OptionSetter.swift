internal import JSON
internal import Reconcile

/// Collects the options that flags and `--set` give.
struct OptionSetter {
    /// The options so far, by their own names.
    private(set) var options = JSONObject()
    private let command: Command
    private let known: [Option]

    /// A collector for a command's options.
    init(_ command: Command) {
        self.command = command
        known = command.options
    }

    // MARK: Flags

    /// Takes the value of a flag: lists add up, dictionaries too, and anything else is given once.
    mutating func set(_ option: Option, by flag: String, _ value: JSON) throws(UsageError) {
        let value = try OptionSetter.read(value, option, by: flag)
        try add(option, value, by: flag, listsAddUp: true)
    }

    private static func read(_ value: JSON, _ option: Option, by flag: String) throws(UsageError) -> JSON {
        switch option.type {
        case .bool, .int, .string: return value
        case .list:
            // A dictionary in a list is never one of its texts.
            if let text = value.text, Coercion.trimmed(text).hasPrefix("{"), let item = try? JSON(parsing: text) {
                return [item]
            }
            return Coercion.list(value) ?? value
        case .dict, .map, .mapOf:
            guard let object = Coercion.dictionary(value), object != [:] else {
                throw UsageError(
                    "\(flag) must be KEY=VALUE,KEY=VALUE or a JSON object; "
                        + "for a value with a comma write --set \(option.name).KEY=VALUE")
            }
            return object
        }
    }

    private mutating func add(
        _ option: Option, _ value: JSON, by source: String, listsAddUp: Bool
    ) throws(UsageError) {
        if let secret = Secrecy.refusal(of: option, value, command) { throw UsageError(secret) }
        guard let before = options[option.name], before != value else {
            options[option.name] = value
            return
        }
        switch (before, value) {
        case (.array(let first), .array(let more)) where listsAddUp: options[option.name] = .array(first + more)
        case (.object(let first), .object(let more)):
            options[option.name] = .object(try OptionSetter.joined(first, more, of: option.name))
        default: throw UsageError("\(source) gives '\(option.name)' a second value; keep one")
        }
    }

    /// Entries that two places give; an entry has one value.
    static func joined(
        _ first: JSONObject, _ more: JSONObject, of option: String
    ) throws(UsageError) -> JSONObject {
        for member in more.members where (first[member.key] ?? member.value) != member.value {
            throw UsageError("\(Path(option).key(member.key)) is given twice with different values")
        }
        return first.merging(more)
    }

    // MARK: --set

    /// Takes `KEY=VALUE`: the key is an option, or an option that is a dictionary, a dot and the name of an entry, in which
    /// further dots are part of the name.
    ///
    /// A value is JSON where the option is no text and it can be read as such, otherwise it is the text.
    mutating func set(_ text: String) throws(UsageError) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, !halves[0].isEmpty else { throw UsageError("--set needs KEY=VALUE") }
        let steps = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (head, entry) = (steps[0], steps.count == 2 ? steps[1] : nil)
        if let option = known.first(where: { $0.names.map(Spelling.kebab).contains(Spelling.kebab(head)) }) {
            let value = try OptionSetter.read(halves[1], option, entry)
            return try add(option, value, by: "--set \(head)", listsAddUp: false)
        }
        guard entry == nil else {
            throw UsageError("--set \(halves[0]): there is no option '\(head)'" + Nearest.hint(for: head, among: names))
        }
        let (option, value) = try Document.further(head, OptionSetter.anything(halves[1]), among: known)
        try add(option, value, by: "--set \(head)", listsAddUp: false)
    }

    private var names: [String] { known.filter { !$0.isSecret && !$0.isObsolete }.map(\.name) }

    /// A text as JSON where it is some.
    private static func anything(_ text: String) -> JSON { (try? JSON(parsing: text)) ?? .string(text) }

    private static func read(_ text: String, _ option: Option, _ entry: String?) throws(UsageError) -> JSON {
        guard let entry else {
            if text.isEmpty, case .map = option.type {
                throw UsageError("--set \(option.name)= says nothing; name an entry: --set \(option.name).KEY=")
            }
            return try read(.string(text), option, by: "--set \(option.name)")
        }
        switch option.type {
        case .map, .mapOf: return [entry: anything(text)]
        case .dict(let options):
            let isText = options.contains { inner in
                guard case .string = inner.type else { return false }
                return inner.names.contains(entry)
            }
            return [entry: isText ? .string(text) : anything(text)]
        default: throw UsageError("--set \(option.name).\(entry): '\(option.name)' has no entries")
        }
    }
}
