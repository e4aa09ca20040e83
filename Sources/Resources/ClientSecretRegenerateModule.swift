internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_clientsecret_regenerate`: a new secret for a client, and an end for the one before it.
public enum ClientSecretRegenerateModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_clientsecret_regenerate"
    /// What it is for.
    public static let summary = "makes a new secret for a client, or drops the one before it"
    /// The options: which client, what to do, and where the secret goes.
    public static let options = ClientName.options + [regenerate, dropRotated, secretFile, returnSecret]

    fileprivate static let regenerate = Option(
        "regenerate", .bool, default: true,
        help: "Whether a new secret is made; `false` is for `drop_rotated` alone.")
    fileprivate static let dropRotated = Option(
        "drop_rotated", .bool, default: false,
        help: "Whether the secret before, which the server takes for a while where secrets are rotated, ends at once.")
    fileprivate static let secretFile = ClientRows.secretFile
    fileprivate static let returnSecret = Option(
        "return_secret", .bool, default: true, help: "Whether secrets are in the result, in clear.")

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool { field == "value" || ClientRows.isSecret(field: field) }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] {
        var problems = ClientName.problems(with: arguments)
        let file = arguments.text(secretFile.name)
        problems += SecretFile.problems(with: file, option: secretFile)
        guard arguments.bool(regenerate.name) == false else { return problems }
        if file != nil {
            problems.append(Problem(Path(secretFile.name), "needs regenerate: true, which makes what is written"))
        }
        if arguments.bool(dropRotated.name) == false {
            problems.append(
                Problem(Path(regenerate.name), "is false, and so is drop_rotated; nothing is left to be done"))
        }
        return problems
    }

    /// Reads the client and its secrets, and outside check mode makes the new one.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        if let file = arguments.text(secretFile.name) { try SecretFile.check(file, option: secretFile, context.system) }
        let run = try await RegenerateRun(arguments, context)
        var outcome = arguments.bool(regenerate.name) == false ? try await run.drop() : try await run.regenerate()
        if run.client[ClientRows.publicClient.key] == true { outcome.warnings.append(Messages.isPublic(run.subject)) }
        return outcome
    }
}

/// One run of the module.
private struct RegenerateRun {
    let context: ModuleContext
    let finder: ClientFinder
    let subject: String
    /// The client before.
    let client: JSONObject
    let id: String
    /// Its secrets before.
    let before: ClientSecrets
    let dropsRotated: Bool
    let file: String?
    let showsValues: Bool

    init(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) {
        let name = ClientName(arguments)
        self.context = context
        finder = ClientFinder(session: context.session, realm: name.realm)
        subject = name.subject
        dropsRotated = arguments.bool(ClientSecretRegenerateModule.dropRotated.name) ?? false
        file = arguments.text(ClientSecretRegenerateModule.secretFile.name)
        showsValues = arguments.bool(ClientSecretRegenerateModule.returnSecret.name) ?? true
        (client, id) = try await name.require(context.session)
        do {
            before = try await finder.secrets(of: client, id: id)
        } catch {
            throw Failure(error)
        }
    }

    // MARK: Drop

    func drop() async throws(Failure) -> Outcome {
        guard before.rotated != nil else { return outcome(false, Messages.nothingToDrop(subject), before) }
        if !context.isCheck { try await dropRotated(done: nil) }
        return outcome(
            true, Messages.dropped(subject), ClientSecrets(current: before.current, rotated: nil),
            diff: Outcome.Diff(before: rotatedDiff))
    }

    /// Ends the rotated secret at once; `done` says what was done before.
    private func dropRotated(done: String?) async throws(Failure) {
        do {
            _ = try await context.session.send(.delete, path + ["rotated"], accepting: [404])
        } catch {
            var failure = Failure(error)
            failure.changed = done != nil
            if let done { failure.message += " Done before: \(done)" }
            throw failure
        }
    }

    // MARK: Regenerate

    func regenerate() async throws(Failure) -> Outcome {
        let message = dropsRotated ? Messages.regeneratedAndDropped(subject) : Messages.regenerated(subject)
        // Nobody knows the new value yet; the mask tells only that it is another one.
        var diff = (before: JSONObject(), after: JSONObject())
        if before.current.value != .absent { diff.before["value"] = "before" }
        diff.after["value"] = "after"
        if dropsRotated { diff.before = diff.before.merging(rotatedDiff) }
        let shown = Outcome.Diff(before: diff.before, after: diff.after)
        guard !context.isCheck else {
            let unknown = ClientSecrets(current: ClientSecret(["type": .string(before.current.type)]), rotated: nil)
            return outcome(true, message, unknown, diff: shown)
        }
        let secret = try await makeSecret()
        try write(secret)
        if dropsRotated { try await dropRotated(done: Messages.regenerated(subject)) }
        let (after, warnings) = await readBack(secret)
        return outcome(true, message, after, diff: shown, warnings: warnings)
    }

    /// Makes a new secret.
    ///
    /// The POST is not sent again before a look has shown the secret of before: each makes another one, and under a policy
    /// that keeps the one before, a second one would end what the applications still use.
    private func makeSecret() async throws(Failure) -> ClientSecret {
        var attempts = context.retries.begin()
        while true {
            let failed: KeycloakError
            do throws(KeycloakError) {
                let answer = try await context.session.send(.post, path)
                let secret = ClientSecret(try answer.object())
                guard case .known = secret.value else {
                    throw KeycloakError.unreadable(request: answer.request, problem: "no secret")
                }
                // One that was slow may have been the last to work.
                return attempts.tries == 1 ? secret : (try? await finder.secret(id: id)) ?? secret
            } catch {
                failed = error
            }
            if let secret = try await look(after: failed) { return secret }
            guard failed.leavesOpen, await attempts.pause(after: failed.message) else {
                throw failure(failed, failed.leavesOpen ? Messages.mayCome : Messages.isAsBefore)
            }
            if let secret = try await look(after: failed) { return secret }
        }
    }

    /// The secret, if it is another one than before the request that failed.
    private func look(after failed: KeycloakError) async throws(Failure) -> ClientSecret? {
        if (400..<500).contains(failed.status ?? 0) { return nil }
        guard let now = try? await finder.secret(id: id), now.value != .hidden else {
            throw failure(failed, "\(Messages.mayHaveCome) \(Messages.read)")
        }
        guard now.value != before.current.value else { return nil }
        context.retries.log("The secret was regenerated although the answer was lost.")
        return now
    }

    private func failure(_ error: KeycloakError, _ sentence: String) -> Failure {
        var failure = Failure(error)
        failure.message += " \(sentence)"
        return failure
    }

    /// Writes the new secret into the file, where one is wanted.
    private func write(_ secret: ClientSecret) throws(Failure) {
        guard let file, case .known(let text) = secret.value else { return }
        do {
            try context.system.writePrivateFile(file, Array(text.utf8))
        } catch {
            throw Failure(
                "\(Messages.regenerated(subject)) It could not be written to '\(file)': \(error.reason).",
                hint: Messages.read, changed: true)
        }
    }

    /// What the server made of it: when the secret ends, and what became of the one before.
    private func readBack(_ secret: ClientSecret) async -> (ClientSecrets, warnings: [String]) {
        do throws(KeycloakError) {
            let client = try await finder.client(id: id) ?? [:]
            let read = try await finder.secrets(of: client, id: id)
            var current = secret
            current.expiration = read.current.expiration
            return (ClientSecrets(current: current, rotated: read.rotated), [])
        } catch {
            return (ClientSecrets(current: secret, rotated: nil), [Messages.unread(error.message)])
        }
    }

    // MARK: Result

    private var path: [String] { [finder.realm, "clients", id, "client-secret"] }

    private var rotatedDiff: JSONObject {
        before.rotated.map { ["rotated": .object($0.state(at: context.now, showsValue: false))] } ?? [:]
    }

    private func outcome(
        _ changed: Bool, _ message: String, _ end: ClientSecrets, diff: Outcome.Diff = Outcome.Diff(),
        warnings: [String] = []
    ) -> Outcome {
        Outcome(
            changed: changed, message: message,
            disclosed: ["end_state": .object(end.state(at: context.now, showsValues: showsValues))], diff: diff,
            warnings: warnings)
    }
}

/// What users read.
private enum Messages {
    static func regenerated(_ client: String) -> String { "The secret of client \(client) has been regenerated." }
    static func regeneratedAndDropped(_ client: String) -> String {
        "The secret of client \(client) has been regenerated, and the one before it ended."
    }
    static func dropped(_ client: String) -> String { "The rotated secret of client \(client) has been dropped." }
    static func nothingToDrop(_ client: String) -> String { "Client \(client) has no rotated secret; doing nothing." }
    static func isPublic(_ client: String) -> String {
        "Client \(client) is public: it needs no secret to log in, and the server does not ask for one."
    }
    static func unread(_ reason: String) -> String {
        "What became of the secret before could not be read: \(reason)"
    }
    static let isAsBefore = "The secret is as it was before."
    static let mayCome =
        "The secret was as before when last looked at, but the server may still be about to regenerate it."
    static let mayHaveCome = "The secret may have been regenerated: it could not be read again."
    static let read = "keycloak_clientsecret_info tells what it is now."
}
