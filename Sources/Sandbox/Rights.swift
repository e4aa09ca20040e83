internal import HTTP
internal import JSON

/// Who sent a request to the admin API.
struct Caller {
    /// The place of the caller's realm.
    let realm: Int
    /// The ids of the roles that count: what the user has now, as far as the token carries it or the client has full scope
    /// now (facts-core 1).
    let roles: Set<String>
}

/// What a caller may do in one realm (the effect table of facts-core 8).
struct Rights {
    /// Everything: the admin of `master`, or `realm-admin`.
    var isAdmin = false
    /// The names of the admin roles in this realm, with those that they contain.
    var roles: Set<String> = []

    private func any(_ names: String...) -> Bool { isAdmin || !roles.isDisjoint(with: names) }

    /// Any admin role at all.
    var isAny: Bool { isAdmin || !roles.isEmpty }
    /// Finding clients; with query-clients alone nothing is found.
    var canSearchClients: Bool { any("query-clients", "view-clients", "manage-clients") }
    /// Reading clients.
    var canViewClients: Bool { any("view-clients", "manage-clients") }
    /// Changing clients.
    var canManageClients: Bool { any("manage-clients") }
    /// Reading the authentication flows: not with manage-clients alone.
    var canViewFlows: Bool { any("query-clients", "view-clients", "view-realm", "manage-realm") }
    /// Reading the realm.
    var canViewRealm: Bool { any("view-realm", "manage-realm") }
    /// Changing the realm.
    var canManageRealm: Bool { any("manage-realm") }
    /// Finding users; with query-users alone nothing is found.
    var canSearchUsers: Bool { any("query-users", "view-users", "manage-users") }
    /// Reading users.
    var canViewUsers: Bool { any("view-users", "manage-users") }
    /// Changing users.
    var canManageUsers: Bool { any("manage-users") }
}

extension Server {
    /// The caller by its bearer token; junk, expired, logged out and foreign tokens are all alike 401 (facts-core 1).
    func authenticate(_ call: Call) throws(Failure) -> Caller {
        let words = (call.header("Authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer", let token = tokens[String(words[1])],
            token.kind == .access, let (realm, user, client) = owner(of: token), token.base.isSame(as: "\(call.base)")
        else { throw .unauthorized }
        var roles = Set(realms[realm].users[user].roles)
        if !realms[realm].clients[client].has("fullScopeAllowed") { roles.formIntersection(token.roles) }
        return Caller(realm: realm, roles: roles)
    }

    /// The places of a token's realm, user and client, while it is valid.
    func owner(of token: Token) -> (realm: Int, user: Int, client: Int)? {
        guard token.expires > now, token.session.map(sessions.contains) ?? true,
            let realm = realms.firstIndex(where: { $0.id.isSame(as: token.realm) }), realms[realm].isEnabled,
            let user = realms[realm].users.firstIndex(where: { $0.id.isSame(as: token.user) }),
            realms[realm].users[user].isEnabled,
            let client = realms[realm].client(id: token.client), realms[realm].clients[client].has("enabled")
        else { return nil }
        return (realm, user, client)
    }

    /// What the caller may do in a realm; another realm's user has nothing to look for there: 403 (facts-core 8).
    func rights(of caller: Caller, realm: Int) throws(Failure) -> Rights {
        let home = realms[caller.realm]
        let isMaster = home.name.isSame(as: "master")
        guard isMaster || caller.realm == realm else { throw .forbidden }
        let granted = caller.roles
        if isMaster, let admin = home.roles.first(where: { $0.name.isSame(as: "admin") }), granted.contains(admin.id) {
            return Rights(isAdmin: true)
        }
        let holder = isMaster ? "\(realms[realm].name)-realm" : "realm-management"
        guard let client = home.client(named: holder) else { return Rights() }
        var rights = Rights()
        for role in home.clients[client].roles where granted.contains(role.id) {
            rights.roles.insert(role.name)
            rights.roles.formUnion(Self.contained[role.name] ?? [])
        }
        rights.isAdmin = rights.roles.contains("realm-admin")
        return rights
    }

    /// The admin roles inside the composite ones.
    private static let contained: [String: [String]] = [
        "view-clients": ["query-clients"], "view-users": ["query-users", "query-groups"],
        "view-organizations": ["query-organizations"],
    ]
}
