import Glibc
import HTTP

/// The owner of a POSIX thread, which must be joined before the owner goes.
struct Thread: Sendable {
    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let id: pthread_t

    /// Starts a thread that runs `body`, and to which no signal is delivered.
    init(_ body: @escaping @Sendable () -> Void) throws(HTTPError) {
        let start = Unmanaged.passRetained(Start(body))
        var id = pthread_t()
        let code = pthread_create(
            &id, nil,
            { context in
                // Signals are the main thread's. SIGPIPE above all: OpenSSL writes to a closed connection, and with
                // CURLOPT_NOSIGNAL libcurl does not ignore the signal for it.
                var signals = sigset_t()
                sigfillset(&signals)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                guard let context else { return nil }
                Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw HTTPError(.invalid, "no thread for the transfers: \(String(cString: strerror(code)))")
        }
        self.id = id
    }

    /// Waits until the thread has ended.
    func join() { pthread_join(id, nil) }
}
