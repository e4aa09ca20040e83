import Commands
import FileSystem
import Glibc
import Keycloak

/// Folders, patterns and files for everybody, for the commands.
enum Folders {
    /// The effects of the commands.
    static let effects = ConsoleFiles(look: look, matches: matches, write: write)

    @Sendable
    private static func look(_ path: String) throws(SystemEffects.Unavailable) -> ConsoleFiles.Kind {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unavailable() }
            return .nothing
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return .file }
        guard let folder = opendir(path) else { throw unavailable() }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return .folder(names)
    }

    @Sendable
    private static func matches(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in paths[index].map { String(cString: $0) } }
    }

    @Sendable
    private static func write(_ path: String, _ bytes: [UInt8]) throws(SystemEffects.Unavailable) {
        if let end = path.lastIndex(of: "/"), end != path.startIndex {
            try make(String(path[..<end]))
        }
        do throws(Files.Failure) {
            try Files.writePublic(path, bytes)
        } catch {
            throw SystemEffects.Unavailable(error.reason, isFolder: error.isFolder)
        }
    }

    /// Makes a folder and those above it.
    private static func make(_ folder: String) throws(SystemEffects.Unavailable) {
        guard mkdir(folder, 0o777) != 0, errno != EEXIST else { return }
        guard errno == ENOENT, let end = folder.lastIndex(of: "/"), end != folder.startIndex else {
            throw unavailable()
        }
        try make(String(folder[..<end]))
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST else { throw unavailable() }
    }

    private static func unavailable() -> SystemEffects.Unavailable {
        let error = Files.Failure()
        return SystemEffects.Unavailable(error.reason, isFolder: error.isFolder)
    }
}

/// An interruption that lets what is under way end.
enum Interruption {
    /// Set by a signal's handler, which may do nothing else.
    nonisolated(unsafe) private static var isWanted: sig_atomic_t = 0

    /// Lets signals reach this process: one that was started by a worker thread of libdispatch inherits them blocked.
    static func unblock() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// From now on the first SIGINT or SIGTERM is only remembered; the next one ends the process.
    @Sendable
    static func catchStop() -> @Sendable () -> Bool {
        for signal in [SIGINT, SIGTERM] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in Interruption.isWanted = 1 }
            // Without SA_RESTART a wait would end early; with SA_RESETHAND the second signal does what it always does.
            action.sa_flags = SA_RESTART | Int32(bitPattern: UInt32(SA_RESETHAND))
            sigaction(signal, &action, nil)
        }
        return { isWanted != 0 }
    }
}
