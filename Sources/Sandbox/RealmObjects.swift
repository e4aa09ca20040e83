internal import HTTP
internal import JSON

extension Server {
    // MARK: Client scopes

    /// `R/client-scopes…`.
    mutating func handleClientScopes(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let rights = request.rights
        switch (request.method, request.rest.count) {
        case (.get, 1):
            try request.require(rights.canSearchClients)
            // Those who may only search see none (facts-core 8).
            return .json(.array(rights.canViewClients ? realms[request.realm].scopes.map(\.view) : []))
        case (.post, 1):
            try request.require(rights.canManageClients)
            return try createScope(request)
        case (_, 1): throw .wrongMethod
        default: break
        }
        let index = realms[request.realm].scopes.firstIndex { $0.id.isSame(as: request.rest[1]) }
        try request.require(rights.canSearchClients)
        guard let index else { throw Failure(404, error: "Could not find client scope") }
        guard request.rest.count == 2 else { throw .notModelled("the inner objects of a client scope") }
        switch request.method {
        case .get:
            try request.require(rights.canViewClients)
            return .json(realms[request.realm].scopes[index].view)
        case .delete:
            try request.require(rights.canManageClients)
            removeScope(request.realm, index)
            return .done
        case .put: throw .notModelled("changes of a client scope")
        case .post: throw .noPath
        }
    }

    private mutating func createScope(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let body = try request.call.object(.clientScope)
        // The protocol is needed, and names can't have every character (facts-more 10).
        guard let name = body["name"]?.text else {
            throw body["protocol"].map(isProtocol) == true ? .serverError : Failure(400, message: "Unexpected protocol")
        }
        guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
            throw Failure(400, message: "Unexpected name \"\(name)\" for ClientScope")
        }
        guard let scheme = body["protocol"], isProtocol(scheme) else {
            throw Failure(400, message: "Unexpected protocol")
        }
        guard !realms[request.realm].scopes.contains(where: { $0.name.isSame(as: name) }) else {
            throw Failure(409, message: "Client Scope \(name) already exists")
        }
        var scope = ClientScope(
            id: body["id"]?.text ?? random.uuid(), fields: ["name": .string(name), "protocol": scheme])
        if let description = body["description"], description != .null { scope.fields["description"] = description }
        scope.fields["attributes"] = .object((body["attributes"]?.object ?? [:]).filter { $0.value != .null })
        for mapper in body["protocolMappers"]?.array ?? [] {
            guard let new = newMapper(mapper, addsUserInfo: true) else { throw .serverError }
            scope.mappers.append(new)
        }
        realms[request.realm].scopes.append(scope)
        return .created(request.call.location(realms[request.realm].name, "client-scopes/\(scope.id)"))
    }

    private func isProtocol(_ value: JSON) -> Bool { value == "openid-connect" || value == "saml" }

    /// Deletes a scope, also out of the clients that use it (facts-core 7).
    private mutating func removeScope(_ realm: Int, _ index: Int) {
        let id = realms[realm].scopes.remove(at: index).id
        realms[realm].defaultScopes.removeAll { $0.isSame(as: id) }
        realms[realm].optionalScopes.removeAll { $0.isSame(as: id) }
        for client in realms[realm].clients.indices {
            realms[realm].clients[client].defaultScopes.removeAll { $0.isSame(as: id) }
            realms[realm].clients[client].optionalScopes.removeAll { $0.isSame(as: id) }
        }
    }

    /// `R/default-default-client-scopes` and `R/default-optional-client-scopes`.
    func handleRealmScopes(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        guard request.rest.count == 1 else { throw .notModelled("changes of a realm's default client scopes") }
        guard request.method == .get else { throw .noPath }
        try request.require(request.rights.canViewClients)
        let realm = realms[request.realm]
        let ids =
            request.rest[0].isSame(as: "default-default-client-scopes") ? realm.defaultScopes : realm.optionalScopes
        return .json(
            .array(
                ids.compactMap { id in
                    realm.scope(id: id).map {
                        ["id": .string($0.id), "name": .string($0.name), "protocol": .string($0.protocolName)]
                    }
                }))
    }

    // MARK: Authentication flows

    /// `R/authentication/flows…`.
    mutating func handleFlows(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        guard request.rest.count >= 2, request.rest[1].isSame(as: "flows") else { throw .noPath }
        let realm = request.realm
        switch (request.method, request.rest.count) {
        case (.get, 2):
            try request.require(request.rights.canViewFlows)
            return .json(.array(realms[realm].flows.map { .object($0) }))
        case (.post, 2): return try createFlow(request)
        case (.get, 3):
            try request.require(request.rights.canViewRealm)
            guard let flow = realms[realm].flows.first(where: { $0["id"] == .string(request.rest[2]) }) else {
                throw Failure(404, error: "Could not find flow with id")
            }
            return .json(.object(flow))
        case (.delete, 3):
            try request.require(request.rights.canManageRealm)
            guard let index = realms[realm].flows.firstIndex(where: { $0["id"] == .string(request.rest[2]) }) else {
                throw Failure(404, error: "Flow not found")
            }
            guard realms[realm].flows[index]["builtIn"] == false else {
                throw Failure(400, error: "Can't delete built in flow")
            }
            realms[realm].flows.remove(at: index)
            return .done
        case (.post, 4) where request.rest[3].isSame(as: "copy"): return try copyFlow(request)
        case (.put, 3): throw .notModelled("changes of a flow")
        case (_, 2), (_, 3): throw .wrongMethod
        default: throw .noPath
        }
    }

    private mutating func createFlow(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        try request.require(request.rights.canManageRealm)
        let body = try request.call.object(.flow)
        guard let alias = body["alias"]?.text, !alias.isEmpty else {
            throw Failure(409, message: "Failed to create flow with empty alias name")
        }
        // `/` in an alias is refused (facts-more 10).
        guard !alias.contains("/") else { throw Failure(400, error: "Character '/' not allowed.") }
        guard !realms[request.realm].flows.contains(where: { $0["alias"] == .string(alias) }) else {
            throw Failure(409, message: "Flow \(alias) already exists")
        }
        guard let provider = body["providerId"], provider != .null else { throw .conflict }
        let id = random.uuid()
        let flow: JSONObject = [
            "id": .string(id), "alias": .string(alias), "description": body["description"] ?? "",
            "providerId": provider,
            "topLevel": body["topLevel"] ?? false, "builtIn": body["builtIn"] ?? false, "authenticationExecutions": [],
        ]
        realms[request.realm].flows.append(flow)
        return .created(request.call.location(realms[request.realm].name, "authentication/flows/\(id)"))
    }

    /// A copy of a flow; the flows inside get the new name as a prefix.
    private mutating func copyFlow(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        try request.require(request.rights.canManageRealm)
        let body = try request.call.json(.map(.text)).object ?? [:]
        let flows = realms[request.realm].flows
        guard let name = body["newName"]?.text else { throw .notModelled("copies of a flow without a name") }
        guard !flows.contains(where: { $0["alias"] == .string(name) }) else {
            throw Failure(409, message: "New flow alias name already exists")
        }
        guard var flow = flows.first(where: { $0["alias"] == .string(request.rest[2]) }) else {
            throw Failure(404, error: "Flow not found")
        }
        let id = random.uuid()
        flow["id"] = .string(id)
        flow["alias"] = .string(name)
        flow["builtIn"] = false
        let executions = (flow["authenticationExecutions"]?.array ?? []).map { execution -> JSON in
            guard var inner = execution.object, let alias = inner["flowAlias"]?.text else { return execution }
            inner["flowAlias"] = .string("\(name) \(alias)")
            return .object(inner)
        }
        flow["authenticationExecutions"] = .array(executions)
        realms[request.realm].flows.append(flow)
        return .created(
            request.call.location(
                realms[request.realm].name, "authentication/flows/\(request.rest[2])/copy/\(id)"))
    }
}
