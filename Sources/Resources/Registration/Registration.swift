internal import HTTP
public import JSON
public import Keycloak
public import Reconcile

/// What is sent to register a client.
public struct RegistrationDocument: Sendable {
    /// The body's bytes.
    let body: [UInt8]
    /// What kind of bytes they are.
    let contentType: String
    /// The provider that understands them.
    let provider: RegistrationProvider
    /// The name that the client is to have; nil where the server gives it one.
    let clientID: String?

    /// The members that a provider knows: Keycloak's own (`clientId`), or those of RFC 7591 (`client_name`).
    public init(_ members: JSONObject, for provider: RegistrationProvider) {
        body = JSON.object(members).bytes
        contentType = "application/json"
        self.provider = provider
        clientID = provider == .keycloak ? members[provider.clientID]?.text : nil
    }

    /// The XML by which a SAML service provider describes itself.
    public init(saml xml: [UInt8]) {
        body = xml
        contentType = "application/xml"
        provider = .saml
        clientID = nil
    }
}

/// A client as the registration service shows it.
public struct Registration: Sendable, Hashable {
    /// The members that the provider shows, but for the client's own token.
    public let document: JSONObject
    /// The client's name.
    public let clientID: String
    /// The client's own token, where the server told it or it is known to be the one that is good.
    public let token: String?

    /// Reads an answer; `clientID` is what was asked for, where something was.
    init(_ answer: JSONObject, _ provider: RegistrationProvider, clientID: String?) {
        // What is registered by its own XML is answered as Keycloak shows clients (facts-more 1.3).
        let names = provider == .openID ? provider : .keycloak
        document = answer.filter { $0.key != names.token }
        token = answer[names.token]?.text
        self.clientID = answer[names.clientID]?.text ?? clientID ?? ""
    }
}

/// The client registration service of one realm, as one run uses it: with tokens that are given, with those that the store
/// keeps, and with the login.
public struct RegistrationSession: Sendable {
    let context: ModuleContext
    let realm: String
    let storePath: String?
    let initialToken: String?
    let clientToken: String?

    /// A session that has asked for nothing yet.
    ///
    /// - Parameters:
    ///   - store: The absolute path of the store's file; nil for the one that the environment says.
    ///   - initialToken: What clients are registered with, in place of the login.
    ///   - clientToken: A client's own token, to be tried before the one that is kept.
    public init(
        _ context: ModuleContext, realm: String, store: String?, initialToken: String? = nil, clientToken: String? = nil
    ) {
        self.context = context
        self.realm = realm
        storePath = store
        self.initialToken = initialToken
        self.clientToken = clientToken
    }

    /// The client of that name, which need not be there; no other run is at work on it for as long as this one holds it.
    ///
    /// In check mode it is not locked: a check leaves no trace.
    public func client(_ clientID: String) async throws(Failure) -> RegisteredClient {
        let record = try KeptRecord(context, path: storePath, realm: realm, kind: .client, name: clientID)
        let lock = context.isCheck ? nil : try await record.lock()
        return RegisteredClient(self, clientID, record, lock, RegistrationRecord(try await record.read()))
    }

    /// Registers a client, with the initial access token where there is one, else with the login.
    ///
    /// Its own token is kept before this returns.
    public func create(_ document: RegistrationDocument) async throws(Failure) -> Registration {
        if let clientID = document.clientID { return try await client(clientID).create(document) }
        try checkBearer()
        let made: Registration
        do {
            made = try await register(document).get()
        } catch {
            throw RegistrationSession.failure(error)
        }
        do throws(Failure) {
            try await client(made.clientID).keep(made)
        } catch {
            throw await takeBack(made, error)
        }
        return made
    }

    /// Fails where there is nothing to register clients with.
    func checkBearer() throws(Failure) {
        guard initialToken != nil || context.session.hasLogin else { throw Messages.nothing(toRegisterIn: realm) }
    }

    /// Sends the document; what comes back is not kept yet.
    func register(_ document: RegistrationDocument) async -> Result<Registration, KeycloakError> {
        let bearer = initialToken.map { RegistrationBearer.initial($0) } ?? .login
        let request = RegistrationRequest(
            .post, realm: realm, provider: document.provider, body: document.body, contentType: document.contentType)
        do throws(KeycloakError) {
            let answer = try await context.session.send(request, as: bearer).object()
            return .success(Registration(answer, document.provider, clientID: document.clientID))
        } catch {
            return .failure(error)
        }
    }

    /// Deletes a client again whose token cannot be kept, since nobody would ever know it.
    func takeBack(_ made: Registration, _ failure: Failure) async -> Failure {
        var failure = failure
        guard let token = made.token else { return failure }
        let request = RegistrationRequest(.delete, realm: realm, provider: .keycloak, clientID: made.clientID)
        do throws(KeycloakError) {
            _ = try await context.session.send(request, as: .client(token))
            failure.message += " \(Messages.takenBack(made.clientID))"
        } catch {
            failure.message += " \(Messages.left(made.clientID))"
            failure.changed = true
        }
        return failure
    }

    /// Whether it says too little to know what the server did.
    static func isOpen(_ error: KeycloakError) -> Bool {
        // An answer that cannot be read may be the one that had the token; an error of the server may come after the deed.
        if case .unreadable = error { return true }
        return error.leavesOpen || error.status ?? 0 >= 500
    }

    /// A failure of the service; what leaves open whether it acted says so.
    static func failure(_ error: KeycloakError) -> Failure {
        var failure = Failure(error)
        if isOpen(error) { failure.message += " \(Messages.open)" }
        return failure
    }

    /// What users read.
    private enum Messages {
        static func nothing(toRegisterIn realm: String) -> Failure {
            Failure(
                "There is nothing to register a client with.",
                hint: "Give an initial access token (initial_access_token), or log in at realm '\(realm)' itself "
                    + "(auth_realm: \(realm)).")
        }
        static let open = "The server may have done it nevertheless; the next run looks for that."
        static func takenBack(_ client: String) -> String {
            "Client '\(client)' has been deleted again: nobody would have known its token."
        }
        static func left(_ client: String) -> String {
            "Client '\(client)' is left on the server, with a token that nobody knows."
        }
    }
}
