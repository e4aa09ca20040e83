/// Repeats what failed for the moment, where repeating it can do no harm.
///
/// A request that may not be repeated (`HTTPRequest.isRepeatable`) is sent again only after failures that say that it never
/// took effect: a refused connection, and status 429.
public struct RetryingTransport: Transport {
    private let inner: any Transport
    private let retries: Retries

    /// Repeats over `inner`.
    public init(_ inner: any Transport, _ retries: Retries) {
        self.inner = inner
        self.retries = retries
    }

    /// Where the one below does its work.
    public var executor: (any TaskExecutor)? { inner.executor }

    /// Sends the request until there is an answer that will stay, or the bounds are reached; what comes then is the last
    /// answer or failure, with the number of tries in it.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        var attempts = retries.begin()
        var mayHaveActed = false
        while true {
            let result = await attempt(request)
            let acted = RetryPolicy.mayHaveActed(result)
            if let trouble = RetryingTransport.trouble(result), request.isRepeatable || !acted, !request.isDispensable,
                await attempts.pause(after: "\(request.summary): \(trouble.cause)", retryAfter: trouble.retryAfter)
            {
                mayHaveActed = mayHaveActed || acted
                continue
            }
            return try settle(result, of: request, attempts.tries, mayHaveActed)
        }
    }

    private func attempt(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPError> {
        do {
            return .success(try await inner.send(request))
        } catch {
            return .failure(error)
        }
    }

    /// What may pass by itself, in words for the log.
    private static func trouble(_ result: Result<HTTPResponse, HTTPError>) -> (cause: String, retryAfter: String?)? {
        switch result {
        case .failure(let error): RetryPolicy.mayPass(error) ? (error.reason, nil) : nil
        case .success(let response):
            RetryPolicy.mayPass(status: response.status)
                ? ("status \(response.status)", response.header("Retry-After")) : nil
        }
    }

    private func settle(
        _ result: Result<HTTPResponse, HTTPError>, of request: HTTPRequest, _ tries: Int, _ mayHaveActed: Bool
    ) throws(HTTPError) -> HTTPResponse {
        switch result {
        case .success(var response):
            response.tries = tries
            // The thing was there when the run looked; an earlier try, whose answer was lost, took it away.
            guard request.method == .delete, mayHaveActed, response.status == 404 else { return response }
            retries.log("\(request.summary): an earlier try has worked.")
            return HTTPResponse(status: 204)
        case .failure(var error):
            error.tries = tries
            throw error
        }
    }
}
