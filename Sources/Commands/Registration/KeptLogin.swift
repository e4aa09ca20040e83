internal import JSON
internal import Keycloak
internal import Resources

/// The login that is kept for a realm: it serves commands until it ends, and takes the tokens that they renew.
struct KeptLogin: TokenStore {
    private let store: any RegistrationStore
    private let key: RegistrationKey
    /// What belongs to the tokens: whose they are.
    private let facts: JSONObject
    private let isNew: Bool

    /// The login of a realm.
    ///
    /// - Parameter facts: `client_id`, `grant`, and where they are kept `client_secret`; nil takes those that are kept.
    init(_ store: any RegistrationStore, _ place: RegistrationPlace, new facts: JSONObject? = nil) {
        self.store = store
        key = place.key(.session)
        self.facts = facts ?? [:]
        isNew = facts != nil
    }

    /// What goes wrong here is told when the record itself is read or written.
    let warnings: [String] = []

    /// The tokens that are kept.
    func tokens(for _: TokenKey) async -> Tokens? {
        guard !isNew, let record = (try? await store.record(key)).flatMap({ $0 }),
            let token = record["access_token"]?.text
        else { return nil }
        return Tokens(
            accessToken: token, expiry: record["expires_at"]?.int,
            // kcreg does not keep how long they live; a minute makes ten seconds before the end too late.
            life: record["life"]?.int ?? 60, refreshToken: record["refresh_token"]?.text,
            refreshExpiry: record["refresh_expires_at"]?.int)
    }

    /// Keeps tokens in the place of those before.
    func keep(_ tokens: Tokens, for _: TokenKey) async -> Bool {
        do {
            var record = isNew ? facts : try await store.record(key) ?? [:]
            record["access_token"] = .string(tokens.accessToken)
            record["expires_at"] = tokens.expiry.map { .int($0) }
            record["life"] = tokens.life.map { .int($0) }
            record["refresh_token"] = tokens.refreshToken.map { .string($0) }
            record["refresh_expires_at"] = tokens.refreshExpiry.map { .int($0) }
            try await store.keep(record, for: key)
            return true
        } catch {
            return false
        }
    }

    /// An access token that was refused may still be renewed, and the server decides that.
    func forget(_: Tokens, for _: TokenKey) async {}

    /// The options that log in with what is kept; nil when there is nothing that could still be good.
    static func options(_ record: JSONObject?, now: Int) -> JSONObject? {
        guard let record, record["access_token"] != nil else { return nil }
        var options: JSONObject = [:]
        options["auth_client_id"] = record["client_id"]
        options["auth_client_secret"] = record["client_secret"]
        if let refresh = record["refresh_token"] {
            if let end = record["refresh_expires_at"]?.int, end <= now { return nil }
            options["refresh_token"] = refresh
        } else if record["client_secret"] == nil || record["grant"] == "password" {
            if let end = record["expires_at"]?.int, end <= now { return nil }
            options["token"] = record["access_token"]
        }
        return options
    }
}

/// A server and a realm.
struct RegistrationPlace: Sendable, Hashable {
    /// The server's base URL as sessions have it.
    let server: String
    /// The realm.
    let realm: String

    /// The key of what is kept there.
    func key(_ kind: RegistrationKey.Kind, _ name: String = "") -> RegistrationKey {
        RegistrationKey(server: server, realm: realm, kind: kind, name: name)
    }

    /// The key of the place that is meant where none is named.
    static let current = RegistrationKey(server: "", realm: "", kind: .place, name: "")
}
