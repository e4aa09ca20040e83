internal import JSON

/// What is kept of an initial access token: of it, and of what runs that were interrupted left behind.
struct InitialAccessRecord: Hashable {
    /// The token that is in use.
    ///
    /// The server keeps neither the token nor its web origins where they could be read again (facts-more 1.1).
    struct Token: Hashable {
        let id: String
        let token: String
        let count: Int
        /// Its life in seconds; 0 has no end.
        let lifetime: Int
        let origins: [String]
    }

    /// The token; nil before the first was kept.
    var token: Token?
    /// The ids of the tokens that this one replaced, until they are deleted.
    var replaced: [String] = []
    /// When a run began to make a token, until it has kept one; in unix seconds.
    var begun: Int?
    /// The ids of tokens that such runs may have made, as long as they are on the server.
    var leftovers: [String] = []

    /// Reads what is kept.
    init(_ kept: JSONObject?) {
        func ids(_ name: String) -> [String] { kept?[name]?.array?.compactMap(\.text) ?? [] }
        replaced = ids("replaced")
        begun = kept?["begun"]?.int
        leftovers = ids("leftovers")
        guard let kept, let id = kept["id"]?.text, let text = kept["token"]?.text else { return }
        token = Token(
            id: id, token: text, count: kept["count"]?.int ?? 1, lifetime: kept["expiration"]?.int ?? 0,
            origins: ids("web_origins"))
    }

    /// What is to be kept; nil when that is nothing.
    var kept: JSONObject? {
        var kept: JSONObject = [:]
        func list(_ ids: [String]) -> JSON? { ids.isEmpty ? nil : .array(ids.map { .string($0) }) }
        if let token {
            kept = [
                "id": .string(token.id), "token": .string(token.token), "count": .int(token.count),
                "expiration": .int(token.lifetime),
            ]
            kept["web_origins"] = list(token.origins)
        }
        kept["replaced"] = list(replaced)
        kept["begun"] = begun.map { .int($0) }
        kept["leftovers"] = list(leftovers)
        return kept.isEmpty ? nil : kept
    }

    /// The same beside the tokens that the server lists: what is gone is forgotten, and what a run that began and did not come
    /// to keep a token may have made is known by its id from now on.
    func settled(_ listed: [JSONObject]) -> InitialAccessRecord {
        let ids = listed.compactMap { $0["id"]?.text }
        var settled = self
        settled.replaced = replaced.filter(ids.contains)
        settled.leftovers = leftovers.filter(ids.contains)
        guard let begun else { return settled }
        settled.begun = nil
        // The clocks of two machines are not the same.
        let unused = listed.filter { item in
            (begun - 60...begun + 600).contains(item["timestamp"]?.int ?? 0) && item["count"] == item["remainingCount"]
        }
        let known = settled.replaced + settled.leftovers + [token?.id].compactMap { $0 }
        settled.leftovers += unused.compactMap { $0["id"]?.text }.filter { !known.contains($0) }
        return settled
    }
}
