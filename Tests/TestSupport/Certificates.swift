import Foundation
public import HTTP

/// The test authority of the servers that the tests are given.
public enum Certificates {
    /// The folder that `scripts/certificates` has filled for the servers (`LATCHKEY_CERTIFICATES`); nil when they have
    /// none.
    public static let folder = ProcessInfo.processInfo.environment["LATCHKEY_CERTIFICATES"]

    /// Where a server is that speaks http there: https on the http port and 363, and there it asks for a client's
    /// certificate.
    ///
    /// Nil for a server without certificates, such as one that others have started, "other".
    public static func base(of server: BaseURL, named name: String) -> BaseURL? {
        guard folder != nil, name != "other", let port = server.port else { return nil }
        return BaseURL("https://127.0.0.1:\(port + 363)\(server.path)")
    }
}

extension BaseURL {
    /// The port, where it is written.
    public var port: UInt16? { origin.split(separator: ":").last.flatMap { UInt16($0) } }
}
