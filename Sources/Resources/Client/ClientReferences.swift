internal import JSON
internal import Keycloak
internal import Reconcile

/// The flows that a client can bind: the server's key, and the option that names the flow by alias.
enum ClientFlows {
    static let names = [
        (flow: "browser", byAlias: "browser_name"), (flow: "direct_grant", byAlias: "direct_grant_name"),
    ]
}

/// Turns names into what the server wants, and finds what does not exist before anything is written.
struct ClientReferences {
    let lookup: RealmLookup
    let existing: JSONObject?

    /// Replaces flow aliases by ids in the declared state.
    ///
    /// The server takes ids only and answers 500 to everything else (facts-core 2.1). An id that the client has already needs
    /// no look at the flows.
    func resolveFlows(_ declaration: inout ClientDeclaration) async throws(Failure) {
        let key = ClientRows.flowOverrides.key
        guard var overrides = declaration.state[key]?.object else { return }
        let bound = existing?[key]?.object ?? [:]
        for (flow, byAlias) in ClientFlows.names {
            guard let written = overrides[byAlias] ?? overrides[flow] else { continue }
            let option = overrides[byAlias] != nil ? byAlias : flow
            overrides[byAlias] = nil
            overrides[flow] = written
            guard let name = written.text, !name.isEmpty, option == byAlias || bound[flow] != written else { continue }
            let path = Path(ClientRows.flowOverrides.option.name, option)
            overrides[flow] = .string(try await flowID(name, byAliasOnly: option == byAlias, path))
        }
        declaration.state[key] = .object(overrides)
    }

    private func flowID(_ name: String, byAliasOnly: Bool, _ path: Path) async throws(Failure) -> String {
        let flows: [(alias: String, id: String)]
        do {
            flows = try await lookup.flows()
        } catch {
            throw Failure(error)
        }
        if !byAliasOnly, let flow = flows.first(where: { $0.id.isSame(as: name) }) { return flow.id }
        guard let flow = flows.first(where: { $0.alias.isSame(as: name) }) else {
            throw Failure([
                Problem(
                    path,
                    "the realm has no top-level flow '\(name)'" + Nearest.hint(for: name, among: flows.map(\.alias)))
            ])
        }
        return flow.id
    }

    /// The ids of client scopes by name, for all scopes that the declared state adds or removes; fails where a declared one
    /// does not exist or is of another protocol, since the server drops those in silence (facts-core 2.1, 7).
    func resolveScopes(_ declaration: ClientDeclaration, protocolName: String) async throws(Failure) -> JSONObject {
        let rows = [ClientRows.defaultScopes, ClientRows.optionalScopes]
        let differing = rows.filter { row in
            let declared = declaration.state[row.key]
            return declared != nil
                && (existing == nil
                    || ClientRows.schema.kind(of: row.key).canonical(declared)
                        != ClientRows.schema.kind(of: row.key).canonical(existing?[row.key]))
        }
        guard !differing.isEmpty else { return [:] }
        let scopes: [RealmLookup.Scope]
        do {
            scopes = try await lookup.scopes()
        } catch {
            throw Failure(error)
        }
        var problems: [Problem] = []
        for row in differing {
            let held = existing?[row.key]?.array ?? []
            for name in (declaration.state[row.key]?.array ?? []).compactMap(\.text) where !held.contains(.string(name))
            {
                let path = Path(row.option.name, name)
                guard let scope = scopes.first(where: { $0.name.isSame(as: name) }) else {
                    let known = scopes.filter { $0.protocolName == protocolName }.map(\.name)
                    problems.append(
                        Problem(path, "the realm has no such client scope" + Nearest.hint(for: name, among: known)))
                    continue
                }
                if scope.protocolName != protocolName {
                    problems.append(
                        Problem(path, "is a scope of protocol \(scope.protocolName), the client's is \(protocolName)"))
                }
            }
        }
        guard problems.isEmpty else { throw Failure(problems) }
        return JSONObject(scopes.map { ($0.name, .string($0.id)) })
    }
}
