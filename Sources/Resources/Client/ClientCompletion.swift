internal import JSON
internal import Reconcile

/// The declaration beside what exists: values that follow from both, rules for what the server does by itself, and the
/// problems that only show here.
struct ClientCompletion {
    let existing: JSONObject?
    let accountDefaults: ServiceAccountDefaults
    private(set) var declaration: ClientDeclaration
    private var problems: [Problem] = []

    /// Completes a declaration; fails before anything is written when it can't be fulfilled.
    ///
    /// Where the protocol changes, `existing` has the scopes that the change gives.
    static func complete(
        _ declaration: ClientDeclaration, beside existing: JSONObject?, _ accountDefaults: ServiceAccountDefaults,
        changesProtocol: Bool = false
    ) throws(Failure) -> ClientDeclaration {
        var completion = ClientCompletion(
            existing: existing, accountDefaults: accountDefaults, declaration: declaration)
        completion.completeSecret()
        completion.completeScopes()
        if changesProtocol { completion.nameScopes() }
        completion.completeMappers()
        completion.completeRoles()
        completion.checkAuthorization()
        guard completion.problems.isEmpty else { throw Failure(completion.problems) }
        return completion.declaration
    }

    private init(
        existing: JSONObject?, accountDefaults: ServiceAccountDefaults, declaration: ClientDeclaration
    ) {
        self.existing = existing
        self.accountDefaults = accountDefaults
        self.declaration = declaration
    }

    /// What a property will be: declared, else existing, else the server's initial value.
    private func effective(_ row: Row) -> JSON? { declaration.state[row.key] ?? existing?[row.key] ?? row.initial }

    // MARK: Secret

    private mutating func completeSecret() {
        let (key, policy) = (ClientRows.secret.key, declaration.secrets.policy)
        let declared = declaration.state[key]
        let option = declared == nil ? ClientRows.secretPolicy : ClientRows.secret.option
        guard declared != nil || policy == .generate else { return }
        if effective(ClientRows.publicClient) == true {
            // 26 drops it and 18 hides it (facts-core 2.1, 3.1).
            declaration.state[key] = nil
            declaration.warnings.append("\(option.name) has no effect: a public client has no secret.")
            return
        }
        guard let existing, policy != .keep else {
            if existing != nil { declaration.state[key] = nil }
            return
        }
        let held = SecretValue(of: existing)
        if effective(ClientRows.bearerOnly) == true, existing[key] == nil {
            // 18 takes the secret away with any PUT (seen on 18.0.2); 26 keeps it.
            declaration.state[key] = nil
            declaration.warnings.append(
                "\(option.name) has no effect: this server keeps no secret of a bearer-only client.")
        } else if policy == .generate {
            declaration.needsNewSecret = held == .absent
        } else if held != .absent, policy == .setIfAbsent {
            declaration.state[key] = nil
        } else if held == .hidden {
            // A masked value says nothing about the real one (needs 21, 22).
            declaration.state[key] = nil
            declaration.warnings.append(
                "secret cannot be verified: the server shows it masked; the login may view but not manage the client.")
        }
    }

    // MARK: Client scopes

    private mutating func completeScopes() {
        guard let existing else { return }
        let (defaults, optionals) = (ClientRows.defaultScopes.key, ClientRows.optionalScopes.key)
        guard declaration.state[defaults] != nil || declaration.state[optionals] != nil else { return }
        let held = (defaults: existing[defaults]?.array ?? [], optionals: existing[optionals]?.array ?? [])
        let wanted = (defaults: declaration.state[defaults]?.array, optionals: declaration.state[optionals]?.array)
        switch declaration.scopesBehavior {
        case .ignore:
            declaration.state[defaults] = nil
            declaration.state[optionals] = nil
            warnAboutIgnored(wanted.defaults, held.defaults, ClientRows.defaultScopes)
            warnAboutIgnored(wanted.optionals, held.optionals, ClientRows.optionalScopes)
        case .patch:
            let added = (defaults: wanted.defaults ?? [], optionals: wanted.optionals ?? [])
            declaration.state[defaults] = .array(
                held.defaults.filter { !added.optionals.contains($0) && !added.defaults.contains($0) } + added.defaults)
            declaration.state[optionals] = .array(
                held.optionals.filter { !added.defaults.contains($0) && !added.optionals.contains($0) }
                    + added.optionals)
        case .idempotent:
            // A scope is one or the other: what is declared for one list leaves the other.
            declaration.state[defaults] = .array(
                withServiceAccount(
                    wanted.defaults ?? held.defaults.filter { !(wanted.optionals ?? []).contains($0) }, held.defaults))
            declaration.state[optionals] = .array(
                wanted.optionals ?? held.optionals.filter { !(wanted.defaults ?? []).contains($0) })
        }
    }

    /// A change of protocol replaces the scopes by the realm's initial ones (facts-core 3.3), yet what the client once had
    /// under that protocol comes back, and a service account's scope does not (seen on 26.7.3): all are named, so that the
    /// plan says what comes and brings it about.
    private mutating func nameScopes() {
        for row in [ClientRows.defaultScopes, ClientRows.optionalScopes] where declaration.state[row.key] == nil {
            declaration.state[row.key] = existing?[row.key]
        }
    }

    /// The scope of a service account comes and goes with it, whatever list was given (facts-core 2.1, facts-more 2).
    private func withServiceAccount(_ wanted: [JSON], _ held: [JSON]) -> [JSON] {
        let scope = JSON.string(ClientDefaults.serviceAccountScope)
        let optionals = declaration.state[ClientRows.optionalScopes.key]?.array ?? []
        guard effective(ClientRows.serviceAccounts) == true, held.contains(scope), !wanted.contains(scope),
            !optionals.contains(scope)
        else { return wanted }
        return wanted + [scope]
    }

    private mutating func warnAboutIgnored(_ wanted: [JSON]?, _ held: [JSON], _ row: Row) {
        guard let wanted, case let wanted = withServiceAccount(wanted, held), Set(wanted) != Set(held) else { return }
        declaration.warnings.append(
            "\(row.option.name) differs from what the client has and is left alone, since "
                + "\(ClientRows.scopesBehavior.name) is 'ignore'; use 'patch' or 'idempotent' to apply it.")
    }

    // MARK: Protocol mappers

    private mutating func completeMappers() {
        let key = ClientRows.protocolMappers.key
        guard let mappers = declaration.state[key]?.array, case .keyedList(let list) = ClientRows.schema.kind(of: key)
        else { return }
        let held = existing?[key]?.array ?? []
        declaration.state[key] = .array(
            mappers.enumerated().map { index, item in
                guard var mapper = item.object else { return item }
                // A mapper belongs to a protocol; what is meant is the client's.
                mapper["protocol"] = mapper["protocol"] ?? effective(ClientRows.protocolName)
                let old = held.first { list.name(of: $0).isSame(as: list.name(of: .object(mapper))) }?.object
                if old == nil, mapper["protocolMapper"] == nil {
                    problems.append(
                        Problem(
                            Path(ClientRows.protocolMappers.option.name).index(index),
                            "has no protocolMapper; a new mapper needs its type, like oidc-usermodel-attribute-mapper"))
                }
                if mapper["consentRequired"] == true {
                    declaration.warnings.append(
                        "consentRequired of the mapper '\(mapper["name"]?.text ?? "")' has no effect: the server "
                            + "ignores it; consent belongs to client scopes.")
                }
                mapper["config"] = mapper["config"].map { completedConfig($0, old?["config"]) }
                return .object(mapper)
            })
    }

    /// A new mapper with `id.token.claim` and without `userinfo.token.claim` gets the same value for both, but only from a
    /// POST of the client (facts-core 4); here every way of creating gives the same, and what exists is left alone.
    private func completedConfig(_ config: JSON, _ old: JSON?) -> JSON {
        guard var entries = config.object else { return config }
        let (idToken, userInfo) = ("id.token.claim", "userinfo.token.claim")
        if entries[userInfo] == nil {
            if let old {
                entries[userInfo] = old.object?[userInfo]
            } else if let value = entries[idToken]?.text, !value.isEmpty {
                entries[userInfo] = .string(value)
            }
        }
        return .object(entries)
    }

    // MARK: Service account

    private mutating func completeRoles() {
        let row = ClientRows.serviceAccountRoles
        guard let declared = declaration.state[row.key]?.object else { return }
        guard effective(ClientRows.serviceAccounts) == true else {
            // Without an account there are no roles, which may be just what is declared.
            if ClientRows.schema.kind(of: row.key).canonical(.object(declared)) != [:] {
                problems.append(
                    Problem(Path(row.option.name), "needs \(ClientRows.serviceAccounts.option.name): true"))
            }
            declaration.state[row.key] = nil
            return
        }
        declaration.state[row.key] = .object(
            accountDefaults.completed(
                declared, beside: existing?[row.key]?.object, isExact: declaration.exact.contains(row.key)))
    }

    // MARK: Authorization services

    /// The server answers 500 without a reason (facts-core 2.1, 3.3).
    private mutating func checkAuthorization() {
        let row = ClientRows.authorizationServices
        let wantsSettings = !(declaration.authorizationSettings?.object?.isEmpty ?? true)
        let isOn = effective(row) == true
        if wantsSettings, !isOn {
            problems.append(
                Problem(Path(ClientRows.authorizationSettings.name), "needs \(row.option.name): true"))
        }
        let accounts = ClientRows.serviceAccounts
        if declaration.state[row.key] == nil, isOn, declaration.state[accounts.key] == false,
            existing?[accounts.key] == true
        {
            problems.append(
                Problem(
                    Path(accounts.option.name),
                    "is not possible while authorization services are on; give \(row.option.name): false as well"))
        }
        guard declaration.state[row.key] == true else { return }
        if effective(accounts) != true {
            problems.append(Problem(Path(row.option.name), "needs \(accounts.option.name): true as well"))
        }
        for other in [ClientRows.publicClient, ClientRows.bearerOnly] where effective(other) == true {
            problems.append(Problem(Path(row.option.name), "is not possible together with \(other.option.name): true"))
        }
    }
}
