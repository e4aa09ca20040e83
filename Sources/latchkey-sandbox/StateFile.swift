internal import Glibc
internal import Sandbox

/// The file in which a sandbox keeps its realms.
struct StateFile {
    /// Why a file can't be read or written: the operating system's words.
    struct Failure: Error {
        /// The words.
        let reason: String
        /// Whether there is no such file.
        let isAbsent: Bool

        /// What `errno` says now.
        fileprivate init() {
            isAbsent = errno == ENOENT
            reason = String(cString: strerror(errno))
        }
    }

    /// Where it is.
    let path: String

    /// What it holds.
    func read() throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure() }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
    }

    /// Puts the bytes in its place, for its owner alone; whoever reads it sees the old ones or all of the new ones.
    func write(_ bytes: [UInt8]) throws(Failure) {
        var name = Array(path.utf8CString.dropLast()) + ".XXXXXX".utf8CString
        // It makes the file with 0600 (POSIX.1-2008).
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        guard Self.write(bytes, to: descriptor), fsync(descriptor) == 0, rename(name, path) == 0 else {
            let failure = Failure()
            unlink(name)
            throw failure
        }
    }

    /// Writes all bytes at once, without a buffer in between; whether that was possible, with the reason in `errno`.
    @discardableResult
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// Writes a sandbox's realms into a file when they have changed; used by one thread only.
final class StateKeeper {
    /// The file.
    let file: StateFile
    private var changes = 0

    /// A keeper of realms that are as the file has them.
    init(_ file: StateFile) { self.file = file }

    /// Writes the realms if they have changed since the last time, or always; what is wrong, if anything is.
    func keep(_ sandbox: Sandbox, always: Bool = false) -> String? {
        let reply = Reply<Sandbox.State>()
        Task { reply.set(await sandbox.state()) }
        let state = reply.wait()
        guard always || state.changes != changes else { return nil }
        do throws(StateFile.Failure) {
            try file.write(state.realms)
        } catch {
            return "can't write \(file.path): \(error.reason)"
        }
        changes = state.changes
        return nil
    }
}
