public import HTTP
internal import JSON

/// A model in memory of Keycloak's token endpoint, client administration API and client registration: of 26.7.3 without the
/// docker feature, or of another `Version`.
///
/// It starts as a new server does: realm `master` with the user admin, password admin. It is never more lenient than the
/// server: what it does not model it refuses with 501, 404 or 405. The conformance tests run the same requests against it and
/// against a real server.
public actor Sandbox: Transport {
    private var server: Server
    private let now: @Sendable () -> Int
    private var changes = 0

    /// A new server whose clock shows unix seconds; access tokens of the realm master are good for so many seconds.
    public init(now: @escaping @Sendable () -> Int, tokenLife: Int = 60, version: Version = .current) {
        self.now = now
        server = Server(now: now(), version: version)
        server.realms[0].settings["accessTokenLifespan"] = .int(tokenLife)
    }

    /// A server with realms in Keycloak's own representation, one or a list, as JSON.
    ///
    /// What is not there, `master` too, is as in a new server. Access tokens of `master` are good for so many seconds, or as
    /// that realm says it.
    public init(
        now: @escaping @Sendable () -> Int, tokenLife: Int? = nil, version: Version = .current, realms: [UInt8]
    ) throws(UnreadableRealms) {
        self.now = now
        server = try Server(now: now(), version: version, representation: realms)
        if let tokenLife { server.realms[0].settings["accessTokenLifespan"] = .int(tokenLife) }
    }

    /// All realms as they are now, to be written down.
    public func state() -> State { State(changes: changes, server: server) }

    /// A server's realms at one time, with their secrets and passwords; sessions and tokens are none of it.
    public struct State: Sendable {
        /// How many changes there had been.
        public let changes: Int
        fileprivate let server: Server

        /// The realms in Keycloak's own representation, as a list.
        public var realms: [UInt8] { Array((server.representation.pretty + "\n").utf8) }
    }

    private init(_ server: Server, now: @escaping @Sendable () -> Int) {
        self.server = server
        self.now = now
    }

    /// Another server, which is as this one is now.
    public func copy() -> Sandbox { Sandbox(server, now: now) }

    /// Answers one request; requests are answered one after the other, so each sees all earlier ones done.
    public func send(_ request: HTTPRequest) -> HTTPResponse {
        server.now = now()
        let before = server
        var known: Call?
        do throws(Failure) {
            let call = try Call(request, server.version)
            known = call
            let response = try server.handle(call)
            // What can't be given in an accepted form is refused, after all other errors (facts-core 9).
            if call.method == .get, call.path.first == "admin", !Self.acceptsJSON(request) {
                throw Failure(406, error: "HTTP 406 Not Acceptable")
            }
            if call.method != .get, call.path.first == "admin" || call.path.contains("clients-registrations") {
                changes += 1
            }
            return server.version.telling(response)
        } catch {
            // Failed writes are rolled back (facts-core 0.8); ids and tokens must not come twice, though.
            let random = server.random
            server = before
            server.random = random
            return Self.answer(server.version.telling(error, to: known), to: request)
        }
    }

    private static func acceptsJSON(_ request: HTTPRequest) -> Bool {
        let accept = request.headers.first { $0.name.lowercased() == "accept" }?.value.lowercased() ?? "*/*"
        return ["*/*", "application/*", "application/json"].contains(where: accept.holds)
    }

    /// Errors are JSON, or an HTML page for those who ask for one (facts-core 9).
    private static func answer(_ failure: Failure, to request: HTTPRequest) -> HTTPResponse {
        guard let body = failure.body else { return HTTPResponse(status: failure.status) }
        let accept = request.headers.first { $0.name.lowercased() == "accept" }?.value ?? "*/*"
        guard !accept.lowercased().hasPrefix("text/html") else {
            return HTTPResponse(
                status: failure.status, headers: [.init("Content-Type", "text/html;charset=utf-8")],
                body: Array("<!DOCTYPE html>\n<html><body><h1>We are sorry...</h1></body></html>\n".utf8))
        }
        return HTTPResponse(
            status: failure.status, headers: [.init("Content-Type", failure.contentType)],
            body: Array(body.compact.utf8)
        )
    }
}
