internal import HTTP
internal import JSON

extension Server {
    /// The token endpoint (facts-core 1).
    mutating func issueTokens(_ call: Call, realm: Int) throws(Failure) -> HTTPResponse {
        let form = Form(call.form)
        guard let grant = form["grant_type"] else {
            throw Failure(400, error: "invalid_request", "Missing form parameter: grant_type")
        }
        guard ["password", "client_credentials", "refresh_token"].contains(grant) else {
            throw Failure(400, error: "unsupported_grant_type", "Unsupported grant_type")
        }
        let client = try authenticateClient(call, form, realm: realm)
        switch grant {
        case "password": return try passwordGrant(call, form, realm: realm, client: client)
        case "client_credentials": return try clientGrant(call, form, realm: realm, client: client)
        default: return try refreshGrant(call, form, realm: realm, client: client)
        }
    }

    /// `POST …/logout`: ends the session of a refresh token, and its access tokens with it; again is fine (facts-core 1).
    mutating func logout(_ call: Call, realm: Int) throws(Failure) -> HTTPResponse {
        let form = Form(call.form)
        guard let text = form["refresh_token"] else {
            return HTTPResponse(
                status: 200, headers: [.init("Content-Type", "text/html;charset=utf-8")],
                body: Array("<!DOCTYPE html>\n<html><body><h1>Logging out</h1></body></html>\n".utf8))
        }
        let client = try authenticateClient(call, form, realm: realm)
        let token = try refreshToken(text, realm: realm, client: client)
        if let session = token.session { sessions.remove(session) }
        return .done
    }

    /// `POST …/revoke`: ends an access token alone, or a refresh token's session (facts-core 1).
    mutating func revoke(_ call: Call, realm: Int) throws(Failure) -> HTTPResponse {
        let form = Form(call.form)
        _ = try authenticateClient(call, form, realm: realm)
        guard let text = form["token"] else { throw Failure(400, error: "invalid_request", "Token not provided") }
        guard let token = tokens[text] else {
            return .token(["error": "invalid_token", "error_description": "Invalid token"])
        }
        switch (token.kind, token.session) {
        case (.refresh, let session?): sessions.remove(session)
        default: tokens[text] = nil
        }
        return HTTPResponse(status: 200)
    }

    // MARK: Grants

    private mutating func passwordGrant(
        _ call: Call, _ form: Form, realm: Int, client: Int
    ) throws(Failure) -> HTTPResponse {
        guard realms[realm].clients[client].has("directAccessGrantsEnabled") else {
            throw Failure(400, error: "unauthorized_client", "Client not allowed for direct access grants")
        }
        guard let name = form["username"] else {
            throw Failure(401, error: "invalid_request", "Missing parameter: username")
        }
        let wanted = name.lowercased()
        let user = realms[realm].users.first {
            $0.serviceAccountOf == nil
                && ($0.username.isSame(as: wanted) || $0.fields["email"]?.text?.isSame(as: wanted) == true)
        }
        guard let user, let password = user.password, let given = form["password"], password.isSame(as: given) else {
            throw Failure(400, error: "invalid_grant", "Invalid user credentials")
        }
        guard user.isEnabled else { throw Failure(400, error: "invalid_grant", "Account disabled") }
        // The admin that the server starts with is temporary and needs no profile; all others do (facts-core 1).
        let isTemporaryAdmin = user.fields["attributes"]?.object?["is_temporary_admin"] != nil
        let hasProfile = ["email", "firstName", "lastName"].allSatisfy { user.fields[$0]?.text?.isEmpty == false }
        guard isTemporaryAdmin || hasProfile || !version.needsProfiles, user.fields["requiredActions"] == [] else {
            throw Failure(400, error: "invalid_grant", "Account is not fully set up")
        }
        return issue(call, form, realm: realm, client: client, user: user.id, session: newSession())
    }

    private mutating func clientGrant(
        _ call: Call, _ form: Form, realm: Int, client: Int
    ) throws(Failure) -> HTTPResponse {
        let model = realms[realm].clients[client]
        guard !model.has("publicClient") else {
            throw Failure(401, error: "unauthorized_client", "Public client not allowed to retrieve service account")
        }
        guard model.has("serviceAccountsEnabled"),
            let user = realms[realm].serviceAccount(of: model)
        else {
            throw Failure(401, error: "unauthorized_client", "Client not enabled to retrieve service account")
        }
        let keepsSession = model.attributes["client_credentials.use_refresh_token"] == "true"
        return issue(
            call, form, realm: realm, client: client, user: realms[realm].users[user].id,
            session: keepsSession ? newSession() : nil)
    }

    private mutating func refreshGrant(
        _ call: Call, _ form: Form, realm: Int, client: Int
    ) throws(Failure) -> HTTPResponse {
        guard let text = form["refresh_token"] else {
            throw Failure(400, error: "invalid_request", "No refresh token")
        }
        let token = try refreshToken(text, realm: realm, client: client)
        guard token.expires > now else { throw Failure(400, error: "invalid_grant", "Token is not active") }
        guard let session = token.session, owner(of: token) != nil else {
            throw Failure(400, error: "invalid_grant", "Session not active")
        }
        return issue(call, form, realm: realm, client: client, user: token.user, session: session)
    }

    private func refreshToken(_ text: String, realm: Int, client: Int) throws(Failure) -> Token {
        guard let token = tokens[text], token.kind == .refresh, token.realm == realms[realm].id else {
            throw Failure(400, error: "invalid_grant", "Invalid refresh token")
        }
        guard token.client.isSame(as: realms[realm].clients[client].id) else {
            throw Failure(
                400, error: "invalid_grant",
                "Invalid refresh token. Token client and authorized client don't match")
        }
        return token
    }

    private mutating func newSession() -> String {
        let session = random.text(24)
        sessions.insert(session)
        return session
    }

    /// The answer with new tokens, which are remembered.
    private mutating func issue(
        _ call: Call, _ form: Form, realm: Int, client: Int, user: String, session: String?
    ) -> HTTPResponse {
        if tokens.count > 10_000 { tokens = tokens.filter { $0.value.expires > now } }
        let model = realms[realm].clients[client]
        let given = Int(model.attributes["access.token.lifespan"]?.text ?? "") ?? 0
        let lifespan = given > 0 ? given : realms[realm].settings["accessTokenLifespan"]?.int ?? 300
        let idle = realms[realm].settings["ssoSessionIdleTimeout"]?.int ?? 1800
        let holder = realms[realm].users.place(.id, user).map { realms[realm].users[$0].roles }
        var roles = realms[realm].expanded(holder ?? [])
        if let scope = realms[realm].scope(of: model) { roles.formIntersection(scope) }
        func remembered(_ kind: Token.Kind, _ length: Int, until expires: Int, _ server: inout Server) -> JSON {
            let text = "ey" + server.random.text(90) + "." + server.random.text(length) + "." + server.random.text(86)
            server.tokens[text] = Token(
                kind: kind, realm: server.realms[realm].id, user: user, client: model.id, session: session,
                base: "\(call.base)", expires: expires, roles: roles)
            return .string(text)
        }
        let scopes = (form["scope"] ?? "").split(separator: " ").map(String.init)
        var answer: JSONObject = [
            "access_token": remembered(.access, 420, until: now + lifespan, &self), "expires_in": .int(lifespan),
            "refresh_expires_in": .int(session == nil ? 0 : idle), "token_type": "Bearer", "not-before-policy": 0,
            "scope": .string(scopeText(realms[realm], model, asked: scopes)),
        ]
        if let session {
            answer["refresh_token"] = remembered(.refresh, 480, until: now + idle, &self)
            answer["session_state"] = .string(session)
        }
        if scopes.contains("openid") { answer["id_token"] = .string("ey" + random.text(500)) }
        return .token(.object(answer))
    }

    /// The scopes that the token shows: those marked so of the client's default ones and of the asked optional ones.
    private func scopeText(_ realm: Realm, _ client: Client, asked: [String]) -> String {
        let shown = (client.defaultScopes + client.optionalScopes).compactMap { id -> String? in
            guard let scope = realm.scope(id: id),
                scope.fields["attributes"]?.object?["include.in.token.scope"] == "true",
                client.defaultScopes.contains(id) || asked.contains(scope.name)
            else { return nil }
            return scope.name
        }
        return ((asked.contains("openid") ? ["openid"] : []) + shown).joined(separator: " ")
    }

    // MARK: Client authentication

    /// The client that asks, authenticated by form fields or HTTP Basic (facts-core 1).
    private func authenticateClient(_ call: Call, _ form: Form, realm: Int) throws(Failure) -> Int {
        let basic = Self.basicCredentials(call.header("Authorization"))
        // The form's client_id wins over the one of HTTP Basic; the form's secret does not.
        guard let id = form["client_id"] ?? basic?.id, let client = realms[realm].client(named: id),
            realms[realm].clients[client].has("enabled")
        else { throw Failure(401, error: "invalid_client", "Invalid client or Invalid client credentials") }
        let model = realms[realm].clients[client]
        if !model.has("publicClient") {
            guard model.fields["clientAuthenticatorType"] == "client-secret" else {
                throw Failure(400, error: "invalid_client", "Parameter client_assertion_type is missing")
            }
            guard let given = basic?.secret ?? form["client_secret"], model.accepts(given, now: now) else {
                throw Failure(401, error: "unauthorized_client", "Invalid client or Invalid client credentials")
            }
        }
        guard model.protocolName == "openid-connect" else {
            throw Failure(400, error: "invalid_client", "Wrong client protocol.")
        }
        guard !model.has("bearerOnly") else { throw Failure(400, error: "invalid_client", "Bearer-only not allowed") }
        return client
    }

    private static func basicCredentials(_ header: String?) -> (id: String, secret: String)? {
        let words = (header ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "basic", let bytes = Base64.decode(String(words[1])),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}

/// The fields of a form body.
struct Form {
    private let pairs: [(String, String)]

    /// A form of decoded pairs.
    init(_ pairs: [(String, String)]) { self.pairs = pairs }

    /// The first value of that name.
    subscript(name: String) -> String? { pairs.first { $0.0.isSame(as: name) }?.1 }
}
