import Curl
import Foundation
import HTTP
import JSON
import Sandbox
import Synchronization
import TestSupport
import Testing

/// A server that stories are played on: the model in memory, or a real Keycloak.
struct Backend: Sendable, CustomTestStringConvertible {
    let name: String
    let base: BaseURL
    let user: String
    let password: String
    let open: @Sendable () throws -> any Transport
    /// Lets two stories in at a time, on 18 one.
    ///
    /// While one waits for the server's disk, the other one keeps it busy. On 18 a login beside the deletion of a realm
    /// leaves a deleted role in the cache of the administrator, and from then on each of its logins is an error 500 (seen
    /// on 18.0.2).
    var gate: Gate { Backend.gate(of: name) }

    /// The gate of a server.
    static func gate(of name: String) -> Gate {
        switch name {
        case "18": Gate.old
        case "26": newGate
        case "sandbox", "sandbox-18": memoryGate
        default: otherGate
        }
    }

    private static let (newGate, otherGate, memoryGate) = (Gate(2), Gate(2), Gate(4))

    var testDescription: String { name }
    var isReal: Bool { !name.hasPrefix("sandbox") }
    /// Whether it is of the family of 18, which shows no secrets and knows no field `type`.
    var isOld: Bool { name == "18" || name == "sandbox-18" }
    /// Whether clients can be registered by the metadata of RFC 7591, which the model of 18 does not know.
    var hasMetadata: Bool { name != "sandbox-18" }
    /// Whether secrets can be rotated (facts-more 7).
    var rotates: Bool { !isOld }
    /// Whether the docker feature gives every client a mapper (facts-core 2.4).
    var hasDocker: Bool { isOld || name == "26-legacy" }

    static let sandbox: [Backend] = {
        guard let base = BaseURL("http://sandbox.invalid") else { return [] }
        return [
            Backend(name: "sandbox", base: base, user: "admin", password: "admin") {
                Sandbox(now: { Int(Date().timeIntervalSince1970) })
            }
        ]
    }()

    /// The model of 18.
    static let oldSandbox: [Backend] = {
        guard let base = BaseURL("http://sandbox.invalid/auth") else { return [] }
        return [
            Backend(name: "sandbox-18", base: base, user: "admin", password: "admin") {
                Sandbox(now: { Int(Date().timeIntervalSince1970) }, version: .old)
            }
        ]
    }()

    /// The running servers that `LATCHKEY_SERVERS` names.
    static let servers = Server.all.map { server in
        Backend(name: server.name, base: server.base, user: server.user, password: server.password) {
            try CurlTransport()
        }
    }

    static var all: [Backend] { sandbox + oldSandbox + servers }
}

/// Passes requests on and counts the writes to the administration API.
final class CountingTransport: Transport {
    private let inner: any Transport
    private let log = Mutex<[String]>([])

    init(_ inner: any Transport) { self.inner = inner }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        log.withLock { $0.append("\(request.method.rawValue) \(request.target)") }
        return try await inner.send(request)
    }

    /// The requests since the last call to the administration and the registration service.
    func take() -> [String] {
        takeAll().filter { $0.contains(" /admin/") || $0.contains("/clients-registrations/") }
    }

    /// All requests since the last call.
    func takeAll() -> [String] {
        log.withLock { entries in
            defer { entries = [] }
            return entries
        }
    }
}
