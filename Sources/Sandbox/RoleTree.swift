internal import JSON

/// One role of a realm or a client.
struct Role: Sendable {
    /// The id.
    let id: String
    /// The name.
    var name: String
    /// The description, if any.
    var description: String?
    /// The attributes: lists of texts.
    var attributes: JSONObject = [:]
    /// The ids of the roles that it contains, of any place in the realm.
    var composites: [String] = []
}

/// Where roles live in a realm.
enum RoleHome: Hashable {
    /// The realm itself.
    case realm
    /// The client at that place.
    case client(Int)
}

/// The place of one role in a realm.
struct RolePlace {
    /// Where it lives.
    let home: RoleHome
    /// Its place there.
    let index: Int
}

extension Realm {
    /// The roles that live in one place.
    subscript(home: RoleHome) -> [Role] {
        get {
            switch home {
            case .realm: roles
            case .client(let client): clients[client].roles
            }
        }
        set {
            switch home {
            case .realm: roles = newValue
            case .client(let client): clients[client].roles = newValue
            }
        }
    }

    /// One role.
    subscript(place: RolePlace) -> Role {
        get { self[place.home][place.index] }
        set { self[place.home][place.index] = newValue }
    }

    /// All the places where roles live, the realm first.
    var homes: [RoleHome] { [.realm] + clients.indices.map { .client($0) } }

    /// Where the role with that id is.
    func role(id: String) -> RolePlace? {
        let home = clients.place(.role, id).map { RoleHome.client($0) } ?? .realm
        return self[home].firstIndex { $0.id.isSame(as: id) }.map { RolePlace(home: home, index: $0) }
    }

    /// A role as lists show it; in full also its attributes.
    func view(_ role: Role, in home: RoleHome, isFull: Bool = false) -> JSON {
        let (container, ofClient) =
            switch home {
            case .realm: (id, false)
            case .client(let client): (clients[client].id, true)
            }
        var view: JSONObject = [
            "id": .string(role.id), "name": .string(role.name), "composite": .bool(!role.composites.isEmpty),
            "clientRole": .bool(ofClient), "containerId": .string(container),
        ]
        if let description = role.description { view["description"] = .string(description) }
        if isFull { view["attributes"] = .object(role.attributes) }
        return .object(view)
    }

    /// The roles with these ids and all that they contain.
    func expanded(_ ids: some Sequence<String>) -> Set<String> {
        var found: Set<String> = []
        var open = Array(ids)
        while let id = open.popLast() {
            if found.insert(id).inserted, let place = role(id: id) { open += self[place].composites }
        }
        return found
    }

    /// All that tokens of a client may carry, nil for everything (facts-more 4).
    func scope(of client: Client) -> Set<String>? {
        client.has("fullScopeAllowed") ? nil : expanded(client.scopeRoles + client.roles.map(\.id))
    }

    /// Takes roles that are no more out of all that names them.
    mutating func forget(_ gone: [Role]) {
        guard !gone.isEmpty else { return }
        let gone = Set(gone.map(\.id))
        for user in users.indices { users[user].roles.removeAll(where: gone.contains) }
        for client in clients.indices { clients[client].scopeRoles.removeAll(where: gone.contains) }
        for home in homes {
            for index in self[home].indices { self[home][index].composites.removeAll(where: gone.contains) }
        }
    }

    /// Removes a client with its roles and its service account.
    mutating func removeClient(_ index: Int) {
        let client = clients.remove(at: index)
        forget(client.roles)
        if let user = serviceAccount(of: client) { users.remove(at: user) }
    }
}
