import HTTP
import Synchronization

/// One request on its way to the worker, with the place where its answer is awaited.
struct Job {
    /// What the request is known by.
    let id: UInt
    /// The request.
    let request: HTTPRequest
    /// How its connection is treated.
    let settings: TransportSettings
    /// Where the answer goes, once.
    let answer: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>
}

/// What is handed to the worker, from any thread.
final class Mailbox: Sendable {
    /// What has come since the worker last looked.
    struct Mail {
        /// Requests to send.
        var jobs: [Job] = []
        /// Requests that nobody waits for any more.
        var cancelled: [UInt] = []
        /// Why nothing is taken any more; nil while the box is open.
        var closed: HTTPError?
    }

    /// The handle that the worker uses.
    let multi: MultiHandle
    private let mail = Mutex(Mail())
    private let lastID = Atomic<UInt>(0)

    private let wake: @Sendable () -> Void

    /// A box for the worker that uses `multi`; `wake` ends its wait, or its next one, from any thread.
    init(_ multi: MultiHandle, wake: @escaping @Sendable () -> Void) {
        self.multi = multi
        self.wake = wake
    }

    /// A number that no other request has; never 0.
    func nextID() -> UInt { lastID.add(1, ordering: .relaxed).newValue }

    /// Hands a request over; it is answered at once when its task is cancelled already or the box is closed.
    func send(_ job: Job) {
        let refusal: HTTPError? = mail.withLock { mail in
            if let closed = mail.closed { return closed }
            // Asked under the lock: a cancellation that comes later finds the job in the box.
            if Task.isCancelled { return HTTPError(.cancelled, "the request was cancelled") }
            mail.jobs.append(job)
            return nil
        }
        if let refusal { job.answer.resume(returning: .failure(refusal)) } else { wake() }
    }

    /// Says that nobody waits for a request any more.
    func cancel(_ id: UInt) {
        mail.withLock { $0.cancelled.append(id) }
        wake()
    }

    /// Takes no further requests, and tells the worker to end.
    func close(_ reason: HTTPError) {
        mail.withLock { $0.closed = $0.closed ?? reason }
        wake()
    }

    /// Takes out what has come.
    func take() -> Mail {
        mail.withLock { mail in
            defer { mail = Mail(closed: mail.closed) }
            return mail
        }
    }
}
