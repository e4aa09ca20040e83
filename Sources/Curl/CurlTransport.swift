public import HTTP
import Synchronization

/// The transport of every day: libcurl, with all transfers on one thread of its own.
///
/// Connections stay open and are used again for as long as the transport lives. Proxies come from the environment, as
/// libcurl reads it (`https_proxy`, `no_proxy`, ...).
public final class CurlTransport: Transport, Sendable {
    private let mailbox: Mailbox
    private let thread: Thread

    /// Starts the thread; the error is libcurl's or the system's refusal to give a handle or a thread.
    public init(_ settings: TransportSettings = TransportSettings()) throws(HTTPError) {
        try Library.initialize()
        let mailbox = Mailbox(try MultiHandle())
        self.mailbox = mailbox
        thread = try Thread { Worker(mailbox: mailbox, settings: settings).run() }
    }

    deinit {
        mailbox.close(HTTPError(.cancelled, "the transport was closed"))
        thread.join()
    }

    /// Sends one request and waits for the whole answer; cancelling the waiting task aborts the transfer.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let id = mailbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { mailbox.send(Job(id: id, request: request, answer: $0)) }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try result.get()
    }
}
