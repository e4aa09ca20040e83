internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_client`: one client, present as declared or absent.
public enum ClientModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_client"
    /// What it is for.
    public static let summary = "keeps one client as declared, or makes sure that there is none"
    /// The options, from the rows.
    public static var options: [Option] { ClientRows.schema.options }

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool { ClientRows.isSecret(field: field) }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] { ClientDeclaration.read(arguments).problems }

    /// Reads, compares, and outside check mode writes and reads back.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let declaration = try ClientDeclaration(arguments)
        let run = ClientRun(declaration: declaration, context: context)
        do {
            return declaration.isPresent ? try await run.present() : try await run.absent()
        } catch {
            var failure = error
            failure.warnings = declaration.warnings + failure.warnings
            throw failure
        }
    }
}

/// One run of the module.
private struct ClientRun {
    let declaration: ClientDeclaration
    let session: Session
    let isCheck: Bool
    let lookup: RealmLookup
    let retries: Retries
    let expectation: ModuleContext.Expectation

    init(declaration: ClientDeclaration, context: ModuleContext) {
        self.declaration = declaration
        session = context.session
        isCheck = context.isCheck
        retries = context.retries
        expectation = context.expectation
        lookup = RealmLookup(session: context.session, realm: declaration.realm)
    }

    // MARK: Absent

    func absent() async throws(Failure) -> Outcome {
        let found = try await find()
        try declaration.name.check(expectation, found)
        guard let existing = found, let id = existing["id"]?.text else {
            return outcome(false, Messages.alreadyAbsent, existing: nil, proposed: [:], endState: [:])
        }
        let plan = ClientPlan.deletion(existing, id: id)
        if !isCheck {
            do {
                for step in plan.steps { try await perform(step) }
            } catch {
                throw await failure(error, done: [], before: existing, id: id)
            }
        }
        return outcome(
            plan.isChanged, Messages.deleted(declaration.subject), existing: existing, proposed: [:], endState: [:],
            diff: plan.diff)
    }

    // MARK: Present

    func present() async throws(Failure) -> Outcome {
        let existing = try await find()
        try declaration.name.check(expectation, existing)
        let (plan, completed) = try await plan(from: existing, for: declaration)
        let message =
            existing == nil
            ? Messages.created(declaration.subject)
            : plan.isChanged ? Messages.updated(declaration.subject) : Messages.unchanged(declaration.subject)
        let endState: JSONObject
        if !plan.isChanged, let existing {
            endState = existing
        } else if isCheck {
            let prediction = ClientPrediction(lookup: lookup)
            if let existing {
                endState = await prediction.update(plan, of: existing)
            } else {
                endState = await prediction.creation(plan, completed)
            }
        } else {
            endState = try await carryOut(plan, from: existing, declaration.pinned(to: completed, beside: existing))
        }
        var proposed = completed.state
        proposed[ClientPlan.authorizationSettings] = completed.authorizationSettings
        var result = outcome(
            plan.isChanged, message, existing: existing, proposed: proposed, endState: endState, diff: plan.diff)
        result.warnings = completed.warnings
        return result
    }

    /// The plan from a state of the server, and the declaration as it was understood beside that state.
    private func plan(
        from existing: JSONObject?, for declaration: ClientDeclaration
    ) async throws(Failure) -> (ClientPlan, ClientDeclaration) {
        let protocolName =
            (declaration.state[ClientRows.protocolName.key] ?? existing?[ClientRows.protocolName.key])?.text
            ?? ClientRows.openIDConnect
        let base = await withScopes(of: protocolName, existing, for: declaration)
        var completed = try ClientCompletion.complete(
            declaration, beside: base, changesProtocol: base?[ClientRows.protocolName.key] != .string(protocolName))
        let references = ClientReferences(lookup: lookup, existing: base)
        try await references.resolveFlows(&completed)
        let scopeIDs = try await references.resolveScopes(completed, protocolName: protocolName)
        guard let existing, let id = existing["id"]?.text else { return (ClientPlan.creation(completed), completed) }
        var plan = try ClientPlan.update(existing, id: id, completed, scopeIDs: scopeIDs)
        if let declared = completed.authorizationSettings?.object, !declared.isEmpty {
            plan = try await importing(declared, of: existing, id: id, into: plan, &completed.warnings)
        }
        return (plan, completed)
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
        let server = [declaration.realm, "clients", id, "authz", "resource-server"]
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

    /// Does the steps, reads the client back, and plans again from what the server made of it, until nothing is left.
    ///
    /// A server adds to what it is given: root URLs become redirect URIs, a protocol change replaces the scopes
    /// (facts-core 2.6, 3.3). The first run has to end in the declared state all the same.
    private func carryOut(
        _ first: ClientPlan, from existing: JSONObject?, _ declaration: ClientDeclaration
    ) async throws(Failure) -> JSONObject {
        var steps = first.steps
        var known = existing
        var done: [String] = []
        var attempts = retries.begin()
        var rounds = 0
        while rounds < 3 {
            rounds += 1
            var id = known?["id"]?.text
            var current: Step?
            do {
                for step in steps {
                    current = step
                    let createdID = try await step.isCreation ? create(step) : perform(step)
                    id = id ?? createdID
                    done.append(step.reason)
                }
            } catch {
                // What else is posted is seen by the comparison with what is there now; it costs a round of its own.
                let isOpen = current?.method == .post && current?.isCreation == false && error.leavesOpen
                guard isOpen, await attempts.pause(after: error.message) else {
                    throw await failure(error, done: done, before: existing, id: id)
                }
                rounds -= 1
            }
            let state: JSONObject
            let rest: ClientPlan
            do throws(Failure) {
                guard let read = try await read(id) else { throw Failure("The client vanished while it was written.") }
                state = read
                known = read
                rest = try await plan(from: read, for: declaration).0
            } catch {
                throw afterwards(error, done: done, known)
            }
            let isDone = rest.steps.isEmpty && !rest.isChanged
            steps = rest.steps + (isDone ? ClientPlan.secretRepair(state, id: id ?? "", after: steps) : [])
            if steps.isEmpty, isDone { return state }
            if steps.isEmpty { break }
        }
        let (rest, _) = try await plan(from: known, for: declaration)
        throw Failure(
            "The server did not keep what was declared: \(rest.comparison.paths.map(\.description).joined(separator: ", ")).",
            hint: "The server's own value stands in end_state.", changed: true,
            states: ["end_state": .object(ClientRows.schema.presented(known ?? [:]))])
    }

    /// Creates the client; the id.
    ///
    /// A POST that ended without saying whether it took effect is sent again only after a look: the client may be there, or
    /// be finished by the server meanwhile, and then the name is taken (409).
    private func create(_ step: Step) async throws(KeycloakError) -> String? {
        var attempts = retries.begin()
        while true {
            let failed: KeycloakError
            do {
                return try await perform(step)
            } catch {
                failed = error
            }
            let isTaken = attempts.tries > 1 && failed.status == 409
            guard isTaken || failed.leavesOpen else { throw failed }
            let found: JSONObject?
            do { found = try await find() } catch { throw failed }
            if let found {
                retries.log("The creation took effect although its answer was lost.")
                return found["id"]?.text
            }
            guard !isTaken, await attempts.pause(after: "The client is not there") else { throw failed }
        }
    }

    /// Sends a step; the id, if it created something.
    @discardableResult
    private func perform(_ step: Step) async throws(KeycloakError) -> String? {
        let answer = try await session.send(step.method, [declaration.realm, "clients"] + step.path, body: step.body)
        if let id = declaration.id { return id }
        // The id stands at the end with some characters escaped (seen on both: space and `%`, not `/`).
        let pieces = answer.response.header("Location")?.pieces(separatedBy: "/clients/") ?? []
        let id = PercentEncoding.decode(pieces.dropFirst().joined(separator: "/clients/"))
        return id?.isEmpty == false ? id : nil
    }

    /// What was done before a look at it failed.
    private func afterwards(_ error: Failure, done: [String], _ known: JSONObject?) -> Failure {
        var failure = error
        failure.changed = !done.isEmpty
        if !done.isEmpty { failure.message += " \(Messages.done(done))" }
        if let known { failure.states["end_state"] = .object(ClientRows.schema.presented(known)) }
        return failure
    }

    /// What was done before a step failed; a request that fails may have taken effect, on 18 in part (facts-core 9), so the
    /// state is read again.
    private func failure(
        _ error: KeycloakError, done: [String], before: JSONObject?, id: String?
    ) async -> Failure {
        var failure = Failure(error)
        failure.changed = !done.isEmpty
        if !done.isEmpty { failure.message += " \(Messages.done(done))" }
        let state: JSONObject?
        do {
            state = try await (id == nil ? find() : read(id))
        } catch {
            failure.message += " The client could not be read again, so what it is now is unknown."
            return failure
        }
        failure.states["end_state"] = .object(ClientRows.schema.presented(state ?? [:]))
        let isApplied = ClientRows.schema.compare(before ?? [:], state ?? [:]).isChanged
        failure.changed = failure.changed || isApplied
        if !isApplied {
            failure.message += " The client is as it was before."
        } else if state == nil {
            failure.message += " The client is gone."
        } else if done.isEmpty {
            failure.message += " The server applied it, or a part of it; end_state shows what the client is now."
        }
        return failure
    }

    // MARK: Reading

    /// The client as the user named it.
    private func find() async throws(Failure) -> JSONObject? {
        do {
            return try await withSecret(declaration.name.find(session))
        } catch {
            throw Failure(error)
        }
    }

    private func read(_ id: String?) async throws(Failure) -> JSONObject? {
        guard let id else { return try await find() }
        do {
            return try await withSecret(ClientFinder(session: session, realm: declaration.realm).client(id: id))
        } catch {
            throw Failure(error)
        }
    }

    /// 18 never shows the secret in the client (facts-core 8): where one is declared, it is asked for.
    private func withSecret(_ client: JSONObject?) async throws(KeycloakError) -> JSONObject? {
        let key = ClientRows.secret.key
        guard var client, client[key] == nil, declaration.state[key] != nil, let id = client["id"]?.text,
            client[ClientRows.publicClient.key] != true
        else { return client }
        let secret = try await ClientFinder(session: session, realm: declaration.realm).secret(id: id)
        if case .known(let text) = secret.value { client[key] = .string(text) }
        return client
    }

    // MARK: Result

    private func outcome(
        _ changed: Bool, _ message: String, existing: JSONObject?, proposed: JSONObject, endState: JSONObject,
        diff: Outcome.Diff = Outcome.Diff()
    ) -> Outcome {
        Outcome(
            changed: changed, message: message,
            states: [
                "existing": .object(ClientRows.schema.presented(existing ?? [:])),
                "proposed": .object(ClientRows.schema.presented(proposed)),
                "end_state": .object(ClientRows.schema.presented(endState)),
            ], diff: diff, warnings: declaration.warnings)
    }
}

/// What users read.
private enum Messages {
    static let alreadyAbsent = "Client does not exist; doing nothing."
    static func created(_ client: String) -> String { "Client \(client) has been created." }
    static func updated(_ client: String) -> String { "Client \(client) has been updated." }
    static func deleted(_ client: String) -> String { "Client \(client) has been deleted." }
    static func done(_ reasons: [String]) -> String { "Done before: \(reasons.joined(separator: "; "))." }
    static func unchanged(_ client: String) -> String { "No changes required for Client \(client)." }
}
