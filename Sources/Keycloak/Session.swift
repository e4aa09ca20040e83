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

    /// The realm that it logs in to.
    public nonisolated let realm: String
    /// Whether there is any way to log in.
    public nonisolated let hasLogin: Bool
    let transport: any Transport
    let base: BaseURL
    let keeper: TokenKeeper

    /// Where work that waits for its answers is best done; nil means anywhere.
    public nonisolated var executor: (any TaskExecutor)? { transport.executor }

    /// A session that logs in to `realm` when it first has to, by the first of the ways that works.
    ///
    /// - Parameters:
    ///   - store: Where logins are kept for other runs; without one they are not.
    ///   - effects: What ways to log in need that sign or read files.
    ///   - now: The time in seconds since 1970.
    public init(
        transport: any Transport, base: BaseURL, realm: String, credentials: [Credentials],
        store: (any TokenStore)? = nil, effects: SystemEffects = SystemEffects(), now: @escaping @Sendable () -> Int
    ) {
        self.transport = transport
        self.base = base
        self.realm = realm
        hasLogin = !credentials.isEmpty
        keeper = TokenKeeper(
            transport: transport, base: base, realm: realm, credentials: credentials, store: store,
            effects: effects, now: now)
    }

    /// The tokens of clients, and those to register them, that it was given to send.
    var bearers: Set<String> = []

    /// The secrets that the session itself came to know: its tokens, and those that it sent.
    public var secrets: [String] { get async { await keeper.secrets + bearers.sorted() } }

    /// Logs out of what was logged in to and is not kept; after all requests.
    public func end() async { await keeper.end() }

    /// Sends a request below `/admin/realms` and returns the answer of success.
    ///
    /// Whatever stands in `accepting` is returned too; every other status is a `KeycloakError.refused`. A 401 is answered
    /// with one new login, since a token can expire while a long request runs (facts-core 1).
    public func send(
        _ method: HTTPMethod, _ path: [String], query: [(String, String)] = [], body: JSON? = nil,
        accepting: Set<Int> = []
    ) async throws(KeycloakError) -> Answer {
        try await send(method, path, query: query, bytes: body?.bytes, accepting: accepting)
    }

    /// The same with a body that the server reads by itself, whatever it is.
    public func send(
        _ method: HTTPMethod, _ path: [String], text: [UInt8]
    ) async throws(KeycloakError) -> Answer {
        try await send(method, path, query: [], bytes: text, accepting: [])
    }

    private func send(
        _ method: HTTPMethod, _ path: [String], query: [(String, String)], bytes: [UInt8]?, accepting: Set<Int>
    ) async throws(KeycloakError) -> Answer {
        for attempt in 1...2 {
            let lease = try await keeper.current()
            let request = administration(method, path, query, bytes, lease.token)
            let response = try await transport.exchange(request)
            if response.isSuccess || accepting.contains(response.status) {
                try response.checkNoPage(request)
                return Answer(request, response)
            }
            guard response.status == 401 else {
                throw await BasePath.explained(
                    .refused(KeycloakError.Refusal(request, response)), base: base, realm: realm, transport)
            }
            guard await keeper.refuse(lease), attempt == 1 else {
                throw .tokenNotAccepted(KeycloakError.Refusal(request, response))
            }
        }
        throw .unreadable(request: method.rawValue, problem: "no attempt left")
    }

    /// Always sends both JSON headers: without them errors come as HTML, or 415 on 18 (facts-core 0.7).
    private func administration(
        _ method: HTTPMethod, _ path: [String], _ query: [(String, String)], _ body: [UInt8]?, _ token: String
    ) -> HTTPRequest {
        let headers: [HTTPRequest.Header] = [
            .init("Authorization", "Bearer \(token)"), .init("Accept", "application/json"),
            .init("Content-Type", "application/json"),
        ]
        return HTTPRequest(
            method, base, path: ["admin", "realms"] + path, query: query, headers: headers, body: body)
    }
}

extension Transport {
    /// Sends a request; an answer that never came is named with the server.
    func exchange(_ request: HTTPRequest) async throws(KeycloakError) -> HTTPResponse {
        do {
            return try await send(request)
        } catch {
            throw .noAnswer(error, url: request.base.description)
        }
    }
}

extension HTTPResponse {
    /// A page of HTML in place of an answer comes from something else than Keycloak, which has done nothing then.
    func checkNoPage(_ request: HTTPRequest) throws(KeycloakError) {
        guard isSuccess, header("Content-Type")?.lowercased().hasPrefix("text/html") == true else { return }
        throw .unreadable(request: request.summary, problem: "a web page with status \(status)")
    }
}

extension BaseURL {
    /// The issuer that Keycloak puts into tokens of a realm that were asked for through this URL.
    func issuer(ofRealm realm: String) -> String { "\(description)/realms/\(PercentEncoding.segment(realm))" }
}
