internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile

/// The mark by which a fleet knows the clients that it keeps: an attribute of the client, which the server leaves alone.
public struct FleetOwner: Sendable {
    /// The attribute; it is the fleet's own, so that an exact list of attributes leaves it.
    static let attribute = "latchkey.owner"

    private let name: String

    /// An owner; nil unless the name is one of letters, digits, `.`, `_` and `-`, which need no quoting in a search.
    public init?(_ name: String) {
        let isPlain = name.utf8.allSatisfy { byte in
            let scalar = Unicode.Scalar(byte)
            return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || ".-_".unicodeScalars.contains(scalar)
        }
        guard !name.isEmpty, name.utf8.count <= 100, isPlain else { return nil }
        self.name = name
    }

    /// The fleet with the mark on every client that is to be there.
    public func marking(_ fleet: Fleet) -> Fleet {
        let mark: JSONObject = [FleetOwner.attribute: .string(name)]
        return Fleet(
            fleet.clients.map { client in
                guard client.written[ClientRows.state.name] != "absent" else { return client }
                var written = client.written
                let attributes = written[ClientRows.attributes.key]?.object ?? [:]
                written[ClientRows.attributes.key] = .object(attributes.merging(mark))
                return Fleet.Client(written, at: client.place)
            }, realm: fleet.realm)
    }

    /// What carries the mark in the fleet's realms and is not declared: declarations that it is absent.
    ///
    /// Clients that the server needs for itself are never among them, whatever they carry.
    public func surplus(in fleet: Fleet, _ context: ModuleContext) async throws(Failure) -> [Fleet.Client] {
        var declared: [String: (names: Set<String>, ids: Set<String>)] = [:]
        for client in fleet.clients {
            let arguments = fleet.settle(client).arguments
            let name = ClientName(arguments)
            let newName = arguments.text(ClientRows.newClientID.name)
            declared[name.realm, default: ([], [])].names.formUnion([name.clientID, newName].compactMap(\.self))
            declared[name.realm, default: ([], [])].ids.formUnion([name.id].compactMap(\.self))
        }
        var surplus: [Fleet.Client] = []
        for (realm, known) in declared.sorted(by: { $0.key.precedes($1.key) }) {
            let search = ClientSearch(session: context.session, realm: realm)
            let found: [JSONObject]
            do {
                found = try await search.clients(withAttribute: FleetOwner.attribute, name)
            } catch {
                throw Failure(error)
            }
            for client in found where !BuiltInClients.contains(client, realm: realm) {
                guard let clientID = client[ClientRows.clientID.key]?.text, let id = client["id"]?.text,
                    !known.names.contains(clientID), !known.ids.contains(id)
                else { continue }
                let written: JSONObject = [
                    ClientName.realmOption.name: .string(realm), ClientName.idOption.name: .string(id),
                    ClientName.clientIDOption.name: .string(clientID), ClientRows.state.name: "absent",
                ]
                surplus.append(Fleet.Client(written, at: FleetPlace(Path("owner \(name)").key(clientID))))
            }
        }
        return surplus
    }
}

/// The clients that a realm has for itself.
enum BuiltInClients {
    private static let names: Set<String> = [
        "account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console",
        "admin-permissions",
    ]

    /// Whether a client is one of them: by name, or by the attribute of those that stand for a realm (facts-core 0.5).
    static func contains(_ client: JSONObject, realm: String) -> Bool {
        let name = client[ClientRows.clientID.key]?.text ?? ""
        return names.contains(name) || (realm == "master" && name.hasSuffix("-realm"))
            || client[ClientRows.attributes.key]?.object?["realm_client"] == "true"
    }
}

/// Finds clients page by page, since a whole list costs minutes on a cold server (facts-core 10).
struct ClientSearch {
    let session: Session
    let realm: String

    private static let page = 100

    /// All clients with that value of an attribute.
    ///
    /// The server searches only for attributes that its configuration names, and refuses others with 400 (seen on 26.7.3); then all
    /// clients are looked at.
    func clients(withAttribute key: String, _ value: String) async throws(KeycloakError) -> [JSONObject] {
        let query = [("q", "\(key):\(value)")]
        let isSearchable: Bool
        do throws(KeycloakError) {
            _ = try await session.send(.get, [realm, "clients"], query: query + [("max", "1")])
            isSearchable = true
        } catch {
            guard error.status == 400 else { throw error }
            isSearchable = false
        }
        return try await pages(query: isSearchable ? query : []).filter { client in
            client[ClientRows.attributes.key]?.object?[key] == .string(value)
        }
    }

    /// All clients of the realm.
    func all() async throws(KeycloakError) -> [JSONObject] { try await pages(query: []) }

    /// A client that comes while the pages are read shifts the others: each counts once.
    private func pages(query: [(String, String)]) async throws(KeycloakError) -> [JSONObject] {
        var clients: [JSONObject] = []
        var ids: Set<JSON> = []
        var first = 0
        while true {
            let page = try await session.send(
                .get, [realm, "clients"],
                query: query + [("first", "\(first)"), ("max", "\(ClientSearch.page)")]
            ).objects()
            clients += page.filter { ids.insert($0["id"] ?? .null).inserted }
            guard page.count == ClientSearch.page else { return clients }
            first += page.count
        }
    }
}
