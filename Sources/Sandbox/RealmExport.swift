internal import JSON

// A realm in Keycloak's own representation, as its exports have it, with all that the model knows but tokens.

extension Server {
    /// All realms.
    var representation: JSON { .array(realms.map { .object($0.representation) }) }
}

extension Realm {
    /// The realm with all that is inside, everything by name and with its id.
    var representation: JSONObject {
        var view = settings.merging(kept)
        view["id"] = .string(id)
        view["clientScopes"] = .array(scopes.map(\.view))
        for (key, ids) in [
            ("defaultDefaultClientScopes", defaultScopes), ("defaultOptionalClientScopes", optionalScopes),
        ] {
            view[key] = .array(ids.compactMap { scope(id: $0).map { .string($0.name) } })
        }
        view["authenticationFlows"] = .array(flows.map { .object($0) })
        var ofClients = JSONObject()
        for client in clients where !client.roles.isEmpty {
            ofClients[client.clientID] = .array(client.roles.map { exported($0, ofClient: true) })
        }
        view["roles"] = [
            "realm": .array(roles.map { exported($0, ofClient: false) }), "client": .object(ofClients),
        ]
        if let role = role(id: defaultRole) { view["defaultRole"] = self.view(self[role], in: role.home) }
        view["clients"] = .array(clients.map { .object(exported($0)) })
        view["users"] = .array(users.map { .object(exported($0)) })
        addScopeMappings(to: &view)
        return view
    }

    private func exported(_ role: Role, ofClient: Bool) -> JSON {
        var view: JSONObject = [
            "id": .string(role.id), "name": .string(role.name), "composite": .bool(!role.composites.isEmpty),
            "clientRole": .bool(ofClient), "attributes": .object(role.attributes),
        ]
        if let description = role.description { view["description"] = .string(description) }
        if !role.composites.isEmpty {
            let names = names(of: role.composites)
            view["composites"] = ["realm": names.realm, "client": .object(names.clients)]
        }
        return .object(view)
    }

    private func exported(_ client: Client) -> JSONObject {
        var view = client.fields
        view["id"] = .string(client.id)
        view["secret"] = client.secret.map { .string($0) }
        view["protocolMappers"] = .array(client.mappers.map(\.view))
        view["authorizationServicesEnabled"] = .bool(client.resourceServer != nil)
        view["authorizationSettings"] = client.resourceServer.map { .object($0) }
        func names(_ ids: [String]) -> JSON { .array(ids.compactMap { scope(id: $0).map { .string($0.name) } }) }
        view["defaultClientScopes"] = names(client.defaultScopes)
        view["optionalClientScopes"] = names(client.optionalScopes)
        return view
    }

    private func exported(_ user: User) -> JSONObject {
        var view = user.fields
        view["id"] = .string(user.id)
        if let password = user.password {
            view["credentials"] = [["type": "password", "value": .string(password)]]
        }
        if let client = user.serviceAccountOf.flatMap({ client(id: $0) }) {
            view["serviceAccountClientId"] = .string(clients[client].clientID)
        }
        let names = names(of: user.roles)
        view["realmRoles"] = names.realm
        view["clientRoles"] = .object(names.clients)
        return view
    }

    /// The roles in clients' scopes: those of the realm in one list, those of each client by its clientId.
    private func addScopeMappings(to view: inout JSONObject) {
        var ofRealm: [JSON] = []
        var ofClients: [String: [JSON]] = [:]
        for client in clients where !client.scopeRoles.isEmpty {
            let names = names(of: client.scopeRoles)
            if names.realm.array?.isEmpty == false {
                ofRealm.append(["client": .string(client.clientID), "roles": names.realm])
            }
            for member in names.clients.members {
                ofClients[member.key, default: []].append(["client": .string(client.clientID), "roles": member.value])
            }
        }
        view["scopeMappings"] = .array(ofRealm)
        view["clientScopeMappings"] = .object(JSONObject(ofClients.map { ($0.key, .array($0.value)) }))
    }

    /// The names of roles: those of the realm, and those of each client by its clientId.
    private func names(of ids: [String]) -> (realm: JSON, clients: JSONObject) {
        var ofRealm: [JSON] = []
        var ofClients = JSONObject()
        for place in ids.compactMap(role(id:)) {
            let name = JSON.string(self[place].name)
            switch place.home {
            case .realm: ofRealm.append(name)
            case .client(let client):
                let clientID = clients[client].clientID
                ofClients[clientID] = .array((ofClients[clientID]?.array ?? []) + [name])
            }
        }
        return (.array(ofRealm), ofClients)
    }
}
