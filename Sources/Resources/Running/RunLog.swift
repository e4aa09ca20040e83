internal import Reconcile
internal import Synchronization

/// What is told while a module runs, when somebody wants to hear it.
final class RunLog: Sendable {
    private let lines = Mutex<[String]>([])
    private let isWanted: Bool
    private let redactor: Redactor
    private let write: @Sendable (String) -> Void

    /// A log whose lines also go to `write`, without the secrets that the redactor knows.
    init(isWanted: Bool, _ redactor: Redactor, write: @escaping @Sendable (String) -> Void) {
        self.isWanted = isWanted
        self.redactor = redactor
        self.write = write
    }

    /// Takes one line.
    func add(_ line: String) {
        guard isWanted else { return }
        let line = redactor.redact(line)
        lines.withLock { $0.append(line) }
        write(line)
    }

    /// All lines so far.
    var all: [String] { lines.withLock { $0 } }
}
