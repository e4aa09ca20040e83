internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// A look at a whole realm, where the fleet is most of it.
///
/// A page of a hundred clients costs the server a fifth of a hundred lookups by name (docs/speed.md). So a realm that has no
/// more than twice as many clients as are declared is read page by page: what is as declared needs no lookup then, and what
/// is not there is known to be absent. In a larger realm each declared client is looked up, and the others cost nothing.
extension FleetRun {
    /// Below this number lookups are as good.
    private static let least = 20
    /// Each page is judged and forgotten, so that memory does not grow with the realm.
    private static let page = 100

    /// Judges the clients that need no write; the places of those that are known to be absent.
    ///
    /// What goes wrong on the way costs only the shortcut: each client that is left is looked up.
    func survey(isStopped: () -> Bool, _ judge: (Int, FleetResult) -> Void) async -> Set<Int> {
        var absent: Set<Int> = []
        for (realm, declared) in declaredByRealm() where declared.count >= FleetRun.least {
            let seen: Set<JSON>?
            do throws(KeycloakError) {
                seen = try await survey(realm, declared, isStopped: isStopped, judge)
            } catch {
                continue
            }
            guard let seen else { continue }
            absent.formUnion(declared.filter { !seen.contains($0.key) }.values)
        }
        return absent
    }

    /// The places of the clients that are declared by clientId alone, by realm and clientId.
    private func declaredByRealm() -> [String: [JSON: Int]] {
        var result: [String: [JSON: Int]] = [:]
        for (index, client) in fleet.clients.enumerated() {
            // Who is named by id, or gets another name, is looked up.
            let others = [ClientName.idOption.name, ClientRows.newClientID.name]
            guard others.allSatisfy({ (client.written[$0] ?? .null) == .null }),
                let name = FleetReferences.name(of: client.written)
            else { continue }
            result[FleetRun.realm(of: client, in: fleet), default: [:]][.string(name)] = index
        }
        return result
    }

    /// The names of all clients in a realm; nil where it is too large, or cannot be seen.
    private func survey(
        _ realm: String, _ declared: [JSON: Int], isStopped: () -> Bool, _ judge: (Int, FleetResult) -> Void
    ) async throws(KeycloakError) -> Set<JSON>? {
        func read(first: Int, max: Int) async throws(KeycloakError) -> [JSONObject] {
            try await context.session.send(
                .get, [realm, "clients"], query: [("first", "\(first)"), ("max", "\(max)")]
            ).objects()
        }
        guard try await read(first: 2 * declared.count, max: 1).isEmpty else { return nil }
        var seen: Set<JSON> = []
        var first = 0
        while true {
            guard !isStopped() else { return nil }
            let clients = try await read(first: first, max: FleetRun.page)
            for client in clients {
                guard let name = client[ClientRows.clientID.key] else { continue }
                seen.insert(name)
                if let index = declared[name], let result = await unchanged(fleet.clients[index], client) {
                    judge(index, result)
                }
            }
            guard clients.count == FleetRun.page else { break }
            first += clients.count
        }
        // Whoever may not see clients gets an empty list (facts-core 8).
        return seen.contains(.string(KeycloakError.permanentClient(of: realm))) ? seen : nil
    }

    /// The result where nothing has to be written, or where nothing may be; else nil: what is written is compared with a
    /// fresh look.
    private func unchanged(_ client: Fleet.Client, _ existing: JSONObject) async -> FleetResult? {
        let (arguments, problems) = fleet.settle(client)
        guard problems.isEmpty else { return nil }
        let realm = FleetRun.realm(of: client, in: fleet)
        let outcome: Outcome
        do throws(Failure) {
            outcome = try await ClientModule.run(
                arguments, context.checking, known: KnownBefore(lookup: lookups[realm], client: .present(existing)))
        } catch {
            return nil
        }
        guard !outcome.changed || context.isCheck else { return nil }
        await promise(outcome, in: realm)
        return FleetRun.result(outcome, of: arguments, at: client.place)
    }
}
