internal import JSON
internal import Keycloak
internal import Reconcile

/// What is kept of a client that is described by its metadata: the name that the server gave it, and what it made of them.
struct MetadataRecord: Hashable {
    /// The client's name.
    var clientID: String?
    /// Its token, until that is kept under the client's name.
    var token: String?
    /// When a run began to register it, until it has kept the answer; in unix seconds.
    var begun: Int?
    /// The members as they were declared last, and as the server showed them then: some it never shows, or otherwise.
    var declared: JSONObject = [:]
    var shown: JSONObject = [:]

    /// Reads what is kept.
    init(_ kept: JSONObject?) {
        clientID = kept?["client_id"]?.text
        token = kept?["token"]?.text
        begun = kept?["begun"]?.int
        declared = kept?["declared"]?.object ?? [:]
        shown = kept?["shown"]?.object ?? [:]
    }

    /// What is to be kept.
    var kept: JSONObject {
        var kept: JSONObject = [:]
        kept["client_id"] = clientID.map { .string($0) }
        kept["token"] = token.map { .string($0) }
        kept["begun"] = begun.map { .int($0) }
        kept["declared"] = declared.isEmpty ? nil : .object(declared)
        kept["shown"] = shown.isEmpty ? nil : .object(shown)
        return kept
    }

    /// The same after the server showed what it made of the declared members.
    func noting(_ metadata: JSONObject, _ answer: JSONObject) -> MetadataRecord {
        var noted = self
        noted.declared = metadata
        noted.shown = answer.filter { metadata[$0.key] != nil }
        return noted
    }

    /// The declared members that have to be sent: those that differ, and of which the server has not been told already.
    func differing(_ metadata: JSONObject, from answer: JSONObject) -> JSONObject {
        metadata.filter { member in
            let isTold = declared[member.key] == member.value && shown[member.key] == answer[member.key]
            return !isTold && !MetadataRecord.isSame(member.key, member.value, answer[member.key])
        }
    }

    private static func isSame(_ name: String, _ declared: JSON, _ shown: JSON?) -> Bool {
        func words(_ value: JSON?) -> Set<JSON>? {
            if let text = value?.text, name == "scope" {
                return Set(text.split(separator: " ").map { .string(String($0)) })
            }
            // The server adds it to whatever was given (seen on 26.7.3 and 18.0.2).
            return value?.array.map { Set($0.filter { $0 != "none" || name != "response_types" }) }
        }
        if let declared = words(declared) { return declared == words(shown) ?? [] }
        return declared == shown ?? ""
    }
}

/// One run of `keycloak_client_registration` for clients that are described by the metadata of RFC 7591.
struct MetadataRegistration {
    private let context: ModuleContext
    private let tokens: RegistrationTokens
    private let secret: ClientSecretDelivery
    private let record: KeptRecord
    private let clientID: String?
    private let name: String
    private let isNamed: Bool
    private let isPresent: Bool
    private let metadata: JSONObject
    private let arguments: Arguments

    /// A run with settled arguments.
    init(_ arguments: Arguments, _ context: ModuleContext) throws(Failure) {
        typealias Options = RegistrationOptions
        self.context = context
        self.arguments = arguments
        tokens = try RegistrationTokens(arguments, context)
        secret = try ClientSecretDelivery(ClientSecretOptions(arguments), context.system)
        clientID = arguments.text(ClientName.clientIDOption.name)
        isNamed = arguments[Options.registrationName.name] != nil
        name = arguments.text(Options.registrationName.name) ?? clientID ?? ""
        isPresent = arguments.text(Options.state.name) != "absent"
        metadata = arguments[Options.metadata.name]?.object ?? [:]
        record = try KeptRecord(
            context, path: arguments.text(Options.store.name), realm: arguments.text(Options.realm.name) ?? "master",
            kind: .metadata, name: name)
    }

    /// Looks at the client, compares, and outside check mode registers, changes or deletes it.
    func run() async throws(Failure) -> Outcome {
        let lock = context.isCheck ? nil : try await record.lock()
        defer { withExtendedLifetime(lock) {} }
        let kept = try await finished(MetadataRecord(try await record.read()))
        guard let id = clientID ?? kept.clientID else {
            guard isPresent else {
                return Outcome(changed: false, message: Messages.unknown(name), states: Messages.nothing)
            }
            try check(nil)
            return try await create(kept)
        }
        let client = try await tokens.service.client(id)
        let found = try await client.get(.openID, to: isPresent ? .register : .delete)
        try check(found?.document)
        guard isPresent else { return try await delete(client, found) }
        if let found { return try await update(client, found.document, kept) }
        guard isNamed else { throw Failure("Client \(id) does not exist.", hint: Messages.naming) }
        var outcome = try await create(MetadataRecord(nil))
        outcome.warnings = await client.warnings + outcome.warnings
        return outcome
    }

    private func check(_ found: JSONObject?) throws(Failure) {
        var named = arguments
        named[ClientName.clientIDOption.name] = .string(clientID ?? name)
        try ClientName(named).check(context.expectation, found)
    }

    /// Keeps the token under the client's name, where a run ended before it had done so.
    private func finished(_ kept: MetadataRecord) async throws(Failure) -> MetadataRecord {
        guard let id = kept.clientID, let token = kept.token, !context.isCheck else { return kept }
        let client = try await tokens.service.client(id)
        if await client.token == nil { try await client.keep(token: token) }
        var done = kept
        done.token = nil
        try await record.keep(done.kept)
        return done
    }

    // MARK: Present

    private func create(_ kept: MetadataRecord) async throws(Failure) -> Outcome {
        let warnings = kept.begun.map { [Messages.begun(name, at: $0)] } ?? []
        var outcome = Outcome(
            changed: true, message: Messages.created(name),
            states: ["existing": [:], "proposed": .object(metadata), "end_state": .object(metadata)],
            diff: Outcome.Diff(before: [:], after: metadata.isEmpty ? ["registration": .string(name)] : metadata),
            warnings: warnings)
        guard !context.isCheck else {
            let makesSecret = metadata["token_endpoint_auth_method"] != "none"
            try secret.deliver(makesSecret ? .made : .absent, of: name, to: &outcome, isCheck: true)
            try tokens.deliver(.made, of: name, to: &outcome, isCheck: true)
            return outcome
        }
        let made = try await register(kept)
        outcome.states["end_state"] = .object(made.document)
        try deliver(made.document, made.token.map { .known($0) } ?? .untold, &outcome)
        return outcome
    }

    /// Registers the client; its token is kept together with the name that the server gave it, and then where all tokens are.
    private func register(_ kept: MetadataRecord) async throws(Failure) -> Registration {
        let service = tokens.service
        try service.checkBearer()
        var next = kept
        next.begun = context.now
        try await record.keep(next.kept)
        let made: Registration
        switch await service.register(RegistrationDocument(metadata, for: .openID)) {
        case .success(let registration): made = registration
        case .failure(let error):
            if !RegistrationSession.isOpen(error) { try await record.keep(kept.kept) }
            throw RegistrationSession.failure(error)
        }
        next.begun = nil
        next.clientID = made.clientID
        next.token = made.token
        next = next.noting(metadata, made.document)
        do throws(Failure) {
            try await record.keep(next.kept)
        } catch {
            throw await service.takeBack(made, error)
        }
        _ = try await finished(next)
        return made
    }

    private func update(
        _ client: RegisteredClient, _ existing: JSONObject, _ kept: MetadataRecord
    ) async throws(Failure) -> Outcome {
        // What the administration shows has other names; a run that is no check asks with the new token.
        let canCompare = !(await client.isRecovered && context.isCheck)
        let differing = canCompare ? kept.differing(metadata, from: existing) : [:]
        var outcome = Outcome(
            changed: !differing.isEmpty,
            message: differing.isEmpty ? Messages.unchanged(name) : Messages.updated(name),
            states: [
                "existing": .object(existing), "proposed": .object(metadata),
                "end_state": .object(existing.merging(differing)),
            ], diff: Outcome.Diff(before: existing.filter { differing[$0.key] != nil }, after: differing))
        let told = (canCompare ? MetadataRecord(nil).differing(metadata, from: existing) : [:]).keys
            .filter { differing[$0] == nil }
        if !told.isEmpty { outcome.warnings.append(Messages.told(told)) }
        var end = existing
        if !differing.isEmpty, !context.isCheck {
            guard let next = try await client.put(differing, .openID) else {
                throw Failure("Client \(client.clientID) has been deleted meanwhile.")
            }
            end = next.document
            outcome.states["end_state"] = .object(end)
            var noted = kept.noting(metadata, end)
            noted.clientID = client.clientID
            try await record.keep(noted.kept)
        }
        let token = await client.settle(&outcome, isNew: false)
        outcome.warnings = await client.warnings + outcome.warnings
        try deliver(end, token, &outcome)
        return outcome
    }

    private func deliver(
        _ end: JSONObject, _ token: RegistrationTokens.End, _ outcome: inout Outcome
    ) throws(Failure) {
        let value = SecretValue(end["client_secret"]?.text)
        try secret.deliver(value, of: name, to: &outcome, isCheck: context.isCheck)
        try tokens.deliver(token, of: name, to: &outcome, isCheck: context.isCheck)
    }

    // MARK: Absent

    private func delete(_ client: RegisteredClient, _ found: Registration?) async throws(Failure) -> Outcome {
        var outcome = Outcome(changed: false, message: Messages.absent, states: Messages.nothing)
        if let found {
            outcome.changed = true
            outcome.message = Messages.deleted(name)
            outcome.states["existing"] = .object(found.document)
            outcome.diff = Outcome.Diff(before: found.document)
        }
        if !context.isCheck {
            if found == nil { try await client.keep(token: nil) } else { _ = try await client.delete() }
            try await record.keep(nil)
        }
        outcome.warnings = await client.warnings
        return outcome
    }
}

/// What users read.
private enum Messages {
    static let nothing: JSONObject = ["existing": [:], "proposed": [:], "end_state": [:]]
    static let naming = "Give registration_name for a client that is yet to be registered."
    static let absent = "Client does not exist; doing nothing."
    static func unknown(_ name: String) -> String { "No registration is known as '\(name)'; doing nothing." }
    static func created(_ name: String) -> String { "Client \(name) has been registered." }
    static func updated(_ name: String) -> String { "The registration of Client \(name) has been updated." }
    static func deleted(_ name: String) -> String { "The registration of Client \(name) has been deleted." }
    static func unchanged(_ name: String) -> String { "No changes required for Client \(name)." }
    static func begun(_ name: String, at begun: Int) -> String {
        "An earlier run ended while it registered '\(name)', at \(Timestamp.text(begun) ?? "\(begun)"): it may have left a client "
            + "that nobody knows; delete it, if there is one."
    }
    static func told(_ names: [String]) -> String {
        "The server was told these before, and keeps or shows them otherwise: \(names.joined(separator: ", "))."
    }
}
