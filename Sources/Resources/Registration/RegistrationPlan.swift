internal import JSON
internal import Keycloak
internal import Reconcile

/// What has to be sent to the registration service so that a client becomes what was declared.
///
/// Other than the administration it takes client scopes in the same document, wants mappers with their ids, and neither
/// switches authorization services nor removes nodes.
struct RegistrationPlan: Sendable {
    let plan: ClientPlan
    /// The document of the PUT.
    let body: JSONObject
    /// The declaration as it was understood beside what exists.
    let completed: ClientDeclaration

    private static var schema: Schema { ClientRows.schema }

    /// The plan from what the registration shows.
    init(_ existing: JSONObject, _ declaration: ClientDeclaration) throws(Failure) {
        var declaration = declaration
        RegistrationPlan.leaveScopes(of: existing, &declaration)
        completed = try ClientCompletion.complete(declaration, beside: existing, ServiceAccountDefaults())
        let target = RegistrationPlan.schema.merged(existing, with: completed.state, exact: completed.exact)
        let comparison = RegistrationPlan.schema.compare(existing, target)
        let excerpt = comparison.excerpt(
            of: RegistrationPlan.schema.canonical(existing), and: RegistrationPlan.schema.canonical(target))
        // Ignored in silence (seen on 26.7.3 and 18.0.2).
        let authorization = ClientRows.authorizationServices
        if comparison.touches(Path(authorization.key)) {
            throw Failure([
                Problem(
                    Path(authorization.option.name),
                    "cannot be changed through the registration; keycloak_client can, with a login")
            ])
        }
        plan = ClientPlan(
            comparison: comparison, diff: Outcome.Diff(before: excerpt.before, after: excerpt.after), steps: [],
            target: target)
        body = RegistrationPlan.body(existing, target, comparison)
    }

    /// The document by which 18 makes the secret that it did not make when the client was registered (facts-more 1.2).
    static func secretRepair(_ made: JSONObject) -> JSONObject? {
        guard made[ClientRows.secret.key] == nil, made[ClientRows.publicClient.key] != true,
            made[ClientRows.bearerOnly.key] != true, !ClientPlan.isOfNewServer(made)
        else { return nil }
        return ClientPlan.completed([:], made, made)
    }

    /// 18 ignores the scopes of a document (facts-more 1.2).
    private static func leaveScopes(of existing: JSONObject, _ declaration: inout ClientDeclaration) {
        let rows = [ClientRows.defaultScopes, ClientRows.optionalScopes].filter { declaration.state[$0.key] != nil }
        guard !rows.isEmpty, declaration.scopesBehavior != .ignore, !ClientPlan.isOfNewServer(existing) else { return }
        for row in rows { declaration.state[row.key] = nil }
        declaration.warnings.append(
            rows.map(\.option.name).joined(separator: " and ")
                + " has no effect: this server does not change the scopes of a client through the registration.")
    }

    private static func body(_ existing: JSONObject, _ target: JSONObject, _ comparison: Comparison) -> JSONObject {
        var body = schema.patch(from: existing, to: target, comparison)
        // One list given empties the other (seen on 26.7.3).
        let scopes = [ClientRows.defaultScopes, ClientRows.optionalScopes].map(\.key)
        if scopes.contains(where: { body[$0] != nil }) {
            for key in scopes { body[key] = target[key] ?? [] }
        }
        let mappers = ClientRows.protocolMappers.key
        if let declared = body[mappers]?.array, case .keyedList(let list) = schema.kind(of: mappers) {
            let held = existing[mappers]?.array ?? []
            // Without its id one of a type that the policy does not allow is refused, although it is there already.
            body[mappers] = .array(
                declared.map { item in
                    guard let mapper = item.object else { return item }
                    let old = held.first { list.name(of: $0).isSame(as: list.name(of: item)) }?.object
                    let kept = mapper.filter { ["name", "protocol", "protocolMapper", "config"].contains($0.key) }
                    return .object(kept.merging(old.flatMap { $0["id"] }.map { ["id": $0] } ?? [:]))
                })
        }
        return ClientPlan.completed(body, existing, target)
    }
}
