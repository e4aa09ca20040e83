internal import HTTP
internal import JSON

/// What the bodies of the client registration are, by the provider's name in the path.
enum RegistrationFormat: String {
    /// Keycloak's own representation of a client (facts-more 1.2).
    case keycloak = "default"
    /// The client metadata of RFC 7591 and OpenID Connect (facts-more 1.3).
    case openID = "openid-connect"

    /// The bodies' fields.
    var schema: Schema { self == .openID ? .metadata : .client }

    /// The client that a body wants to be made.
    func newClient(_ body: JSONObject) throws(Failure) -> JSONObject {
        guard self == .openID else { return body }
        guard body["client_id"]?.text == nil else { throw .metadata("Client Identifier included") }
        return try ClientMetadata.described(by: body, isNew: true)
    }

    /// What a body wants a client to be.
    func changedClient(_ body: JSONObject) throws(Failure) -> JSONObject {
        guard self == .openID else { return body }
        return try ClientMetadata.described(by: body, isNew: false)
    }

    /// Fails for a client that can't be shown so to those who look after it.
    func check(_ client: Client) throws(Failure) {
        guard self == .keycloak || client.protocolName == "openid-connect" else {
            throw Failure(400, error: "invalid_client", "Wrong client protocol.")
        }
    }
}

/// The metadata of RFC 7591 as the server maps them to a client and back (26.7.3).
enum ClientMetadata {
    /// The members that are attributes, as texts.
    static let texts: [(member: String, attribute: String)] = [
        ("userinfo_signed_response_alg", "user.info.response.signature.alg"),
        ("userinfo_encrypted_response_alg", "user.info.encrypted.response.alg"),
        ("userinfo_encrypted_response_enc", "user.info.encrypted.response.enc"),
        ("request_object_signing_alg", "request.object.signature.alg"),
        ("id_token_signed_response_alg", "id.token.signed.response.alg"),
        ("id_token_encrypted_response_alg", "id.token.encrypted.response.alg"),
        ("id_token_encrypted_response_enc", "id.token.encrypted.response.enc"),
        ("authorization_signed_response_alg", "authorization.signed.response.alg"),
        ("authorization_encrypted_response_alg", "authorization.encrypted.response.alg"),
        ("authorization_encrypted_response_enc", "authorization.encrypted.response.enc"),
        ("token_endpoint_auth_signing_alg", "token.endpoint.auth.signing.alg"),
        ("tls_client_auth_subject_dn", "x509.subjectdn"),
        ("backchannel_logout_uri", "backchannel.logout.url"),
        ("backchannel_token_delivery_mode", "ciba.backchannel.token.delivery.mode"),
        ("backchannel_client_notification_endpoint", "ciba.backchannel.client.notification.endpoint"),
        ("backchannel_authentication_request_signing_alg", "ciba.backchannel.auth.request.signing.alg"),
    ]

    /// The members that are attributes and never shown.
    private static let unseen = [("logo_uri", "logoUri"), ("policy_uri", "policyUri"), ("tos_uri", "tosUri")]

    /// The members that are attributes, as truth values.
    static let flags: [(member: String, attribute: String)] = [
        ("tls_client_certificate_bound_access_tokens", "tls.client.certificate.bound.access.tokens"),
        ("dpop_bound_access_tokens", "dpop.bound.access.tokens"),
        ("require_pushed_authorization_requests", "require.pushed.authorization.requests"),
    ]

    /// The members that are attributes, as lists joined by `##`.
    static let lists: [(member: String, attribute: String)] = [
        ("request_uris", "request.uris"), ("default_acr_values", "default.acr.values"),
        ("post_logout_redirect_uris", "post.logout.redirect.uris"),
    ]

    /// The kinds of grants that are attributes, which are all written when any kind is named.
    static let grants: [(grant: String, attribute: String)] = [
        ("urn:ietf:params:oauth:grant-type:device_code", "oauth2.device.authorization.grant.enabled"),
        ("urn:openid:params:grant-type:ciba", "oidc.ciba.grant.enabled"),
        ("urn:ietf:params:oauth:grant-type:token-exchange", "standard.token.exchange.enabled"),
        ("urn:ietf:params:oauth:grant-type:jwt-bearer", "oauth2.jwt.authorization.grant.enabled"),
    ]

    /// The kind of grant that the authorization services are.
    static let authorizationGrant = "urn:ietf:params:oauth:grant-type:uma-ticket"

    /// The attribute that says whether a client gets refresh tokens.
    static let refreshes = "use.refresh.tokens"

    /// The attribute that says how a client sends its secret.
    static let sending = "client.secret.authentication.allowed.method"

    /// The ways a client proves itself, with the server's own names; the first two differ by an attribute alone.
    static let authenticators: [(method: String, authenticator: String)] = [
        ("client_secret_basic", "client-secret"), ("client_secret_post", "client-secret"),
        ("client_secret_jwt", "client-secret-jwt"), ("private_key_jwt", "client-jwt"),
        ("tls_client_auth", "client-x509"), ("none", "none"),
    ]

    /// The client that metadata describe; what they leave out is mostly set all the same.
    static func described(by body: JSONObject, isNew: Bool) throws(Failure) -> JSONObject {
        var client: JSONObject = ["protocol": "openid-connect"]
        for (member, field) in [("client_id", "clientId"), ("client_name", "name"), ("client_uri", "baseUrl")] {
            if let text = body[member]?.text { client[field] = .string(text) }
        }
        if let addresses = body["redirect_uris"]?.array { client["redirectUris"] = .array(addresses) }
        if let scope = body["scope"]?.text { client["optionalClientScopes"] = .array(words(scope)) }
        var attributes = try attributes(body)
        client["frontchannelLogout"] = .bool(body["frontchannel_logout_uri"]?.text?.isEmpty == false)
        let types = try responseTypes(body)
        client["standardFlowEnabled"] = .bool(types.holdsCode)
        client["implicitFlowEnabled"] = .bool(types.holdsTokens)
        let grants = body["grant_types"]?.array?.compactMap(\.text)
        client["directAccessGrantsEnabled"] = .bool(grants?.contains("password") == true)
        if let grants {
            client["serviceAccountsEnabled"] = .bool(grants.contains("client_credentials"))
            for (grant, attribute) in Self.grants { attributes[attribute] = truth(grants.contains(grant)) }
            attributes[refreshes] = truth(grants.contains("refresh_token"))
            if isNew, grants.contains(authorizationGrant) {
                // The server makes a service account of another shape then.
                guard grants.contains("client_credentials") else { throw .notModelled("\(authorizationGrant) alone") }
                client["authorizationServicesEnabled"] = true
            }
        }
        let method = body["token_endpoint_auth_method"]?.text
        guard let authenticator = authenticators.first(where: { $0.method == method ?? "client_secret_basic" }),
            method != "private_key_jwt" || body["jwks"]?.object != nil || body["jwks_uri"]?.text != nil
        else { throw invalid }
        client["clientAuthenticatorType"] = .string(authenticator.authenticator)
        client["publicClient"] = .bool(authenticator.method == "none")
        if let method, authenticator.authenticator == "client-secret" { attributes[sending] = .string(method) }
        client["attributes"] = .object(attributes)
        return client
    }

    /// What the server says of most that it can't take.
    private static let invalid = Failure.metadata("Client metadata invalid")

    /// A text's words as Java's `split(" ")` gives them: nothing after the last word, but empty ones between.
    private static func words(_ text: String) -> [JSON] {
        var words = text.pieces(separatedBy: " ")
        while words.last?.isEmpty == true { words.removeLast() }
        return words.map { .string($0) }
    }

    private static func truth(_ value: Bool) -> JSON { value ? "true" : "false" }

    private static func attributes(_ body: JSONObject) throws(Failure) -> JSONObject {
        var attributes = JSONObject()
        for (member, attribute) in texts + unseen {
            if let text = body[member]?.text { attributes[attribute] = .string(text) }
        }
        for (member, attribute) in flags {
            if let value = body[member]?.bool { attributes[attribute] = truth(value) }
        }
        for (member, attribute) in lists {
            guard let texts = body[member]?.array?.compactMap(\.text) else { continue }
            attributes[attribute] = .string(texts.joined(separator: "##"))
        }
        if body["tls_client_auth_subject_dn"]?.text != nil {
            attributes["x509.allow.regex.pattern.comparison"] = "false"
        }
        // These are set whether they are given or not; creation sets the first two once more where there is no address.
        attributes["backchannel.logout.session.required"] = truth(
            body["backchannel_logout_session_required"]?.bool ?? true)
        attributes["backchannel.logout.revoke.offline.tokens"] = truth(
            body["backchannel_logout_revoke_offline_tokens"]?.bool ?? false)
        attributes["frontchannel.logout.session.required"] = truth(
            body["frontchannel_logout_session_required"]?.bool ?? false)
        attributes["frontchannel.logout.url"] = body["frontchannel_logout_uri"] ?? .null
        switch body["subject_type"]?.text {
        case nil, "public": break
        case "pairwise": throw .notModelled("pairwise subjects")
        default: throw .serverError
        }
        if body["sector_identifier_uri"]?.text != nil { throw .notModelled("sector_identifier_uri") }
        if body["backchannel_token_delivery_mode"] == "ping" { throw .notModelled("CIBA's ping mode") }
        for level in body["default_acr_values"]?.array?.compactMap(\.text) ?? [] where Int(level) == nil {
            throw .notModelled("default_acr_values that are no numbers")
        }
        try addKeys(body, &attributes)
        return attributes
    }

    private static func addKeys(_ body: JSONObject, _ attributes: inout JSONObject) throws(Failure) {
        let (keys, address) = (body["jwks"]?.object, body["jwks_uri"]?.text)
        guard keys == nil || address == nil else { throw invalid }
        if let address {
            attributes["jwks.url"] = .string(address)
        } else if let keys {
            guard let list = keys["keys"]?.array else { throw .serverError }
            guard list.isEmpty else { throw .notModelled("keys in jwks") }
            attributes["jwks.string"] = "{\n  \"keys\" : [ ]\n}"
        } else {
            return
        }
        attributes["use.jwks.url"] = truth(address != nil)
        attributes["use.jwks.string"] = truth(keys != nil)
    }

    /// Whether codes are wanted and whether tokens are, by the kinds of answers or else of grants.
    private static func responseTypes(_ body: JSONObject) throws(Failure) -> (holdsCode: Bool, holdsTokens: Bool) {
        let given = body["response_types"]?.array?.compactMap(\.text) ?? []
        guard !given.isEmpty else {
            let grants = body["grant_types"]?.array?.compactMap(\.text) ?? []
            return (grants.isEmpty || grants.contains("authorization_code"), grants.contains("implicit"))
        }
        let words = given.map { $0.pieces(separatedBy: " ") }
        for kind in words {
            let isKnown = kind.allSatisfy(["code", "token", "id_token", "none"].contains)
            guard isKnown, !kind.contains("none") || kind.count == 1 else { throw invalid }
        }
        let all = words.flatMap(\.self)
        return (all.contains("code") || all.contains("none"), all.contains("token") || all.contains("id_token"))
    }
}

extension Client {
    /// The body with the default scopes the client has: naming scopes changes the optional ones alone.
    func completing(_ body: JSONObject, realm: Realm) -> JSONObject {
        guard body["optionalClientScopes"] != nil else { return body }
        var body = body
        let names = defaultScopes.compactMap { realm.scope(id: $0)?.name }
        body["defaultClientScopes"] = .array(names.map { .string($0) })
        return body
    }

    /// The client as RFC 7591 shows it, with the address where it is registered.
    func metadata(realm: Realm, address: String, token: String?) throws(Failure) -> JSONObject {
        let authenticator = fields["clientAuthenticatorType"]?.text ?? ""
        guard let known = ClientMetadata.authenticators.first(where: { $0.authenticator == authenticator }) else {
            throw .serverError
        }
        func attribute(_ name: String) -> String? { attributes[name]?.text }
        func list(_ name: String) -> [JSON] {
            (attribute(name) ?? "").pieces(separatedBy: "##").filter { !$0.isEmpty }.map { .string($0) }
        }
        let addresses = JSON.array(texts("redirectUris").map { .string($0) })
        let scopes = optionalScopes.compactMap { realm.scope(id: $0)?.name }
        var view: JSONObject = [
            "client_id": .string(clientID), "redirect_uris": addresses, "registration_client_uri": .string(address),
            "scope": .string(scopes.joined(separator: " ")),
            "grant_types": .array(grantTypes.map { .string($0) }),
            "response_types": .array(responseTypes.map { .string($0) }), "request_uris": .array(list("request.uris")),
            "id_token_signed_response_alg": realm.settings["defaultSignatureAlgorithm"] ?? "RS256",
            "subject_type": mappers.contains { $0.type == Mapper.pairwise } ? "pairwise" : "public",
            // The server shows another attribute here than the one it sets.
            "backchannel_logout_session_required": .bool(
                attribute("backchannel.logout.revoke.offline.tokens") == "true"),
            "frontchannel_logout_session_required": .bool(attribute("frontchannel.logout.session.required") != "false"),
        ]
        if protocolName == "openid-connect" { view["token_endpoint_auth_method"] = .string(known.method) }
        view["registration_access_token"] = token.map { .string($0) }
        for (member, field) in [("client_name", "name"), ("client_uri", "baseUrl")] { view[member] = fields[field] }
        for (member, name) in ClientMetadata.texts {
            if let text = attribute(name) { view[member] = .string(text) }
        }
        for (member, name) in ClientMetadata.flags { view[member] = .bool(attribute(name) == "true") }
        if attribute("default.acr.values") != nil { view["default_acr_values"] = .array(list("default.acr.values")) }
        let afterLogout = list("post.logout.redirect.uris")
        view["post_logout_redirect_uris"] = afterLogout.isEmpty ? addresses : .array(afterLogout)
        if has("frontchannelLogout") { view["frontchannel_logout_uri"] = attributes["frontchannel.logout.url"] }
        if attribute("use.jwks.url") == "true" { view["jwks_uri"] = attributes["jwks.url"] }
        if attribute("use.jwks.string") == "true", let text = attribute("jwks.string") {
            view["jwks"] = (try? JSON(parsing: Array(text.utf8))) ?? .null
        }
        guard ["client-secret", "client-secret-jwt"].contains(authenticator) else { return view }
        if view["token_endpoint_auth_method"] == "client_secret_basic", let sending = attribute(ClientMetadata.sending)
        {
            view["token_endpoint_auth_method"] = .string(sending)
        }
        view["client_secret"] = has("publicClient") ? .none : secret.map { .string($0) }
        view["client_secret_expires_at"] = .int(attribute("client.secret.expiration.time").flatMap { Int($0) } ?? 0)
        return view
    }

    private var grantTypes: [String] {
        var types: [String] = []
        func add(_ type: String, _ isOn: Bool) { if isOn { types.append(type) } }
        add("authorization_code", has("standardFlowEnabled"))
        add("implicit", has("implicitFlowEnabled"))
        add("password", has("directAccessGrantsEnabled"))
        add("client_credentials", has("serviceAccountsEnabled"))
        for (grant, attribute) in ClientMetadata.grants { add(grant, attributes[attribute] == "true") }
        add(ClientMetadata.authorizationGrant, resourceServer != nil)
        add("refresh_token", attributes[ClientMetadata.refreshes] != "false")
        return types
    }

    private var responseTypes: [String] {
        (has("standardFlowEnabled") ? ["code", "none"] : [])
            + (has("implicitFlowEnabled") ? ["id_token", "id_token token"] : [])
            + (has("standardFlowEnabled") && has("implicitFlowEnabled")
                ? ["code id_token", "code token", "code id_token token"] : [])
    }
}

extension Schema {
    /// The client metadata of RFC 7591.
    static let metadata = Schema(
        name: "OIDCClientRepresentation",
        fields: [
            "application_type": .text, "authorization_encrypted_response_alg": .text,
            "authorization_encrypted_response_enc": .text, "authorization_signed_response_alg": .text,
            "backchannel_authentication_request_signing_alg": .text, "backchannel_client_notification_endpoint": .text,
            "backchannel_logout_revoke_offline_tokens": .bool, "backchannel_logout_session_required": .bool,
            "backchannel_logout_uri": .text, "backchannel_token_delivery_mode": .text, "client_id": .text,
            "client_id_issued_at": .int, "client_name": .text, "client_secret": .text,
            "client_secret_expires_at": .int, "client_uri": .text, "contacts": .list(.text),
            "default_acr_values": .list(.text), "default_max_age": .int, "dpop_bound_access_tokens": .bool,
            "frontchannel_logout_session_required": .bool, "frontchannel_logout_uri": .text,
            "grant_types": .list(.text), "id_token_encrypted_response_alg": .text,
            "id_token_encrypted_response_enc": .text, "id_token_signed_response_alg": .text,
            "initiate_login_uri": .text, "jwks": .open, "jwks_uri": .text, "logo_uri": .text, "policy_uri": .text,
            "post_logout_redirect_uris": .list(.text), "redirect_uris": .list(.text),
            "registration_access_token": .text, "registration_client_uri": .text,
            "request_object_encryption_alg": .text, "request_object_encryption_enc": .text,
            "request_object_signing_alg": .text, "request_uris": .list(.text), "require_auth_time": .bool,
            "require_pushed_authorization_requests": .bool, "response_types": .list(.text), "scope": .text,
            "sector_identifier_uri": .text, "software_id": .text, "software_version": .text, "subject_type": .text,
            "tls_client_auth_subject_dn": .text, "tls_client_certificate_bound_access_tokens": .bool,
            "token_endpoint_auth_method": .text, "token_endpoint_auth_signing_alg": .text, "tos_uri": .text,
            "userinfo_encrypted_response_alg": .text, "userinfo_encrypted_response_enc": .text,
            "userinfo_signed_response_alg": .text,
        ])
}
