internal import JSON
internal import Keycloak
internal import Reconcile

/// What the server will answer after a plan was carried out: check mode's end state.
struct ClientPrediction {
    let lookup: RealmLookup

    private static var schema: Schema { ClientRows.schema }

    /// The end state of a creation: the server's defaults for that protocol and version (facts-core 2.3) under what was
    /// declared.
    ///
    /// What only the server can know (`ClientDefaults.ownProperties`, `.ownAttributes`) is left out.
    func creation(_ plan: ClientPlan, _ declaration: ClientDeclaration) async -> JSONObject {
        let declared = declaration.state
        let protocolName = declared[ClientRows.protocolName.key]?.text ?? ClientRows.openIDConnect
        var state = ClientPrediction.schema.initialState
        let attributes = declared[ClientRows.attributes.key]?.object ?? [:]
        state[ClientRows.attributes.key] = .object(ClientDefaults.attributes(of: protocolName, beside: attributes))
        // Seen on 26.7.3 and 18.0.2: a client that asks for consent is created without the full scope.
        if declared[ClientRows.consentRequired.key] == true { state[ClientRows.fullScope.key] = false }
        if protocolName == ClientRows.saml { state[ClientRows.frontchannelLogout.key] = true }
        let scopes = await initialScopes(of: protocolName, hasServiceAccount: false)
        let declaresScopes =
            declared[ClientRows.defaultScopes.key] != nil || declared[ClientRows.optionalScopes.key] != nil
        if !declaresScopes {
            state[ClientRows.defaultScopes.key] = .array(scopes.defaults)
            state[ClientRows.optionalScopes.key] = .array(scopes.optionals)
        }
        if declared[ClientRows.webOrigins.key] == nil {
            state[ClientRows.webOrigins.key] = ClientDefaults.origins(of: declared[ClientRows.redirectURIs.key])
        }
        state = ClientPrediction.schema.merged(state, with: declared)
        if let id = declaration.id {
            state["id"] = .string(id)
            if declared[ClientRows.clientID.key] == nil { state[ClientRows.clientID.key] = .string(id) }
        }
        if state[ClientRows.serviceAccounts.key] == true { await addServiceAccount(to: &state) }
        return tidied(state)
    }

    /// The end state of an update: the plan's target and what the server does beside it (facts-core 3.3).
    func update(_ plan: ClientPlan, of existing: JSONObject) async -> JSONObject {
        var state = plan.target
        func turned(_ row: Row, to value: JSON) -> Bool { existing[row.key] != value && state[row.key] == value }

        if turned(ClientRows.publicClient, to: true) {
            state[ClientRows.secret.key] = nil
            state[ClientRows.authorizationServices.key] = nil
        }
        if turned(ClientRows.bearerOnly, to: true) { state[ClientRows.authorizationServices.key] = nil }
        // A list of mappers in the same PUT leaves the account without its mappers (seen on 18.0.2).
        if turned(ClientRows.serviceAccounts, to: true) {
            await addServiceAccount(to: &state, mappers: !plan.comparison.touches(Path(ClientRows.protocolMappers.key)))
        }
        if turned(ClientRows.serviceAccounts, to: false) {
            state[ClientRows.serviceAccountRoles.key] = nil
            let scope = JSON.string(ClientDefaults.serviceAccountScope)
            state[ClientRows.defaultScopes.key] = (state[ClientRows.defaultScopes.key]?.array).map { scopes in
                .array(scopes.filter { $0 != scope })
            }
        }
        return tidied(state)
    }

    /// Whether a plan that ends in this state gives the client a secret that only the server can know.
    func makesSecret(_ plan: ClientPlan, _ endState: JSONObject, beside existing: JSONObject?) async -> Bool {
        guard endState[ClientRows.publicClient.key] != true, SecretValue(of: endState) == .absent else { return false }
        if plan.steps.contains(where: \.makesSecret) { return true }
        // The server makes one where there is none at all; an empty one stays (seen on 26.7.3 and 18.0.2).
        guard endState[ClientRows.secret.key] == nil, plan.steps.contains(where: \.isWhole) else { return false }
        // 18 makes none for a bearer-only client (facts-more 6.1), and when it creates one of another protocol than OpenID
        // Connect none before the first PUT (seen on 18.0.2).
        let isOther = existing == nil && endState[ClientRows.protocolName.key] != .string(ClientRows.openIDConnect)
        guard isOther || endState[ClientRows.bearerOnly.key] == true else { return true }
        return await realmHasServiceAccountScope()
    }

    /// The form in which the server answers: no nulls, no `false` where it leaves that out.
    private func tidied(_ state: JSONObject) -> JSONObject {
        state.filter { member in
            if member.value == .null { return false }
            if case .bool(absentIsFalse: true) = ClientPrediction.schema.kind(of: member.key) {
                return member.value != false
            }
            return true
        }
    }

    // MARK: What the realm gives

    /// The realm's initial scopes of a protocol; none where the login may not see them.
    func initialScopes(
        of protocolName: String, hasServiceAccount: Bool
    ) async -> (defaults: [JSON], optionals: [JSON]) {
        func names(_ scopes: [RealmLookup.Scope]?) -> [JSON] {
            (scopes ?? []).filter { $0.protocolName == protocolName }.map { .string($0.name) }
        }
        var state: JSONObject = [ClientRows.protocolName.key: .string(protocolName)]
        state[ClientRows.defaultScopes.key] = .array(names(try? await lookup.initialDefaultScopes()))
        if hasServiceAccount { await addServiceAccountScope(to: &state) }
        return (
            state[ClientRows.defaultScopes.key]?.array ?? [], names(try? await lookup.initialOptionalScopes())
        )
    }

    private func realmHasServiceAccountScope() async -> Bool {
        let scopes = (try? await lookup.scopes()) ?? []
        return scopes.contains { $0.name == ClientDefaults.serviceAccountScope }
    }

    /// The scope is one of OpenID Connect; clients of another protocol do not get it (seen on 26.7.3).
    private func addServiceAccountScope(to state: inout JSONObject) async {
        let scope = JSON.string(ClientDefaults.serviceAccountScope)
        let held = state[ClientRows.defaultScopes.key]?.array ?? []
        guard state[ClientRows.protocolName.key] == .string(ClientRows.openIDConnect), !held.contains(scope),
            await realmHasServiceAccountScope()
        else { return }
        state[ClientRows.defaultScopes.key] = .array(held + [scope])
    }

    /// 26 gives a scope; where the realm has none, it is 18, which gives mappers (facts-core 2.3).
    private func addServiceAccount(to state: inout JSONObject, mappers: Bool = true) async {
        guard await !realmHasServiceAccountScope() else { return await addServiceAccountScope(to: &state) }
        guard mappers else { return }
        let key = ClientRows.protocolMappers.key
        let declared = state[key]?.array ?? []
        let added = ClientDefaults.serviceAccountMappers.filter { mapper in
            !declared.contains { $0.object?["name"] == mapper.object?["name"] }
        }
        state[key] = .array(declared + added)
    }
}
