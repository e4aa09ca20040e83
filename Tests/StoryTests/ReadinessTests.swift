import Foundation
import HTTP
import JSON
import Keycloak
import Synchronization
import Testing

/// A server that is not there until it was asked often enough.
private final class StartingServer: Transport {
    private let inner: any Transport
    private let answers: Mutex<[Result<HTTPResponse, HTTPError>]>
    /// What stays after the answers; nil is the server itself.
    private let last: Result<HTTPResponse, HTTPError>?

    init(
        _ inner: any Transport, first answers: [Result<HTTPResponse, HTTPError>],
        then last: Result<HTTPResponse, HTTPError>? = nil
    ) {
        self.inner = inner
        self.answers = Mutex(answers)
        self.last = last
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let next = answers.withLock { $0.isEmpty ? last : $0.removeFirst() }
        guard let next else { return try await inner.send(request) }
        return try next.get()
    }
}

/// `wait_for_ready`: what is waited out, and what is not.
struct ReadinessTests {
    private static let refused = Result<HTTPResponse, HTTPError>.failure(HTTPError(.refused, "nobody listens"))
    private static func status(_ status: Int, _ error: String = "") -> Result<HTTPResponse, HTTPError> {
        .success(HTTPResponse(status: status, body: Array(#"{"error":"\#(error)"}"#.utf8)))
    }

    private func run(_ options: JSONObject, _ server: (Stage) -> any Transport) async throws -> JSONObject {
        var result: JSONObject = [:]
        for backend in Backend.sandbox {
            try await Stage.inRealm(on: backend) { stage in
                let login: JSONObject = ["client_id": "app", "token": .null, "_ansible_verbosity": 3]
                result = try await stage.run(login.merging(options), over: server(stage))
            }
        }
        return result
    }

    @Test("a server that starts is waited for, and the progress is told")
    func starting() async throws {
        let answers = [
            Self.refused, Self.refused, Self.status(404), Self.status(503), Self.status(502), Self.status(504),
            Self.status(404, "Realm does not exist"), .failure(HTTPError(.broken, "reset")),
            .failure(HTTPError(.timeout, "silence")),
        ]
        let result = try await run(["wait_for_ready": 20]) { StartingServer($0.transport, first: answers) }
        #expect(result["failed"] == nil && result["changed"] == true, "\(JSON.object(result).compact)")
        let log = (result["log"]?.array ?? []).compactMap(\.text)
        #expect(log.first == "Waiting for http://sandbox.invalid, 0 of 20 s: nobody listens.")
        #expect(log.count == 9)
        #expect(log.contains { $0.contains("6 of 20 s: GET /realms/master answered 404: Realm does not exist.") })
        #expect(log.last == "http://sandbox.invalid is ready.")
    }

    @Test(
        "at the deadline the last answer is told",
        arguments: [
            (refused, "was not ready after 5 seconds; the last answer was: nobody listens."),
            (status(503), "the last answer was: GET /realms/master answered 503."),
            (
                status(404, "Realm does not exist"),
                "the last answer was: GET /realms/master answered 404: Realm does not exist."
            ),
        ])
    func deadline(answer: Result<HTTPResponse, HTTPError>, words: String) async throws {
        let result = try await run(["wait_for_ready": 5]) { StartingServer($0.transport, first: [], then: answer) }
        #expect(result["failed"] == true)
        #expect(result["msg"]?.text?.contains(words) == true, "\(JSON.object(result).compact)")
        #expect(result["msg"]?.text?.contains("raise wait_for_ready") == true)
    }

    @Test(
        "what waiting does not mend fails at once",
        arguments: [
            (status(403, "Realm not enabled"), "answered 403: Realm not enabled"),
            (.failure(HTTPError(.tls, "bad certificate")), "TLS failed with http://sandbox.invalid: bad certificate"),
            (.failure(HTTPError(.unknownHost, "no such name")), "The host is unknown"),
            (.failure(HTTPError(.proxy, "no such proxy")), "The proxy does not lead to"),
        ] as [(Result<HTTPResponse, HTTPError>, String)])
    func atOnce(answer: Result<HTTPResponse, HTTPError>, words: String) async throws {
        let result = try await run(["wait_for_ready": 5]) { StartingServer($0.transport, first: [], then: answer) }
        #expect(result["failed"] == true && result["log"] == nil, "\(JSON.object(result).compact)")
        #expect(result["msg"]?.text?.contains(words) == true, "\(JSON.object(result).compact)")
    }

    @Test("without the option nobody asks, and only the retries count", arguments: [(0, 1), (2, 3)])
    func never(retries: Int, tries: Int) async throws {
        let result = try await run(["retries": .int(retries)]) {
            StartingServer($0.transport, first: [], then: Self.refused)
        }
        #expect(
            result["msg"]?.text?.contains(tries == 1 ? "nobody listens." : "nobody listens, after \(tries) tries.")
                == true,
            "\(JSON.object(result).compact)")
        #expect((result["log"]?.array?.count ?? 0) == (tries == 1 ? 0 : tries))
    }

    @Test("the log is for those who ask with -vvv", arguments: [0, 2, 3, 4])
    func verbosity(level: Int) async throws {
        let result = try await run(["_ansible_verbosity": .int(level)]) {
            StartingServer($0.transport, first: [Self.refused])
        }
        #expect((result["log"] != nil) == (level >= 3), "\(JSON.object(result).compact)")
    }

    @Test("numbers that make no sense are refused", arguments: ["retries", "retry_timeout", "wait_for_ready"])
    func numbers(option: String) async throws {
        for number in [-1, 86_401] {
            let result = try await run([option: .int(number)]) { $0.transport }
            #expect(result["msg"]?.text == "\(option): must be from 0 to 86400")
        }
    }
}
