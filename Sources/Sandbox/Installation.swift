internal import HTTP
internal import JSON

extension Server {
    /// `C/installation/providers/{id}`, of which only the file for Keycloak's own adapters in JSON is modelled.
    func handleInstallation(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let others = [
            "keycloak-oidc-jboss-subsystem", "keycloak-oidc-jboss-subsystem-cli", "keycloak-saml",
            "keycloak-saml-subsystem", "keycloak-saml-subsystem-cli", "mod-auth-mellon", "saml-sp-descriptor",
            "docker-v2-compose-yaml", "docker-v2-registry-config-file", "docker-v2-variable-override",
        ]
        guard part.rest.count == 3, part.rest[1].isSame(as: "providers"), part.request.method == .get else {
            throw .noPath
        }
        try part.request.require(part.request.rights.canViewClients)
        guard part.rest[2].isSame(as: "keycloak-oidc-keycloak-json") else {
            throw others.contains(part.rest[2])
                ? .notModelled("the installation file \(part.rest[2])") : Failure(404, error: "Unknown Provider")
        }
        let realm = realms[part.request.realm]
        let client = realm.clients[part.client]
        var file = try client.adapterFile(realm: realm, base: part.request.call.base)
        if !client.roles.isEmpty || realm.scopes.contains(where: { $0.names(audience: client.clientID) }) {
            file["verify-token-audience"] = true
        }
        return HTTPResponse(
            status: 200, headers: [.init("Content-Type", "text/plain")], body: Array(JSON.object(file).pretty.utf8))
    }

    /// `/realms/{realm}/clients-registrations/install…` and `…/saml2-entity-descriptor…`; nil for the other providers.
    func otherRegistration(_ call: Call, realm: Int, _ rest: [String]) throws(Failure) -> HTTPResponse? {
        switch rest.first {
        case "install": return try install(call, realm: realm, rest)
        case "saml2-entity-descriptor":
            guard rest.count < 3 else { throw .noPath }
            guard rest.count == 1, call.method == .post else { throw .wrongMethod }
            let type = call.header("Content-Type")?.lowercased() ?? "application/xml"
            guard type.hasPrefix("application/xml") else { throw .wrongContentType }
            throw .notModelled("registrations with SAML metadata")
        default: return nil
        }
    }

    /// The file for adapters, for those who know the client's secret or may see it; that of a public client for all
    /// (facts-more 1.3).
    private func install(_ call: Call, realm: Int, _ rest: [String]) throws(Failure) -> HTTPResponse {
        guard rest.count == 2, call.method == .get else { throw rest.count == 2 ? .wrongMethod : .noPath }
        let realm = realms[realm]
        let client = realm.client(named: rest[1]).map { realm.clients[$0] }
        let words = (call.header("Authorization") ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        if words.count == 2, words[0].lowercased() == "bearer" {
            switch realm.registrationTokens[words[1]]?.kind {
            case .initial: throw .unidentified("Not initial access token allowed")
            case .client:
                guard let client, isLookedAfter(client, with: words[1]) else { throw .notToView }
                return .json(.object(try client.adapterFile(realm: realm, base: call.base)))
            case nil: break
            }
            guard let caller = try? authenticate(call), realms[caller.realm].id.isSame(as: realm.id) else {
                throw .unidentified("Failed decode token")
            }
            guard try rights(of: caller, realm: caller.realm).canViewClients else {
                throw Failure(403, error: "insufficient_scope", "Forbidden")
            }
            guard let client else { throw Failure(404, error: "invalid_request", "Client not found") }
            return .json(.object(try client.adapterFile(realm: realm, base: call.base)))
        }
        guard let client else {
            throw .notToView
        }
        if !client.has("publicClient") {
            let known = words.count == 2 && words[0].lowercased() == "basic" ? Base64Text.decode(words[1]) : nil
            let halves = known?.split(separator: ":", maxSplits: 1).map(String.init) ?? []
            let named = halves.first.flatMap { realm.client(named: $0) }.map { realm.clients[$0] }
            guard halves.count == 2, let named, named.secret?.isSame(as: halves[1]) == true else {
                throw .unidentified("Failed to authenticate client")
            }
            guard named.id.isSame(as: client.id) else { throw .unidentified("Different client authenticated") }
        }
        return .json(.object(try client.adapterFile(realm: realm, base: call.base)))
    }
}

extension Failure {
    fileprivate static func unidentified(_ description: String) -> Failure {
        Failure(401, error: "invalid_token", description)
    }
}

extension Client {
    /// What Keycloak's own adapters read, `keycloak.json`, without what the admin API alone says.
    func adapterFile(realm: Realm, base: BaseURL) throws(Failure) -> JSONObject {
        var file: JSONObject = [
            "realm": .string(realm.name), "auth-server-url": .string("\(base)/"),
            "ssl-required": .string((realm.settings["sslRequired"]?.text ?? "external").lowercased()),
            "resource": .string(clientID), "confidential-port": 0,
        ]
        if has("bearerOnly") {
            file["bearer-only"] = true
        } else if has("publicClient") {
            file["public-client"] = true
        } else {
            file["credentials"] = .object(try credentials())
        }
        if resourceServer != nil { file["policy-enforcer"] = ["credentials": [:]] }
        // The role that comes with the authorization services does not count.
        let isOwn = resourceServer == nil || roles.map(\.name) != ["uma_protection"]
        if !roles.isEmpty, isOwn { file["use-resource-role-mappings"] = true }
        return file
    }

    private func credentials() throws(Failure) -> JSONObject {
        let secret = secret.map { ["secret": .string($0)] as JSONObject } ?? [:]
        switch fields["clientAuthenticatorType"]?.text ?? "client-secret" {
        case "client-secret": return secret
        case "client-secret-jwt": return ["secret-jwt": .object(secret)]
        case "client-x509": return [:]
        case "client-jwt":
            return [
                "jwt": [
                    "client-keystore-file": "REPLACE WITH THE LOCATION OF YOUR KEYSTORE FILE",
                    "client-keystore-type": "jks", "client-keystore-password": "REPLACE WITH THE KEYSTORE PASSWORD",
                    "client-key-password": "REPLACE WITH THE KEY PASSWORD IN KEYSTORE",
                    "client-key-alias": .string(clientID), "token-timeout": 10,
                ]
            ]
        default: throw .serverError
        }
    }
}

extension ClientScope {
    /// Whether one of its mappers puts that client into the audience of tokens.
    fileprivate func names(audience: String) -> Bool {
        mappers.contains {
            $0.type.isSame(as: "oidc-audience-mapper")
                && $0.config["included.client.audience"]?.text?.isSame(as: audience) == true
        }
    }
}

/// Base64 with padding (RFC 4648, 4).
private enum Base64Text {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The text that was written so; nil for what was not.
    static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for letter in text.utf8 where letter != UInt8(ascii: "=") {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            (bits, count) = ((bits << 6 | value) & 0xFFFF, count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 0xFF))
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
