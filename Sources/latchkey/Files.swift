import Glibc

/// Files and the standard streams, without Foundation.
enum Files {
    /// Why a file could not be read, in the system's words.
    struct Unreadable: Error {
        let reason: String
        /// Whether it is a folder.
        let isFolder: Bool

        /// What `errno` says.
        init() {
            reason = String(cString: strerror(errno))
            isFolder = errno == EISDIR
        }
    }

    /// The whole content of a file.
    static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable() }
        defer { close(descriptor) }
        return try readAll(descriptor)
    }

    /// All that comes from an open file or stream.
    static func readAll(_ descriptor: Int32) throws(Unreadable) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Unreadable() }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The file at the path, and whether only its owner can read or write it; nil when there is none.
    static func readPrivate(_ path: String) throws(Unreadable) -> (bytes: [UInt8], isPrivate: Bool)? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno != ENOENT else { return nil }
            throw Unreadable()
        }
        let isPrivate = status.st_uid == geteuid() && status.st_mode & 0o077 == 0
        return (try read(path), isPrivate)
    }

    /// Fails as `writePrivate` would for want of a folder that can be written in, or because the path is that of a folder.
    static func checkPrivate(_ path: String) throws(Unreadable) {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR {
                errno = EISDIR
                throw Unreadable()
            }
        } else if errno != ENOENT {
            throw Unreadable()
        }
        let end = path.lastIndex(of: "/")
        let folder = end.map { path[...$0] } ?? "."
        guard access(String(folder), W_OK | X_OK) == 0 else { throw Unreadable() }
    }

    /// Puts a file for its owner alone in the place of what is at the path; whoever reads the path sees the old one or the
    /// whole new one.
    static func writePrivate(_ path: String, _ bytes: [UInt8]) throws(Unreadable) {
        try replace(path, bytes, mode: 0o600)
    }

    /// The same with a file that others may read as far as the process's mask allows it.
    static func writePublic(_ path: String, _ bytes: [UInt8]) throws(Unreadable) {
        let mask = umask(0)
        umask(mask)
        try replace(path, bytes, mode: 0o666 & ~mask)
    }

    private static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(Unreadable) {
        var name = Array(path.utf8CString.dropLast()) + ".XXXXXX".utf8CString
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Unreadable() }
        defer { close(descriptor) }
        // mkstemp makes it with 0600 (POSIX.1-2008).
        var isWritten = mode == 0o600 || fchmod(descriptor, mode) == 0
        isWritten = isWritten && write(bytes, to: descriptor) && fsync(descriptor) == 0
        isWritten = isWritten && rename(name, path) == 0
        guard isWritten else {
            let error = Unreadable()
            unlink(name)
            throw error
        }
    }

    /// Writes to stdout.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes to stderr.
    static func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes a whole text; what cannot be written is lost, since there is nobody left to tell.
    static func write(_ text: String, to descriptor: Int32) { _ = write(Array(text.utf8), to: descriptor) }

    /// Writes all bytes; whether that was possible, with the reason in `errno`.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
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
