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
        try await run(arguments, context, known: KnownBefore())
    }

    /// The same, with what is known of the realm and the client already.
    ///
    /// The end state of a creation that needs no look is what check mode would say.
    static func run(
        _ arguments: Arguments, _ context: ModuleContext, known: KnownBefore
    ) async throws(Failure) -> Outcome {
        let declaration = try ClientDeclaration(arguments)
        let run = ClientRun(declaration: declaration, context: context, known: known)
        do {
            return declaration.isPresent ? try await run.present() : try await run.absent()
        } catch {
            var failure = error
            failure.warnings = declaration.warnings.filter { !error.warnings.contains($0) } + error.warnings
            throw failure
        }
    }
}

/// One run of the module.
private struct ClientRun {
    let declaration: ClientDeclaration
    let isCheck: Bool
    let expectation: ModuleContext.Expectation
    let system: SystemEffects
    let reader: ClientReader
    let planner: ClientPlanner
    let writer: ClientWriter

    init(declaration: ClientDeclaration, context: ModuleContext, known: KnownBefore) {
        self.declaration = declaration
        isCheck = context.isCheck
        expectation = context.expectation
        system = context.system
        let (session, realm) = (context.session, declaration.realm)
        let lookup = known.lookup ?? RealmLookup(session: session, realm: realm)
        let account = ClientServiceAccount(session: session, realm: realm, lookup: lookup)
        reader = ClientReader(declaration: declaration, session: session, account: account, known: known.client)
        planner = ClientPlanner(session: session, realm: realm, lookup: lookup, account: account)
        writer = ClientWriter(
            session: session, retries: context.retries, reader: reader, planner: planner, creations: known.creations)
    }

    func absent() async throws(Failure) -> Outcome {
        let found = try await reader.begin()
        try declaration.name.check(expectation, found)
        guard let existing = found, let id = existing["id"]?.text else {
            return outcome(false, Messages.alreadyAbsent, existing: nil, proposed: [:], endState: [:])
        }
        let plan = ClientPlan.deletion(existing, id: id)
        if !isCheck { try await writer.delete(plan, existing, id: id) }
        return outcome(
            plan.isChanged, Messages.deleted(declaration.subject), existing: existing, proposed: [:], endState: [:],
            diff: plan.diff)
    }

    func present() async throws(Failure) -> Outcome {
        let delivery = try ClientSecretDelivery(declaration.secrets, system)
        let existing = try await reader.begin()
        try declaration.name.check(expectation, existing)
        let (plan, completed) = try await planner.plan(from: existing, for: declaration)
        let message = message(plan, existing)
        let endState: JSONObject
        var makesSecret = false
        if !plan.isChanged, let existing {
            endState = existing
        } else if isCheck {
            let prediction = ClientPrediction(lookup: planner.lookup)
            if let existing {
                endState = await prediction.update(plan, of: existing)
            } else {
                endState = await prediction.creation(plan, completed)
            }
            makesSecret = await prediction.makesSecret(plan, endState, beside: existing)
        } else {
            endState = try await writer.carryOut(
                plan, from: existing, declaration.pinned(to: completed, beside: existing))
        }
        var proposed = completed.state
        proposed[ClientPlan.authorizationSettings] = completed.authorizationSettings
        var result = outcome(
            plan.isChanged, message, existing: existing, proposed: proposed, endState: endState, diff: plan.diff)
        result.warnings = completed.warnings
        try delivery.deliver(
            makesSecret ? .made : SecretValue(of: endState), of: declaration.subject, to: &result, isCheck: isCheck)
        return result
    }

    private func message(_ plan: ClientPlan, _ existing: JSONObject?) -> String {
        guard let existing else { return Messages.created(declaration.subject) }
        guard plan.isChanged else { return Messages.unchanged(declaration.subject) }
        let key = ClientRows.clientID.key
        if let old = existing[key]?.text, let new = plan.target[key]?.text, !old.isSame(as: new) {
            return Messages.renamed(old, new)
        }
        return Messages.updated(declaration.subject)
    }

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
    static func renamed(_ old: String, _ new: String) -> String { "Client \(old) has been renamed to \(new)." }
    static func deleted(_ client: String) -> String { "Client \(client) has been deleted." }
    static func unchanged(_ client: String) -> String { "No changes required for Client \(client)." }
}

extension ClientModule {
    /// A redactor that knows the names of all secret options, those of the login too, and no value yet.
    public static var redactor: Redactor {
        let names = Set(LoginOptions.all.filter(\.isSecret).flatMap(\.names))
        return Redactor { names.contains($0) || isSecret(field: $0) }
    }
}
