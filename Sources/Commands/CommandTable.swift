internal import Reconcile

/// All commands: what is parsed, run, documented and completed stands here.
enum CommandTable {
    /// The first words of commands that have two, and what these are about.
    static let groups: [(word: String, summary: String)] = [
        ("client", "the clients of a realm"), ("secret", "the secrets of clients"),
        ("initial-access", "the tokens with which clients are registered"),
        ("registration", "clients that are registered by tokens"),
    ]

    /// The commands, in the order in which help shows them.
    static let all: [Command] =
        ClientCommands.all + SecretCommands.all + InitialAccessCommands.all + RegistrationCommands.all
        + FleetCommand.all + [DriftCommand.command, ExportCommand.command] + program

    private static let program: [Command] = [
        Command(
            words: ["help"], summary: "says how to use a command",
            parameters: [
                Command.Parameter("COMMAND", repeats: true, help: "The words of the command; none lists all commands.")
            ], action: .own(HelpText.run)),
        Command(
            words: ["man"], summary: "prints the manual page, for man or groff", parameters: [],
            action: .own { _, context in
                context.console.write(ManPage.text(version: context.version))
                return .done
            }),
        Command(
            words: ["completion"], summary: "prints what makes a shell complete commands and flags",
            parameters: [
                Command.Parameter(
                    "SHELL", isRequired: true, choices: Completion.shells.map(\.name),
                    help: "The shell; docs/commands.md says where its file belongs.")
            ],
            action: .own { line, context in
                for shell in Completion.shells where line.words.first == shell.name {
                    context.console.write(shell.script())
                }
                return .done
            }),
    ]

    /// The command that words begin with, and what stands behind its own words.
    static func find(_ words: [String]) throws(UsageError) -> (command: Command, rest: ArraySlice<String>) {
        guard let first = words.first else { throw UsageError([]) }
        if let command = all.first(where: { $0.words == [first] }) { return (command, words.dropFirst()) }
        guard groups.contains(where: { $0.word == first }) else {
            guard !first.hasPrefix("-") else { throw UsageError("the command comes first, then its flags") }
            let known = Set(all.map { $0.words[0] })
            throw UsageError("there is no command '\(first)'" + Nearest.hint(for: first, among: Array(known)))
        }
        let members = all.filter { $0.words.first == first }
        let known = members.map { $0.words[1] }
        guard words.count > 1, !words[1].hasPrefix("-") else {
            throw UsageError("'\(first)' needs one of: \(known.joined(separator: ", "))")
        }
        guard let command = members.first(where: { $0.words[1] == words[1] }) else {
            throw UsageError("there is no command '\(first) \(words[1])'" + Nearest.hint(for: words[1], among: known))
        }
        return (command, words.dropFirst(2))
    }
}
