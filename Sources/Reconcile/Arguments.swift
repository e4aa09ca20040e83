public import JSON

/// Options with their aliases resolved, their types settled and their defaults filled in.
public struct Arguments: Sendable, Hashable {
    /// Values by option name; an option that was not given and has no default is absent.
    public private(set) var values: JSONObject

    /// The value of an option.
    public subscript(name: String) -> JSON? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The text of an option.
    public func text(_ name: String) -> String? { values[name]?.text }

    /// The truth value of an option.
    public func bool(_ name: String) -> Bool? { values[name]?.bool }

    /// The number of an option.
    public func int(_ name: String) -> Int? { values[name]?.int }

    /// Arguments that are settled already.
    public init(values: JSONObject) { self.values = values }

    /// Settles what a user wrote against the known options, as a Python module's argument_spec would.
    ///
    /// All problems are found in one pass and come sorted by place.
    public static func settle(_ written: JSONObject, _ options: [Option]) -> (arguments: Arguments, problems: [Problem])
    {
        var settler = Settler()
        let values = settler.settle(written, options, at: Path())
        return (Arguments(values: values), settler.problems.sorted())
    }
}

/// Walks what was written beside the options and collects problems.
private struct Settler {
    var problems: [Problem] = []

    mutating func settle(_ written: JSONObject, _ options: [Option], at path: Path) -> JSONObject {
        var values = JSONObject()
        var known: JSONObject = [:]
        for option in options { for name in option.names { known[name] = .string(option.name) } }
        for key in written.keys where known[key] == nil {
            problems.append(Problem(path.key(key), "unknown option" + Nearest.hint(for: key, among: known.keys)))
        }
        for option in options {
            let given = option.names.compactMap { name in written[name].map { (name: name, value: $0) } }
                .filter { $0.value != .null || option.nullHasMeaning }
            if let other = given.dropFirst().first(where: { $0.value != given[0].value }) {
                problems.append(
                    Problem(path.key(other.name), "differs from '\(given[0].name)', which is the same option; keep one")
                )
            }
            if let (name, value) = given.first {
                // What could not be settled stays as it was written: it was given, whatever it means.
                values[option.name] = value == .null ? .null : settle(value, option, at: path.key(name)) ?? value
            } else if let fallback = option.fallback {
                values[option.name] = fallback
            }
        }
        return values
    }

    private mutating func settle(_ value: JSON, _ option: Option, at path: Path) -> JSON? {
        let before = problems.count
        guard let settled = settle(value, option.type, at: path) else { return nil }
        if !option.choices.isEmpty, let text = settled.text, problems.count == before,
            !option.choices.contains(where: { $0.isSame(as: text) })
        {
            problems.append(
                Problem(path, "'\(text)' is not one of the choices: \(option.choices.joined(separator: ", "))"))
        }
        return settled
    }

    private mutating func settle(_ value: JSON, _ type: OptionType, at path: Path) -> JSON? {
        switch type {
        case .bool: expectScalar("a boolean", Coercion.bool(value), value, at: path)
        case .int: expectScalar("a whole number", Coercion.int(value), value, at: path)
        case .string: expect("a text", Coercion.text(value), value, at: path)
        case .list(let element): settleList(value, element, at: path)
        case .dict(let options):
            settleDictionary(value, at: path).map { .object(settle($0, options, at: path)) }
        case .map: settleDictionary(value, at: path).map { .object($0) }
        case .mapOf(let type): settleMap(value, type, at: path)
        }
    }

    private mutating func settleList(_ value: JSON, _ element: OptionType, at path: Path) -> JSON? {
        guard let items = expect("a list", Coercion.list(value), value, at: path)?.array else { return nil }
        var settled: [JSON] = []
        for (index, item) in items.enumerated() {
            guard item != .null else {
                problems.append(Problem(path.index(index), "is null; remove the item or give it a value"))
                continue
            }
            if let item = settle(item, element, at: path.index(index)) { settled.append(item) }
        }
        return .array(settled)
    }

    private mutating func settleMap(_ value: JSON, _ type: OptionType, at path: Path) -> JSON? {
        guard let members = settleDictionary(value, at: path) else { return nil }
        var settled = JSONObject()
        for member in members.members {
            guard member.value != .null else {
                problems.append(Problem(path.key(member.key), "is null; remove the entry or give it a value"))
                continue
            }
            settled[member.key] = settle(member.value, type, at: path.key(member.key))
        }
        return .object(settled)
    }

    private mutating func settleDictionary(_ value: JSON, at path: Path) -> JSONObject? {
        expect("a dictionary", Coercion.dictionary(value), value, at: path)?.object
    }

    private mutating func expect(_ wanted: String, _ settled: JSON?, _ value: JSON, at path: Path) -> JSON? {
        if settled == nil { problems.append(Problem(path, "must be \(wanted), not \(value.kindName)")) }
        return settled
    }

    /// Like `expect`, and shows a short text: secrets are texts or dictionaries, never truth values or numbers, so none of
    /// them can be shown here.
    private mutating func expectScalar(_ wanted: String, _ settled: JSON?, _ value: JSON, at path: Path) -> JSON? {
        guard settled == nil, let text = value.text, text.utf8.count <= 40 else {
            return expect(wanted, settled, value, at: path)
        }
        problems.append(Problem(path, "must be \(wanted), not '\(text)'"))
        return nil
    }
}
