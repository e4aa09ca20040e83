import Ansible
import Foundation
import HTTP
import JSON
import Keycloak
import Reconcile
import Synchronization
import TestSupport
import Testing

@testable import Resources

/// What a run of the module should come to.
enum Expected: Equatable {
    case created, updated, deleted, unchanged
    /// A change that is told in these words.
    case changed(String)
    /// Nothing there to delete.
    case absent
    /// Refused before any write, in check mode too, with these words in the message.
    case refused(String)
    /// Refused by the server, which check mode can't foresee, with these words in the message.
    case refusedByServer(String)
}

/// One realm of its own on one server, and the module to run there.
final class Stage: Sendable {
    let backend: Backend
    let realm: String
    let transport: CountingTransport
    private let administrator: Session
    /// A token and when it was fetched: a login costs the server a tenth of a second, ten times a run.
    private let token = Mutex<(text: String, fetched: ContinuousClock.Instant)?>(nil)

    init(_ backend: Backend) throws {
        self.backend = backend
        realm = "story-\(UUID().uuidString.prefix(8).lowercased())"
        transport = CountingTransport(try backend.open())
        administrator = Session(
            transport: transport, base: backend.base, realm: "master",
            credentials: [
                .password(
                    username: backend.user, password: backend.password, clientID: "admin-cli", clientSecret: nil)
            ], now: { Int(Date().timeIntervalSince1970) })
    }

    /// Plays a story in a fresh realm, when the server has room for it.
    static func play(_ story: Story, on backend: Backend) async throws {
        try await backend.gate.pass { try await playNow(story, on: backend) }
    }

    private static func playNow(_ story: Story, on backend: Backend) async throws {
        try await inRealm(on: backend, story.play)
    }

    /// Makes a fresh realm for as long as the body runs.
    static func inRealm(on backend: Backend, _ body: (Stage) async throws -> Void) async throws {
        let stage = try Stage(backend)
        _ = try await stage.administrator.send(
            .post, [],
            body: .object(
                QuickRealm.settings.merging([
                    "realm": .string(stage.realm), "enabled": true, "accessTokenLifespan": 600,
                ])))
        let result: Result<Void, any Error>
        do { result = .success(try await body(stage)) } catch { result = .failure(error) }
        _ = try? await stage.administrator.send(.delete, [stage.realm])
        try result.get()
    }

    // MARK: The server

    /// A raw request below the realm; fails on an error status.
    @discardableResult
    func server(
        _ method: HTTPMethod, _ path: [String], query: [(String, String)] = [], _ body: JSON? = nil
    ) async throws -> JSON {
        let answer = try await administrator.send(method, [realm] + path, query: query, body: body)
        return answer.response.body.isEmpty ? .null : try answer.json()
    }

    /// A raw request below `/admin/realms`.
    func administration(_ method: HTTPMethod, _ path: [String], _ body: JSON? = nil) async throws {
        _ = try await administrator.send(method, path, body: body)
    }

    /// A raw request below the realm master.
    @discardableResult
    func master(
        _ method: HTTPMethod, _ path: [String], query: [(String, String)] = [], _ body: JSON? = nil
    ) async throws -> JSON {
        let answer = try await administrator.send(method, ["master"] + path, query: query, body: body)
        return answer.response.body.isEmpty ? .null : try answer.json()
    }

    /// Fresh tokens of the administrator.
    func tokens() async throws -> (access: String, refresh: String) {
        let form = PercentEncoding.form([
            ("grant_type", "password"), ("client_id", "admin-cli"), ("username", backend.user),
            ("password", backend.password),
        ])
        let response = try await transport.send(
            HTTPRequest(
                .post, backend.base, path: ["realms", "master", "protocol", "openid-connect", "token"],
                headers: [.init("Content-Type", "application/x-www-form-urlencoded")], body: Array(form.utf8)))
        let tokens = try JSON(parsing: response.body).object
        return (try #require(tokens?["access_token"]?.text), try #require(tokens?["refresh_token"]?.text))
    }

    func freshToken() async throws -> String {
        if let token = token.withLock({ $0 }), token.fetched.duration(to: .now) < .seconds(30) { return token.text }
        let text = try await tokens().access
        token.withLock { $0 = (text, .now) }
        return text
    }

    /// The client as the server has it.
    func client(_ clientID: String) async throws -> JSONObject {
        try #require(try await server(.get, ["clients"], query: [("clientId", clientID)]).array?.first?.object)
    }

    /// The client's id on the server.
    func id(_ clientID: String) async throws -> String { try #require(try await client(clientID)["id"]?.text) }

    /// What runs that are no module's get: the administrator's session.
    func context(check: Bool = false) -> ModuleContext {
        let timing = Timing.fake(date: { Int(Date().timeIntervalSince1970) })
        let retries = Retries(policy: RetryPolicy(retries: 0, timeout: 0), timing: timing) { _ in }
        return ModuleContext(session: administrator, isCheck: check, retries: retries, system: SystemEffects())
    }

    // MARK: The module

    /// Runs a module once, over another transport and with files where they are given.
    func run(
        _ options: JSONObject, check: Bool = false, over other: (any Transport)? = nil,
        module: String = ClientModule.name, files: MemoryFiles = MemoryFiles()
    ) async throws -> JSONObject {
        var arguments: JSONObject = [
            "auth_keycloak_url": .string(backend.base.description), "auth_realm": "master",
            "auth_username": .string(backend.user), "auth_password": .string(backend.password),
            "realm": .string(realm), "_ansible_check_mode": .bool(check), "_ansible_diff": true,
        ]
        if options["auth_password"] == nil { arguments["token"] = .string(try await freshToken()) }
        arguments = arguments.merging(options)
        let transport = other ?? self.transport
        let frontEnd = AnsibleFrontEnd(
            effects: .init(
                transport: { _ in transport }, timing: .fake(date: { Int(Date().timeIntervalSince1970) }),
                system: files.effects,
                environment: { $0 == RegistrationStorePlace.variable ? "/registrations.json" : nil },
                registrationStore: { _ in files.registrations }))
        let (output, status) = await frontEnd.run(
            program: "/tmp/AnsiballZ_\(module)", arguments: JSON.object(arguments).bytes)
        let result = try #require(try JSON(parsing: output).object)
        #expect(status == (result["failed"] == true ? 1 : 0))
        return result
    }

    /// Runs the module in check mode, for real and again, and holds all that these must have in common; without an
    /// expectation any outcome is right that is the same in check mode and for real.
    @discardableResult
    func apply(
        _ options: JSONObject, _ expected: Expected?, ends end: JSONObject = [:], warns: Int? = 0,
        over other: (any Transport)? = nil, files: MemoryFiles = MemoryFiles(),
        location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        _ = transport.take()
        let check = try await run(options, check: true, over: other, files: files)
        let readsInCheck = transport.take()
        #expect(
            readsInCheck.allSatisfy { $0.hasPrefix("GET ") }, "check mode wrote: \(readsInCheck)",
            sourceLocation: location)
        let real = try await run(options, over: other, files: files)
        let story = Transcript(options: options, check: check, real: real, requests: transport.take())
        if case .refusedByServer(let words) = expected {
            story.expect(real["failed"] == true, "should have failed", location)
            story.expect(real["msg"]?.text?.contains(words) == true, "message without '\(words)'", location)
            return real
        }
        for key in ["changed", "msg", "diff", "existing", "proposed", "warnings", "failed"] {
            story.expect(check[key] == real[key], "check mode promised another \(key)", location)
        }
        if let expected { expectOutcome(story, expected, location) }
        expectConsistency(story, location)
        if let warns {
            story.expect((real["warnings"]?.array?.count ?? 0) == warns, "other warnings than \(warns)", location)
        }
        guard real["failed"] != true else { return real }
        expectPrediction(story, location)
        expectEnd(story, end, location)
        let again = try await run(options, over: other, files: files)
        expectNoSecondChange(story, again, transport.take(), location)
        return real
    }

    private func expectOutcome(_ story: Transcript, _ expected: Expected, _ location: SourceLocation) {
        let message = story.real["msg"]?.text ?? ""
        let words =
            switch expected {
            case .created: "has been created."
            case .updated: "has been updated."
            case .deleted: "has been deleted."
            case .unchanged: "No changes required for Client "
            case .absent: "Client does not exist; doing nothing."
            case .changed(let words), .refused(let words), .refusedByServer(let words): words
            }
        story.expect(message.contains(words), "message without '\(words)'", location)
        let isChange =
            switch expected {
            case .created, .updated, .deleted, .changed: true
            case .unchanged, .absent, .refused, .refusedByServer: false
            }
        if case .refused = expected {
            story.expect(story.real["failed"] == true, "should have failed", location)
        } else {
            story.expect(story.real["failed"] == nil, "failed", location)
        }
        story.expect(story.real["changed"] == .bool(isChange), "changed should be \(isChange)", location)
    }

    /// Changed, the diff and the writes say the same.
    private func expectConsistency(_ story: Transcript, _ location: SourceLocation) {
        let isChange = story.real["changed"] == true
        let before = story.real["diff"]?.object?["before"]
        let after = story.real["diff"]?.object?["after"]
        if story.real["failed"] == nil {
            story.expect((before != after) == isChange, "the diff says otherwise", location)
        }
        if !isChange {
            story.expect(story.requests.allSatisfy { $0.hasPrefix("GET ") }, "wrote without a change", location)
        }
    }

    /// What check mode predicted is what came, but for what only the server can make.
    private func expectPrediction(_ story: Transcript, _ location: SourceLocation) {
        let predicted = comparable(story.check["end_state"]?.object ?? [:])
        let actual = comparable(story.real["end_state"]?.object ?? [:])
        let comparison = Comparison.between(predicted, actual) { _ in false }
        story.expect(
            !comparison.isChanged,
            "check mode predicted another end state: "
                + comparison.paths.map { path in
                    "\(path) \(comparison.added.contains(path) ? "came" : comparison.removed.contains(path) ? "did not come" : "is another")"
                }.joined(separator: ", "), location)
    }

    private func comparable(_ state: JSONObject) -> JSONObject {
        var state = ClientRows.schema.canonical(state)
        for key in ClientDefaults.ownProperties { state[key] = nil }
        if let attributes = state["attributes"]?.object {
            state["attributes"] = .object(attributes.filter { !ClientDefaults.ownAttributes.contains($0.key) })
        }
        if let mappers = state["protocolMappers"]?.object {
            state["protocolMappers"] = .object(
                mappers.filter { $0.key != "docker-v2/docker-v2-allow-all-mapper" })
        }
        return state
    }

    /// The end state and the server hold what the story says of it.
    private func expectEnd(_ story: Transcript, _ end: JSONObject, _ location: SourceLocation) {
        let state = ClientRows.schema.canonical(story.real["end_state"]?.object ?? [:])
        for member in end.members {
            let wanted = ClientRows.schema.kind(of: member.key).canonical(member.value)
            story.expect(
                state[member.key] == wanted,
                "end_state.\(member.key) is \(state[member.key]?.compact ?? "absent"), not \(wanted?.compact ?? "absent")",
                location)
        }
    }

    /// A second run changes nothing, writes nothing, and shows the same end state.
    private func expectNoSecondChange(
        _ story: Transcript, _ again: JSONObject, _ requests: [String], _ location: SourceLocation
    ) {
        let second = Transcript(options: story.options, check: story.real, real: again, requests: requests)
        second.expect(again["changed"] == false, "the second run reports a change", location)
        second.expect(again["failed"] == nil, "the second run fails", location)
        second.expect(requests.allSatisfy { $0.hasPrefix("GET ") }, "the second run writes", location)
        second.expect(again["end_state"] == story.real["end_state"], "the second run ends elsewhere", location)
    }
}

/// Everything that a failing expectation prints.
struct Transcript {
    let options: JSONObject
    let check: JSONObject
    let real: JSONObject
    let requests: [String]

    func expect(_ condition: Bool, _ problem: String, _ location: SourceLocation) {
        guard !condition else { return }
        Issue.record(
            """
            \(problem)
            options: \(JSON.object(options).compact)
            check mode or first run: \(JSON.object(check.filter { $0.key != "invocation" }).pretty)
            real or second run: \(JSON.object(real.filter { $0.key != "invocation" }).pretty)
            requests: \(requests.joined(separator: "\n  "))
            """, sourceLocation: location)
    }
}

/// A story: a name, and what happens.
struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    let isPlayed: @Sendable (Backend) -> Bool
    let play: @Sendable (Stage) async throws -> Void

    init(
        _ name: String, on isPlayed: @escaping @Sendable (Backend) -> Bool = { _ in true },
        _ play: @escaping @Sendable (Stage) async throws -> Void
    ) {
        self.name = name
        self.isPlayed = isPlayed
        self.play = play
    }

    var testDescription: String { name }
}
