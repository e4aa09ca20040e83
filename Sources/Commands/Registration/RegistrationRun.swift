internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// A run of one of the commands `registration …`.
struct RegistrationRun: Sendable {
    private let server: ServerRun
    private let line: Line
    private let context: CommandContext
    private let work: RegistrationWork

    /// Settles where it works, and with what.
    init(_ server: ServerRun) async throws(UsageError) {
        self.server = server
        line = server.line
        context = server.context
        let effects = context.effects
        guard !line.has(.config) || !line.has(.noConfig) else {
            throw UsageError("--config and --no-config contradict each other")
        }
        let store: any RegistrationStore
        if line.has(.noConfig) {
            store = MemoryRegistrationStore()
        } else if let path = line.settings[.config] {
            store = KcregStore(effects.sharedFile(path), name: path)
        } else {
            store = try await RegistrationRun.checked { () throws(RegistrationStoreError) in
                effects.registrationStore(
                    try RegistrationStorePlace.path(option: nil, environment: effects.environment))
            }
        }
        var login = try server.login()
        let current = try await RegistrationRun.checked { () async throws(RegistrationStoreError) in
            try await store.record(RegistrationPlace.current)
        }
        let completed = LoginEnvironment.complete(login, effects.environment).written
        guard let written = completed[LoginOptions.url.name]?.text ?? current?["server"]?.text else {
            throw UsageError("--server is missing: Keycloak's base URL, like https://sso.example.org")
        }
        guard let base = BaseURL(written) else {
            throw UsageError("--server must be an http or https URL without user, query and fragment")
        }
        login[LoginOptions.url.name] = .string(written)
        let realm = server.arguments.text(RegistrationCommands.realm.name) ?? current?["realm"]?.text ?? "master"
        let isLogin = line.command.words.last == "login"
        if isLogin, let other = completed["auth_realm"]?.text, !other.isSame(as: realm) {
            throw UsageError(
                "the login that is kept is one of realm '\(realm)' itself, not of '\(other)' (--auth-realm)")
        }
        work = RegistrationWork(
            place: RegistrationPlace(server: base.description, realm: realm), store: store, login: login,
            token: server.arguments.text(RegistrationCommands.token.name),
            keeps: isLogin ? RegistrationRun.facts(completed) : nil, effects: effects,
            wantsLog: line.has(.verbose))
    }

    /// What is kept beside the tokens of a login; never what proves it.
    private static func facts(_ login: JSONObject) -> JSONObject {
        var facts: JSONObject = [
            "grant": login[LoginOptions.username.name] == nil ? "client_credentials" : "password"
        ]
        facts["client_id"] = login[LoginOptions.clientID.name] ?? LoginOptions.clientID.fallback
        return facts
    }

    private static func checked<Value>(
        _ body: () async throws(RegistrationStoreError) -> Value
    ) async throws(UsageError) -> Value {
        do {
            return try await body()
        } catch {
            throw UsageError("what is kept cannot be used: \(error.problem)")
        }
    }

    // MARK: Logins and tokens

    /// Logs in, and keeps that.
    @Sendable
    static func logIn(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        guard !run.line.has(.noConfig) else { throw UsageError("--no-config keeps no login") }
        guard
            let isKept = try await run.done({ work, redactor async throws(RegistrationStoreError) in
                try await work.logIn(&redactor)
            })
        else { return .failed }
        guard isKept else {
            run.context.complain("the login cannot be kept: it is by a token, or the server does not say when it ends")
            return .failed
        }
        let place = run.work.place
        let record: JSONObject = ["server": .string(place.server), "realm": .string(place.realm)]
        try await checked { () async throws(RegistrationStoreError) in
            try await run.work.store.keep(record, for: RegistrationPlace.current)
        }
        run.say("Logged in at \(place.server) for realm '\(place.realm)'.")
        return .done
    }

    /// Ends the login that is kept.
    @Sendable
    static func logOut(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        guard
            let wasThere = try await run.done({ work, redactor async throws(RegistrationStoreError) in
                try await work.logOut(&redactor)
            })
        else { return .failed }
        run.say(wasThere ? "Logged out." : "No login is kept for realm '\(run.work.place.realm)'.")
        return .done
    }

    /// Keeps, shows or deletes a client's own token.
    @Sendable
    static func token(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        let client = run.line.words.first ?? ""
        return try await run.keepOrShow(.client, client, "the token of client '\(client)'")
    }

    /// Keeps, shows or deletes the token with which clients are registered.
    @Sendable
    static func initialToken(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        try await run.keepOrShow(.initialToken, "", "the initial access token")
    }

    private func keepOrShow(
        _ kind: RegistrationKey.Kind, _ name: String, _ what: String
    ) async throws(UsageError) -> ExitStatus {
        let key = work.place.key(kind, name)
        let store = work.store
        guard work.token == nil || !line.has(.removal) else {
            throw UsageError("a token and --delete contradict each other")
        }
        guard work.token != nil || line.has(.removal) else {
            let record = try await RegistrationRun.checked { () async throws(RegistrationStoreError) in
                try await store.record(key)
            }
            guard let token = record?["token"]?.text else {
                context.complain("\(what) is not kept")
                return .failed
            }
            if line.has(.secrets) {
                context.console.write(token + "\n")
            } else {
                say("\(Spelling.sentence(what).dropLast()) is kept; --return-secret shows it.")
            }
            return .done
        }
        let record: JSONObject? = work.token.map { ["token": .string($0)] }
        try await RegistrationRun.checked { () async throws(RegistrationStoreError) in
            let lock = try await store.lock(key)
            try await store.keep(record, for: key)
            withExtendedLifetime(lock) {}
        }
        say("\(Spelling.sentence(what).dropLast()) \(record == nil ? "has been deleted here" : "is kept").")
        return .done
    }

    /// Has the server make another token for a client.
    @Sendable
    static func renew(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        let client = run.line.words.first ?? ""
        let answer = try await run.done { work, redactor async throws(RegistrationStoreError) in
            try await work.renew(client, &redactor)
        }
        guard let answer else { return .failed }
        guard let token = answer else { return run.missing(client) }
        // Kept nowhere, it would be lost.
        if run.line.has(.noConfig) {
            run.context.console.write(token + "\n")
        } else {
            run.say("Client \(client) has another token, which is kept.")
        }
        return .done
    }

    // MARK: Clients

    /// Registers a client.
    @Sendable
    static func create(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        guard run.line.has(.file) || !run.line.edits.isEmpty else {
            throw UsageError("--file or --set must say what is registered")
        }
        guard !run.line.has(.document) || !run.line.has(.name) else {
            throw UsageError("--output and --client-id contradict each other")
        }
        let description = try run.description()
        guard description.form != .installation else { throw UsageError("nothing is registered in the install format") }
        let content = try description.document()
        let answer = try await run.done { work, redactor async throws(RegistrationStoreError) in
            try await work.create(content, description.form, &redactor)
        }
        guard let made = answer?.registration else { return .failed }
        if run.line.has(.name) {
            run.context.console.write(Shown.visible(made.clientID) + "\n")
        } else if run.line.has(.document) {
            run.show(made)
        } else {
            run.say("Client \(made.clientID) has been registered.")
        }
        return .done
    }

    /// Prints a client.
    @Sendable
    static func get(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        let client = run.line.words.first ?? ""
        let form = try form(run.line) ?? .keycloak
        guard form != .saml else { throw UsageError("a client cannot be read in the saml2 format") }
        return try await run.tell(client, changed: nil) { work, redactor async throws(RegistrationStoreError) in
            try await work.get(client, form, &redactor)
        }
    }

    /// Changes a client.
    @Sendable
    static func update(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        let client = run.line.words.first ?? ""
        guard run.line.has(.file) || !run.line.edits.isEmpty else {
            throw UsageError("--file, --set or --delete must say what changes")
        }
        let description = try run.description()
        guard [.keycloak, .openID].contains(description.form) else {
            throw UsageError("a client cannot be changed in the \(description.form.rawValue) format")
        }
        let merges = run.line.has(.merge) || !run.line.has(.file)
        return try await run.tell(client, changed: "Client \(client) has been changed.") {
            work, redactor async throws(RegistrationStoreError) in
            try await work.update(client, description, merges: merges, &redactor)
        }
    }

    /// Deletes a client.
    @Sendable
    static func delete(_ run: RegistrationRun) async throws(UsageError) -> ExitStatus {
        let client = run.line.words.first ?? ""
        let wasThere = try await run.done { work, redactor async throws(RegistrationStoreError) in
            try await work.delete(client, &redactor)
        }
        guard let wasThere else { return .failed }
        run.say(wasThere ? "Client \(client) has been deleted." : "There is no client \(client).")
        return .done
    }

    // MARK: What they share

    /// The format that a line names.
    static func form(_ line: Line) throws(UsageError) -> ClientFormat? {
        line.settings[.endpoint].flatMap(ClientFormat.init)
    }

    private func description() throws(UsageError) -> ClientDescription {
        var bytes: [UInt8]?
        let path = line.settings[.file]
        if let path {
            let other = line.contents.first { $0.path == Input.stdin }
            guard path != Input.stdin || other == nil else {
                throw UsageError("--file cannot read stdin, which is what another flag reads")
            }
            var input = Input(context)
            bytes = try input.bytes(path, of: "--file")
        }
        return try ClientDescription(
            file: bytes, path == Input.stdin ? "stdin" : "'\(path ?? "")'", form: try RegistrationRun.form(line),
            edits: line.edits)
    }

    private func say(_ text: String) { context.console.write(Shown.visible(text) + "\n") }

    private func missing(_ client: String) -> ExitStatus {
        context.complain(
            "There is no client \(client) in realm '\(work.place.realm)', or nothing says that you may see it.")
        return .failed
    }

    /// Does something on the server and tells what went wrong; nil then.
    private func done<Value: Sendable>(
        _ body:
            @escaping @Sendable (RegistrationWork, inout Redactor) async throws(RegistrationStoreError)
            -> RegistrationWork.Answer<Value>
    ) async throws(UsageError) -> Value? {
        let masks = Redactor(isSecretName: ClientAttributes.isSecret)
        let (work, place) = (work, Shown.visible(work.place.server))
        let (answer, redactor) = await context.progress.during({ "waiting for \(place)" }, lineEvery: nil) {
            var redactor = masks
            redactor.learn([work.token].compactMap { $0 })
            let answer: Result<RegistrationWork.Answer<Value>, RegistrationStoreError>
            do throws(RegistrationStoreError) {
                answer = .success(try await body(work, &redactor))
            } catch {
                answer = .failure(error)
            }
            return (answer, redactor)
        }
        let told = try await RegistrationRun.checked { () throws(RegistrationStoreError) in try answer.get() }
        return try server.told(told, redactor)
    }

    private func tell(
        _ client: String, changed: String?,
        _ body:
            @escaping @Sendable (RegistrationWork, inout Redactor) async throws(RegistrationStoreError)
            -> RegistrationWork.Answer<RegistrationWork.Result>
    ) async throws(UsageError) -> ExitStatus {
        guard let result = try await done(body) else { return .failed }
        for warning in result.warnings { context.complain("warning: \(warning)") }
        guard let registration = result.registration else { return missing(client) }
        if let changed, !line.has(.document) {
            say(changed)
        } else {
            show(registration)
        }
        return .done
    }

    /// Prints a client; its secrets only to those who ask for them.
    private func show(_ registration: Registration) {
        let masks = Redactor(isSecretName: ClientAttributes.isSecret)
        let value = JSON.object(
            line.has(.secrets) ? registration.document : masks.redact(registration.document))
        context.console.write((line.has(.compressed) ? value.compact : value.pretty) + "\n")
    }
}
