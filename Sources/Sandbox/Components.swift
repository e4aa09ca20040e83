internal import HTTP
internal import JSON

extension Server {
    /// `R/components…`, as far as the components are policies for the registration of clients.
    mutating func handleComponents(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        switch (request.method, request.rest.count) {
        case (.get, 1): return try components(request)
        case (.post, 1): return try createComponent(request)
        case (.get, 2):
            try request.require(request.rights.canViewRealm)
            return .json(realms[request.realm].policies[try component(request)].view)
        case (.put, 2): return try changeComponent(request)
        case (.delete, 2):
            try request.require(request.rights.canManageRealm)
            realms[request.realm].policies.remove(at: try component(request))
            return .done
        default: throw .noPath
        }
    }

    /// `R/client-registration-policy/providers`.
    func policyProviders(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        guard request.rest.count == 2, request.rest[1].isSame(as: "providers") else { throw .noPath }
        guard request.method == .get else { throw .wrongMethod }
        try request.require(request.rights.canViewRealm)
        return .json(.array(PolicyProvider.all.map { $0.view(realms[request.realm]) }))
    }

    private func components(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        try request.require(request.rights.canViewRealm)
        let (type, name) = (request.call.query("type"), request.call.query("name"))
        guard let type, type.isSame(as: RegistrationPolicy.type) else {
            throw .notModelled("components other than policies for the registration of clients")
        }
        let realm = realms[request.realm]
        let parent = request.call.query("parent") ?? realm.id
        return .json(
            .array(
                realm.policies.filter { policy in
                    policy.parent.isSame(as: parent)
                        && (name.map { policy.name?.isSame(as: $0) == true } ?? true)
                }.map(\.view)))
    }

    private func component(_ request: AdminCall) throws(Failure) -> Int {
        let index = realms[request.realm].policies.firstIndex { $0.id.isSame(as: request.rest[1]) }
        // Keys are components too; nobody who asks for policies knows their ids.
        guard let index else { throw Failure(404, error: "Could not find component") }
        return index
    }

    private mutating func createComponent(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let body = try request.call.json(.object(.component)).object
        try request.require(request.rights.canManageRealm)
        guard let body else { throw .serverError }
        let provider = try Self.provider(body)
        var policy = RegistrationPolicy(
            id: body["id"]?.text ?? random.uuid(), providerID: provider.id,
            parent: body["parentId"]?.text ?? realms[request.realm].id, config: [:])
        policy.name = body["name"]?.text
        policy.subType = body["subType"]?.text
        policy.config = provider.settled(body["config"]?.object ?? [:])
        try provider.check(policy.config, realms[request.realm])
        guard !realms[request.realm].policies.contains(where: { $0.id.isSame(as: policy.id) }) else {
            throw .notModelled("a second component with the same id")
        }
        realms[request.realm].policies.append(policy)
        return .created(request.call.location(realms[request.realm].name, "components/\(policy.id)"))
    }

    private mutating func changeComponent(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let body = try request.call.json(.object(.component)).object
        try request.require(request.rights.canManageRealm)
        let index = try component(request)
        // Where it finds no kind of policy to ask, the server fails (seen on 26.7.3).
        guard let body else { throw .serverError }
        let provider: PolicyProvider
        do throws(Failure) {
            provider = try Self.provider(body)
        } catch {
            throw error.status == 400 ? .serverError : error
        }
        var policy = realms[request.realm].policies[index]
        policy.providerID = provider.id
        policy.name = body["name"]?.text ?? policy.name
        policy.subType = body["subType"]?.text ?? policy.subType
        policy.parent = body["parentId"]?.text ?? policy.parent
        policy.config = provider.settled(body["config"]?.object ?? [:], over: policy.config)
        try provider.check(policy.config, realms[request.realm])
        realms[request.realm].policies[index] = policy
        return .done
    }

    /// The kind of policy that a body names.
    private static func provider(_ body: JSONObject) throws(Failure) -> PolicyProvider {
        let isPolicy = body["providerType"]?.text?.isSame(as: RegistrationPolicy.type) == true
        let id = body["providerId"]?.text
        let known = PolicyProvider.all.first { provider in id.map(provider.id.isSame) ?? false }
        if isPolicy, let known { return known }
        let isOther = body["providerType"]?.text?.hasPrefix("org.keycloak.") == true && !isPolicy
        throw isOther
            ? .notModelled("components other than policies for the registration of clients")
            : Failure(400, error: "Invalid provider type or no such provider")
    }
}

extension Schema {
    /// A component.
    static let component = Schema(
        name: "ComponentRepresentation",
        fields: [
            "config": .map(.list(.text)), "id": .text, "name": .text, "parentId": .text, "providerId": .text,
            "providerType": .text, "subType": .text,
        ])
}
