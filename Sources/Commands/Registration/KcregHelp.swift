/// The help of the link `kcreg`.
enum KcregHelp {
    /// All commands.
    static var overview: String {
        var text = "Usage: kcreg COMMAND [OPTIONS]\n\nCommands:\n"
        for command in KcregCommand.allCases { text += "  \(padded(command.name, 28))\(command.summary)\n" }
        return text
            + "\nThis is latchkey, which takes the command lines of Keycloak's kcreg.sh under this name.\n"
            + "More: kcreg help COMMAND, and docs/registration.md\n"
    }

    /// One command.
    static func text(of command: KcregCommand) -> String {
        guard command != .help else { return overview }
        let words = command.words.map { " [\($0)]" }.joined()
        var text =
            "Usage: kcreg \(command.name)\(words) [OPTIONS]\n\n\(Spelling.sentence(command.summary))\n\nOptions:\n"
        for option in command.options {
            let letter = option.letter.map { option == .trace ? "" : "-\($0), " } ?? ""
            text += "  \(padded(padded(letter, 4) + option.spelled + (option.takesValue ? " VALUE" : ""), 28))"
            text += "\(meaning(option, of: command))\n"
        }
        return text
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(text.isEmpty ? width : 1, width - text.utf8.count))
    }

    private static func meaning(_ option: KcregOption, of command: KcregCommand) -> String {
        switch option {
        case .server: "the server's base URL"
        case .realm: "the realm"
        case .user: "the user who logs in"
        case .password: "the user's password; else KC_CLI_PASSWORD, else it is asked for"
        case .client:
            command == .registrationToken ? "the client whose token it is" : "the client that logs in (admin-cli)"
        case .secret: "the secret of that client; else KC_CLI_CLIENT_SECRET, else it is asked for"
        case .keystore: "a private key of that client, in PEM or PKCS #12"
        case .storepass: "the keystore's password; else KC_CLI_STORE_PASSWORD, else it is asked for"
        case .keypass: "the key's password; else KC_CLI_KEY_PASSWORD, else that of the keystore"
        case .alias: "the name of the key's entry in the keystore"
        case .truststore: "the authorities that are trusted, in PEM or PKCS #12"
        case .trustpass: "the truststore's password; else KC_CLI_TRUSTSTORE_PASSWORD, else it is asked for"
        case .insecure: "does not check the server's certificate"
        case .status: "says whether the login that is kept is still good"
        case .config: "the file that keeps logins and tokens (~/.keycloak/kcreg.config)"
        case .noConfig: "keeps nothing and reads nothing that is kept"
        case .token:
            command == .create
                ? "the initial access token; a hyphen asks for it" : "the client's own token; a hyphen asks for it"
        case .endpoint: "the format: default, oidc, install or saml2"
        case .set: "KEY=VALUE, or KEY+=VALUE for one more item of a list"
        case .delete: "takes an attribute or an item of a list away"
        case .file: "a file with the client; a hyphen reads stdin"
        case .merge: "lays the file over what the server has"
        case .output: "prints the client when it is done"
        case .compressed: "prints it on one line"
        case .clientID: "prints the client's name alone"
        case .keepDomain: "leaves the server and realm that are meant by default"
        case .removal: "deletes what is kept"
        case .trace: "tells what is tried again, and why"
        case .help: "says how to use the command"
        }
    }
}
