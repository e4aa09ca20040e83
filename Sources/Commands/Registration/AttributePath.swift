internal import JSON
internal import Reconcile

/// Where in a document a value stands, as kcreg's users write it: `attributes."external.user.id"`, `redirectUris[2]`.
struct AttributePath: Hashable, Sendable {
    /// The steps down; not empty.
    let steps: [Path.Step]
    /// As it was written.
    let text: String

    /// Reads names that dots part, where double quotes keep a name with dots together, and positions in brackets.
    init(_ text: String) throws(UsageError) {
        var steps: [Path.Step] = []
        var name = ""
        var (isQuoted, hasName) = (false, false)
        var rest = Substring(text)
        let bad = UsageError("'\(text)' is no name of an attribute")
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                isQuoted.toggle()
                hasName = true
            case "." where !isQuoted:
                guard hasName || !steps.isEmpty else { throw bad }
                if hasName { steps.append(.key(name)) }
                (name, hasName) = ("", false)
                guard !rest.isEmpty, rest.first != "." else { throw bad }
            case "[" where !isQuoted:
                guard let end = rest.firstIndex(of: "]"), let index = Int(rest[..<end]), index >= 0 else { throw bad }
                rest = rest[rest.index(after: end)...]
                if hasName { steps.append(.key(name)) }
                (name, hasName) = ("", false)
                guard !steps.isEmpty, rest.isEmpty || rest.first == "." || rest.first == "[" else { throw bad }
                steps.append(.index(index))
            default:
                name.append(character)
                hasName = true
            }
        }
        if hasName { steps.append(.key(name)) }
        guard !isQuoted, case .key(let first)? = steps.first, !first.isEmpty else { throw bad }
        self.steps = steps
        self.text = text
    }

    /// The type of what stands there and the steps as the document has them.
    ///
    /// In a map of texts all names that follow are one. Nil where the form knows no such attribute; the type is nil where
    /// it says nothing of it.
    func resolved(in form: ClientFormat) -> (type: OptionType?, steps: [Path.Step])? {
        guard case .key(let first)? = steps.first, let top = form.attributes.first(where: { $0.name.isSame(as: first) })
        else { return nil }
        var type: OptionType? = top.type
        var result = [steps[0]]
        var rest = steps.dropFirst()
        while let step = rest.first {
            switch (step, type) {
            case (.index, .list(let item)?): type = item
            case (.key(let name), .dict(let options)?):
                guard let option = options.first(where: { $0.name.isSame(as: name) }) else { return nil }
                type = option.type
            case (.key, .mapOf(let item)?):
                result.append(.key(AttributePath.joined(rest)))
                return (item, result)
            // The settings of a mapper are texts, whatever their names.
            case (.key, .map?) where result.count > 1:
                result.append(.key(AttributePath.joined(rest)))
                return (.string, result)
            case (.key, .map?), (_, nil): type = nil
            default: return nil
            }
            result.append(step)
            rest = rest.dropFirst()
        }
        return (type, result)
    }

    private static func joined(_ steps: ArraySlice<Path.Step>) -> String {
        steps.map { step in
            switch step {
            case .key(let name): name
            case .index(let index): "[\(index)]"
            }
        }.joined(separator: ".")
    }
}
