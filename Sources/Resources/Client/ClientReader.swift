internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// What a fleet knows already when it comes to one of its clients.
struct KnownBefore: Sendable {
    /// The names of the realm that were looked up.
    var lookup: RealmLookup?
    /// The client itself.
    var client = KnownClient.nothing
    /// The creations that came out as declared; nil where each is looked at.
    var creations: SeenCreations?
}

/// What a look at many clients has told of one already.
enum KnownClient: Sendable {
    case nothing
    /// There is none of that name.
    case absent
    /// It is there, as a list of the server shows it.
    case present(JSONObject)
}

/// Reads the client that a declaration is about.
struct ClientReader: Sendable {
    let declaration: ClientDeclaration
    let session: Session
    let account: ClientServiceAccount
    let known: KnownClient

    /// The client as a run finds it at its beginning.
    func begin() async throws(Failure) -> JSONObject? {
        switch known {
        case .nothing: try await find()
        case .absent: nil
        case .present(let client): try await completed(client)
        }
    }

    private var finder: ClientFinder { ClientFinder(session: session, realm: declaration.realm) }

    /// What the user's names lead to.
    private enum Found {
        case client(JSONObject?)
        /// Another client has the name that this one is to get.
        case taken(Problem)
    }

    /// The client as the user named it, under its new name when it has been renamed.
    ///
    /// Fails where another client has the name that this one is to get: the server would refuse it in words that name
    /// neither of the two (facts-core 2.1, 9).
    func find() async throws(Failure) -> JSONObject? {
        let found: Found
        do {
            found = try await named()
        } catch {
            throw Failure(error)
        }
        switch found {
        case .client(let client): return try await completed(client)
        case .taken(let problem): throw Failure([problem])
        }
    }

    /// The client with that id; by the user's name for it where the id is not known.
    func read(_ id: String?) async throws(Failure) -> JSONObject? {
        guard let id else { return try await find() }
        let client: JSONObject?
        do {
            client = try await alone(id)
        } catch {
            throw Failure(error)
        }
        return try await completed(client)
    }

    /// The client as the server shows it by itself; by the user's name for it where the id is not known.
    func alone(_ id: String?) async throws(KeycloakError) -> JSONObject? {
        if let id { return try await finder.client(id: id) }
        return if case .client(let client) = try await named() { client } else { nil }
    }

    private func named() async throws(KeycloakError) -> Found {
        let name = declaration.name
        if let newID = declaration.newClientID, let oldID = name.clientID, !newID.isSame(as: oldID) {
            let found = try await finder.clients(named: [oldID, newID]).compactMap { $0 }
            guard found.count > 1 else { return .client(found.first) }
            let problem = "is taken: the realm has this client and '\(oldID)' too; delete one, or leave one name out"
            return .taken(Problem(Path(ClientRows.newClientID.name), problem))
        }
        let client = try await name.find(session)
        let key = ClientRows.clientID.key
        guard name.id != nil, let wanted = name.clientID, declaration.isPresent, client?[key] != .string(wanted),
            let other = try await finder.clients(named: [wanted]).first ?? nil
        else { return .client(client) }
        let problem = "is taken: the client with the id '\(other["id"]?.text ?? "")' has this name"
        return .taken(Problem(Path(ClientRows.clientID.option.name), problem))
    }

    // MARK: What the client itself does not show

    private func completed(_ client: JSONObject?) async throws(Failure) -> JSONObject? {
        guard let client, declaration.isPresent, let id = client["id"]?.text else { return client }
        do {
            return try await withRoles(withSecret(client), id: id)
        } catch {
            throw Failure(error)
        }
    }

    /// 18 never shows the secret in the client (facts-core 8): where it has to be known, it is asked for.
    private func withSecret(_ client: JSONObject) async throws(KeycloakError) -> JSONObject {
        let key = ClientRows.secret.key
        guard client[key] == nil, declaration.secrets.needsSecret(beside: declaration.state[key]) else { return client }
        return switch try await finder.secretValue(of: client) {
        case .known(let text): client.merging([key: .string(text)])
        case .hidden: client.merging([key: SecretValue.mask])
        case .absent, .made: client
        }
    }

    /// The roles of the account are the user's (facts-more 2): where some are declared, they are asked for.
    private func withRoles(_ client: JSONObject, id: String) async throws(KeycloakError) -> JSONObject {
        let key = ClientRows.serviceAccountRoles.key
        guard let declared = declaration.state[key]?.object, client[ClientRows.serviceAccounts.key] == true else {
            return client
        }
        return client.merging([key: .object(try await account.roles(ofClient: id, parts: declared))])
    }
}
