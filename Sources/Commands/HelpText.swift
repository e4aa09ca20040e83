internal import JSON
internal import Reconcile
internal import Resources

/// What help says, from the table of commands and the options of the modules.
enum HelpText {
    /// The command `help`.
    @Sendable
    static func run(_ line: Line, _ context: CommandContext) async throws(UsageError) -> ExitStatus {
        context.console.write(try text(of: line.words, context))
        return .done
    }

    /// The help for the words of a command, of a group of commands, or for none.
    static func text(of words: [String], _ context: CommandContext) throws(UsageError) -> String {
        if words.isEmpty { return overview(context) }
        if words.count == 1, let group = CommandTable.groups.first(where: { $0.word == words[0] }) {
            let commands = CommandTable.all.filter { $0.words[0] == group.word }
            return "usage: latchkey \(group.word) COMMAND [flags]\n\n" + list(group.summary, commands, context)
        }
        return text(of: try CommandTable.find(words).command, context)
    }

    /// All commands.
    static func overview(_ context: CommandContext) -> String {
        var text = "latchkey \(context.version) keeps Keycloak's clients in the declared state.\n\n"
        text += "usage: latchkey COMMAND [flags]\n\n"
        for group in CommandTable.groups {
            text += list(group.summary, CommandTable.all.filter { $0.words[0] == group.word }, context) + "\n"
        }
        let single = CommandTable.all.filter { $0.words.count == 1 }
        text += list("many clients, as files declare them", single.filter { !$0.loginOptions.isEmpty }, context) + "\n"
        text += list("this program", single.filter(\.loginOptions.isEmpty), context)
        return text + """

            'latchkey help COMMAND' says more about a command, 'latchkey --version' which version this is.

            Ansible runs it under the name of a module, with an args file:
              keycloak_client ARGS_FILE
              latchkey ARGS_FILE        the module is the file's _ansible_module_name, and the path holds a slash

            """
    }

    private static func list(_ title: String, _ commands: [Command], _ context: CommandContext) -> String {
        context.style.heading(Spelling.sentence(title).dropLast() + ":") + "\n"
            + rows(commands.map { ($0.name, $0.summary) }, context.columns)
    }

    /// How a command is typed, on one line.
    static func usage(_ command: Command) -> String {
        (["usage: latchkey", command.name] + command.parameters.map(\.shown) + ["[flags]"]).joined(separator: " ")
    }

    /// All about one command.
    static func text(of command: Command, _ context: CommandContext) -> String {
        let wording = Wording(command)
        var text = usage(command) + "\n\n" + Spelling.sentence(command.summary) + "\n"
        func section(_ title: String, _ lines: [(String, String)]) {
            guard !lines.isEmpty else { return }
            text += "\n" + context.style.heading(title + ":") + "\n" + rows(lines, context.columns)
        }
        section("Arguments", command.parameters.map { ($0.name, $0.help) })
        for group in command.flagGroups {
            section(group.title, group.flags.map { ($0.shown, help($0, wording)) })
        }
        section("Secrets, which are no flags", secrets(of: command))
        if !command.loginOptions.isEmpty {
            section("Exit status", statuses(of: command).map { (String($0.status.rawValue), $0.meaning) })
        }
        return text
    }

    /// A flag's help with its values, its default and the variable that stands in for it.
    static func help(_ flag: Flag, _ wording: Wording) -> String {
        var text = wording.help(flag.help)
        guard case .option(let option) = flag.meaning else { return text }
        if flag.placeholder == "WORD" { text += " One of: \(option.choices.joined(separator: ", "))." }
        if let fallback = option.fallback { text += " Without it: \(fallback.text ?? fallback.compact)." }
        for variable in LoginEnvironment.variables where variable.option.name == option.name {
            text += " The variable \(variable.name) stands in for it."
        }
        return text
    }

    /// The secrets that a variable can hold, and all ways to give them.
    static func secrets(of command: Command) -> [(String, String)] {
        guard !command.loginOptions.isEmpty else { return [] }
        return LoginEnvironment.variables.filter(\.option.isSecret).map { variable in
            (variable.option.name, Spelling.sentence(Secrecy.ways(of: variable.option, command)))
        }
    }

    /// What a command's exit status means.
    static func statuses(of command: Command) -> [(status: ExitStatus, meaning: String)] {
        let planned = command.words == ["plan"]
        let writes = planned || command.flags.contains { $0.name == "check" }
        let all: [(ExitStatus, String)] = [
            (
                .done,
                planned ? "There is nothing to do." : writes ? "There was nothing to do, or it is done." : "It is done."
            ),
            (.failed, "It failed; stderr says why."),
            (.usage, "What was written cannot be carried out; the server was not asked."),
            (.wouldChange, planned ? "Something would change." : "With --check: something would change."),
        ]
        return writes ? all : all.dropLast()
    }

    // MARK: Layout

    /// Two columns; a long text on the left has its line for itself.
    private static func rows(_ rows: [(String, String)], _ columns: Int) -> String {
        let left = min(30, (rows.map { Shown.width($0.0) }.max() ?? 0) + 4)
        return rows.map { name, text in
            let lines = wrapped(text, to: columns - left)
            let isLong = Shown.width(name) + 4 > left
            let head =
                isLong ? "  \(name)\n" + String(repeating: " ", count: left) : Shown.padded("  " + name, to: left)
            return head + lines.joined(separator: "\n" + String(repeating: " ", count: left)) + "\n"
        }.joined()
    }

    /// A text in lines of at most that many columns, broken at blanks.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ").map(String.init) {
            if let last = lines.last, Shown.width(last) + 1 + Shown.width(word) <= columns {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }
}
