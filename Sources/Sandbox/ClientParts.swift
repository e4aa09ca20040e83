internal import HTTP
internal import JSON

/// A request to something inside of a client.
struct ClientCall {
    /// The request.
    let request: AdminCall
    /// The place of the client.
    let client: Int
    /// Whether the caller may change this client.
    let manages: Bool
    /// The path's segments after the client's id.
    let rest: [String]
}

extension Server {
    /// `R/clients/{id}/…`.
    mutating func handleClientPart(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        switch part.rest[0] {
        case "client-secret": return try handleSecret(part)
        case "default-client-scopes", "optional-client-scopes": return try handleScopes(part)
        case "protocol-mappers": return try handleMappers(part)
        case "service-account-user": return try serviceAccountUser(part)
        case "nodes": return try handleNodes(part)
        case "roles": return try handleClientRoles(part)
        case "authz": return try handleAuthorization(part)
        case "scope-mappings": return try handleScopeMappings(part)
        case "certificates": return try handleCertificates(part)
        case "registration-access-token": return try renewRegistrationToken(part)
        case "installation": return try handleInstallation(part)
        case "evaluate-scopes", "management", "push-revocation", "session-count", "user-sessions",
            "offline-sessions", "offline-session-count", "test-nodes-available":
            throw .notModelled("clients/{id}/\(part.rest[0])")
        default: throw .noPath
        }
    }

    /// `C/default-client-scopes…` and `C/optional-client-scopes…` (facts-core 7).
    private mutating func handleScopes(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        let isDefault = part.rest[0].isSame(as: "default-client-scopes")
        var client = realms[request.realm].clients[part.client]
        switch (request.method, part.rest.count) {
        case (.get, 1):
            try request.require(request.rights.canViewClients)
            let ids = isDefault ? client.defaultScopes : client.optionalScopes
            let scopes = ids.compactMap { realms[request.realm].scope(id: $0) }
            return .json(.array(scopes.map { ["id": .string($0.id), "name": .string($0.name)] }))
        case (.put, 2), (.delete, 2):
            try request.require(part.manages)
            guard let scope = realms[request.realm].scope(id: part.rest[1]) else {
                throw Failure(404, error: "Client scope not found")
            }
            if request.method == .delete {
                // Through either path, whatever its kind.
                client.defaultScopes.removeAll { $0.isSame(as: scope.id) }
                client.optionalScopes.removeAll { $0.isSame(as: scope.id) }
            } else if scope.protocolName == client.protocolName,
                !(client.defaultScopes + client.optionalScopes).contains(scope.id)
            {
                // A scope that the client has in either list stays where it is; one of another protocol is not taken.
                if isDefault { client.defaultScopes.append(scope.id) } else { client.optionalScopes.append(scope.id) }
            }
            realms[request.realm].clients[part.client] = client
            return .done
        default: throw .noPath
        }
    }

    /// `C/service-account-user`; a deleted user is made anew (facts-more 2).
    private mutating func serviceAccountUser(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        guard part.rest.count == 1, request.method == .get else { throw .noPath }
        try request.require(request.rights.canViewClients)
        var client = realms[request.realm].clients[part.client]
        guard client.has("serviceAccountsEnabled") else {
            throw Failure(400, error: "Service account not enabled for the client '\(client.clientID)'")
        }
        try alignServiceAccount(&client, realm: request.realm, taken: .serverError)
        realms[request.realm].clients[part.client] = client
        guard let user = realms[request.realm].serviceAccount(of: client) else { throw .serverError }
        return .json(view(realms[request.realm].users[user], access: nil))
    }

    /// `C/nodes`: POST registers a node now, DELETE forgets one (facts-core 3.1).
    private mutating func handleNodes(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        var nodes = realms[request.realm].clients[part.client].fields["registeredNodes"]?.object ?? [:]
        switch (request.method, part.rest.count) {
        case (.post, 1):
            try request.require(part.manages)
            let body = try request.call.json(.map(.text)).object ?? [:]
            guard let node = body["node"]?.text else { throw Failure(400, error: "Node not found in params") }
            nodes[node] = .int(now)
        case (.delete, 2):
            try request.require(part.manages)
            guard nodes[part.rest[1]] != nil else { throw Failure(404, error: "Client does not have node ") }
            nodes[part.rest[1]] = nil
        default: throw .noPath
        }
        realms[request.realm].clients[part.client].fields["registeredNodes"] = nodes.isEmpty ? .none : .object(nodes)
        return .done
    }
}
