internal import HTTP
internal import JSON

extension Server {
    /// `C/authz/resource-server…`, as far as it takes to see that the data is there or gone; 404 while the services are off,
    /// whoever asks (facts-more 5.1).
    func handleAuthorization(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        let client = realms[request.realm].clients[part.client]
        guard part.rest.count > 1 else { throw .wrongMethod }
        guard part.rest[1].isSame(as: "resource-server"), var settings = client.resourceServer
        else {
            throw version.hasBrittleServices ? .serverError : .noPath
        }
        guard request.method == .get, part.rest.count <= 3 else { throw .notModelled("authorization objects") }
        switch part.rest.dropFirst(2).first {
        case nil:
            try request.require(request.rights.canViewClients)
            settings["id"] = .string(client.id)
            settings["clientId"] = .string(client.id)
            settings["name"] = .string(client.clientID)
            for name in ["resources", "policies", "scopes"] { settings[name] = [] }
            return .json(.object(settings))
        case "settings":
            try request.require(part.manages)
            return .json(.object(settings))
        default: throw .notModelled("authorization objects")
        }
    }

    /// The settings as they are shown after they were given with POST, nil for the server's own (facts-more 5.1).
    static func resourceServer(_ given: JSONObject?) -> JSONObject {
        var settings: JSONObject = [
            "allowRemoteResourceManagement": true, "policyEnforcementMode": "ENFORCING",
            "decisionStrategy": "UNANIMOUS", "resources": [], "policies": [], "scopes": [],
        ]
        guard let given else { return settings }
        for name in ["allowRemoteResourceManagement", "policyEnforcementMode", "decisionStrategy"] {
            if let value = given[name], value != .null { settings[name] = value }
        }
        var scopes = objects(given["scopes"])
        settings["resources"] = .array(
            objects(given["resources"]).map { resource in
                let used = objects(resource["scopes"])
                for scope in used where !scopes.contains(where: { $0["name"] == scope["name"] }) {
                    scopes.append(scope)
                }
                var view = shown(resource, ["ownerManagedAccess": false, "attributes": [:], "uris": []])
                if !used.isEmpty { view["scopes"] = .array(used.map { .object(["name": $0["name"] ?? .null]) }) }
                return .object(view)
            })
        settings["policies"] = .array(
            objects(given["policies"]).map {
                .object(shown($0, ["logic": "POSITIVE", "decisionStrategy": "UNANIMOUS", "config": [:]]))
            })
        settings["scopes"] = .array(scopes.map { .object(shown($0, [:])) })
        return settings
    }

    /// Adds the objects that authorization services had from the start once.
    mutating func addDefaultObjects(_ client: inout Client) {
        let type = "urn:\(client.clientID):resources:default"
        func add(_ list: String, _ object: JSON) {
            let before = client.resourceServer?[list]?.array ?? []
            guard !before.contains(where: { $0.object?["name"] == object.object?["name"] }) else { return }
            client.resourceServer?[list] = .array(before + [object])
        }
        add(
            "resources",
            [
                "_id": .string(random.uuid()), "name": "Default Resource", "type": .string(type), "uris": ["/*"],
                "ownerManagedAccess": false, "attributes": [:],
            ])
        add(
            "policies",
            [
                "id": .string(random.uuid()), "name": "Default Policy", "type": "js", "logic": "POSITIVE",
                "description": "A policy that grants access only for users within this realm",
                "decisionStrategy": "AFFIRMATIVE",
                "config": [
                    "code":
                        "// by default, grants any permission associated with this policy\n$evaluation.grant();\n"
                ],
            ])
        add(
            "policies",
            [
                "id": .string(random.uuid()), "name": "Default Permission", "type": "resource", "logic": "POSITIVE",
                "description": "A permission that applies to the default resource type",
                "decisionStrategy": "UNANIMOUS",
                "config": ["defaultResourceType": .string(type), "applyPolicies": "[\"Default Policy\"]"],
            ])
    }

    /// Policies name clients by clientId but keep their ids, so a rename shows in them.
    mutating func renameInPolicies(_ old: String, _ new: String, realm: Int) {
        for index in realms[realm].clients.indices {
            guard let policies = realms[realm].clients[index].resourceServer?["policies"]?.array else { continue }
            let renamed = policies.map { policy -> JSON in
                guard var fields = policy.object, fields["type"] == "client", var config = fields["config"]?.object,
                    let names = config["clients"]?.text.flatMap({ try? JSON(parsing: $0).array })
                else { return policy }
                config["clients"] = .string(JSON.array(names.map { $0 == .string(old) ? .string(new) : $0 }).compact)
                fields["config"] = .object(config)
                return .object(fields)
            }
            realms[realm].clients[index].resourceServer?["policies"] = .array(renamed)
        }
    }

    private static func objects(_ list: JSON?) -> [JSONObject] { (list?.array ?? []).compactMap(\.object) }

    /// An object without its ids and nulls, over defaults.
    private static func shown(_ object: JSONObject, _ defaults: JSONObject) -> JSONObject {
        defaults.merging(object.filter { $0.value != .null && !["id", "_id", "owner"].contains($0.key) })
    }
}
