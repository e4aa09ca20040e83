internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// Makes plans: looks up what a declaration names, and compares it with what the server has.
struct ClientPlanner: Sendable {
    let session: Session
    let realm: String
    let lookup: RealmLookup
    let account: ClientServiceAccount

    /// The plan from a state of the server, and the declaration as it was understood beside that state.
    func plan(
        from existing: JSONObject?, for declaration: ClientDeclaration
    ) async throws(Failure) -> (ClientPlan, ClientDeclaration) {
        let protocolName =
            (declaration.state[ClientRows.protocolName.key] ?? existing?[ClientRows.protocolName.key])?.text
            ?? ClientRows.openIDConnect
        let existing = withFutureName(existing, for: declaration)
        let base = await withScopes(of: protocolName, existing, for: declaration)
        let accountDefaults = try await account.defaults(for: declaration, beside: existing)
        var completed = try ClientCompletion.complete(
            declaration, beside: base, accountDefaults,
            changesProtocol: base?[ClientRows.protocolName.key] != .string(protocolName))
        let references = ClientReferences(lookup: lookup, existing: base)
        try await references.resolveFlows(&completed)
        let scopeIDs = try await references.resolveScopes(completed, protocolName: protocolName)
        let roles = try await account.references(for: completed, accountDefaults, beside: existing)
        guard let existing, let id = existing["id"]?.text else { return (ClientPlan.creation(completed), completed) }
        var plan = try ClientPlan.update(existing, id: id, completed, scopeIDs: scopeIDs, roles: roles)
        if let declared = completed.authorizationSettings?.object, !declared.isEmpty {
            plan = try await importing(declared, of: existing, id: id, into: plan, &completed.warnings)
        }
        if completed.needsNewSecret { plan = plan.makingSecret(of: existing, id: id) }
        return (plan, completed)
    }

    /// What exists, with the account's roles of the client itself under the name that it will have.
    private func withFutureName(_ existing: JSONObject?, for declaration: ClientDeclaration) -> JSONObject? {
        let key = ClientRows.serviceAccountRoles.key
        guard var base = existing, var roles = base[key]?.object, var clients = roles[RoleChange.clientsPart]?.object,
            let old = base[ClientRows.clientID.key]?.text, let new = declaration.state[ClientRows.clientID.key]?.text,
            !old.isSame(as: new), let own = clients[old]
        else { return existing }
        clients[old] = nil
        clients[new] = own
        roles[RoleChange.clientsPart] = .object(clients)
        base[key] = .object(roles)
        return base
    }

    /// What exists, with the scopes that a change of protocol gives it: the realm's initial ones (facts-core 3.3).
    private func withScopes(
        of protocolName: String, _ existing: JSONObject?, for declaration: ClientDeclaration
    ) async -> JSONObject? {
        guard var base = existing, base[ClientRows.protocolName.key] != .string(protocolName) else { return existing }
        let prediction = ClientPrediction(lookup: lookup)
        let hasServiceAccount =
            (declaration.state[ClientRows.serviceAccounts.key] ?? base[ClientRows.serviceAccounts.key]) == true
        let scopes = await prediction.initialScopes(of: protocolName, hasServiceAccount: hasServiceAccount)
        base[ClientRows.defaultScopes.key] = .array(scopes.defaults)
        base[ClientRows.optionalScopes.key] = .array(scopes.optionals)
        return base
    }

    /// Adds what the authorization settings need; a look at them needs more than a right to view (facts-more 5.5).
    private func importing(
        _ declared: JSONObject, of existing: JSONObject, id: String, into plan: ClientPlan, _ warnings: inout [String]
    ) async throws(Failure) -> ClientPlan {
        let server = [realm, "clients", id, "authz", "resource-server"]
        do {
            var exported: JSONObject?
            if existing[ClientRows.authorizationServices.key] == true {
                let answer = try await session.send(.get, server + ["settings"], accepting: [403])
                guard answer.response.isSuccess else {
                    warnings.append(
                        "authorization_settings cannot be compared: reading them needs the role manage-clients or "
                            + "manage-authorization.")
                    return plan
                }
                exported = try answer.object()
            }
            let authorization = ClientAuthorization(declared: declared, exported: exported)
            warnings += authorization.warnings
            var ids = JSONObject()
            for list in authorization.needsIDs {
                let items = try await session.send(
                    .get, server + [ClientAuthorization.endpoint(of: list)], query: [("max", "-1")]
                ).objects()
                ids[list] = .object(
                    JSONObject(
                        items.compactMap { item in
                            guard let name = item["name"]?.text, let id = item["_id"] ?? item["id"] else { return nil }
                            return (name, id)
                        }))
            }
            return plan.importing(authorization, ids: ids, clientID: id)
        } catch {
            throw Failure(error)
        }
    }
}
