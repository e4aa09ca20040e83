internal import HTTP
internal import JSON
internal import Reconcile

/// One write, and why.
struct Step: Sendable, Hashable {
    let reason: String
    let method: HTTPMethod
    /// What follows `/admin/realms/{realm}`.
    let path: [String]
    let body: JSON?

    /// Whether it makes the client.
    var isCreation: Bool { method == .post && path == ["clients"] }
    /// Whether it writes the client's own representation.
    var isWhole: Bool { isCreation || (method == .put && path.count == 2) }
    /// Whether it makes a secret.
    var makesSecret: Bool { method == .post && path.last == "client-secret" }
}

/// What has to be done so that a client becomes what was declared: a value, computed without a look at the server.
struct ClientPlan: Sendable {
    let comparison: Comparison
    let diff: Outcome.Diff
    let steps: [Step]
    /// The representation after the steps, as far as it is declared or existed before.
    let target: JSONObject

    /// Whether anything is to be done.
    var isChanged: Bool { comparison.isChanged }
}

extension ClientPlan {
    private static var schema: Schema { ClientRows.schema }
    /// The property by which a creation takes the settings; the server never returns it (facts-core 2.1).
    static let authorizationSettings = ClientRows.authorizationSettings.aliases[0]

    /// The plan with the import of authorization settings after its own steps.
    func importing(_ authorization: ClientAuthorization, ids: JSONObject, clientID: String) -> ClientPlan {
        guard authorization.comparison.isChanged else { return self }
        let key = ClientPlan.authorizationSettings
        let step = Step(
            reason: "import authorization settings", method: .post,
            path: ["clients", clientID, "authz", "resource-server", "import"],
            body: authorization.importBody(ids: ids))
        return ClientPlan(
            comparison: comparison.merging(authorization.comparison, under: key),
            diff: Outcome.Diff(
                before: diff.before.merging([key: .object(authorization.diff.before)]),
                after: diff.after.merging([key: .object(authorization.diff.after)])),
            steps: steps + [step], target: target)
    }

    /// The plan with a secret that the server makes, of which nothing can be told but that it comes.
    func makingSecret(of existing: JSONObject, id: String) -> ClientPlan {
        let made: JSONObject = [ClientRows.secret.key: .string(Redactor.mask)]
        // A client that ceases to be public is given a secret by that (facts-core 3.3).
        let isGiven = existing[ClientRows.publicClient.key] == true
        let step = Step(
            reason: "have a secret made", method: .post, path: ["clients", id, "client-secret"], body: nil)
        return ClientPlan(
            comparison: comparison.merging(Comparison.between([:], made) { _ in false }),
            diff: Outcome.Diff(before: diff.before, after: diff.after.merging(made)),
            steps: isGiven ? steps : steps + [step], target: target)
    }

    /// A client that does not exist yet.
    ///
    /// One POST says everything; what the server makes of it is compared once more afterwards.
    static func creation(_ declaration: ClientDeclaration) -> ClientPlan {
        var declared = schema.canonical(declaration.state).filter { member in
            member.value != [] && member.value != [:]
        }
        declared[authorizationSettings] = declaration.authorizationSettings
        let comparison = Comparison.between([:], declared) { _ in false }
        let body = creationBody(declaration)
        return ClientPlan(
            comparison: comparison, diff: Outcome.Diff(before: [:], after: declared),
            steps: [Step(reason: "create the client", method: .post, path: ["clients"], body: .object(body))],
            target: schema.merged(schema.initialState, with: declaration.state))
    }

    /// A client that is to go.
    static func deletion(_ existing: JSONObject, id: String) -> ClientPlan {
        let state = schema.canonical(existing).filter { $0.value != [] && $0.value != [:] }
        return ClientPlan(
            comparison: Comparison.between(state, [:]) { _ in false }, diff: Outcome.Diff(before: state, after: [:]),
            steps: [Step(reason: "delete the client", method: .delete, path: ["clients", id], body: nil)], target: [:])
    }

    /// The body of the POST: what was declared, what the server needs beside it, and nothing that it would turn into
    /// something else.
    private static func creationBody(_ declaration: ClientDeclaration) -> JSONObject {
        var body = declaration.state.compactMapValues { member in
            // Nothing exists that null or a blank text could remove.
            member.value.object.map { .object($0.filter { !isBlank($0.value) }) } ?? member.value
        }
        .filter { $0.value != "" && $0.key != ClientRows.serviceAccountRoles.key }
        body["id"] = declaration.id.map { .string($0) }
        body[authorizationSettings] = declaration.authorizationSettings
        // With a protocol the server turns these two on (facts-core 2.2).
        for row in [ClientRows.publicClient, ClientRows.directAccessGrants] where body[row.key] == nil {
            body[row.key] = row.initial
        }
        let protocolName = body[ClientRows.protocolName.key]?.text ?? ClientRows.openIDConnect
        body[ClientRows.protocolName.key] = .string(protocolName)
        if protocolName == ClientRows.openIDConnect, body[ClientRows.rootURL.key] != nil {
            // Protocol and root URL together invent redirect URIs, web origins and an admin URL (facts-core 2.6); without
            // the protocol the attributes that come with it are missing (2.2).
            body[ClientRows.protocolName.key] = nil
            let declared = body[ClientRows.attributes.key]?.object ?? [:]
            body[ClientRows.attributes.key] = .object(
                ClientDefaults.attributes(of: protocolName, beside: declared).merging(declared))
        }
        return body
    }

    private static func isBlank(_ value: JSON) -> Bool {
        value == .null || value.text?.allSatisfy(\.isWhitespace) == true
    }

    /// A client that exists and is to be what was declared.
    static func update(
        _ existing: JSONObject, id: String, _ declaration: ClientDeclaration, scopeIDs: JSONObject,
        roles: RoleReferences = RoleReferences()
    ) throws(Failure) -> ClientPlan {
        let target = schema.merged(existing, with: declaration.state, exact: declaration.exact)
        let comparison = schema.compare(existing, target)
        let excerpt = comparison.excerpt(of: schema.canonical(existing), and: schema.canonical(target))
        if comparison.isChanged { try checkWritable(existing, as: target) }
        // A change of protocol replaces the scopes; what is still to be done then is seen afterwards.
        let replacesScopes = comparison.touches(Path(ClientRows.protocolName.key))
        let steps =
            surplusMappers(existing, id, comparison) + put(existing, target, id, comparison)
            + (replacesScopes ? [] : scopes(existing, target, id, scopeIDs)) + nodes(existing, target, id)
            + roles.steps(
                RoleChange.all(
                    from: existing[ClientRows.serviceAccountRoles.key], to: target[ClientRows.serviceAccountRoles.key]))
        return ClientPlan(
            comparison: comparison, diff: Outcome.Diff(before: excerpt.before, after: excerpt.after), steps: steps,
            target: target)
    }

    /// The write that makes 18 generate a secret.
    ///
    /// A POST without a protocol leaves a confidential client without one there, and the first PUT makes it (facts-core 2.2,
    /// facts-more 6.1). 26 shows the secret that it made.
    static func secretRepair(_ created: JSONObject, id: String, after steps: [Step]) -> [Step] {
        let isConfidential =
            created[ClientRows.publicClient.key] != true && created[ClientRows.bearerOnly.key] != true
        guard steps.contains(where: { $0.method == .post && $0.body?.object?[ClientRows.protocolName.key] == nil }),
            isConfidential, created[ClientRows.secret.key] == nil
        else { return [] }
        return [
            Step(
                reason: "have a secret generated", method: .put, path: ["clients", id],
                body: .object(completed([:], created, created)))
        ]
    }

    // MARK: Steps of an update

    /// Mappers beyond the first of one protocol and name: with them every PUT of the mappers fails (need 52).
    ///
    /// A protocol change adds the docker mapper anew and fails with 409 when it is there already (facts-core 2.4).
    private static func surplusMappers(_ existing: JSONObject, _ id: String, _ comparison: Comparison) -> [Step] {
        let changesProtocol = comparison.touches(Path(ClientRows.protocolName.key))
        guard changesProtocol || comparison.touches(Path(ClientRows.protocolMappers.key)),
            case .keyedList(let list) = schema.kind(of: ClientRows.protocolMappers.key)
        else { return [] }
        var seen: Set<JSON> = []
        return (existing[ClientRows.protocolMappers.key]?.array ?? []).compactMap { mapper in
            let name = list.name(of: mapper)
            let isSurplus = !seen.insert(.string(name)).inserted
            let blocks = changesProtocol && mapper.object?["protocolMapper"] == "docker-v2-allow-all-mapper"
            guard isSurplus || blocks, let mapperID = mapper.object?["id"]?.text else { return nil }
            return Step(
                reason: "delete the \(isSurplus ? "surplus " : "")mapper \(name)", method: .delete,
                path: ["clients", id, "protocol-mappers", "models", mapperID], body: nil)
        }
    }

    /// 18 refuses every update of a client that has authorization services and no service account, such as the realm's own
    /// management with fine-grained permissions, with an error 500 (seen on 18.0.2).
    static func checkWritable(_ existing: JSONObject, as target: JSONObject) throws(Failure) {
        guard !isOfNewServer(existing), target[ClientRows.authorizationServices.key] == true,
            target[ClientRows.serviceAccounts.key] != true
        else { return }
        throw Failure([
            Problem(
                Path(ClientRows.serviceAccounts.option.name),
                "must be true: this server cannot update a client that has authorization services without it")
        ])
    }

    /// Whether a server later than 18 made the client: the attribute is in every one of theirs (facts-core 11).
    static func isOfNewServer(_ existing: JSONObject) -> Bool {
        existing[ClientRows.attributes.key]?.object?["realm_client"] != nil
    }

    /// The write that changes attributes alone; null removes one.
    static func changing(_ attributes: JSONObject, of existing: JSONObject, id: String) -> Step {
        Step(
            reason: "update \(ClientRows.attributes.key)", method: .put, path: [id],
            body: .object(completed([ClientRows.attributes.key: .object(attributes)], existing, existing)))
    }

    private static func put(
        _ existing: JSONObject, _ target: JSONObject, _ id: String, _ comparison: Comparison
    ) -> [Step] {
        // The server never applies scopes by PUT (facts-core 3.1), and a client has no roles of its account.
        let others = [ClientRows.defaultScopes, ClientRows.optionalScopes, ClientRows.serviceAccountRoles].map(\.key)
        var body = schema.patch(from: existing, to: target, comparison).filter { !others.contains($0.key) }
        if let nodes = body[ClientRows.registeredNodes.key]?.object {
            let added = nodes.filter { $0.value != .null }
            body[ClientRows.registeredNodes.key] = added.isEmpty ? nil : .object(added)
        }
        if let mappers = body[ClientRows.protocolMappers.key]?.array {
            body[ClientRows.protocolMappers.key] = .array(mappers.map(wireMapper))
        }
        guard !body.isEmpty else { return [] }
        return [
            Step(
                reason: "update " + body.keys.joined(separator: ", "), method: .put, path: ["clients", id],
                body: .object(completed(body, existing, target)))
        ]
    }

    /// A mapper without its id: the server matches by protocol and name, and a known id with another name is refused
    /// (facts-core 6).
    private static func wireMapper(_ mapper: JSON) -> JSON {
        guard let object = mapper.object else { return mapper }
        return .object(object.filter { ["name", "protocol", "protocolMapper", "config"].contains($0.key) })
    }

    /// What a PUT must carry besides what differs.
    static func completed(_ body: JSONObject, _ existing: JSONObject, _ target: JSONObject) -> JSONObject {
        var body = body
        let authorization = ClientRows.authorizationServices.key
        // Without the key the server destroys the authorization data (facts-core 3.1).
        if target[authorization] == true { body[authorization] = true }
        // Without the key 18 replaces the service account's user by a new one that has no roles (seen on 18.0.2), and
        // answers 500 when authorization services are on (facts-core 3.3). With it 26 gives a client its account's scope
        // again, so it is left out there where somebody took that away.
        let scopes = target[ClientRows.defaultScopes.key]?.array ?? []
        let hasScope = scopes.contains(.string(ClientDefaults.serviceAccountScope))
        if target[ClientRows.serviceAccounts.key] == true, hasScope || !isOfNewServer(existing) {
            body[ClientRows.serviceAccounts.key] = true
        }
        // Without the key 26 fills an empty list from the redirect URIs (facts-core 3.2).
        if body[ClientRows.webOrigins.key] == nil {
            body[ClientRows.webOrigins.key] = target[ClientRows.webOrigins.key] ?? []
        }
        // A SAML client is renamed only by a body that has attributes (facts-core 3.3), and 18 answers 500 to a change to
        // SAML without the clientId (seen on 18.0.2).
        if body[ClientRows.clientID.key] != nil, body[ClientRows.attributes.key] == nil {
            body[ClientRows.attributes.key] = [:]
        }
        body[ClientRows.clientID.key] = target[ClientRows.clientID.key]
        return body
    }

    /// Scopes go through their own endpoints; one that moves is deleted first, else nothing happens (facts-core 7).
    private static func scopes(
        _ existing: JSONObject, _ target: JSONObject, _ id: String, _ scopeIDs: JSONObject
    ) -> [Step] {
        var deletions: [Step] = []
        var additions: [Step] = []
        for (row, place) in [
            (ClientRows.defaultScopes, "default-client-scopes"), (ClientRows.optionalScopes, "optional-client-scopes"),
        ] {
            let before = existing[row.key]?.array ?? []
            let after = target[row.key]?.array ?? []
            let kind = place.prefix { $0 != "-" }
            func step(_ method: HTTPMethod, _ verb: String, _ scope: JSON) -> Step? {
                guard let name = scope.text, let scopeID = scopeIDs[name]?.text else { return nil }
                return Step(
                    reason: "\(verb) \(kind) scope \(name)", method: method, path: ["clients", id, place, scopeID],
                    body: nil)
            }
            deletions += before.filter { !after.contains($0) }.compactMap { step(.delete, "remove", $0) }
            additions += after.filter { !before.contains($0) }.compactMap { step(.put, "add", $0) }
        }
        return deletions + additions
    }

    /// A PUT only adds nodes (facts-core 3.1).
    private static func nodes(_ existing: JSONObject, _ target: JSONObject, _ id: String) -> [Step] {
        let after = target[ClientRows.registeredNodes.key]?.object ?? [:]
        return (existing[ClientRows.registeredNodes.key]?.object ?? [:]).keys.filter { after[$0] == nil }.map { node in
            Step(reason: "remove node \(node)", method: .delete, path: ["clients", id, "nodes", node], body: nil)
        }
    }
}
