public import HTTP

/// The transport of every day: libcurl, with all transfers on one thread: of its own, or of a `TaskLoop`.
///
/// Connections stay open and are used again for as long as the transport lives, or its loop. Proxies come from the
/// environment, as libcurl reads it (`https_proxy`, `no_proxy`, ...).
public final class CurlTransport: Transport, Sendable {
    private let mailbox: Mailbox
    private let settings: TransportSettings
    private let loop: TaskLoop?
    private let thread: Thread?

    /// Starts a thread; the error is libcurl's or the system's refusal to give a handle or a thread.
    public init(_ settings: TransportSettings = TransportSettings()) throws(HTTPError) {
        try Library.initialize()
        let multi = try MultiHandle()
        let mailbox = Mailbox(multi) { multi.wakeUp() }
        self.mailbox = mailbox
        self.settings = settings
        loop = nil
        thread = try Thread {
            let worker = Worker(mailbox)
            while worker.step() { worker.wait() }
        }
    }

    /// Leaves the transfers to the thread that runs `loop`; the error is libcurl's refusal to give a handle.
    public init(_ settings: TransportSettings, on loop: TaskLoop) throws(HTTPError) {
        try Library.initialize()
        mailbox = try loop.mailbox()
        self.settings = settings
        self.loop = loop
        thread = nil
    }

    deinit {
        guard let thread else { return }
        mailbox.close(HTTPError(.cancelled, "the transport was closed"))
        thread.join()
    }

    /// The loop, if the transfers are done there.
    public var executor: (any TaskExecutor)? { loop }

    /// Sends one request and waits for the whole answer; cancelling the waiting task aborts the transfer.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let id = mailbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                mailbox.send(Job(id: id, request: request, settings: settings, answer: $0))
            }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try result.get()
    }
}
