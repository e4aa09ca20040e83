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

    /// Writes to stderr.
    static func writeError(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Writes a whole text; what cannot be written is lost, since there is nobody left to tell.
    static func write(_ text: String, to descriptor: Int32) {
        var rest = ArraySlice(text.utf8)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
