internal import HTTP
internal import JSON

/// A request to the roles of a realm or a client.
private struct RoleCall {
    /// The request.
    let request: AdminCall
    /// Whose roles.
    let home: RoleHome
    /// The path's segments before the role's name, below the realm.
    let path: [String]
    /// The path's segments from the role's name on.
    let rest: [String]
    /// Whether the caller may change these roles.
    let canManage: Bool
}

extension Server {
    /// `R/roles…`.
    mutating func handleRealmRoles(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        try handleRoles(
            RoleCall(
                request: request, home: .realm, path: ["roles"], rest: Array(request.rest[1...]),
                canManage: request.rights.canManageRealm))
    }

    /// `C/roles…` (facts-more 3).
    mutating func handleClientRoles(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let client = realms[part.request.realm].clients[part.client]
        return try handleRoles(
            RoleCall(
                request: part.request, home: .client(part.client), path: ["clients", client.id, "roles"],
                rest: Array(part.rest[1...]), canManage: part.manages))
    }

    private mutating func handleRoles(_ call: RoleCall) throws(Failure) -> HTTPResponse {
        let request = call.request
        guard let name = call.rest.first else {
            switch request.method {
            case .get: return try listRoles(call)
            case .post: return try createRole(call)
            default: throw .noPath
            }
        }
        return try handleRole(request, Array(call.rest[1...])) { server, isChange throws(Failure) in
            try request.require(isChange ? call.canManage : request.rights.canView(call.home))
            let roles = server.realms[request.realm][call.home]
            guard let index = roles.firstIndex(where: { $0.name.isSame(as: name) }) else {
                throw Failure(404, error: "Could not find role")
            }
            return RolePlace(home: call.home, index: index)
        }
    }

    /// `R/roles-by-id/{id}…`; an unknown id is told to everyone.
    mutating func handleRolesByID(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        guard request.rest.count > 1 else { throw .noPath }
        let rest = Array(request.rest[2...])
        return try handleRole(request, rest) { server, isChange throws(Failure) in
            let realm = server.realms[request.realm]
            guard let place = realm.role(id: request.rest[1]) else {
                throw Failure(404, error: "Could not find role with id")
            }
            try request.require(
                isChange
                    ? request.rights.canManage(place.home, realm) : request.rights.canView(place.home))
            // Here the default role is refused without a word.
            if request.method == .delete, rest.isEmpty, realm[place].id.isSame(as: realm.defaultRole) {
                throw Failure(400, nil)
            }
            return place
        }
    }

    // MARK: Lists and new roles

    /// All in no order, or those whose name or description has the text, or a page, by name.
    private func listRoles(_ call: RoleCall) throws(Failure) -> HTTPResponse {
        let page = try Page(call.request.call)
        try call.request.require(call.request.rights.canList(call.home))
        let realm = realms[call.request.realm]
        let search = (call.request.call.query("search") ?? "").trimmed
        var roles = realm[call.home].sorted { $0.name.precedes($1.name) }
        if !search.isEmpty {
            roles = roles.filter { Like.contains($0.name, search) || Like.contains($0.description ?? "", search) }
        }
        // Without a search half a page is none.
        if !search.isEmpty || (page.first != nil && page.max != nil) { roles = page.cut(roles) }
        let isFull = !call.request.call.isBrief
        return .json(.array(roles.map { realm.view($0, in: call.home, isFull: isFull) }))
    }

    private mutating func createRole(_ call: RoleCall) throws(Failure) -> HTTPResponse {
        let request = call.request
        let given = try request.call.json(.object(.role)).object
        try request.require(call.canManage)
        guard let body = given else { throw .serverError }
        guard let name = body["name"]?.text else { throw Failure(400, error: "role has no name") }
        guard !realms[request.realm][call.home].contains(where: { $0.name.isSame(as: name) }) else {
            throw Failure(409, message: "Role with name \(name) already exists")
        }
        var role = Role(id: random.uuid(), name: name, description: body["description"]?.text)
        role.attributes = Self.attributes(body) ?? [:]
        try Self.checkLengths(role)
        // The names count only beside `composite`.
        if body["composite"] == true { role.composites = try composites(body, request) }
        realms[request.realm][call.home].append(role)
        return .created(
            request.call.location(realms[request.realm].name, segments: call.path + (name.isEmpty ? [] : [name])))
    }

    /// The roles that a new one contains, by name; unknown clients are skipped, unknown roles are not.
    private func composites(_ body: JSONObject, _ request: AdminCall) throws(Failure) -> [String] {
        let realm = realms[request.realm]
        let given = body["composites"]?.object ?? [:]
        var found: [String] = []
        func add(_ names: JSON, of home: RoleHome, _ kind: String) throws(Failure) {
            guard let names = names.array else { throw .serverError }
            for name in names {
                let name = name.text ?? "null"
                guard let role = realm[home].first(where: { $0.name.isSame(as: name) }) else {
                    throw Failure(404, message: "\(kind) Role with name \(name) does not exist")
                }
                try request.require(request.rights.canCompose(role, of: home, realm))
                found.append(role.id)
            }
        }
        if let names = given["realm"], names != .null { try add(names, of: .realm, "Realm") }
        for member in given["client"]?.object?.members ?? [] {
            guard let client = realm.client(named: member.key) else { continue }
            try add(member.value, of: .client(client), "Client")
        }
        return found
    }

    /// The given attributes, those without a list or with an empty one dropped; nil when none are given.
    private static func attributes(_ body: JSONObject) -> JSONObject? {
        body["attributes"]?.object.map { $0.filter { $0.value.array?.isEmpty == false } }
    }

    /// Texts that are longer than their columns in the database: the server's own error (facts-more 3).
    private static func checkLengths(_ role: Role) throws(Failure) {
        guard role.name.utf16.count <= 255, (role.description ?? "").utf16.count <= 255 else { throw .serverError }
    }

    // MARK: One role

    /// What is below one role's address; `find` gives the role, once the method is known and the body is read.
    private mutating func handleRole(
        _ request: AdminCall, _ rest: [String],
        find: (_ server: Server, _ isChange: Bool) throws(Failure) -> RolePlace
    ) throws(Failure) -> HTTPResponse {
        let realm = realms[request.realm]
        switch (request.method, rest.first, rest.count) {
        case (.get, nil, _):
            let place = try find(self, false)
            return .json(realm.view(realm[place], in: place.home, isFull: true))
        case (.put, nil, _):
            let body = try request.call.json(.object(.role)).object
            try updateRole(request, body, try find(self, true))
            return .done
        case (.delete, nil, _):
            let place = try find(self, true)
            let role = realm[place]
            guard !role.id.isSame(as: realm.defaultRole) else {
                throw Failure(
                    400, message: "\(role.name) is default role of the realm and cannot be removed.")
            }
            realms[request.realm][place.home].remove(at: place.index)
            realms[request.realm].forget([role])
            return .done
        case (.get, "composites", _):
            guard request.call.query("search") == nil else { throw .notModelled("the search for composites") }
            let homes = try composedHomes(request, Array(rest[1...]))
            let ids = realm[try find(self, false)].composites
            return .json(
                .array(
                    homes.filter(request.rights.canView).flatMap { home in
                        realm[home].filter { ids.contains($0.id) }.map { realm.view($0, in: home) }
                    }))
        case (.post, "composites", 1), (.delete, "composites", 1):
            let body = try request.call.json(.list(.object(.role))).array
            try changeComposites(request, body, try find(self, true))
            return .done
        case (.get, "users", 1), (.get, "groups", 1), (_, "management", _):
            throw .notModelled("the users, groups and permissions of a role")
        default: throw .noPath
        }
    }

    /// The places whose roles `composites`, `composites/realm` and `composites/clients/{id}` show.
    private func composedHomes(_ request: AdminCall, _ rest: [String]) throws(Failure) -> [RoleHome] {
        let realm = realms[request.realm]
        switch (rest.first, rest.count) {
        case (nil, _): return realm.homes
        case ("realm", 1): return [.realm]
        case ("clients", 2):
            guard let client = realm.client(id: rest[1]) else { throw .noClient }
            return [.client(client)]
        default: throw .noPath
        }
    }

    /// An absent description is removed, absent attributes are kept, what the role contains is never changed
    /// (facts-more 3).
    private mutating func updateRole(
        _ request: AdminCall, _ body: JSONObject?, _ place: RolePlace
    ) throws(Failure) {
        guard let body else { throw .serverError }
        guard let name = body["name"]?.text, !name.trimmed.isEmpty else {
            throw Failure(400, error: "role has no name")
        }
        var role = realms[request.realm][place]
        let others = realms[request.realm][place.home].filter { !$0.id.isSame(as: role.id) }
        guard !others.contains(where: { $0.name.isSame(as: name) }) else { throw .conflict }
        role.name = name
        role.description = body["description"]?.text
        if let attributes = Self.attributes(body) { role.attributes = attributes }
        try Self.checkLengths(role)
        realms[request.realm][place] = role
    }

    /// Adds or takes what the role contains; the id alone counts, repeats are fine, a role may contain itself
    /// (facts-more 3).
    private mutating func changeComposites(
        _ request: AdminCall, _ body: [JSON]?, _ place: RolePlace
    ) throws(Failure) {
        guard let body else { throw .serverError }
        let realm = realms[request.realm]
        var composites = realm[place].composites
        for item in body {
            guard let fields = item.object else { throw .serverError }
            let id = fields["id"]?.text
            guard id != nil || request.method == .post else { throw .serverError }
            guard let id, let inner = realm.role(id: id) else {
                throw Failure(404, error: "Could not find composite role")
            }
            try request.require(request.rights.canCompose(realm[inner], of: inner.home, realm))
            composites.removeAll { $0.isSame(as: id) }
            if request.method == .post { composites.append(id) }
        }
        realms[request.realm][place].composites = composites
    }
}
