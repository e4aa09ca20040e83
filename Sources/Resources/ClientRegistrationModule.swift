internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_client_registration`: one client, by the registration service in place of the administration.
public enum ClientRegistrationModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_client_registration"
    /// What it is for.
    public static let summary =
        "keeps one client as declared through the registration service, without an administrator"
    /// The options: which client, the tokens, and what it is to be.
    public static var options: [Option] { RegistrationOptions.all }

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool {
        ["token", "client_secret"].contains(field) || ClientRows.isSecret(field: field)
    }

    /// Tokens, given or kept, do without one.
    public static func needsLogin(_ arguments: Arguments) -> Bool { false }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] {
        RegistrationOptions.problems(with: arguments)
    }

    /// Looks at the client, compares, and outside check mode registers, changes or deletes it.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        if RegistrationOptions.provider(arguments) == .openID {
            return try await MetadataRegistration(arguments, context).run()
        }
        let run = try await RegistrationRun(arguments, context)
        return run.declaration.isPresent ? try await run.present() : try await run.absent()
    }
}

/// One run of the module for Keycloak's own provider.
private struct RegistrationRun {
    let declaration: ClientDeclaration
    private let context: ModuleContext
    private let tokens: RegistrationTokens
    private let secret: ClientSecretDelivery
    private let client: RegisteredClient
    private let prediction: ClientPrediction

    init(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) {
        self.context = context
        declaration = try ClientDeclaration(RegistrationOptions.declared(arguments))
        tokens = try RegistrationTokens(arguments, context)
        secret = try ClientSecretDelivery(declaration.secrets, context.system)
        client = try await tokens.service.client(declaration.clientID ?? "")
        prediction = ClientPrediction(lookup: RealmLookup(session: context.session, realm: declaration.realm))
    }

    // MARK: Present

    func present() async throws(Failure) -> Outcome {
        let found = try await client.get(to: .register)?.document
        try declaration.name.check(context.expectation, found)
        do {
            return if let found { try await update(found) } else { try await create() }
        } catch {
            var failure = error
            failure.warnings = await client.warnings + failure.warnings
            throw failure
        }
    }

    private func create() async throws(Failure) -> Outcome {
        let completed = try ClientCompletion.complete(declaration, beside: nil, ServiceAccountDefaults())
        let plan = ClientPlan.creation(completed)
        var endState = await context.isCheck ? prediction.creation(plan, completed) : [:]
        var warnings = completed.warnings
        if !context.isCheck, let body = plan.steps.first?.body?.object {
            endState = try await client.create(RegistrationDocument(body, for: .keycloak)).document
            do {
                endState = try await finish(endState, completed)
                warnings += try leftovers(endState, completed)
            } catch {
                var failure = error
                failure.message = "\(Messages.created(declaration.subject)) \(error.message)"
                failure.changed = true
                failure.states["end_state"] = .object(ClientRows.schema.presented(endState))
                throw failure
            }
        }
        return try await outcome(
            true, Messages.created(declaration.subject), existing: nil, completed.state, endState, plan.diff, warnings)
    }

    /// Has the server do what it did not do when it made the client.
    private func finish(_ made: JSONObject, _ completed: ClientDeclaration) async throws(Failure) -> JSONObject {
        let repaired = try await put(RegistrationPlan.secretRepair(made))
        var state = if let repaired { repaired } else { await stored(made) }
        let further = try RegistrationPlan(state, completed)
        if further.plan.isChanged, let next = try await put(further.body) { state = next }
        return state
    }

    /// Sends a document, where there is one; the client as the server has it then, nil where there is no such client.
    private func put(_ document: JSONObject?) async throws(Failure) -> JSONObject? {
        guard let document, let answer = try await client.put(document) else { return nil }
        return await stored(answer.document)
    }

    /// The client as the server has it after a write: 18 answers that with flags that are not the client's (seen on 18.0.2:
    /// `directAccessGrantsEnabled` is false after a POST, `frontchannelLogout` is `publicClient` after a PUT).
    private func stored(_ answer: JSONObject) async -> JSONObject {
        guard !ClientPlan.isOfNewServer(answer) else { return answer }
        do {
            return try await client.get()?.document ?? answer
        } catch {
            // The write is done, and its answer the best that is known.
            return answer
        }
    }

    private func update(_ existing: JSONObject) async throws(Failure) -> Outcome {
        let step = try RegistrationPlan(existing, declaration)
        guard step.plan.isChanged else {
            return try await outcome(
                false, Messages.unchanged(declaration.subject), existing: existing, step.completed.state, existing,
                Outcome.Diff(), step.completed.warnings)
        }
        let endState: JSONObject
        var warnings = step.completed.warnings
        if context.isCheck {
            endState = await prediction.update(step.plan, of: existing)
        } else {
            guard let next = try await put(step.body) else {
                throw Failure(Messages.vanished(declaration.subject))
            }
            endState = next
            warnings += try leftovers(endState, step.completed)
        }
        return try await outcome(
            true, Messages.updated(declaration.subject), existing: existing, step.completed.state, endState,
            step.plan.diff, warnings)
    }

    /// What the server keeps otherwise than declared although it took it.
    private func leftovers(_ endState: JSONObject, _ completed: ClientDeclaration) throws(Failure) -> [String] {
        let rest = try RegistrationPlan(endState, completed).plan.comparison
        return rest.isChanged ? [Messages.leftovers(rest.paths.map { "\($0)" })] : []
    }

    private func outcome(
        _ changed: Bool, _ message: String, existing: JSONObject?, _ proposed: JSONObject, _ endState: JSONObject,
        _ diff: Outcome.Diff, _ warnings: [String]
    ) async throws(Failure) -> Outcome {
        var result = Outcome(
            changed: changed, message: message,
            states: [
                "existing": .object(ClientRows.schema.presented(existing ?? [:])),
                "proposed": .object(ClientRows.schema.presented(proposed)),
                "end_state": .object(ClientRows.schema.presented(endState)),
            ], diff: diff)
        let token = await client.settle(&result, isNew: existing == nil)
        result.warnings = await client.warnings + warnings
        let makesSecret =
            context.isCheck && changed && endState[ClientRows.publicClient.key] != true
            && SecretValue(of: endState) == .absent
        try secret.deliver(
            makesSecret ? .made : SecretValue(of: endState), of: declaration.subject, to: &result,
            isCheck: context.isCheck)
        try tokens.deliver(token, of: declaration.subject, to: &result, isCheck: context.isCheck)
        return result
    }

    // MARK: Absent

    func absent() async throws(Failure) -> Outcome {
        let canLook = await client.canBeLookedFor
        let found = try await client.get(to: .delete)?.document
        try declaration.name.check(context.expectation, found)
        var outcome = Outcome(
            changed: false,
            message: canLook ? Messages.alreadyAbsent : Messages.unknown(declaration.subject),
            states: ["existing": [:], "proposed": [:], "end_state": [:]])
        if let found {
            let plan = ClientPlan.deletion(found, id: "")
            if !context.isCheck { _ = try await client.delete() }
            outcome.changed = true
            outcome.message = Messages.deleted(declaration.subject)
            outcome.states["existing"] = .object(ClientRows.schema.presented(found))
            outcome.diff = plan.diff
        } else if !context.isCheck {
            try await client.keep(token: nil)
        }
        outcome.warnings = await client.warnings
        return outcome
    }
}

extension RegisteredClient {
    /// Adds to the outcome of a run that the token was lost and another one has been made; the token at the run's end.
    func settle(_ outcome: inout Outcome, isNew: Bool) -> RegistrationTokens.End {
        if isRecovered {
            if !outcome.changed { outcome.message = Messages.recovered(clientID) }
            outcome.changed = true
            outcome.diff = Outcome.Diff(
                before: outcome.diff.before.merging(["token": "a lost one"]),
                after: outcome.diff.after.merging(["token": "another one"]))
        }
        if isChecking, isRecovered || isNew || (outcome.changed && token != nil) { return .made }
        return token.map { .known($0) } ?? .untold
    }
}

/// What users read.
private enum Messages {
    static let alreadyAbsent = "Client does not exist; doing nothing."
    static func unknown(_ client: String) -> String {
        "No token of client '\(client)' is known, and there is no login; doing nothing."
    }
    static func created(_ client: String) -> String { "Client \(client) has been registered." }
    static func updated(_ client: String) -> String { "The registration of Client \(client) has been updated." }
    static func deleted(_ client: String) -> String { "The registration of Client \(client) has been deleted." }
    static func unchanged(_ client: String) -> String { "No changes required for Client \(client)." }
    static func recovered(_ client: String) -> String { "Client \(client) has been given another token." }
    static func vanished(_ client: String) -> String { "Client \(client) has been deleted meanwhile." }
    static func leftovers(_ paths: [String]) -> String {
        "The server keeps these otherwise than declared: \(paths.joined(separator: ", "))."
    }
}
