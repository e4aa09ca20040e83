internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile
internal import Signing

/// `keycloak_client_certificate`: the public key by which the server knows a client; its private key never goes there.
public enum ClientCertificateModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_client_certificate"
    /// What it is for.
    public static let summary =
        "keeps a client's public key on the server, and makes the key pair here where there is none"
    /// The options.
    public static var options: [Option] { KeyOptions.all }

    /// Whether a field of that name holds a secret: a private key that stands on the server, or a member of one.
    public static func isSecret(field: String) -> Bool {
        field == "private_key" || JSONWebKeySet.privateMembers.contains(field)
    }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] { KeyDeclaration.problems(with: arguments) }

    /// Reads files and server, compares, and outside check mode makes what is missing, writes and reads back.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let run = KeyRun(declaration: try KeyDeclaration(arguments), context: context)
        return run.declaration.isPresent ? try await run.present() : try await run.absent()
    }
}

/// One run of the module.
private struct KeyRun {
    let declaration: KeyDeclaration
    let context: ModuleContext

    private var name: ClientName { declaration.name }
    private var use: KeyUse { declaration.use }
    /// Seconds since 1970.
    private var now: Int { context.retries.timing.date() }

    /// What the client is to have.
    private enum Goal {
        /// These attributes.
        case state(KeyState)
        /// A certificate that has to be made.
        case made(KeyIntent.OwnKey, shown: JSONObject)

        /// What is asked for.
        var shown: JSONObject {
            switch self {
            case .state(let state): state.shown
            case .made(let own, let shown): ["certificate": .object(shown.merging(["not_after": own.end]))]
            }
        }

        /// What is known of the end before anything is written.
        var predicted: JSONObject {
            switch self {
            case .state(let state): state.shown
            case .made(_, let shown): ["certificate": .object(shown)]
            }
        }
    }

    // MARK: Absent

    func absent() async throws(Failure) -> Outcome {
        let found: JSONObject?
        do { found = try await name.find(context.session) } catch { throw Failure(error) }
        guard let client = found, let id = client["id"]?.text else {
            return Outcome(
                changed: false, message: Messages.noClient(name.subject),
                states: ["existing": [:], "proposed": [:], "end_state": [:]])
        }
        let before = KeyState(of: client, for: use)
        let words = (Messages.alreadyAbsent(use, name.subject), Messages.removed(use, name.subject))
        return try await reach(.state(KeyState(nil, after: before)), from: before, client, id, words)
    }

    // MARK: Present

    func present() async throws(Failure) -> Outcome {
        let intent = try declaration.load(context.system)
        let (client, id) = try await name.require(context.session)
        let before = KeyState(of: client, for: use)
        let goal = try goal(intent.key, from: before, client)
        let done = before.isEmpty ? Messages.set(use, name.subject) : Messages.updated(use, name.subject)
        let words = (Messages.unchanged(use, name.subject), done)
        var outcome = try await reach(goal, from: before, client, id, words)
        outcome.warnings = intent.warnings
        if case .form(.certificate(let certificate)) = intent.key {
            outcome.warnings += Messages.warnings(about: certificate, now: now)
        }
        if case .form(.keySet(let keys)) = intent.key, !keys.hasSignatureKey { outcome.warnings.append(Messages.noUse) }
        if before.attributes[use.privateKey] != nil { outcome.warnings.append(Messages.exposed) }
        if let reason = use.idleness(of: client) {
            outcome.warnings.append("Client \(name.subject) does not use the key: \(reason)")
        }
        return outcome
    }

    private func goal(
        _ key: KeyIntent.Key, from before: KeyState, _ client: JSONObject
    ) throws(Failure) -> Goal {
        switch key {
        case .form(let form): return .state(KeyState(form, after: before))
        case .own(let own):
            if let certificate = before.certificate, own.isServed(by: certificate, now: now) {
                return .state(KeyState(.certificate(certificate), after: before))
            }
            do {
                return .made(own, shown: try own.shown(for: clientID(of: client)))
            } catch {
                throw Failure("\(error).")
            }
        }
    }

    private func clientID(of client: JSONObject) -> String {
        client[ClientRows.clientID.key]?.text ?? name.subject
    }

    // MARK: Both

    /// Compares, and outside check mode writes; `words` are for no change and for a change.
    private func reach(
        _ goal: Goal, from before: KeyState, _ client: JSONObject, _ id: String, _ words: (String, String)
    ) async throws(Failure) -> Outcome {
        try check(before)
        let (comparison, diff) = KeyState.difference(before.shown, goal.shown)
        var states: JSONObject = ["existing": .object(before.shown), "proposed": .object(goal.shown)]
        states["end_state"] = .object(comparison.isChanged ? goal.predicted : before.shown)
        if comparison.isChanged {
            try ClientPlan.checkWritable(client, as: client)
            if !context.isCheck { states["end_state"] = .object(try await bring(goal, from: before, client, id).shown) }
        }
        return Outcome(
            changed: comparison.isChanged, message: comparison.isChanged ? words.1 : words.0, states: states, diff: diff
        )
    }

    /// Fails where what is there is not what the caller took for granted.
    private func check(_ before: KeyState) throws(Failure) {
        switch context.expectation {
        case .none: return
        case .present: if before.isEmpty { throw Failure(Messages.alreadyAbsent(use, name.subject)) }
        case .absent:
            if !before.isEmpty { throw Failure(Messages.taken(use, name.subject), hint: "Update it instead.") }
        }
    }

    /// Makes what is missing and writes it; what the server has then.
    private func bring(
        _ goal: Goal, from before: KeyState, _ client: JSONObject, _ id: String
    ) async throws(Failure) -> KeyState {
        let target: KeyState
        var made: String?
        switch goal {
        case .state(let state): target = state
        case .made(let own, _):
            let (certificate, file) = try make(own, clientID(of: client))
            made = file
            target = KeyState(.certificate(certificate), after: before)
        }
        let step = ClientPlan.changing(before.patch(to: target), of: client, id: id)
        do {
            _ = try await context.session.send(step.method, [name.realm, "clients"] + step.path, body: step.body)
        } catch {
            throw await failure(Failure(error), before, id, made)
        }
        let state: KeyState
        do {
            state = try await read(id)
        } catch {
            var failure = error
            failure.changed = true
            failure.message = "The key was written, and could not be read again: \(failure.message)"
            throw failure
        }
        if KeyState.difference(state.shown, target.shown).comparison.isChanged {
            throw await failure(Failure("The server did not keep the key that was written."), before, id, made)
        }
        return state
    }

    private func read(_ id: String) async throws(Failure) -> KeyState {
        let client: JSONObject?
        do {
            client = try await ClientFinder(session: context.session, realm: name.realm).client(id: id)
        } catch {
            throw Failure(error)
        }
        guard let client else { throw Failure("The client vanished while it was written.") }
        return KeyState(of: client, for: use)
    }

    /// What came of a write that failed: what the server has now, and which file was made for it.
    private func failure(_ error: Failure, _ before: KeyState, _ id: String, _ made: String?) async -> Failure {
        var failure = error
        if let made { failure.message += " " + Messages.kept(made) }
        failure.changed = made != nil
        if let state = try? await read(id) {
            failure.states["end_state"] = .object(state.shown)
            failure.changed = failure.changed || state != before
        }
        return failure
    }

    // MARK: Making

    /// How long before now a certificate begins: the server's clock may be behind.
    private static let clockSkew = 300

    /// A certificate of the private key, and the path of its file if that was written now.
    ///
    /// The file comes before the upload: a key whose certificate did not arrive is taken up by the next run, a certificate
    /// whose key is lost locks the client out.
    private func make(_ own: KeyIntent.OwnKey, _ clientID: String) throws(Failure) -> (Certificate, file: String?) {
        let serial: UInt64
        do {
            serial = try context.system.random(8).reduce(0) { $0 << 8 | UInt64($1) }
        } catch {
            throw Failure("There are no random bytes: \(error.reason).")
        }
        var pem: [UInt8]?
        let certificate: Certificate
        do throws(SigningError) {
            var key = own.key
            if key == nil { (key, pem) = try PrivateKey.generate(own.file.kind, passphrase: own.file.passphrase) }
            guard let key else { throw .library(doing: "make a key", reason: "none came") }
            let end = now + own.file.validDays * 86_400
            certificate = try key.certificate(
                commonName: clientID, validity: (now - KeyRun.clockSkew)..<end, serial: serial)
        } catch {
            throw Failure("\(error).")
        }
        guard let pem else { return (certificate, nil) }
        do {
            try context.system.writePrivateFile(own.file.path, pem)
        } catch {
            throw Failure("The private key cannot be written to '\(own.file.path)': \(error.reason).")
        }
        return (certificate, own.file.path)
    }
}

/// What users read.
private enum Messages {
    static func noClient(_ client: String) -> String { "Client \(client) does not exist; doing nothing." }
    static func alreadyAbsent(_ use: KeyUse, _ client: String) -> String {
        "Client \(client) has no \(use.rawValue) key; doing nothing."
    }
    static func taken(_ use: KeyUse, _ client: String) -> String {
        "Client \(client) has a \(use.rawValue) key already."
    }
    static func removed(_ use: KeyUse, _ client: String) -> String {
        "The \(use.rawValue) key of client \(client) has been removed."
    }
    static func set(_ use: KeyUse, _ client: String) -> String {
        "The \(use.rawValue) key of client \(client) has been set."
    }
    static func updated(_ use: KeyUse, _ client: String) -> String {
        "The \(use.rawValue) key of client \(client) has been updated."
    }
    static func unchanged(_ use: KeyUse, _ client: String) -> String {
        "No changes required for the \(use.rawValue) key of client \(client)."
    }
    static func kept(_ file: String) -> String {
        "The private key was made and stands in '\(file)'; the next run takes it up."
    }

    static let exposed =
        "The server holds the client's private key, where everybody who may view clients can read it; it is taken away. "
        + "Who has read it can still use it, so replace the key."
    /// The server looks for `use` before everything else (seen on 26.7.3).
    static let noUse = "No key of the set has \"use\": \"sig\", and the server checks signatures with no other."

    /// What is odd about a certificate at a time in seconds since 1970.
    static func warnings(about certificate: Certificate, now: Int) -> [String] {
        if certificate.notAfter < now {
            return ["The certificate has expired at \(KeyState.moment(certificate.notAfter))."]
        }
        if certificate.notBefore > now {
            return ["The certificate is good only from \(KeyState.moment(certificate.notBefore)) on."]
        }
        return []
    }
}
