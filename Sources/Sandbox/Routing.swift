internal import HTTP
internal import JSON

extension Server {
    /// Answers one request; an error leaves a half-changed server behind, to be thrown away.
    mutating func handle(_ call: Call) throws(Failure) -> HTTPResponse {
        switch call.path.first {
        case nil:
            guard call.method == .get else { throw .wrongMethod }
            return HTTPResponse(status: 302, headers: [.init("Location", "\(call.base)/admin/")])
        case "realms": return try handlePublic(call)
        case "admin":
            guard call.path.count > 1 else { throw .noResource }
            guard call.path[1].isSame(as: "realms") else { throw .wrongMethod }
            return try handleAdmin(call)
        default: throw .noResource
        }
    }

    /// `/realms/{realm}`: what needs no admin token.
    private mutating func handlePublic(_ call: Call) throws(Failure) -> HTTPResponse {
        guard call.path.count > 1 else { throw .noResource }
        guard let realm = realm(named: call.path[1]) else { throw Failure(404, error: "Realm does not exist") }
        let rest = Array(call.path[2...])
        if rest.isEmpty {
            guard call.method == .get else { throw .wrongMethod }
            return .json(publicView(realm, base: call.base))
        }
        if rest[0].isSame(as: "clients-registrations") {
            guard realms[realm].hasInitialPolicies else { throw .notModelled("registrations under changed policies") }
            return try handleRegistration(call, realm: realm, Array(rest[1...]))
        }
        guard rest.count >= 2, rest[0].isSame(as: "protocol"), rest[1].isSame(as: "openid-connect") else {
            throw .noPath
        }
        guard call.method == .post, rest.count == 3 else { throw .wrongMethod }
        guard realms[realm].isEnabled else { throw Failure(403, error: "access_denied", "Realm not enabled") }
        switch rest[2] {
        case "token": return try issueTokens(call, realm: realm)
        case "logout": return try logout(call, realm: realm)
        case "revoke": return try revoke(call, realm: realm)
        default: throw .wrongMethod
        }
    }

    /// `/admin/realms…`: the token comes first, even for unknown realms and paths (facts-core 9).
    private mutating func handleAdmin(_ call: Call) throws(Failure) -> HTTPResponse {
        let caller = try authenticate(call)
        let path = Array(call.path[2...])
        guard let name = path.first else {
            switch call.method {
            case .get: return .json(.array(try visibleRealms(caller)))
            case .post: return try createRealm(call, caller: caller)
            default: throw .wrongMethod
            }
        }
        guard let realm = realm(named: name) else { throw Failure(404, error: "Realm not found.") }
        let rights = try rights(of: caller, realm: realm)
        let request = AdminCall(call: call, realm: realm, rights: rights, rest: Array(path[1...]))
        guard let kind = request.rest.first else { return try handleRealm(request) }
        try version.check(kind)
        switch kind {
        case "clients": return try handleClients(request)
        case "client-scopes": return try handleClientScopes(request)
        case "default-default-client-scopes", "default-optional-client-scopes": return try handleRealmScopes(request)
        case "authentication": return try handleFlows(request)
        case "roles": return try handleRealmRoles(request)
        case "roles-by-id": return try handleRolesByID(request)
        case "client-policies": return try handleClientPolicies(request)
        case "users": return try handleUsers(request)
        case "clients-initial-access": return try handleInitialTokens(request)
        case "components": return try handleComponents(request)
        case "client-registration-policy": return try policyProviders(request)
        case "client-description-converter": return try convertDescription(request)
        default: throw .noPath
        }
    }

    /// The place of the realm with that name, which is case-sensitive (facts-core 1).
    func realm(named name: String) -> Int? { realms.firstIndex { $0.name.isSame(as: name) } }
}

/// A request to the admin API of one realm.
struct AdminCall {
    /// The request.
    let call: Call
    /// The place of the realm.
    let realm: Int
    /// What the caller may do there.
    let rights: Rights
    /// The path's segments after the realm's name.
    let rest: [String]

    /// The method.
    var method: HTTPMethod { call.method }

    /// Fails with 403 unless the caller has the right.
    func require(_ right: Bool) throws(Failure) {
        guard right else { throw .forbidden }
    }
}
