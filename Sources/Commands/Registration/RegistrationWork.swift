internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// What the commands about registrations do on a server, whoever asks for it: with a token that is given, else with one
/// that is kept, else with the login.
struct RegistrationWork: Sendable {
    /// Where.
    let place: RegistrationPlace
    /// What keeps tokens and logins.
    let store: any RegistrationStore
    /// The options of the login as they were written, with the server's.
    let login: JSONObject
    /// The token that was given.
    let token: String?
    /// Whether a login that is given is kept, as kcreg does it; nil where it is not: then the facts about it.
    let keeps: JSONObject?
    /// All other effects.
    let effects: Effects
    /// Whether every wait is told.
    let wantsLog: Bool

    /// What came of something that was done.
    typealias Answer<Value: Sendable> = ModuleRunner.Answer<Value>

    /// What a command shows.
    struct Result: Sendable {
        /// The client; nil when there is none.
        let registration: Registration?
        /// What the user should know.
        let warnings: [String]
    }

    // MARK: Commands

    /// Registers a client.
    func create(
        _ content: ClientDescription.Content, _ form: ClientFormat, _ redactor: inout Redactor
    ) async throws(RegistrationStoreError) -> Answer<Result> {
        let initial =
            if let token { Optional(token) } else {
                try await store.record(place.key(.initialToken))?["token"]?.text
            }
        let document =
            switch content {
            case .xml(let bytes): RegistrationDocument(saml: bytes)
            case .members(let members): RegistrationDocument(members, for: form.provider)
            }
        redactor.learn([initial].compactMap { $0 })
        return try await perform(&redactor, needsLogin: initial == nil) { context throws(Failure) in
            let session = RegistrationSession(context, realm: place.realm, store: nil, initialToken: initial)
            return Result(registration: try await session.create(document), warnings: [])
        }
    }

    /// The client in a form.
    func get(
        _ client: String, _ form: ClientFormat, _ redactor: inout Redactor
    ) async throws(RegistrationStoreError) -> Answer<Result> {
        try await manage(client, given: nil, &redactor) { client throws(Failure) in try await client.get(form.provider)
        }
    }

    /// Changes a client; nothing is sent where the description does not fit what the server has.
    ///
    /// - Parameter merges: Whether the description is laid over what the server has; otherwise it is sent as it is.
    func update(
        _ client: String, _ description: ClientDescription, merges: Bool, _ redactor: inout Redactor
    ) async throws(RegistrationStoreError) -> Answer<Result> {
        let provider = description.form.provider
        return try await manage(client, given: description.token, &redactor) { client throws(Failure) in
            var present: JSONObject?
            if merges {
                guard let registration = try await client.get(provider) else { return nil }
                present = registration.document
            }
            let members: JSONObject
            do throws(UsageError) {
                members = try description.update(of: present)
            } catch {
                throw Failure(error.messages.map { Spelling.sentence($0) }.joined(separator: " "))
            }
            return try await client.put(members, provider)
        }
    }

    /// Deletes a client; whether it was there.
    func delete(_ client: String, _ redactor: inout Redactor) async throws(RegistrationStoreError) -> Answer<Bool> {
        try await hold(client, given: nil, &redactor) { client throws(Failure) in try await client.delete() }
    }

    /// Has the server make another token for a client, which is kept; nil when there is no such client.
    func renew(_ client: String, _ redactor: inout Redactor) async throws(RegistrationStoreError) -> Answer<String?> {
        try await perform(&redactor, needsLogin: true) { context throws(Failure) in
            let session = RegistrationSession(context, realm: place.realm, store: nil)
            return try await session.client(client).renewToken()
        }
    }

    /// Logs in; whether tokens have been kept that were not kept before.
    func logIn(_ redactor: inout Redactor) async throws(RegistrationStoreError) -> Answer<Bool> {
        let before = try await store.record(place.key(.session))
        let (key, store) = (place.key(.session), store)
        return try await perform(&redactor, needsLogin: true) { context throws(Failure) in
            try await context.logIn()
            do throws(RegistrationStoreError) {
                return try await store.record(key) != before
            } catch {
                throw RegistrationWork.failure(error)
            }
        }
    }

    /// Ends the login that is kept, and forgets it; whether there was one.
    func logOut(_ redactor: inout Redactor) async throws(RegistrationStoreError) -> Answer<Bool> {
        let key = place.key(.session)
        guard let record = try await store.record(key) else {
            return Answer(.success(false))
        }
        let refresh = record["refresh_token"]?.text
        let client = LoginClient(id: record["client_id"]?.text ?? "admin-cli", secret: record["client_secret"]?.text)
        let answer: Answer<Bool> = try await perform(&redactor, needsLogin: false) { context throws(Failure) in
            guard let refresh else { return true }
            return try await context.logOut(refresh, client: client)
        }
        // A session that cannot be ended ends by itself, and whoever logs out wants to have no token left here.
        try await store.keep(nil, for: key)
        return answer
    }

    // MARK: How

    private func manage(
        _ client: String, given: String?, _ redactor: inout Redactor,
        _ body: @Sendable (RegisteredClient) async throws(Failure) -> Registration?
    ) async throws(RegistrationStoreError) -> Answer<Result> {
        try await hold(client, given: given, &redactor) { client throws(Failure) in
            let registration = try await body(client)
            return Result(registration: registration, warnings: await client.warnings)
        }
    }

    private func hold<Value: Sendable>(
        _ name: String, given: String?, _ redactor: inout Redactor,
        _ body: @Sendable (RegisteredClient) async throws(Failure) -> Value
    ) async throws(RegistrationStoreError) -> Answer<Value> {
        let given = token ?? given
        let kept = try await store.record(place.key(.client, name))?["token"]?.text
        redactor.learn([given, kept].compactMap { $0 })
        return try await perform(&redactor, needsLogin: given == nil && kept == nil) { context throws(Failure) in
            let session = RegistrationSession(context, realm: place.realm, store: nil, clientToken: given)
            return try await body(try await session.client(name))
        }
    }

    private func perform<Value: Sendable>(
        _ redactor: inout Redactor, needsLogin: Bool, _ body: @Sendable (ModuleContext) async throws(Failure) -> Value
    ) async throws(RegistrationStoreError) -> Answer<Value> {
        let store = store
        let environment = effects.environment
        var options = login
        var tokens = effects.tokenStore
        var isKept = false
        if !LoginEnvironment.saysWho(LoginEnvironment.complete(login, environment).written) {
            let record = try await store.record(place.key(.session))
            if let kept = KeptLogin.options(record, now: effects.timing.date()) {
                options = options.merging(kept)
                options["auth_realm"] = .string(place.realm)
                let place = place
                tokens = { _ in KeptLogin(store, place) }
                isKept = true
            } else if needsLogin, record != nil {
                return Answer(.failure(Failure("The login that was kept has ended.", hint: "Log in again.")))
            }
        } else if let keeps {
            let place = place
            tokens = { _ in KeptLogin(store, place, new: keeps) }
            isKept = true
        }
        // A login of another realm is refused there (facts-more 1.2).
        if options["auth_realm"] == nil, environment("KEYCLOAK_AUTH_REALM") == nil {
            options["auth_realm"] = .string(place.realm)
        }
        if isKept { options["token_cache"] = true }
        let effects = effects.keeping(tokens: tokens, registrations: { _ in store }) { [isKept] name in
            // Both stores are at hand already, and have no paths.
            if name == RegistrationStorePlace.variable { return "/" }
            return name == TokenStorePlace.variable && isKept ? "/" : environment(name)
        }
        return await ModuleRunner(effects).perform(
            login: options, needsLogin: needsLogin, isCheck: false, wantsLog: wantsLog, &redactor, body)
    }

    /// A failure of the store.
    static func failure(_ error: RegistrationStoreError) -> Failure {
        Failure("What is kept cannot be used: \(error.problem).")
    }
}

extension ClientFormat {
    /// The part of the service that understands it.
    var provider: RegistrationProvider {
        switch self {
        case .keycloak: .keycloak
        case .openID: .openID
        case .installation: .installation
        case .saml: .saml
        }
    }
}
