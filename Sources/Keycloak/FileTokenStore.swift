internal import Signing

/// Tokens in one file of the user's own, shared by all processes that name the same file.
///
/// An entry's name is derived from the login, the login's secrets and the file's salt: with another password one looks
/// for another name and finds nothing. The derivation (scrypt) costs a fifth of a millisecond, hundredths of the login that
/// it saves, and makes guessing a password from a stolen file some thousand times dearer than one hash would. A dearer one
/// would guard the password no better than it needs: whoever can read the file, which only its owner can, has live tokens.
public actor FileTokenStore: TokenStore {
    private static let cost: UInt64 = 64
    /// How long another process may hold the lock, in tries of 10 ms: 5 s, far more than a write takes.
    private static let tries = 500

    private let path: String
    private let now: @Sendable () -> Int
    private let pause: @Sendable () async -> Void
    private var known: (salt: [UInt8], key: TokenKey, name: String)?
    /// What the user should know.
    public private(set) var warnings: [String] = []

    /// A store in the file at an absolute path.
    ///
    /// - Parameters:
    ///   - now: The time in seconds since 1970.
    ///   - pause: Waits for about 10 ms.
    public init(path: String, now: @escaping @Sendable () -> Int, pause: @escaping @Sendable () async -> Void) {
        self.path = path
        self.now = now
        self.pause = pause
    }

    /// The tokens that were kept for this login, unless they are of no use any more.
    public func tokens(for key: TokenKey) -> Tokens? {
        do {
            guard let folder = try TokenFolder.open(of: path, makesFolders: false),
                let file = try read(folder), let name = name(of: key, file.salt), let tokens = file.entries[name],
                !tokens.isWorthless(at: now())
            else { return nil }
            return tokens
        } catch {
            warn("was ignored", error)
            return nil
        }
    }

    /// Writes the tokens into the file; false, with a warning, when that can't be done safely.
    public func keep(_ tokens: Tokens, for key: TokenKey) async -> Bool {
        await change { store, file in
            guard let name = store.name(of: key, file.salt) else { return false }
            file.entries[name] = tokens
            return true
        }
    }

    /// Drops refused tokens from the file, unless another process has put new ones there.
    public func forget(_ tokens: Tokens, for key: TokenKey) async {
        _ = await change { store, file in
            guard let name = store.name(of: key, file.salt), file.entries[name]?.accessToken == tokens.accessToken
            else { return false }
            file.entries[name] = nil
            return true
        }
    }

    /// Reads, changes and replaces the file under its lock; expired entries are dropped on the way.
    private func change(_ edit: @Sendable (isolated FileTokenStore, inout TokenFile) -> Bool) async -> Bool {
        do {
            guard let folder = try TokenFolder.open(of: path, makesFolders: true) else { return false }
            for _ in 1...FileTokenStore.tries {
                guard let lock = try folder.tryLock() else {
                    await pause()
                    continue
                }
                return try write(edit, in: folder, under: lock)
            }
            warnings.append("The login was not kept: another process holds the lock of '\(path)'.")
        } catch {
            warn("was not written", error)
        }
        return false
    }

    private func write(
        _ edit: (isolated FileTokenStore, inout TokenFile) -> Bool, in folder: borrowing TokenFolder,
        under lock: borrowing TokenFolder.Lock
    ) throws(TokenFolder.Refusal) -> Bool {
        var found: TokenFile?
        do {
            found = try read(folder)
        } catch {
            guard error.isReplaceable else { throw error }
            warn("was ignored", error)
        }
        guard var file = found ?? Digest.random(TokenFile.saltLength).map({ TokenFile(salt: $0) }), edit(self, &file)
        else { return false }
        let time = now()
        file.entries = file.entries.filter { !$0.value.isWorthless(at: time) }
        try folder.replace(file.bytes, under: lock)
        return true
    }

    private func read(_ folder: borrowing TokenFolder) throws(TokenFolder.Refusal) -> TokenFile? {
        guard let bytes = try folder.read() else { return nil }
        do {
            return try TokenFile(bytes)
        } catch {
            throw TokenFolder.Refusal(problem: "'\(path)': \(error.problem)", isReplaceable: true)
        }
    }

    private func warn(_ what: String, _ refusal: TokenFolder.Refusal) {
        let warning = "The token store \(what): \(refusal.problem)."
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    private func name(of key: TokenKey, _ salt: [UInt8]) -> String? {
        if let known, known.salt == salt, known.key == key { return known.name }
        guard
            let derived = Digest.derived(
                from: FileTokenStore.bytes(key.secrets), salt: salt + FileTokenStore.bytes(key.login),
                cost: FileTokenStore.cost)
        else { return nil }
        let name = Hex.encode(derived)
        known = (salt, key, name)
        return name
    }

    /// Texts as bytes, each after its length, so that no two lists look alike.
    private static func bytes(_ texts: [String]) -> [UInt8] {
        texts.flatMap { Array("\($0.utf8.count):\($0)".utf8) }
    }
}
