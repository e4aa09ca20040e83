public import Foundation

/// Certificates made by OpenSSL's command line, and its test server with them: answers every request with a page.
public final class TLSServer {
    /// Where its certificates and keys are: of an authority `ca`, of `server` and `client`, and `client-encrypted.key`.
    public let folder: URL
    /// Where it listens.
    public private(set) var port = 0
    private let process = Process()
    private let output = Pipe()

    /// Starts a server on loopback whose certificate has these names; with `asks` it wants a client's certificate.
    public init(names: String = "IP:127.0.0.1", asks: Bool = false, more: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try sign("ca", subject: "/CN=Test Authority", by: nil)
        try sign("server", subject: "/O=Example/CN=test server", by: "ca", names: names)
        try sign("client", subject: "/CN=test client", by: "ca")
        try Self.openssl("ec -in client.key -aes128 -passout pass:correct-horse -out client-encrypted.key", folder)
        process.executableURL = URL(filePath: "/usr/bin/env")
        let ask = asks ? ["-Verify", "1", "-verify_return_error", "-CAfile", "ca.pem"] : []
        process.arguments =
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", "server.pem", "-key", "server.key"]
            + ask + more
        process.currentDirectoryURL = folder
        process.standardOutput = output
        process.standardError = Pipe()
        try process.run()
        // "ACCEPT 127.0.0.1:43321", when it listens.
        var text = ""
        while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: /ACCEPT .*:([0-9]+)\n/), let port = Int(match.1) {
                self.port = port
                return
            }
        }
        throw CocoaError(.executableLoad)
    }

    /// The path of a file in the folder.
    public func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Ends it, and removes its files.
    public func stop() {
        // Foundation starts it with this thread's blocked signals, SIGTERM among them.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    private func sign(_ name: String, subject: String, by authority: String?, names: String? = nil) throws {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).pem -days 2"
        let signer = authority.map { " -CA \($0).pem -CAkey \($0).key" } ?? ""
        let extras = names.map { " -addext subjectAltName=\($0)" } ?? ""
        if authority == nil {
            try Self.openssl("req -x509 \(key) -subj|\(subject)", folder)
        } else {
            try Self.openssl("req \(key)\(extras) -new -subj|\(subject)", folder)
            try FileManager.default.moveItem(
                at: folder.appending(path: "\(name).pem"), to: folder.appending(path: "\(name).csr"))
            try Self.openssl(
                "x509 -req -in \(name).csr\(signer) -CAcreateserial -copy_extensions copy -days 2 -out \(name).pem",
                folder)
        }
    }

    /// Runs OpenSSL; what stands behind a bar is one argument, spaces and all.
    public static func openssl(_ line: String, _ folder: URL) throws {
        let parts = line.split(separator: "|", maxSplits: 1)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["openssl"] + parts[0].split(separator: " ").map(String.init) + parts.dropFirst().map(String.init)
        process.currentDirectoryURL = folder
        process.standardError = Pipe()
        process.standardOutput = Pipe()
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableRuntimeMismatch) }
    }
}
