internal import JSON

/// Why realms can't be read.
public struct UnreadableRealms: Error {
    /// What is wrong with them, as the rest of a sentence that begins with where they come from.
    public let reason: String
}

// What a realm's representation leaves out is as in a new realm, as the server's own import has it; what it has beside what
// the model knows is kept as it is.

extension Server {
    /// A server with realms in Keycloak's representation, one or a list; of `master` if it is not among them a new one.
    init(now: Int, version: Version, representation text: [UInt8]) throws(UnreadableRealms) {
        self.init(now: now, version: version)
        let value: JSON
        do throws(JSONError) {
            value = try JSON(parsing: text)
        } catch {
            throw UnreadableRealms(reason: "is not JSON: \(error)")
        }
        // Ids that were given before must not come again.
        random = Random(seed: text.reduce(random.next()) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
        let given = value.array?.map(\.object) ?? [value.object]
        var read: [JSONObject] = []
        for realm in given {
            guard let realm, let name = realm["realm"]?.text, !name.isEmpty else {
                throw UnreadableRealms(reason: "does not hold realms: each must be an object with a name in \"realm\"")
            }
            guard !read.contains(where: { $0["realm"] == realm["realm"] }) else {
                throw UnreadableRealms(reason: "holds realm \(name) twice")
            }
            read.append(realm)
        }
        // First `master`, which has the rights in all others.
        for isMaster in [true, false] {
            for realm in read where (realm["realm"] == "master") == isMaster { try add(realm) }
        }
    }

    private mutating func add(_ given: JSONObject) throws(UnreadableRealms) {
        let name = given["realm"]?.text ?? ""
        if realm(named: name) == nil { addRealm(name) }
        guard let index = realm(named: name) else { return }
        let merged = realms[index].representation.overlaid(with: given)
        do throws(Failure) {
            realms[index] = try read(merged, replacing: realms[index])
            for place in realms[index].clients.indices where realms[index].clients[place].has("serviceAccountsEnabled")
            {
                var client = realms[index].clients[place]
                guard realms[index].serviceAccount(of: client) == nil else { continue }
                try alignServiceAccount(
                    &client, realm: index, taken: .invalid("a user has the name of a service account"))
                realms[index].clients[place] = client
            }
        } catch {
            throw UnreadableRealms(reason: "holds a realm \(name) that the sandbox can't serve: \(error.reason)")
        }
    }

    /// A realm from a representation that is complete but for what an object of a kind may leave out.
    private mutating func read(_ given: JSONObject, replacing old: Realm) throws(Failure) -> Realm {
        for (part, shape) in [
            (JSON.object(given), Shape.object(.realm)), (given["clients"] ?? [], .list(.object(.client))),
        ] {
            _ = try BodyReader.read(part.bytes, as: shape, version)
        }
        var realm = Realm(
            id: given["id"]?.text ?? old.id, settings: given.filter { !Realm.parts.contains($0.key) }, version: version)
        realm.settings["id"] = nil
        realm.kept = given.filter { Realm.unmodelled.contains($0.key) }
        realm.flows = objects(given["authenticationFlows"])
        for fields in objects(given["clientScopes"]) {
            var scope = ClientScope(id: id(fields), fields: fields)
            (scope.fields["id"], scope.fields["protocolMappers"]) = (nil, nil)
            scope.mappers = objects(fields["protocolMappers"]).compactMap {
                newMapper(.object($0), addsUserInfo: false)
            }
            realm.scopes.append(scope)
        }
        func scopes(_ names: JSON?, _ realm: Realm) -> [String] {
            (names?.array ?? []).compactMap { name in realm.scopes.first { .string($0.name) == name }?.id }
        }
        realm.defaultScopes = scopes(given["defaultDefaultClientScopes"], realm)
        realm.optionalScopes = scopes(given["defaultOptionalClientScopes"], realm)
        let roles = given["roles"]?.object ?? [:]
        realm.roles = objects(roles["realm"]).map { newRole($0) }
        for fields in objects(given["clients"]) {
            var client = try newClient(fields, in: realm)
            if fields["defaultClientScopes"]?.array == nil, fields["optionalClientScopes"]?.array == nil {
                client.setScopes(of: realm)
            } else {
                client.defaultScopes = scopes(fields["defaultClientScopes"], realm)
                client.optionalScopes = scopes(fields["optionalClientScopes"], realm)
            }
            client.roles = objects(roles["client"]?.object?[client.clientID]).map { newRole($0) }
            guard realm.client(named: client.clientID) == nil else {
                throw .invalid("client \(client.clientID) stands there twice")
            }
            realm.clients.append(client)
        }
        for fields in objects(given["users"]) { try add(fields, to: &realm, replacing: old) }
        link(given, &realm)
        return realm
    }

    /// The names that stand for roles, once all roles are there.
    private mutating func link(_ given: JSONObject, _ realm: inout Realm) {
        let name = given["defaultRole"]?.object?["name"]
        realm.defaultRole = realm.roles.first { .string($0.name) == name }?.id ?? ""
        let roles = given["roles"]?.object ?? [:]
        for (index, fields) in objects(roles["realm"]).enumerated() {
            let inner = fields["composites"]?.object
            realm.roles[index].composites = realm.ids(inner?["realm"], inner?["client"])
        }
        for client in realm.clients.indices {
            for (index, fields) in objects(roles["client"]?.object?[realm.clients[client].clientID]).enumerated() {
                let inner = fields["composites"]?.object
                realm.clients[client].roles[index].composites = realm.ids(inner?["realm"], inner?["client"])
            }
        }
        for fields in objects(given["users"]) {
            guard let user = realm.user(named: fields["username"]?.text ?? "") else { continue }
            let ids = realm.ids(fields["realmRoles"], fields["clientRoles"])
            realm.users[user].roles = ids.isEmpty && fields["id"] == nil ? [realm.defaultRole] : ids
        }
        func put(_ mapping: JSONObject, _ roles: [String], _ realm: inout Realm) {
            guard let client = mapping["client"]?.text.flatMap({ realm.client(named: $0) }) else { return }
            realm.clients[client].scopeRoles += roles
        }
        for mapping in objects(given["scopeMappings"]) { put(mapping, realm.ids(mapping["roles"], nil), &realm) }
        for member in given["clientScopeMappings"]?.object?.members ?? [] {
            for mapping in objects(member.value) {
                put(mapping, realm.ids(nil, .object([member.key: mapping["roles"] ?? []])), &realm)
            }
        }
    }

    private mutating func newRole(_ fields: JSONObject) -> Role {
        var role = Role(id: id(fields), name: fields["name"]?.text ?? "", description: fields["description"]?.text)
        role.attributes = fields["attributes"]?.object ?? [:]
        return role
    }

    private mutating func newClient(_ fields: JSONObject, in realm: Realm) throws(Failure) -> Client {
        let id = id(fields)
        var client = Client(id: id, fields: [:])
        // Those of `master` that hold the rights in other realms have no protocol.
        let isComplete = fields["nodeReRegistrationTimeout"] != nil && fields["id"] != nil
        client.fields = (isComplete ? [:] : plainClient).merging(fields.filter { $0.value != .null })
        if client.clientID.isEmpty { client.fields["clientId"] = .string(id) }
        for key in Client.parts { client.fields[key] = nil }
        client.secret = fields["secret"]?.text
        if client.secret == nil, !isComplete, !client.has("publicClient"), !client.has("bearerOnly") {
            generateSecret(&client)
        }
        client.mappers = objects(fields["protocolMappers"]).compactMap { newMapper(.object($0), addsUserInfo: false) }
        if fields["authorizationServicesEnabled"] == true || fields["authorizationSettings"]?.object != nil {
            client.resourceServer = Self.resourceServer(fields["authorizationSettings"]?.object)
        }
        let holder = realm.name.isSame(as: "master") ? "-realm" : "realm-management"
        client.holdsRights =
            realm.name.isSame(as: "master") ? client.clientID.hasSuffix(holder) : client.clientID.isSame(as: holder)
        return client
    }

    /// Whose password is not in clear, as servers export it, can't log in, but for the user that a new server has.
    private mutating func add(_ fields: JSONObject, to realm: inout Realm, replacing old: Realm) throws(Failure) {
        guard let name = fields["username"]?.text?.lowercased(), realm.user(named: name) == nil else {
            throw .invalid("a user has no name, or another one's")
        }
        var user = User(id: id(fields), username: name, created: now)
        user.fields = user.fields.merging(fields.filter { $0.value != .null && !User.parts.contains($0.key) })
        user.fields["username"] = .string(name)
        let password = objects(fields["credentials"]).first { $0["type"] == "password" }
        user.password = password?["value"]?.text ?? old.user(named: name).flatMap { old.users[$0].password }
        user.serviceAccountOf = fields["serviceAccountClientId"]?.text
            .flatMap { realm.client(named: $0) }.map { realm.clients[$0].id }
        realm.users.append(user)
    }

    private mutating func id(_ fields: JSONObject) -> String { fields["id"]?.text ?? random.uuid() }

    private func objects(_ list: JSON?) -> [JSONObject] { (list?.array ?? []).compactMap(\.object) }
}

extension Realm {
    /// The members of a representation that are not the realm's settings.
    fileprivate static let parts: Set<String> = unmodelled.union([
        "clientScopes", "defaultDefaultClientScopes", "defaultOptionalClientScopes", "authenticationFlows", "roles",
        "defaultRole", "clients", "users", "scopeMappings", "clientScopeMappings",
    ])

    /// The members that the model knows nothing about.
    fileprivate static let unmodelled: Set<String> = [
        "groups", "components", "identityProviders", "identityProviderMappers", "requiredActions",
        "authenticatorConfig", "protocolMappers", "federatedUsers", "userFederationProviders",
        "userFederationMappers", "organizations", "defaultRoles", "defaultGroups", "localizationTexts",
    ]

    /// The ids of roles by name: those of the realm, and those of each client by its clientId.
    fileprivate func ids(_ ofRealm: JSON?, _ ofClients: JSON?) -> [String] {
        func ids(_ names: JSON?, _ home: RoleHome) -> [String] {
            (names?.array ?? []).compactMap { name in self[home].first { .string($0.name) == name }?.id }
        }
        return ids(ofRealm, .realm)
            + (ofClients?.object?.members ?? []).flatMap { member in
                client(named: member.key).map { ids(member.value, .client($0)) } ?? []
            }
    }
}

extension Client {
    /// The members of a representation that are kept beside the fields.
    fileprivate static let parts = [
        "id", "secret", "protocolMappers", "authorizationServicesEnabled", "authorizationSettings",
        "defaultClientScopes", "optionalClientScopes", "access", "registrationAccessToken",
    ]
}

extension User {
    /// The members of a representation that are kept beside the fields.
    fileprivate static let parts: Set<String> = [
        "id", "credentials", "serviceAccountClientId", "realmRoles", "clientRoles", "groups", "access",
    ]
}

extension JSONObject {
    /// A realm's representation with another one of it laid over: roles and clients by name, all else whole.
    fileprivate func overlaid(with given: JSONObject) -> JSONObject {
        var merged = merging(given.filter { $0.value != .null })
        // The export of a whole realm says as well what is no longer there.
        guard ["clients", "roles", "clientScopes", "defaultRole"].contains(where: { given[$0] == nil }) else {
            return merged
        }
        merged["clients"] = .array(Self.named(self["clients"], given["clients"], "clientId"))
        let (old, new) = (self["roles"]?.object, given["roles"]?.object)
        var ofClients = old?["client"]?.object ?? [:]
        for member in new?["client"]?.object?.members ?? [] {
            ofClients[member.key] = .array(Self.named(ofClients[member.key], member.value, "name"))
        }
        merged["roles"] = [
            "realm": .array(Self.named(old?["realm"], new?["realm"], "name")), "client": .object(ofClients),
        ]
        if given["defaultRole"]?.object == nil { merged["defaultRole"] = self["defaultRole"] }
        return merged
    }

    private static func named(_ old: JSON?, _ new: JSON?, _ key: String) -> [JSON] {
        let new = new?.array ?? []
        let names = Set(new.compactMap { $0.object?[key]?.text })
        return (old?.array ?? []).filter { !names.contains($0.object?[key]?.text ?? "") } + new
    }
}

extension Failure {
    /// What it says.
    fileprivate var reason: String {
        let fields = body?.object ?? [:]
        let texts = ["error_description", "errorMessage", "error"].compactMap { fields[$0]?.text }
        guard texts.first != "Cannot parse the JSON" else { return "a value in it is not of its field's type" }
        // The place is not one in the file.
        return texts.first?.pieces(separatedBy: " at line ").first ?? "\(status)"
    }
}
