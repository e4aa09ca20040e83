import Foundation
import HTTP
import TestSupport
import Testing

/// What the tests of the built executables are given; what is not given is skipped, and said.
enum Setup {
    private static let environment = ProcessInfo.processInfo.environment

    /// The module's executable, as it is shipped (`LATCHKEY_BINARY`).
    static let binary = environment["LATCHKEY_BINARY"]
    /// The sandbox's executable (`LATCHKEY_SANDBOX_BINARY`).
    static let sandbox = environment["LATCHKEY_SANDBOX_BINARY"]
    /// The folder of `ansible` and `ansible-playbook` (`LATCHKEY_ANSIBLE`).
    static let ansible = environment["LATCHKEY_ANSIBLE"]
    /// The archive of the collection (`LATCHKEY_COLLECTION`).
    static let collection = environment["LATCHKEY_COLLECTION"]
    /// The program of a headless Chromium (`LATCHKEY_BROWSER`).
    static let browser = environment["LATCHKEY_BROWSER"]
    /// The running servers, from `LATCHKEY_SERVERS`.
    static let servers = Server.all
    /// A running Keycloak 26.
    static let keycloak26 = servers.first { $0.name == "26" }

    /// The servers by https.
    static let secureServers = servers.compactMap(\.secure)

    static let hasBinary = binary != nil
    static let hasSandbox = hasBinary && sandbox != nil
    static let hasAnsible = hasSandbox && ansible != nil
    static let hasCollection = hasAnsible && collection != nil
    static let hasBrowser = hasBinary && browser != nil
    static let hasKeycloak26 = hasBinary && ansible != nil && keycloak26 != nil

    /// The root of the repository.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let needsBinary: Comment = "LATCHKEY_BINARY is not set"
    static let needsSandbox: Comment = "LATCHKEY_BINARY or LATCHKEY_SANDBOX_BINARY is not set"
    static let needsAnsible: Comment =
        "LATCHKEY_BINARY, LATCHKEY_SANDBOX_BINARY or LATCHKEY_ANSIBLE is not set"
    static let needsCollection: Comment =
        "LATCHKEY_COLLECTION, LATCHKEY_BINARY, LATCHKEY_SANDBOX_BINARY or LATCHKEY_ANSIBLE is not set"
    static let needsBrowser: Comment = "LATCHKEY_BINARY or LATCHKEY_BROWSER is not set"
    static let needsKeycloak26: Comment =
        "LATCHKEY_BINARY or LATCHKEY_ANSIBLE is not set, or LATCHKEY_SERVERS has no server 26"
}

/// A folder that is gone after the body.
func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("latchkey-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

/// A sandbox of its own, on a free port, that ends with the body.
func withSandbox<Result>(_ body: (Server) async throws -> Result) async throws -> Result {
    let sandbox = try SandboxProcess(try #require(Setup.sandbox))
    defer { sandbox.stop() }
    let base = try #require(BaseURL(sandbox.url), "the sandbox says no address but '\(sandbox.url)'")
    return try await body(Server(name: "sandbox", base: base, user: "admin", password: "admin"))
}
