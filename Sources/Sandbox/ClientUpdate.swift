internal import HTTP
internal import JSON

extension Server {
    /// `PUT R/clients/{id}`: a merge with traps (facts-core 3).
    ///
    /// The body's id does not matter.
    mutating func updateClient(_ request: AdminCall, _ index: Int) throws(Failure) -> HTTPResponse {
        try changeClient(index, try request.call.object(.client), realm: request.realm)
        return .done
    }

    /// Lays a body over a client.
    ///
    /// - Parameter isRegistration: Whether the client registration does it, which leaves authorization services as they are
    ///   and sets client scopes (facts-more 1.2).
    mutating func changeClient(
        _ index: Int, _ body: JSONObject, realm: Int, isRegistration: Bool = false
    ) throws(Failure) {
        let stored = realms[realm].clients[index]
        var client = stored

        var problems: [String] = []
        if version.checksClients, let name = body["clientId"]?.text, name.trimmed.isEmpty {
            problems.append("Client ID cannot be blank")
        }
        if version.checksClients, let scheme = body["protocol"]?.text, !version.protocols.contains(scheme) {
            problems.append("Invalid protocol: \(scheme)")
        }
        let name = body["clientId"]?.text ?? stored.clientID
        let isRenamed = !name.isSame(as: stored.clientID)
        // A SAML client's rename writes into the body's attributes, and fails where there are none (facts-core 3.3).
        if isRenamed, stored.protocolName == "saml", body["attributes"]?.object == nil { throw .serverError }
        try client.merge(body, realm: realms[realm], derivesOrigins: version.derivesOrigins)
        problems += ClientValidation(client, realm: realms[realm]).problems
        guard problems.isEmpty else { throw .invalid(problems.joined(separator: "; ")) }
        if isRenamed, realms[realm].client(named: name) != nil { throw takenName(body, stored, client) }

        alignIdentifier(body, &client, wasSAML: stored.protocolName == "saml", isRenamed: isRenamed)
        alignSecret(body, &client)
        guard ClientValidation.fits(client) else { throw .serverError }
        if client.protocolName != stored.protocolName {
            // The lists of the old protocol give way to the realm's of the new one (facts-core 3.3).
            client.setScopes(of: realms[realm])
            client.setServiceAccountScope(of: realms[realm])
            try client.addDockerMapper(version, &random)
        }
        try replaceMappers(body, &client)
        // A new service account is made under the old name and then takes part in the rename.
        let isNew =
            client.has("serviceAccountsEnabled") && realms[realm].serviceAccount(of: client) == nil
        let isOldRegistration = isRegistration && version.hasOldRegistration
        guard !isNew || isOldRegistration || realms[realm].user(named: stored.serviceAccountName) == nil else {
            throw Failure(409, message: "Client already exists")
        }
        if !isOldRegistration { try alignServiceAccount(&client, realm: realm, taken: .conflict) }
        if !isRegistration {
            try alignAuthorization(body, &client, realm: realm)
        } else if !version.hasOldRegistration {
            client.replaceScopes(body, realm: realms[realm])
        }
        try rotateChanged(&client, realm: realm, hasAttributes: body["attributes"]?.object != nil)
        realms[realm].clients[index] = client
        if isRenamed { renameInPolicies(stored.clientID, name, realm: realm) }
    }

    /// What is told of a rename to a taken clientId: it depends on when the server's own changes reach its database
    /// (facts-core 9).
    private func takenName(_ body: JSONObject, _ stored: Client, _ client: Client) -> Failure {
        let authorizes = Self.wantsAuthorization(body)
        guard !authorizes || stored.resourceServer != nil else { return .serverError }
        let given = (body["protocolMappers"]?.array ?? []).compactMap(\.object)
        let changesMapper = stored.mappers.contains { mapper in
            given.contains {
                $0["name"] == .string(mapper.name) && $0["protocol"] == .string(mapper.protocolName)
            }
        }
        let writesEarly =
            changesMapper || client.protocolName != stored.protocolName
            || body["registeredNodes"]?.object?.isEmpty == false || (stored.resourceServer != nil && !authorizes)
        return writesEarly ? Failure(409, message: "Client already exists") : .conflict
    }

    private static func wantsAuthorization(_ body: JSONObject) -> Bool {
        body["authorizationServicesEnabled"] == true || body["authorizationSettings"]?.object != nil
    }

    /// The identifier follows a rename, and comes back with `protocol: saml` in the body unless the body has it
    /// (facts-core 3.3).
    private func alignIdentifier(_ body: JSONObject, _ client: inout Client, wasSAML: Bool, isRenamed: Bool) {
        let key = "saml.artifact.binding.identifier"
        let given = body["attributes"]?.object?[key] != nil
        let names = body["protocol"] == "saml" && body["clientId"]?.text != nil && !given
        if names || (wasSAML && isRenamed) { client.attributes[key] = Client.artifactIdentifier(client.clientID) }
    }

    /// A public client loses its secret for good; a confidential one without gets a new one (facts-core 3.3).
    private mutating func alignSecret(_ body: JSONObject, _ client: inout Client) {
        if client.has("publicClient") {
            client.secret = nil
        } else if let secret = body["secret"]?.text {
            client.secret = secret
        } else if client.secret == nil, version.alwaysMakesSecrets || !client.has("bearerOnly") {
            generateSecret(&client)
        }
    }

    /// Authorization services are lost unless the body names them (facts-core 3.1 and 3.3).
    private mutating func alignAuthorization(
        _ body: JSONObject, _ client: inout Client, realm: Int
    ) throws(Failure) {
        // Becoming public or bearer-only in the same body switches them off without a word.
        guard Self.wantsAuthorization(body), body["publicClient"] != true, body["bearerOnly"] != true else {
            client.resourceServer = nil
            return
        }
        guard !version.hasBrittleServices || body["serviceAccountsEnabled"] == true else { throw .serverError }
        // PUT never applies the settings' content.
        if client.resourceServer == nil { try enableAuthorization(&client, settings: nil, realm: realm) }
    }

    /// Replaced as a whole; matched by protocol and name, where the type and configuration change and the id stays
    /// (facts-core 6).
    private mutating func replaceMappers(_ body: JSONObject, _ client: inout Client) throws(Failure) {
        guard let given = body["protocolMappers"]?.array else { return }
        var kept: [Mapper] = []
        for item in given {
            guard let fields = item.object else { throw .serverError }
            guard let name = fields["name"]?.text, let scheme = fields["protocol"]?.text else { throw .conflict }
            let config = Mapper.config(fields)
            if var match = client.mappers.first(where: {
                $0.name.isSame(as: name) && $0.protocolName.isSame(as: scheme)
            }),
                !kept.contains(where: { $0.id.isSame(as: match.id) })
            {
                guard let type = fields["protocolMapper"]?.text else {
                    throw Failure(409, message: "Client already exists")
                }
                match.type = type
                match.config = config
                kept.append(match)
                continue
            }
            guard let mapper = newMapper(item, addsUserInfo: false) else { throw .serverError }
            guard !kept.contains(where: { $0.isNamed(like: mapper) }) else {
                throw .invalid("Cannot add protocol mapper '\(name)'. Protocol mapper name must be unique per protocol")
            }
            guard !isTaken(mapperID: mapper.id), !kept.contains(where: { $0.id.isSame(as: mapper.id) }) else {
                throw .invalid("Cannot add protocol mapper '\(name)'. Duplicate resource error")
            }
            kept.append(mapper)
        }
        for mapper in kept { try checkPairwise(mapper.type, client) }
        client.mappers = kept
    }
}
