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
            }, realm: fleet.realm, realms: fleet.realms)
    }

    /// What carries the mark in the fleet's realms and is not declared: declarations that it is absent.
    ///
    /// Clients that the server needs for itself are never among them, whatever they carry.
    public func surplus(in fleet: Fleet, _ context: ModuleContext) async throws(Failure) -> [Fleet.Client] {
        var declared: [String: (names: Set<String>, ids: Set<String>)] = [:]
        for realm in fleet.realms { declared[realm] = ([], []) }
        for client in fleet.clients {
            let arguments = fleet.settle(client).arguments
            let name = ClientName(arguments)
            let newName = arguments.text(ClientRows.newClientID.name)
            declared[name.realm, default: ([], [])].names.formUnion([name.clientID, newName].compactMap(\.self))
            declared[name.realm, default: ([], [])].ids.formUnion([name.id].compactMap(\.self))
        }
        var surplus: [Fleet.Client] = []
        for (realm, known) in declared.sorted(by: { $0.key.precedes($1.key) }) {
            let finder = ClientFinder(session: context.session, realm: realm)
            let found: [JSONObject]
            do {
                found = try await finder.clients(withAttribute: FleetOwner.attribute, name)
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
