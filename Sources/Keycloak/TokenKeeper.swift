internal import HTTP
internal import JSON

/// Comes to access tokens and keeps them good: from the store, by the refresh token, or by logging in.
///
/// However many requests wait for a token, one of them fetches it.
actor TokenKeeper {
    /// A token in use; two logins that brought the same token are still two.
    struct Lease {
        let token: String
        fileprivate let generation: Int
    }

    /// One way to log in.
    private struct Way {
        /// With the newest refresh token, where a refresh token is the way: realms may let each be used once.
        var credentials: Credentials
        /// Under which name the store has its tokens; nil for what is not stored.
        let key: TokenKey?
    }

    /// The tokens in use.
    private struct Held {
        let tokens: Tokens
        /// The login that brought them.
        let credentials: Credentials
        let key: TokenKey?
        /// Whether we began the session behind them and leave it to nobody else.
        let isOurs: Bool
    }

    private let transport: any Transport
    private let base: BaseURL
    private let realm: String
    private let store: (any TokenStore)?
    private let effects: SystemEffects
    private let now: @Sendable () -> Int
    /// The ways to log in that were not tried in vain yet, in the order in which they are tried.
    private var ways: ArraySlice<Way>
    private var held: Held?
    private var generation = 0
    private var work: Task<Result<Lease, KeycloakError>, Never>?
    /// Access tokens that the server refused: the store must not bring them back.
    private var refused: Set<String> = []
    /// Sessions of ours whose access token was refused: they may live on.
    private var left: [Held] = []
    /// Every token that was in use.
    private(set) var secrets: [String] = []

    /// A keeper that has nothing yet; nothing is stored without a store.
    init(
        transport: any Transport, base: BaseURL, realm: String, credentials: [Credentials], store: (any TokenStore)?,
        effects: SystemEffects, now: @escaping @Sendable () -> Int
    ) {
        self.transport = transport
        self.base = base
        self.realm = realm
        self.store = store
        self.effects = effects
        self.now = now
        let place = [base.description, realm]
        ways = credentials.map { Way(credentials: $0, key: store == nil ? nil : $0.key(at: place)) }[...]
    }

    /// A token that lives long enough for one request.
    func current() async throws(KeycloakError) -> Lease {
        if let held, !held.tokens.isDue(at: now()) {
            return Lease(token: held.tokens.accessToken, generation: generation)
        }
        // Ends itself before another can begin, so that whoever waited for it never ends the next one.
        let running = work ?? Task(executorPreference: transport.executor) { await self.fetch() }
        work = running
        return try await running.value.get()
    }

    /// Forgets a token that the server refused; false when there is no way left to another one.
    func refuse(_ lease: Lease) async -> Bool {
        if lease.generation == generation, let held {
            self.held = nil
            refused.insert(held.tokens.accessToken)
            if held.isOurs { left.append(held) }
            if let key = held.key { await store?.forget(held.tokens, for: key) }
        }
        return held != nil || work != nil || !ways.isEmpty
    }

    // MARK: Fetching

    private func fetch() async -> Result<Lease, KeycloakError> {
        let result: Result<Held, KeycloakError>
        do {
            result = .success(try await nextTokens())
        } catch {
            result = .failure(error)
        }
        work = nil
        return result.map { held in
            self.held = held
            generation += 1
            secrets += ([held.tokens.accessToken] + [held.tokens.refreshToken].compactMap { $0 })
                .filter { !secrets.contains($0) }
            // Even if it is due again at once: a life of a second is enough for one request.
            return Lease(token: held.tokens.accessToken, generation: generation)
        }
    }

    /// What is stored, else renewed, else fetched by the first way that works.
    private func nextTokens() async throws(KeycloakError) -> Held {
        while let way = ways.first {
            if case .accessToken(let given) = way.credentials {
                // Tried once; when it is refused, the next way is.
                ways = ways.dropFirst()
                return Held(tokens: Tokens(accessToken: given), credentials: way.credentials, key: nil, isOurs: false)
            }
            let stored = await storedTokens(way)
            if let stored, !stored.tokens.isDue(at: now()) { return stored }
            if let renewable = stored ?? held, renewable.tokens.canRenew(at: now()),
                let renewed = try await renew(renewable, way)
            {
                return renewed
            }
            do {
                return await keep(
                    try await ask(way.credentials.form(place) ?? []), way, isOurs: way.credentials.isLogin)
            } catch {
                // A refresh token that is used up must not hide credentials that work.
                guard case .login = error, ways.count > 1 else { throw error }
                ways = ways.dropFirst()
                held = nil
            }
        }
        throw .unreadable(request: "login", problem: "no credentials are left")
    }

    private func storedTokens(_ way: Way) async -> Held? {
        guard let key = way.key, let tokens = await store?.tokens(for: key), !refused.contains(tokens.accessToken)
        else {
            return nil
        }
        return Held(tokens: tokens, credentials: way.credentials, key: key, isOurs: false)
    }

    /// The tokens that a refresh token brings; nil when the server does not take it any more.
    private func renew(_ old: Held, _ way: Way) async throws(KeycloakError) -> Held? {
        guard let refreshToken = old.tokens.refreshToken else { return nil }
        do {
            let tokens = try await ask(way.credentials.form(renewing: refreshToken, place))
            return await keep(tokens, way, isOurs: old.isOurs)
        } catch {
            guard case .login = error else { throw error }
            // Another process may have renewed it first, in a realm where each refresh token counts once.
            guard let stored = await storedTokens(way), !stored.tokens.isDue(at: now()) else { return nil }
            return stored
        }
    }

    private func keep(_ tokens: Tokens, _ way: Way, isOurs: Bool) async -> Held {
        if let refreshToken = tokens.refreshToken, !ways.isEmpty {
            ways[ways.startIndex].credentials = way.credentials.renewed(by: refreshToken)
        }
        var isStored = false
        // Tokens without an end can't be dropped when they end.
        if let key = way.key, tokens.expiry != nil { isStored = await store?.keep(tokens, for: key) ?? false }
        return Held(tokens: tokens, credentials: way.credentials, key: way.key, isOurs: isOurs && !isStored)
    }

    /// Where and when a login takes place; made anew for each, since assertions are good for one.
    private var place: LoginClient.Place {
        LoginClient.Place(issuer: base.issuer(ofRealm: realm), now: now(), effects: effects)
    }

    private func ask(_ form: [(String, String)]) async throws(KeycloakError) -> Tokens {
        secrets += form.filter { $0.0 == "client_assertion" }.map(\.1)
        let asked = now()
        let request = request("token", form)
        let response = try await transport.exchange(request)
        guard response.isSuccess else {
            throw await BasePath.explained(
                .login(KeycloakError.Refusal(request, response), realm: realm), base: base, realm: realm, transport)
        }
        try response.checkNoPage(request)
        guard let object = try Session.Answer(request, response).json().object,
            let tokens = Tokens(answer: object, asked: asked)
        else { throw .unreadable(request: request.summary, problem: "no access token in it") }
        return tokens
    }

    private func request(_ endpoint: String, _ form: [(String, String)], answerTimeout: Int = 300) -> HTTPRequest {
        HTTPRequest(
            .post, base, path: ["realms", realm, "protocol", "openid-connect", endpoint],
            headers: [
                .init("Accept", "application/json"), .init("Content-Type", "application/x-www-form-urlencoded"),
            ],
            body: Array(PercentEncoding.form(form).utf8), answerTimeout: answerTimeout,
            // An assertion and a code of a second factor are good for one login.
            isRepeatable: !form.contains { ["client_assertion", "totp"].contains($0.0) })
    }

    /// The form fields that name a client and prove it, here and now.
    func fields(of client: LoginClient) throws(KeycloakError) -> [(String, String)] { try client.form(place) }

    // MARK: The end

    /// Logs out of the sessions that our logins began and that nobody else is to use.
    ///
    /// By `logout`, never `revoke`, which on 18 kills every session of that user with that client (facts-core 1). A session
    /// that can't be ended ends by itself after half an hour, so a failure is none.
    func end() async {
        let ours = left + [held].compactMap { $0 }.filter(\.isOurs)
        held = nil
        left = []
        for session in ours {
            guard let refreshToken = session.tokens.refreshToken else { continue }
            guard let client = try? session.credentials.clientFields(place) else { continue }
            var request = request("logout", client + [("refresh_token", refreshToken)], answerTimeout: 10)
            request.isDispensable = true
            _ = try? await transport.exchange(request)
        }
    }
}
