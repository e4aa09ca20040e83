internal import JSON
internal import Reconcile
internal import Resources

/// Puts what modules say, whose users write options into files, into the words of the command line.
struct Wording {
    private let command: Command
    private let words: [String: String]

    /// The words of a command.
    init(_ command: Command) {
        self.command = command
        let flags = command.flags
        // A module's own options are written in files too, by these names.
        let own = command.module == nil ? command.options : []
        var words: [String: String] = ["end_state": "end_state (see --output json)"]
        for option in LoginOptions.all + own where option.name.utf8.contains(UInt8(ascii: "_")) {
            words[option.name] = Wording.name(of: option, among: flags)
        }
        if flags.contains(where: { $0.name == Flag.contentName(of: RegistrationCommands.token) }) {
            for name in ["registration_access_token", "initial_access_token"] {
                words[name] = "--\(Flag.contentName(of: RegistrationCommands.token))"
            }
        }
        // Where a module tells of another one, it is one that looks.
        for other in CommandTable.all.reversed() {
            if let module = other.module, !module.writes {
                words[module.module.name] = "latchkey \(other.name)"
            }
        }
        self.words = words
    }

    /// How an option is given: its flag, or the variable or file where it is secret.
    private static func name(of option: Option, among flags: [Flag]) -> String? {
        if let variable = LoginEnvironment.variables.first(where: { $0.option.name == option.name }), option.isSecret {
            return variable.name
        }
        for flag in flags {
            switch flag.meaning {
            case .option(let other), .content(let other): if other.name == option.name { return "--\(flag.name)" }
            case .setting, .fixed, .edit: continue
            }
        }
        return flags.first { $0.name == Spelling.kebab(option.name) + "-file" }.map { "--\($0.name)" }
    }

    /// The text with the names of login options as flags, and those of modules as commands.
    func text(_ text: String) -> String {
        var result = ""
        var word = ""
        func flush() {
            result += words[word] ?? word
            word = ""
        }
        for character in text {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
            } else {
                flush()
                result.append(character)
            }
        }
        flush()
        return result
    }

    /// An option's help as people read it beside its flag.
    func help(_ help: String) -> String { text(Spelling.exchange("`", for: "", in: help)) }

    /// What is wrong, with its place: a flag, what stands behind the command's words, or a name in the file.
    func problem(_ problem: Problem, inFile: Set<String>) -> String {
        let text = text(problem.text)
        guard case .key(let name)? = problem.path.steps.first else { return text }
        let rest = Path(Array(problem.path.steps.dropFirst())).description
        let place = inFile.contains(name) ? name : place(of: name)
        return place + (rest.isEmpty || rest.hasPrefix("[") ? rest : "." + rest) + ": " + text
    }

    private func place(of name: String) -> String {
        if let parameter = command.parameters.first(where: { $0.option == name }) { return parameter.name }
        let option = (command.options + command.loginOptions).first { $0.name == name }
        return option.flatMap { Wording.name(of: $0, among: command.flags) } ?? name
    }
}
