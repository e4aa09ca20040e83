public import HTTP
internal import JSON

/// What the client registration service is asked with.
public enum RegistrationBearer: Hashable, Sendable {
    /// An initial access token: it registers clients and does nothing else.
    case initial(String)
    /// A client's own token (registration access token).
    case client(String)
    /// The session's login, which has to be one of that very realm (facts-more 1.2).
    case login
}

/// A provider of the client registration service, by its name in the path.
public struct RegistrationProvider: Hashable, Sendable {
    /// The name: `default`.
    public let name: String

    /// A provider of any name.
    public init(_ name: String) { self.name = name }

    /// Keycloak's own representation.
    public static let keycloak = RegistrationProvider("default")
    /// The metadata of RFC 7591 and 7592.
    public static let openID = RegistrationProvider("openid-connect")
    /// The XML by which SAML service providers describe themselves; it registers and does nothing else.
    public static let saml = RegistrationProvider("saml2-entity-descriptor")
    /// The configuration of Keycloak's adapters; it is read and nothing else.
    public static let installation = RegistrationProvider("install")

    /// The member that holds a client's name.
    public var clientID: String { self == .openID ? "client_id" : "clientId" }
    /// The member that holds a client's own token.
    public var token: String { self == .openID ? "registration_access_token" : "registrationAccessToken" }
}

/// A request to the client registration service.
public struct RegistrationRequest: Sendable {
    /// The method.
    public let method: HTTPMethod
    /// The provider.
    public let provider: RegistrationProvider
    let realm: String
    let clientID: String?
    let body: [UInt8]?
    let contentType: String

    /// A request about a client, or one that registers a new one.
    public init(
        _ method: HTTPMethod, realm: String, provider: RegistrationProvider, clientID: String? = nil,
        body: [UInt8]? = nil, contentType: String = "application/json"
    ) {
        self.method = method
        self.realm = realm
        self.provider = provider
        self.clientID = clientID
        self.body = body
        self.contentType = contentType
    }

    /// The request with a token.
    ///
    /// What changes the client's own token is never repeated: the second one would be refused, and the answer to the first
    /// one has the only token that is good from then on.
    func sent(to base: BaseURL, with token: String, isLogin: Bool) -> HTTPRequest {
        HTTPRequest(
            method, base,
            path: ["realms", realm, "clients-registrations", provider.name] + [clientID].compactMap { $0 },
            headers: [
                .init("Authorization", "Bearer \(token)"), .init("Accept", "application/json"),
                .init("Content-Type", contentType),
            ], body: body, isRepeatable: method == .get || (isLogin && method != .post))
    }
}

extension Session {
    /// Sends a request to the client registration service and returns the answer of success; every other one is a
    /// `KeycloakError.registration`.
    ///
    /// A refused token is no reason to log in, and a refused login is one only where it is of that realm: others are always
    /// refused.
    public func send(
        _ request: RegistrationRequest, as bearer: RegistrationBearer
    ) async throws(KeycloakError) -> Answer {
        switch bearer {
        case .initial(let token), .client(let token):
            bearers.insert(token)
            let sent = request.sent(to: base, with: token, isLogin: false)
            return try await answer(to: sent, try await transport.exchange(sent), request, bearer)
        case .login:
            for attempt in 1...2 {
                let lease = try await keeper.current()
                let sent = request.sent(to: base, with: lease.token, isLogin: true)
                let response = try await transport.exchange(sent)
                if response.status == 401, attempt == 1, request.realm == realm, await keeper.refuse(lease) { continue }
                return try await answer(to: sent, response, request, bearer)
            }
            throw .unreadable(request: request.method.rawValue, problem: "no attempt left")
        }
    }

    private func answer(
        to sent: HTTPRequest, _ response: HTTPResponse, _ request: RegistrationRequest, _ bearer: RegistrationBearer
    ) async throws(KeycloakError) -> Answer {
        guard response.isSuccess else {
            let attempt = RegistrationAttempt(request, bearer, loginRealm: bearer == .login ? realm : nil)
            throw await BasePath.explained(
                .registration(KeycloakError.Refusal(sent, response), attempt), base: base, realm: request.realm,
                transport)
        }
        try response.checkNoPage(sent)
        return Answer(sent, response)
    }
}

/// What was tried at the client registration service, without its secrets.
public struct RegistrationAttempt: Hashable, Sendable {
    /// What it was tried with.
    public enum Bearer: Hashable, Sendable {
        case initial, client, login
    }

    /// The method.
    public let method: HTTPMethod
    /// The realm.
    public let realm: String
    /// The provider's name.
    public let provider: String
    /// The client; nil where one was to be registered.
    public let clientID: String?
    /// What it was tried with.
    public let bearer: Bearer
    /// The realm of the login; nil where it was none.
    public let loginRealm: String?

    init(_ request: RegistrationRequest, _ bearer: RegistrationBearer, loginRealm: String?) {
        method = request.method
        realm = request.realm
        provider = request.provider.name
        clientID = request.clientID
        self.loginRealm = loginRealm
        self.bearer =
            switch bearer {
            case .initial: .initial
            case .client: .client
            case .login: .login
            }
    }

    /// What was tried, as the beginning of a sentence.
    var description: String {
        switch (method, clientID) {
        case (.post, _): "Registering a client in realm '\(realm)'"
        case (.get, let id): "Looking at the registration of client '\(id ?? "")'"
        case (.put, let id): "Changing the registration of client '\(id ?? "")'"
        case (_, let id): "Deleting the registration of client '\(id ?? "")'"
        }
    }
}
