internal import HTTP
internal import JSON

extension Server {
    /// `POST R/clients` (facts-core 2).
    mutating func createClient(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let client = try addClient(try request.call.object(.client), realm: request.realm)
        let realm = realms[request.realm]
        return .created(request.call.location(realm.name, "clients/\(realm.clients[client].id)"))
    }

    /// Adds a client as a body describes it; its place.
    ///
    /// - Parameter isRegistration: Whether the client registration does it, which adds no mappers (seen on 18.0.2).
    mutating func addClient(_ body: JSONObject, realm: Int, isRegistration: Bool = false) throws(Failure) -> Int {
        let given = body["id"]?.text
        let id = given ?? random.uuid()
        // A missing clientId is the id (facts-core 2.1).
        let name = body["clientId"]?.text ?? id
        var client = Client(id: id, fields: plainClient.merging(["clientId": .string(name)]))

        // What the representation itself may not hold comes before the check for duplicates.
        var problems: [String] = []
        if version.checksClients, name.trimmed.isEmpty { problems.append("Client ID cannot be blank") }
        if id.utf16.count > 36 { problems.append("Client ID must not exceed 36 characters") }
        if let scheme = body["protocol"]?.text, !version.protocols.contains(scheme) {
            guard version.checksClients else { throw .serverError }
            problems.append("Invalid protocol: \(scheme)")
        }
        if problems.isEmpty, realms[realm].client(named: name) != nil {
            throw Failure(409, message: "Client \(name) already exists")
        }
        if let given, isTaken(clientID: given) {
            throw realms[realm].client(id: given) != nil
                ? .conflict : Failure(409, message: "Client \(name) already exists")
        }

        try client.merge(body, realm: realms[realm])
        applyFlags(body, &client)
        applySecret(body, &client)
        switch body["protocol"]?.text {
        case "openid-connect": applyOpenIDDefaults(body, &client)
        case "saml": applySAMLDefaults(body, &client)
        default: break
        }
        problems += ClientValidation(client, realm: realms[realm]).problems
        guard problems.isEmpty else { throw .invalid(problems.joined(separator: "; ")) }
        guard ClientValidation.fits(client) else { throw .serverError }

        chooseScopes(body, &client, realm: realms[realm])
        try addMappers(body, &client)
        if body["protocolMappers"]?.array == nil, !isRegistration { try client.addDockerMapper(version, &random) }
        let taken = Failure(409, message: "Client \(name) already exists")
        try alignServiceAccount(&client, realm: realm, taken: taken, addsMappers: !isRegistration)
        // The settings alone switch the services on as well (facts-core 2.1).
        let settings = body["authorizationSettings"]?.object
        if body["authorizationServicesEnabled"] == true || settings != nil {
            try enableAuthorization(&client, settings: settings, realm: realm, isRegistration: isRegistration)
        }
        try rotateNew(&client, realm: realm)
        realms[realm].clients.append(client)
        return realms[realm].clients.count - 1
    }

    private func applyFlags(_ body: JSONObject, _ client: inout Client) {
        // `directGrantsOnly` wins over the two flags it stands for (facts-core 2.1).
        if let only = body["directGrantsOnly"]?.bool {
            client.fields["standardFlowEnabled"] = .bool(!only)
            client.fields["directAccessGrantsEnabled"] = .bool(only)
        }
        // A client that asks for consent has no full scope unless told so.
        if body["fullScopeAllowed"]?.bool == nil, client.has("consentRequired") {
            client.fields["fullScopeAllowed"] = false
        }
    }

    /// A secret is generated unless the body has one or says that the client is public (facts-core 2.2).
    private mutating func applySecret(_ body: JSONObject, _ client: inout Client) {
        guard body["publicClient"] != true else { return }
        if let secret = body["secret"]?.text {
            client.secret = secret
            return
        }
        // Without a word on that, what names the protocol is public.
        let isNamed =
            body["protocol"] == "openid-connect" && body["publicClient"]?.bool == false && !client.has("bearerOnly")
        guard version.alwaysMakesSecrets || isNamed else { return }
        let given = client.attributes["client.secret.creation.time"]
        generateSecret(&client)
        // A given time stays.
        if let given { client.attributes["client.secret.creation.time"] = given }
    }

    /// What naming the protocol changes (facts-core 2.2 and 2.6).
    private func applyOpenIDDefaults(_ body: JSONObject, _ client: inout Client) {
        if let root = body["rootUrl"]?.text {
            if (body["redirectUris"]?.array ?? []).isEmpty {
                let redirect = root.hasSuffix("/") ? root + "*" : root + "/*"
                client.fields["redirectUris"] = [.string(redirect)]
                client.fields["webOrigins"] = [.string(Client.origin(of: redirect))]
            }
            if body["adminUrl"]?.text == nil { client.fields["adminUrl"] = .string(root) }
        }
        if body["publicClient"]?.bool == nil {
            client.fields["publicClient"] = true
            // Where bearerOnly is given the hidden secret stays.
            if body["bearerOnly"]?.bool == nil { client.secret = nil }
        }
        if body["directGrantsOnly"]?.bool == nil, body["directAccessGrantsEnabled"]?.bool == nil {
            client.fields["directAccessGrantsEnabled"] = true
        }
        // These two are set whatever the body says of them, but not beside a back channel logout URL, not even a blank one.
        guard body["attributes"]?.object?["backchannel.logout.url"] == nil else { return }
        client.attributes["backchannel.logout.session.required"] = "true"
        client.attributes["backchannel.logout.revoke.offline.tokens"] = "false"
    }

    /// The attributes that SAML clients start with (facts-core 2.3); made-up keys, at once (facts-core 2.5).
    private mutating func applySAMLDefaults(_ body: JSONObject, _ client: inout Client) {
        if body["frontchannelLogout"]?.bool == nil { client.fields["frontchannelLogout"] = true }
        let defaults: JSONObject = [
            "saml.force.post.binding": "true", "saml.server.signature": "true", "saml.client.signature": "true",
            "saml.authnstatement": "true", "saml.signature.algorithm": "RSA_SHA256",
            "saml_force_name_id_format": "false", "saml_name_id_format": "username", "saml.allow.ecp.flow": "false",
            "saml_signature_canonicalization_method": "http://www.w3.org/2001/10/xml-exc-c14n#",
        ]
        client.attributes = defaults.merging(client.attributes)
        client.attributes["saml.artifact.binding.identifier"] = Client.artifactIdentifier(client.clientID)
        guard client.attributes["saml.client.signature"] == "true",
            client.attributes["saml.signing.certificate"] == nil
        else { return }
        generateKeys(&client, "saml.signing")
    }

    /// The scopes by name: one list given empties the other; unknown names and other protocols' scopes are dropped; a name in
    /// both is a default one (facts-core 2.1).
    private func chooseScopes(_ body: JSONObject, _ client: inout Client, realm: Realm) {
        let lists = ["defaultClientScopes", "optionalClientScopes"].map { body[$0]?.array }
        if lists.allSatisfy({ $0 == nil }) {
            client.setScopes(of: realm)
        } else {
            let fitting = realm.scopes.filter { $0.protocolName == client.protocolName }
            func ids(_ list: [JSON]?) -> [String] {
                fitting.filter { scope in (list ?? []).contains(.string(scope.name)) }.map(\.id)
            }
            client.defaultScopes = ids(lists[0])
            client.optionalScopes = ids(lists[1]).filter { !client.defaultScopes.contains($0) }
        }
    }

    private mutating func addMappers(_ body: JSONObject, _ client: inout Client) throws(Failure) {
        for item in body["protocolMappers"]?.array ?? [] {
            // POST of a client stores the configuration filled up (facts-core 4).
            guard item.object?["protocolMapper"]?.text != nil else { throw .serverError }
            guard let mapper = newMapper(item, addsUserInfo: true) else { throw .conflict }
            guard !client.mappers.contains(where: { $0.isNamed(like: mapper) }) else {
                throw Failure(409, message: "Client \(client.clientID) already exists")
            }
            guard !isTaken(mapperID: mapper.id) else { throw .conflict }
            try checkPairwise(mapper.type, client)
            client.mappers.append(mapper)
        }
    }
}
