internal import Glibc

/// Files and the standard streams, without Foundation.
public enum Files {
    /// Why a file could not be read or written.
    public struct Failure: Error {
        /// The system's words.
        public let reason: String
        /// Whether it is a folder.
        public let isFolder: Bool
        /// Whether there is no such file.
        public let isAbsent: Bool

        /// What `errno` says.
        public init() {
            let code = errno
            reason = String(cString: strerror(code))
            isFolder = code == EISDIR
            isAbsent = code == ENOENT
        }
    }

    /// The whole content of a file.
    public static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        return try readAll(descriptor)
    }

    /// All that comes from an open file or stream.
    public static func readAll(_ descriptor: Int32) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure() }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The file at the path, and whether only its owner can read or write it; nil when there is none.
    public static func readPrivate(_ path: String) throws(Failure) -> (bytes: [UInt8], isPrivate: Bool)? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno != ENOENT else { return nil }
            throw Failure()
        }
        let isPrivate = status.st_uid == geteuid() && status.st_mode & 0o077 == 0
        return (try read(path), isPrivate)
    }

    /// Fails as `writePrivate` would for want of a folder that can be written in, or because the path is that of a folder.
    public static func checkPrivate(_ path: String) throws(Failure) {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR {
                errno = EISDIR
                throw Failure()
            }
        } else if errno != ENOENT {
            throw Failure()
        }
        let end = path.lastIndex(of: "/")
        let folder = end.map { path[...$0] } ?? "."
        guard access(String(folder), W_OK | X_OK) == 0 else { throw Failure() }
    }

    /// Puts a file for its owner alone in the place of what is at the path; whoever reads the path sees the old one or the
    /// whole new one.
    public static func writePrivate(_ path: String, _ bytes: [UInt8]) throws(Failure) {
        try replace(path, bytes, mode: 0o600)
    }

    /// The same with a file that others may read as far as the process's mask allows it.
    public static func writePublic(_ path: String, _ bytes: [UInt8]) throws(Failure) {
        let mask = umask(0)
        umask(mask)
        try replace(path, bytes, mode: 0o666 & ~mask)
    }

    private static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(Failure) {
        var name = Array(path.utf8CString.dropLast()) + ".XXXXXX".utf8CString
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        // mkstemp makes it with 0600 (POSIX.1-2008).
        var isWritten = mode == 0o600 || fchmod(descriptor, mode) == 0
        isWritten = isWritten && write(bytes, to: descriptor) && fsync(descriptor) == 0
        isWritten = isWritten && rename(name, path) == 0
        guard isWritten else {
            let error = Failure()
            unlink(name)
            throw error
        }
    }

    /// Writes to stdout.
    public static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes to stderr.
    public static func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes a whole text; what cannot be written is lost, since there is nobody left to tell.
    public static func write(_ text: String, to descriptor: Int32) { _ = write(Array(text.utf8), to: descriptor) }

    /// Writes all bytes; whether that was possible, with the reason in `errno`.
    public static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
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
