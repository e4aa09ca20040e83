internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// The roles of a client's service account on the server.
///
/// They hang on the account's user, not on the client: they are read beside it, and written after it. Everywhere they have
/// the form of the option: `realm` is a list of names, `clients` has such a list for each clientId.
struct ClientServiceAccount: Sendable {
    let session: Session
    let realm: String
    let lookup: RealmLookup

    /// The roles that the account has, of the declared parts.
    ///
    /// On 26 the list of all mappings lacks the realm's roles where the login may not view the realm (facts-more 2). Of
    /// clients it is whole for every login that may view this one (seen on 26.7.3).
    func roles(ofClient id: String, parts: JSONObject) async throws(KeycloakError) -> JSONObject {
        let mappings = [realm, "users", try await lookup.accountUser(ofClient: id), "role-mappings"]
        func names(_ roles: [JSONObject]) -> JSON { .array(roles.compactMap { $0["name"] }) }
        var held = JSONObject()
        if parts[RoleChange.realmPart] != nil {
            held[RoleChange.realmPart] = names(try await session.send(.get, mappings + ["realm"]).objects())
        }
        if parts[RoleChange.clientsPart] != nil {
            let clients = try await session.send(.get, mappings).object()["clientMappings"]?.object ?? [:]
            held[RoleChange.clientsPart] = .object(
                clients.compactMapValues { names(($0.value.object?["mappings"]?.array ?? []).compactMap(\.object)) })
        }
        return held
    }

    /// What the server gives to the account by itself, as far as it matters for the declaration.
    func defaults(
        for declaration: ClientDeclaration, beside existing: JSONObject?
    ) async throws(Failure) -> ServiceAccountDefaults {
        let (key, authorization) = (ClientRows.serviceAccountRoles.key, ClientRows.authorizationServices.key)
        guard let declared = declaration.state[key]?.object else { return ServiceAccountDefaults() }
        let name = declaration.state[ClientRows.clientID.key] ?? existing?[ClientRows.clientID.key]
        let isNew = existing?[key] == nil
        var defaultRole: String?
        if declared[RoleChange.realmPart] != nil, isNew || declaration.exact.contains(key) {
            do {
                defaultRole = try await lookup.defaultRole()
            } catch {
                throw Failure(error)
            }
        }
        return ServiceAccountDefaults(
            clientID: name?.text ?? declaration.id ?? "", isNew: isNew, defaultRole: defaultRole,
            getsProtection: declaration.state[authorization] == true && existing?[authorization] != true)
    }

    /// What is left to do after a first plan: the roles of an account that only this plan makes.
    func promised(by declaration: ClientDeclaration, beside existing: JSONObject?) -> [String] {
        guard existing?[ClientRows.serviceAccounts.key] != true else { return [] }
        return RoleChange.all(from: nil, to: declaration.state[ClientRows.serviceAccountRoles.key]).map { change in
            change.reason("give", change.added)
        }
    }

    /// The ids of all roles that are to be given or taken; fails where a declared one does not exist.
    func references(
        for declaration: ClientDeclaration, _ defaults: ServiceAccountDefaults, beside existing: JSONObject?
    ) async throws(Failure) -> RoleReferences {
        let key = ClientRows.serviceAccountRoles.key
        var references = RoleReferences()
        guard let wanted = declaration.state[key] else { return references }
        var problems: [Problem] = []
        do {
            for change in RoleChange.all(from: existing?[key], to: wanted) {
                let added = change.added.filter { !defaults.brings($0, of: change.clientID) }
                guard !added.isEmpty || !change.removed.isEmpty else { continue }
                let owner = try await owner(of: change, defaults, existing)
                if case .missing(let problem) = owner {
                    problems.append(problem)
                    continue
                }
                var ids = JSONObject()
                for name in added + change.removed {
                    let id = try await roleID(named: name, of: owner)
                    ids[name] = id.map { .string($0) }
                    if id == nil, added.contains(where: name.isSame), !owner.promises(name) {
                        problems.append(await missing(name, change, owner))
                    }
                }
                references.add(ids, of: change.clientID, owner.id)
            }
            if let id = existing?["id"]?.text, !defaults.isNew, !references.isEmpty {
                references.userID = try await lookup.accountUser(ofClient: id)
            }
        } catch {
            throw Failure(error)
        }
        guard problems.isEmpty else { throw Failure(problems) }
        return references
    }

    /// Who has the roles that change.
    private enum Owner {
        case realm
        /// The client with that id, and the roles that a run outside of check mode would have given to it by now.
        ///
        /// Without an id it is a client that such a run would have made.
        case client(String?, promised: [String])
        case missing(Problem)

        /// The client's id.
        var id: String? {
            if case .client(let id, _) = self { id } else { nil }
        }

        func promises(_ role: String) -> Bool {
            if case .client(_, let promised) = self { promised.contains(where: role.isSame) } else { false }
        }
    }

    private func owner(
        of change: RoleChange, _ defaults: ServiceAccountDefaults, _ existing: JSONObject?
    ) async throws(KeycloakError) -> Owner {
        guard let name = change.clientID else { return .realm }
        // The client itself goes by the name that it will have: by the next run nobody knows the one before.
        if name.isSame(as: defaults.clientID) {
            if let id = existing?["id"]?.text { return .client(id, promised: []) }
            return .missing(Problem(change.path, "is this client, which has no roles yet; create it first"))
        }
        if existing?[ClientRows.clientID.key] != .string(name) {
            let (id, promise) = (try await lookup.clientID(named: name), await lookup.promise(of: name))
            if id != nil || promise != nil { return .client(id, promised: promise?.roles ?? []) }
        }
        let near = Nearest.names(to: name, among: (try? await lookup.clientNames(like: name)) ?? [])
        return .missing(
            Problem(change.path, "the realm has no such client" + Nearest.hint(for: name, among: near)))
    }

    private func roleID(named name: String, of owner: Owner) async throws(KeycloakError) -> String? {
        switch owner {
        case .realm: try await lookup.roleID(named: name)
        case .client(let id?, _): try await lookup.roleID(named: name, ofClient: id)
        case .client(nil, _), .missing: nil
        }
    }

    private func missing(_ name: String, _ change: RoleChange, _ owner: Owner) async -> Problem {
        let (holder, known): (String, [String]?) =
            switch owner {
            case .realm: ("realm", try? await lookup.roleNames())
            case .client(let id?, _): ("client", try? await lookup.roleNames(ofClient: id))
            case .client(nil, let promised): ("client", promised)
            case .missing: ("client", nil)
            }
        let hint = Nearest.hint(for: name, among: known ?? [])
        return Problem(change.path.key(name), "the \(holder) has no such role" + hint)
    }
}

/// What the server gives to a service account by itself (facts-more 2).
struct ServiceAccountDefaults: Sendable {
    /// The role that is given with authorization services, of the client itself.
    static let protection = "uma_protection"

    /// The name that the client will have.
    var clientID = ""
    /// Whether the account is yet to be made.
    var isNew = false
    /// The realm's default role; nil where it does not matter.
    var defaultRole: String?
    /// Whether authorization services come, and a role with them.
    var getsProtection = false

    /// Whether a role of the realm, or of that client, comes by itself when the declaration is carried out.
    func brings(_ role: String, of client: String?) -> Bool {
        guard let client else { return isNew && defaultRole?.isSame(as: role) == true }
        return getsProtection && client.isSame(as: clientID) && role.isSame(as: ServiceAccountDefaults.protection)
    }

    /// The roles without those that come by themselves, and without places that have no others.
    func removed(from held: JSONObject) -> JSONObject {
        func others(_ roles: JSON?, of client: String?) -> JSON {
            .array((roles?.array ?? []).filter { !brings($0.text ?? "", of: client) })
        }
        let clients = (held[RoleChange.clientsPart]?.object ?? [:]).members.map { client in
            (client.key, others(client.value, of: client.key))
        }
        let result: JSONObject = [
            RoleChange.realmPart: others(held[RoleChange.realmPart], of: nil),
            RoleChange.clientsPart: .object(JSONObject(clients)),
        ]
        return ClientRows.schema.kind(of: ClientRows.serviceAccountRoles.key).canonical(.object(result))?.object ?? [:]
    }

    /// The roles that the account will have, of the declared parts.
    ///
    /// An exact declaration leaves what the server gave: a user without the realm's default role, or without the protection
    /// of its own authorization services, is no account that works.
    func completed(_ declared: JSONObject, beside held: JSONObject?, isExact: Bool) -> JSONObject {
        var result = JSONObject()
        if let names = declared[RoleChange.realmPart]?.array {
            let own = defaultRole.map { [JSON.string($0)] } ?? []
            let kept = isNew ? own : held?[RoleChange.realmPart]?.array ?? []
            result[RoleChange.realmPart] = .array((isExact ? kept.filter(own.contains) : kept) + names)
        }
        if let clients = declared[RoleChange.clientsPart]?.object {
            let protection = JSON.string(ServiceAccountDefaults.protection)
            var kept = held?[RoleChange.clientsPart]?.object ?? [:]
            var own = kept[clientID]?.array ?? []
            if getsProtection { own.append(protection) }
            if isExact {
                kept = [:]
                own = own.filter { $0 == protection }
            }
            kept[clientID] = own.isEmpty ? nil : .array(own)
            for client in clients.members {
                kept[client.key] = .array((kept[client.key]?.array ?? []) + (client.value.array ?? []))
            }
            result[RoleChange.clientsPart] = .object(kept)
        }
        return result
    }
}

/// Roles of one place, the realm or a client, that an account is to be given and to lose.
struct RoleChange: Sendable, Hashable {
    /// The part of the option that names roles of the realm.
    static let realmPart = "realm"
    /// The part of the option that names roles of clients.
    static let clientsPart = "clients"

    /// The clientId; nil for the realm.
    let clientID: String?
    let added: [String]
    let removed: [String]

    /// All changes from one state to another one, without places where nothing changes.
    static func all(from before: JSON?, to after: JSON?) -> [RoleChange] {
        let (old, new) = (before?.object ?? [:], after?.object ?? [:])
        let clients = (old[clientsPart]?.object ?? [:], new[clientsPart]?.object ?? [:])
        return [change(nil, old[realmPart], new[realmPart])].compactMap { $0 }
            + clients.0.merging(clients.1).keys.compactMap { change($0, clients.0[$0], clients.1[$0]) }
    }

    private static func change(_ clientID: String?, _ before: JSON?, _ after: JSON?) -> RoleChange? {
        let old = Kind.textSet.canonical(before)?.array ?? []
        let new = Kind.textSet.canonical(after)?.array ?? []
        guard old != new else { return nil }
        return RoleChange(
            clientID: clientID, added: new.filter { !old.contains($0) }.compactMap(\.text),
            removed: old.filter { !new.contains($0) }.compactMap(\.text))
    }

    /// The place in the option.
    var path: Path {
        let option = ClientRows.serviceAccountRoles.option.name
        return clientID.map { Path(option, RoleChange.clientsPart, $0) } ?? Path(option, RoleChange.realmPart)
    }

    /// What is done with some of its roles, as messages tell it.
    func reason(_ verb: String, _ names: [String]) -> String {
        "\(verb) roles of \(clientID.map { "client \($0)" } ?? "the realm"): \(names.joined(separator: ", "))"
    }
}

/// What the names of roles stand for on the server, which wants both (facts-more 2).
struct RoleReferences: Sendable {
    /// The id of the account's user; nil while there is none, and then nothing can be given.
    var userID: String?
    /// The ids of the realm's roles, by name.
    private var realm = JSONObject()
    /// By clientId the `id` of the client, and the ids of its `roles` by name.
    private var clients = JSONObject()

    init() {}

    var isEmpty: Bool { realm.isEmpty && clients.isEmpty }

    /// Adds roles of the realm, or of the client with that id.
    mutating func add(_ ids: JSONObject, of clientID: String?, _ id: String?) {
        guard let clientID else { return realm = ids }
        clients[clientID] = ["id": id.map { .string($0) } ?? .null, "roles": .object(ids)]
    }

    /// The steps that bring changes about.
    func steps(_ changes: [RoleChange]) -> [Step] {
        guard let userID else { return [] }
        return changes.flatMap { change -> [Step] in
            let client = change.clientID.flatMap { clients[$0]?.object }
            let ids = change.clientID == nil ? realm : client?["roles"]?.object ?? [:]
            let place = change.clientID == nil ? ["realm"] : ["clients", client?["id"]?.text ?? ""]
            func step(_ method: HTTPMethod, _ verb: String, _ names: [String]) -> Step? {
                let roles = names.compactMap { name -> JSON? in ids[name].map { ["id": $0, "name": .string(name)] } }
                guard !roles.isEmpty else { return nil }
                return Step(
                    reason: change.reason(verb, names), method: method,
                    path: ["users", userID, "role-mappings"] + place, body: .array(roles))
            }
            // First what is given: an account that changes its own roles must not lock itself out halfway.
            return [step(.post, "give", change.added), step(.delete, "take", change.removed)].compactMap { $0 }
        }
    }
}
