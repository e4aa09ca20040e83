internal import HTTP
internal import JSON

extension Server {
    // MARK: The realms

    /// The realms that the caller may see, with all settings for those who may view them.
    func visibleRealms(_ caller: Caller) throws(Failure) -> [JSON] {
        var visible: [JSON] = []
        for (index, realm) in realms.enumerated() {
            guard let rights = try? rights(of: caller, realm: index), rights.isAny else { continue }
            visible.append(view(realm, rights))
        }
        guard !visible.isEmpty else { throw .forbidden }
        return visible
    }

    /// `POST /admin/realms`: unreadable bodies have an answer of their own here.
    mutating func createRealm(_ call: Call, caller: Caller) throws(Failure) -> HTTPResponse {
        let home = realms[caller.realm]
        guard home.name.isSame(as: "master"),
            let maker = home.roles.first(where: { $0.name.isSame(as: "create-realm") }), caller.roles.contains(maker.id)
        else { throw .forbidden }
        let body: JSONObject
        do throws(Failure) {
            body = try call.object(.realm)
        } catch {
            throw error.status == 415 ? error : Failure(400, message: "unable to read contents from stream")
        }
        let name = body["realm"]?.text ?? ""
        guard !name.isEmpty else { throw Failure(400, message: "Realm name cannot be empty") }
        guard !name.contains("/") else { throw Failure(400, error: "Character '/' not allowed.") }
        guard realm(named: name) == nil else { throw Failure(409, message: "Realm \(name) already exists") }
        addRealm(name)
        // A realm is disabled unless the body says otherwise.
        realms[realms.count - 1].settings["enabled"] = false
        try change(realms.count - 1, body)
        return .created(.init("Location", "\(call.base)/admin/realms/\(PercentEncoding.segment(name))"))
    }

    /// `R` itself.
    mutating func handleRealm(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        switch request.method {
        case .get:
            try request.require(request.rights.isAny)
            return .json(view(realms[request.realm], request.rights))
        case .put:
            try request.require(request.rights.canManageRealm)
            let body = try request.call.object(.realm)
            try change(request.realm, body)
            return .done
        case .delete:
            try request.require(request.rights.canManageRealm)
            let name = realms[request.realm].name
            guard !name.isSame(as: "master") else { throw Failure(400, message: "Can't remove master realm") }
            if let client = realms[0].client(named: "\(name)-realm") { realms[0].removeClient(client) }
            realms.remove(at: request.realm)
            return .done
        case .post: throw .noPath
        }
    }

    /// All settings for those who may view the realm, else what every admin of it sees (facts-core 11).
    private func view(_ realm: Realm, _ rights: Rights) -> JSON {
        var view = realm.settings
        view["id"] = .string(realm.id)
        if let role = realm.roles.first(where: { $0.id.isSame(as: realm.defaultRole) }) {
            view["defaultRole"] = realm.view(role, in: .realm)
        }
        guard !rights.canViewRealm else { return .object(view) }
        return .object(view.filter { ["realm", "bruteForceProtected", "organizationsEnabled"].contains($0.key) })
    }

    /// What anyone sees of a realm at `/realms/{realm}`.
    func publicView(_ realm: Int, base: BaseURL) -> JSON {
        let address = "\(base)/realms/\(PercentEncoding.segment(realms[realm].name))"
        return [
            "realm": .string(realms[realm].name), "public_key": .string("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"),
            "token-service": .string(address + "/protocol/openid-connect"),
            "account-service": .string(address + "/account"), "tokens-not-before": 0,
        ]
    }

    /// Lays the body's settings over a realm's; what makes or changes objects inside is not modelled.
    private mutating func change(_ realm: Int, _ body: JSONObject) throws(Failure) {
        let objects = [
            "clients", "users", "roles", "groups", "components", "clientScopes", "authenticationFlows",
            "identityProviders", "defaultRole", "defaultRoles", "defaultGroups", "protocolMappers", "scopeMappings",
            "clientScopeMappings", "defaultDefaultClientScopes", "defaultOptionalClientScopes", "requiredActions",
        ]
        for member in body.members where member.value != .null && member.key != "id" {
            let known = realms[realm].settings[member.key]
            // The realm's own keys show in nothing that is modelled.
            if member.key == "components", member.value.object?.keys == ["org.keycloak.keys.KeyProvider"] { continue }
            if objects.contains(member.key), known != member.value {
                throw .notModelled("\(member.key) in a realm")
            }
            if ["clientProfiles", "clientPolicies"].contains(member.key) {
                try setClientPolicies(member.key, member.value.object ?? [:], realm: realm)
                continue
            }
            guard member.key == "attributes" else {
                if !objects.contains(member.key) { realms[realm].settings[member.key] = member.value }
                continue
            }
            let attributes = known?.object ?? [:]
            realms[realm].settings["attributes"] = .object(attributes.merging(member.value.object ?? [:]))
        }
    }

    /// Adds a realm as the server makes it, and in `master` the client that holds the rights in it.
    mutating func addRealm(_ name: String) {
        var realm = Realm(id: random.uuid(), settings: BuiltIn.settings, version: version)
        realm.settings["realm"] = .string(name)
        realm.roles = newRoles(BuiltIn.roles + (name.isSame(as: "master") ? BuiltIn.masterRoles : []), realm: name)
        for fields in BuiltIn.scopes where !version.missing.contains(fields["name"]?.text ?? "") {
            var scope = ClientScope(id: random.uuid(), fields: fields)
            scope.fields["protocolMappers"] = nil
            scope.mappers = (fields["protocolMappers"]?.array ?? []).compactMap(\.object).map {
                newMapper(version.builtIn($0))
            }
            realm.scopes.append(scope)
            if BuiltIn.defaultScopes.contains(scope.name) {
                realm.defaultScopes.append(scope.id)
            } else if !scope.name.isSame(as: "service_account") {
                realm.optionalScopes.append(scope.id)
            }
        }
        realm.flows = BuiltIn.flows.map { flow in
            flow.merging(["id": .string(random.uuid())])
        }
        for fields in BuiltIn.clients {
            guard case .object(let named) = JSON.object(fields).naming(realm: name) else { continue }
            // The rights in `master` itself are held by `master-realm`.
            guard name != "master" || named["clientId"] != "realm-management" else { continue }
            var client = newBuiltInClient(named, realm: realm)
            client.holdsRights = client.clientID.isSame(as: "realm-management")
            try? client.addDockerMapper(version, &random)
            realm.clients.append(client)
        }
        setDefaults(&realm)
        realm.initialPolicies = BuiltIn.policies.map { name, provider, subType, config in
            RegistrationPolicy(
                id: random.uuid(), name: name, providerID: provider, subType: subType, parent: realm.id,
                config: config)
        }
        realm.policies = realm.initialPolicies
        realms.append(realm)
        addRightsToMaster(of: name)
    }

    /// The roles that every user is born with, and the scope of the one client that has some from the start.
    private func setDefaults(_ realm: inout Realm) {
        let account = realm.client(named: "account").map { realm.clients[$0].roles } ?? []
        func ids(_ names: [String]) -> [String] { account.filter { names.contains($0.name) }.map(\.id) }
        // The first of the built-in roles is the default one.
        guard !realm.roles.isEmpty else { return }
        realm.defaultRole = realm.roles[0].id
        realm.roles[0].composites += ids(BuiltIn.accountDefaults)
        if let console = realm.client(named: "account-console") {
            realm.clients[console].scopeRoles = ids(BuiltIn.consoleScope)
        }
    }

    private mutating func addRightsToMaster(of name: String) {
        // It is there already where `master` was read from a file.
        guard realms[0].client(named: "\(name)-realm") == nil else { return }
        let fields: JSONObject = [
            "clientId": .string("\(name)-realm"), "name": .string("\(name) Realm"), "bearerOnly": true,
            "attributes": ["realm_client": "true"], "fullScopeAllowed": false, "nodeReRegistrationTimeout": 0,
        ]
        let roles = BuiltIn.clients.first { $0["clientId"] == "realm-management" }?["roles"]?.array ?? []
        var client = newBuiltInClient(fields.merging(["roles": .array(roles)]), realm: realms[0])
        client.fields["protocol"] = nil
        client.roles.removeAll { $0.name.isSame(as: "realm-admin") }
        client.defaultScopes = []
        client.optionalScopes = []
        client.holdsRights = true
        realms[0].clients.append(client)
        if let admin = realms[0].roles.firstIndex(where: { $0.name.isSame(as: "admin") }) {
            realms[0].roles[admin].composites += client.roles.map(\.id)
        }
    }

    private mutating func newBuiltInClient(_ fields: JSONObject, realm: Realm) -> Client {
        var client = Client(id: random.uuid(), fields: Client.plain.merging(fields))
        client.fields["roles"] = nil
        client.fields["protocolMappers"] = nil
        client.attributes = version.known(client.attributes)
        client.mappers = (fields["protocolMappers"]?.array ?? []).compactMap(\.object).map {
            newMapper(version.builtIn($0))
        }
        client.roles = newRoles((fields["roles"]?.array ?? []).compactMap(\.object), realm: realm.name)
        client.setScopes(of: realm)
        return client
    }

    private mutating func newRoles(_ items: [JSONObject], realm: String) -> [Role] {
        var roles: [Role] = []
        let items = items.filter { !version.missing.contains($0["name"]?.text ?? "") }
        for fields in items {
            let name = (fields["name"] ?? "").naming(realm: realm).text ?? ""
            roles.append(Role(id: random.uuid(), name: name, description: fields["description"]?.text))
        }
        for (index, fields) in items.enumerated() {
            let contained = (fields["contains"]?.array ?? []).compactMap(\.text)
            roles[index].composites = roles.filter { contained.contains($0.name) }.map(\.id)
        }
        return roles
    }

    private mutating func newMapper(_ fields: JSONObject) -> Mapper {
        Mapper(
            id: random.uuid(), name: fields["name"]?.text ?? "", protocolName: fields["protocol"]?.text ?? "",
            type: fields["protocolMapper"]?.text ?? "", config: fields["config"]?.object ?? [:])
    }
}
