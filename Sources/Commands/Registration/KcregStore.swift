internal import JSON
internal import Keycloak

/// kcreg's own file as a store of registrations, so that both programs can be used in turn.
///
/// What a run began is not kept there, since kcreg refuses members that it does not know.
struct KcregStore: RegistrationStore {
    private let file: any SharedFile
    private let name: String

    /// The store in a file; `name` is how messages call it.
    init(_ file: any SharedFile, name: String) {
        self.file = file
        self.name = name
    }

    /// The file's content.
    func config() async throws(RegistrationStoreError) -> KcregConfig { try parsed(try await file.read()) }

    /// Changes the file's content.
    func change(_ body: @Sendable (inout KcregConfig) -> Void) async throws(RegistrationStoreError) {
        try await file.change { bytes throws(RegistrationStoreError) in
            let before = try parsed(bytes)
            var config = before
            body(&config)
            return config.file == before.file ? nil : config.bytes
        }
    }

    private func parsed(_ bytes: [UInt8]?) throws(RegistrationStoreError) -> KcregConfig {
        guard let config = KcregConfig(bytes) else {
            throw RegistrationStoreError(problem: "'\(name)' is damaged, or no file of kcreg")
        }
        return config
    }

    // MARK: Records

    /// The record as the file has it.
    func record(_ key: RegistrationKey) async throws(RegistrationStoreError) -> JSONObject? {
        let config = try await config()
        let kept = config.realm(key.realm, of: key.server)
        func token(_ value: JSON?) -> JSONObject? {
            guard let text = value?.text, !text.isEmpty else { return nil }
            return ["token": .string(text)]
        }
        switch key.kind {
        case .client: return token(kept["clients"]?.object?[key.name])
        case .initialToken: return token(kept["initialToken"])
        case .initialAccess, .metadata: return nil
        case .place:
            guard let server = config.server else { return nil }
            var place: JSONObject = ["server": .string(server)]
            place["realm"] = config.realm.map { .string($0) }
            return place
        case .session:
            let session = JSONObject(
                KcregStore.members.compactMap { ours, theirs, isTime in
                    guard let value = kept[theirs], value != .null else { return nil }
                    // kcreg counts milliseconds.
                    return (ours, isTime ? value.int.map { .int($0 / 1000) } ?? value : value)
                })
            return session["access_token"] == nil ? nil : session
        }
    }

    /// The clients' tokens; the file has one of everything else.
    func records(
        _ kind: RegistrationKey.Kind, server: String, realm: String
    ) async throws(RegistrationStoreError) -> JSONObject {
        guard kind == .client else { return [:] }
        let clients = try await config().realm(realm, of: server)["clients"]?.object ?? [:]
        return clients.filter { $0.value.text?.isEmpty == false }.compactMapValues { .object(["token": $0.value]) }
    }

    /// Reads, changes and replaces the file under its lock.
    func keep(_ record: JSONObject?, for key: RegistrationKey) async throws(RegistrationStoreError) {
        try await change { config in
            switch key.kind {
            case .client:
                config.change(key.realm, of: key.server) { kept in
                    var clients = kept["clients"]?.object ?? [:]
                    clients[key.name] = record?["token"]
                    if !clients.isEmpty || kept["clients"] != nil { kept["clients"] = .object(clients) }
                }
            case .initialToken:
                config.change(key.realm, of: key.server) { $0["initialToken"] = record?["token"] }
            case .initialAccess, .metadata: break
            case .place:
                config.set("serverUrl", record?["server"]?.text)
                config.set("realm", record?["realm"]?.text)
            case .session:
                config.change(key.realm, of: key.server) { kept in
                    for (ours, theirs, isTime) in KcregStore.members {
                        let value = record?[ours]
                        kept[theirs] = isTime ? value?.int.map { .int($0 * 1000) } : value
                    }
                }
            }
        }
    }

    /// A lock beside the file.
    func lock(_ key: RegistrationKey) async throws(RegistrationStoreError) -> RegistrationLock {
        try await file.lock(key)
    }

    /// What is kept of a session, by our names and by kcreg's.
    private static let members: [(ours: String, theirs: String, isTime: Bool)] = [
        ("client_id", "clientId", false), ("client_secret", "secret", false), ("access_token", "token", false),
        ("refresh_token", "refreshToken", false), ("grant", "grantTypeForAuthentication", false),
        ("expires_at", "expiresAt", true), ("refresh_expires_at", "refreshExpiresAt", true),
    ]
}
