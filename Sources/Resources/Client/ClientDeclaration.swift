internal import JSON
internal import Reconcile

/// What a user asked for, settled: the client's name, the declared part of its state, and how to treat what is not named.
struct ClientDeclaration: Sendable {
    let name: ClientName
    /// The name that the client of the name `clientID` is to have; nil when it keeps that.
    let newClientID: String?
    let isPresent: Bool
    /// The declared properties in wire form.
    var state: JSONObject
    /// The properties from which undeclared members are removed.
    let exact: Set<String>
    var scopesBehavior: ScopesBehavior
    let authorizationSettings: JSON?
    let secrets: ClientSecretOptions
    /// Whether the client has no secret and the server is to make one.
    var needsNewSecret = false
    var warnings: [String]

    /// What happens to the client scopes of a client that exists already.
    enum ScopesBehavior: String {
        /// They stay as they are.
        case ignore
        /// The declared ones are added.
        case patch
        /// They become the declared ones.
        case idempotent
    }

    var realm: String { name.realm }
    var id: String? { name.id }
    var clientID: String? { name.clientID }
    /// How messages name the client.
    var subject: String { newClientID ?? name.subject }

    /// Reads settled arguments; fails with everything that is wrong in itself.
    init(_ arguments: Arguments) throws(Failure) {
        let (declaration, problems) = ClientDeclaration.read(arguments)
        guard problems.isEmpty else { throw Failure(problems) }
        self = declaration
    }

    /// Reads settled arguments, and finds everything that is wrong in itself, whatever the server has.
    static func read(_ arguments: Arguments) -> (declaration: ClientDeclaration, problems: [Problem]) {
        var problems: [Problem] = []
        let declaration = ClientDeclaration(arguments, &problems)
        return (declaration, problems)
    }

    private init(_ arguments: Arguments, _ problems: inout [Problem]) {
        let (arguments, further) = ClientDeclaration.unfold(arguments, &problems)
        let declared = ClientRows.schema.declared(by: arguments)
        problems += declared.problems
        state = declared.state.merging(further)
        name = ClientName(arguments)
        isPresent = arguments.text(ClientRows.state.name) != "absent"
        newClientID = arguments.text(ClientRows.newClientID.name)
        if let newClientID { state[ClientRows.clientID.key] = .string(newClientID) }
        scopesBehavior = arguments.text(ClientRows.scopesBehavior.name).flatMap(ScopesBehavior.init) ?? .ignore
        authorizationSettings = arguments[ClientRows.authorizationSettings.name]
        secrets = ClientSecretOptions(arguments)
        var exact: Set<String> = []
        if arguments.text(ClientRows.attributesBehavior.name) == "exact" { exact.insert(ClientRows.attributes.key) }
        if arguments.text(ClientRows.mappersBehavior.name) != "merge" { exact.insert(ClientRows.protocolMappers.key) }
        if arguments.text(ClientRows.rolesBehavior.name) == "exact" { exact.insert(ClientRows.serviceAccountRoles.key) }
        self.exact = exact
        // Nothing is said, and nothing needs to be asked.
        if state[ClientRows.serviceAccountRoles.key] == [:] { state[ClientRows.serviceAccountRoles.key] = nil }
        warnings = ClientRows.schema.rows.compactMap { row in
            guard case .obsolete(let advice) = row.meaning, arguments[row.option.name] != nil else { return nil }
            return "\(row.option.name) has no effect: the server ignores it; \(advice)."
        }
        if let settings = authorizationSettings?.object, settings.isEmpty == false, isPresent,
            state[ClientRows.authorizationServices.key] == false
        {
            problems.append(
                Problem(
                    Path(ClientRows.authorizationSettings.name),
                    "needs \(ClientRows.authorizationServices.option.name): true"))
        }
        problems += ClientName.problems(with: arguments)
        problems += secrets.problems(beside: state[ClientRows.secret.key])
        problems += checkNewName() + checkNumbers() + checkScopes() + checkFlows() + checkMappers() + checkEntries()
    }

    /// The declaration for what is left to do after a change of protocol: the scopes as they were named beside what was
    /// there before.
    func pinned(to completed: ClientDeclaration, beside existing: JSONObject?) -> ClientDeclaration {
        let key = ClientRows.protocolName.key
        guard let existing, let declared = state[key], declared != existing[key] else { return self }
        var result = self
        for row in [ClientRows.defaultScopes, ClientRows.optionalScopes] {
            result.state[row.key] = completed.state[row.key]
        }
        result.scopesBehavior = .idempotent
        return result
    }

    /// Moves what `representation` says about properties that have an option to that option; the rest stays raw.
    private static func unfold(_ arguments: Arguments, _ problems: inout [Problem]) -> (Arguments, JSONObject) {
        guard let raw = arguments[ClientRows.representation.name]?.object else { return (arguments, [:]) }
        let options = ClientRows.schema.options
        func option(_ key: String) -> Option? { options.first { $0.names.contains { $0.isSame(as: key) } } }
        let known = raw.filter { option($0.key) != nil }
        let settled = Arguments.settle(known, options.map { $0.withoutFallback })
        let path = Path(ClientRows.representation.name)
        problems += settled.problems.map { Problem(Path(path.steps + $0.path.steps), $0.text) }
        var result = arguments
        for member in settled.arguments.values.members {
            if let other = arguments[member.key], other != member.value,
                option(member.key)?.fallback != other
            {
                problems.append(Problem(path.key(member.key), "differs from the option '\(member.key)'; keep one"))
            }
            result[member.key] = member.value
        }
        return (result, raw.filter { option($0.key) == nil })
    }
}

// MARK: - What is wrong in itself

extension ClientDeclaration {
    private func checkNewName() -> [Problem] {
        guard let newClientID else { return [] }
        var texts = ClientName.problems(with: newClientID)
        if !isPresent { texts.append("is not possible with state: absent; name the client by client_id alone") }
        if id != nil { texts.append("is not possible beside id, where client_id itself is the new name") }
        return texts.map { Problem(Path(ClientRows.newClientID.name), $0) }
    }

    /// The server's numbers have 32 bits (facts-core 3.1).
    private func checkNumbers() -> [Problem] {
        ClientRows.schema.rows.compactMap { row in
            guard case .property(let key, .int) = row.meaning, let number = state[key]?.int else { return nil }
            return Int32(exactly: number) == nil
                ? Problem(Path(row.option.name), "must be between \(Int32.min) and \(Int32.max)") : nil
        }
    }

    private func checkScopes() -> [Problem] {
        let defaults = Set(state[ClientRows.defaultScopes.key]?.array ?? [])
        return (state[ClientRows.optionalScopes.key]?.array ?? []).filter(defaults.contains).compactMap(\.text).map {
            Problem(
                Path(ClientRows.optionalScopes.option.name, $0),
                "is in \(ClientRows.defaultScopes.option.name) too; a scope is one or the other")
        }
    }

    private func checkFlows() -> [Problem] {
        let overrides = state[ClientRows.flowOverrides.key]?.object ?? [:]
        return ClientFlows.names.compactMap { flow, byAlias in
            guard overrides[flow] != nil, overrides[byAlias] != nil else { return nil }
            return Problem(
                Path(ClientRows.flowOverrides.option.name, byAlias), "names the same flow as '\(flow)'; keep one")
        }
    }

    private func checkMappers() -> [Problem] {
        let path = Path(ClientRows.protocolMappers.option.name)
        var seen: Set<[JSON?]> = []
        return (state[ClientRows.protocolMappers.key]?.array ?? []).enumerated().compactMap { index, item in
            guard let mapper = item.object, let name = mapper["name"]?.text, !name.isEmpty else {
                return Problem(path.index(index), "has no name; a mapper is known by protocol and name")
            }
            return seen.insert([mapper["protocol"], mapper["name"]]).inserted
                ? nil : Problem(path.index(index), "has the name '\(name)' of an earlier mapper; names are unique")
        }
    }

    /// Nothing that was written may vanish on the way to a text (facts-core 4: the server refuses lists and objects).
    private func checkEntries() -> [Problem] {
        (state[ClientRows.registeredNodes.key]?.object ?? [:]).members.compactMap { member in
            member.value == .null || member.value.int != nil
                ? nil
                : Problem(
                    Path(ClientRows.registeredNodes.option.name, member.key),
                    "must be a whole number: a time in seconds")
        }
    }
}
