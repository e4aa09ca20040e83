import HTTP
import Synchronization
import Testing

@testable import Keycloak

/// Tokens are reused, renewed, forgotten and logged out of; the log shows each request in order.
struct SessionTests {
    let server = TokenServer()

    @Test("one login serves many requests, and is logged out at the end")
    func reuse() async throws {
        let session = try server.session()
        for _ in 1...3 { _ = try await session.send(.get, ["a"]) }
        await session.end()
        #expect(server.log == ["password", "GET access-1", "GET access-1", "GET access-1", "logout refresh-1"])
        #expect(server.state.withLock { $0.sessions }.isEmpty)
    }

    @Test("a session that sent nothing neither logs in nor out")
    func idle() async throws {
        await (try server.session()).end()
        #expect(server.log.isEmpty)
    }

    @Test(
        "an old token is renewed before the request, each time with the newest refresh token", arguments: [false, true])
    func renewal(rotates: Bool) async throws {
        server.change { $0.rotates = rotates }
        let session = try server.session()
        _ = try await session.send(.get, ["a"])
        for seconds in [50, 51, 51] {
            server.clock.pass(seconds)
            _ = try await session.send(.get, ["a"])
        }
        await session.end()
        #expect(
            server.log == [
                "password", "GET access-1", "GET access-1", "refresh_token refresh-1", "GET access-2",
                "refresh_token refresh-2", "GET access-3", "logout refresh-3",
            ])
    }

    @Test("a refresh token past its end is not tried; the login begins anew")
    func refreshExpired() async throws {
        let session = try server.session()
        _ = try await session.send(.get, ["a"])
        server.clock.pass(1797)
        _ = try await session.send(.get, ["a"])
        #expect(server.log == ["password", "GET access-1", "password", "GET access-2"])
    }

    @Test("a refresh token that the server refuses is followed by a login")
    func refreshRefused() async throws {
        let session = try server.session()
        _ = try await session.send(.get, ["a"])
        server.clock.pass(55)
        server.change { $0.sessions = [] }
        _ = try await session.send(.get, ["a"])
        #expect(server.log == ["password", "GET access-1", "refresh_token refresh-1", "password", "GET access-3"])
    }

    @Test("client credentials give no refresh token: another login, and no logout")
    func clientCredentials() async throws {
        let session = try server.session([.clientCredentials(clientID: "c", clientSecret: "s")])
        _ = try await session.send(.get, ["a"])
        server.clock.pass(55)
        _ = try await session.send(.get, ["a"])
        await session.end()
        #expect(server.log == ["client_credentials", "GET access-1", "client_credentials", "GET access-2"])
    }

    @Test("a 401 is answered with one new login, and both sessions are logged out")
    func refused() async throws {
        let session = try server.session()
        _ = try await session.send(.get, ["a"])
        server.change { $0.access = [:] }
        _ = try await session.send(.get, ["a"])
        await session.end()
        #expect(
            server.log == [
                "password", "GET access-1", "GET access-1", "password", "GET access-2", "logout refresh-1",
                "logout refresh-2",
            ])
    }

    @Test("a server that refuses every token is asked twice, not for ever")
    func alwaysRefused() async throws {
        server.change { $0.life = -1 }
        let session = try server.session()
        await #expect(throws: KeycloakError.self) { try await session.send(.get, ["a"]) }
        #expect(server.log == ["password", "GET access-1", "password", "GET access-2"])
    }

    @Test("a token that lives a second is used, and no loop of logins begins")
    func shortLife() async throws {
        server.change { $0.life = 1 }
        let session = try server.session()
        _ = try await session.send(.get, ["a"])
        #expect(server.log == ["password", "GET access-1"])
    }

    @Test("20 requests at once log in once")
    func inFlight() async throws {
        let session = try server.session()
        try await send(20, session)
        #expect(server.logins == 1)
    }

    @Test("20 requests at once renew once")
    func inFlightRenewal() async throws {
        server.change { $0.rotates = true }
        let session = try server.session()
        _ = try await session.send(.get, ["a"])
        server.clock.pass(55)
        try await send(20, session)
        #expect(server.logins == 1)
        #expect(server.log.count { $0.hasPrefix("refresh_token") } == 1)
    }

    @Test("20 requests that are refused at once log in anew once")
    func inFlightRefused() async throws {
        let session = try server.session()
        try await send(20, session)
        server.change { $0.access = [:] }
        try await send(20, session)
        #expect(server.logins == 2)
    }

    private func send(_ count: Int, _ session: Session) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...count { group.addTask { _ = try await session.send(.get, ["a"]) } }
            try await group.waitForAll()
        }
    }

    @Test("what the user gave is never logged out")
    func given() async throws {
        for credentials in [
            Credentials.accessToken("access-1"), .refreshToken("refresh-1", clientID: "admin-cli", clientSecret: nil),
        ] {
            let server = TokenServer()
            _ = try await (try server.session()).send(.get, ["a"])
            let session = try server.session([credentials])
            _ = try await session.send(.get, ["a"])
            await session.end()
            #expect(!server.log.contains { $0.hasPrefix("logout") })
        }
    }

    @Test("a given refresh token that counts once goes on with the one that took its place, after a 401 too")
    func givenRotates() async throws {
        server.change { $0.rotates = true }
        _ = try await (try server.session()).send(.get, ["a"])
        let session = try server.session([.refreshToken("refresh-1", clientID: "admin-cli", clientSecret: nil)])
        _ = try await session.send(.get, ["a"])
        server.change { $0.access = [:] }
        _ = try await session.send(.get, ["a"])
        #expect(
            server.log.dropFirst(2) == [
                "refresh_token refresh-1", "GET access-2", "GET access-2", "refresh_token refresh-2", "GET access-3",
            ])
    }

    @Test("a logout that fails is no error")
    func logoutFails() async throws {
        server.change { $0.answersLogout = false }
        let session = try server.session()
        _ = try await session.send(.get, ["a"])
        await session.end()
        #expect(server.log.last == "logout refresh-1")
    }

    // MARK: With a store

    @Test("the next session takes the login over, and nobody logs out")
    func stored() async throws {
        let store = MemoryTokenStore()
        for _ in 1...3 {
            let session = try server.session(store: store)
            _ = try await session.send(.get, ["a"])
            await session.end()
        }
        #expect(server.log == ["password", "GET access-1", "GET access-1", "GET access-1"])
    }

    @Test("a stored login is renewed by its refresh token, and the new one is stored", arguments: [false, true])
    func storedRenewal(rotates: Bool) async throws {
        server.change { $0.rotates = rotates }
        let store = MemoryTokenStore()
        for _ in 1...3 {
            _ = try await (try server.session(store: store)).send(.get, ["a"])
            server.clock.pass(100)
        }
        #expect(
            server.log == [
                "password", "GET access-1", "refresh_token refresh-1", "GET access-2", "refresh_token refresh-2",
                "GET access-3",
            ])
    }

    @Test("a stored token that is refused is forgotten in the store too")
    func storedRefused() async throws {
        let store = MemoryTokenStore()
        _ = try await (try server.session(store: store)).send(.get, ["a"])
        server.change { $0.sessions = [] }
        _ = try await (try server.session(store: store)).send(.get, ["a"])
        _ = try await (try server.session(store: store)).send(.get, ["a"])
        #expect(server.log == ["password", "GET access-1", "GET access-1", "password", "GET access-2", "GET access-2"])
    }

    @Test("a session whose token was refused takes the one that another session stored meanwhile")
    func storedByOther() async throws {
        let store = MemoryTokenStore()
        let first = try server.session(store: store)
        _ = try await first.send(.get, ["a"])
        server.change { $0.sessions = [] }
        _ = try await (try server.session(store: store)).send(.get, ["a"])
        _ = try await first.send(.get, ["a"])
        #expect(server.logins == 2)
        #expect(server.log.last == "GET access-2")
    }

    @Test("a wrong password with a warm store fails")
    func wrongPassword() async throws {
        let store = MemoryTokenStore()
        _ = try await (try server.session(store: store)).send(.get, ["a"])
        let session = try server.session([.user("wrong")], store: store)
        await #expect(throws: KeycloakError.self) { try await session.send(.get, ["a"]) }
        #expect(server.log == ["password", "GET access-1", "password"])
    }

    /// A store that takes nothing, as when its folder is open to others.
    private struct FullStore: TokenStore {
        var warnings: [String] { ["full"] }
        func tokens(for key: TokenKey) async -> Tokens? { nil }
        func keep(_ tokens: Tokens, for key: TokenKey) async -> Bool { false }
        func forget(_ tokens: Tokens, for key: TokenKey) async {}
    }

    @Test("what the store did not take is logged out")
    func notStored() async throws {
        let session = try server.session(store: FullStore())
        _ = try await session.send(.get, ["a"])
        await session.end()
        #expect(server.log == ["password", "GET access-1", "logout refresh-1"])
    }

    // MARK: Keys

    private static let base: Credentials = .password(
        username: "u", password: "p", clientID: "c", clientSecret: "s")

    @Test(
        "another login has another key",
        arguments: [
            .password(username: "v", password: "p", clientID: "c", clientSecret: "s"),
            .password(username: "u", password: "q", clientID: "c", clientSecret: "s"),
            .password(username: "u", password: "p", clientID: "d", clientSecret: "s"),
            .password(username: "u", password: "p", clientID: "c", clientSecret: "t"),
            .password(username: "u", password: "p", clientID: "c", clientSecret: nil),
            .clientCredentials(clientID: "c", clientSecret: "s"),
            .refreshToken("p", clientID: "c", clientSecret: "s"),
        ] as [Credentials])
    func keys(other: Credentials) {
        #expect(SessionTests.base.key(at: ["http://a", "r"]) != other.key(at: ["http://a", "r"]))
    }

    @Test("another server or realm has another key; a given access token has none")
    func places() {
        let keys = [["http://a", "r"], ["http://b", "r"], ["http://a", "s"]].map { SessionTests.base.key(at: $0) }
        #expect(Set(keys).count == 3)
        #expect(Credentials.accessToken("t").key(at: ["http://a", "r"]) == nil)
    }
}
