internal import JSON
internal import Reconcile
internal import Resources

/// What begins with a hyphen on the command line.
struct Flag: Sendable {
    /// The name without its two hyphens.
    let name: String
    /// The letter that means the same behind one hyphen.
    let letter: Character?
    /// Other names that mean the same, without hyphens; they are taken and not shown.
    private(set) var otherNames: [String]
    /// What follows it.
    let value: Value
    /// The values that are allowed; empty allows any.
    let choices: [String]
    /// What is done with it.
    let meaning: Meaning
    /// What it means, in one or two sentences.
    let help: String

    /// What follows a flag.
    enum Value: Sendable, Equatable {
        /// Nothing.
        case none
        /// Nothing, or `=true`, `=false` and the like; `--no-NAME` says false.
        case truth
        /// One value, which help shows under this name.
        case one(String)
        /// A value; the flag may stand several times.
        case many(String)
    }

    /// What is done with a flag.
    enum Meaning: Sendable {
        /// It is an option.
        case option(Option)
        /// It names the file in which an option's value stands.
        case content(of: Option)
        /// It gives an option this value.
        case fixed(Option, JSON)
        /// It is a change of a document; the changes keep their order.
        case edit(isRemoval: Bool)
        /// It steers the command itself.
        case setting(Setting)
    }

    /// A flag that steers a command.
    init(
        _ setting: Setting, _ name: String, letter: Character? = nil, _ value: Value = .none, choices: [String] = [],
        help: String
    ) {
        self.name = name
        self.letter = letter
        otherNames = []
        self.value = value
        self.choices = choices
        meaning = .setting(setting)
        self.help = help
    }

    /// A flag with a meaning of its own.
    init(
        _ meaning: Meaning, _ name: String, letter: Character? = nil, _ value: Value = .none, help: String
    ) {
        self.name = name
        self.letter = letter
        otherNames = []
        self.value = value
        choices = []
        self.meaning = meaning
        self.help = help
    }

    /// The flag of an option.
    init(_ option: Option) {
        let short = Flag.shortNames[option.name]
        let own = Spelling.kebab(option.name)
        name = short?.name ?? own
        letter = short?.letter
        otherNames = ([own] + option.aliases.map(Spelling.kebab) + (short?.others ?? [])).filter { [name] in $0 != name
        }
        value = Flag.value(of: option)
        choices = option.choices
        meaning = .option(option)
        help = option.help
    }

    /// The flag that names a file for an option whose value must not stand on the command line.
    init(contentOf option: Option, letter: Character? = nil) {
        name = Flag.contentName(of: option)
        self.letter = letter
        otherNames = option.aliases.map { Spelling.kebab($0) + "-from-file" }
        value = .one(Flag.file)
        choices = []
        meaning = .content(of: option)
        help = "A file that holds this: \(option.help) A hyphen reads stdin."
    }

    /// The name of the flag that names a file for a secret option.
    static func contentName(of option: Option) -> String { Spelling.kebab(option.name) + "-from-file" }

    /// What help shows for the path of a file.
    static let file = "FILE"

    /// The options that people type by hand.
    private static let shortNames: [String: (name: String, letter: Character?, others: [String])] = [
        LoginOptions.url.name: ("server", nil, []), LoginOptions.username.name: ("auth-username", "u", ["user"]),
        "realm": ("realm", "r", []), LoginOptions.clientID.name: ("auth-client-id", nil, ["client"]),
        LoginOptions.caPath.name: ("ca-path", nil, ["truststore"]),
        DriftCommand.output.name: ("output", "o", []),
    ]

    private static func value(of option: Option) -> Value {
        switch option.type {
        case .bool: .truth
        case .int: .one("NUMBER")
        case .string:
            if !option.choices.isEmpty {
                .one(option.choices.count > 3 ? "WORD" : option.choices.joined(separator: "|"))
            } else {
                .one(isPath(option) ? file : option.name == LoginOptions.url.name ? "URL" : "TEXT")
            }
        case .list(.dict), .list(.map): .many("JSON")
        case .list: .many("A,B")
        case .dict, .map, .mapOf: .many("K=V,K=V")
        }
    }

    private static func isPath(_ option: Option) -> Bool {
        option.name.hasSuffix("_file")
            || ["ca_path", "client_cert", "client_key", "plan", "save", "split", "output", "from"].contains(option.name)
    }

    /// As help shows it: `-r, --realm TEXT`.
    var shown: String {
        let first = letter.map { "-\($0), " } ?? "    "
        return first + spelled + (placeholder.map { " \($0)" } ?? "")
    }

    /// The name with its hyphens: `--[no-]enabled`.
    var spelled: String { value == .truth ? "--[no-]\(name)" : "--\(name)" }

    /// What help shows for the value; nil when there is none.
    var placeholder: String? {
        switch value {
        case .none, .truth: nil
        case .one(let name), .many(let name): name
        }
    }

    /// The same flag without those of its other names that mean something else here.
    func leaving(_ names: [String]) -> Flag {
        var flag = self
        flag.otherNames.removeAll(where: names.contains)
        return flag
    }

    /// All words that mean this flag, without hyphens.
    var names: [String] { [name] + otherNames }
}

/// What steers a command and is no option of a module.
enum Setting: Hashable, Sendable {
    /// Says how to use the command.
    case help
    /// Writes nothing (`--check`).
    case check
    /// Shows what differs (`--diff`).
    case diff
    /// The form of the output (`--output`).
    case output
    /// Tells every wait (`--verbose`).
    case verbose
    /// Where the declaration stands (`--file`).
    case file
    /// One setting by name (`--set`).
    case set
    /// The format of a client's description (`--endpoint`).
    case endpoint
    /// Lays a file over what the server has (`--merge`).
    case merge
    /// Prints the client when it is done (`--output` of registrations).
    case document
    /// Prints a client's name alone (`--client-id`).
    case name
    /// Prints a document on one line (`--compressed`).
    case compressed
    /// Names kcreg's file (`--config`).
    case config
    /// Keeps nothing (`--no-config`).
    case noConfig
    /// Shows what is secret (`--return-secret`).
    case secrets
    /// Deletes what is kept (`--delete`).
    case removal
}
