import Foundation
import HTTP
import JSON
import Keycloak
import Synchronization
import Testing

@testable import Resources

private let access = ClientInitialAccessModule.name

/// A store whose disk is full after so many writes.
private actor FullStore: RegistrationStore {
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

extension Stage {
    /// The initial access tokens that the server lists.
    fileprivate func initialTokens() async throws -> [JSONObject] {
        (try await server(.get, ["clients-initial-access"]).array ?? []).compactMap(\.object)
    }

    /// Registers a client as somebody who has nothing but a token; the status.
    fileprivate func register(_ clientID: String, with token: String) async throws -> Int {
        let body: JSON = ["clientId": .string(clientID)]
        return try await transport.send(
            HTTPRequest(
                .post, backend.base, path: ["realms", realm, "clients-registrations", "default"],
                headers: [
                    .init("Authorization", "Bearer \(token)"), .init("Content-Type", "application/json"),
                    .init("Accept", "application/json"),
                ], body: body.bytes)
        ).status
    }

    /// Runs the module and holds that there is one token afterwards, as the end state says; the end state.
    @discardableResult
    fileprivate func provide(
        _ options: JSONObject, _ words: String, changed: Bool = true, files: MemoryFiles,
        location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        let options = JSONObject([("name", "ci")]).merging(options)
        let result = try await perform(access, options, changed: changed, files: files, location: location)
        #expect(result["msg"]?.text == words, sourceLocation: location)
        let end = result["end_state"]?.object ?? [:]
        let listed = try await initialTokens()
        #expect(listed.count == 1, sourceLocation: location)
        for key in ["id", "timestamp", "expiration", "count", "remainingCount"] {
            #expect(end[key] == listed.first?[key], "\(key)", sourceLocation: location)
        }
        #expect(end["name"] == "ci" && end["token"] == nil, sourceLocation: location)
        return end
    }
}

/// `keycloak_client_initial_access`.
let clientInitialAccessStories: [Story] = [
    Story("an initial access token is made once, and anew when it is used up") { stage in
        let files = MemoryFiles()
        let created = "Initial access token 'ci' has been created."
        let unchanged = "No changes required for initial access token 'ci'."
        let end = try await stage.provide(["count": 2], created, files: files)
        #expect(end["count"] == 2 && end["expiration"] == 86_400)
        #expect(
            end["expires"]?.text
                == (end["timestamp"]?.int).flatMap { Timestamp.text($0 + 86_400) })
        let told = try await stage.perform(
            access, ["name": "ci", "count": 2, "return_token": true], changed: false, files: files)
        let token = try #require(told["token"]?.text)
        let silent = try await stage.run(["name": "ci", "count": 2], module: access, files: files)
        #expect(!JSON.object(silent).compact.contains(token) && silent["token"] == nil)
        #expect(try await stage.register("one", with: token) == 201)
        #expect(try await stage.provide(["count": 2], unchanged, changed: false, files: files)["remainingCount"] == 1)
        #expect(try await stage.register("two", with: token) == 201)
        #expect(try await stage.register("three", with: token) == 401)
        let replaced = "Initial access token 'ci' has been replaced: the one before"
        let next = try await stage.provide(["count": 2], "\(replaced) was used up.", files: files)
        #expect(next["id"] != end["id"] && next["remainingCount"] == 2)
        // The server drops such tokens from time to time.
        try await stage.server(.delete, ["clients-initial-access", next["id"]?.text ?? ""])
        try await stage.provide(["count": 2], "\(replaced) is not on the server any more.", files: files)
        let differs = "\(replaced) was made with another count, expiration or web_origins."
        try await stage.provide(["count": 3], differs, files: files)
        try await stage.provide(["count": 3, "expiration": 0], differs, files: files)
        // Another name is another token, and so is another realm.
        try await stage.perform(access, ["name": "other"], changed: true, files: files)
        #expect(try await stage.initialTokens().count == 2)
        let gone = try await stage.perform(access, ["name": "ci", "state": "absent"], changed: true, files: files)
        #expect(gone["msg"] == "Initial access token 'ci' has been deleted.")
        #expect(try await stage.initialTokens().count == 1)
        for id in try await stage.initialTokens().compactMap({ $0["id"]?.text }) {
            try await stage.server(.delete, ["clients-initial-access", id])
        }
        let absent: JSONObject = ["name": "other", "state": "absent"]
        let forgotten = try await stage.perform(access, absent, changed: true, files: files)
        #expect(
            forgotten["msg"] == "Initial access token 'other' was not on the server any more, and has been forgotten.")
        let unknown = try await stage.perform(access, absent, changed: false, files: files)
        #expect(unknown["msg"] == "No initial access token is known as 'other'; doing nothing.")
    },
    Story("an initial access token that has expired is replaced") { stage in
        let files = MemoryFiles()
        _ = try await stage.run(["name": "ci", "expiration": 600], module: access, files: files)
        // As if it had been made an hour ago.
        let late = RewritingTransport(inner: stage.transport) { _, body in
            body.array.map { items in
                .array(
                    items.map { item in
                        guard var token = item.object, let made = token["timestamp"]?.int else { return item }
                        token["timestamp"] = .int(made - 3600)
                        return .object(token)
                    })
            }
        }
        let result = try await stage.run(["name": "ci", "expiration": 600], over: late, module: access, files: files)
        #expect(
            result["msg"] == "Initial access token 'ci' has been replaced: the one before had expired.",
            "\(JSON.object(result).compact)")
        #expect(try await stage.initialTokens().count == 1)
    },
    Story("an initial access token goes into a file, again when that was lost") { stage in
        let files = MemoryFiles()
        let options: JSONObject = ["name": "ci", "token_file": "/etc/ci/token"]
        let check = try await stage.run(options, check: true, module: access, files: files)
        #expect(check["changed"] == true && files["/etc/ci/token"] == nil)
        let made = try await stage.perform(access, options, changed: true, files: files)
        #expect(
            made["msg"] == "Initial access token 'ci' has been created. It has been written to '/etc/ci/token'.")
        let token = try #require(files["/etc/ci/token"])
        #expect(files.isPrivate("/etc/ci/token") && !JSON.object(made).compact.contains(token))
        files["/etc/ci/token"] = nil
        let again = try await stage.perform(access, options, changed: true, files: files)
        #expect(again["msg"] == "Initial access token 'ci' has been written to '/etc/ci/token'.")
        #expect(files["/etc/ci/token"] == token)
        files.expose("/etc/ci/token")
        try await stage.perform(access, options, changed: true, files: files)
        #expect(files.isPrivate("/etc/ci/token"))
        // One that cannot be written after all is kept.
        let full = options.merging(["token_file": "/full/token"])
        let failed = try await stage.run(full.merging(["name": "more"]), module: access, files: files)
        #expect(failed["failed"] == true && failed["changed"] == true)
        #expect(
            failed["msg"]?.text
                == "Initial access token 'more' has been created. It could not be written to '/full/token': "
                + "No space left on device. The token is kept: mend that and run again.")
        let told = try await stage.perform(
            access, ["name": "more", "return_token": true], changed: false, files: files)
        #expect(try await stage.register("one", with: told["token"]?.text ?? "") == 201)
    },
    Story("a token that could not be kept is deleted again, and one that nobody knows is told of") { stage in
        for (writes, words) in [
            (0, "The store of registrations cannot be used: no space is left."),
            (1, "The store of registrations cannot be used: no space is left. The new token has been deleted again."),
        ] {
            let files = MemoryFiles(registrations: FullStore(MemoryRegistrationStore(), after: writes))
            let result = try await stage.run(["name": "ci"], module: access, files: files)
            #expect(result["msg"]?.text == words && result["changed"] == false, "\(JSON.object(result).compact)")
            #expect(try await stage.initialTokens().isEmpty)
        }
        let files = MemoryFiles()
        let losing = LosingTransport(inner: stage.transport) {
            $0.method == .post && $0.target.hasSuffix("/clients-initial-access")
        }
        let lost = try await stage.run(["name": "ci"], over: losing, module: access, files: files)
        let words = "The server may have made a token that nobody knows; the next run looks for it."
        #expect(lost["failed"] == true && lost["msg"]?.text?.contains(words) == true, "\(JSON.object(lost).compact)")
        let left = try #require(try await stage.initialTokens().first?["id"]?.text)
        let next = try await stage.perform(access, ["name": "ci"], changed: true, files: files, warns: 1)
        #expect(
            next["warnings"]?.array?.first?.text
                == "An earlier run ended while it made the token 'ci'; these unused ones of that time may be left over: "
                + "\(left); delete those that nobody uses.")
        // It is told of until it is gone.
        try await stage.perform(access, ["name": "other"], changed: true, files: files)
        let still = try await stage.perform(access, ["name": "ci"], changed: false, files: files, warns: 1)
        #expect(still["warnings"] == next["warnings"])
        try await stage.server(.delete, ["clients-initial-access", left])
        try await stage.perform(access, ["name": "ci"], changed: false, files: files)
    },
    Story("what a run could not delete of the initial access token before is deleted by the next one") { stage in
        let files = MemoryFiles()
        _ = try await stage.run(["name": "ci"], module: access, files: files)
        let old = try #require(try await stage.initialTokens().first?["id"]?.text)
        // As if the run had been killed between the two: no request comes through any more.
        let losing = LosingTransport(inner: stage.transport, isSent: false) { $0.method == .delete }
        let broken = try await stage.run(["name": "ci", "count": 2], over: losing, module: access, files: files)
        #expect(broken["failed"] == true && broken["changed"] == true)
        #expect(
            broken["msg"]?.text?.contains("The one before, \(old), could not be deleted") == true,
            "\(JSON.object(broken).compact)")
        #expect(try await stage.initialTokens().count == 2)
        try await stage.provide(
            ["count": 2],
            "What was left of replacing initial access token 'ci' has been done: the one before is deleted.",
            files: files)
    },
    Story("runs for the same initial access token wait for each other, and one of them makes it") { stage in
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("registrations.json").path
        // Each run opens the file anew, as processes do.
        let results = try await withThrowingTaskGroup(of: JSONObject.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let store = FileRegistrationStore(path: path) { try? await Task.sleep(for: .milliseconds(10)) }
                    let options: JSONObject = ["name": "ci", "return_token": true]
                    return try await stage.run(options, module: access, files: MemoryFiles(registrations: store))
                }
            }
            return try await group.reduce(into: [JSONObject]()) { $0.append($1) }
        }
        #expect(results.count { $0["changed"] == true } == 1 && Set(results.map { $0["token"]?.text }).count == 1)
        #expect(try await stage.initialTokens().count == 1)
    },
    Story("an initial access token may be used from a browser where the server knows of that", on: { !$0.isOld }) {
        stage in
        let files = MemoryFiles()
        let options: JSONObject = ["web_origins": ["https://b", "https://a", "https://b"]]
        let end = try await stage.provide(options, "Initial access token 'ci' has been created.", files: files)
        #expect(end["webOrigins"] == ["https://a", "https://b"])
        let words = "the one before was made with another count, expiration or web_origins."
        try await stage.provide([:], "Initial access token 'ci' has been replaced: \(words)", files: files)
    },
    Story("what cannot be an initial access token is refused, and who may not make one is told so") { stage in
        for (options, words) in [
            ([:], "name: is needed; give the token a name"), (["name": " "], "name: is needed"),
            (["name": "ci", "count": 0], "count: must be from 1 to 2147483647, not 0"),
            (["name": "ci", "expiration": -1], "expiration: must be from 0, which has no end, to 2147483647, not -1"),
            (["name": "ci", "expiration": 2_147_483_647], "expiration: a token that ends after January 2038"),
            (["name": "ci", "token_file": ""], "token_file: is empty; give the path of a file"),
            (["name": "ci", "token_file": "/missing/x"], "token_file: '/missing/x' could not be written"),
            (["name": "ci", "registration_store": "x"], "registration_store: must be an absolute path, not 'x'"),
            (
                ["name": "ci", "state": "absent", "token_file": "/x", "return_token": true],
                "2 problems: return_token: has no use with state: absent; token_file: has no use with state: absent"
            ), (["name": "ci", "realm": "no-such-realm"], "Realm not found."),
        ] as [(JSONObject, String)] {
            try await stage.refuse(access, options, words)
        }
        let viewer = try await stage.user(roles: ["view-clients"])
        let files = MemoryFiles()
        let result = try await stage.run(viewer.merging(["name": "ci"]), module: access, files: files)
        #expect(result["failed"] == true && result["msg"]?.text?.contains("manage-clients") == true)
        // Nothing is left of that.
        let next = try await stage.perform(access, ["name": "ci"], changed: true, files: files)
        #expect(next["msg"] == "Initial access token 'ci' has been created.")
    },
]
