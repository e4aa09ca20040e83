internal import JSON
internal import Reconcile

/// A shell that completes commands and flags, by a script made from the table of commands.
struct Shell: Sendable {
    /// The shell's name.
    let name: String
    /// The script.
    let script: @Sendable () -> String
}

/// What completion in all shells has in common.
enum Completion {
    /// The shells.
    static let shells = [
        Shell(name: "bash", script: BashCompletion.script), Shell(name: "zsh", script: ZshCompletion.script),
        Shell(name: "fish", script: FishCompletion.script),
    ]

    /// What stands behind a flag, as far as it can be completed.
    enum Value {
        /// Nothing: the flag is all.
        case none
        /// One of some words.
        case words([String])
        /// A file's path.
        case file
        /// Something that nobody can guess.
        case unknown
    }

    /// What stands behind a flag.
    static func value(of flag: Flag) -> Value {
        guard let placeholder = flag.placeholder else { return .none }
        if !flag.choices.isEmpty { return .words(flag.choices) }
        return placeholder == Flag.file ? .file : .unknown
    }

    /// A flag as it can be typed: `--enabled` and `--no-enabled`.
    static func spellings(of flag: Flag) -> [String] {
        ["--\(flag.name)"] + (flag.value == .truth ? ["--no-\(flag.name)"] : [])
    }

    /// All ways to type a flag that takes a value.
    static func names(of flag: Flag) -> [String] { ["--\(flag.name)"] + (flag.letter.map { ["-\($0)"] } ?? []) }

    /// The first words and what they mean.
    static var firstWords: [(word: String, summary: String)] {
        CommandTable.groups.map { ($0.word, $0.summary) }
            + CommandTable.all.filter { $0.words.count == 1 }.map { ($0.words[0], $0.summary) }
    }

    /// The second words behind a first one.
    static func secondWords(of group: String) -> [(word: String, summary: String)] {
        CommandTable.all.filter { $0.words.count == 2 && $0.words[0] == group }.map { ($0.words[1], $0.summary) }
    }

    /// The arms of a `case` over the first word which complete the second one, as bash and zsh read them.
    ///
    /// - Parameters:
    ///   - condition: Whether it is the second word that is typed.
    ///   - offer: The lines that offer words.
    ///   - second: What the shell calls the second word.
    static func groups(
        whenSecond condition: String, offer: ([(word: String, summary: String)]) -> [String], second: String
    ) -> String {
        CommandTable.groups.map { group in
            let lines = offer(secondWords(of: group.word)).map { "                \($0)\n" }.joined()
            return """
                        \(group.word))
                            if \(condition); then
                \(lines)                return
                            fi
                            command="$command \(second)" ;;

                """
        }.joined()
    }

    /// The words that may stand behind a command; `help` takes those of all commands.
    static func arguments(of command: Command) -> [String] {
        if command.words == ["help"] { return firstWords.map(\.word) }
        return command.parameters.flatMap(\.choices)
    }

    /// A text in single quotes, as bash and zsh read it.
    static func quoted(_ text: String) -> String {
        "'" + Spelling.exchange("'", for: "'\\''", in: text) + "'"
    }

    /// The first sentence of a flag's help.
    static func summary(of flag: Flag) -> String {
        let text = Spelling.exchange("`", for: "", in: flag.help).pieces(separatedBy: ". ")[0]
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
