import Foundation
import HTTP
import JSON
import Keycloak
import Reconcile
import TestSupport
import Testing

@testable import Resources

/// A store whose disk is full after so many writes.
actor FullStore: RegistrationStore {
    private let inner: any RegistrationStore
    private var writes: Int

    init(_ inner: any RegistrationStore, after writes: Int) {
        self.inner = inner
        self.writes = writes
    }

    func record(_ key: RegistrationKey) async throws(RegistrationStoreError) -> JSONObject? {
        try await inner.record(key)
    }

    func records(
        _ kind: RegistrationKey.Kind, server: String, realm: String
    ) async throws(RegistrationStoreError) -> JSONObject {
        try await inner.records(kind, server: server, realm: realm)
    }

    func keep(_ record: JSONObject?, for key: RegistrationKey) async throws(RegistrationStoreError) {
        guard writes > 0 else { throw RegistrationStoreError(problem: "no space is left") }
        writes -= 1
        try await inner.keep(record, for: key)
    }

    func lock(_ key: RegistrationKey) async throws(RegistrationStoreError) -> RegistrationLock {
        try await inner.lock(key)
    }
}

/// What a run at the registration service comes with.
struct Registrant {
    var store: any RegistrationStore = MemoryRegistrationStore()
    /// The user of the story's realm who logs in; nil for no login.
    var user: String?
    /// Whether the administrator of master logs in.
    var isAdministrator = false
    var initialToken: String?
    var clientToken: String?
    /// Which answers are lost.
    var loses: @Sendable (HTTPRequest) -> Bool = { _ in false }
}

extension Stage {
    /// A new initial access token.
    func initialToken(count: Int = 1, expiration: Int = 600) async throws -> String {
        let made = try await server(
            .post, ["clients-initial-access"], ["count": .int(count), "expiration": .int(expiration)])
        return try #require(made.object?["token"]?.text)
    }

    /// The registration service, as one run uses it.
    func registrations(_ registrant: Registrant, check: Bool = false) -> RegistrationSession {
        var credentials: [Credentials] = []
        if let user = registrant.user {
            credentials = [
                .password(username: user, password: "password-of-somebody", clientID: "admin-cli", clientSecret: nil)
            ]
        } else if registrant.isAdministrator {
            credentials = [
                .password(
                    username: backend.user, password: backend.password, clientID: "admin-cli", clientSecret: nil)
            ]
        }
        let timing = Timing.fake(date: { Int(Date().timeIntervalSince1970) })
        let session = Session(
            transport: LosingTransport(inner: transport, loses: registrant.loses), base: backend.base,
            realm: registrant.user == nil ? "master" : realm, credentials: credentials, now: timing.date)
        let store = registrant.store
        let context = ModuleContext(
            session: session, isCheck: check,
            retries: Retries(policy: RetryPolicy(retries: 0, timeout: 0), timing: timing) { _ in },
            system: SystemEffects(), server: backend.base.description, registrations: { _ in store })
        return RegistrationSession(
            context, realm: realm, store: nil, initialToken: registrant.initialToken,
            clientToken: registrant.clientToken)
    }

    /// The record of a client in a store.
    func kept(_ clientID: String, in store: any RegistrationStore) async throws -> JSONObject? {
        try await store.record(
            RegistrationKey(server: backend.base.description, realm: realm, kind: .client, name: clientID))
    }

    /// Does something that has to fail, with these words; the failure.
    @discardableResult
    func fails<Value>(
        _ words: String, location: SourceLocation = #_sourceLocation, _ body: () async throws(Failure) -> Value
    ) async -> Failure? {
        do {
            let value = try await body()
            Issue.record("should have failed with '\(words)': \(value)", sourceLocation: location)
            return nil
        } catch {
            #expect(error.text.contains(words), "\(error.text)", sourceLocation: location)
            return error
        }
    }
}

private func document(_ clientID: String, _ more: JSONObject = [:]) -> RegistrationDocument {
    RegistrationDocument(JSONObject([("clientId", .string(clientID))]).merging(more), for: .keycloak)
}

/// The client registration service below modules and commands.
let registrationSessionStories: [Story] = [
    Story("each token that the registration service gives is kept, and nothing is left begun") { stage in
        let store = MemoryRegistrationStore()
        let service = stage.registrations(Registrant(store: store, initialToken: try await stage.initialToken()))
        let made = try await service.create(document("app", ["name": "One"]))
        #expect(made.clientID == "app" && made.document["name"] == "One")
        #expect(made.document["registrationAccessToken"] == nil)
        let first = try #require(made.token)
        #expect(try await stage.kept("app", in: store) == ["token": .string(first)])
        // Another run has nothing but the store.
        let client = try await stage.registrations(Registrant(store: store)).client("app")
        #expect(try await client.get()?.document["name"] == "One")
        let changed = try #require(try await client.put(["name": "Two"]))
        #expect(changed.document["name"] == "Two" && changed.token != nil && changed.token != first)
        #expect(try await stage.kept("app", in: store) == ["token": .string(changed.token ?? "")])
        #expect(try await client.get()?.token == changed.token)
        await stage.fails("answered 400") { () throws(Failure) in
            try await client.put(["redirectUris": ["http://a/#x"]])
        }
        #expect(try await stage.kept("app", in: store) == ["token": .string(changed.token ?? "")])
        #expect(try await client.delete())
        #expect(try await stage.kept("app", in: store) == nil)
        #expect(try await client.get() == nil)
        #expect(await client.warnings.isEmpty)
    },
    Story("a token whose answer was lost is made anew through the administration, where the login may") { stage in
        let token = try await stage.initialToken(count: 9)
        func client(_ name: String, _ store: any RegistrationStore, losing method: HTTPMethod?) async throws
            -> RegisteredClient
        {
            try await stage.registrations(
                Registrant(
                    store: store, initialToken: token,
                    loses: { $0.method == method && $0.target.contains("/clients-registrations/") })
            ).client(name)
        }
        let open = "The server may have done it nevertheless; the next run looks for that."
        // A change.
        let store = MemoryRegistrationStore()
        let first = try #require(try await client("app", store, losing: nil).create(document("app")).token)
        let losing = try await client("app", store, losing: .put)
        await stage.fails(open) { () throws(Failure) in try await losing.put(["name": "Two"]) }
        #expect(try await stage.kept("app", in: store) == ["begun": "update", "token": .string(first)])
        let alone = try await client("app", store, losing: nil)
        await stage.fails("An earlier run ended before it could keep the token that the server gave the client.") {
            () throws(Failure) in try await alone.get()
        }
        #expect(try await stage.kept("app", in: store) == ["begun": "update", "token": .string(first)])
        let check = try await stage.registrations(Registrant(store: store, isAdministrator: true), check: true)
            .client("app")
        #expect(try await check.get()?.document["name"] == "Two")
        #expect(await check.isRecovered)
        #expect(try await stage.kept("app", in: store) == ["begun": "update", "token": .string(first)])
        let helped = try await stage.registrations(Registrant(store: store, isAdministrator: true)).client("app")
        #expect(try await helped.get()?.document["name"] == "Two")
        #expect(await helped.isRecovered)
        #expect(
            await helped.warnings == [
                "Client 'app' is given another token, since an earlier run ended before it could keep its token."
            ])
        let second = try #require(await helped.token)
        #expect(try await stage.kept("app", in: store) == ["token": .string(second)] && second != first)
        #expect(try await client("app", store, losing: nil).put(["name": "Three"]) != nil)
        // A registration.
        let losingMore = try await client("more", store, losing: .post)
        await stage.fails(open) { () throws(Failure) in try await losingMore.create(document("more")) }
        #expect(try await stage.kept("more", in: store) == ["begun": "create"])
        let again = try await client("more", store, losing: nil)
        await stage.fails("An earlier run ended while it registered 'more' and may have done it") {
            () throws(Failure) in try await again.create(document("more"))
        }
        let helper = try await stage.registrations(Registrant(store: store, isAdministrator: true)).client("more")
        #expect(try await helper.get() != nil)
        #expect(try await helper.put(["name": "More"])?.document["name"] == "More")
        // A deletion.
        let losingEnd = try await client("more", store, losing: .delete)
        await stage.fails(open) { () throws(Failure) in try await losingEnd.delete() }
        #expect(try await stage.kept("more", in: store)?["begun"] == "delete")
        let end = try await client("more", store, losing: nil)
        #expect(try await !end.delete())
        #expect(await end.warnings.count == 1)
        #expect(try await stage.kept("more", in: store) == nil)
    },
    Story("a request that never came through leaves the token as it was") { stage in
        let store = MemoryRegistrationStore()
        let made = try await stage.registrations(
            Registrant(store: store, initialToken: try await stage.initialToken())
        ).create(document("app"))
        // As if the run had been killed before it could send anything.
        let key = RegistrationKey(
            server: stage.backend.base.description, realm: stage.realm, kind: .client, name: "app")
        let client = try await stage.registrations(Registrant(store: store)).client("app")
        await store.keep(["token": .string(made.token ?? ""), "begun": "update"], for: key)
        let next = try await stage.registrations(Registrant(store: store)).client("app")
        #expect(try await next.get()?.clientID == "app")
        #expect(try await stage.kept("app", in: store) == ["token": .string(made.token ?? "")])
        #expect(await next.warnings.isEmpty && client.clientID == "app")
    },
    Story("a token that is given goes before the one that is kept, unless it is of no use") { stage in
        let first = try #require(
            try await stage.registrations(Registrant(initialToken: try await stage.initialToken()))
                .create(document("app")).token)
        let store = MemoryRegistrationStore()
        let given = try await stage.registrations(Registrant(store: store, clientToken: first)).client("app")
        #expect(try await given.get() != nil)
        // A look is no reason to keep what somebody else keeps.
        #expect(try await stage.kept("app", in: store) == nil)
        let second = try #require(try await given.put(["name": "Two"])?.token)
        #expect(try await stage.kept("app", in: store) == ["token": .string(second)])
        let late = try await stage.registrations(Registrant(store: store, clientToken: first)).client("app")
        #expect(try await late.put(["name": "Three"]) != nil)
        #expect(
            await late.warnings == [
                "The token that was given for client 'app' is not accepted; the one that is kept is used instead."
            ])
        let lost = try await stage.registrations(Registrant(clientToken: first)).client("app")
        await stage.fails("the token is not the client's, or not any more") { () throws(Failure) in
            try await lost.put(["name": "Four"])
        }
    },
    Story("a token that cannot be kept is told of before it is lost, and a client without one is deleted again") {
        stage in
        let token = try await stage.initialToken(count: 5)
        for (writes, words) in [
            (0, "The store of registrations cannot be used: no space is left."),
            (1, "Client 'app' has been deleted again: nobody would have known its token."),
        ] {
            let full = FullStore(MemoryRegistrationStore(), after: writes)
            let service = stage.registrations(Registrant(store: full, initialToken: token))
            await stage.fails(words) { () throws(Failure) in try await service.create(document("app")) }
            #expect(try await stage.found("app") == nil)
        }
        let store = MemoryRegistrationStore()
        _ = try await stage.registrations(Registrant(store: store, initialToken: token)).create(document("app"))
        let full = try await stage.registrations(Registrant(store: FullStore(store, after: 1))).client("app")
        let failure = await stage.fails("The change is done, and the token that came with it is lost") {
            () throws(Failure) in try await full.put(["name": "Two"])
        }
        #expect(failure?.changed == true)
        let helped = try await stage.registrations(Registrant(store: store, isAdministrator: true)).client("app")
        #expect(try await helped.put(["name": "Three"])?.document["name"] == "Three")
    },
    Story("users of the realm register and manage clients as far as their roles go, and no one of master does") {
        stage in
        for role in ["create-client", "view-clients", "manage-clients"] {
            _ = try await stage.user(role, roles: [role])
        }
        let store = MemoryRegistrationStore()
        let made = try await stage.registrations(Registrant(store: store, user: "create-client"))
            .create(document("app"))
        #expect(made.token != nil)
        let mine = try await stage.registrations(Registrant(user: "create-client")).client("app")
        #expect(try await mine.get(to: .register) == nil)
        await stage.fails("The login needs the role view-clients or manage-clients") { () throws(Failure) in
            try await mine.get()
        }
        await stage.fails("the login lacks a role") { () throws(Failure) in try await mine.put(["name": "x"]) }
        let viewer = try await stage.registrations(Registrant(user: "view-clients")).client("app")
        #expect(try await viewer.get()?.token == nil)
        await stage.fails("The login needs the role manage-clients") { () throws(Failure) in try await viewer.delete() }
        let service = stage.registrations(Registrant(user: "view-clients"))
        await stage.fails("The login needs the role create-client or manage-clients") { () throws(Failure) in
            try await service.create(document("more"))
        }
        let manager = try await stage.registrations(Registrant(user: "manage-clients")).client("app")
        #expect(try await manager.put(["name": "Two"])?.document["name"] == "Two")
        // A change by a user leaves the client's own token as it is.
        #expect(try await stage.registrations(Registrant(store: store)).client("app").get()?.token == made.token)
        let other = try await stage.registrations(Registrant(user: "manage-clients")).client("nobody")
        #expect(try await other.get() == nil)
        let master = stage.registrations(Registrant(isAdministrator: true))
        await stage.fails("the login is one of another realm") { () throws(Failure) in
            try await master.create(document("more"))
        }
        let lookedAt = try await master.client("app")
        await stage.fails("not even those of master") { () throws(Failure) in try await lookedAt.get() }
        #expect(try await master.client("nobody").get() == nil)
        // The administration makes a token for those who have none.
        let renewed = try #require(try await lookedAt.renewToken())
        #expect(renewed != made.token && renewed.hasPrefix("ey"))
        #expect(try await lookedAt.get()?.token == renewed)
        #expect(try await master.client("nobody").renewToken() == nil)
        #expect(try await manager.delete())
    },
    Story("each refusal of a registration is told with the next step") { stage in
        let token = try await stage.initialToken(count: 2)
        let used = try await stage.initialToken()
        _ = try await stage.registrations(Registrant(initialToken: used)).create(document("taken"))
        let gone = try await stage.initialToken(count: 7)
        for item in try await stage.server(.get, ["clients-initial-access"]).array ?? []
        where item.object?["count"] == 7 {
            try await stage.server(.delete, ["clients-initial-access", item.object?["id"]?.text ?? ""])
        }
        let mapper: JSON = [
            [
                "name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
                "config": ["claim.name": "a", "claim.value": "b"],
            ]
        ]
        for (given, document, words) in [
            (used, document("app"), "the initial access token is used up (POST"),
            (gone, document("app"), "the initial access token has been deleted (POST"),
            ("garbage", document("app"), "the initial access token has expired, or was made for another realm"),
            (token, document("taken"), "the realm has a client of that name already (POST"),
            (
                token, document("app", ["protocolMappers": mapper]),
                "the realm's policy 'Allowed Protocol Mapper Types' does not allow it"
            ),
            (
                token, document("app", ["defaultClientScopes": ["nothing"]]),
                "The registration takes only the client scopes that this policy allows."
            ),
            (
                token, RegistrationDocument(["clientId": "app"], for: RegistrationProvider("nothing")),
                "the server has no provider 'nothing'"
            ),
        ] {
            let service = stage.registrations(Registrant(initialToken: given))
            await stage.fails(words) { () throws(Failure) in try await service.create(document) }
        }
        // None of these counted.
        let store = MemoryRegistrationStore()
        let service = stage.registrations(Registrant(store: store, initialToken: token))
        _ = try await service.create(document("app"))
        _ = try await service.create(document("more"))
        let bare = stage.registrations(Registrant())
        await stage.fails("There is nothing to register a client with.") { () throws(Failure) in
            try await bare.create(document("x"))
        }
        let client = try await stage.registrations(Registrant(store: store)).client("app")
        try await stage.server(.delete, ["clients", try await stage.id("app")])
        await stage.fails("the token is not the client's, or not any more") { () throws(Failure) in
            try await client.put(["name": "x"])
        }
        let helped = try await stage.registrations(Registrant(store: store, isAdministrator: true)).client("app")
        #expect(try await helped.get() == nil)
        #expect(try await stage.kept("app", in: store) == nil)
    },
    Story("the token of a disabled client is refused, and no other one is made in vain", on: { !$0.isOld }) { stage in
        let store = MemoryRegistrationStore()
        let made = try await stage.registrations(
            Registrant(store: store, initialToken: try await stage.initialToken())
        ).create(document("app"))
        try await stage.server(
            .put, ["clients", try await stage.id("app")], ["clientId": "app", "enabled": false])
        let client = try await stage.registrations(Registrant(store: store, isAdministrator: true)).client("app")
        await stage.fails("Client 'app' is disabled. An administrator can enable it") { () throws(Failure) in
            try await client.get()
        }
        #expect(try await stage.kept("app", in: store) == ["token": .string(made.token ?? "")])
    },
]
