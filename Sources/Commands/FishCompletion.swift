/// Completion for fish.
enum FishCompletion {
    /// The script.
    @Sendable
    static func script() -> String {
        var text = """
            # Completion of latchkey for fish; written by `latchkey completion fish`.
            # Whether these words, and no others, stand before the cursor.
            function __latchkey_at
                set -l words (commandline -opc)
                test "$words[2..-1]" = "$argv"
            end
            # Whether the line begins with these words.
            function __latchkey_in
                set -l words (commandline -opc)
                set -l last (math (count $argv) + 1)
                test (count $words) -ge $last; and test "$words[2..$last]" = "$argv"
            end
            complete -c latchkey -f

            """
        for (word, summary) in Completion.firstWords { text += item("__latchkey_at", "-a \(word)", summary) }
        text += item("__latchkey_at", "-l help -s h", "Says how to use the program")
        text += item("__latchkey_at", "-l version", "Says the version")
        for group in CommandTable.groups {
            for (word, summary) in Completion.secondWords(of: group.word) {
                text += item("__latchkey_at \(group.word)", "-a \(word)", summary)
            }
        }
        for command in CommandTable.all {
            let place = "__latchkey_in \(command.name)"
            let arguments = Completion.arguments(of: command)
            if !arguments.isEmpty { text += item(place, "-a \(quoted(arguments.joined(separator: " ")))", "") }
            for flag in command.flags { text += lines(of: flag, place) }
        }
        return text
    }

    private static func lines(of flag: Flag, _ place: String) -> String {
        let name = "-l \(flag.name)" + (flag.letter.map { " -s \($0)" } ?? "")
        let summary = Completion.summary(of: flag)
        let value =
            switch Completion.value(of: flag) {
            case .none: ""
            case .words(let words): " -x -a \(quoted(words.joined(separator: " ")))"
            case .file: " -r -F"
            case .unknown: " -x"
            }
        let negation = flag.value == .truth ? item(place, "-l no-\(flag.name)", "Not: \(summary)") : ""
        return item(place, name + value, summary) + negation
    }

    private static func item(_ place: String, _ what: String, _ summary: String) -> String {
        let description = summary.isEmpty ? "" : " -d \(quoted(summary))"
        return "complete -c latchkey -n \(quoted(place)) \(what)\(description)\n"
    }

    /// A text in single quotes, in which a backslash escapes.
    private static func quoted(_ text: String) -> String {
        let escaped = Spelling.exchange("'", for: "\\'", in: Spelling.exchange("\\", for: "\\\\", in: text))
        return "'\(escaped)'"
    }
}
