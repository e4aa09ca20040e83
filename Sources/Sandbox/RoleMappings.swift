internal import HTTP
internal import JSON

extension Server {
    /// `R/users/{id}/role-mappings…`: the roles of a user (facts-more 2).
    mutating func handleRoleMappings(
        _ request: AdminCall, _ rest: [String], user: Int
    ) throws(Failure) -> HTTPResponse {
        guard request.method != .put else { throw .wrongMethod }
        let realm = realms[request.realm]
        let holder = realm.users[user]
        guard !rest.isEmpty else {
            guard request.method == .get else { throw .noPath }
            try request.require(request.rights.canViewUsers)
            // Without the roles that the caller may not view.
            return .json(realm.mappings(holder.roles) { request.rights.canView($0) })
        }
        let (home, rest) = try realm.mappedHome(rest, unknown: "Client not found")
        switch (request.method, rest.first, rest.count) {
        case (.get, nil, _), (.get, "composite", 1):
            try request.require(request.rights.canViewUsers)
            // Here roles of the realm are shown to all, but a client must be the caller's to view.
            try request.require(home == .realm || request.rights.canViewClients)
            let isDirect = rest.isEmpty
            let ids = isDirect ? Set(holder.roles) : realm.expanded(holder.roles)
            return .json(realm.views(of: home, request, isBrief: isDirect) { ids.contains($0.id) })
        case (.get, "available", 1):
            try request.require(request.rights.canViewUsers)
            return .json(
                realm.views(of: home, request, isBrief: true) {
                    !holder.roles.contains($0.id) && request.rights.canGrant($0, of: home, realm)
                })
        case (.post, nil, _), (.delete, nil, _):
            let body = try request.call.json(.list(.object(.role))).array
            try request.require(request.rights.canManageUsers)
            // A DELETE without a body means all of that place (facts-more 0).
            let all = request.method == .delete ? realm[home].filter { holder.roles.contains($0.id) } : nil
            let roles = try mappedRoles(request, body, all: all) { fields throws(Failure) in
                // Both the id and the name are needed.
                realm[home].first { .string($0.id) == fields["id"] && .string($0.name) == fields["name"] }
            } mayMap: { role, home in
                request.rights.canGrant(role, of: home, realm)
            }
            realms[request.realm].users[user].roles = holder.roles.changed(by: request.method, roles)
            return .done
        default: throw .noPath
        }
    }

    /// `C/scope-mappings…`: the roles in a client's scope (facts-more 4).
    mutating func handleScopeMappings(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        guard request.method != .put else { throw .wrongMethod }
        let realm = realms[request.realm]
        let client = realm.clients[part.client]
        let rest = Array(part.rest[1...])
        guard !rest.isEmpty else {
            guard request.method == .get else { throw .noPath }
            try request.require(request.rights.canViewClients)
            return .json(realm.mappings(client.scopeRoles) { _ in true })
        }
        let (home, left) = try realm.mappedHome(rest, unknown: "Could not find client")
        switch (request.method, left.first, left.count) {
        case (.get, nil, _):
            try request.require(request.rights.canViewClients)
            return .json(realm.views(of: home, request, isBrief: true) { client.scopeRoles.contains($0.id) })
        case (.get, "composite", 1):
            try request.require(request.rights.canViewClients)
            let scope = realm.scope(of: client)
            return .json(realm.views(of: home, request, isBrief: false) { scope?.contains($0.id) ?? true })
        case (.get, "available", 1):
            try request.require(request.rights.canViewClients)
            return .json(
                realm.views(of: home, request, isBrief: true) {
                    !client.scopeRoles.contains($0.id) && request.rights.canScope(home)
                })
        case (.post, nil, _), (.delete, nil, _):
            let body = try request.call.json(.list(.object(.role))).array
            try request.require(part.manages)
            // A DELETE without a body means all of that place that the caller may take.
            let all =
                request.method == .delete
                ? realm[home].filter { client.scopeRoles.contains($0.id) && request.rights.canScope(home) } : nil
            let roles = try mappedRoles(request, body, all: all) { fields throws(Failure) in
                guard home == .realm else { return realm[home].first { .string($0.name) == fields["name"] } }
                // By id alone, whosever role it is; without an id it is the server's own error.
                guard let id = fields["id"]?.text else { throw .serverError }
                return realm.role(id: id).map { realm[$0] }
            } mayMap: { role, home in
                request.rights.canScope(home)
            }
            realms[request.realm].clients[part.client].scopeRoles =
                client.scopeRoles.changed(by: request.method, roles)
            return .done
        default: throw .noPath
        }
    }

    /// The roles that a body names, each checked for the caller's right; `all` where there is no body.
    private func mappedRoles(
        _ request: AdminCall, _ body: [JSON]?, all: [Role]?, named: (JSONObject) throws(Failure) -> Role?,
        mayMap: (Role, RoleHome) -> Bool
    ) throws(Failure) -> [Role] {
        let realm = realms[request.realm]
        guard let given = body?.map(\.object) ?? all?.map({ ["id": .string($0.id), "name": .string($0.name)] }) else {
            throw .serverError
        }
        var roles: [Role] = []
        for fields in given {
            guard let fields else { throw .serverError }
            guard let role = try named(fields), let place = realm.role(id: role.id) else {
                throw Failure(404, error: "Role not found")
            }
            try request.require(mayMap(role, place.home))
            roles.append(role)
        }
        return roles
    }
}

extension Realm {
    /// The place that `realm…` or `clients/{id}…` names, and what follows in the path.
    fileprivate func mappedHome(_ rest: [String], unknown: String) throws(Failure) -> (RoleHome, [String]) {
        switch rest[0] {
        case "realm": return (.realm, Array(rest[1...]))
        case "clients" where rest.count > 1:
            guard let client = client(id: rest[1]) else { throw Failure(404, error: unknown) }
            return (.client(client), Array(rest[2...]))
        default: throw .noPath
        }
    }

    /// The roles with these ids by place: those of the realm, and those of each client by its clientId.
    fileprivate func mappings(_ ids: [String], shows: (RoleHome) -> Bool) -> JSON {
        var view = JSONObject()
        var ofClients = JSONObject()
        for home in homes where shows(home) {
            let roles = self[home].filter { ids.contains($0.id) }
            guard !roles.isEmpty else { continue }
            let views = JSON.array(roles.map { self.view($0, in: home) })
            switch home {
            case .realm: view["realmMappings"] = views
            case .client(let client):
                let (id, name) = (clients[client].id, clients[client].clientID)
                ofClients[name] = ["id": .string(id), "client": .string(name), "mappings": views]
            }
        }
        if !ofClients.isEmpty { view["clientMappings"] = .object(ofClients) }
        return .object(view)
    }

    /// The roles of a place that the filter keeps; in full where the list can be and the caller asks so.
    fileprivate func views(
        of home: RoleHome, _ request: AdminCall, isBrief: Bool, where shows: (Role) -> Bool
    ) -> JSON {
        let isFull = !isBrief && !request.call.isBrief
        return .array(self[home].filter(shows).map { view($0, in: home, isFull: isFull) })
    }
}

extension [String] {
    /// The ids with those of the roles added by POST, taken by DELETE; repeats are fine.
    fileprivate func changed(by method: HTTPMethod, _ roles: [Role]) -> [String] {
        let ids = roles.map(\.id)
        return filter { !ids.contains($0) } + (method == .post ? ids : [])
    }
}
