import Foundation
public import HTTP

/// A server and its administrator.
public struct Server: Sendable, CustomStringConvertible {
    /// The folder that `scripts/certificates` has filled for the servers (`LATCHKEY_CERTIFICATES`); nil when they have
    /// none.
    public static let certificates = environment["LATCHKEY_CERTIFICATES"]

    /// The running servers that `LATCHKEY_SERVERS` names, as `name=URL name=URL`.
    public static let all: [Server] = (environment["LATCHKEY_SERVERS"] ?? "").split(separator: " ").compactMap {
        entry in
        let halves = entry.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2, let base = BaseURL(halves[1]) else { return nil }
        return Server(
            name: halves[0], base: base, user: environment["KEYCLOAK_USER"] ?? "admin",
            password: environment["KEYCLOAK_PASSWORD"] ?? "admin")
    }

    private static let environment = ProcessInfo.processInfo.environment

    /// What it is called: `26`, `26-legacy`, `18`, `sandbox`; `other` is one that others have started.
    public let name: String
    /// Where it is.
    public let base: BaseURL
    /// Its administrator.
    public let user: String
    /// The administrator's password.
    public let password: String

    /// A server.
    public init(name: String, base: BaseURL, user: String, password: String) {
        self.name = name
        self.base = base
        self.user = user
        self.password = password
    }

    /// The name.
    public var description: String { name }

    /// The same by https, on the http port and 363, where it asks for a client's certificate.
    ///
    /// Nil for a server without certificates, such as one that others have started.
    public var secure: Server? {
        guard Server.certificates != nil, name != "other", let port = base.port,
            let base = BaseURL("https://127.0.0.1:\(port + 363)\(base.path)")
        else { return nil }
        return Server(name: name, base: base, user: user, password: password)
    }
}

extension BaseURL {
    /// The port, where it is written.
    public var port: UInt16? { origin.split(separator: ":").last.flatMap { UInt16($0) } }
}
