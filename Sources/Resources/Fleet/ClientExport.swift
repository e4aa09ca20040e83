internal import HTTP
public import JSON
internal import Keycloak
public import Reconcile

/// Turns clients of a server into declarations of them: as little as says the same, sorted, without secrets.
///
/// Applied to an empty realm they give the same clients, and applied to their own realm they change nothing.
public struct ClientExport: Sendable {
    /// What was exported.
    public struct Export: Sendable {
        /// The declarations, sorted by clientId, by the names of Keycloak's representation.
        public let clients: [JSONObject]
        /// What could not be said.
        public let warnings: [String]
    }

    private let session: Session
    private let realm: String
    private let lookup: RealmLookup
    private static var schema: Schema { ClientRows.schema }

    /// An export of a realm's clients.
    public init(realm: String, _ context: ModuleContext) {
        session = context.session
        self.realm = realm
        lookup = RealmLookup(session: context.session, realm: realm)
    }

    /// The declarations of the clients of these names, or of all but those that the realm has for itself.
    public func declarations(of names: [String]?) async throws(Failure) -> Export {
        var warnings: [String] = []
        var found = try await clients(names, &warnings)
        found.sort { ($0[ClientRows.clientID.key]?.text ?? "").precedes($1[ClientRows.clientID.key]?.text ?? "") }
        var declarations: [JSONObject] = []
        for client in found { declarations.append(try await declaration(of: client, &warnings)) }
        return Export(clients: declarations, warnings: warnings)
    }

    private func clients(_ names: [String]?, _ warnings: inout [String]) async throws(Failure) -> [JSONObject] {
        let finder = ClientFinder(session: session, realm: realm)
        var found: [JSONObject] = []
        let problem: Failure
        do throws(KeycloakError) {
            guard let names else {
                let isComplete = try await finder.forEach { client in
                    if !BuiltInClients.contains(client, realm: realm) { found.append(client) }
                }
                if !isComplete {
                    warnings.append(
                        "Clients of realm '\(realm)' were deleted meanwhile; some may have been missed. Export again.")
                }
                return found
            }
            var missing: [String] = []
            for name in names {
                if let client = try await finder.client(named: name) {
                    found.append(client)
                } else {
                    missing.append(name)
                }
            }
            guard !missing.isEmpty else { return found }
            problem = Failure("Realm '\(realm)' has no client \(missing.joined(separator: ", ")).")
        } catch {
            problem = Failure(error)
        }
        throw problem
    }

    /// The declaration of one client: what differs from the client that a creation would make of the rest.
    private func declaration(
        of client: JSONObject, _ warnings: inout [String]
    ) async throws(Failure) -> JSONObject {
        let existing = try await described(client, &warnings)
        var declared: JSONObject = [:]
        for row in [ClientRows.clientID, ClientRows.protocolName] { declared[row.key] = existing[row.key] }
        let after = ClientExport.compared(existing)
        // What is declared changes what the server adds, such as a service account its scope: until nothing more differs,
        // and switches and texts before the lists that follow from them.
        let keys = ClientExport.schema.rows.map(\.key)
        let plain = keys.filter { key in
            switch ClientExport.schema.kind(of: key) {
            case .bool, .text: true
            default: false
            }
        }
        var rest = [plain, keys][...]
        while let part = rest.first {
            let before = ClientExport.compared(try await creation(of: declared))
            var isComplete = true
            for key in part where before[key] != after[key] {
                var value = ClientExport.declared(key, before[key], existing)
                // What was said before has made the prediction; without it that would be another one again.
                if let entries = value.object, let said = declared[key]?.object {
                    value = .object(said.merging(entries))
                }
                guard declared[key] != value else { continue }
                declared[key] = value
                isComplete = false
            }
            if isComplete { rest = rest.dropFirst() }
        }
        if declared[ClientRows.protocolName.key] == ClientRows.protocolName.initial {
            declared[ClientRows.protocolName.key] = nil
        }
        if declared[ClientRows.defaultScopes.key] != nil || declared[ClientRows.optionalScopes.key] != nil {
            declared[ClientRows.scopesBehavior.aliases[0]] = .string(
                ClientDeclaration.ScopesBehavior.idempotent.rawValue)
        }
        if existing[ClientRows.authorizationServices.key] == true {
            declared[ClientPlan.authorizationSettings] = try await authorization(of: client, &warnings)
        }
        return JSONObject(
            ClientExport.schema.presented(declared).members.sorted { $0.key.precedes($1.key) }.map {
                ($0.key, $0.value)
            })
    }

    /// A state for the comparison of what exists with what a creation would give: without mappers that come by themselves.
    private static func compared(_ state: JSONObject) -> JSONObject {
        let (key, protocolName) = (ClientRows.protocolMappers.key, state[ClientRows.protocolName.key])
        var state = state
        state[key] = (state[key]?.array).map { mappers in
            .array(
                mappers.filter { item in
                    guard let mapper = item.object else { return true }
                    return !ClientDefaults.isServerMade(mapper: mapper)
                        && !ClientDefaults.isDocker(mapper: mapper, ofClientWith: protocolName)
                })
        }
        return schema.canonical(state)
    }

    /// What has to be written so that a property becomes what exists.
    private static func declared(_ key: String, _ predicted: JSON?, _ existing: JSONObject) -> JSON {
        switch schema.kind(of: key) {
        case .textMap, .intMap:
            var entries = existing[key]?.object ?? [:]
            for entry in (predicted?.object ?? [:]).members where entries[entry.key] == nil {
                entries[entry.key] = .null
            }
            // What a creation gives by itself need not be said.
            return .object(entries.filter { predicted?.object?[$0.key] != $0.value })
        // An exact list says all or nothing.
        case .textSet, .keyedList: return existing[key] ?? []
        case .setTree: return existing[key] ?? [:]
        case .text: return existing[key] ?? ""
        case .bool: return existing[key] ?? false
        case .int, .whole: return existing[key] ?? .null
        }
    }

    /// The state that a creation of what is declared ends in.
    private func creation(of declared: JSONObject) async throws(Failure) -> JSONObject {
        let (arguments, problems) = Arguments.settle(declared, ClientModule.options)
        guard problems.isEmpty else { throw Failure(problems) }
        let declaration = try ClientDeclaration(arguments)
        return await ClientPrediction(lookup: lookup).creation(.creation(declaration), declaration)
    }

    /// The client without what is the server's own or secret, and with names in place of ids.
    private func described(_ client: JSONObject, _ warnings: inout [String]) async throws(Failure) -> JSONObject {
        var state = client.filter { !ClientDefaults.ownProperties.contains($0.key) }
        let subject = client[ClientRows.clientID.key]?.text ?? ""
        let attributes = state[ClientRows.attributes.key]?.object ?? [:]
        let hasOwnKey = attributes["saml.signing.private.key"] != nil
        state[ClientRows.attributes.key] = .object(
            attributes.filter { entry in
                if ClientRows.isSecret(field: entry.key) { return false }
                // A certificate without its key was given by somebody.
                if entry.key == "saml.signing.certificate" { return !hasOwnKey }
                return !ClientDefaults.ownAttributes.contains(entry.key)
            })
        let protocolName = state[ClientRows.protocolName.key]
        state[ClientRows.protocolMappers.key] = (state[ClientRows.protocolMappers.key]?.array).map { mappers in
            .array(
                mappers.compactMap(\.object).filter { !ClientDefaults.isServerMade(mapper: $0) }.map { mapper in
                    let said: Set = ["name", "protocolMapper", "config"]
                    var written = mapper.filter {
                        said.contains($0.key) || ($0.key == "protocol" && $0.value != protocolName)
                    }
                    // A claim of the ID token is one of userinfo unless told otherwise; a creation says so (facts-core 4).
                    if let config = written["config"]?.object,
                        config["userinfo.token.claim"] == config["id.token.claim"]
                    {
                        written["config"] = .object(config.filter { $0.key != "userinfo.token.claim" })
                    }
                    return .object(written)
                })
        }
        state[ClientRows.serviceAccountRoles.key] = try await roles(of: client, &warnings)
        let overrides = state[ClientRows.flowOverrides.key]?.object ?? [:]
        if !overrides.isEmpty {
            let flows: [(alias: String, id: String)]
            do { flows = try await lookup.flows() } catch { throw Failure(error) }
            var named = JSONObject()
            for (flow, byAlias) in ClientFlows.names {
                guard let id = overrides[flow]?.text, !id.isEmpty else { continue }
                if let alias = flows.first(where: { $0.id.isSame(as: id) })?.alias {
                    named[byAlias] = .string(alias)
                } else {
                    warnings.append("\(subject): its flow for \(flow) is no flow of the realm any more; left out.")
                }
            }
            state[ClientRows.flowOverrides.key] = .object(named)
        }
        return state
    }

    /// The roles of the client's account, but those that the server gives to a new one; nil where there are none.
    private func roles(of client: JSONObject, _ warnings: inout [String]) async throws(Failure) -> JSON? {
        guard client[ClientRows.serviceAccounts.key] == true, let id = client["id"]?.text else { return nil }
        let subject = client[ClientRows.clientID.key]?.text ?? ""
        let account = ClientServiceAccount(session: session, realm: realm, lookup: lookup)
        do throws(KeycloakError) {
            let held = try await account.roles(
                ofClient: id, parts: [RoleChange.realmPart: [], RoleChange.clientsPart: [:]])
            let given = ServiceAccountDefaults(
                clientID: subject, isNew: true, defaultRole: try await lookup.defaultRole(),
                getsProtection: client[ClientRows.authorizationServices.key] == true)
            var roles = given.removed(from: held)
            // A client that is created has no roles of its own yet.
            if var clients = roles[RoleChange.clientsPart]?.object, let own = clients[subject]?.array, !own.isEmpty {
                clients[subject] = nil
                roles[RoleChange.clientsPart] = clients.isEmpty ? nil : .object(clients)
                let names = own.compactMap(\.text).joined(separator: ", ")
                warnings.append("\(subject): roles of its own that its account has are left out: \(names).")
            }
            return .object(roles)
        } catch {
            guard error.status == 403 else { throw Failure(error) }
            warnings.append(
                "\(subject): the roles of its account are left out; reading them needs the role view-users.")
            return nil
        }
    }

    /// The settings as the server exports them, by names; 18 adds ids.
    private func authorization(of client: JSONObject, _ warnings: inout [String]) async throws(Failure) -> JSON? {
        guard let id = client["id"]?.text else { return nil }
        do throws(KeycloakError) {
            let path = [realm, "clients", id, "authz", "resource-server", "settings"]
            let answer = try await session.send(.get, path, accepting: [403])
            guard answer.response.isSuccess else {
                warnings.append(
                    "\(client[ClientRows.clientID.key]?.text ?? ""): its authorization settings are left out; reading them "
                        + "needs the role manage-clients or manage-authorization.")
                return nil
            }
            return ClientExport.withoutIDs(try answer.json())
        } catch {
            throw Failure(error)
        }
    }

    private static func withoutIDs(_ value: JSON) -> JSON {
        switch value {
        case .object(let object):
            .object(
                object.filter { !["id", "_id"].contains($0.key) }.compactMapValues { withoutIDs($0.value) })
        case .array(let items): .array(items.map(withoutIDs))
        default: value
        }
    }
}
