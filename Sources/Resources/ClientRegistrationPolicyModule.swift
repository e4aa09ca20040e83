internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_client_registration_policy`: a policy that the registration of clients in a realm is under.
public enum ClientRegistrationPolicyModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_client_registration_policy"
    /// What it is for.
    public static let summary = "keeps a policy for the registration of clients, or makes sure that there is none"
    /// The options: which policy, and its settings.
    public static let options =
        [realm, policyName, subType, state, providerID] + RegistrationPolicyConfig.rows.map(\.option)
        + [RegistrationPolicyConfig.map, behavior]

    fileprivate static let realm = Option("realm", default: "master", help: "The realm that has the policy.")
    fileprivate static let policyName = Option(
        "name", help: "The name of the policy; case counts. The realm's own ones are called as the console shows them.")
    fileprivate static let subType = Option(
        "sub_type", aliases: ["subType"], choices: ["anonymous", "authenticated"],
        help:
            "Whom the policy is for: those who have no token (`anonymous`), or an initial or registration access token (`authenticated`)."
    )
    fileprivate static let state = Option(
        "state", choices: ["present", "absent"], default: "present", help: "Whether there is such a policy.")
    fileprivate static let providerID = Option(
        "provider_id", aliases: ["providerId"],
        help: "The kind of policy, such as `trusted-hosts` or `max-clients`; left out, it stays what it is.")
    fileprivate static let behavior = Option(
        "config_behavior", choices: ["merge", "exact"], default: "merge",
        help:
            "Whether settings that are not named stay as they are (`merge`), or become those of a new policy (`exact`)."
    )

    /// No field of a policy holds a secret.
    public static func isSecret(field: String) -> Bool { false }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] {
        var problems = RegistrationPolicyConfig.declared(by: arguments).problems
        func add(_ option: Option, _ words: String) { problems.append(Problem(Path(option.name), words)) }
        if (arguments.text(policyName.name) ?? "").allSatisfy(\.isWhitespace) {
            add(policyName, "is needed; give the policy's name")
        }
        if arguments.text(realm.name)?.isEmpty == true { add(realm, "is empty; give the realm's name") }
        if arguments[subType.name] == nil {
            add(subType, "is needed; give one of: \(subType.choices.joined(separator: ", "))")
        }
        return problems
    }

    /// Reads, compares, and outside check mode writes and reads back.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let run = PolicyRun(arguments, context)
        let found = try await run.find()
        return arguments.text(state.name) == "absent" ? try await run.remove(found) : try await run.provide(found)
    }
}

/// One run of the module.
private struct PolicyRun {
    private let context: ModuleContext
    private let realm: String
    private let name: String
    private let subType: String
    private let providerID: String?
    private let declared: JSONObject
    private let isExact: Bool

    /// What all such components are.
    private static let type = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"

    init(_ arguments: Arguments, _ context: ModuleContext) {
        typealias Options = ClientRegistrationPolicyModule
        self.context = context
        realm = arguments.text(Options.realm.name) ?? "master"
        name = arguments.text(Options.policyName.name) ?? ""
        subType = arguments.text(Options.subType.name) ?? ""
        providerID = arguments.text(Options.providerID.name)
        declared = RegistrationPolicyConfig.declared(by: arguments).config
        isExact = arguments.text(Options.behavior.name) == "exact"
    }

    /// The policies of that name for those people: the server takes any number (seen on 26.7.3 and 18.0.2).
    func find() async throws(Failure) -> [JSONObject] {
        try await list(["components"], query: [("type", PolicyRun.type), ("name", name)]).filter { policy in
            policy["name"] == .string(name) && policy["subType"] == .string(subType)
        }
    }

    // MARK: Absent

    func remove(_ found: [JSONObject]) async throws(Failure) -> Outcome {
        guard let first = found.first else {
            return Outcome(changed: false, message: Messages.alreadyAbsent(name), states: states(nil, [:], [:]))
        }
        for (index, policy) in found.enumerated() where !context.isCheck {
            do {
                _ = try await context.session.send(
                    .delete, [realm, "components", policy["id"]?.text ?? ""], accepting: [404])
            } catch {
                var failure = Failure(error)
                failure.changed = index > 0
                throw failure
            }
        }
        return Outcome(
            changed: true, message: Messages.deleted(name, found.count), states: states(first, [:], [:]),
            diff: Outcome.Diff(before: compared(first)))
    }

    // MARK: Present

    func provide(_ found: [JSONObject]) async throws(Failure) -> Outcome {
        guard found.count < 2 else {
            throw Failure(Messages.several(name, subType, found.compactMap { $0["id"]?.text }), hint: Messages.keepOne)
        }
        let existing = found.first
        let kind = try await kind(of: existing)
        let isKept = !isExact && existing?["providerId"] == .string(kind.id)
        let config = kind.target(declared, over: isKept ? existing?["config"]?.object ?? [:] : nil)
        let problems =
            kind.problems(with: declared) + [RegistrationPolicyConfig.problem(with: config)].compactMap { $0 }
        guard problems.isEmpty else { throw Failure(problems) }
        var target: JSONObject = ["name": .string(name), "subType": .string(subType), "providerId": .string(kind.id)]
        target["config"] = .object(config)
        target["id"] = existing?["id"]
        let (before, after) = (existing.map(compared) ?? [:], compared(target))
        let comparison = Comparison.between(before, after) { _ in false }
        guard comparison.isChanged else {
            return Outcome(
                changed: false, message: Messages.unchanged(name), states: states(existing, target, target))
        }
        let excerpt = existing == nil ? (before, after) : comparison.excerpt(of: before, and: after)
        var outcome = Outcome(
            changed: true, message: existing == nil ? Messages.created(name) : Messages.updated(name),
            states: states(existing, target, target), diff: Outcome.Diff(before: excerpt.0, after: excerpt.1))
        guard !context.isCheck else { return outcome }
        if let existing { try await update(existing, target) } else { try await create(target) }
        do throws(Failure) {
            let made = try await find().first ?? [:]
            outcome.states = states(existing, target, made)
            guard compared(made) == after else { throw Failure(Messages.notKept) }
        } catch {
            var failure = error
            failure.changed = true
            failure.states = outcome.states
            throw failure
        }
        return outcome
    }

    /// The kind of the policy that is declared, else of the one that exists.
    private func kind(of existing: JSONObject?) async throws(Failure) -> RegistrationPolicyKind {
        let kinds = try await list(["client-registration-policy", "providers"]).compactMap(RegistrationPolicyKind.init)
        let option = ClientRegistrationPolicyModule.providerID
        guard let id = providerID ?? existing?["providerId"]?.text else {
            let known = kinds.map(\.id).sorted { $0.precedes($1) }.joined(separator: ", ")
            throw Failure([Problem(Path(option.name), Messages.needsKind(name, known))])
        }
        guard let kind = kinds.first(where: { $0.id.isSame(as: id) }) else {
            throw Failure([
                Problem(Path(option.name), Messages.unknownKind(id) + Nearest.hint(for: id, among: kinds.map(\.id)))
            ])
        }
        return kind
    }

    private func update(_ existing: JSONObject, _ target: JSONObject) async throws(Failure) {
        var body = existing.merging(target)
        // What is not named stays (seen on 26.7.3 and 18.0.2).
        let gone = (existing["config"]?.object ?? [:]).compactMapValues { _ in [] as JSON? }
        body["config"] = .object(gone.merging(target["config"]?.object ?? [:]))
        do {
            _ = try await context.session.send(
                .put, [realm, "components", existing["id"]?.text ?? ""], body: .object(body))
        } catch {
            throw Failure(error)
        }
    }

    /// Creates the policy; a POST that ended without saying whether it took effect is sent again only after a look.
    private func create(_ target: JSONObject) async throws(Failure) {
        var attempts = context.retries.begin()
        while true {
            do throws(KeycloakError) {
                let body = target.merging(["providerType": .string(PolicyRun.type)])
                _ = try await context.session.send(.post, [realm, "components"], body: .object(body))
                return
            } catch {
                guard error.leavesOpen else { throw Failure(error) }
                guard try await find().isEmpty else { return }
                guard await attempts.pause(after: error.message) else { throw Failure(error) }
            }
        }
    }

    // MARK: States

    /// What is compared of a policy, with its settings in canonical form.
    private func compared(_ policy: JSONObject) -> JSONObject {
        var state = shown(policy)
        state["id"] = nil
        if state["config"] == [:] { state["config"] = nil }
        return state
    }

    /// A policy as results show it.
    private func shown(_ policy: JSONObject) -> JSONObject {
        var state = policy.filter { ["id", "name", "subType", "providerId"].contains($0.key) }
        state["config"] = policy["config"]?.object.map { .object(RegistrationPolicyConfig.canonical($0)) }
        return state
    }

    private func states(_ existing: JSONObject?, _ proposed: JSONObject, _ end: JSONObject) -> JSONObject {
        [
            "existing": .object(shown(existing ?? [:])), "proposed": .object(shown(proposed)),
            "end_state": .object(shown(end)),
        ]
    }

    private func list(_ path: [String], query: [(String, String)] = []) async throws(Failure) -> [JSONObject] {
        do {
            return try await context.session.send(.get, [realm] + path, query: query).objects()
        } catch {
            throw Failure(error)
        }
    }
}

/// What users read.
private enum Messages {
    private static func subject(_ name: String) -> String { "Client registration policy '\(name)'" }
    static func created(_ name: String) -> String { "\(subject(name)) has been created." }
    static func updated(_ name: String) -> String { "\(subject(name)) has been updated." }
    static func deleted(_ name: String, _ count: Int) -> String {
        count > 1
            ? "\(count) client registration policies '\(name)' have been deleted."
            : "\(subject(name)) has been deleted."
    }
    static func unchanged(_ name: String) -> String { "No changes required for client registration policy '\(name)'." }
    static func alreadyAbsent(_ name: String) -> String { "\(subject(name)) does not exist; doing nothing." }
    static func several(_ name: String, _ subType: String, _ ids: [String]) -> String {
        "There are \(ids.count) client registration policies '\(name)' for '\(subType)': \(ids.joined(separator: ", "))."
    }
    static let keepOne = "Delete all but one, or all of them by state: absent."
    static let notKept = "The server did not keep what was declared; its own value stands in end_state."
    static func needsKind(_ name: String, _ known: String) -> String {
        "is needed, since there is no policy '\(name)' yet; known: \(known)"
    }
    static func unknownKind(_ id: String) -> String { "the server knows no kind of policy '\(id)'" }
}
