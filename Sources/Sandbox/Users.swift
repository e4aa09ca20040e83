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
        guard let user = realms[request.realm].users.place(.id, id) else {
            throw request.rights.canSearchUsers ? Failure(404, error: "User not found") : .forbidden
        }
        guard rest.count > 1 else {
            switch request.method {
            case .get:
                try request.require(request.rights.canViewUsers)
                let manages = JSON.bool(request.rights.canManageUsers)
                let access: JSON = [
                    "manageGroupMembership": manages, "resetPassword": manages, "view": true, "mapRoles": manages,
                    "impersonate": .bool(request.rights.canImpersonate), "manage": manages,
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
            guard exact else { return Like.contains(user.username, wanted) }
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
        user.roles = [realms[request.realm].defaultRole]
        realms[request.realm].users.append(user)
        return .created(request.call.location(realms[request.realm].name, "users/\(user.id)"))
    }

    private func lowercased(_ value: JSON) -> JSON { value.text.map { .string($0.lowercased()) } ?? value }
}
