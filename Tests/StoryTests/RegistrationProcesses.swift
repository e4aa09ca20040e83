import Foundation
import HTTP
import JSON
import Keycloak
import TestSupport
import Testing

/// Processes of the built executable on one store of registrations, at once or killed at any moment.
@Suite(.serialized)
struct RegistrationProcesses {
    private static let access = "keycloak_client_initial_access"
    private static let registration = "keycloak_client_registration"

    private static let isReady = BinaryProcesses.binary != nil

    private func store(_ processes: BinaryProcesses) -> String {
        processes.folder.path + "/registrations.json"
    }

    @Test(
        "runs that are killed at any moment leave no token that is neither kept nor told of",
        .enabled(if: isReady && BinaryProcesses.servers.contains("sandbox"), "an executable is not named"))
    func killed() async throws {
        try await BinaryProcesses.on("sandbox") { processes in
            let options = processes.login.merging([
                "realm": "master", "name": "ci", "registration_store": .string(store(processes)),
            ])
            let length = try processes.length { try processes.run(Self.access, options) }
            var told = ""
            for index in 0..<40 {
                // Each replaces the one before.
                told += try await processes.kill(
                    Self.access, options.merging(["count": .int(index + 2)]), after: length * Double(index) / 36)
            }
            let last = try processes.run(Self.access, options.merging(["count": 100]))
            told += JSON.object(last).compact
            let end = last["end_state"]?.object ?? [:]
            let listed = try await processes.session().send(.get, ["master", "clients-initial-access"]).objects()
            #expect(listed.contains { $0["id"] == end["id"] })
            for token in listed { #expect(told.contains(token["id"]?.text ?? "?"), "\(JSON.object(token).compact)") }
        }
    }

    /// Makes a realm with an initial access token for as long as the body runs; the body gets the options of somebody who
    /// has that token alone.
    private func inRealm(
        _ name: String, _ body: @Sendable (BinaryProcesses, _ options: JSONObject) async throws -> Void
    ) async throws {
        try await BinaryProcesses.on(name) { processes in
            let session = try processes.session()
            let realm = "processes-\(UUID().uuidString.prefix(8).lowercased())"
            _ = try await session.send(
                .post, [], body: .object(QuickRealm.settings.merging(["realm": .string(realm), "enabled": true])))
            let result: Result<Void, any Error>
            do {
                let token = try await session.send(
                    .post, [realm, "clients-initial-access"], body: ["count": 200, "expiration": 0]
                ).object()["token"]
                let options: JSONObject = [
                    "auth_keycloak_url": .string(processes.url), "realm": .string(realm),
                    "initial_access_token": try #require(token), "registration_store": .string(store(processes)),
                ]
                result = .success(try await body(processes, options))
            } catch {
                result = .failure(error)
            }
            _ = try? await session.send(.delete, [realm])
            await session.end()
            try result.get()
        }
    }

    /// Holds that the token which is kept of a client is good, and that nothing is left begun.
    private func expectKept(_ processes: BinaryProcesses, _ options: JSONObject, _ clientID: String) async throws {
        let file = try JSON(parsing: String(contentsOfFile: store(processes), encoding: .utf8)).object
        let records = file?["servers"]?.object?[processes.url]?.object?[options["realm"]?.text ?? ""]?.object
        #expect(records?["client"]?.object?[clientID]?.object?.keys == ["token"], "\(clientID)")
        let look = try processes.run(
            Self.registration, options.merging(["client_id": .string(clientID), "initial_access_token": .null]))
        #expect(look["changed"] == false && look["warnings"] == nil, "\(JSON.object(look).compact)")
    }

    @Test(
        "registrations and changes that are killed at any moment lose no token for good",
        .enabled(if: isReady, "LATCHKEY_BINARY names no executable"), arguments: BinaryProcesses.servers)
    func killedRegistrations(_ name: String) async throws {
        try await inRealm(name) { processes, options in
            func client(_ id: String, _ more: JSONObject = [:]) -> JSONObject {
                options.merging(["client_id": .string(id)]).merging(more)
            }
            let length = try processes.length { try processes.run(Self.registration, client("first")) }
            for index in 0..<24 {
                let (id, moment) = ("app-\(index)", length * Double(index) / 20)
                try await processes.kill(Self.registration, client(id), after: moment)
                // Somebody who may have another token made mends whatever was left.
                try processes.run(Self.registration, client(id, processes.login))
                try await expectKept(processes, options, id)
                try await processes.kill(Self.registration, client(id, ["name": "Two"]), after: moment)
                try processes.run(Self.registration, client(id, processes.login.merging(["name": "Three"])))
                try await expectKept(processes, options, id)
            }
        }
    }

    @Test(
        "16 processes at once register one client once, and each changes it with the token of the one before",
        .enabled(if: isReady, "LATCHKEY_BINARY names no executable"), arguments: BinaryProcesses.servers)
    func atOnce(_ name: String) async throws {
        try await inRealm(name) { processes, options in
            let client = options.merging(["client_id": "app"])
            func changes(_ more: (Int) -> JSONObject) throws -> Int {
                let runs = try (0..<16).map { try processes.start(Self.registration, client.merging(more($0))) }
                return try runs.map { run in
                    let answer = try run.answer()
                    #expect(answer["failed"] == nil && answer["warnings"] == nil, "\(JSON.object(answer).compact)")
                    return answer["changed"] == true ? 1 : 0
                }.reduce(0, +)
            }
            #expect(try changes { _ in [:] } == 1)
            #expect(try changes { ["description": .string("by \($0)")] } == 16)
            try await expectKept(processes, options, "app")
        }
    }
}
