internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// What a line of kcreg works with: its file, stdin and the terminal, and who logs in.
final class KcregSurroundings {
    /// The line.
    let line: KcregLine
    /// Its effects.
    let effects: Effects
    /// The streams.
    let console: Console
    /// kcreg's file; nil where nothing is kept.
    let store: KcregStore?
    /// What the line and stdin told that is secret.
    private(set) var secrets: [String] = []
    private var input: ArraySlice<String>?

    /// Opens the file that the line names.
    init(_ line: KcregLine, _ effects: Effects, _ console: Console) throws(KcregError) {
        self.line = line
        self.effects = effects
        self.console = console
        guard !line.has(.noConfig) else {
            guard !line.has(.config) else { throw .misuse("--config and --no-config contradict each other") }
            store = nil
            return
        }
        let path: String
        if let named = line[.config] {
            path = named
        } else {
            guard let home = effects.environment("HOME"), !home.isEmpty else {
                throw .failed("there is no place for kcreg.config: set HOME, or name a file by --config")
            }
            path = home + "/.keycloak/kcreg.config"
        }
        store = KcregStore(effects.sharedFile(path), name: path)
    }

    /// The file's content; an empty one where nothing is kept.
    func config() async throws(KcregError) -> KcregConfig {
        guard let store else { return KcregConfig() }
        do {
            return try await store.config()
        } catch {
            throw KcregError(error)
        }
    }

    // MARK: Where

    /// The server and realm that the line means, and the URL as it was written.
    func place() async throws(KcregError) -> (place: RegistrationPlace, written: String) {
        let config = try await config()
        guard let written = line[.server] ?? config.server else {
            throw .failed("No server specified. Use --server, or 'kcreg config credentials'.")
        }
        guard let base = BaseURL(written) else { throw .failed("Invalid server endpoint url: \(written)") }
        guard let realm = line[.realm] ?? config.realm else {
            throw .failed("No realm specified. Use --realm, or 'kcreg config credentials'.")
        }
        return (RegistrationPlace(server: base.description, realm: realm), written)
    }

    // MARK: Secrets

    /// A secret of the line, else of the environment, else of who is asked.
    func secret(
        _ option: KcregOption, _ variable: String, _ question: String
    ) throws(KcregError) -> String {
        if let value = line[option], value != "-" { return learn(value) }
        if line[option] == nil, let value = effects.environment(variable), !value.isEmpty { return learn(value) }
        return try ask(question)
    }

    /// A secret from the terminal, or the next line of stdin where that is none.
    func ask(_ question: String) throws(KcregError) -> String {
        let answer: String?
        do throws(SystemEffects.Unavailable) {
            if console.terminal.typesInput {
                answer = try console.ask(question)
            } else {
                if input == nil {
                    let text = String(decoding: try console.read(), as: UTF8.self)
                    input = text.split(whereSeparator: \.isNewline).map(String.init)[...]
                }
                answer = input?.popFirst()
            }
        } catch {
            throw .failed("\(question)nobody can be asked for it: \(error.reason)")
        }
        guard let answer, !answer.isEmpty else { throw .failed("\(question)nothing was given") }
        return learn(answer)
    }

    private func learn(_ secret: String) -> String {
        secrets.append(secret)
        return secret
    }

    /// All of a file, or of stdin.
    func bytes(_ path: String) throws(KcregError) -> [UInt8] {
        do {
            return try path == "-" ? console.read() : effects.system.readFile(path)
        } catch {
            throw .failed("'\(path)' cannot be read: \(error.reason)")
        }
    }

    // MARK: Who

    /// Who logs in, where the line says that.
    struct Identity {
        /// The options.
        var options: JSONObject
        /// What kcreg keeps beside the tokens.
        let facts: JSONObject
        /// How people see it.
        let name: String
    }

    /// Who logs in; nil where the line leaves that to what is kept.
    func identity() throws(KcregError) -> Identity? {
        let user = line[.user]
        guard user != nil || line.has(.client) || line.has(.keystore) || line.has(.secret) else { return nil }
        let client = line[.client] ?? "admin-cli"
        var options: JSONObject = ["auth_client_id": .string(client)]
        var facts: JSONObject = [
            "client_id": .string(client), "grant": user == nil ? "client_credentials" : "password",
        ]
        if let user {
            options["auth_username"] = .string(user)
            options["auth_password"] = .string(try secret(.password, "KC_CLI_PASSWORD", "Enter password: "))
        }
        if let path = line[.keystore] {
            let store = { [self] () throws(KcregError) -> String in
                try secret(.storepass, "KC_CLI_STORE_PASSWORD", "Enter keystore password: ")
            }
            let key = { [self] () throws(KcregError) -> String in
                if line.has(.keypass) || effects.environment("KC_CLI_KEY_PASSWORD") != nil {
                    return try secret(.keypass, "KC_CLI_KEY_PASSWORD", "Enter key password: ")
                }
                return try store()
            }
            let (pem, passphrase) = try KcregKeys(effects.system).privateKey(
                path, alias: line[.alias], passwords: (store: store, key: key))
            options["auth_private_key"] = .string(pem)
            options["auth_private_key_passphrase"] = passphrase.map { .string($0) }
        } else if line.has(.secret) || user == nil || effects.environment("KC_CLI_CLIENT_SECRET") != nil,
            line.has(.client)
        {
            let secret = try secret(.secret, "KC_CLI_CLIENT_SECRET", "Enter client secret: ")
            options["auth_client_secret"] = .string(secret)
            // It renews the tokens, as kcreg does it.
            facts["client_secret"] = .string(secret)
        }
        return Identity(options: options, facts: facts, name: user.map { "user \($0)" } ?? "service-account-\(client)")
    }

    // MARK: How

    /// The work of the line, which says on stderr who logs in.
    func work(token: String? = nil) async throws(KcregError) -> RegistrationWork {
        let (place, written) = try await place()
        let identity = try identity()
        var options: JSONObject = [
            LoginOptions.url.name: .string(written), LoginOptions.agent.name: "latchkey",
            "auth_realm": .string(place.realm),
        ]
        if line.has(.insecure) { options["validate_certs"] = false }
        if let identity {
            options = options.merging(identity.options)
            console.writeError("Logging into \(written) as \(identity.name) of realm \(place.realm)\n")
        }
        var effects = effects
        if let authorities = try await authorities() {
            effects = effects.connecting { settings in
                var settings = settings
                settings.authorities = .text(authorities)
                return settings
            }
        }
        let store: any RegistrationStore = store ?? MemoryRegistrationStore()
        return RegistrationWork(
            place: place, store: store, login: options, token: token, keeps: self.store == nil ? nil : identity?.facts,
            // kcreg knows nothing of our variables.
            effects: effects.keeping(
                tokens: effects.tokenStore, registrations: effects.registrationStore, environment: { _ in nil }),
            wantsLog: line.has(.trace))
    }

    private func authorities() async throws(KcregError) -> [UInt8]? {
        let config = try await config()
        guard let path = line[.truststore] ?? config.truststore, !line.has(.insecure) else { return nil }
        let password = { [self] () throws(KcregError) -> String in
            if line[.trustpass] == nil, let kept = config.trustPassword { return learn(kept) }
            return try secret(.trustpass, "KC_CLI_TRUSTSTORE_PASSWORD", "Enter truststore password: ")
        }
        return try KcregKeys(effects.system).authorities(path, password: password)
    }
}

/// Why a line of kcreg fails.
enum KcregError: Error {
    /// It cannot be understood (exit status 2).
    case misuse(String)
    /// Its help says more than any message (exit status 2).
    case help
    /// It could not be done (exit status 1).
    case failed(String)

    /// What a store says.
    init(_ error: RegistrationStoreError) { self = .failed("What is kept cannot be used: \(error.problem).") }

    /// What is wrong with a document.
    init(_ error: UsageError) { self = .failed(error.messages.joined(separator: "\n")) }
}
