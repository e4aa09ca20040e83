internal import JSON
internal import Reconcile
internal import Resources

/// One command for people: its words, what stands behind them, and what it does.
struct Command: Sendable {
    /// The words that call it, such as `client create`.
    let words: [String]
    /// What it does, as one clause with a small letter.
    let summary: String
    /// What stands behind the words, in order.
    let parameters: [Parameter]
    /// What it does.
    let action: Action

    /// Something that stands behind a command's words without a flag.
    struct Parameter: Sendable {
        /// What help shows for it.
        let name: String
        /// The option that it gives a value; nil when the command reads it by itself.
        let option: String?
        /// The options of a file that do not count beside it.
        let replaces: [String]
        /// Whether it must be given.
        let isRequired: Bool
        /// Whether several may stand there.
        let repeats: Bool
        /// The words that are allowed; empty allows any.
        let choices: [String]
        /// What it means.
        let help: String

        /// Something behind the words.
        init(
            _ name: String, option: String? = nil, replaces: [String] = [], isRequired: Bool = false,
            repeats: Bool = false, choices: [String] = [], help: String
        ) {
            self.name = name
            self.option = option
            self.replaces = replaces
            self.isRequired = isRequired
            self.repeats = repeats
            self.choices = choices
            self.help = help
        }

        /// As help shows it: `[CLIENT]`.
        var shown: String {
            let name = name + (repeats ? "..." : "")
            return isRequired ? name : "[\(name)]"
        }
    }

    /// What a command does.
    enum Action: Sendable {
        /// It runs a module.
        case module(ModuleCommand)
        /// It asks a server and is no module.
        case server(ServerCommand)
        /// It does something of its own.
        case own(@Sendable (Line, CommandContext) async throws(UsageError) -> ExitStatus)
    }

    /// The command as one types it, without what stands behind it.
    var name: String { words.joined(separator: " ") }

    /// The module that it runs.
    var module: ModuleCommand? { if case .module(let module) = action { module } else { nil } }

    /// Its own options, without those of the login.
    var options: [Option] {
        switch action {
        case .module(let command): command.options
        case .server(let command): command.options
        case .own: []
        }
    }

    /// The options of the login, where it has one.
    var loginOptions: [Option] {
        switch action {
        case .own: []
        case .server(let command) where command.isLocal: []
        case .server, .module: LoginOptions.all
        }
    }
}

/// A command that runs a module.
struct ModuleCommand: Sendable {
    /// The module.
    let module: any Module.Type
    /// What has to be there, or not, before anything is done.
    let expectation: ModuleContext.Expectation
    /// Options whose value the command itself says.
    let fixed: JSONObject
    /// What the command takes, in place of the module's own default, where nothing is said.
    let defaults: JSONObject
    /// Which of the module's options the command takes.
    let offer: Offer
    /// Whether it takes options from a file and by `--set`.
    let takesDocument: Bool
    /// Whether it may write, so that a check says something else.
    let writes: Bool
    /// What people see when all went well.
    let show: @Sendable (Report) -> Display

    /// Which options a command takes.
    enum Offer: Sendable {
        /// All but these.
        case allBut([String])
        /// These alone.
        case only([String])
    }

    /// A command that runs a module.
    init(
        _ module: any Module.Type, _ expectation: ModuleContext.Expectation = .none, fixed: JSONObject = [:],
        defaults: JSONObject = [:], offer: Offer = .allBut([]), takesDocument: Bool = false, writes: Bool = true,
        show: @escaping @Sendable (Report) -> Display = ChangeText.show
    ) {
        self.module = module
        self.expectation = expectation
        self.fixed = fixed
        self.defaults = defaults
        self.offer = offer
        self.takesDocument = takesDocument
        self.writes = writes
        self.show = show
    }

    /// The module's options that may be written, on the line or in a file, where there is one.
    var options: [Option] {
        module.options.filter { option in
            guard fixed[option.name] == nil else { return false }
            return switch offer {
            case .allBut(let names): !names.contains(option.name)
            case .only(let names): names.contains(option.name)
            }
        }.map { option in defaults[option.name].map(option.with) ?? option }
    }
}

/// Some flags under a heading.
struct FlagGroup: Sendable {
    /// The heading.
    let title: String
    /// The flags.
    let flags: [Flag]
}

extension Command {
    /// All flags, in the order in which help shows them.
    var flagGroups: [FlagGroup] {
        switch action {
        case .own: [FlagGroup(title: "Flags", flags: [Command.help])]
        case .module(let command): optionGroups(Command.steering(command))
        case .server(let command): optionGroups(command.steering)
        }
    }

    private func optionGroups(_ steering: [Flag]) -> [FlagGroup] {
        // What has a flag with a letter of its own needs no other one.
        let known = steering.compactMap { flag in
            if case .content(let option) = flag.meaning { option.name } else { nil }
        }
        let options = options.filter { !known.contains($0.name) }
        let own = Command.flags(of: options, but: parameters)
        let login = loginOptions.map { $0.name == Command.agent.name ? Command.agent : $0 }
        let loginFlags = Command.flags(of: login, but: [], hasFiles: true).map { $0.leaving(own.flatMap(\.names)) }
        return [
            FlagGroup(title: "How to run", flags: steering + [Command.verbose, Command.help]),
            FlagGroup(title: "Options", flags: own), FlagGroup(title: "Server and login", flags: loginFlags),
        ]
    }

    /// All flags.
    var flags: [Flag] { flagGroups.flatMap(\.flags) }

    /// What the server sees as the user agent of a command.
    static let agent = Option(LoginOptions.agent.name, default: "latchkey", help: LoginOptions.agent.help)

    private static let help = Flag(.help, "help", letter: "h", help: "Says how to use the command.")
    private static let verbose = Flag(
        .verbose, "verbose", letter: "v", help: "Tells on stderr what is tried again, and why.")
    /// `--output`.
    static let output = Flag(
        .output, "output", letter: "o", .one("text|json|yaml"), choices: ["text", "json", "yaml"],
        help: "The form of the result; json and yaml are one document with all that is known.")
    /// `--check` and `--diff`.
    static let checking = [
        Flag(
            .check, "check", letter: "C",
            help: "Writes nothing and says what would be done; then exit status 3 means that something would."),
        Flag(.diff, "diff", letter: "D", help: "Shows what differs."),
    ]
    private static let document = [
        Flag(
            .file, "file", letter: "f", .one(Flag.file),
            help: "Options in JSON or YAML, by their names or by those of Keycloak's JSON; a hyphen reads stdin."),
        Flag(
            .set, "set", letter: "s", .many("KEY=VALUE"),
            help: "Sets one option, or with a dot one entry: attributes.access.token.lifespan=300."),
    ]

    private static func steering(_ command: ModuleCommand) -> [Flag] {
        (command.takesDocument ? document : []) + (command.writes ? checking : []) + [output]
    }

    /// The flags of options; a secret has none but that of a file, unless there is an option for that already.
    private static func flags(of options: [Option], but parameters: [Parameter], hasFiles: Bool = false) -> [Flag] {
        options.compactMap { option in
            guard !option.isObsolete, !parameters.contains(where: { $0.option == option.name }) else { return nil }
            guard option.isSecret else { return Flag(option) }
            let hasFile = hasFiles && options.contains { $0.name == option.name + "_file" }
            return hasFile ? nil : Flag(contentOf: option)
        }
    }
}
