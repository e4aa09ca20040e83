public import JSON

/// What a record of the store is about.
public struct RegistrationKey: Hashable, Sendable {
    /// The kinds of records, by the names that they have in the file.
    public enum Kind: String, Sendable {
        /// An initial access token, by a name of the user's own.
        case initialAccess = "initial_access"
        /// A client's own token, by its clientId.
        case client
        /// What is known of a client beside its token, by a name of the user's own or its clientId.
        case metadata = "client_metadata"
        /// The login that is kept for a realm.
        case session
        /// The token with which clients are registered where none is given.
        case initialToken = "initial_token"
        /// The server and realm that are meant where none is named; its key names neither.
        case place
    }

    /// The server's base URL.
    public let server: String
    /// The realm.
    public let realm: String
    /// What it is.
    public let kind: Kind
    /// Which of them.
    public let name: String

    /// A key.
    public init(server: String, realm: String, kind: Kind, name: String) {
        self.server = server
        self.realm = realm
        self.kind = kind
        self.name = name
    }

    /// Where the record stands in the file.
    var path: [String] { [server, realm, kind.rawValue, name] }

    /// A number that two keys hardly ever share (FNV-1a), less than 2^62.
    var number: Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in path.flatMap({ Array("\($0.utf8.count):\($0)".utf8) }) {
            hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01B3
        }
        return Int(hash >> 2)
    }
}

/// Keeps what the server tells once alone: tokens for registrations, each with what is known of it.
///
/// Other than a store of logins it is the only place that has them, so that whatever is wrong with it is an error, and
/// nothing that can't be read is ever replaced.
public protocol RegistrationStore: Sendable {
    /// The record; nil when there is none.
    func record(_ key: RegistrationKey) async throws(RegistrationStoreError) -> JSONObject?
    /// The records of one kind, by their names.
    func records(_ kind: RegistrationKey.Kind, server: String, realm: String) async throws(RegistrationStoreError)
        -> JSONObject
    /// Puts a record in the place of the one before; nil removes that.
    func keep(_ record: JSONObject?, for key: RegistrationKey) async throws(RegistrationStoreError)
    /// Waits until nobody else has the lock of that key, and holds it from then on.
    func lock(_ key: RegistrationKey) async throws(RegistrationStoreError) -> RegistrationLock
}

/// Why the store can't be used, as a clause.
public struct RegistrationStoreError: Error, Hashable, Sendable {
    /// The clause: `'/x/registrations.json' is open to others (mode 644; needed: 600)`.
    public let problem: String

    /// A reason.
    public init(problem: String) { self.problem = problem }
}

/// Keeps others from what a key is about, as long as it lives; also when its process dies.
public final class RegistrationLock: Sendable {
    private let lock: TokenFolder.Lock?

    /// Takes over a lock of the system.
    init(_ lock: consuming TokenFolder.Lock?) { self.lock = lock }
}

/// A store in one file of the user's own, shared by all processes that name the same file.
public struct FileRegistrationStore: RegistrationStore {
    /// Counts up with every change that an older program would misread.
    private static let version = 1
    /// How long another process may hold the file's lock, in tries of 10 ms: far more than a write takes.
    private static let tries = 500
    /// How long another process may hold the lock of a key, in tries of 10 ms: what its requests may take.
    private static let keyTries = 6000

    private let path: String
    private let pause: @Sendable () async -> Void

    /// A store in the file at an absolute path.
    ///
    /// - Parameter pause: Waits for about 10 ms.
    public init(path: String, pause: @escaping @Sendable () async -> Void) {
        self.path = path
        self.pause = pause
    }

    /// The record as the file has it.
    public func record(_ key: RegistrationKey) throws(RegistrationStoreError) -> JSONObject? {
        try object(at: key.path)
    }

    /// The records as the file has them.
    public func records(
        _ kind: RegistrationKey.Kind, server: String, realm: String
    ) throws(RegistrationStoreError) -> JSONObject {
        try object(at: [server, realm, kind.rawValue]) ?? [:]
    }

    private func object(at place: [String]) throws(RegistrationStoreError) -> JSONObject? {
        do {
            guard let folder = try TokenFolder.open(of: path, makesFolders: false) else { return nil }
            return FileRegistrationStore.object(at: place, in: try read(folder))
        } catch {
            throw RegistrationStoreError(problem: error.problem)
        }
    }

    /// Reads, changes and replaces the file under its lock.
    public func keep(_ record: JSONObject?, for key: RegistrationKey) async throws(RegistrationStoreError) {
        do {
            let folder = try openOrMakeFolder()
            for _ in 1...FileRegistrationStore.tries {
                guard let lock = try folder.tryLock() else {
                    await pause()
                    continue
                }
                let changed = FileRegistrationStore.setting(record, at: key.path[...], in: try read(folder))
                let file: JSONObject = [
                    "version": .int(FileRegistrationStore.version), "servers": .object(changed ?? [:]),
                ]
                return try folder.replace(Array((JSON.object(file).pretty + "\n").utf8), under: lock)
            }
        } catch {
            throw RegistrationStoreError(problem: error.problem)
        }
        throw RegistrationStoreError(problem: "another process holds the lock of '\(path)'")
    }

    /// A lock on one byte of a file beside the store's.
    public func lock(_ key: RegistrationKey) async throws(RegistrationStoreError) -> RegistrationLock {
        do {
            let folder = try openOrMakeFolder()
            for _ in 1...FileRegistrationStore.keyTries {
                if let lock = try folder.tryLock(byte: key.number) { return RegistrationLock(lock) }
                await pause()
            }
        } catch {
            throw RegistrationStoreError(problem: error.problem)
        }
        throw RegistrationStoreError(problem: "another process is at work on '\(key.name)'")
    }

    private func openOrMakeFolder() throws(TokenFolder.Refusal) -> TokenFolder {
        guard let folder = try TokenFolder.open(of: path, makesFolders: true) else {
            throw TokenFolder.Refusal(problem: "the folder of '\(path)' cannot be made", isReplaceable: false)
        }
        return folder
    }

    /// The records by server, realm, kind and name; empty when there is no file.
    private func read(_ folder: borrowing TokenFolder) throws(TokenFolder.Refusal) -> JSONObject {
        guard let bytes = try folder.read() else { return [:] }
        guard let file = (try? JSON(parsing: bytes))?.object, let version = file["version"]?.int,
            let servers = file["servers"]?.object
        else {
            throw TokenFolder.Refusal(
                problem: "'\(path)' is damaged, or no store of registrations", isReplaceable: false)
        }
        guard version == FileRegistrationStore.version else {
            throw TokenFolder.Refusal(
                problem: "'\(path)' has format version \(version), not \(FileRegistrationStore.version)",
                isReplaceable: false)
        }
        return servers
    }

    private static func object(at path: [String], in records: JSONObject) -> JSONObject? {
        path.reduce(records) { found, step in found?[step]?.object }
    }

    /// The same records with another one at the path; nil when nothing is left.
    private static func setting(
        _ record: JSONObject?, at path: ArraySlice<String>, in records: JSONObject
    ) -> JSONObject? {
        guard let step = path.first else { return record }
        var changed = records
        changed[step] = setting(record, at: path.dropFirst(), in: records[step]?.object ?? [:]).map { .object($0) }
        return changed.isEmpty ? nil : changed
    }
}

/// A store that lives as long as the process does.
public actor MemoryRegistrationStore: RegistrationStore {
    private var records: [RegistrationKey: JSONObject] = [:]

    /// An empty store.
    public init() {}

    /// The record.
    public func record(_ key: RegistrationKey) -> JSONObject? { records[key] }

    /// The records of one kind.
    public func records(_ kind: RegistrationKey.Kind, server: String, realm: String) -> JSONObject {
        JSONObject(
            records.filter { $0.key == RegistrationKey(server: server, realm: realm, kind: kind, name: $0.key.name) }
                .map { ($0.key.name, .object($0.value)) })
    }

    /// Keeps or removes it.
    public func keep(_ record: JSONObject?, for key: RegistrationKey) { records[key] = record }

    /// Nobody else has this store.
    public func lock(_ key: RegistrationKey) -> RegistrationLock { RegistrationLock(nil) }
}

/// Where the store of registrations is, from an option and the environment.
public enum RegistrationStorePlace {
    /// The variable that names its file.
    public static let variable = "LATCHKEY_REGISTRATIONS"

    /// The file's absolute path: the option's, else the variable's, else in the user's folder for state, which outlives
    /// logins (XDG Base Directory Specification 0.8).
    public static func path(
        option: String?, environment: (String) -> String?
    ) throws(RegistrationStoreError) -> String {
        if let named = option ?? environment(variable).flatMap({ $0.isEmpty ? nil : $0 }) {
            guard named.hasPrefix("/") else {
                throw RegistrationStoreError(problem: "its path must be absolute, not '\(named)'")
            }
            return named
        }
        func folder(_ name: String) -> String? { environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
        guard let state = folder("XDG_STATE_HOME") ?? folder("HOME").map({ $0 + "/.local/state" }) else {
            throw RegistrationStoreError(
                problem: "it has no place: name a file, or set XDG_STATE_HOME, HOME or \(variable)")
        }
        return state + "/latchkey/registrations.json"
    }
}
