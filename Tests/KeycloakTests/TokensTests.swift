import JSON
import Testing

@testable import Keycloak

/// The rules of age, and what the token endpoint's answer means.
struct TokensTests {
    struct Age: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let life: Int?
        let left: Int
        let isDue: Bool

        init(_ name: String, life: Int?, left: Int, isDue: Bool) {
            testDescription = name
            self.life = life
            self.left = left
            self.isDue = isDue
        }
    }

    @Test(
        "a token is due when less than a sixth of its life, or 10 s, is left",
        arguments: [
            Age("fresh, a minute long", life: 60, left: 60, isDue: false),
            Age("10 s of a minute", life: 60, left: 10, isDue: false),
            Age("9 s of a minute", life: 60, left: 9, isDue: true),
            Age("50 s of five minutes", life: 300, left: 50, isDue: false),
            Age("49 s of five minutes", life: 300, left: 49, isDue: true),
            Age("half of a short life", life: 8, left: 4, isDue: false),
            Age("less than half of a short life", life: 8, left: 3, isDue: true),
            Age("past its end", life: 60, left: -1, isDue: true),
            Age("an end that nobody knows", life: nil, left: -1000, isDue: false),
        ])
    func age(_ age: Age) {
        let now = 1_800_000_000
        let tokens = Tokens(accessToken: "a", expiry: age.life.map { _ in now + age.left }, life: age.life)
        #expect(tokens.isDue(at: now) == age.isDue)
    }

    @Test(
        "a refresh token is of use until 5 s before its end",
        arguments: [(nil, true), (1800, true), (6, true), (5, false), (-1, false)] as [(Int?, Bool)])
    func renewal(left: Int?, canRenew: Bool) {
        let tokens = Tokens(
            accessToken: "a", expiry: 10, life: 60, refreshToken: "r", refreshExpiry: left.map { 1000 + $0 })
        #expect(tokens.canRenew(at: 1000) == canRenew)
        #expect(tokens.isWorthless(at: 1000) == !canRenew)
        #expect(!Tokens(accessToken: "a", expiry: 10, life: 60).canRenew(at: 1000))
    }

    @Test(
        "answers of the token endpoint",
        arguments: [
            (
                #"{"access_token":"a","expires_in":60,"refresh_token":"r","refresh_expires_in":1800}"#,
                Tokens(accessToken: "a", expiry: 160, life: 60, refreshToken: "r", refreshExpiry: 1900)
            ),
            (
                #"{"access_token":"a","expires_in":60,"refresh_expires_in":0}"#,
                Tokens(accessToken: "a", expiry: 160, life: 60)
            ),
            (
                #"{"access_token":"a","expires_in":60,"refresh_token":"offline","refresh_expires_in":0}"#,
                Tokens(accessToken: "a", expiry: 160, life: 60, refreshToken: "offline")
            ),
            (#"{"access_token":"a","expires_in":"soon"}"#, Tokens(accessToken: "a")),
            (#"{"access_token":"a","expires_in":-5}"#, Tokens(accessToken: "a")),
            (
                #"{"access_token":"a","expires_in":9223372036854775807}"#,
                Tokens(accessToken: "a", expiry: 3_155_760_100, life: 3_155_760_000)
            ),
            (#"{"expires_in":60}"#, nil),
        ] as [(String, Tokens?)])
    func answer(text: String, tokens: Tokens?) throws {
        let object = try #require(try JSON(parsing: text).object)
        #expect(Tokens(answer: object, asked: 100) == tokens)
    }

    struct Place: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let option: Bool?
        let environment: [String: String]
        let place: TokenStorePlace?

        init(_ name: String, _ option: Bool?, _ environment: [String: String], _ place: TokenStorePlace?) {
            testDescription = name
            self.option = option
            self.environment = environment
            self.place = place
        }
    }

    @Test(
        "where the store is",
        arguments: [
            Place("nothing said", nil, ["HOME": "/h", "XDG_RUNTIME_DIR": "/r"], .off),
            Place("switched on", true, ["HOME": "/h", "XDG_RUNTIME_DIR": "/r"], .file("/r/latchkey/tokens.json")),
            Place(
                "no runtime folder", true, ["HOME": "/h", "XDG_CACHE_HOME": "/c"], .file("/c/latchkey/tokens.json")),
            Place("only a home", true, ["HOME": "/h"], .file("/h/.cache/latchkey/tokens.json")),
            Place(
                "XDG paths that are not absolute", true,
                ["HOME": "/h", "XDG_RUNTIME_DIR": "r", "XDG_CACHE_HOME": ""], .file("/h/.cache/latchkey/tokens.json")),
            Place("no home at all", true, [:], nil),
            Place("named by the variable", nil, ["LATCHKEY_TOKEN_CACHE": "/t/x.json"], .file("/t/x.json")),
            Place(
                "on, and named by the variable", true, ["HOME": "/h", "LATCHKEY_TOKEN_CACHE": "/t/x.json"],
                .file("/t/x.json")),
            Place("off beats the variable", false, ["LATCHKEY_TOKEN_CACHE": "/t/x.json"], .off),
            Place("an empty variable", nil, ["LATCHKEY_TOKEN_CACHE": ""], .off),
            Place("a relative path", nil, ["LATCHKEY_TOKEN_CACHE": "x.json"], nil),
        ])
    func place(_ row: Place) {
        let place = TokenStorePlace(option: row.option) { row.environment[$0] }
        if let expected = row.place {
            #expect(place == expected)
        } else {
            guard case .nowhere(let warning) = place else {
                Issue.record("\(place) is somewhere")
                return
            }
            #expect(warning.hasPrefix("Logins are not kept: "))
        }
    }
}
