internal import JSON
internal import Reconcile

/// Reads what stands behind a command's words.
struct LineParser {
    private let command: Command
    private let flags: [Flag]
    private var rest: ArraySlice<String>
    private var line: Line
    private var setter: OptionSetter

    /// Reads the words; fails with the first thing that cannot be understood, since what follows it may be meant
    /// otherwise.
    static func parse(_ words: some Sequence<String>, _ command: Command) throws(UsageError) -> Line {
        var parser = LineParser(words, command)
        try parser.parse()
        return parser.line
    }

    private init(_ words: some Sequence<String>, _ command: Command) {
        self.command = command
        flags = command.flags
        rest = ArraySlice(Array(words))
        line = Line(command: command)
        setter = OptionSetter(command)
    }

    private mutating func parse() throws(UsageError) {
        while let word = rest.popFirst() {
            if word == "--" {
                for word in rest { try takeWord(word) }
                rest = []
            } else if word.hasPrefix("--") {
                try parseLong(word.dropFirst(2))
            } else if word.hasPrefix("-"), word != "-" {
                try parseShort(word.dropFirst())
            } else {
                try takeWord(word)
            }
        }
        line.options = setter.options
        for parameter in command.parameters.dropFirst(line.words.count) where parameter.isRequired {
            throw UsageError("\(parameter.name) is missing: \(parameter.help)")
        }
    }

    /// A word that is too much is not repeated: it may be a secret that lost its flag.
    private mutating func takeWord(_ word: String) throws(UsageError) {
        let parameters = command.parameters
        guard line.words.count < parameters.count || parameters.last?.repeats == true else {
            let known = parameters.isEmpty ? "nothing" : parameters.map(\.name).joined(separator: " and ") + " alone"
            throw UsageError("'latchkey \(command.name)' takes \(known) without a flag, and here is more")
        }
        let parameter = parameters[min(line.words.count, parameters.count - 1)]
        if !parameter.choices.isEmpty, !parameter.choices.contains(where: word.isSame) {
            throw UsageError("there is no '\(word)' here" + Nearest.hint(for: word, among: parameter.choices))
        }
        line.words.append(word)
    }

    // MARK: Flags

    private mutating func parseLong(_ word: Substring) throws(UsageError) {
        let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = Spelling.kebab(String(halves[0]))
        let value = halves.count == 2 ? String(halves[1]) : nil
        if let flag = flags.first(where: { $0.names.contains(name) }) { return try take(flag, value) }
        if name.hasPrefix("no-"),
            let flag = flags.first(where: { $0.value == .truth && $0.names.contains(String(name.dropFirst(3))) })
        {
            guard value == nil else { throw UsageError("--\(name) takes no value") }
            return try set(flag, .bool(false))
        }
        if let secret = Secrecy.refusal(ofFlag: name, command) { throw UsageError(secret) }
        if let parameter = command.parameters.first(where: { $0.option.map(Spelling.kebab) == name }) {
            throw UsageError("\(parameter.name) is given without a flag: latchkey \(command.name) \(parameter.shown)")
        }
        let known = flags.flatMap { flag in flag.value == .truth ? [flag.name, "no-" + flag.name] : [flag.name] }
        let hint = Nearest.names(to: name, among: known).map { "--\($0)" }
        let offer = hint.isEmpty ? "" : "; did you mean \(hint.joined(separator: " or "))?"
        throw UsageError("there is no flag --\(name)\(offer)")
    }

    /// Letters behind one hyphen; the rest behind one that takes a value is that value.
    private mutating func parseShort(_ word: Substring) throws(UsageError) {
        var rest = word
        while let letter = rest.popFirst() {
            guard let flag = flags.first(where: { $0.letter == letter }) else {
                throw UsageError("there is no flag -\(letter)")
            }
            if flag.placeholder != nil, !rest.isEmpty {
                return try take(flag, String(rest.first == "=" ? rest.dropFirst() : rest))
            }
            try take(flag, nil)
        }
    }

    private mutating func take(_ flag: Flag, _ given: String?) throws(UsageError) {
        switch flag.value {
        case .none:
            guard given == nil else { throw UsageError("--\(flag.name) takes no value") }
            try set(flag, .bool(true))
        case .truth: try set(flag, given.map { .string($0) } ?? .bool(true))
        case .one, .many:
            if let given { try set(flag, .string(given)) } else { try set(flag, .string(value(of: flag))) }
        }
    }

    private mutating func value(of flag: Flag) throws(UsageError) -> String {
        guard let next = rest.popFirst(), next != "--" else { throw UsageError("--\(flag.name) needs a value") }
        // Rather a forgotten value than one that begins so.
        guard !next.hasPrefix("--") else {
            throw UsageError(
                "--\(flag.name) needs a value; one that begins with two hyphens is given by --\(flag.name)=...")
        }
        return next
    }

    private mutating func set(_ flag: Flag, _ value: JSON) throws(UsageError) {
        switch flag.meaning {
        case .option(let option): try setter.set(option, by: "--\(flag.name)", value)
        case .content(let option):
            guard !line.contents.contains(where: { $0.option.name == option.name }) else {
                throw UsageError("--\(flag.name) is given twice")
            }
            line.contents.append((option, value.text ?? ""))
        case .fixed(let option, let fixed): try setter.set(option, by: "--\(flag.name)", fixed)
        case .edit(let isRemoval):
            let text = value.text ?? ""
            line.edits.append(try isRemoval ? DocumentEdit(deleting: text) : DocumentEdit(setting: text))
        case .setting(.set): try setter.set(value.text ?? "")
        case .setting(let setting):
            let text = value.text ?? ""
            guard flag.choices.isEmpty || flag.choices.contains(text) else {
                throw UsageError(
                    "--\(flag.name) is one of \(flag.choices.joined(separator: ", "))"
                        + (Nearest.names(to: text, among: flag.choices).first.map { "; did you mean '\($0)'?" } ?? ""))
            }
            if let before = line.settings[setting], before != text {
                throw UsageError("--\(flag.name) is given twice with different values")
            }
            line.settings[setting] = text
        }
    }
}
