import HTTP
import JSON
import Synchronization

@testable import Keycloak

/// A clock that a test moves.
final class Clock: Sendable {
    private let time = Mutex(1_800_000_000)

    var now: Int { time.withLock { $0 } }

    func pass(_ seconds: Int) { time.withLock { $0 += seconds } }
}

/// A token endpoint with numbered tokens (`access-1`, `refresh-1`), and an API that accepts those that live.
final class TokenServer: Transport {
    struct State {
        var life = 60
        var refreshLife: Int? = 1800
        /// Whether each refresh token is good once.
        var rotates = false
        var count = 0
        var access: [String: (expiry: Int, session: Int)] = [:]
        var refresh: [String: (expiry: Int, session: Int)] = [:]
        var sessions: Set<Int> = []
        /// What was asked: `password`, `refresh_token refresh-1`, `logout refresh-1`, `GET access-1`.
        var log: [String] = []
        var answersLogout = true
    }

    let clock = Clock()
    let state = Mutex(State())

    var log: [String] { state.withLock { $0.log } }
    var logins: Int { log.count { $0 == "password" || $0 == "client_credentials" } }

    func change(_ edit: @Sendable (inout State) -> Void) { state.withLock { edit(&$0) } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        // Lets others come in between, as a network does.
        for _ in 1...5 { await Task.yield() }
        let now = clock.now
        let form = TokenServer.form(request)
        return try state.withLock { state throws(HTTPError) in
            if request.target.hasSuffix("/token") { return TokenServer.token(form, now, &state) }
            if request.target.hasSuffix("/logout") {
                state.log.append("logout \(form["refresh_token"] ?? "")")
                guard state.answersLogout else { throw HTTPError(.refused, "nobody there") }
                state.sessions.remove(state.refresh[form["refresh_token"] ?? ""]?.session ?? 0)
                return HTTPResponse(status: 204)
            }
            let token = request.headers.first { $0.name == "Authorization" }?.value.dropFirst(7) ?? ""
            state.log.append("\(request.method.rawValue) \(token)")
            guard let access = state.access[String(token)], access.expiry > now, state.sessions.contains(access.session)
            else { return HTTPResponse(status: 401, body: Array(#"{"error":"HTTP 401 Unauthorized"}"#.utf8)) }
            return HTTPResponse(status: 200, body: Array("{}".utf8))
        }
    }

    private static func token(_ form: [String: String], _ now: Int, _ state: inout State) -> HTTPResponse {
        let grant = form["grant_type"] ?? ""
        let used = form["refresh_token"]
        state.log.append(used.map { "\(grant) \($0)" } ?? grant)
        state.count += 1
        var session = state.count
        if let used {
            guard let known = state.refresh[used], known.expiry > now, state.sessions.contains(known.session) else {
                return refusal("Session not active")
            }
            session = known.session
            if state.rotates { state.refresh[used] = nil }
        } else if grant == "password", form["password"] != "right" {
            return refusal("Invalid user credentials")
        }
        state.sessions.insert(session)
        let number = state.count
        state.access["access-\(number)"] = (now + state.life, session)
        var answer: JSONObject = ["access_token": .string("access-\(number)"), "expires_in": .int(state.life)]
        if let life = state.refreshLife, grant != "client_credentials" {
            state.refresh["refresh-\(number)"] = (now + life, session)
            answer["refresh_token"] = .string("refresh-\(number)")
            answer["refresh_expires_in"] = .int(life)
        }
        return HTTPResponse(status: 200, body: JSON.object(answer).bytes)
    }

    private static func refusal(_ words: String) -> HTTPResponse {
        let body: JSON = ["error": "invalid_grant", "error_description": .string(words)]
        return HTTPResponse(status: 400, body: body.bytes)
    }

    private static func form(_ request: HTTPRequest) -> [String: String] {
        let pairs = String(decoding: request.body ?? [], as: UTF8.self).split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (PercentEncoding.decode(halves[0]) ?? "", PercentEncoding.decode(halves.last ?? "") ?? "")
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension Credentials {
    static func user(_ password: String = "right", name: String = "admin") -> Credentials {
        .password(username: name, password: password, clientID: "admin-cli", clientSecret: nil)
    }
}

extension TokenServer {
    /// A session at this server.
    func session(_ credentials: [Credentials] = [.user()], store: (any TokenStore)? = nil) throws -> Session {
        let clock = self.clock
        struct NoURL: Error {}
        guard let base = BaseURL("http://server.invalid") else { throw NoURL() }
        return Session(
            transport: self, base: base, realm: "master", credentials: credentials, store: store,
            now: { clock.now })
    }
}
