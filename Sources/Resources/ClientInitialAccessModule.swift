internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_client_initial_access`: a token with which others register clients, known by a name of the user's own.
public enum ClientInitialAccessModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_client_initial_access"
    /// What it is for.
    public static let summary = "keeps an initial access token, with which clients are registered"
    /// The options: which token, what it is good for, and where it goes.
    public static let options = [
        realm, tokenName, state, count, expiration, webOrigins, tokenFile, returnToken, store,
    ]

    fileprivate static let realm = Option(
        "realm", default: "master", help: "The realm in which clients are to be registered.")
    fileprivate static let tokenName = Option(
        "name",
        help: "The name by which the token is known on the host where the module runs; the server keeps no names.")
    fileprivate static let state = Option(
        "state", choices: ["present", "absent"], default: "present",
        help: "Whether there is such a token that is still good for something.")
    fileprivate static let count = Option(
        "count", .int, default: 1, help: "How many clients can be registered with the token.")
    fileprivate static let expiration = Option(
        "expiration", .int, default: 86_400, help: "For how many seconds the token is good; 0 has no end.")
    fileprivate static let webOrigins = Option(
        "web_origins", aliases: ["webOrigins"], .list(.string),
        help: "The origins from which browsers may use the token; servers before 26 know nothing of them.")
    fileprivate static let tokenFile = Option(
        "token_file",
        help:
            "The path of a file, on the host where the module runs, that shall hold the token and nothing else, readable by its owner only."
    )
    fileprivate static let returnToken = Option(
        "return_token", .bool, default: false,
        help: "Whether the result holds the token, in clear, as `token`; use `no_log: true` for such a task.")
    static let store = Option(
        "registration_store",
        help:
            "The absolute path of the file that keeps tokens by their names; left out, it is in the user's own folder.")

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool { field == "token" }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] {
        var problems: [Problem] = []
        func add(_ option: Option, _ words: String) { problems.append(Problem(Path(option.name), words)) }
        let name = arguments.text(tokenName.name) ?? ""
        if name.allSatisfy(\.isWhitespace) { add(tokenName, "is needed; give the token a name") }
        if arguments.text(realm.name)?.isEmpty == true { add(realm, "is empty; give the realm's name") }
        if let count = arguments.int(count.name), !(1...Int(Int32.max)).contains(count) {
            add(self.count, "must be from 1 to \(Int32.max), not \(count)")
        }
        if let seconds = arguments.int(expiration.name), !(0...Int(Int32.max)).contains(seconds) {
            add(expiration, "must be from 0, which has no end, to \(Int32.max), not \(seconds)")
        }
        if let path = arguments.text(store.name), !path.hasPrefix("/") {
            add(store, "must be an absolute path, not '\(path)'")
        }
        let file = arguments.text(tokenFile.name)
        if arguments.text(state.name) == "absent" {
            if file != nil { add(tokenFile, "has no use with state: absent") }
            if arguments.bool(returnToken.name) == true { add(returnToken, "has no use with state: absent") }
        }
        return problems + SecretFile.problems(with: file, option: tokenFile)
    }

    /// Compares what is kept with what the server has, and makes or deletes the token.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let run = try InitialAccessRun(arguments, context)
        // A check must leave no trace, not even the file that is locked.
        let lock = context.isCheck ? nil : try await run.record.lock()
        defer { withExtendedLifetime(lock) {} }
        let isAbsent = arguments.text(state.name) == "absent"
        return isAbsent ? try await run.delete() : try await run.provide()
    }
}

/// One run of the module.
private struct InitialAccessRun {
    let record: KeptRecord
    private let context: ModuleContext
    private let realm: String
    private let name: String
    private let count: Int
    private let lifetime: Int
    private let origins: [String]
    private let file: SecretFile?
    private let returnsToken: Bool

    init(_ arguments: Arguments, _ context: ModuleContext) throws(Failure) {
        typealias Options = ClientInitialAccessModule
        self.context = context
        realm = arguments.text(Options.realm.name) ?? "master"
        name = arguments.text(Options.tokenName.name) ?? ""
        count = arguments.int(Options.count.name) ?? 1
        lifetime = arguments.int(Options.expiration.name) ?? 0
        origins = Set((arguments[Options.webOrigins.name]?.array ?? []).compactMap(\.text)).sorted()
        returnsToken = arguments.bool(Options.returnToken.name) == true
        // The server reckons with 32 bits: the token would have ended before it began (seen on 26.7.3).
        guard context.now + lifetime <= Int(Int32.max) else {
            throw Failure(
                "\(Options.expiration.name): a token that ends after January 2038 is of no use on the server.")
        }
        file = try SecretFile(arguments.text(Options.tokenFile.name), option: Options.tokenFile, context.system)
        record = try KeptRecord(
            context, path: arguments.text(Options.store.name), realm: realm, kind: .initialAccess, name: name)
    }

    // MARK: Present

    func provide() async throws(Failure) -> Outcome {
        let kept = try await record.read()
        let tokens = try await tokens()
        let settled = InitialAccessRecord(kept).settled(tokens)
        let listed = settled.token.flatMap { token in tokens.first { $0["id"] == .string(token.id) } }
        var outcome: Outcome
        let token: InitialAccessRecord.Token?
        if let known = settled.token, let listed {
            let before = state(listed, known)
            if let fault = fault(known, listed) {
                (outcome, token) = try await replace(settled, before, Messages.replaced(name, fault))
            } else {
                token = known
                outcome = finished(settled, before)
                if !context.isCheck, kept != settled.kept || outcome.changed { try await finish(settled, outcome) }
            }
        } else {
            let message = settled.token == nil ? Messages.created(name) : Messages.replaced(name, Messages.vanished)
            (outcome, token) = try await replace(settled, nil, message)
        }
        outcome.warnings += warnings(settled)
        if returnsToken, let token { outcome.disclosed["token"] = .string(token.token) }
        try deliver(token?.token, &outcome)
        return outcome
    }

    /// Why the token is not as it should be.
    private func fault(_ known: InitialAccessRecord.Token, _ listed: JSONObject) -> String? {
        if listed["remainingCount"]?.int ?? 0 < 1 { return Messages.usedUp }
        if let end = end(listed), end <= context.now { return Messages.expired }
        return known.count == count && known.lifetime == lifetime && known.origins == origins ? nil : Messages.differs
    }

    /// The outcome where the token is as it should be; what it replaced may still have to be deleted.
    private func finished(_ settled: InitialAccessRecord, _ end: JSONObject) -> Outcome {
        let ids = settled.replaced
        return Outcome(
            changed: !ids.isEmpty, message: ids.isEmpty ? Messages.unchanged(name) : Messages.finished(name),
            states: ["end_state": .object(end)],
            diff: Outcome.Diff(before: ids.isEmpty ? [:] : ["replaced": .array(ids.map { .string($0) })]))
    }

    /// Makes a new token, keeps it, and deletes the one before, so that there is one at any time.
    private func replace(
        _ settled: InitialAccessRecord, _ before: JSONObject?, _ message: String
    ) async throws(Failure) -> (Outcome, InitialAccessRecord.Token?) {
        var wished: JSONObject = [
            "count": .int(count), "remainingCount": .int(count), "expiration": .int(lifetime),
        ]
        if !origins.isEmpty { wished["webOrigins"] = .array(origins.map { .string($0) }) }
        let shown = before.map { $0.filter { wished[$0.key] != nil || $0.key == "webOrigins" } }
        var outcome = Outcome(
            changed: true, message: message, states: ["end_state": .object(wished.merging(["name": .string(name)]))],
            diff: Outcome.Diff(before: shown ?? [:], after: wished.merging(["token": "another one"])))
        guard !context.isCheck else { return (outcome, nil) }
        let (made, answer) = try await create(settled)
        outcome.states["end_state"] = .object(state(answer, made))
        var next = settled
        next.token = made
        // Whoever is killed before these are deleted leaves the rest to the next run.
        if before != nil, let old = settled.token { next.replaced.append(old.id) }
        try await keep(next, orRemove: made.id)
        if !next.replaced.isEmpty { try await finish(next, outcome) }
        return (outcome, made)
    }

    /// Deletes the tokens that another one has replaced, and then forgets them.
    private func finish(_ settled: InitialAccessRecord, _ outcome: Outcome) async throws(Failure) {
        for id in settled.replaced {
            do throws(Failure) {
                try await remove(id)
            } catch {
                throw Failure(
                    "\(outcome.message) \(Messages.undeleted(id)): \(error.message)", hint: error.hint,
                    changed: outcome.changed, states: outcome.states)
            }
        }
        var done = settled
        done.replaced = []
        try await record.keep(done.kept)
    }

    /// Makes a token; what is kept before the request says that there may be one which nobody knows.
    private func create(
        _ settled: InitialAccessRecord
    ) async throws(Failure) -> (InitialAccessRecord.Token, JSONObject) {
        var beginning = settled
        beginning.begun = context.now
        try await record.keep(beginning.kept)
        var body: JSONObject = ["count": .int(count), "expiration": .int(lifetime)]
        // Servers before 26 refuse what they do not know (facts-more 0).
        if !origins.isEmpty { body["webOrigins"] = .array(origins.map { .string($0) }) }
        let answer: JSONObject
        do throws(KeycloakError) {
            answer = try await context.session.send(.post, path, body: .object(body)).object()
        } catch {
            var failure = Failure(error)
            if error.leavesOpen {
                failure.message += " \(Messages.mayBeMade)"
            } else {
                try await record.keep(settled.kept)
            }
            throw failure
        }
        guard let id = answer["id"]?.text, let text = answer["token"]?.text else {
            throw Failure("The server made a token and did not tell it.", changed: true)
        }
        return (.init(id: id, token: text, count: count, lifetime: lifetime, origins: origins), answer)
    }

    /// Keeps a new token, or deletes it again where it can't be kept: nobody would ever know it.
    private func keep(_ next: InitialAccessRecord, orRemove id: String) async throws(Failure) {
        do throws(Failure) {
            try await record.keep(next.kept)
        } catch {
            var failure = error
            do throws(Failure) {
                try await remove(id)
                failure.message += " \(Messages.takenBack)"
            } catch {
                failure.message += " \(Messages.left(id))"
                failure.changed = true
            }
            throw failure
        }
    }

    /// Writes the token into the file, if that is not as it should be; nil is one that is yet to be made.
    private func deliver(_ token: String?, _ outcome: inout Outcome) throws(Failure) {
        guard let file else { return }
        let written =
            outcome.changed ? "\(outcome.message) \(Messages.written(file.path))" : Messages.written(name, file.path)
        try file.deliver(
            token, as: ClientInitialAccessModule.tokenFile, to: &outcome, isCheck: context.isCheck,
            SecretFile.Telling(
                name: "the token", written: written,
                unwritten: "\(outcome.message) \(Messages.unwritten(file.path))",
                hint: "The token is kept: mend that and run again."))
    }

    // MARK: Absent

    func delete() async throws(Failure) -> Outcome {
        let kept = try await record.read()
        let tokens = try await tokens()
        let settled = InitialAccessRecord(kept).settled(tokens)
        // What may be left over is told of until it is gone.
        var rest = InitialAccessRecord(nil)
        rest.leftovers = settled.leftovers
        guard let known = settled.token else {
            if !context.isCheck, kept != rest.kept { try await record.keep(rest.kept) }
            return Outcome(changed: false, message: Messages.unknown(name), warnings: warnings(settled))
        }
        let listed = tokens.first { $0["id"] == .string(known.id) }
        if !context.isCheck {
            for id in settled.replaced + (listed == nil ? [] : [known.id]) { try await remove(id) }
            try await record.keep(rest.kept)
        }
        let before = listed.map { state($0, known) } ?? ["name": .string(name), "id": .string(known.id)]
        return Outcome(
            changed: true, message: listed == nil ? Messages.forgotten(name) : Messages.deleted(name),
            states: ["end_state": [:]], diff: Outcome.Diff(before: before), warnings: warnings(settled))
    }

    // MARK: The server

    private var path: [String] { [realm, "clients-initial-access"] }

    private func tokens() async throws(Failure) -> [JSONObject] {
        do {
            return try await context.session.send(.get, path).objects()
        } catch {
            throw Failure(error)
        }
    }

    private func remove(_ id: String) async throws(Failure) {
        do {
            _ = try await context.session.send(.delete, path + [id])
        } catch {
            throw Failure(error)
        }
    }

    /// When a listed token ends, in unix seconds; nil for never.
    private func end(_ listed: JSONObject) -> Int? {
        guard let seconds = listed["expiration"]?.int, seconds > 0 else { return nil }
        return (listed["timestamp"]?.int ?? 0) + seconds
    }

    private func state(_ listed: JSONObject, _ known: InitialAccessRecord.Token) -> JSONObject {
        var state = listed.filter { $0.key != "token" }
        state["name"] = .string(name)
        if !known.origins.isEmpty { state["webOrigins"] = .array(known.origins.map { .string($0) }) }
        state["expires"] = end(listed).flatMap(Timestamp.text).map { .string($0) }
        return state
    }

    private func warnings(_ settled: InitialAccessRecord) -> [String] {
        settled.leftovers.isEmpty ? [] : [Messages.leftovers(name, settled.leftovers)]
    }
}

/// What users read.
private enum Messages {
    static func created(_ name: String) -> String { "Initial access token '\(name)' has been created." }
    static func replaced(_ name: String, _ reason: String) -> String {
        "Initial access token '\(name)' has been replaced: the one before \(reason)."
    }
    static let usedUp = "was used up"
    static let expired = "had expired"
    static let differs = "was made with another count, expiration or web_origins"
    // The server drops those that are of no use any more from time to time.
    static let vanished = "is not on the server any more"
    static func unchanged(_ name: String) -> String { "No changes required for initial access token '\(name)'." }
    static func finished(_ name: String) -> String {
        "What was left of replacing initial access token '\(name)' has been done: the one before is deleted."
    }
    static func undeleted(_ id: String) -> String { "The one before, \(id), could not be deleted" }
    static func deleted(_ name: String) -> String { "Initial access token '\(name)' has been deleted." }
    static func forgotten(_ name: String) -> String {
        "Initial access token '\(name)' was not on the server any more, and has been forgotten."
    }
    static func unknown(_ name: String) -> String {
        "No initial access token is known as '\(name)'; doing nothing."
    }
    static func written(_ path: String) -> String { "It has been written to '\(path)'." }
    static func written(_ name: String, _ path: String) -> String {
        "Initial access token '\(name)' has been written to '\(path)'."
    }
    static func unwritten(_ path: String) -> String { "It could not be written to '\(path)'" }
    static let mayBeMade = "The server may have made a token that nobody knows; the next run looks for it."
    static let takenBack = "The new token has been deleted again."
    static func left(_ id: String) -> String { "A token that nobody knows is left on the server: \(id)." }
    static func leftovers(_ name: String, _ ids: [String]) -> String {
        "An earlier run ended while it made the token '\(name)'; these unused ones of that time may be left over: "
            + ids.joined(separator: ", ") + "; delete those that nobody uses."
    }
}
