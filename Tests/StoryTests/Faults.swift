import HTTP
import JSON
import Synchronization
import Testing

/// A way in which one request fails, once.
enum Fault: String, CaseIterable, Sendable {
    /// Nothing took the connection.
    case refused
    /// The connection broke before the request was there.
    case brokenBefore
    /// The server acted, and the connection broke before its answer.
    case brokenAfter
    /// The server acted, and half of its answer came.
    case halfAnAnswer
    /// The server acted, and nothing came until the time was over.
    case silence
    case tooManyRequests
    case serverError
    case unavailable
    /// The server acted, and a proxy lost patience.
    case gatewayTimeout
    /// A page of something else than Keycloak, with status 200.
    case page
    case unauthorized

    /// Whether the request reaches the server.
    var reachesServer: Bool { [.brokenAfter, .halfAnAnswer, .silence, .gatewayTimeout].contains(self) }

    /// What is answered in the server's place.
    var answer: HTTPResponse? {
        switch self {
        case .refused, .brokenBefore, .brokenAfter, .halfAnAnswer, .silence: nil
        case .tooManyRequests: HTTPResponse(status: 429, headers: [.init("Retry-After", "2")])
        case .serverError: json(500, "unknown_error")
        case .unavailable: HTTPResponse(status: 503, headers: [.init("Content-Type", "text/html")], body: Fault.html)
        case .gatewayTimeout: HTTPResponse(status: 504, headers: [.init("Content-Type", "text/html")], body: Fault.html)
        case .page:
            HTTPResponse(status: 200, headers: [.init("Content-Type", "text/html; charset=utf-8")], body: Fault.html)
        case .unauthorized: json(401, "HTTP 401 Unauthorized")
        }
    }

    /// What the transport throws in place of an answer.
    var error: HTTPError {
        switch self {
        case .refused: HTTPError(.refused, "Connection refused")
        case .silence: HTTPError(.timeout, "Operation timed out")
        default: HTTPError(.broken, "Recv failure: Connection reset by peer")
        }
    }

    /// Whether the run has to end as if nothing had happened.
    func mustEndRight(isLogin: Bool) -> Bool {
        switch self {
        case .serverError, .page: false
        case .unauthorized: !isLogin
        default: true
        }
    }

    /// What the message says when the run fails.
    var words: String {
        switch self {
        case .serverError: "answered 500"
        case .page: "a web page with status 200"
        case .unauthorized: "answered 401"
        default: "must not fail"
        }
    }

    private static let html = Array("<html><body>Please wait</body></html>".utf8)

    private func json(_ status: Int, _ error: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [.init("Content-Type", "application/json")],
            body: JSON.object(["error": .string(error)]).bytes)
    }
}

/// Something between the module and the server that can make one request fail.
protocol FaultInjector: Sendable {
    /// The transport that goes through it.
    var transport: any Transport { get }
    /// The server as it is reached through it; nil when that is no other address.
    var base: BaseURL? { get }
    /// Makes the request of that number, from 0, fail from now on; nil none.
    func arm(_ fault: Fault, at index: Int?)
    /// The requests since it was armed: method and target.
    var requests: [String] { get }
    /// Whether the transport may repeat a request by itself when the connection breaks.
    var repeatsSilently: Bool { get }
    /// Lets nothing through any more.
    func stop()
}

/// Fails in memory, in front of another transport.
final class FaultyTransport: Transport, FaultInjector {
    private struct State {
        var fault = Fault.refused
        var index: Int?
        var requests: [String] = []
    }

    private let inner: any Transport
    private let state = Mutex(State())

    init(_ inner: any Transport) { self.inner = inner }

    var transport: any Transport { self }
    var base: BaseURL? { nil }
    var repeatsSilently: Bool { false }
    var requests: [String] { state.withLock { $0.requests } }

    func arm(_ fault: Fault, at index: Int?) {
        state.withLock { $0 = State(fault: fault, index: index) }
    }

    func stop() {}

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let fault: Fault? = state.withLock { state in
            state.requests.append("\(request.method.rawValue) \(request.target)")
            return state.requests.count - 1 == state.index ? state.fault : nil
        }
        guard let fault else { return try await inner.send(request) }
        if fault.reachesServer { _ = try await inner.send(request) }
        guard let answer = fault.answer else { throw fault.error }
        return answer
    }
}

/// What is done to one client while its requests fail.
struct FaultScenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What the client is before; nil when it does not exist.
    var before: JSONObject?
    /// What is declared.
    let options: JSONObject

    private var isDeletion: Bool { options["state"] == "absent" }

    static let all: [FaultScenario] = [
        FaultScenario(testDescription: "a client is created", options: ["name": "One"]),
        FaultScenario(
            testDescription: "a client with a root URL, scopes and mappers is created",
            options: [
                "root_url": "https://app.example.org", "redirect_uris": ["/cb"],
                "default_client_scopes": ["email"], "optional_client_scopes": ["phone"],
                "protocol_mappers": mappers("a"),
            ]),
        FaultScenario(
            testDescription: "fields, scopes and mappers are updated",
            before: [
                "name": "One", "default_client_scopes": ["email"], "optional_client_scopes": ["phone"],
                "protocol_mappers": mappers("a"),
            ],
            options: [
                "name": "Two", "client_scopes_behavior": "idempotent", "default_client_scopes": ["profile", "phone"],
                "optional_client_scopes": ["email"], "protocol_mappers": mappers("b"),
            ]),
        FaultScenario(
            testDescription: "a secret is made", before: ["secret": ""], options: ["secret_policy": "generate"]),
        FaultScenario(
            testDescription: "a client is deleted", before: ["name": "One"], options: ["state": "absent"]),
    ]

    /// Those for real servers, where each takes its time.
    static let onWire: [FaultScenario] = [
        all[1],
        // The sandbox has no import of authorization settings, the one POST beside the creation.
        FaultScenario(
            testDescription: "authorization settings are imported",
            before: ["service_accounts_enabled": true, "authorization_services_enabled": true],
            options: ["authorization_settings": ["scopes": [["name": "read"]]]]),
    ]

    private static func mappers(_ claim: String) -> JSON {
        [
            [
                "name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
                "config": ["claim.name": .string(claim), "claim.value": "1", "jsonType.label": "String"],
            ]
        ]
    }

    /// Plays the scenario with each request failing once, in each of the ways.
    ///
    /// The requests fail side by side, each through an injector of its own, so that the time in which one meets silence is
    /// the others'.
    func play(
        _ faults: [Fault], on stage: Stage, through injector: @escaping @Sendable () throws -> any FaultInjector
    ) async throws {
        let count = try await through(injector) { injector in
            try await prepared(stage, "dry", injector) { options in
                injector.arm(.refused, at: nil)
                let result = try await stage.run(options, over: injector.transport)
                #expect(result["failed"] == nil && result["changed"] == true, "\(JSON.object(result).compact)")
                // What the transport repeats by itself is no request of the run.
                let requests = injector.requests
                return requests.indices.count { $0 == 0 || requests[$0] != requests[$0 - 1] }
            }
        }
        #expect(count >= 3, "a run has a login, a lookup and a write at least")
        try await withThrowingTaskGroup { group in
            for index in 0..<count {
                group.addTask {
                    try await through(injector) { injector in
                        for fault in faults {
                            try await prepared(stage, "app-\(index)-\(fault)", injector) { options in
                                try await play(fault, at: index, options, stage, injector)
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func through<Value>(
        _ make: () throws -> any FaultInjector, _ body: (any FaultInjector) async throws -> Value
    ) async throws -> Value {
        let injector = try make()
        defer { injector.stop() }
        return try await body(injector)
    }

    /// Brings the client into the state before; the body gets the options with a login of its own, through the injector.
    private func prepared<Value>(
        _ stage: Stage, _ clientID: String, _ injector: any FaultInjector, _ body: (JSONObject) async throws -> Value
    ) async throws -> Value {
        if let before {
            let result = try await stage.run(before.merging(["client_id": .string(clientID)]))
            #expect(result["changed"] == true, "\(JSON.object(result).compact)")
        }
        let ownLogin: JSONObject = [
            "client_id": .string(clientID), "token": .null, "_ansible_verbosity": 3,
            "auth_keycloak_url": .string((injector.base ?? stage.backend.base).description),
        ]
        return try await body(options.merging(ownLogin))
    }

    private func play(
        _ fault: Fault, at index: Int, _ options: JSONObject, _ stage: Stage, _ injector: any FaultInjector
    ) async throws {
        let clientID = options["client_id"]?.text ?? ""
        let before = try await stage.found(clientID)
        injector.arm(fault, at: index)
        let first = try await stage.run(options, over: injector.transport)
        let requests = injector.requests
        injector.arm(fault, at: nil)
        let after = try await stage.found(clientID)
        func expect(_ condition: Bool, _ problem: String, _ result: JSONObject) {
            guard !condition else { return }
            Issue.record(
                """
                \(problem)
                \(fault) at \(index): \(requests.indices.contains(index) ? requests[index] : "")
                requests: \(requests.joined(separator: "\n  "))
                result: \(JSON.object(result.filter { $0.key != "invocation" }).compact)
                """)
        }
        guard requests.count > index else { return expect(false, "the request was never sent", first) }
        let isRight = first["failed"] == nil
        let message = first["msg"]?.text ?? ""
        if fault.mustEndRight(isLogin: requests[index].contains("/protocol/openid-connect/token")) {
            expect(isRight, "should have ended right", first)
            let isSilent = injector.repeatsSilently && [.brokenBefore, .brokenAfter].contains(fault)
            // A login that cannot be ended ends by itself: nothing waits for that.
            let isLogout = requests[index].contains("/protocol/openid-connect/logout")
            expect(
                fault == .unauthorized || isSilent || isLogout || first["log"]?.array?.isEmpty == false,
                "nothing was told", first)
        } else if !isRight {
            expect(message.contains(fault.words), "the message does not say \(fault.words)", first)
        }
        expect(first["changed"] == .bool(before != after), "changed is wrong", first)
        if !isRight, before != after {
            expect(
                ["Done before", "end_state", "is gone"].contains(where: message.contains), "what was done is not told",
                first)
        }
        if requests[index].hasPrefix("POST /"), requests[index].hasSuffix("/clients"), fault.reachesServer {
            expect(requests.count { $0 == requests[index] } == 1, "a creation that worked was sent again", first)
        }
        if isRight { expect((after == nil) == isDeletion, "the client is not as declared", first) }
        // A token is good at the address at which it was given.
        let settled = options.merging([
            "token": .string(try await stage.freshToken()),
            "auth_keycloak_url": .string(stage.backend.base.description),
        ])
        let second = try await stage.run(settled)
        expect(second["failed"] == nil, "a second run fails", second)
        expect(!isRight || second["changed"] == false, "the first run did not end right", second)
        let third = try await stage.run(settled)
        expect(third["failed"] == nil && third["changed"] == false, "the third run is not at rest", third)
        expect((try await stage.found(clientID) == nil) == isDeletion, "the end is not as declared", third)
    }
}

extension Stage {
    /// The client as the server has it, with its authorization settings where it has some, or nil.
    func found(_ clientID: String) async throws -> JSONObject? {
        let found = try await server(.get, ["clients"], query: [("clientId", clientID)])
        guard var client = found.array?.first?.object else { return nil }
        if backend.isReal, client["authorizationServicesEnabled"] == true, let id = client["id"]?.text {
            client["settings"] = try await server(.get, ["clients", id, "authz", "resource-server", "settings"])
        }
        return client
    }
}
