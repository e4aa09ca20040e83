internal import JSON
internal import Keycloak
internal import Reconcile

/// What the clients that somebody looks for have in common.
struct ClientFilter: Sendable, Hashable {
    /// The realm, and the exact names.
    let name: ClientName
    /// A part of the clientId or of the name that users see, in small letters.
    private let part: String?
    private let protocolName: String?
    private let isEnabled: Bool?
    /// The attributes that they have, in canonical form.
    private let attributes: JSONObject
    /// The attributes that they have not.
    private let absentAttributes: [String]

    /// Reads settled arguments of `keycloak_client_info`.
    init(_ arguments: Arguments) {
        name = ClientName(arguments)
        part = arguments.text(ClientInfoModule.search.name)?.lowercased()
        protocolName = arguments.text(ClientInfoModule.protocolName.name)
        isEnabled = arguments.bool(ClientInfoModule.enabled.name)
        let written = arguments[ClientInfoModule.attributes.name]?.object ?? [:]
        let canonical = ClientFilter.canonical(ClientFilter.kind.normalized(.object(written)))
        attributes = canonical
        absentAttributes = written.keys.filter { canonical[$0] == nil }
    }

    private static var kind: Kind { ClientRows.schema.kind(of: ClientRows.attributes.key) }

    private static func canonical(_ attributes: JSON?) -> JSONObject { kind.canonical(attributes)?.object ?? [:] }

    /// Whether a client is one of them.
    func matches(_ client: JSONObject) -> Bool {
        let clientID = client[ClientRows.clientID.key]?.text ?? ""
        if let wanted = name.id, client["id"] != .string(wanted) { return false }
        if let wanted = name.clientID, !clientID.isSame(as: wanted) { return false }
        if let part {
            let texts = [clientID, client[ClientRows.displayName.key]?.text ?? ""]
            guard texts.contains(where: { $0.lowercased().pieces(separatedBy: part).count > 1 }) else { return false }
        }
        if let protocolName, client[ClientRows.protocolName.key] != .string(protocolName) { return false }
        if let isEnabled, client[ClientRows.enabled.key] != .bool(isEnabled) { return false }
        guard !attributes.isEmpty || !absentAttributes.isEmpty else { return true }
        let existing = ClientFilter.canonical(client[ClientRows.attributes.key])
        return attributes.members.allSatisfy { existing[$0.key] == $0.value }
            && absentAttributes.allSatisfy { existing[$0] == nil }
    }

    /// The clients, sorted by clientId, and whether they are all for certain: by an exact name with one request, else from a
    /// walk through the realm.
    func find(_ finder: ClientFinder) async throws(KeycloakError) -> (clients: [JSONObject], isComplete: Bool) {
        if name.id != nil || name.clientID != nil {
            return ([try await name.find(finder.session)].compactMap(\.self).filter(matches), true)
        }
        var found: [JSONObject] = []
        let take = { (client: JSONObject) in if matches(client) { found.append(client) } }
        let isComplete =
            if let (key, value) = searchable {
                try await finder.forEach(withAttribute: key, value, take)
            } else {
                try await finder.forEach([], take)
            }
        // Nobody sees a realm without clients, unless the login is shown none.
        if found.isEmpty, try await !finder.seesClients() { throw .cannotSee(realm: finder.realm) }
        found.sort { ($0[ClientRows.clientID.key]?.text ?? "").precedes($1[ClientRows.clientID.key]?.text ?? "") }
        return (found, isComplete)
    }

    /// An attribute that the server may search for: one that is equal only to the same text, as lists and JSON are not.
    private var searchable: (String, String)? {
        for member in attributes.members {
            guard let text = member.value.text, text.pieces(separatedBy: "##").count == 1, !text.hasPrefix("{") else {
                continue
            }
            return (member.key, text)
        }
        return nil
    }
}
