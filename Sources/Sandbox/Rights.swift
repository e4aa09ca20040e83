internal import HTTP
internal import JSON

/// Who sent a request to the admin API.
struct Caller {
    /// The place of the caller's realm.
    let realm: Int
    /// The ids of the roles that count, with those that they contain.
    let roles: Set<String>
}

/// What a caller may do in one realm (the effect table of facts-core 8).
struct Rights {
    /// The names of the admin roles in this realm.
    var roles: Set<String> = []
    /// The ids of all the caller's roles.
    var held: Set<String> = []
    /// Whether the caller holds the role `admin` of `master`.
    var isMasterAdmin = false

    private func any(_ names: String...) -> Bool { !roles.isDisjoint(with: names) }

    /// Any admin role at all.
    var isAny: Bool { !roles.isEmpty }
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
    /// Acting as another user.
    var canImpersonate: Bool { any("impersonation") }

    // MARK: Roles (facts-more 2, 3, 4 and 11)

    /// Reading the roles of a place.
    func canView(_ home: RoleHome) -> Bool { home == .realm ? canViewRealm : canViewClients }

    /// Listing the roles of a place.
    func canList(_ home: RoleHome) -> Bool {
        canView(home) || (home == .realm && any("manage-identity-providers"))
    }

    /// Changing the roles of a place.
    func canManage(_ home: RoleHome, _ realm: Realm) -> Bool {
        switch home {
        case .realm: canManageRealm
        case .client(let client): canManageClients && !realm.clients[client].holdsRights
        }
    }

    /// Having roles of a place in a client's scope: what the place is about must be the caller's to manage.
    func canScope(_ home: RoleHome) -> Bool { home == .realm ? canManageRealm : canManageClients }

    /// Having a role in another role.
    func canCompose(_ role: Role, of home: RoleHome, _ realm: Realm) -> Bool {
        canScope(home) && canHandOn(role, of: home, realm)
    }

    /// Giving a role to a user, or taking it.
    func canGrant(_ role: Role, of home: RoleHome, _ realm: Realm) -> Bool {
        canManageUsers && canHandOn(role, of: home, realm)
    }

    /// Whether the caller has the right that a role gives: nobody hands on more than that, all other roles are free.
    private func canHandOn(_ role: Role, of home: RoleHome, _ realm: Realm) -> Bool {
        let isMaster = realm.name.isSame(as: "master")
        switch home {
        case .realm:
            return !isMaster || !["admin", "create-realm"].contains(role.name) || held.contains(role.id)
        case .client(let client):
            let client = realm.clients[client]
            guard client.holdsRights, !held.contains(role.id), !isMasterAdmin else { return true }
            // In `master` there are also the rights in all other realms.
            return client.clientID.isSame(as: isMaster ? "master-realm" : "realm-management") && canHandOn(role.name)
        }
    }

    private func canHandOn(_ right: String) -> Bool {
        switch right {
        case "realm-admin", "impersonation": false
        case "create-client": canManageClients
        case "view-authorization": any("view-authorization", "manage-authorization") || canViewClients
        case "manage-authorization": any("manage-authorization") || canManageClients
        case "view-organizations", "manage-organizations": any("manage-organizations") || canManageRealm
        case _ where right.hasPrefix("query-"): true
        case _ where right.hasPrefix("view-"): any(right, "manage-" + right.dropFirst(5))
        default: any(right)
        }
    }
}

extension Server {
    /// The caller by its bearer token; junk, expired, logged out and foreign tokens are all alike 401 (facts-core 1).
    func authenticate(_ call: Call) throws(Failure) -> Caller {
        let words = (call.header("Authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer", let token = tokens[String(words[1])],
            token.kind == .access, let (realm, user, client) = owner(of: token), token.base.isSame(as: "\(call.base)")
        else { throw .unauthorized }
        // What the user has now, as far as the token carries it or the client's scope reaches it now (facts-core 1).
        var roles = realms[realm].expanded(realms[realm].users[user].roles)
        if let scope = realms[realm].scope(of: realms[realm].clients[client]) {
            roles.formIntersection(token.roles.union(scope))
        }
        return Caller(realm: realm, roles: roles)
    }

    /// The places of a token's realm, user and client, while it is valid.
    func owner(of token: Token) -> (realm: Int, user: Int, client: Int)? {
        guard token.expires > now, token.session.map(sessions.contains) ?? true,
            let realm = realms.firstIndex(where: { $0.id.isSame(as: token.realm) }), realms[realm].isEnabled,
            let user = realms[realm].users.place(.id, token.user),
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
        let holder = isMaster ? "\(realms[realm].name)-realm" : "realm-management"
        let names = home.client(named: holder).map { home.clients[$0].roles }?
            .filter { caller.roles.contains($0.id) }.map(\.name)
        let admin = home.roles.first { $0.name.isSame(as: "admin") }
        return Rights(
            roles: Set(names ?? []), held: caller.roles,
            isMasterAdmin: isMaster && admin.map { caller.roles.contains($0.id) } == true)
    }
}
