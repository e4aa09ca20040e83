internal import JSON

extension Server {
    /// A client without anything set, as new ones are here.
    var plainClient: JSONObject {
        Client.plain.merging(["attributes": .object(version.known(Client.plain["attributes"]?.object ?? [:]))])
    }
}

extension Client {
    /// A client without anything set (facts-core 2.3).
    static let plain: JSONObject = [
        "surrogateAuthRequired": false, "enabled": true, "alwaysDisplayInConsole": false,
        "clientAuthenticatorType": "client-secret", "redirectUris": [], "webOrigins": [], "notBefore": 0,
        "bearerOnly": false, "consentRequired": false, "standardFlowEnabled": true, "implicitFlowEnabled": false,
        "directAccessGrantsEnabled": false, "serviceAccountsEnabled": false, "publicClient": false,
        "frontchannelLogout": false, "protocol": "openid-connect", "attributes": ["realm_client": "false"],
        "authenticationFlowBindingOverrides": [:], "fullScopeAllowed": true, "nodeReRegistrationTimeout": -1,
    ]

    /// The fields that are stored as they come, by POST and by PUT; null is kept (facts-core 3.1).
    private static let simple = [
        "clientId", "name", "description", "rootUrl", "adminUrl", "baseUrl", "clientAuthenticatorType", "protocol",
        "surrogateAuthRequired", "enabled", "alwaysDisplayInConsole", "bearerOnly", "consentRequired",
        "standardFlowEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled",
        "publicClient", "frontchannelLogout", "fullScopeAllowed", "notBefore", "nodeReRegistrationTimeout",
    ]

    /// Lays what POST and PUT treat alike over the client: texts, flags, lists, attributes, overrides and nodes.
    ///
    /// - Parameter derivesOrigins: Whether missing web origins are made of the redirect URIs.
    mutating func merge(_ body: JSONObject, realm: Realm, derivesOrigins: Bool = true) throws(Failure) {
        for name in Self.simple {
            guard let value = body[name], value != .null else { continue }
            fields[name] = value
        }
        // An empty type goes back to absent (facts-core 3.1).
        if let type = body["type"]?.text { fields["type"] = type.isEmpty ? .none : .string(type) }
        for name in ["redirectUris", "webOrigins"] {
            guard let items = body[name]?.array else { continue }
            fields[name] = .array(Self.set(items))
        }
        // What is missing is derived while the stored list is empty, by PUT too (facts-core 2.1 and 3.2).
        if derivesOrigins, body["webOrigins"]?.array == nil, texts("webOrigins").isEmpty {
            let absolute = texts("redirectUris").filter { $0.hasPrefix("http") }
            fields["webOrigins"] = .array(Self.set(absolute.map { .string(Self.origin(of: $0)) }))
        }
        mergeAttributes(body["attributes"]?.object ?? [:])
        try mergeOverrides(body["authenticationFlowBindingOverrides"]?.object ?? [:], realm: realm)
        for node in body["registeredNodes"]?.object?.members ?? [] {
            guard node.value != .null else { throw .serverError }
            fields["registeredNodes"] = .object(
                (fields["registeredNodes"]?.object ?? [:]).merging([node.key: node.value]))
        }
    }

    /// Duplicates, null and blank texts vanish (facts-core 3.1 and 4).
    private static func set(_ items: [JSON]) -> [JSON] {
        var set: [JSON] = []
        for item in items where !(item.text ?? "").trimmed.isEmpty && !set.contains(item) { set.append(item) }
        return set
    }

    /// All before the first slash from the ninth character on, as the server cuts it.
    static func origin(of address: String) -> String {
        let bytes = Array(address.utf8)
        guard let slash = bytes.indices.first(where: { $0 >= 8 && bytes[$0] == UInt8(ascii: "/") }) else {
            return address
        }
        return String(decoding: bytes[..<slash], as: UTF8.self)
    }

    /// Merge by key; null and blank remove; `realm_client` can't be set (facts-core 3.1 and 4).
    private mutating func mergeAttributes(_ given: JSONObject) {
        var merged = attributes
        for member in given.members where member.key != "realm_client" {
            // `.none`, not `nil`, which in an expression of type JSON would be null.
            merged[member.key] = (member.value.text ?? "").trimmed.isEmpty ? .none : member.value
        }
        attributes = merged
    }

    /// Merge by key; null and `""` remove; ids of flows only, under any key (facts-core 2.1 and 3.1).
    private mutating func mergeOverrides(_ given: JSONObject, realm: Realm) throws(Failure) {
        var merged = fields["authenticationFlowBindingOverrides"]?.object ?? [:]
        for member in given.members {
            guard let id = member.value.text, !id.trimmed.isEmpty else {
                merged[member.key] = nil
                continue
            }
            guard realm.flows.contains(where: { $0["id"] == member.value }) else { throw .serverError }
            merged[member.key] = member.value
        }
        fields["authenticationFlowBindingOverrides"] = .object(merged)
    }

    // MARK: Client scopes

    /// Gives the client the realm's default and optional scopes of its protocol (facts-core 2.1).
    mutating func setScopes(of realm: Realm) {
        let fitting = realm.scopes.filter { $0.protocolName == protocolName }.map(\.id)
        defaultScopes = realm.defaultScopes.filter(fitting.contains)
        optionalScopes = realm.optionalScopes.filter(fitting.contains)
    }

    /// Adds or removes the scope of service accounts (facts-more 2).
    mutating func setServiceAccountScope(of realm: Realm) {
        guard let scope = realm.scopes.first(where: { $0.name.isSame(as: "service_account") }) else { return }
        defaultScopes.removeAll { $0.isSame(as: scope.id) }
        guard has("serviceAccountsEnabled"), scope.protocolName == protocolName else { return }
        optionalScopes.removeAll { $0.isSame(as: scope.id) }
        defaultScopes.append(scope.id)
    }

    // MARK: SAML

    /// The identifier that belongs to a clientId: Base64 of its SHA-1 (facts-core 2.3).
    static func artifactIdentifier(_ clientID: String) -> JSON {
        .string(Base64.encode(SHA1.hash(Array(clientID.utf8))))
    }

    // MARK: What GET shows

    /// The client as a caller sees it (facts-core 2.3 and 8).
    func view(realm: Realm, rights: Rights) -> JSON {
        var view = fields
        view["id"] = .string(id)
        // The secret is shown in clear to all who may view the client, but never of a public one.
        if let secret, realm.version.showsSecrets, !has("publicClient") { view["secret"] = .string(secret) }
        if !mappers.isEmpty { view["protocolMappers"] = .array(mappers.map(\.view)) }
        if resourceServer != nil { view["authorizationServicesEnabled"] = true }
        func names(_ ids: [String]) -> JSON { .array(ids.compactMap { realm.scope(id: $0).map { .string($0.name) } }) }
        view["defaultClientScopes"] = names(defaultScopes)
        view["optionalClientScopes"] = names(optionalScopes)
        let manages = JSON.bool(rights.canManageClients && !(holdsRights && realm.version.protectsRights))
        view["access"] = ["view": true, "configure": manages, "manage": manages]
        return .object(view)
    }
}
