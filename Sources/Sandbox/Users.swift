internal import HTTP
internal import JSON

extension Server {
    /// `R/users…`.
    mutating func handleUsers(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let rest = Array(request.rest[1...])
        guard let id = rest.first else {
            switch request.method {
            case .get: return try listUsers(request)
            case .post: return try createUser(request)
            default: throw .wrongMethod
            }
        }
        try request.require(request.rights.canSearchUsers)
        guard let user = realms[request.realm].users.firstIndex(where: { $0.id.isSame(as: id) }) else {
            throw Failure(404, error: "User not found")
        }
        guard rest.count > 1 else {
            switch request.method {
            case .get:
                try request.require(request.rights.canViewUsers)
                let manages = JSON.bool(request.rights.canManageUsers)
                let access: JSON = [
                    "manageGroupMembership": manages, "resetPassword": manages, "view": true, "mapRoles": manages,
                    "impersonate": .bool(request.rights.isAdmin), "manage": manages,
                ]
                return .json(view(realms[request.realm].users[user], access: access))
            case .delete:
                try request.require(request.rights.canManageUsers)
                realms[request.realm].users.remove(at: user)
                return .done
            case .put: throw .notModelled("changes of a user")
            case .post: throw .noPath
            }
        }
        guard rest[1].isSame(as: "role-mappings") else { throw .notModelled("users/{id}/\(rest[1])") }
        return try handleRoleMappings(request, Array(rest[2...]), user: user)
    }

    /// A user as GET shows it, `access` only where given.
    func view(_ user: User, access: JSON?) -> JSON {
        var view = user.fields
        view["id"] = .string(user.id)
        view["access"] = access
        return .object(view)
    }

    /// Service accounts are found by name only (facts-more 2).
    private func listUsers(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        try request.require(request.rights.canSearchUsers)
        for (name, _) in request.call.query where !["username", "exact"].contains(name) {
            throw .notModelled("the search for users by \(name)")
        }
        guard request.rights.canViewUsers else { return .json([]) }
        let exact = request.call.query("exact")?.lowercased() == "true"
        let wanted = request.call.query("username")?.lowercased()
        let found = realms[request.realm].users.filter { user in
            guard let wanted else { return user.serviceAccountOf == nil }
            guard exact else { return user.username.contains(wanted) }
            return user.username.isSame(as: wanted)
        }
        let access: JSON = ["manage": .bool(request.rights.canManageUsers)]
        return .json(
            .array(found.sorted { $0.username.precedes($1.username) }.map { view($0, access: access) }))
    }

    private mutating func createUser(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        try request.require(request.rights.canManageUsers)
        let body = try request.call.object(.user)
        guard let name = body["username"]?.text, !name.isEmpty else {
            throw Failure(400, message: "User name is missing")
        }
        let username = name.lowercased()
        guard realms[request.realm].user(named: username) == nil else {
            throw Failure(409, message: "User exists with same username")
        }
        // Names of users have 3 to 255 characters (facts-more 10).
        guard (3...255).contains(username.unicodeScalars.count) else {
            throw Failure(
                400,
                [
                    "field": "username", "errorMessage": "error-invalid-length", "params": ["username", 3, 255],
                ])
        }
        var user = User(id: random.uuid(), username: username, created: now)
        let plain = ["enabled", "email", "emailVerified", "firstName", "lastName", "requiredActions"]
        for member in body.members where member.value != .null && member.key != "username" {
            if plain.contains(member.key) {
                user.fields[member.key] = member.key == "email" ? lowercased(member.value) : member.value
            } else if !["credentials", "id", "access", "totp"].contains(member.key) {
                throw .notModelled("\(member.key) of a user")
            }
        }
        for credential in (body["credentials"]?.array ?? []).compactMap(\.object) {
            guard credential["type"] == "password", let value = credential["value"]?.text else {
                throw .notModelled("credentials other than passwords")
            }
            user.password = value
            if credential["temporary"] == true { user.fields["requiredActions"] = ["UPDATE_PASSWORD"] }
        }
        user.roles = defaultRoles(request.realm)
        realms[request.realm].users.append(user)
        return .created(request.call.location(realms[request.realm].name, "users/\(user.id)"))
    }

    private func lowercased(_ value: JSON) -> JSON { value.text.map { .string($0.lowercased()) } ?? value }

    /// The ids of the roles that every user is born with.
    func defaultRoles(_ realm: Int) -> [String] {
        realms[realm].roles.filter { $0.name.hasPrefix("default-roles-") }.map(\.id)
    }

    // MARK: Role mappings (facts-more 2)

    private mutating func handleRoleMappings(
        _ request: AdminCall, _ rest: [String], user: Int
    ) throws(Failure) -> HTTPResponse {
        let realm = realms[request.realm]
        try request.require(request.method == .get ? request.rights.canViewUsers : request.rights.canManageUsers)
        switch rest.first {
        case nil:
            guard request.method == .get else { throw .wrongMethod }
            return .json(allMappings(request, realm.users[user]))
        case "realm":
            guard rest.count == 1 else { throw .notModelled("role-mappings/realm/\(rest[1])") }
            return try changeMappings(request, user: user, container: realm.id, ofClient: false, realm.roles)
        case "clients":
            guard rest.count > 1, let client = realm.client(id: rest[1]) else {
                throw Failure(404, error: "Client not found")
            }
            guard rest.count == 2 else { throw .notModelled("role-mappings/clients/{id}/\(rest[2])") }
            try request.require(request.rights.canViewClients)
            let model = realm.clients[client]
            return try changeMappings(request, user: user, container: model.id, ofClient: true, model.roles)
        default: throw .noPath
        }
    }

    /// All mappings, without those of roles that the caller may not view.
    private func allMappings(_ request: AdminCall, _ user: User) -> JSON {
        let realm = realms[request.realm]
        var view = JSONObject()
        let ofRealm = realm.roles.filter { user.roles.contains($0.id) }
        if !ofRealm.isEmpty, request.rights.canViewRealm {
            view["realmMappings"] = .array(ofRealm.map { .object($0.view(container: realm.id, ofClient: false)) })
        }
        guard request.rights.canViewClients else { return .object(view) }
        var ofClients = JSONObject()
        for client in realm.clients {
            let roles = client.roles.filter { user.roles.contains($0.id) }
            guard !roles.isEmpty else { continue }
            ofClients[client.clientID] = [
                "id": .string(client.id), "client": .string(client.clientID),
                "mappings": .array(roles.map { .object($0.view(container: client.id, ofClient: true)) }),
            ]
        }
        if !ofClients.isEmpty { view["clientMappings"] = .object(ofClients) }
        return .object(view)
    }

    /// Reads, grants or takes roles; both id and name are needed, repeats are fine.
    private mutating func changeMappings(
        _ request: AdminCall, user: Int, container: String, ofClient: Bool, _ roles: [Role]
    ) throws(Failure) -> HTTPResponse {
        let granted = realms[request.realm].users[user].roles
        guard request.method != .get else {
            let mapped = roles.filter { granted.contains($0.id) }
            return .json(.array(mapped.map { .object($0.view(container: container, ofClient: ofClient)) }))
        }
        guard request.method != .put else { throw .wrongMethod }
        let body = try request.call.json(.list(.object(.role)))
        guard let given = body.array else {
            guard request.method == .delete else { throw .serverError }
            // A DELETE without a body takes all (facts-more 0).
            realms[request.realm].users[user].roles.removeAll { id in roles.contains { $0.id.isSame(as: id) } }
            return .done
        }
        for item in given.compactMap(\.object) {
            let role = roles.first { .string($0.id) == item["id"] && .string($0.name) == item["name"] }
            guard let role else { throw Failure(404, error: "Role not found") }
            realms[request.realm].users[user].roles.removeAll { $0.isSame(as: role.id) }
            if request.method == .post { realms[request.realm].users[user].roles.append(role.id) }
        }
        return .done
    }
}
