import HTTP
import JSON
import Keycloak
import Synchronization
import Testing

/// Files in memory, as modules see them.
final class MemoryFiles: Sendable {
    /// The one folder that is there; files are written anywhere but below `/missing`.
    static let folder = "/keys"
    private let files = Mutex<[String: SystemEffects.PrivateFile]>([:])

    /// The store of registrations, whatever its path.
    let registrations: any RegistrationStore

    init(
        _ files: [String: SystemEffects.PrivateFile] = [:],
        registrations: any RegistrationStore = MemoryRegistrationStore()
    ) {
        self.registrations = registrations
        self.files.withLock { $0 = files }
    }

    /// The text of a file; nil when there is none.
    subscript(path: String) -> String? {
        get { files.withLock { $0[path].map { String(decoding: $0.bytes, as: UTF8.self) } } }
        set {
            files.withLock { $0[path] = newValue.map { .init(bytes: Array($0.utf8), isPrivate: true) } }
        }
    }

    /// Whether only the owner can read a file.
    func isPrivate(_ path: String) -> Bool { files.withLock { $0[path]?.isPrivate == true } }

    /// Lets others read a file.
    func expose(_ path: String) {
        files.withLock { $0[path] = $0[path].map { .init(bytes: $0.bytes, isPrivate: false) } }
    }

    /// The effects on these files; random bytes are the machine's own.
    var effects: SystemEffects {
        SystemEffects(
            readFile: { [self] path throws(SystemEffects.Unavailable) in
                guard let file = files.withLock({ $0[path] }) else {
                    guard path == MemoryFiles.folder else {
                        throw SystemEffects.Unavailable("No such file or directory")
                    }
                    throw SystemEffects.Unavailable("Is a directory", isFolder: true)
                }
                return file.bytes
            },
            random: { count in
                var generator = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            },
            privateFile: { [self] path throws(SystemEffects.Unavailable) in
                guard path != MemoryFiles.folder else {
                    throw SystemEffects.Unavailable("Is a directory", isFolder: true)
                }
                guard !path.hasPrefix("/closed/") else { throw SystemEffects.Unavailable("Permission denied") }
                return files.withLock { $0[path] }
            },
            checkPrivateFile: { path throws(SystemEffects.Unavailable) in
                guard !path.hasPrefix("/missing/") else { throw SystemEffects.Unavailable("No such file or directory") }
            },
            writePrivateFile: { [self] path, bytes throws(SystemEffects.Unavailable) in
                guard !path.hasPrefix("/full/") else { throw SystemEffects.Unavailable("No space left on device") }
                files.withLock { $0[path] = .init(bytes: bytes, isPrivate: true) }
            })
    }
}

/// Brings the answer of one request to nobody: it was sent, and the connection broke.
struct LosingTransport: Transport {
    let inner: any Transport
    /// Whether the request came through before that.
    var isSent = true
    let loses: @Sendable (HTTPRequest) -> Bool

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        guard loses(request) else { return try await inner.send(request) }
        if isSent { _ = try await inner.send(request) }
        throw HTTPError(.broken, "the connection was closed")
    }
}

/// Changes the JSON of some answers on their way.
struct RewritingTransport: Transport {
    let inner: any Transport
    /// The answer that comes, from the request and the body that the server sent; nil leaves it.
    let rewrite: @Sendable (HTTPRequest, JSON) -> JSON?

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let response = try await inner.send(request)
        guard let body = try? JSON(parsing: response.body), let other = rewrite(request, body) else { return response }
        return HTTPResponse(status: response.status, headers: response.headers, body: other.bytes)
    }
}

extension Stage {
    /// Turns the rotation of secrets on for confidential clients, where the one before stays valid for so many seconds; nil
    /// turns it off.
    func rotateSecrets(keeping seconds: Int?) async throws {
        let executor: JSON = [
            "executor": "secret-rotation",
            "configuration": [
                "expiration-period": 86_400, "rotated-expiration-period": .int(seconds ?? 1),
                "remaining-rotation-period": 10,
            ],
        ]
        let policy: JSON = [
            "name": "rotation", "enabled": .bool(seconds != nil), "profiles": ["rotation"],
            "conditions": [["condition": "client-access-type", "configuration": ["type": ["confidential"]]]],
        ]
        try await server(
            .put, ["client-policies", "profiles"], ["profiles": [["name": "rotation", "executors": [executor]]]])
        try await server(.put, ["client-policies", "policies"], ["policies": [policy]])
    }

    /// Creates a client behind the module's back; its id.
    @discardableResult
    func create(_ clientID: String, _ fields: JSONObject = [:]) async throws -> String {
        try await server(
            .post, ["clients"], .object(JSONObject([("clientId", .string(clientID))]).merging(fields)))
        return try await id(clientID)
    }

    /// The secret as the server tells it; nil where there is none.
    func secret(_ id: String) async throws -> JSON? {
        try await server(.get, ["clients", id, "client-secret"]).object?["value"]
    }

    /// Runs any module in check mode and for real, and again where `again` says what that has to come to; holds what all
    /// modules have in common: check mode writes nothing and promises what the run then does.
    ///
    /// - Parameter again: Whether a second run changes something; nil plays none.
    @discardableResult
    func perform(
        _ module: String, _ options: JSONObject, changed: Bool, again: Bool? = false,
        files: MemoryFiles = MemoryFiles(), warns: Int? = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        _ = transport.take()
        let check = try await run(options, check: true, module: module, files: files)
        let readsInCheck = transport.take()
        let real = try await run(options, module: module, files: files)
        let story = Transcript(options: options, check: check, real: real, requests: transport.take())
        story.expect(
            readsInCheck.allSatisfy { $0.hasPrefix("GET ") }, "check mode wrote: \(readsInCheck)", location)
        story.expect(real["failed"] == nil, "failed", location)
        story.expect(real["changed"] == .bool(changed), "changed should be \(changed)", location)
        for key in ["changed", "msg", "diff", "existing", "proposed", "warnings", "failed"] {
            story.expect(check[key] == real[key], "check mode promised another \(key)", location)
        }
        if let warns {
            story.expect((real["warnings"]?.array?.count ?? 0) == warns, "other warnings than \(warns)", location)
        }
        guard let again, real["failed"] == nil else { return real }
        let second = try await run(options, module: module, files: files)
        let repeated = Transcript(options: options, check: real, real: second, requests: transport.take())
        repeated.expect(second["failed"] == nil, "the second run fails", location)
        repeated.expect(second["changed"] == .bool(again), "the second run should report \(again)", location)
        if !again {
            repeated.expect(
                repeated.requests.allSatisfy { $0.hasPrefix("GET ") }, "the second run writes", location)
        }
        return real
    }

    /// Runs any module, in check mode and for real, and expects both to fail before any write, with these words.
    func refuse(
        _ module: String, _ options: JSONObject, _ words: String, files: MemoryFiles = MemoryFiles(),
        location: SourceLocation = #_sourceLocation
    ) async throws {
        for isCheck in [true, false] {
            _ = transport.take()
            let result = try await run(options, check: isCheck, module: module, files: files)
            let story = Transcript(options: options, check: [:], real: result, requests: transport.take())
            story.expect(result["failed"] == true, "should have failed", location)
            story.expect(result["msg"]?.text?.contains(words) == true, "message without '\(words)'", location)
            story.expect(story.requests.allSatisfy { $0.hasPrefix("GET ") }, "wrote before it failed", location)
        }
    }
}
