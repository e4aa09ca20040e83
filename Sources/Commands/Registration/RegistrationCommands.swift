internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// `registration …`: clients that are registered by tokens, without a login of the administration.
enum RegistrationCommands {
    /// The commands.
    static let all = [
        command(
            "login", "logs in at the realm, and keeps the login for the commands that follow", [], [],
            run: RegistrationRun.logIn),
        command("logout", "ends the login that is kept, and forgets it", [], [], run: RegistrationRun.logOut),
        command(
            "create", "registers a client", [], [endpoint, file, set, removing, document, name, compressed, secrets],
            takesToken: true, run: RegistrationRun.create),
        command(
            "get", "prints a client", [client], [endpoint, compressed, secrets], takesToken: true,
            run: RegistrationRun.get),
        command(
            "update", "changes a client", [client],
            [endpoint, file, set, removing, merge, document, compressed, secrets], takesToken: true,
            run: RegistrationRun.update),
        command("delete", "deletes a client", [client], [], takesToken: true, run: RegistrationRun.delete),
        command(
            "renew-token", "has the server make another token for a client; the login needs manage-clients", [client],
            [], run: RegistrationRun.renew),
        command(
            "token", "keeps a client's own token, shows it, or deletes it", [client], [removal, secrets],
            takesToken: true, run: RegistrationRun.token),
        command(
            "initial-token", "keeps the token with which clients are registered, shows it, or deletes it", [],
            [removal, secrets], takesToken: true, run: RegistrationRun.initialToken),
        Command(
            words: ["registration", "attributes"],
            summary: "lists the attributes of a format, or what one of them is made of",
            parameters: [Command.Parameter("ATTRIBUTE", help: "The attribute; none lists all.")],
            action: .server(ServerCommand(options: [], steering: [endpoint], isLocal: true, run: attributes))),
    ]

    /// The realm.
    static let realm = Option(
        "realm", help: "The realm of the clients; else the one of the login that is kept, else master.")
    /// The token that is used for one command.
    static let token = Option(
        "registration_token", secret: true,
        help: "The token to use: an initial access token to create a client, else the client's own.")

    private static func command(
        _ word: String, _ summary: String, _ parameters: [Command.Parameter], _ flags: [Flag], takesToken: Bool = false,
        run: @escaping @Sendable (RegistrationRun) async throws(UsageError) -> ExitStatus
    ) -> Command {
        Command(
            words: ["registration", word], summary: summary, parameters: parameters,
            action: .server(
                ServerCommand(
                    options: [realm] + (takesToken ? [token] : []),
                    steering: flags + (takesToken ? [Flag(contentOf: token, letter: "t")] : []) + common,
                    run: { server async throws(UsageError) in
                        try await run(try await RegistrationRun(server))
                    })))
    }

    @Sendable
    private static func attributes(_ run: ServerRun) async throws(UsageError) -> ExitStatus {
        let form = try RegistrationRun.form(run.line) ?? .keycloak
        guard !form.attributes.isEmpty else { throw UsageError("the \(form.rawValue) format has no attributes") }
        for line in try AttributeTable.lines(form, of: run.line.words.first) { run.context.console.write(line + "\n") }
        return .done
    }

    // MARK: Flags

    private static let client = Command.Parameter(
        "CLIENT", isRequired: true, help: "The client's name (client_id); case counts.")
    private static let endpoint = Flag(
        .endpoint, "endpoint", letter: "e", .one(ClientFormat.words.joined(separator: "|")),
        choices: ClientFormat.words,
        help: "The format of the client; without it the file says it, else it is default.")
    private static let file = Flag(
        .file, "file", letter: "f", .one(Flag.file),
        help:
            "The client in JSON or YAML, by the names of its format, or the XML of a SAML service provider; a hyphen reads stdin."
    )
    private static let set = Flag(
        .edit(isRemoval: false), "set", letter: "s", .many("KEY=VALUE"),
        help: "Sets an attribute; KEY+=VALUE adds an item to a list, dots and [0] go down: attributes.team=web.")
    private static let removing = Flag(
        .edit(isRemoval: true), "delete", letter: "d", .many("KEY"),
        help: "Takes an attribute away, or an item of a list: redirectUris[0].")
    private static let merge = Flag(
        .merge, "merge", letter: "m",
        help: "Lays the file over what the server has; without a file it is so in any case.")
    private static let document = Flag(
        .document, "output", letter: "o", help: "Prints the client when it is done.")
    private static let name = Flag(.name, "client-id", letter: "i", help: "Prints the client's name alone.")
    private static let compressed = Flag(.compressed, "compressed", letter: "c", help: "Prints it on one line.")
    private static let secrets = Flag(
        .secrets, "return-secret", help: "Shows what is secret in what is printed.")
    private static let removal = Flag(.removal, "delete", letter: "d", help: "Deletes what is kept.")
    private static let common = [
        Flag(
            .config, "config", .one(Flag.file),
            help: "Reads and writes kcreg's own file in place of the store of registrations."),
        Flag(.noConfig, "no-config", help: "Keeps nothing, and reads nothing that is kept."),
        Flag(
            .fixed(LoginOptions.validateCerts, false), "insecure",
            help: "Does not check the server's certificate, as --no-validate-certs."),
    ]
}
