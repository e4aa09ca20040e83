internal import JSON
internal import Keycloak
internal import Reconcile

/// The options of `keycloak_client_registration`.
enum RegistrationOptions {
    static let realm = Option("realm", default: "master", help: "The realm of the client.")
    static let state = ClientRows.state
    static let provider = Option(
        "provider", choices: [RegistrationProvider.keycloak.name, RegistrationProvider.openID.name, "oidc"],
        default: .string(RegistrationProvider.keycloak.name),
        help:
            "How the client is described: by the options of keycloak_client, or by `metadata` (`openid-connect`, for short `oidc`)."
    )
    static let registrationName = Option(
        "registration_name", aliases: ["registrationName"],
        help:
            "With `openid-connect`, where the server gives the client its name: the name by which the client is known on the host where the module runs."
    )
    static let metadata = Option(
        "metadata", .map,
        help:
            "With `openid-connect`: the client's metadata by the names of RFC 7591, such as `client_name`; what is left out stays."
    )
    static let initialToken = Option(
        "initial_access_token", aliases: ["initialAccessToken"], secret: true,
        help: "An initial access token, with which the client is registered in place of the login.")
    static let initialTokenFile = Option("initial_access_token_file", help: "A file that holds that token.")
    static let clientToken = Option(
        "registration_access_token", aliases: ["registrationAccessToken"], secret: true,
        help: "The client's own token, to be tried before the one that is kept.")
    static let clientTokenFile = Option(
        "registration_access_token_file",
        help:
            "The path of a file, on the host where the module runs, that shall hold the client's own token and nothing else, readable by its owner only; what it holds before is tried as `registration_access_token`."
    )
    static let returnToken = Option(
        "return_token", .bool, default: false,
        help:
            "Whether the result holds the client's own token, in clear, as `token`; use `no_log: true` for such a task."
    )
    static let store = Option(
        "registration_store",
        help: "The absolute path of the file that keeps tokens; left out, it is in the user's own folder.")

    /// What the registration service does not reach, and what would be of no use there.
    private static let left: Set<String> = [
        ClientName.realmOption.name, state.name, ClientRows.clientID.option.name, ClientName.idOption.name,
        ClientRows.newClientID.name, ClientRows.serviceAccountRoles.option.name, ClientRows.rolesBehavior.name,
        ClientRows.authorizationSettings.name, ClientRows.secretPolicy.name, ClientRows.flowOverrides.option.name,
    ]

    /// Flows by their ids: whoever registers clients cannot look their names up.
    private static let flowOverrides = Option(
        ClientRows.flowOverrides.option.name, aliases: ClientRows.flowOverrides.option.aliases,
        .dict([
            Option("browser", nullHasMeaning: true, help: "The id of the flow for browsers."),
            Option(
                "direct_grant", aliases: ["directGrant"], nullHasMeaning: true,
                help: "The id of the flow for direct grants."),
        ]), help: ClientRows.flowOverrides.option.help)

    /// The options by which Keycloak's own provider describes a client.
    static let described: [Option] =
        [flowOverrides] + ClientRows.schema.options.filter { !left.contains($0.name) && !$0.isObsolete }

    static let all: [Option] =
        [
            state, realm, ClientName.clientIDOption, provider, registrationName, metadata, initialToken,
            initialTokenFile, clientToken, clientTokenFile, returnToken, store,
        ] + described

    /// The provider that settled arguments mean.
    static func provider(_ arguments: Arguments) -> RegistrationProvider {
        let name = arguments.text(provider.name) ?? ""
        return name == RegistrationProvider.keycloak.name ? .keycloak : .openID
    }

    /// What keycloak_client would be told; its own option of the token's name is one that it ignores.
    static func declared(_ arguments: Arguments) -> Arguments {
        var declared = arguments
        declared[clientToken.name] = nil
        return declared
    }

    // MARK: Problems

    /// What is wrong with the arguments in itself.
    static func problems(with arguments: Arguments) -> [Problem] {
        var problems: [Problem] = []
        func add(_ option: Option, _ words: String) { problems.append(Problem(Path(option.name), words)) }
        let clientID = arguments.text(ClientName.clientIDOption.name)
        if let clientID {
            for words in ClientName.problems(with: clientID) { add(ClientName.clientIDOption, words) }
        }
        if arguments.text(realm.name)?.isEmpty == true { add(realm, "is empty; give the realm's name") }
        if let path = arguments.text(store.name), !path.hasPrefix("/") {
            add(store, "must be an absolute path, not '\(path)'")
        }
        if arguments[initialToken.name] != nil, arguments[initialTokenFile.name] != nil {
            add(initialTokenFile, "is the same setting as \(initialToken.name); keep one")
        }
        for option in [initialToken, clientToken] where arguments.text(option.name)?.isEmpty == true {
            add(option, "is empty; give the token, or leave it out")
        }
        if arguments.text(state.name) == "absent", arguments.bool(returnToken.name) == true {
            add(returnToken, "has no use with state: absent")
        }
        problems += SecretFile.problems(with: arguments.text(clientTokenFile.name), option: clientTokenFile)
        return problems + (provider(arguments) == .openID ? metadataProblems(arguments) : clientProblems(arguments))
    }

    private static func clientProblems(_ arguments: Arguments) -> [Problem] {
        var problems: [Problem] = []
        for option in [registrationName, metadata] where arguments[option.name] != nil {
            problems.append(Problem(Path(option.name), "belongs to provider: \(RegistrationProvider.openID.name)"))
        }
        guard arguments[ClientName.clientIDOption.name] != nil else {
            return problems + [Problem(Path(ClientName.clientIDOption.name), "is needed; give the client's name")]
        }
        let (declaration, further) = ClientDeclaration.read(declared(arguments))
        problems += further
        // By way of `representation`.
        for row in [ClientRows.serviceAccountRoles] where declaration.state[row.key] != nil {
            problems.append(Problem(Path(row.option.name), beyond))
        }
        if declaration.authorizationSettings != nil {
            problems.append(Problem(Path(ClientRows.authorizationSettings.name), beyond))
        }
        if let nodes = declaration.state[ClientRows.registeredNodes.key]?.object {
            problems += nodes.filter { $0.value == .null }.keys.map {
                Problem(Path(ClientRows.registeredNodes.option.name, $0), beyond)
            }
        }
        return problems
    }

    private static let beyond = "is not possible through the registration; keycloak_client can, with a login"

    private static func metadataProblems(_ arguments: Arguments) -> [Problem] {
        var problems: [Problem] = []
        let named = [ClientName.clientIDOption, registrationName].compactMap { arguments.text($0.name) }
        if named.isEmpty {
            problems.append(
                Problem(
                    Path(registrationName.name),
                    "is needed, or client_id of a client that exists: the server gives such clients their names"))
        }
        if arguments.text(registrationName.name)?.allSatisfy(\.isWhitespace) == true {
            problems.append(Problem(Path(registrationName.name), "is blank; give the registration a name"))
        }
        let secret = [ClientRows.returnSecret.name, ClientRows.secretFile.name]
        for option in described where !secret.contains(option.name) && arguments[option.name] != option.fallback {
            problems.append(
                Problem(Path(option.name), "belongs to provider: default; here the client is described by metadata"))
        }
        for (name, words) in [
            ("client_id", "is the option client_id, or given by the server"),
            ("client_secret", "is made by the server"),
            ("registration_access_token", "is the option registration_access_token"),
        ] where arguments[metadata.name]?.object?[name] != nil {
            problems.append(Problem(Path(metadata.name, name), words))
        }
        return problems
    }
}

/// The tokens that the options and their files give, and where the client's own one goes.
struct RegistrationTokens: Sendable {
    /// The registration service with these tokens.
    let service: RegistrationSession
    private let file: SecretFile?
    private let returnsToken: Bool

    /// Reads the files before anything is sent.
    init(_ arguments: Arguments, _ context: ModuleContext) throws(Failure) {
        typealias Options = RegistrationOptions
        var files = OptionFiles(context.system)
        let initial =
            arguments.text(Options.initialTokenFile.name).flatMap { files.secret($0, of: Options.initialTokenFile) }
            ?? arguments.text(Options.initialToken.name)
        guard files.problems.isEmpty else { throw Failure(files.problems) }
        file = try SecretFile(
            arguments.text(Options.clientTokenFile.name), option: Options.clientTokenFile, context.system)
        returnsToken = arguments.bool(Options.returnToken.name) == true
        service = RegistrationSession(
            context, realm: arguments.text(Options.realm.name) ?? "master",
            store: arguments.text(Options.store.name), initialToken: initial,
            clientToken: arguments.text(Options.clientToken.name) ?? file?.text)
    }

    /// The client's own token at the end of a run.
    enum End {
        case known(String)
        /// One that a run which is none but a check would bring.
        case made
        /// Nobody told it: who logs in is not told the token of a client that exists (facts-more 1.2).
        case untold
    }

    /// Completes the outcome of a run; outside check mode writes the file when it is not as it should be.
    func deliver(_ end: End, of client: String, to outcome: inout Outcome, isCheck: Bool) throws(Failure) {
        guard returnsToken || file != nil else { return }
        var known: String?
        switch end {
        case .known(let token):
            known = token
            if returnsToken { outcome.disclosed["token"] = .string(token) }
        case .made: break
        case .untold:
            outcome.warnings.append(Messages.untold(client))
            return
        }
        guard let file else { return }
        let written =
            outcome.changed ? "\(outcome.message) \(Messages.written(file.path))" : Messages.written(client, file.path)
        try file.deliver(
            known, as: RegistrationOptions.clientTokenFile, to: &outcome, isCheck: isCheck,
            SecretFile.Telling(
                name: "the token", written: written,
                unwritten: "\(outcome.message) \(Messages.unwritten(file.path))",
                hint: "The token is kept: mend that and run again."))
    }

    /// What users read.
    private enum Messages {
        static func untold(_ client: String) -> String {
            "The token of client '\(client)' is not known: who changes a client by a login is not told it. An administrator can "
                + "have another one made."
        }
        static func written(_ path: String) -> String { "Its token has been written to '\(path)'." }
        static func written(_ client: String, _ path: String) -> String {
            "The token of client '\(client)' has been written to '\(path)'."
        }
        static func unwritten(_ path: String) -> String { "Its token could not be written to '\(path)'" }
    }
}
