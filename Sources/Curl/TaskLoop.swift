import Glibc
import HTTP
import Synchronization

/// Runs tasks, and the transfers that they wait for, on the thread that calls `run`.
///
/// For programs that live for some milliseconds: the pool of threads behind Swift's own tasks, with its manager, and
/// a thread for transfers cost them more than the work does (docs/speed.md).
public final class TaskLoop: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        /// Who calls `run`; nil as long as nobody does.
        var thread: pthread_t?
        /// Where transfers come in, once there is a transport.
        var mailbox: Mailbox?
    }

    private let state = Mutex(State())
    /// What is waited for as long as there is no transport.
    private let bell = Bell()

    /// A loop that nobody runs yet.
    public init() {}

    /// Runs one task, and all that it starts with the loop as its executor, until the task has ended.
    ///
    /// The calling thread gets no SIGPIPE any more: OpenSSL writes to connections that may be closed.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) -> Result {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        state.withLock { $0.thread = pthread_self() }
        defer { state.withLock { $0.thread = nil } }

        let result = Mutex<Result?>(nil)
        Task(executorPreference: self) {
            let value = await body()
            result.withLock { $0 = value }
        }
        var worker: Worker?
        while true {
            runJobs()
            if let result = result.withLock({ $0 }) { return result }
            if worker == nil { worker = state.withLock { $0.mailbox }.map(Worker.init) }
            let isWorking = worker?.step() ?? false
            guard state.withLock({ $0.jobs.isEmpty }) else { continue }
            if isWorking { worker?.wait() } else { bell.wait() }
        }
    }

    /// Takes a job, from any thread.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        wake()
    }

    /// Where transfers are handed in; the same one every time, so that all transports share their connections.
    func mailbox() throws(HTTPError) -> Mailbox {
        if let mailbox = state.withLock({ $0.mailbox }) { return mailbox }
        let mailbox = Mailbox(try MultiHandle()) { [weak self] in self?.wake() }
        return state.withLock { state in
            let first = state.mailbox ?? mailbox
            state.mailbox = first
            return first
        }
    }

    private func runJobs() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            guard !jobs.isEmpty else { return }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    /// Ends the loop's wait, or its next one; the loop's own thread does not wait.
    private func wake() {
        let (thread, mailbox) = state.withLock { ($0.thread, $0.mailbox) }
        guard thread != pthread_self() else { return }
        bell.ring()
        mailbox?.multi.wakeUp()
    }
}

/// A semaphore of the system.
///
/// Unchecked, because `sem_t` may be used from all threads where it lies, and nobody moves it.
private final class Bell: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func ring() { sem_post(semaphore) }

    func wait() {
        while sem_wait(semaphore) != 0, errno == EINTR {}
    }
}
