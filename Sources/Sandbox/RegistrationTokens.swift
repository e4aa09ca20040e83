internal import HTTP
internal import JSON

/// A token with which new clients are registered; the tokens' texts are kept apart (facts-more 1.1).
struct InitialToken: Sendable {
    /// The id.
    let id: String
    /// When it was made, in unix seconds.
    let created: Int
    /// Its life in seconds; 0 has no end.
    let lifetime: Int
    /// How many clients it was made for.
    let count: Int
    /// How many clients it is still good for.
    var remaining: Int

    /// As the API shows it, without the token and without the web origins, which are in the token alone.
    var view: JSONObject {
        [
            "id": .string(id), "timestamp": .int(created), "expiration": .int(lifetime), "count": .int(count),
            "remainingCount": .int(remaining),
        ]
    }
}

/// What the text of a token for registrations says.
struct RegistrationToken: Sendable {
    /// What it can be used for.
    enum Kind: Sendable {
        /// To register clients, as long as the initial access token with that id lasts.
        case initial(String)
        /// To look after the client that has it.
        case client
    }

    /// What it can be used for.
    let kind: Kind
    /// The server's address through which it was issued (facts-more 0).
    let base: String
    /// When it ends, in unix seconds; nil has no end.
    let expires: Int?
}

extension Server {
    /// `R/clients-initial-access…` (facts-more 1.1).
    mutating func handleInitialTokens(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let rest = request.rest.dropFirst()
        switch (request.method, rest.count) {
        case (.get, 0):
            try request.require(request.rights.canViewClients)
            return .json(.array(realms[request.realm].initialTokens.map { .object($0.view) }))
        case (.post, 0): return try createInitialToken(request)
        case (.delete, 1):
            try request.require(request.rights.canManageClients)
            // An unknown id is no error.
            realms[request.realm].initialTokens.removeAll { $0.id.isSame(as: request.rest[1]) }
            return .done
        case (.put, 0...1): throw .wrongMethod
        case (_, 0...1): throw version.missingMethod
        default: throw .noPath
        }
    }

    private mutating func createInitialToken(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let body = try request.call.json(.object(.initialToken)).object
        try request.require(request.rights.canManageClients)
        guard let body else { throw .serverError }
        let (lifetime, count) = (body["expiration"]?.int ?? 0, body["count"]?.int ?? 1)
        guard lifetime >= 0 || !version.refusesNegatives else {
            throw Failure(
                400, error: "Invalid value for expiration", "The expiration time interval cannot be less than 0")
        }
        guard count >= 0 || !version.refusesNegatives else {
            throw Failure(400, error: "Invalid value for count", "The count cannot be less than 0")
        }
        let token = InitialToken(
            id: random.uuid(), created: now, lifetime: lifetime, count: count, remaining: count)
        realms[request.realm].initialTokens.append(token)
        let text = newRegistrationToken(
            .initial(token.id), request.call, realm: request.realm, expires: lifetime > 0 ? now + lifetime : nil)
        let location = request.call.location(realms[request.realm].name, "clients-initial-access/\(token.id)")
        return .json(
            .object(token.view.merging(["token": .string(text)])), status: version.createdTokenStatus,
            location: location)
    }

    /// The text of a new token for registrations.
    mutating func newRegistrationToken(
        _ kind: RegistrationToken.Kind, _ call: Call, realm: Int, expires: Int? = nil
    ) -> String {
        let text = "ey" + random.text(100) + "." + random.text(300) + "." + random.text(86)
        realms[realm].registrationTokens[text] = RegistrationToken(kind: kind, base: "\(call.base)", expires: expires)
        return text
    }

    /// `POST C/registration-access-token`: another token for the client, in place of the one before (facts-more 1.2).
    mutating func renewRegistrationToken(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        guard part.rest.count == 1 else { throw .noPath }
        guard request.method == .post else { throw version.missingMethod }
        try request.require(part.manages)
        let text = newRegistrationToken(.client, request.call, realm: request.realm)
        realms[request.realm].clients[part.client].registrationToken = text
        let client = realms[request.realm].clients[part.client]
        var view = client.registered(realm: realms[request.realm], token: text)
        view["defaultRoles"] = nil
        // The secret is masked here, where it is shown at all (facts-more 1.2).
        if view["secret"] != nil { view["secret"] = version.showsSecrets ? "**********" : .none }
        return .json(.object(view))
    }
}

extension Schema {
    /// A new initial access token.
    static let initialToken = Schema(
        name: "ClientInitialAccessCreatePresentation",
        fields: ["count": .int, "expiration": .int, "webOrigins": .list(.text)])
}
