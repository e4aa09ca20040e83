internal import Glibc

/// A file that several programs read and write, one of which may not be ours.
public protocol SharedFile: Sendable {
    /// What is in it; nil when there is no such file.
    func read() async throws(RegistrationStoreError) -> [UInt8]?
    /// Puts something in the place of what is in it, which nobody else of us changes meanwhile; nil leaves it as it is.
    func change(
        _ body: @Sendable ([UInt8]?) throws(RegistrationStoreError) -> [UInt8]?
    ) async throws(RegistrationStoreError)
    /// Waits until nobody else has the lock of that key, and holds it from then on.
    func lock(_ key: RegistrationKey) async throws(RegistrationStoreError) -> RegistrationLock
}

/// Such a file on this machine: written at once and for its owner alone (0600), under a lock beside it.
public struct SystemSharedFile: SharedFile {
    private static let tries = 500
    private static let keyTries = 6000

    private let path: String
    private let pause: @Sendable () async -> Void

    /// The file at a path, which is taken from the folder of the process where it is not absolute.
    ///
    /// - Parameter pause: Waits for about 10 ms.
    public init(path: String, pause: @escaping @Sendable () async -> Void) {
        self.path = path.hasPrefix("/") ? path : SystemSharedFile.folder + "/" + path
        self.pause = pause
    }

    private static var folder: String {
        guard let name = getcwd(nil, 0) else { return "" }
        defer { free(name) }
        return String(cString: name)
    }

    /// What is in it.
    public func read() throws(RegistrationStoreError) -> [UInt8]? {
        do {
            return try TokenFolder.open(of: path, makesFolders: false, isPrivate: false)?.read()
        } catch {
            throw RegistrationStoreError(problem: error.problem)
        }
    }

    /// Reads, changes and replaces it under its lock.
    public func change(
        _ body: @Sendable ([UInt8]?) throws(RegistrationStoreError) -> [UInt8]?
    ) async throws(RegistrationStoreError) {
        let folder = try openOrMakeFolder()
        for _ in 1...SystemSharedFile.tries {
            do {
                guard let lock = try folder.tryLock() else {
                    await pause()
                    continue
                }
                guard let changed = try body(try folder.read()) else { return }
                return try folder.replace(changed, under: lock)
            } catch let refusal as TokenFolder.Refusal {
                throw RegistrationStoreError(problem: refusal.problem)
            } catch let error as RegistrationStoreError {
                throw error
            } catch {
                throw RegistrationStoreError(problem: "\(error)")
            }
        }
        throw RegistrationStoreError(problem: "another process holds the lock of '\(path)'")
    }

    /// A lock on one byte of a file beside it.
    public func lock(_ key: RegistrationKey) async throws(RegistrationStoreError) -> RegistrationLock {
        let folder = try openOrMakeFolder()
        for _ in 1...SystemSharedFile.keyTries {
            do {
                if let lock = try folder.tryLock(byte: key.number) { return RegistrationLock(lock) }
            } catch {
                throw RegistrationStoreError(problem: error.problem)
            }
            await pause()
        }
        throw RegistrationStoreError(problem: "another process is at work on '\(key.name)'")
    }

    private func openOrMakeFolder() throws(RegistrationStoreError) -> TokenFolder {
        do {
            if let folder = try TokenFolder.open(of: path, makesFolders: true, isPrivate: false) { return folder }
        } catch {
            throw RegistrationStoreError(problem: error.problem)
        }
        throw RegistrationStoreError(problem: "the folder of '\(path)' cannot be made")
    }
}

/// Such a file that lives as long as the process does.
public actor MemorySharedFile: SharedFile {
    private var bytes: [UInt8]?

    /// A file with this in it; none when that is nil.
    public init(_ bytes: [UInt8]? = nil) { self.bytes = bytes }

    /// What is in it.
    public func read() -> [UInt8]? { bytes }

    /// Changes it.
    public func change(
        _ body: @Sendable ([UInt8]?) throws(RegistrationStoreError) -> [UInt8]?
    ) throws(RegistrationStoreError) {
        if let changed = try body(bytes) { bytes = changed }
    }

    /// Nobody else has this file.
    public func lock(_ key: RegistrationKey) -> RegistrationLock { RegistrationLock(nil) }
}
