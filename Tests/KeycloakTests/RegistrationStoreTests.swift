import Foundation
import JSON
import Testing

@testable import Keycloak

/// The store of registrations: what is in its file, what is refused, and that nobody's record is lost.
final class RegistrationStoreTests: Sendable {
    let root: String
    let file: String
    let key = RegistrationKey(server: "http://server", realm: "r", kind: .initialAccess, name: "ci")

    init() throws {
        root = FileManager.default.temporaryDirectory.path + "/latchkey-registrations-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        file = root + "/a/latchkey/registrations.json"
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func store(
        pause: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .milliseconds(10)) }
    ) -> FileRegistrationStore {
        FileRegistrationStore(path: file, pause: pause)
    }

    func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    func other(_ name: String) -> RegistrationKey {
        RegistrationKey(server: key.server, realm: key.realm, kind: key.kind, name: name)
    }

    @Test("what one process keeps another finds, in a file and folders of the user's own")
    func roundTrip() async throws {
        #expect(try store().record(key) == nil)
        #expect(!FileManager.default.fileExists(atPath: root + "/a"), "reading made a folder")
        try await store().keep(["id": "1", "token": "t"], for: key)
        try await store().keep(["id": "2"], for: other("a/b"))
        #expect(try store().record(key) == ["id": "1", "token": "t"])
        #expect(try mode(file) == 0o600 && mode(root + "/a/latchkey") == 0o700)
        let text = try JSON(parsing: Array(String(contentsOfFile: file, encoding: .utf8).utf8))
        #expect(
            text == [
                "version": 1,
                "servers": [
                    "http://server": [
                        "r": ["initial_access": ["ci": ["id": "1", "token": "t"], "a/b": ["id": "2"]]]
                    ]
                ],
            ])
        try await store().keep(nil, for: key)
        #expect(try store().record(key) == nil)
        #expect(try store().record(other("a/b")) == ["id": "2"])
        try await store().keep(nil, for: other("a/b"))
        #expect(try JSON(parsing: Array(String(contentsOfFile: file, encoding: .utf8).utf8)).object?["servers"] == [:])
    }

    @Test(
        "what can't be read is an error and stays as it is",
        arguments: [
            ("{", 0o600, "is damaged"), ("[]", 0o600, "is damaged"), (#"{"version":1}"#, 0o600, "is damaged"),
            (#"{"version":2,"servers":{}}"#, 0o600, "has format version 2, not 1"),
            (#"{"version":1,"servers":{}}"#, 0o644, "is open to others (mode 644; needed: 600)"),
        ])
    func refused(_ text: String, _ mode: Int, _ words: String) async throws {
        try await store().keep(["id": "1"], for: key)
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        let reading = #expect(throws: RegistrationStoreError.self) { try self.store().record(self.key) }
        #expect(reading?.problem.contains(words) == true, "\(String(describing: reading))")
        let writing = await #expect(throws: RegistrationStoreError.self) {
            try await self.store().keep(["id": "2"], for: self.key)
        }
        #expect(writing?.problem.contains(words) == true, "\(String(describing: writing))")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    @Test("many writers at once lose nothing")
    func contention() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask { try await self.store().keep(["id": .int(number)], for: self.other("n\(number)")) }
            }
            try await group.waitForAll()
        }
        for number in 0..<40 { #expect(try store().record(other("n\(number)")) == ["id": .int(number)]) }
    }

    @Test("a key's lock keeps others from that key alone, until it goes")
    func locks() async throws {
        // Nobody waits for long here.
        let store = store {}
        var held: RegistrationLock? = try await store.lock(key)
        let other = try await store.lock(other("another"))
        let error = await #expect(throws: RegistrationStoreError.self) { _ = try await store.lock(self.key) }
        #expect(error?.problem == "another process is at work on 'ci'")
        withExtendedLifetime((held, other)) {}
        held = nil
        _ = try await store.lock(key)
    }

    @Test(
        "is where the option, the variable or the user's folder for state say",
        arguments: [
            ("/o", ["LATCHKEY_REGISTRATIONS": "/v"], "/o"),
            (nil, ["LATCHKEY_REGISTRATIONS": "/v", "HOME": "/h"], "/v"),
            (nil, ["LATCHKEY_REGISTRATIONS": "v", "HOME": "/h"], "its path must be absolute, not 'v'"),
            (nil, ["XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/latchkey/registrations.json"),
            (nil, ["XDG_STATE_HOME": "s", "HOME": "/h"], "/h/.local/state/latchkey/registrations.json"),
            (nil, [:], "it has no place: name a file, or set XDG_STATE_HOME, HOME or LATCHKEY_REGISTRATIONS"),
        ] as [(String?, [String: String], String)])
    func place(_ option: String?, _ environment: [String: String], _ wanted: String) {
        do throws(RegistrationStoreError) {
            #expect(try RegistrationStorePlace.path(option: option) { environment[$0] } == wanted)
        } catch {
            #expect(error.problem == wanted)
        }
    }
}
