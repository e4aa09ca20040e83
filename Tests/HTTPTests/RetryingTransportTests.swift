import HTTP
import Synchronization
import Testing

/// Answers from a list, one a request.
private final class Script: Transport {
    private let answers: Mutex<[Result<HTTPResponse, HTTPError>]>

    init(_ answers: [Result<HTTPResponse, HTTPError>]) { self.answers = Mutex(answers) }

    var left: Int { answers.withLock { $0.count } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let next = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let next else { throw HTTPError(.invalid, "more requests than answers") }
        return try next.get()
    }
}

/// A clock that only sleeping moves.
private final class FakeClock: Sendable {
    let elapsed = Mutex(Duration.zero)
    let lines = Mutex<[String]>([])

    func retries(_ policy: RetryPolicy = RetryPolicy()) -> Retries {
        Retries(
            policy: policy,
            timing: Timing(
                now: { self.elapsed.withLock { $0 } }, date: { 784_111_777 },
                sleep: { wait in self.elapsed.withLock { $0 += wait } }, random: { 0.5 })
        ) { line in self.lines.withLock { $0.append(line) } }
    }
}

@Suite("Repeating requests")
struct RetryingTransportTests {
    private static let refused = Result<HTTPResponse, HTTPError>.failure(HTTPError(.refused, "nobody there"))
    private static let broken = Result<HTTPResponse, HTTPError>.failure(HTTPError(.broken, "it broke"))
    private static let timeout = Result<HTTPResponse, HTTPError>.failure(HTTPError(.timeout, "too slow"))
    private static let tls = Result<HTTPResponse, HTTPError>.failure(HTTPError(.tls, "bad"))
    private static func status(_ status: Int, after: String? = nil) -> Result<HTTPResponse, HTTPError> {
        .success(HTTPResponse(status: status, headers: after.map { [.init("Retry-After", $0)] } ?? []))
    }

    /// A story: what the server answers, and what the caller gets after how many tries and milliseconds.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: HTTPMethod
        var isLogin = false
        let answers: [Result<HTTPResponse, HTTPError>]
        /// The status, or nil for a failure.
        let status: Int?
        let tries: Int
        let waited: Int
    }

    static let cases: [Case] = [
        Case(testDescription: "a good answer", method: .get, answers: [status(200)], status: 200, tries: 1, waited: 0),
        Case(
            testDescription: "refused, then there", method: .get, answers: [refused, refused, status(200)], status: 200,
            tries: 3, waited: 750),
        Case(
            testDescription: "given up after three repeats", method: .put, answers: [broken, timeout, refused, broken],
            status: nil, tries: 4, waited: 1750),
        Case(
            testDescription: "the last answer comes through", method: .get,
            answers: [status(502), status(503), status(504), status(503)], status: 503, tries: 4, waited: 1750),
        Case(
            testDescription: "Retry-After in seconds", method: .get, answers: [status(429, after: "7"), status(200)],
            status: 200, tries: 2, waited: 7000),
        Case(
            testDescription: "Retry-After as a date", method: .get,
            answers: [status(503, after: "Sun, 06 Nov 1994 08:49:40 GMT"), status(200)], status: 200, tries: 2,
            waited: 3000),
        Case(
            testDescription: "Retry-After beyond the time", method: .get,
            answers: [status(429, after: "3600"), status(429, after: "3600")], status: 429, tries: 2, waited: 30_000),
        Case(
            testDescription: "what stays is told at once", method: .get, answers: [tls], status: nil, tries: 1,
            waited: 0),
        Case(testDescription: "an error 500", method: .get, answers: [status(500)], status: 500, tries: 1, waited: 0),
        Case(
            testDescription: "a DELETE that had worked", method: .delete, answers: [broken, status(404)], status: 204,
            tries: 1, waited: 250),
        Case(
            testDescription: "a DELETE that had worked before a 503", method: .delete,
            answers: [status(503), refused, status(404)], status: 204, tries: 1, waited: 750),
        Case(
            testDescription: "a DELETE of what never was", method: .delete, answers: [refused, status(404)],
            status: 404,
            tries: 2, waited: 250),
        Case(
            testDescription: "a DELETE at once 404", method: .delete, answers: [status(404)], status: 404, tries: 1,
            waited: 0),
        Case(testDescription: "a POST that broke", method: .post, answers: [broken], status: nil, tries: 1, waited: 0),
        Case(
            testDescription: "a POST without an answer in time", method: .post, answers: [timeout], status: nil,
            tries: 1, waited: 0),
        Case(
            testDescription: "a POST and 503", method: .post, answers: [status(503)], status: 503, tries: 1, waited: 0),
        Case(
            testDescription: "a POST that never got there", method: .post, answers: [refused, status(201)], status: 201,
            tries: 2, waited: 250),
        Case(
            testDescription: "a POST that came too soon", method: .post,
            answers: [status(429, after: "1"), status(201)],
            status: 201, tries: 2, waited: 1000),
        Case(
            testDescription: "a login that broke", method: .post, isLogin: true,
            answers: [broken, status(502), status(200)],
            status: 200, tries: 3, waited: 750),
    ]

    @Test("a story", arguments: cases)
    func story(_ story: Case) async throws {
        let base = try #require(BaseURL("http://h"))
        let request = HTTPRequest(
            story.method, base, path: ["x"], query: [("q", "canary")], isRepeatable: story.isLogin ? true : nil)
        let script = Script(story.answers)
        let clock = FakeClock()
        let transport = RetryingTransport(script, clock.retries())
        do throws(HTTPError) {
            let response = try await transport.send(request)
            #expect(response.status == story.status)
            #expect(response.tries == story.tries)
        } catch {
            #expect(story.status == nil, "\(error)")
            #expect(error.tries == story.tries)
        }
        #expect(script.left == 0)
        #expect(clock.elapsed.withLock { $0 } == .milliseconds(story.waited))
        #expect(!clock.lines.withLock { $0.joined() }.contains("canary"))
    }

    @Test("every wait is told, with its reason and length")
    func log() async throws {
        let base = try #require(BaseURL("http://h/auth"))
        let clock = FakeClock()
        let transport = RetryingTransport(
            Script([Self.broken, Self.status(503), Self.refused]), clock.retries(RetryPolicy(retries: 2)))
        await #expect(throws: HTTPError.self) {
            try await transport.send(HTTPRequest(.get, base, path: ["x"]))
        }
        #expect(
            clock.lines.withLock { $0 } == [
                "GET /auth/x: it broke; try 2 of 3 in 0.2 s.", "GET /auth/x: status 503; try 3 of 3 in 0.5 s.",
                "GET /auth/x: nobody there; given up after 3 tries.",
            ])
    }

    @Test("no try begins when the time is over")
    func time() async throws {
        let base = try #require(BaseURL("http://h"))
        let clock = FakeClock()
        let transport = RetryingTransport(
            Script([Self.status(503, after: "4"), Self.status(503, after: "4"), Self.status(503)]),
            clock.retries(RetryPolicy(retries: 100, timeout: 8)))
        let response = try await transport.send(HTTPRequest(.get, base, path: ["x"]))
        #expect(response.status == 503 && response.tries == 3)
        #expect(clock.elapsed.withLock { $0 } == .seconds(8))
    }
}
