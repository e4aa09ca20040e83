internal import HTTP
internal import JSON

/// A request to the client registration of one realm.
struct RegistrationCall {
    /// The request.
    let call: Call
    /// The place of the realm.
    let realm: Int
    /// What the bodies are.
    let format: RegistrationFormat
    /// The path's segments after the format: none, or the clientId.
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
    /// `/realms/{realm}/clients-registrations/default…` and `…/openid-connect…` (facts-more 1.2 and 1.3).
    mutating func handleRegistration(_ call: Call, realm: Int, _ rest: [String]) throws(Failure) -> HTTPResponse {
        guard let provider = rest.first else { throw version.isTerse ? .noPath : .wrongMethod }
        try version.check(provider)
        guard let format = RegistrationFormat(rawValue: provider) else {
            if let answer = try otherRegistration(call, realm: realm, rest) { return answer }
            throw Failure(404, error: "Client registration provider not found")
        }
        let request = RegistrationCall(call: call, realm: realm, format: format, rest: Array(rest.dropFirst()))
        switch (call.method, request.rest.count) {
        case (.post, 0): return try register(request)
        case (.get, 1): return try registration(request)
        case (.put, 1): return try changeRegistration(request)
        case (.delete, 1): return try deleteRegistration(request)
        case (_, 0...1): throw version.missingMethod
        default: throw .noPath
        }
    }

    private mutating func register(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let given = try given(request)
        let registrant = try registrant(request)
        let wanted = given == nil ? nil : try request.format.newClient(given ?? [:])
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
        guard let body = wanted else { throw .serverError }
        try checkPolicies(body, realm: realms[request.realm])
        if let id = body["id"]?.text, isTaken(clientID: id) { throw .serverError }
        var described = body
        // Whoever names optional scopes alone keeps the one that no client can do without.
        if body["optionalClientScopes"]?.array != nil, body["defaultClientScopes"]?.array == nil {
            described["defaultClientScopes"] = ["basic"]
        }
        let index: Int
        do throws(Failure) {
            index = try addClient(described, realm: request.realm, isRegistration: true)
        } catch {
            guard error.status == 409 else { throw error.registering }
            throw .metadata("Client Identifier in use")
        }
        setDefaultRoles(body, index, realm: request.realm)
        let text = newRegistrationToken(.client, request.call, realm: request.realm)
        realms[request.realm].clients[index].registrationToken = text
        return try answer(request, index, token: text, to: .post)
    }

    /// Makes those of the client's roles that are named, and no others, be the ones that every user of the realm has
    /// (facts-more 1.2).
    private mutating func setDefaultRoles(_ body: JSONObject, _ index: Int, realm: Int) {
        guard let names = body["defaultRoles"]?.array?.compactMap(\.text),
            let place = realms[realm].role(id: realms[realm].defaultRole)
        else { return }
        for name in names where !realms[realm].clients[index].roles.contains(where: { $0.name.isSame(as: name) }) {
            realms[realm].clients[index].roles.append(Role(id: random.uuid(), name: name))
        }
        for role in realms[realm].clients[index].roles {
            realms[realm][place].composites.removeAll { $0.isSame(as: role.id) }
            if names.contains(where: role.name.isSame) { realms[realm][place].composites.append(role.id) }
        }
    }

    /// The body's object; nil for none on 18, which misses it only after it has looked who asks (seen on 18.0.2).
    private func given(_ request: RegistrationCall) throws(Failure) -> JSONObject? {
        let given = try request.call.json(.object(request.format.schema)).object
        guard given != nil || version.hasOldRegistration else { throw .serverError }
        return given
    }

    /// The client as the request's format shows it; a new one with its address.
    private func answer(
        _ request: RegistrationCall, _ index: Int, token: String? = nil, to method: HTTPMethod
    ) throws(Failure) -> HTTPResponse {
        let isNew = method == .post
        let realm = realms[request.realm]
        let client = realm.clients[index]
        switch request.format {
        case .keycloak:
            var view = client.registered(realm: realm, token: token)
            // What 18 tells here is not what it has stored (seen on 18.0.2).
            if version.hasOldRegistration, isNew { view["directAccessGrantsEnabled"] = false }
            if version.hasOldRegistration, method == .put { view["frontchannelLogout"] = view["publicClient"] }
            guard isNew else { return .json(.object(view)) }
            let place = request.call.registrationLocation(realm.name, client.clientID)
            return .json(.object(view), status: 201, location: place)
        case .openID:
            let address = request.call.registration(realm.name, client.clientID)
            var view = try client.metadata(realm: realm, address: address, token: token)
            guard isNew else { return .json(.object(view)) }
            view["client_id_issued_at"] = .int(now)
            return .json(.object(view), status: 201, location: .init("Location", address))
        }
    }

    private func registration(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let place = realms[request.realm].client(named: request.rest[0])
        switch try registrant(request) {
        case .anonymous: throw .notToView
        case .initial: throw .invalidToken("Not initial access token allowed")
        case .client(let text):
            guard let place, isLookedAfter(realms[request.realm].clients[place], with: text) else { throw .notToView }
            try request.format.check(realms[request.realm].clients[place])
            return try answer(request, place, token: text, to: .get)
        case .user(let rights):
            guard rights.canViewClients else { throw .insufficientScope }
            guard let place else { throw .noRegisteredClient }
            return try answer(request, place, to: .get)
        }
    }

    private mutating func changeRegistration(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let given = try given(request)
        let registrant = try registrant(request)
        let wanted = given == nil ? nil : try request.format.changedClient(given ?? [:])
        let (index, isUser) = try manageable(request, registrant)
        guard var body = wanted else { throw .serverError }
        let realm = request.realm
        try checkPolicies(body, realm: realms[realm], client: realms[realm].clients[index])
        guard let name = body["clientId"]?.text, name.isSame(as: realms[realm].clients[index].clientID) else {
            throw .metadata("Client Identifier modified")
        }
        if request.format == .openID {
            body = realms[realm].clients[index].completing(body, realm: realms[realm])
            realms[realm].clients[index].mappers.removeAll { $0.type == Mapper.pairwise }
        }
        do throws(Failure) {
            try changeClient(index, body, realm: realm, isRegistration: true)
        } catch {
            throw error.registering
        }
        setDefaultRoles(body, index, realm: realm)
        var text: String?
        if !isUser {
            text = newRegistrationToken(.client, request.call, realm: realm)
            realms[realm].clients[index].registrationToken = text
        }
        return try answer(request, index, token: text, to: .put)
    }

    private mutating func deleteRegistration(_ request: RegistrationCall) throws(Failure) -> HTTPResponse {
        let (index, _) = try manageable(request, try registrant(request))
        realms[request.realm].removeClient(index)
        return .done
    }

    // MARK: Who may do what

    /// The client's place, for those who may change it; whether they may as users of the realm.
    private func manageable(
        _ request: RegistrationCall, _ registrant: Registrant
    ) throws(Failure) -> (index: Int, isUser: Bool) {
        let index = realms[request.realm].client(named: request.rest[0])
        switch registrant {
        case .anonymous, .initial: throw .notToUpdate
        case .client(let text):
            guard let index, isLookedAfter(realms[request.realm].clients[index], with: text) else {
                throw .notToUpdate
            }
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

    /// Whether the token is the client's own; none is while the client is disabled, but on 18 (facts-more 1.2).
    func isLookedAfter(_ client: Client, with token: String) -> Bool {
        client.registrationToken?.isSame(as: token) == true && (client.has("enabled") || version.hasOldRegistration)
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
                let details = Self.problem(
                    with: mapper, of: type, beside: version.hasOldRegistration ? nil : client)
            else { continue }
            throw .policy("Allowed Protocol Mapper Types", details)
        }
        for (key, list) in [
            ("defaultClientScopes", realm.defaultScopes), ("optionalClientScopes", realm.optionalScopes),
        ] {
            let all = version.hasOldRegistration ? list : realm.defaultScopes + realm.optionalScopes
            let allowed = all.compactMap { realm.scope(id: $0)?.name }
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
    /// The client as its registration shows it.
    func registered(realm: Realm, token: String? = nil) -> JSONObject {
        var view = view(realm: realm, rights: Rights()).object ?? [:]
        view["access"] = nil
        let held = realm.role(id: realm.defaultRole).map { realm[$0].composites } ?? []
        view["defaultRoles"] = .array(roles.filter { held.contains($0.id) }.map { .string($0.name) })
        // Here every version shows it.
        if let secret, !has("publicClient") { view["secret"] = .string(secret) }
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
    /// Something in what is registered that the server does not take.
    static func metadata(_ problem: String) -> Failure { Failure(400, error: "invalid_client_metadata", problem) }

    /// Mappers that could not be stored, as the client registration tells it.
    static let unstoredMapper = Failure(400, error: "unknown_error")

    fileprivate static let undecodable = invalidToken("Failed decode token")
    /// A token that is not the client's own, or no such client.
    static let notToView = invalidToken(
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
        guard !text.hasPrefix("Cannot add protocol mapper") else { return .unstoredMapper }
        let isAddress = text.holds("A redirect URI")
        return Failure(400, error: isAddress ? "invalid_redirect_uri" : "invalid_client_metadata", text)
    }
}
