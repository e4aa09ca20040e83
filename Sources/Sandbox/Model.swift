internal import JSON

/// The whole server's state; a value, so that a failed request can be taken back.
struct Server: Sendable {
    /// The clock, in unix seconds.
    var now: Int
    /// What it is like.
    let version: Version
    /// The source of ids, secrets and tokens.
    var random = Random()
    /// The realms in the order of their creation; `master` is the first.
    var realms: [Realm] = []
    /// The access and refresh tokens by their text.
    var tokens: [String: Token] = [:]
    /// The sessions that are alive, by id.
    var sessions: Set<String> = []

    /// A server with realm `master` and its user admin (facts-core 1).
    init(now: Int, version: Version) {
        self.now = now
        self.version = version
        addRealm("master")
        realms[0].settings["accessTokenLifespan"] = 60
        realms[0].settings["enabled"] = true
        var admin = User(id: random.uuid(), username: "admin", created: now)
        admin.fields["attributes"] = ["is_temporary_admin": ["true"]]
        admin.fields["enabled"] = true
        admin.password = "admin"
        admin.roles = realms[0].roles.filter { $0.name.isSame(as: "admin") }.map(\.id) + [realms[0].defaultRole]
        realms[0].users.append(admin)
    }
}

/// One realm.
struct Realm: Sendable {
    /// The id.
    let id: String
    /// What `GET R` shows, without the id.
    var settings: JSONObject
    /// What its server is like.
    let version: Version
    /// The members of its representation that the model knows nothing about, as they came.
    var kept = JSONObject()
    /// The clients.
    var clients = Table<Client>()
    /// The client scopes.
    var scopes: [ClientScope] = []
    /// The ids of the scopes that new clients get as default ones.
    var defaultScopes: [String] = []
    /// The ids of the scopes that new clients get as optional ones.
    var optionalScopes: [String] = []
    /// The top-level authentication flows.
    var flows: [JSONObject] = []
    /// The realm roles.
    var roles: [Role] = []
    /// The id of the role that every user is born with.
    var defaultRole = ""
    /// The users, service accounts among them.
    var users = Table<User>()
    /// The policies for the registration of clients.
    var policies: [RegistrationPolicy] = []
    /// Those that it has from the start.
    var initialPolicies: [RegistrationPolicy] = []
    /// The initial access tokens, used-up ones among them.
    var initialTokens: [InitialToken] = []
    /// What the tokens for registrations say, by their text; those that are of no use any more stay.
    var registrationTokens = SharedMap<String, RegistrationToken>()

    /// The name.
    var name: String { settings["realm"]?.text ?? "" }
    /// Whether the registration of clients is under the policies that every realm has from the start.
    var hasInitialPolicies: Bool { policies == initialPolicies }
    /// Whether it lets anyone log in.
    var isEnabled: Bool { settings["enabled"]?.bool ?? false }

    /// The place of the client with that id.
    func client(id: String) -> Int? { clients.place(.id, id) }
    /// The place of the client with that clientId, which is case-sensitive (facts-core 4).
    func client(named name: String) -> Int? { clients.place(.name, name) }
    /// The place of the user with that name, in any case (facts-core 1).
    func user(named name: String) -> Int? { users.place(.name, name.lowercased()) }
    /// The place of a client's service account.
    func serviceAccount(of client: Client) -> Int? { users.place(.client, client.id) }
    /// The scope with that id.
    func scope(id: String) -> ClientScope? { scopes.first { $0.id.isSame(as: id) } }
}

/// One client.
struct Client: TableItem {
    /// The id.
    let id: String
    /// What GET shows, without the members that are kept below.
    var fields: JSONObject
    /// The secret; nil means none.
    var secret: String?
    /// The protocol mappers.
    var mappers: [Mapper] = []
    /// The ids of the default client scopes.
    var defaultScopes: [String] = []
    /// The ids of the optional client scopes.
    var optionalScopes: [String] = []
    /// The client's roles.
    var roles: [Role] = []
    /// The ids of the roles in the client's scope, of the realm and of its clients.
    var scopeRoles: [String] = []
    /// The authorization services' settings; nil means they are off.
    var resourceServer: JSONObject?
    /// The text of the token with which the client is looked after; nil means none.
    var registrationToken: String?
    /// Whether it holds the rights to administer a realm, and so can't be changed (facts-core 9).
    var holdsRights = false

    /// The name by which applications know it.
    var clientID: String { fields["clientId"]?.text ?? "" }
    /// The name of its service account (facts-more 2).
    var serviceAccountName: String { "service-account-" + clientID.lowercased() }
    /// The protocol; the clients of the realms in `master` have none.
    var protocolName: String? { fields["protocol"]?.text }
    /// The attributes.
    var attributes: JSONObject {
        get { fields["attributes"]?.object ?? [:] }
        set { fields["attributes"] = .object(newValue) }
    }

    /// What it is found by, with what is inside of it.
    var keys: [TableKey] {
        [TableKey(kind: .id, text: id), TableKey(kind: .name, text: clientID)]
            + roles.map { TableKey(kind: .role, text: $0.id) } + mappers.map { TableKey(kind: .mapper, text: $0.id) }
    }

    /// Whether the flag is set.
    func has(_ flag: String) -> Bool { fields[flag]?.bool ?? false }
    /// The texts of a list.
    func texts(_ name: String) -> [String] { fields[name]?.array?.compactMap(\.text) ?? [] }
}

/// One protocol mapper of a client or a client scope.
struct Mapper: Sendable {
    /// The id.
    let id: String
    /// The name, unique in its protocol (facts-core 6).
    let name: String
    /// The protocol.
    let protocolName: String
    /// The mapper's type.
    var type: String
    /// The configuration.
    var config: JSONObject

    /// As the API shows it; consent is never kept (facts-core 6).
    var view: JSON {
        [
            "id": .string(id), "name": .string(name), "protocol": .string(protocolName),
            "protocolMapper": .string(type), "consentRequired": false, "config": .object(config),
        ]
    }
}

/// One client scope.
struct ClientScope: Sendable {
    /// The id.
    let id: String
    /// What GET shows, without id and mappers.
    var fields: JSONObject
    /// The protocol mappers.
    var mappers: [Mapper] = []

    /// The name.
    var name: String { fields["name"]?.text ?? "" }
    /// The protocol.
    var protocolName: String { fields["protocol"]?.text ?? "" }

    /// As the API shows it.
    var view: JSON {
        var view = fields
        view["id"] = .string(id)
        if !mappers.isEmpty { view["protocolMappers"] = .array(mappers.map(\.view)) }
        return .object(view)
    }
}

/// One user or service account.
struct User: TableItem {
    /// The id.
    let id: String
    /// What GET shows, without the id.
    var fields: JSONObject
    /// The password, if there is one.
    var password: String?
    /// The id of the client whose service account this is.
    var serviceAccountOf: String?
    /// The ids of the granted roles, of the realm and of its clients.
    var roles: [String] = []

    /// A user without rights.
    init(id: String, username: String, created: Int) {
        self.id = id
        fields = [
            "username": .string(username), "emailVerified": false, "enabled": false,
            "createdTimestamp": .int(created * 1000), "totp": false, "disableableCredentialTypes": [],
            "requiredActions": [], "notBefore": 0,
        ]
    }

    /// The name, in lower case.
    var username: String { fields["username"]?.text ?? "" }
    /// What it is found by.
    var keys: [TableKey] {
        [TableKey(kind: .id, text: id), TableKey(kind: .name, text: username)]
            + (serviceAccountOf.map { [TableKey(kind: .client, text: $0)] } ?? [])
    }
    /// Whether it may log in.
    var isEnabled: Bool { fields["enabled"]?.bool ?? false }
}

/// What is known of one token.
struct Token: Sendable {
    /// What it can be used for.
    enum Kind: Sendable {
        /// For the admin API.
        case access
        /// For new access tokens.
        case refresh
    }

    /// What it can be used for.
    let kind: Kind
    /// The id of the realm.
    let realm: String
    /// The id of the user.
    let user: String
    /// The id of the client.
    let client: String
    /// The session, if it has one.
    let session: String?
    /// The server's address through which it was issued (facts-core 1).
    let base: String
    /// When it ends, in unix seconds.
    let expires: Int
    /// The ids of the user's roles at the time, as far as they were in the client's scope (facts-core 1).
    let roles: Set<String>
}

/// A source of texts that look random and come in the same order in every run.
struct Random: Sendable {
    private var state: UInt64

    /// A source of its own for each seed.
    init(seed: UInt64 = 0x6C61_7463_686B_6579) { state = seed }

    /// The next number (SplitMix64).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A text of letters and digits.
    mutating func text(_ length: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        return String(decoding: (0..<length).map { _ in alphabet[Int(next() % 62)] }, as: UTF8.self)
    }

    /// A UUID.
    mutating func uuid() -> String {
        let digits = Array("0123456789abcdef".utf8)
        let groups = [8, 4, 4, 4, 12].map { length in
            String(decoding: (0..<length).map { _ in digits[Int(next() % 16)] }, as: UTF8.self)
        }
        return groups.joined(separator: "-")
    }
}
