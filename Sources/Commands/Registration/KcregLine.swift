internal import JSON
internal import Reconcile

/// A command of kcreg and what stands behind it, by its own option names (`kcreg.sh help` of 26).
struct KcregLine: Sendable {
    /// The command.
    let command: KcregCommand
    /// What stands there without an option.
    private(set) var words: [String] = []
    /// The values of options, and of those without a value an empty text.
    private(set) var values: [KcregOption: String] = [:]
    /// What is set and deleted, in order.
    private(set) var edits: [DocumentEdit] = []
    /// Whether it asks how the command is used.
    private(set) var wantsHelp = false

    /// Whether an option was given.
    func has(_ option: KcregOption) -> Bool { values[option] != nil }

    /// The value of an option.
    subscript(option: KcregOption) -> String? { values[option] }

    /// Why a line cannot be understood.
    struct Misuse: Error {
        /// Each as one line.
        let messages: [String]
        /// The command whose help says more.
        let command: KcregCommand?
        /// Whether it is the help that should be shown in place of a message.
        var wantsHelp = false
    }

    /// Reads the words behind the program's name.
    init(_ arguments: [String]) throws(Misuse) {
        (command, words) = try KcregLine.command(arguments)
        var rest = words[...]
        words = []
        var hasOnlyWords = false
        while let word = rest.popFirst() {
            if hasOnlyWords || word == "-" || !word.hasPrefix("-") {
                guard words.count < command.words.count else { throw misuse("there is no place for '\(word)'") }
                words.append(word)
            } else if word == "--" {
                hasOnlyWords = true
            } else if word.hasPrefix("--") {
                let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard let option = option({ $0.spelled == halves[0] }) else {
                    throw misuse("there is no option '\(halves[0])'")
                }
                try take(option, halves.count == 2 ? halves[1] : nil, &rest)
            } else {
                try takeLetters(word.dropFirst(), &rest)
            }
        }
    }

    private static func command(_ arguments: [String]) throws(Misuse) -> (KcregCommand, [String]) {
        guard let first = arguments.first else { throw Misuse(messages: [], command: nil, wantsHelp: true) }
        if first == "--help" { return (.help, []) }
        let second = arguments.dropFirst().first
        let pair = KcregCommand.allCases.first { $0.name == "\(first) \(second ?? "")" }
        if let pair { return (pair, Array(arguments.dropFirst(2))) }
        if first == "config" {
            guard let second, second != "--help" else { throw Misuse(messages: [], command: nil, wantsHelp: true) }
            throw Misuse(
                messages: ["'config' is followed by credentials, initial-token, registration-token or truststore"],
                command: nil)
        }
        guard let command = KcregCommand.allCases.first(where: { $0.name == first }) else {
            throw Misuse(messages: ["there is no command '\(first)'"], command: nil)
        }
        return (command, Array(arguments.dropFirst()))
    }

    private func option(_ isMeant: (KcregOption) -> Bool) -> KcregOption? { command.options.first(where: isMeant) }

    private func misuse(_ message: String) -> Misuse { Misuse(messages: [message], command: command) }

    private mutating func takeLetters(
        _ letters: Substring, _ rest: inout ArraySlice<String>
    ) throws(Misuse) {
        var letters = letters
        while let letter = letters.popFirst() {
            guard let option = option({ $0.letter == letter }) else { throw misuse("there is no option '-\(letter)'") }
            guard option.takesValue, !letters.isEmpty else {
                try take(option, nil, &rest)
                continue
            }
            return try take(option, String(letters.first == "=" ? letters.dropFirst() : letters), &rest)
        }
    }

    private mutating func take(
        _ option: KcregOption, _ given: String?, _ rest: inout ArraySlice<String>
    ) throws(Misuse) {
        guard option.takesValue else {
            guard given == nil else { throw misuse("'\(option.spelled)' takes no value") }
            if option == .help { wantsHelp = true }
            values[option] = ""
            return
        }
        guard let value = given ?? rest.popFirst() else { throw misuse("'\(option.spelled)' needs a value") }
        do throws(UsageError) {
            switch option {
            case .set: edits.append(try DocumentEdit(setting: value))
            case .delete: edits.append(try DocumentEdit(deleting: value))
            case .endpoint:
                guard ["default", "oidc", "install", "saml2"].contains(value) else {
                    throw UsageError("there is no endpoint '\(value)': default, oidc, install or saml2")
                }
            default: break
            }
        } catch {
            throw Misuse(messages: error.messages, command: command)
        }
        values[option] = value
    }
}

/// The commands of kcreg.
enum KcregCommand: CaseIterable, Sendable {
    case credentials, initialToken, registrationToken, truststore, create, get, update, delete, updateToken, attrs, help

    /// As one types it.
    var name: String {
        switch self {
        case .credentials: "config credentials"
        case .initialToken: "config initial-token"
        case .registrationToken: "config registration-token"
        case .truststore: "config truststore"
        case .create: "create"
        case .get: "get"
        case .update: "update"
        case .delete: "delete"
        case .updateToken: "update-token"
        case .attrs: "attrs"
        case .help: "help"
        }
    }

    /// What it does.
    var summary: String {
        switch self {
        case .credentials: "logs in, and keeps the login for the commands that follow"
        case .initialToken: "keeps the token with which clients are registered, or deletes it"
        case .registrationToken: "keeps a client's own token, or deletes it"
        case .truststore: "keeps the path of the authorities that are trusted, or deletes it"
        case .create: "registers a client"
        case .get: "prints a client"
        case .update: "changes a client"
        case .delete: "deletes a client"
        case .updateToken: "has the server make another token for a client; the login needs manage-clients"
        case .attrs: "lists the attributes of a format, or what one of them is made of"
        case .help: "says how to use a command"
        }
    }

    /// What stands behind it without an option.
    var words: [String] {
        switch self {
        case .credentials, .create: []
        case .initialToken, .registrationToken: ["TOKEN"]
        case .truststore: ["FILE"]
        case .get, .update, .delete, .updateToken: ["CLIENT"]
        case .attrs: ["ATTRIBUTE"]
        case .help: ["COMMAND", "SUBCOMMAND"]
        }
    }

    /// Its options.
    var options: [KcregOption] {
        let file: [KcregOption] = [.config]
        let login: [KcregOption] = [
            .server, .realm, .user, .password, .client, .secret, .keystore, .storepass, .keypass, .alias, .truststore,
            .trustpass, .insecure,
        ]
        let own: [KcregOption] =
            switch self {
            case .credentials: file + [.status] + login
            case .initialToken: file + [.server, .realm, .keepDomain, .removal]
            case .registrationToken: file + [.server, .realm, .client, .removal]
            case .truststore: file + [.removal, .trustpass]
            case .create:
                [.token, .endpoint, .set, .file, .output, .compressed, .clientID] + file + [.noConfig] + login
            case .get: [.token, .endpoint, .compressed] + file + [.noConfig] + login
            case .update:
                [.token, .endpoint, .set, .delete, .file, .merge, .output, .compressed] + file + [.noConfig] + login
            case .delete: [.token] + file + [.noConfig] + login
            case .updateToken: file + [.noConfig] + login
            case .attrs: [.endpoint]
            case .help: []
            }
        return own + [.trace, .help]
    }
}

/// The options of kcreg, by their long names.
enum KcregOption: String, Sendable {
    case server, realm, user, password, client, secret, keystore, storepass, keypass, alias, truststore, trustpass
    case insecure, status, config, token, endpoint, set, delete, file, merge, output, compressed, help
    case noConfig = "no-config"
    case clientID = "clientId"
    case keepDomain = "keep-domain"
    /// `--delete` of the commands that keep something.
    case removal
    case trace = "x"

    /// The long name with its hyphens; the one that has none by its letter.
    var spelled: String {
        switch self {
        case .removal: "--delete"
        case .trace: "-x"
        default: "--\(rawValue)"
        }
    }

    /// The letter that means the same.
    var letter: Character? {
        switch self {
        case .token: "t"
        case .endpoint: "e"
        case .set: "s"
        case .delete, .removal: "d"
        case .file: "f"
        case .merge: "m"
        case .output: "o"
        case .compressed: "c"
        case .clientID: "i"
        case .keepDomain: "k"
        case .trace: "x"
        default: nil
        }
    }

    /// Whether a value follows it.
    var takesValue: Bool {
        switch self {
        case .insecure, .status, .merge, .output, .compressed, .help, .noConfig, .clientID, .keepDomain, .removal,
            .trace:
            false
        default: true
        }
    }
}
