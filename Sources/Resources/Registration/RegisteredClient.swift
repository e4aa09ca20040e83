internal import HTTP
public import JSON
public import Keycloak
public import Reconcile

/// One client at the registration service, which no other run changes meanwhile.
///
/// A change through the client's own token makes that worthless and brings the next one in its answer (facts-more 1.2). So
/// what is about to be done is on disk before the request, and the token that comes back before anything is told: whoever is
/// killed in between leaves a record by which the next run finds out what became of it.
public actor RegisteredClient {
    /// The client's name.
    public nonisolated let clientID: String
    /// Whether nothing may be written.
    nonisolated var isChecking: Bool { service.context.isCheck }
    /// What the user should know although nothing failed.
    public private(set) var warnings: [String] = []
    /// Whether the token was lost, so that another one has been made, or would be outside of check mode.
    public private(set) var isRecovered = false

    private let service: RegistrationSession
    private let store: KeptRecord
    private let lock: RegistrationLock?
    /// What is known, and what the store has: a token that was given is kept when something is done with it.
    private var record: RegistrationRecord
    private var stored: RegistrationRecord
    /// A token that was given, until it is known whether it is the client's.
    private var untried: String?

    init(
        _ service: RegistrationSession, _ clientID: String, _ store: KeptRecord, _ lock: RegistrationLock?,
        _ record: RegistrationRecord
    ) {
        self.service = service
        self.clientID = clientID
        self.store = store
        self.lock = lock
        self.record = record
        stored = record
        untried = service.clientToken == record.token ? nil : service.clientToken
    }

    /// The client's own token, where it is known: the one that is kept, or one that was given and found to be good.
    public var token: String? { record.token }
    /// Whether there is anything by which somebody could look for the client.
    public var canBeLookedFor: Bool {
        record.token != nil || untried != nil || service.context.session.hasLogin
    }

    /// Keeps a token that came from elsewhere; nil forgets the one that is kept.
    public func keep(token: String?) async throws(Failure) { try await keep(RegistrationRecord(token: token)) }

    /// Keeps the token that a registration told.
    func keep(_ made: Registration) async throws(Failure) {
        if let token = made.token { try await keep(token: token) }
    }

    // MARK: What can be done

    /// Registers the client, with the initial access token where there is one, else with the login.
    public func create(_ document: RegistrationDocument) async throws(Failure) -> Registration {
        let before = record
        // Whoever cannot even begin leaves nothing behind.
        try service.checkBearer()
        try await keep(RegistrationRecord(token: before.token, begun: .create))
        let made: Registration
        switch await service.register(document) {
        case .success(let registration): made = registration
        case .failure(let error):
            var failure = try await settle(before, after: error)
            if before.begun == .create, [400, 401].contains(error.status) {
                failure.message += " \(RegistrationMessages.madeByEarlierRun(clientID))"
            }
            throw failure
        }
        do throws(Failure) {
            try await keep(made)
        } catch {
            throw await service.takeBack(made, error)
        }
        return made
    }

    /// What somebody looks for a client for, which says what it means that nobody can tell whether there is one.
    public enum Purpose: Sendable {
        /// To see it: a login that may not look is a failure.
        case look
        /// To register it where there is none: who may not look finds out by doing it.
        case register
        /// To delete it: where its own token is refused as that, and nobody may ask further, it is gone; a client that is
        /// gone looks just so (facts-more 1.2).
        case delete
    }

    /// The client as a provider shows it; nil when there is none, or when nothing is known of one and nobody logs in.
    public func get(
        _ provider: RegistrationProvider = .keycloak, to purpose: Purpose = .look
    ) async throws(Failure) -> Registration? {
        try await manage(request(.get, provider), to: purpose)
    }

    /// Changes what the document names, and leaves the rest; nil when there is no such client.
    public func put(
        _ members: JSONObject, _ provider: RegistrationProvider = .keycloak
    ) async throws(Failure) -> Registration? {
        // Without the name the server refuses any change (facts-more 1.2).
        let named = JSONObject([(provider.clientID, .string(clientID))]).merging(members)
        return try await manage(request(.put, provider, JSON.object(named).bytes))
    }

    /// Deletes the client and forgets its token; whether it was there.
    public func delete() async throws(Failure) -> Bool {
        try await manage(request(.delete, .keycloak)) != nil
    }

    /// Has the administration give the client another token, and keeps that; nil when there is no such client.
    ///
    /// What the server shows beside it has the secret masked on 26 (facts-more 1.2), and is left out.
    public func renewToken() async throws(Failure) -> String? {
        let found: JSONObject?
        do {
            found = try await lookUp()
        } catch {
            throw Failure(error)
        }
        guard let id = found?["id"]?.text else { return nil }
        return try await renew(id)
    }

    // MARK: Requests

    private func request(
        _ method: HTTPMethod, _ provider: RegistrationProvider, _ body: [UInt8]? = nil
    ) -> RegistrationRequest {
        RegistrationRequest(method, realm: service.realm, provider: provider, clientID: clientID, body: body)
    }

    /// Sends with the token that was given, else with the one that is kept, else with the one that the administration makes
    /// in the place of a lost one, else with the login.
    private func manage(
        _ request: RegistrationRequest, to purpose: Purpose = .look
    ) async throws(Failure) -> Registration? {
        var refusal = try await tryGiven()
        if let token = record.token {
            switch try await send(request, with: token) {
            case .success(let registration): return registration
            case .failure(let error): refusal = error
            }
        }
        guard refusal != nil || record.begun != nil else { return try await sendLoggedIn(request, to: purpose) }
        let begun = record.begun
        let recovery = try await recover()
        switch recovery {
        case .token(let token):
            switch try await send(request, with: token) {
            case .success(let registration): return registration
            case .failure(let error): throw Failure(error)
            }
        case .seen(let client):
            return Registration(client, .keycloak, clientID: clientID)
        case .gone: return nil
        case .impossible(let reason):
            if begun == .delete, reason == nil, refusal?.isUnknownToken == true {
                // Its own token was the one that counts until that.
                warnings.append(RegistrationMessages.deletedByEarlierRun(clientID))
                try await forget()
                return nil
            }
            guard let refusal else { return try await sendLoggedIn(request, to: purpose) }
            if service.context.session.hasLogin, let registration = try? await sendLoggedIn(request, to: purpose) {
                return registration
            }
            if purpose == .delete, reason == nil, refusal.isUnknownToken {
                warnings.append(RegistrationMessages.takenAsGone(clientID))
                return nil
            }
            throw RegistrationMessages.lost(Failure(refusal), begun, reason)
        }
    }

    /// Finds out whether the token that was given is the client's; the refusal when it is not.
    private func tryGiven() async throws(Failure) -> KeycloakError? {
        guard let given = untried else { return nil }
        untried = nil
        switch await ask(request(.get, .keycloak), .client(given)) {
        case .success: record = RegistrationRecord(token: given)
        case .failure(let error):
            guard error.status == 401 else { throw Failure(error) }
            if record.token != nil { warnings.append(RegistrationMessages.givenRefused(clientID)) }
            return error
        }
        return nil
    }

    /// Sends with the client's own token; a refusal with 401 comes back, after which nothing has happened.
    private func send(
        _ request: RegistrationRequest, with token: String
    ) async throws(Failure) -> Result<Registration, KeycloakError> {
        let before = record
        if let work = request.work { try await keep(RegistrationRecord(token: token, begun: work)) }
        switch await ask(request, .client(token)) {
        case .success(let answer):
            try await note(answer, request, token)
            return .success(answer)
        case .failure(let error):
            let failure = request.work == nil ? Failure(error) : try await settle(before, after: error)
            guard error.status == 401 else { throw failure }
            return .failure(error)
        }
    }

    /// Keeps what follows from an answer to the client's own token.
    private func note(_ answer: Registration, _ request: RegistrationRequest, _ token: String) async throws(Failure) {
        switch request.work {
        case .delete: try await forget()
        case .update:
            guard let next = answer.token else { throw Failure(RegistrationMessages.untold(clientID), changed: true) }
            do {
                try await keep(RegistrationRecord(token: next))
            } catch {
                var failure = error
                failure.message += " \(RegistrationMessages.unkept(clientID))"
                failure.changed = true
                throw failure
            }
        default:
            // The token is good: what was begun with it has not happened.
            if record.begun != nil { try await keep(RegistrationRecord(token: token)) }
        }
    }

    /// Sends with the login, which changes no token.
    private func sendLoggedIn(
        _ request: RegistrationRequest, to purpose: Purpose
    ) async throws(Failure) -> Registration? {
        let isLook = request.method == .get
        guard service.context.session.hasLogin else {
            guard isLook else { throw RegistrationMessages.nothing(toManage: clientID, service.realm) }
            return nil
        }
        switch await ask(request, .login) {
        case .success(let answer):
            if request.method == .delete { try await forget() }
            return answer
        case .failure(let error):
            if error.isMissingClient {
                try await forget()
                return nil
            }
            if purpose == .register, error.isMissingRole { return nil }
            // The administration of another realm may at least say that there is none.
            if isLook, error.status == 401, service.context.session.realm != service.realm, await isKnownAbsent() {
                return nil
            }
            throw RegistrationSession.failure(error)
        }
    }

    private func isKnownAbsent() async -> Bool {
        do {
            return try await lookUp() == nil
        } catch {
            return false
        }
    }

    private func ask(
        _ request: RegistrationRequest, _ bearer: RegistrationBearer
    ) async -> Result<Registration, KeycloakError> {
        do throws(KeycloakError) {
            let answer = try await service.context.session.send(request, as: bearer)
            let members = request.method == .delete ? [:] : try answer.object()
            return .success(Registration(members, request.provider, clientID: clientID))
        } catch {
            return .failure(error)
        }
    }

    // MARK: A lost token

    private enum Recovery {
        /// Another token.
        case token(String)
        /// The client as the administration shows it, where nothing may be written.
        case seen(JSONObject)
        /// There is no such client.
        case gone
        /// Nobody may do it, or it is of no use, for that reason.
        case impossible(Failure?)
    }

    /// Has the administration make another token in the place of a lost one.
    private func recover() async throws(Failure) -> Recovery {
        guard service.context.session.hasLogin else { return .impossible(nil) }
        let found: JSONObject?
        do {
            found = try await lookUp()
        } catch {
            return .impossible(Failure(error))
        }
        guard let found, let id = found["id"]?.text else {
            warnings.append(RegistrationMessages.gone(clientID))
            try await forget()
            return .gone
        }
        // 26 refuses the token of a disabled client (facts-more 1.2): another one would be refused too.
        guard found["enabled"] != false else { return .impossible(RegistrationMessages.disabled(clientID)) }
        warnings.append(RegistrationMessages.recovered(clientID, record))
        isRecovered = true
        guard !isChecking else { return .seen(await asRegistered(found)) }
        do {
            return .token(try await renew(id))
        } catch {
            warnings.removeLast()
            isRecovered = false
            return .impossible(error)
        }
    }

    /// The client as the registration would show it (facts-more 1.2), on 18 with the secret that the administration tells
    /// by itself.
    private func asRegistered(_ client: JSONObject) async -> JSONObject {
        var shown = client.filter { $0.key != "access" }
        shown["defaultRoles"] = []
        let finder = ClientFinder(session: service.context.session, realm: service.realm)
        if case .known(let secret)? = try? await finder.secretValue(of: client) {
            shown[ClientRows.secret.key] = .string(secret)
        }
        return shown
    }

    private func lookUp() async throws(KeycloakError) -> JSONObject? {
        try await ClientFinder(session: service.context.session, realm: service.realm).client(named: clientID)
    }

    private func renew(_ id: String) async throws(Failure) -> String {
        let before = record
        try await keep(RegistrationRecord(token: before.token, begun: .renew))
        let answer: JSONObject
        do {
            answer = try await service.context.session.send(
                .post, [service.realm, "clients", id, "registration-access-token"], body: [:]
            ).object()
        } catch {
            throw try await settle(before, after: error)
        }
        guard let token = answer[RegistrationProvider.keycloak.token]?.text else {
            throw Failure(RegistrationMessages.untold(clientID), changed: true)
        }
        try await keep(RegistrationRecord(token: token))
        return token
    }

    // MARK: The record

    private func keep(_ next: RegistrationRecord) async throws(Failure) {
        if next != stored, !isChecking {
            try await store.keep(next.kept)
            stored = next
        }
        record = next
    }

    private func forget() async throws(Failure) { try await keep(RegistrationRecord()) }

    /// Keeps what was kept before a request that failed for certain; what leaves open whether the server acted stays begun.
    private func settle(_ before: RegistrationRecord, after error: KeycloakError) async throws(Failure) -> Failure {
        if !RegistrationSession.isOpen(error) { try await keep(before) }
        return RegistrationSession.failure(error)
    }
}

extension RegistrationRequest {
    /// What is recorded before it is sent with the client's own token; nil for what changes nothing.
    fileprivate var work: RegistrationRecord.Work? {
        switch method {
        case .put: .update
        case .delete: .delete
        default: nil
        }
    }
}
