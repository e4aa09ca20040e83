internal import HTTP
internal import JSON

extension Server {
    /// `R/clients…`.
    mutating func handleClients(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        guard request.rest.count > 1 else {
            switch request.method {
            case .get: return try listClients(request)
            case .post:
                try request.require(request.rights.canManageClients)
                return try createClient(request)
            default: throw .wrongMethod
            }
        }
        guard let client = realms[request.realm].client(id: request.rest[1]) else {
            // Whoever may not search is not told either that there is none (facts-core 8).
            throw request.rights.canSearchClients ? .noClient : .forbidden
        }
        let isProtected = realms[request.realm].clients[client].holdsRights && version.protectsRights
        let manages = request.rights.canManageClients && !isProtected
        guard request.rest.count > 2 else {
            switch request.method {
            case .get:
                try request.require(request.rights.canViewClients)
                let model = realms[request.realm].clients[client]
                return .json(model.view(realm: realms[request.realm], rights: request.rights))
            case .put:
                try request.require(manages)
                return try updateClient(request, client)
            case .delete:
                try request.require(manages)
                return try deleteClient(request, client)
            // A POST to one client finds no path rather than no method (facts-core 9).
            case .post: throw .noPath
            }
        }
        let part = ClientCall(request: request, client: client, manages: manages, rest: Array(request.rest[2...]))
        return try handleClientPart(part)
    }

    /// The clients that every realm needs stay (facts-core 9).
    private mutating func deleteClient(_ request: AdminCall, _ client: Int) throws(Failure) -> HTTPResponse {
        let model = realms[request.realm].clients[client]
        guard !BuiltIn.lastingClients.contains(model.clientID) else {
            throw Failure(400, error: "invalid_request", "Could not delete client")
        }
        realms[request.realm].removeClient(client)
        return .done
    }

    // MARK: What POST and PUT share

    /// Whether any client of the server has the id.
    func isTaken(clientID id: String) -> Bool { realms.contains { $0.client(id: id) != nil } }

    /// Makes the client's service account and scope be there or not, as its flag says (facts-more 2); `taken` is told where
    /// another user has the new account's name.
    ///
    /// - Parameter addsMappers: Whether a new account brings the mappers that the version has for it.
    mutating func alignServiceAccount(
        _ client: inout Client, realm: Int, taken: Failure, addsMappers: Bool = true
    ) throws(Failure) {
        let existing = realms[realm].serviceAccount(of: client)
        // A rename takes the user with it.
        let username = client.serviceAccountName
        let holder = realms[realm].user(named: username)
        let wasOn = existing != nil
        switch (client.has("serviceAccountsEnabled"), existing) {
        case (true, let index?):
            guard holder == nil || holder == index else { throw .conflict }
            realms[realm].users[index].fields["username"] = .string(username)
        case (true, nil):
            guard holder == nil else { throw taken }
            var user = User(id: random.uuid(), username: username, created: now)
            user.fields["enabled"] = true
            user.serviceAccountOf = client.id
            user.roles = [realms[realm].defaultRole]
            realms[realm].users.append(user)
        case (false, let index?): realms[realm].users.remove(at: index)
        case (false, nil): break
        }
        guard client.has("serviceAccountsEnabled") != wasOn else { return }
        client.setServiceAccountScope(of: realms[realm])
        if !wasOn, addsMappers { client.addServiceAccountMappers(version, &random) }
    }

    /// Switches the authorization services on, with their role for the service account (facts-more 5.1).
    ///
    /// - Parameter isRegistration: Whether the client registration does it, which takes nothing of the settings, and flags a
    ///   service account whose user is made when somebody asks for it (seen on 26.7.3 and 18.0.2).
    mutating func enableAuthorization(
        _ client: inout Client, settings: JSONObject?, realm: Int, isRegistration: Bool = false
    ) throws(Failure) {
        if isRegistration { client.fields["serviceAccountsEnabled"] = true }
        let user = realms[realm].serviceAccount(of: client)
        guard client.has("serviceAccountsEnabled"), !client.has("publicClient"), !client.has("bearerOnly"),
            user != nil || isRegistration
        else { throw .serverError }
        client.resourceServer = Self.resourceServer(isRegistration ? nil : settings)
        if version.hasBrittleServices, !isRegistration { addDefaultObjects(&client) }
        let role =
            client.roles.first { $0.name.isSame(as: "uma_protection") }
            ?? Role(id: random.uuid(), name: "uma_protection")
        client.roles.removeAll { $0.id.isSame(as: role.id) }
        client.roles.append(role)
        guard let user, !realms[realm].users[user].roles.contains(role.id) else { return }
        realms[realm].users[user].roles.append(role.id)
    }
}
