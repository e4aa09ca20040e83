internal import HTTP
internal import JSON

/// A request to the client registration of one realm.
struct RegistrationCall {
    /// The request.
    let call: Call
    /// The place of the realm.
    let realm: Int
    /// The path's segments after `clients-registrations`.
    let rest: [String]
}

/// Who asks for the registration of clients.
private enum Registrant {
    /// Nobody that is known.
    case anonymous
    /// Who has the initial access token at that place.
    case initial(Int)
    /// Who has a client's own token.
    case client(String)
    /// A user of the realm, with rights there.
    case user(Rights)
}

extension Server {
    /// `/realms/{realm}/clients-registrations/default…` (facts-more 1.2); the other providers are not modelled.
    mutating func handleRegistration(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        guard let provider = request.rest.first else { throw .wrongMethod }
        guard provider.isSame(as: "default") else {
            guard !["openid-connect", "install", "saml2-entity-descriptor"].contains(provider) else {
                throw .notModelled("the provider \(provider) of the client registration")
            }
            throw Failure(404, error: "Client registration provider not found")
        }
        switch (request.call.method, request.rest.count) {
        case (.post, 1): return try register(request)
        case (.get, 2): return try registration(request)
        case (.put, 2): return try changeRegistration(request)
        case (.delete, 2): return try deleteRegistration(request)
        default: throw .noPath
        }
    }

    private mutating func register(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let body = try request.call.object(.client)
        let registrant = try registrant(request)
        switch registrant {
        case .anonymous, .client:
            // A client's own token counts for nothing here, and no host is trusted.
            throw .policy("Trusted Hosts", "Host not trusted.")
        case .initial(let index):
            guard realms[request.realm].initialTokens[index].remaining > 0 else {
                throw .invalidToken("No remaining count on initial access token")
            }
            realms[request.realm].initialTokens[index].remaining -= 1
        case .user(let rights): guard rights.canCreateClients else { throw .insufficientScope }
        }
        try checkPolicies(body, realm: realms[request.realm])
        if let id = body["id"]?.text, isTaken(clientID: id) { throw .serverError }
        var described = body
        // Whoever names optional scopes alone keeps the one that no client can do without.
        if body["optionalClientScopes"]?.array != nil, body["defaultClientScopes"]?.array == nil {
            described["defaultClientScopes"] = ["basic"]
        }
        let index: Int
        do throws(Failure) {
            index = try addClient(described, realm: request.realm)
        } catch {
            guard error.status == 409 else { throw error.registering }
            throw Failure(400, error: "invalid_client_metadata", "Client Identifier in use")
        }
        let text = newRegistrationToken(.client, request.call, realm: request.realm)
        realms[request.realm].clients[index].registrationToken = text
        let client = realms[request.realm].clients[index]
        let realm = realms[request.realm]
        return .json(
            .object(client.registered(realm: realm, token: text)), status: 201,
            location: request.call.registrationLocation(realm.name, client.clientID))
    }

    private func registration(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let place = realms[request.realm].client(named: request.rest[1])
        let client = place.map { realms[request.realm].clients[$0] }
        switch try registrant(request) {
        case .anonymous: throw .notToView
        case .initial: throw .invalidToken("Not initial access token allowed")
        case .client(let text):
            guard let client, client.isLookedAfter(with: text) else { throw .notToView }
            return .json(.object(client.registered(realm: realms[request.realm], token: text)))
        case .user(let rights):
            guard rights.canViewClients else { throw .insufficientScope }
            guard let client else { throw .noRegisteredClient }
            return .json(.object(client.registered(realm: realms[request.realm])))
        }
    }

    private mutating func changeRegistration(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let body = try request.call.object(.client)
        let (index, isUser) = try manageable(request)
        let realm = request.realm
        try checkPolicies(body, realm: realms[realm], client: realms[realm].clients[index])
        guard let name = body["clientId"]?.text, name.isSame(as: realms[realm].clients[index].clientID) else {
            throw Failure(400, error: "invalid_client_metadata", "Client Identifier modified")
        }
        do throws(Failure) {
            try changeClient(index, body, realm: realm, isRegistration: true)
        } catch {
            throw error.registering
        }
        var text: String?
        if !isUser {
            text = newRegistrationToken(.client, request.call, realm: realm)
            realms[realm].clients[index].registrationToken = text
        }
        return .json(.object(realms[realm].clients[index].registered(realm: realms[realm], token: text)))
    }

    private mutating func deleteRegistration(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let (index, _) = try manageable(request)
        realms[request.realm].removeClient(index)
        return .done
    }

    // MARK: Who may do what

    /// The client's place, for those who may change it; whether they may as users of the realm.
    private func manageable(_ request: RegistrationCall) throws(Failure) -> (index: Int, isUser: Bool) {
        let index = realms[request.realm].client(named: request.rest[1])
        switch try registrant(request) {
        case .anonymous, .initial: throw .notToUpdate
        case .client(let text):
            guard let index, realms[request.realm].clients[index].isLookedAfter(with: text) else { throw .notToUpdate }
            return (index, false)
        case .user(let rights):
            guard rights.canManageClients else { throw .insufficientScope }
            guard let index else { throw .noRegisteredClient }
            guard !BuiltIn.lastingClients.contains(realms[request.realm].clients[index].clientID) else {
                throw .notModelled("the registration of a client that every realm needs")
            }
            return (index, true)
        }
    }

    /// Who asks; a token that is not of this realm and this address is no token (facts-more 0).
    private func registrant(_ request: RegistrationCall) throws(Failure) -> Registrant {
        let realm = realms[request.realm]
        let words = (request.call.header("Authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return .anonymous }
        let text = String(words[1])
        guard let token = realm.registrationTokens[text] else {
            guard let caller = try? authenticate(request.call), caller.realm == request.realm else {
                throw .undecodable
            }
            return .user(try rights(of: caller, realm: request.realm))
        }
        guard token.base.isSame(as: "\(request.call.base)"), token.expires ?? .max > now else { throw .undecodable }
        switch token.kind {
        case .client: return .client(text)
        case .initial(let id):
            guard let index = realm.initialTokens.firstIndex(where: { $0.id.isSame(as: id) }) else {
                throw .invalidToken("Initial Access Token not found")
            }
            return .initial(index)
        }
    }

    /// The policies that a realm has from the start for those who are known; `client` is the one that is changed.
    private func checkPolicies(_ body: JSONObject, realm: Realm, client: Client? = nil) throws(Failure) {
        let mappers = [
            "oidc-full-name-mapper", "oidc-usermodel-property-mapper", "oidc-usermodel-attribute-mapper",
            "oidc-address-mapper", "oidc-sha256-pairwise-sub-mapper", "saml-role-list-mapper",
            "saml-user-attribute-mapper", "saml-user-property-mapper",
        ]
        for mapper in (body["protocolMappers"]?.array ?? []).compactMap(\.object) {
            guard let type = mapper["protocolMapper"]?.text, !mappers.contains(type),
                let details = Self.problem(with: mapper, of: type, beside: client)
            else { continue }
            throw .policy("Allowed Protocol Mapper Types", details)
        }
        let allowed = (realm.defaultScopes + realm.optionalScopes).compactMap { realm.scope(id: $0)?.name }
        for key in ["defaultClientScopes", "optionalClientScopes"] {
            for scope in body[key]?.array?.compactMap(\.text) ?? [] where !allowed.contains(scope) {
                throw .policy("Allowed Client Scopes", "Not permitted to use specified clientScope")
            }
        }
    }

    /// What is wrong with a mapper of a type that is not allowed; nil for one that the client has as it is.
    private static func problem(with mapper: JSONObject, of type: String, beside client: Client?) -> String? {
        let refusal = "ProtocolMapper type not allowed"
        guard let client else { return refusal }
        guard let id = mapper["id"]?.text else { return "Missing id for mapper named '\(mapper["name"]?.text ?? "")'" }
        guard let stored = client.mappers.first(where: { $0.id.isSame(as: id) }) else {
            return "No existing mapper model found for id '\(id)'"
        }
        return stored.type.isSame(as: type) && stored.config == Mapper.config(mapper) ? nil : refusal
    }
}

extension Rights {
    /// Registering clients.
    fileprivate var canCreateClients: Bool { canManageClients || roles.contains("create-client") }
}

extension Client {
    /// Whether the token is the client's own; none is while the client is disabled.
    fileprivate func isLookedAfter(with token: String) -> Bool {
        registrationToken?.isSame(as: token) == true && has("enabled")
    }

    /// The client as its registration shows it.
    func registered(realm: Realm, token: String? = nil) -> JSONObject {
        var view = view(realm: realm, rights: Rights()).object ?? [:]
        view["access"] = nil
        view["defaultRoles"] = []
        view["registrationAccessToken"] = token.map { .string($0) }
        return view
    }

    /// The client scopes as the registration sets them.
    mutating func replaceScopes(_ body: JSONObject, realm: Realm) {
        let lists = ["defaultClientScopes", "optionalClientScopes"].map { body[$0]?.array }
        func ids(_ list: [JSON]) -> [String] {
            realm.scopes.filter { $0.protocolName == protocolName && list.contains(.string($0.name)) }.map(\.id)
        }
        // One list given empties the other.
        guard lists.contains(where: { $0 != nil }) else { return }
        defaultScopes = ids(lists[0] ?? [])
        optionalScopes = ids(lists[1] ?? []).filter { !defaultScopes.contains($0) }
    }
}

extension Failure {
    fileprivate static let undecodable = invalidToken("Failed decode token")
    fileprivate static let notToView = invalidToken(
        "Not authorized to view client. Not valid token or client credentials provided.")
    fileprivate static let notToUpdate = invalidToken(
        "Not authorized to update client. Maybe missing token or bad token type.")
    fileprivate static let insufficientScope = Failure(403, error: "insufficient_scope", "Forbidden")
    fileprivate static let noRegisteredClient = Failure(404, error: "invalid_request", "Client not found")

    fileprivate static func invalidToken(_ description: String) -> Failure {
        Failure(401, error: "invalid_token", description)
    }

    fileprivate static func policy(_ name: String, _ details: String) -> Failure {
        Failure(
            403, error: "insufficient_scope",
            "Policy '\(name)' rejected request to client-registration service. Details: \(details)")
    }

    /// The same as the client registration tells it.
    fileprivate var registering: Failure {
        guard body?.object?["error"] == "invalid_input", let text = body?.object?["error_description"]?.text else {
            return self
        }
        // What is found while mappers are stored is told without a reason.
        guard !text.hasPrefix("Cannot add protocol mapper") else { return Failure(400, error: "unknown_error") }
        let isAddress = text.holds("A redirect URI")
        return Failure(400, error: isAddress ? "invalid_redirect_uri" : "invalid_client_metadata", text)
    }
}
