import JSON
import Keycloak
import Testing

@testable import Commands

/// kcreg's own file.
@Suite("kcreg's file")
struct KcregConfigTests {
    /// As kcreg.sh of 26 wrote it (facts-more 1.4), with an empty token where an answer had none.
    static let written = """
        {
          "serverUrl" : "http://sandbox.invalid/",
          "realm" : "customers",
          "endpoints" : {
            "http://sandbox.invalid/" : {
              "customers" : {
                "clientId" : "reg-cli",
                "token" : "access",
                "refreshToken" : "refresh",
                "secret" : "sec",
                "signingToken" : "signed",
                "grantTypeForAuthentication" : "password",
                "expiresAt" : 1800000060000,
                "refreshExpiresAt" : 1800001800000,
                "initialToken" : "initial",
                "clients" : {
                  "app" : "own",
                  "old" : ""
                }
              }
            }
          }
        }
        """
    private let place = RegistrationPlace(server: "http://sandbox.invalid", realm: "customers")

    @Test("is read, whatever slash the server's name ends with")
    func read() async throws {
        let store = KcregStore(MemorySharedFile(Array(Self.written.utf8)), name: "f")
        #expect(try await store.record(place.key(.client, "app")) == ["token": "own"])
        #expect(try await store.record(place.key(.client, "old")) == nil)
        #expect(try await store.record(place.key(.initialToken)) == ["token": "initial"])
        let current = try await store.record(RegistrationPlace.current)
        #expect(current == ["server": "http://sandbox.invalid/", "realm": "customers"])
        let session = try await store.record(place.key(.session))
        #expect(session?["expires_at"] == 1_800_000_060 && session?["refresh_token"] == "refresh")
        let options = KeptLogin.options(session, now: 1_800_000_000)
        #expect(options == ["auth_client_id": "reg-cli", "auth_client_secret": "sec", "refresh_token": "refresh"])
        #expect(KeptLogin.options(session, now: 1_800_002_000) == nil)
    }

    @Test("what is not known in it stays, and its style is kcreg's")
    func write() async throws {
        let file = MemorySharedFile(Array(Self.written.utf8))
        let store = KcregStore(file, name: "f")
        try await store.keep(["token": "next", "begun": "update"], for: place.key(.client, "app"))
        try await store.keep(nil, for: place.key(.client, "old"))
        let text = String(decoding: await file.read() ?? [], as: UTF8.self)
        let object = try JSON(parsing: text).object
        let kept = object?["endpoints"]?.object?["http://sandbox.invalid/"]?.object?["customers"]?.object
        #expect(kept?["signingToken"] == "signed" && kept?["clients"] == ["app": "next"])
        #expect(text.contains("\n  \"realm\" : \"customers\",\n"))
    }

    @Test("a login survives being written and read")
    func session() async throws {
        let store = KcregStore(MemorySharedFile(), name: "f")
        let record: JSONObject = [
            "client_id": "admin-cli", "grant": "password", "access_token": "a", "refresh_token": "r", "expires_at": 12,
            "refresh_expires_at": 34,
        ]
        try await store.keep(record, for: place.key(.session))
        #expect(try await store.record(place.key(.session)) == record)
        try await store.keep(nil, for: place.key(.session))
        #expect(try await store.record(place.key(.session)) == nil)
    }

    @Test("what is no file of kcreg is never replaced", arguments: ["garbage", "[]", "{\"a\""])
    func damaged(_ text: String) async throws {
        let file = MemorySharedFile(Array(text.utf8))
        let store = KcregStore(file, name: "f")
        await #expect(throws: RegistrationStoreError.self) { try await store.record(place.key(.client, "app")) }
        await #expect(throws: RegistrationStoreError.self) {
            try await store.keep(["token": "t"], for: place.key(.client, "app"))
        }
        #expect(await file.read() == Array(text.utf8))
    }

    static let values: [(JSON, String)] = [
        ([:], "{ }"), ([], "[ ]"), (["a", "b"], "[ \"a\", \"b\" ]"),
        (["a": [["b": 1]]], "{\n  \"a\" : [ {\n    \"b\" : 1\n  } ]\n}"),
    ]

    @Test("JSON in kcreg's style", arguments: values)
    func text(_ value: JSON, _ text: String) { #expect(KcregText.pretty(value) == text) }
}
