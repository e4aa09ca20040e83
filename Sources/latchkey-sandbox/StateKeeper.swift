internal import FileSystem
internal import Sandbox

/// Writes a sandbox's realms into a file when they have changed; used by one thread only.
final class StateKeeper {
    /// The file's path.
    let path: String
    private var changes = 0

    /// A keeper of realms that are as the file has them.
    init(_ path: String) { self.path = path }

    /// Writes the realms if they have changed since the last time, or always; what is wrong, if anything is.
    func keep(_ sandbox: Sandbox, always: Bool = false) -> String? {
        let reply = Reply<Sandbox.State>()
        Task { reply.set(await sandbox.state()) }
        let state = reply.wait()
        guard always || state.changes != changes else { return nil }
        do throws(Files.Failure) {
            try Files.writePrivate(path, state.realms)
        } catch {
            return "can't write \(path): \(error.reason)"
        }
        changes = state.changes
        return nil
    }
}
