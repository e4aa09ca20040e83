internal import HTTP
internal import JSON

extension Server {
    /// The list of clients, sorted by clientId, filtered and paged (facts-core 5).
    mutating func listClients(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        let call = request.call
        let page = try Page(call)
        try request.require(request.rights.canSearchClients)
        let realm = realms[request.realm]
        let wanted = call.query("clientId") ?? ""
        let query = call.query("q") ?? ""
        let searches = call.query("search")?.lowercased() == "true"
        func all() -> [Int] { realms[request.realm].clients.places { $0.clientID.precedes($1.clientID) } }
        let found: [Int]
        if !query.trimmed.isEmpty {
            // The search for attributes leaves the clientId aside.
            let attributes = try Self.searchedAttributes(query)
            found = page.cut(all().filter { realm.clients[$0].has(attributes) })
        } else if !searches, !wanted.trimmed.isEmpty {
            // At most one, so no page is cut.
            found = realm.client(named: wanted).map { [$0] } ?? []
        } else {
            let isAll = wanted.trimmed.isEmpty
            found = page.cut(isAll ? all() : all().filter { Like.contains(realm.clients[$0].clientID, wanted) })
        }
        // With query-clients alone, existing clients look absent (facts-core 8).
        guard request.rights.canViewClients else { return .json([]) }
        return .json(.array(found.map { realm.clients[$0].view(realm: realm, rights: request.rights) }))
    }

    /// The attributes that a query of the form `key:value "other key":"other value"` names; only some may be searched for.
    private static func searchedAttributes(_ query: String) throws(Failure) -> [(String, String)] {
        let allowed = [
            "saml_idp_initiated_sso_url_name", "saml.artifact.binding.identifier", "jwt.credential.issuer",
            "jwt.credential.sub",
        ]
        let pairs = AttributeQuery.pairs(query)
        let others = pairs.map(\.0).filter { !allowed.contains($0) }
        guard others.isEmpty else {
            throw Failure(
                400, error: "invalid_request",
                "Attributes [\(others.joined(separator: ", "))] not allowed for search")
        }
        return pairs
    }
}

extension Client {
    /// Whether the client has all of the attributes, exactly.
    fileprivate func has(_ wanted: [(String, String)]) -> Bool {
        wanted.allSatisfy { name, value in attributes[name] == .string(value) }
    }
}

/// The query language of the search for attributes.
private enum AttributeQuery {
    /// The pairs, each name once, with the last value given for it; words without a colon are none.
    static func pairs(_ query: String) -> [(String, String)] {
        var pairs: [(String, String)] = []
        var name: String?
        var word = ""
        var isQuoted = false
        func close() {
            if let name {
                pairs.removeAll { $0.0.isSame(as: name) }
                pairs.append((name, word))
            }
            name = nil
            word = ""
            isQuoted = false
        }
        for character in query.unicodeScalars {
            switch character {
            case "\"" where word.isEmpty && !isQuoted: isQuoted = true
            // Only a quote can be escaped, not the backslash itself.
            case "\"" where isQuoted && word.hasSuffix("\\"): word = word.dropLast() + "\""
            case "\"" where isQuoted: isQuoted = false
            // A colon ends a name even inside of quotes; in a value it is one more character.
            case ":" where name == nil:
                name = word
                word = ""
                isQuoted = false
            case " " where !isQuoted: close()
            default: word.unicodeScalars.append(character)
            }
        }
        close()
        return pairs
    }
}
