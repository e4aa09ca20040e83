internal import JSON
internal import Keycloak
internal import Reconcile
public import Resources

/// The front end under the name `kcreg`: it takes the command lines of Keycloak's client registration CLI, and prints and
/// keeps what that does.
public struct KcregFrontEnd: Sendable {
    private let effects: Effects
    private let console: Console

    /// A front end with its effects.
    public init(effects: Effects, console: Console) {
        self.effects = effects.logging { console.writeError("\($0)\n") }
        self.console = console
    }

    /// Whether a program that was started under this path is this one.
    public static func isMeant(program: String) -> Bool {
        let name = program.split(separator: "/").last ?? ""
        return name == "kcreg" || name == "kcreg.sh"
    }

    /// Runs what the words behind the program's name say; the exit status is kcreg's: 1 when it failed, 2 when the line
    /// cannot be understood.
    public func run(_ arguments: [String]) async -> Int32 {
        let line: KcregLine
        do throws(KcregLine.Misuse) {
            line = try KcregLine(arguments)
        } catch {
            if error.wantsHelp { console.write(error.command.map(KcregHelp.text) ?? KcregHelp.overview) }
            return complain(error.messages, error.command)
        }
        if line.wantsHelp {
            console.write(KcregHelp.text(of: line.command))
            return 0
        }
        do throws(KcregError) {
            let surroundings = try KcregSurroundings(line, effects, console)
            return try await KcregRun(surroundings).run() ? 0 : 1
        } catch {
            switch error {
            case .misuse(let text): return complain([text], line.command)
            case .help:
                console.write(KcregHelp.text(of: line.command))
                return 2
            case .failed(let text):
                console.writeError(Shown.visible(text) + "\n")
                return 1
            }
        }
    }

    private func complain(_ messages: [String], _ command: KcregCommand?) -> Int32 {
        for message in messages { console.writeError(Shown.visible(message) + "\n") }
        if !messages.isEmpty { console.writeError("More: kcreg help\(command.map { " " + $0.name } ?? "")\n") }
        return 2
    }
}

/// One run of a line of kcreg.
private struct KcregRun {
    let around: KcregSurroundings
    let line: KcregLine
    let console: Console

    init(_ surroundings: KcregSurroundings) {
        around = surroundings
        line = surroundings.line
        console = surroundings.console
    }

    /// Whether it could be done; what went wrong has been told then.
    func run() async throws(KcregError) -> Bool {
        switch line.command {
        case .credentials: try await credentials()
        case .initialToken: try await initialToken()
        case .registrationToken: try await registrationToken()
        case .truststore: try await truststore()
        case .create: try await create()
        case .get: try await get()
        case .update: try await update()
        case .delete: try await delete()
        case .updateToken: try await updateToken()
        case .attrs: try attrs()
        case .help: try help()
        }
    }

    // MARK: What is kept

    private func credentials() async throws(KcregError) -> Bool {
        if line.has(.status) {
            let work = try await around.work()
            guard try await kept(work.store, work.place.key(.session)) != nil else {
                throw .failed("There is no login at \(work.place.server) for realm \(work.place.realm).")
            }
            guard try await done({ redactor throws(RegistrationStoreError) in try await work.logIn(&redactor) }) != nil
            else { return false }
            console.write("Logged in at \(work.place.server) for realm \(work.place.realm).\n")
            return true
        }
        guard line.has(.server) || line.has(.realm) || line.has(.user) || line.has(.client) else { throw .help }
        for option in [KcregOption.server, .realm] where !line.has(option) {
            throw .misuse("Required option not specified: \(option.spelled)")
        }
        let work = try await around.work()
        guard work.keeps != nil else { throw .misuse("--user or --client says who logs in") }
        guard
            let isKept = try await done({ redactor throws(RegistrationStoreError) in try await work.logIn(&redactor) })
        else { return false }
        guard isKept else { throw .failed("The login cannot be kept: the server does not say when it ends.") }
        try await keepPlace(work.store, work.place, written: line[.server])
        return true
    }

    private func initialToken() async throws(KcregError) -> Bool {
        guard line.has(.removal) || !line.words.isEmpty || line.has(.server) || line.has(.realm) else { throw .help }
        let (place, written) = try await around.place()
        guard let store = around.store else { return false }
        try await keep(store, place.key(.initialToken), try token("Enter Initial Access Token: "))
        if !line.has(.keepDomain), !line.has(.removal) { try await keepPlace(store, place, written: written) }
        return true
    }

    private func registrationToken() async throws(KcregError) -> Bool {
        guard let client = line[.client] else {
            guard line.has(.removal) || !line.words.isEmpty || line.has(.server) else { throw .help }
            throw .misuse("Required option not specified: --client")
        }
        let (place, _) = try await around.place()
        guard let store = around.store else { return false }
        try await keep(store, place.key(.client, client), try token("Enter Registration Access Token: "))
        return true
    }

    /// The token that is to be kept; nil where what is kept is to go.
    private func token(_ question: String) throws(KcregError) -> String? {
        if line.has(.removal) {
            guard line.words.isEmpty else { throw .misuse("a token and --delete contradict each other") }
            return nil
        }
        if let word = line.words.first { return word }
        return try around.ask(question)
    }

    private func truststore() async throws(KcregError) -> Bool {
        guard let store = around.store else { return false }
        let path = line.words.first
        guard path != nil || line.has(.removal) else { throw .help }
        guard path == nil || !line.has(.removal) else { throw .misuse("a file and --delete contradict each other") }
        if let path {
            do {
                _ = try around.effects.system.readFile(path)
            } catch {
                throw .failed("Truststore file not found: \(path) (\(error.reason))")
            }
        }
        let password = line[.trustpass] == "-" ? try around.ask("Enter truststore password: ") : line[.trustpass]
        try await stored { () async throws(RegistrationStoreError) in
            try await store.change { config in
                config.set("truststore", path)
                config.set("trustpass", path == nil ? nil : password)
            }
        }
        return true
    }

    // MARK: Clients

    private func create() async throws(KcregError) -> Bool {
        guard line.has(.file) || !line.edits.isEmpty else { throw .help }
        guard !line.has(.output) || !line.has(.clientID) else { throw .misuse("-o and -i contradict each other") }
        let description = try description()
        guard description.form != .installation else { throw .failed("nothing is registered by 'install'") }
        let content = try checked { () throws(UsageError) in try description.document() }
        let work = try await around.work(token: try given("Enter Initial Access Token: "))
        let answer = try await done { redactor throws(RegistrationStoreError) in
            try await work.create(content, description.form, &redactor)
        }
        guard let made = answer?.registration else { return false }
        if line.has(.output) {
            show(made, description.form)
        } else if line.has(.clientID) {
            console.write(made.clientID + "\n")
        } else {
            console.writeError("Registered new client with client_id '\(Shown.visible(made.clientID))'\n")
        }
        return true
    }

    private func get() async throws(KcregError) -> Bool {
        let client = try client()
        let form = line[.endpoint].flatMap(ClientFormat.init) ?? .keycloak
        guard form != .saml else { throw .failed("a client cannot be read in the saml2 format") }
        let work = try await around.work(token: try given("Enter Registration Access Token: "))
        return try await tell(form, shows: true) { redactor throws(RegistrationStoreError) in
            try await work.get(client, form, &redactor)
        }
    }

    private func update() async throws(KcregError) -> Bool {
        let client = try client()
        guard line.has(.file) || !line.edits.isEmpty else { throw .misuse("-f, -s or -d must say what changes") }
        let description = try description()
        guard [.keycloak, .openID].contains(description.form) else {
            throw .failed("a client cannot be changed in the \(description.form.rawValue) format")
        }
        let merges = line.has(.merge) || !line.has(.file)
        let work = try await around.work(token: try given("Enter Registration Access Token: "))
        return try await tell(description.form, shows: line.has(.output)) { redactor throws(RegistrationStoreError) in
            try await work.update(client, description, merges: merges, &redactor)
        }
    }

    private func delete() async throws(KcregError) -> Bool {
        let client = try client()
        let work = try await around.work(token: try given("Enter Registration Access Token: "))
        let found = try await done { redactor throws(RegistrationStoreError) in try await work.delete(client, &redactor)
        }
        guard let found else { return false }
        guard found else { throw .failed(KcregRun.missing) }
        return true
    }

    private func updateToken() async throws(KcregError) -> Bool {
        let client = try client()
        let work = try await around.work()
        let answer = try await done { redactor throws(RegistrationStoreError) in
            try await work.renew(client, &redactor)
        }
        guard let answer else { return false }
        guard let token = answer else { throw .failed("No client found for: \(client)") }
        // Kept nowhere, it would be lost.
        if line.has(.noConfig) { console.write(token + "\n") }
        return true
    }

    private func attrs() throws(KcregError) -> Bool {
        let form = line[.endpoint].flatMap(ClientFormat.init) ?? .keycloak
        guard !form.attributes.isEmpty else { throw .misuse("the \(form.rawValue) format has no attributes") }
        let name = line.words.first
        let lines = try checked { () throws(UsageError) in try AttributeTable.lines(form, of: name) }
        if name == nil { console.write("Attributes for \(form.title) format:\n") }
        console.write(lines.map { $0 + "\n" }.joined())
        return true
    }

    private func help() throws(KcregError) -> Bool {
        let name = line.words.joined(separator: " ")
        guard let command = KcregCommand.allCases.first(where: { $0.name == name }) else {
            guard name.isEmpty || name == "config" else { throw .misuse("there is no command '\(name)'") }
            console.write(KcregHelp.overview)
            return true
        }
        console.write(KcregHelp.text(of: command))
        return true
    }

    // MARK: What they share

    private static let missing = "Client not found [invalid_request]"

    private func client() throws(KcregError) -> String {
        guard let client = line.words.first else { throw .help }
        return client
    }

    /// The token of the line; a hyphen asks for it.
    private func given(_ question: String) throws(KcregError) -> String? {
        line[.token] == "-" ? try around.ask(question) : line[.token]
    }

    private func description() throws(KcregError) -> ClientDescription {
        let path = line[.file]
        let bytes: [UInt8]? = if let path { try around.bytes(path) } else { nil }
        let name = path == "-" ? "stdin" : "'\(path ?? "")'"
        let form = line[.endpoint].flatMap(ClientFormat.init)
        return try checked { () throws(UsageError) in
            try ClientDescription(file: bytes, name, form: form, edits: line.edits)
        }
    }

    private func checked<Value>(_ body: () throws(UsageError) -> Value) throws(KcregError) -> Value {
        do {
            return try body()
        } catch {
            throw KcregError(error)
        }
    }

    private func stored<Value>(
        _ body: () async throws(RegistrationStoreError) -> Value
    ) async throws(KcregError) -> Value {
        do {
            return try await body()
        } catch {
            throw KcregError(error)
        }
    }

    private func kept(_ store: any RegistrationStore, _ key: RegistrationKey) async throws(KcregError) -> JSONObject? {
        try await stored { () throws(RegistrationStoreError) in try await store.record(key) }
    }

    private func keep(
        _ store: any RegistrationStore, _ key: RegistrationKey, _ token: String?
    ) async throws(KcregError) {
        try await stored { () throws(RegistrationStoreError) in
            try await store.keep(token.map { ["token": .string($0)] }, for: key)
        }
    }

    /// Keeps where the commands that follow work.
    private func keepPlace(
        _ store: any RegistrationStore, _ place: RegistrationPlace, written: String?
    ) async throws(KcregError) {
        let record: JSONObject = ["server": .string(written ?? place.server), "realm": .string(place.realm)]
        try await stored { () throws(RegistrationStoreError) in
            try await store.keep(record, for: RegistrationPlace.current)
        }
    }

    /// Does something on the server and tells what went wrong; nil then.
    private func done<Value: Sendable>(
        _ body: (inout Redactor) async throws(RegistrationStoreError) -> RegistrationWork.Answer<Value>
    ) async throws(KcregError) -> Value? {
        var redactor = Redactor(isSecretName: ClientAttributes.isSecret)
        redactor.learn(around.secrets)
        let answer: RegistrationWork.Answer<Value>
        do {
            answer = try await body(&redactor)
        } catch {
            throw KcregError(error)
        }
        switch answer.result {
        case .success(let value):
            warn(answer.warnings, redactor)
            return value
        case .failure(let failure):
            warn(failure.warnings, redactor)
            console.writeError(Shown.visible(redactor.redact(KcregRun.wording(failure.text))) + "\n")
            return nil
        }
    }

    /// The text with kcreg's options in the place of the modules'.
    private static func wording(_ text: String) -> String {
        let words = [
            ("auth_keycloak_url", "--server"), ("auth_username", "--user"), ("auth_password", "--password"),
            ("auth_realm", "--realm"), ("auth_client_secret", "--secret"), ("auth_client_id", "--client"),
            ("auth_private_key_passphrase", "--keypass"), ("auth_private_key", "--keystore"),
            ("registration_access_token", "--token"), ("initial_access_token", "--token"), ("ca_path", "--truststore"),
        ]
        return words.reduce(text) { Spelling.exchange($1.0, for: $1.1, in: $0) }
    }

    private func warn(_ warnings: [String], _ redactor: Redactor) {
        for warning in warnings {
            console.writeError("warning: \(Shown.visible(redactor.redact(KcregRun.wording(warning))))\n")
        }
    }

    private func tell(
        _ form: ClientFormat, shows: Bool,
        _ body: (inout Redactor) async throws(RegistrationStoreError) ->
            RegistrationWork.Answer<RegistrationWork.Result>
    ) async throws(KcregError) -> Bool {
        guard let result = try await done(body) else { return false }
        for warning in result.warnings { console.writeError("warning: \(Shown.visible(KcregRun.wording(warning)))\n") }
        guard let registration = result.registration else { throw .failed(KcregRun.missing) }
        if shows { show(registration, form) }
        return true
    }

    /// Prints a client as kcreg does: with its secrets, for which its users ask by the command.
    private func show(_ registration: Registration, _ form: ClientFormat) {
        var document = registration.document
        if form != .installation { document[form.token] = registration.token.map { .string($0) } }
        let value = JSON.object(document)
        console.write((line.has(.compressed) ? value.compact : KcregText.pretty(value)) + "\n")
    }
}
