public import HTTP
internal import JSON

/// Waiting for a server that is about to start.
public struct Readiness: Sendable {
    /// How long to wait, in seconds (`wait_for_ready`); 0 does not even ask.
    public let seconds: Int

    /// The time between two questions.
    private static let pause = Duration.seconds(1)
    /// How often the log says that nothing is new.
    private static let reminder = Duration.seconds(10)

    /// A wait of so many seconds.
    public init(seconds: Int) { self.seconds = seconds }

    /// Asks for the realm's public page, which needs no login, until the server answers 200.
    ///
    /// Waited out is what a starting server does: nothing listens, connections break, 404 before its paths or the realm
    /// are there, 429 and 500 to 504. Anything else fails at once.
    public func wait(
        _ transport: any Transport, base: BaseURL, realm: String, timing: Timing, log: (String) -> Void
    ) async throws(KeycloakError) {
        guard seconds > 0 else { return }
        let start = timing.now()
        let deadline = start + .seconds(seconds)
        var told: (words: String, at: Duration)?
        while true {
            let left = deadline - timing.now()
            let request = Readiness.request(base, realm: realm, timeout: max(1, min(10, Int(left.components.seconds))))
            let words: String
            switch await Readiness.ask(transport, request) {
            case .success(let response) where response.status == 200:
                if told != nil { log("\(base) is ready.") }
                return
            case .success(let response):
                let refusal = KeycloakError.Refusal(request, response)
                guard response.status == 404 || [429, 500, 502, 503, 504].contains(response.status) else {
                    throw .refused(refusal)
                }
                words = refusal.description
            case .failure(let error):
                guard RetryPolicy.mayPass(error) else { throw .noAnswer(error, url: base.description) }
                words = error.reason
            }
            let now = timing.now()
            if told?.words != words || now - (told?.at ?? now) >= Readiness.reminder {
                log("Waiting for \(base), \((now - start).components.seconds) of \(seconds) s: \(words).")
                told = (words, now)
            }
            guard now < deadline else { throw await failure(words, transport, base, realm) }
            await timing.sleep(min(Readiness.pause, deadline - now))
            if Task.isCancelled {
                throw .noAnswer(HTTPError(.cancelled, "the wait was cancelled"), url: base.description)
            }
        }
    }

    /// The question: `GET {base}/realms/{realm}`.
    static func request(_ base: BaseURL, realm: String, timeout: Int) -> HTTPRequest {
        HTTPRequest(
            .get, base, path: ["realms", realm], headers: [.init("Accept", "application/json")], answerTimeout: timeout)
    }

    private static func ask(_ transport: any Transport, _ request: HTTPRequest) async -> Result<HTTPResponse, HTTPError>
    {
        do {
            return .success(try await transport.send(request))
        } catch {
            return .failure(error)
        }
    }

    private func failure(
        _ words: String, _ transport: any Transport, _ base: BaseURL, _ realm: String
    ) async -> KeycloakError {
        let other = await BasePath.working(beside: base, realm: realm, transport)
        return .notReady(url: base.description, seconds: seconds, last: words, other: other?.description)
    }
}
