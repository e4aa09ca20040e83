internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// Finds clients: a single one with one request, whatever the size of the realm, and many in pages (facts-core 5).
struct ClientFinder: Sendable {
    let session: Session
    let realm: String

    // MARK: One

    /// The client with exactly that clientId.
    func client(named clientID: String) async throws(KeycloakError) -> JSONObject? {
        try await clients(named: [clientID]).first ?? nil
    }

    /// The clients with exactly those clientIds, in the same order.
    func clients(named clientIDs: [String]) async throws(KeycloakError) -> [JSONObject?] {
        var found: [JSONObject?] = []
        for clientID in clientIDs {
            let answer = try await session.send(.get, [realm, "clients"], query: [("clientId", clientID)])
            found.append(try answer.objects().first)
        }
        if found.contains(where: { $0 != nil }) { return found }
        guard try await seesClients() else { throw .cannotSee(realm: realm) }
        return found
    }

    /// The client with that id.
    func client(id: String) async throws(KeycloakError) -> JSONObject? {
        let answer = try await session.send(.get, [realm, "clients", id], accepting: [404])
        if answer.response.status == 404 {
            let reason = (try? answer.object())?["error"]
            if reason == "Could not find client" { return nil }
            throw KeycloakError.refused(answer.refusal)
        }
        return try answer.object()
    }

    /// Whether the login is shown clients at all.
    ///
    /// With query-clients alone every list is empty, so that a client that exists looks absent (facts-core 8); the client
    /// that is always there tells the difference.
    func seesClients() async throws(KeycloakError) -> Bool {
        let permanent = KeycloakError.permanentClient(of: realm)
        let answer = try await session.send(.get, [realm, "clients"], query: [("clientId", permanent)])
        return try !answer.objects().isEmpty
    }

    // MARK: Many

    /// How many clients are asked for at once: the list of 2000 that the server has not in its cache takes it 109 s as a
    /// whole and 11 s in pages of 100 (facts-core 10).
    static let pageSize = 100

    /// Calls `body` with each client of the realm once, page by page; whether all clients were there for certain.
    ///
    /// Clients that are deleted meanwhile move the others forward, out of the page that comes next. So each page begins with
    /// the last client of the one before it, and when another one stands there, the walk goes back by a page.
    ///
    /// - Parameter query: What the server is asked to leave out; not each does (facts-core 5).
    func forEach(
        _ query: [(String, String)] = [], _ body: (JSONObject) -> Void
    ) async throws(KeycloakError) -> Bool {
        var seen: Set<JSON> = []
        var first = 0
        var furthest = -1
        var isComplete = true
        // No server can keep the walk going for ever.
        var stepsBack = 10
        var idlePages = 10
        while true {
            let page = try await session.send(
                .get, [realm, "clients"],
                query: query + [("first", String(first)), ("max", String(ClientFinder.pageSize))]
            ).objects()
            let isJoined = first == 0 || page.first.map { seen.contains($0["id"] ?? .null) } ?? false
            let before = seen.count
            for client in page where seen.insert(client["id"] ?? .null).inserted { body(client) }
            if !isJoined, stepsBack > 0 {
                stepsBack -= 1
                first = max(0, first - ClientFinder.pageSize)
                continue
            }
            isComplete = isComplete && isJoined
            // More than were asked for come from a server that does not page: it is the whole list.
            guard page.count == ClientFinder.pageSize else { return isComplete }
            if seen.count == before, first > furthest { idlePages -= 1 }
            guard idlePages > 0 else { return false }
            furthest = max(furthest, first)
            first += ClientFinder.pageSize - 1
        }
    }

    /// All clients with that value of an attribute.
    func clients(withAttribute key: String, _ value: String) async throws(KeycloakError) -> [JSONObject] {
        var found: [JSONObject] = []
        _ = try await forEach(withAttribute: key, value) { found.append($0) }
        return found
    }

    /// Calls `body` with each client that has that value of an attribute, as `forEach` does.
    ///
    /// The server searches only for attributes that its configuration names, and refuses others with 400 (seen on 26.7.3)
    /// or overlooks the search (18, facts-core 5); then all clients are looked at.
    func forEach(
        withAttribute key: String, _ value: String, _ body: (JSONObject) -> Void
    ) async throws(KeycloakError) -> Bool {
        var query: [(String, String)] = []
        if let words = ClientFinder.search(key, value) {
            do throws(KeycloakError) {
                _ = try await session.send(.get, [realm, "clients"], query: [("q", words), ("max", "1")])
                query = [("q", words)]
            } catch {
                guard error.status == 400 else { throw error }
            }
        }
        return try await forEach(query) { client in
            if client[ClientRows.attributes.key]?.object?[key] == .string(value) { body(client) }
        }
    }

    /// The words by which the server searches for an attribute; nil where they would say something else.
    ///
    /// A space ends a word outside of quotes, a quote in it can be escaped but the backslash can't, and a colon ends the
    /// key in any case (seen on 26.7.3).
    private static func search(_ key: String, _ value: String) -> String? {
        guard !key.utf8.contains(UInt8(ascii: ":")), !value.isEmpty else { return nil }
        var words: [String] = []
        for word in [key, value] {
            guard !word.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
                return nil
            }
            words.append(word.contains(where: \.isWhitespace) ? "\"\(word)\"" : word)
        }
        return words.joined(separator: ":")
    }
}
