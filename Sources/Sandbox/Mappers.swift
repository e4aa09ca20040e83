internal import HTTP
internal import JSON

extension Mapper {
    /// The type that gives each client another subject for the same user.
    static let pairwise = "oidc-sha256-pairwise-sub-mapper"

    /// Whether both have the same name in the same protocol.
    func isNamed(like other: Mapper) -> Bool {
        name.isSame(as: other.name) && protocolName.isSame(as: other.protocolName)
    }

    /// A mapper's configuration; null and empty entries are dropped (facts-core 4).
    static func config(_ fields: JSONObject) -> JSONObject {
        (fields["config"]?.object ?? [:]).filter { $0.value != .null && $0.value != "" }
    }

    /// As the mapper's own addresses show it: they fill in one entry that is not stored (facts-core 4).
    var filledView: JSON {
        var filled = self
        filled.config = Self.filled(config)
        return filled.view
    }

    /// The configuration filled up: claims of the ID token are claims of userinfo unless told otherwise.
    static func filled(_ config: JSONObject) -> JSONObject {
        var config = config
        if config["userinfo.token.claim"] == nil { config["userinfo.token.claim"] = config["id.token.claim"] }
        return config
    }
}

extension Server {
    /// A mapper from its representation; nil without name, protocol or type.
    mutating func newMapper(_ item: JSON, addsUserInfo: Bool) -> Mapper? {
        guard let fields = item.object, let name = fields["name"]?.text, let scheme = fields["protocol"]?.text,
            let type = fields["protocolMapper"]?.text
        else { return nil }
        let config = addsUserInfo ? Mapper.filled(Mapper.config(fields)) : Mapper.config(fields)
        return Mapper(
            id: fields["id"]?.text ?? random.uuid(), name: name, protocolName: scheme, type: type, config: config)
    }

    /// Whether any mapper of the server has the id (facts-core 2.1).
    func isTaken(mapperID id: String) -> Bool {
        realms.contains { realm in
            realm.clients.contains { $0.mappers.contains { $0.id.isSame(as: id) } }
                || realm.scopes.contains { $0.mappers.contains { $0.id.isSame(as: id) } }
        }
    }

    /// The one type that looks at the client (facts-core 6).
    func checkPairwise(_ type: String, _ client: Client) throws(Failure) {
        guard type == Mapper.pairwise else { return }
        guard client.texts("redirectUris").contains(where: { $0.holds("://") }) else {
            throw .invalid(Failure.pairwiseText)
        }
        throw .notModelled(Mapper.pairwise)
    }

    /// `C/protocol-mappers/…` (facts-core 6).
    mutating func handleMappers(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        let mappers = realms[request.realm].clients[part.client].mappers
        switch (request.method, part.rest.dropFirst().first, part.rest.count) {
        case (.get, "models", 2):
            try request.require(request.rights.canViewClients)
            return .json(.array(mappers.map(\.filledView)))
        case (.get, "protocol", 3):
            try request.require(request.rights.canViewClients)
            return .json(.array(mappers.filter { $0.protocolName.isSame(as: part.rest[2]) }.map(\.filledView)))
        case (.post, "models", 2):
            try request.require(part.manages)
            let body = try request.call.object(.mapper)
            let mapper: Mapper
            do throws(Failure) {
                mapper = try addMapper(body, part)
            } catch {
                // The single POST has words of its own for what the list and the client have in common.
                switch error.body?.object?["error_description"]?.text {
                case Failure.takenText: throw Failure(409, message: "Protocol mapper exists with same name")
                case Failure.pairwiseText: throw Failure(400, error: Failure.pairwiseText, Failure.pairwiseText)
                default: throw error
                }
            }
            let client = realms[request.realm].clients[part.client].id
            return .created(
                request.call.location(
                    realms[request.realm].name, "clients/\(client)/protocol-mappers/models/\(mapper.id)"))
        case (.post, "add-models", 2):
            try request.require(part.manages)
            guard let items = try request.call.json(.list(.object(.mapper))).array else { throw .serverError }
            // All or nothing: an error takes all back.
            for item in items { _ = try addMapper(item.object ?? [:], part) }
            return .done
        case (_, "models", 3): return try handleMapper(part)
        default: throw .noPath
        }
    }

    private mutating func addMapper(_ fields: JSONObject, _ part: ClientCall) throws(Failure)
        -> Mapper
    {
        guard let type = fields["protocolMapper"]?.text, BuiltIn.mapperTypes.contains(type) else {
            throw Failure(404, error: "ProtocolMapper provider not found")
        }
        guard fields["name"]?.text != nil, fields["protocol"]?.text != nil,
            let mapper = newMapper(.object(fields), addsUserInfo: false)
        else { throw .conflict }
        let client = realms[part.request.realm].clients[part.client]
        guard !client.mappers.contains(where: { $0.isNamed(like: mapper) }), !isTaken(mapperID: mapper.id)
        else {
            throw Failure(409, error: "conflict", Failure.takenText)
        }
        try checkPairwise(type, client)
        realms[part.request.realm].clients[part.client].mappers.append(mapper)
        return mapper
    }

    private mutating func handleMapper(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        guard request.method != .post else { throw .noPath }
        let mappers = realms[request.realm].clients[part.client].mappers
        try request.require(request.method == .get ? request.rights.canViewClients : part.manages)
        let index = mappers.firstIndex { $0.id.isSame(as: part.rest[2]) }
        switch request.method {
        case .get:
            guard let index else { throw Failure(404, error: "Model not found") }
            return .json(mappers[index].filledView)
        case .delete:
            guard let index else { throw Failure(404, error: "Model not found") }
            realms[request.realm].clients[part.client].mappers.remove(at: index)
            return .done
        default:
            // The configuration is replaced as a whole, the type may change, name and protocol stay as they are.
            let fields = try request.call.object(.mapper)
            guard let index else { throw Failure(404, error: "Model not found") }
            guard let type = fields["protocolMapper"]?.text, BuiltIn.mapperTypes.contains(type) else {
                throw Failure(404, error: "ProtocolMapper provider not found")
            }
            guard fields["id"] == .string(mappers[index].id) else { throw .serverError }
            if type == Mapper.pairwise { throw .notModelled(type) }
            realms[request.realm].clients[part.client].mappers[index].type = type
            realms[request.realm].clients[part.client].mappers[index].config = Mapper.config(fields)
            return .done
        }
    }
}

extension Failure {
    /// A mapper's name, or id, that is taken.
    static let takenText = "Protocol mapper name must be unique per protocol"
    /// A pairwise mapper without a host to be pairwise for.
    static let pairwiseText = "Client redirect URIs must contain a valid host component."
}
