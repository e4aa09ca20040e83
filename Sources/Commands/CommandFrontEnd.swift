internal import JSON
public import Resources

/// The front end for people: words and flags in, text or a document out.
public struct CommandFrontEnd: Sendable {
    private let context: CommandContext

    /// A front end with its effects.
    public init(effects: Effects, console: Console, version: String) {
        context = CommandContext(effects, console, version: version)
    }

    /// Whether a single argument is the path of an args file: no command has a slash in it, and Ansible's path has one.
    public static func isArgsFile(_ arguments: [String]) -> Bool {
        arguments.count == 1 && arguments[0].utf8.contains(UInt8(ascii: "/")) && !arguments[0].hasPrefix("-")
    }

    /// Runs what the words behind the program's name say; the exit status.
    public func run(_ arguments: [String]) async -> Int32 {
        let status: ExitStatus
        do throws(UsageError) {
            status = try await perform(arguments)
        } catch {
            complain(error, about: arguments)
            status = .usage
        }
        return status.rawValue
    }

    private func perform(_ arguments: [String]) async throws(UsageError) -> ExitStatus {
        if arguments == ["--version"] {
            context.console.write("latchkey \(context.version)\n")
            return .done
        }
        let words = Array(arguments.prefix { $0 != "--" })
        if words.contains(where: { $0 == "--help" || $0 == "-h" }) {
            context.console.write(try HelpText.text(of: CommandFrontEnd.commandWords(words), context))
            return .done
        }
        let (command, rest) = try CommandTable.find(arguments)
        let line = try LineParser.parse(rest, command)
        switch command.action {
        case .own(let run): return try await run(line, context)
        case .module(let module): return try await ModuleRun(line, module, context).run()
        case .server(let server): return try await server.run(ServerRun(line, server, context))
        }
    }

    /// The words of a command, without what stands behind them.
    private static func commandWords(_ words: [String]) -> [String] {
        let words = Array(words.prefix { !$0.hasPrefix("-") })
        if let command = try? CommandTable.find(words).command { return command.words }
        return words
    }

    private func complain(_ error: UsageError, about arguments: [String]) {
        let form = OutputForm(askedBy: arguments)
        guard form == .text || error.messages.isEmpty else {
            let count = error.messages.count
            let message = (count == 1 ? "" : "\(count) problems: ") + error.messages.joined(separator: "; ")
            return context.write(["changed": false, "failed": true, "msg": .string(message)], form)
        }
        for message in error.messages { context.complain(message) }
        guard let command = try? CommandTable.find(arguments).command else {
            return context.console.writeError(arguments.isEmpty ? HelpText.overview(context) : "More: latchkey help\n")
        }
        context.console.writeError("\(HelpText.usage(command))\nMore: latchkey help \(command.name)\n")
    }
}
