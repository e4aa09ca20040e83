public import HTTP
public import JSON

/// A logged-in connection to one server: sends requests with a token, and comes to a new one when it is refused.
public actor Session {
    /// An answer of success.
    public struct Answer: Sendable {
        private let sent: HTTPRequest
        /// The answer.
        public let response: HTTPResponse

        init(_ sent: HTTPRequest, _ response: HTTPResponse) {
            self.sent = sent
            self.response = response
        }

        /// The request as messages name it.
        public var request: String { sent.summary }

        /// The answer as a refusal, for statuses that were accepted and yet mean one.
        public var refusal: KeycloakError.Refusal { KeycloakError.Refusal(sent, response) }

        /// The body as JSON.
        public func json() throws(KeycloakError) -> JSON {
            do {
                return try JSON(parsing: response.body)
            } catch {
                throw .unreadable(request: request, problem: "no JSON, \(error)")
            }
        }

        /// The body as a JSON object.
        public func object() throws(KeycloakError) -> JSONObject {
            guard let object = try json().object else { throw .unreadable(request: request, problem: "not an object") }
            return object
        }

        /// The body as a list of JSON objects.
        public func objects() throws(KeycloakError) -> [JSONObject] {
            guard let items = try json().array, case let objects = items.compactMap(\.object),
                objects.count == items.count
            else { throw .unreadable(request: request, problem: "not a list of objects") }
            return objects
        }
    }

    private let transport: any Transport
    private let base: BaseURL
    private let realm: String
    private let effects: LoginEffects
    /// The ways to log in that were not tried in vain yet, in the order in which they are tried.
    private var ways: ArraySlice<Credentials>
    private var token: String?
    /// The last assertion that was sent in the place of a secret.
    private var assertion: String?
    /// Counts logins, so that several requests refused with one old token log in once.
    private var generation = 0
    private var login: Task<Result<Void, KeycloakError>, Never>?

    /// A session that logs in to `realm` when it first has to, by the first of the ways that works; ways with an assertion
    /// need effects.
    public init(
        transport: any Transport, base: BaseURL, realm: String, credentials: [Credentials],
        effects: LoginEffects = LoginEffects()
    ) {
        self.transport = transport
        self.base = base
        self.realm = realm
        self.effects = effects
        ways = credentials[...]
    }

    /// The secrets that the session itself came to know: its token, and the assertion that it sent.
    public var secrets: [String] { [token, assertion].compactMap(\.self) }

    /// Sends a request below `/admin/realms` and returns the answer of success.
    ///
    /// Whatever stands in `accepting` is returned too; every other status is a `KeycloakError.refused`. A 401 is answered
    /// with one new login, since a token can expire while a long request runs (facts-core 1).
    public func send(
        _ method: HTTPMethod, _ path: [String], query: [(String, String)] = [], body: JSON? = nil,
        accepting: Set<Int> = []
    ) async throws(KeycloakError) -> Answer {
        for attempt in 1...2 {
            let token = try await currentToken()
            let used = generation
            let request = administration(method, path, query, body, token)
            let response = try await exchange(request)
            if response.isSuccess || accepting.contains(response.status) {
                return Answer(request, response)
            }
            guard response.status == 401 else { throw .refused(KeycloakError.Refusal(request, response)) }
            guard attempt == 1, forgetToken(of: used) else {
                throw .tokenNotAccepted(KeycloakError.Refusal(request, response))
            }
        }
        throw .unreadable(request: method.rawValue, problem: "no attempt left")
    }

    /// Drops a refused token; false when there is no way left to another one.
    private func forgetToken(of used: Int) -> Bool {
        if used == generation { token = nil }
        return token != nil || !ways.isEmpty
    }

    /// Always sends both JSON headers: without them errors come as HTML, or 415 on 18 (facts-core 0.7).
    private func administration(
        _ method: HTTPMethod, _ path: [String], _ query: [(String, String)], _ body: JSON?, _ token: String
    ) -> HTTPRequest {
        let headers: [HTTPRequest.Header] = [
            .init("Authorization", "Bearer \(token)"), .init("Accept", "application/json"),
            .init("Content-Type", "application/json"),
        ]
        return HTTPRequest(
            method, base, path: ["admin", "realms"] + path, query: query, headers: headers, body: body?.bytes)
    }

    private func exchange(_ request: HTTPRequest) async throws(KeycloakError) -> HTTPResponse {
        do {
            return try await transport.send(request)
        } catch {
            throw .noAnswer(error, url: request.base.description)
        }
    }

    // MARK: Login

    private func currentToken() async throws(KeycloakError) -> String {
        // Several requests may wait for the same login; the loop ends since a login either brings a token or fails.
        while true {
            if let token { return token }
            let running = login ?? Task { await logIn() }
            login = running
            let result = await running.value
            login = nil
            try result.get()
        }
    }

    private func logIn() async -> Result<Void, KeycloakError> {
        guard let way = ways.first else {
            return .failure(.unreadable(request: "login", problem: "no credentials are left"))
        }
        generation += 1
        if case .accessToken(let given) = way {
            // Tried once; when it is refused, the next way is.
            ways = ways.dropFirst()
            token = given
            return .success(())
        }
        do {
            try await fetchToken(way)
            return .success(())
        } catch {
            // A refresh token that is used up must not hide credentials that work.
            guard case .login = error, ways.count > 1 else { return .failure(error) }
            ways = ways.dropFirst()
            return await logIn()
        }
    }

    private func fetchToken(_ way: Credentials) async throws(KeycloakError) {
        let form = try way.form(issuer: base.issuer(ofRealm: realm), effects) ?? []
        assertion = form.first { $0.0 == "client_assertion" }?.1
        let request = HTTPRequest(
            .post, base, path: ["realms", realm, "protocol", "openid-connect", "token"],
            headers: [
                .init("Accept", "application/json"), .init("Content-Type", "application/x-www-form-urlencoded"),
            ],
            body: Array(PercentEncoding.form(form).utf8))
        let response = try await exchange(request)
        guard response.isSuccess else { throw .login(KeycloakError.Refusal(request, response), realm: realm) }
        guard let object = try Answer(request, response).json().object,
            let text = object["access_token"]?.text
        else { throw .unreadable(request: request.summary, problem: "no access token in it") }
        token = text
    }
}

extension BaseURL {
    /// The issuer that Keycloak puts into tokens of a realm that were asked for through this URL.
    func issuer(ofRealm realm: String) -> String { "\(description)/realms/\(PercentEncoding.segment(realm))" }
}
