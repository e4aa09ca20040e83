import HTTP
import JSON
import Keycloak
import Synchronization
import Testing

@testable import Resources

/// A server that answers a list of clients in pages, and does something to the list before each answer.
private final class PagingServer: Transport {
    private struct State {
        var clients: [String]
        var requests: [String] = []
    }

    private let state: Mutex<State>
    private let pages: Bool
    private let change: @Sendable (_ clients: inout [String], _ request: Int) -> Void

    init(
        _ clients: [String], pages: Bool = true,
        change: @escaping @Sendable (_ clients: inout [String], _ request: Int) -> Void = { _, _ in }
    ) {
        state = Mutex(State(clients: clients))
        self.pages = pages
        self.change = change
    }

    var requests: [String] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let query = PercentEncoding.decodeForm(request.target.drop { $0 != "?" }.dropFirst()) ?? []
        func number(_ name: String) -> Int { query.first { $0.0 == name }.flatMap { Int($0.1) } ?? 0 }
        let page: [String] = state.withLock { state in
            change(&state.clients, state.requests.count)
            state.requests.append(request.target)
            guard pages else { return state.clients }
            return Array(state.clients.dropFirst(number("first")).prefix(number("max")))
        }
        let body = JSON.array(page.map { ["id": .string($0), "clientId": .string("client " + $0)] })
        return HTTPResponse(status: 200, headers: [.init("Content-Type", "application/json")], body: body.bytes)
    }
}

@Suite("A walk through all clients")
struct ClientFinderTests {
    private static func names(_ count: Int) -> [String] { (0..<count).map { String(1000 + $0) } }

    private func walk(_ server: PagingServer) async throws -> (ids: [String], isComplete: Bool) {
        let base = try #require(BaseURL("http://sso.invalid"))
        let session = Session(
            transport: server, base: base, realm: "master", credentials: [.accessToken("t")], now: { 0 })
        var ids: [String] = []
        let isComplete = try await ClientFinder(session: session, realm: "r").forEach([("q", "a b:c")]) { client in
            ids.append(client["id"]?.text ?? "")
        }
        return (ids, isComplete)
    }

    @Test(
        "brings each once, a hundred at a time",
        arguments: [(0, 1), (1, 1), (99, 1), (100, 2), (101, 2), (198, 2), (199, 3), (500, 6)])
    func pages(_ count: Int, _ requests: Int) async throws {
        let server = PagingServer(Self.names(count))
        let (ids, isComplete) = try await walk(server)
        #expect(ids == Self.names(count) && isComplete)
        #expect(server.requests.count == requests, "\(server.requests)")
        #expect(server.requests.allSatisfy { $0.contains("/clients?q=a%20b%3Ac&first=") && $0.hasSuffix("&max=100") })
    }

    @Test("misses none when others are deleted meanwhile", arguments: [0..<1, 50..<80, 98..<99, 99..<100, 10..<100])
    func deletion(_ gone: Range<Int>) async throws {
        let server = PagingServer(Self.names(350)) { clients, request in
            if request == 1 { clients.removeSubrange(gone) }
        }
        let (ids, isComplete) = try await walk(server)
        #expect(isComplete)
        #expect(Set(ids) == Set(Self.names(350)) && ids.count == 350)
    }

    @Test("ends when all others are deleted meanwhile")
    func deletionOfAll() async throws {
        let server = PagingServer(Self.names(150)) { clients, request in
            if request == 1 { clients.removeSubrange(3...) }
        }
        let (ids, isComplete) = try await walk(server)
        #expect(ids == Self.names(100) && isComplete)
    }

    @Test("brings none twice when others are created meanwhile")
    func creation() async throws {
        let server = PagingServer(Self.names(250)) { clients, request in clients.insert("new \(request)", at: 0) }
        let (ids, isComplete) = try await walk(server)
        #expect(isComplete)
        #expect(ids.filter { !$0.hasPrefix("new") } == Self.names(250))
    }

    @Test("says so when there is no end to the deletions")
    func unrest() async throws {
        let server = PagingServer(Self.names(3000)) { clients, _ in clients.removeFirst() }
        let (ids, isComplete) = try await walk(server)
        #expect(!isComplete)
        #expect(ids.count > 2900)
        #expect(server.requests.count < 60)
    }

    @Test("takes the whole list of a server that does not page, and ends with one that always shows the same page")
    func noPages() async throws {
        let whole = PagingServer(Self.names(250), pages: false)
        #expect(try await walk(whole) == (Self.names(250), true))
        #expect(whole.requests.count == 1)
        let same = PagingServer(Self.names(100), pages: false)
        let (ids, isComplete) = try await walk(same)
        #expect(ids == Self.names(100) && !isComplete)
        #expect(same.requests.count < 50)
    }
}
