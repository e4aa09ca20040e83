import Curl
import Foundation
import HTTP
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TLSTests {
    private func get(_ port: Int, _ settings: TransportSettings, host: String = "127.0.0.1") async throws
        -> HTTPResponse
    {
        let base = try #require(BaseURL("https://\(host):\(port)"))
        let headers = [HTTPRequest.Header("Authorization", "Bearer canary")]
        return try await CurlTransport(settings).send(HTTPRequest(.get, base, path: ["x"], headers: headers))
    }

    private func failure(
        _ port: Int, _ settings: TransportSettings, host: String = "127.0.0.1",
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> HTTPError {
        let error = await #expect(throws: HTTPError.self, sourceLocation: sourceLocation) {
            try await get(port, settings, host: host)
        }
        return try #require(error, sourceLocation: sourceLocation)
    }

    @Test func `an authority's file or folder is trusted, and without it the certificate is named`() async throws {
        let server = try TLSServer()
        defer { server.stop() }
        let folder = server.folder.appending(path: "authorities")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let unprepared = TransportSettings(authorities: .folder(folder.path))
        try FileManager.default.copyItem(atPath: server.path("ca.pem"), toPath: folder.path + "/ca.pem")
        #expect(try await failure(server.port, unprepared).kind == .tls)
        try TLSServer.openssl("rehash \(folder.path)", server.folder)
        #expect(try await get(server.port, unprepared).status == 200)
        #expect(try await get(server.port, TransportSettings(authorities: .file(server.path("ca.pem")))).status == 200)
        let text = Array(try Data(contentsOf: URL(fileURLWithPath: server.path("ca.pem"))))
        #expect(try await get(server.port, TransportSettings(authorities: .text(text))).status == 200)
        #expect(try await get(server.port, TransportSettings(validatesCertificates: false)).status == 200)
        for authorities in [TransportSettings.Authorities.system, .file(server.path("client.pem"))] {
            let error = try await failure(server.port, TransportSettings(authorities: authorities))
            #expect(error.kind == .tls)
            for words in [
                "certificate", "subject is O = Example, CN = test server", "IP Address:127.0.0.1",
                "issued by CN = Test Authority", "valid until ",
            ] {
                #expect(error.reason.contains(words), "\(error.reason)")
            }
        }
    }

    @Test func `a file of authorities stands in the place of the system's`() async throws {
        let server = try TLSServer()
        defer { server.stop() }
        // The same for a folder: an empty one trusts nobody.
        let empty = server.folder.appending(path: "empty")
        try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
        #expect(try await failure(server.port, TransportSettings(authorities: .folder(empty.path))).kind == .tls)
        let missing = try await failure(server.port, TransportSettings(authorities: .file(server.path("nothing.pem"))))
        #expect(missing.kind == .tls)
        #expect(missing.reason.contains("nothing.pem"))
    }

    @Test func `a certificate for another host is refused, and its names are told`() async throws {
        let server = try TLSServer(names: "DNS:sso.example.org")
        defer { server.stop() }
        let error = try await failure(server.port, TransportSettings(authorities: .file(server.path("ca.pem"))))
        #expect(error.kind == .tls)
        #expect(error.reason.contains("127.0.0.1"), "\(error.reason)")
        #expect(error.reason.contains("with the names DNS:sso.example.org"), "\(error.reason)")
    }

    @Test func `a client's certificate is shown, with a plain or an encrypted key`() async throws {
        let server = try TLSServer(asks: true)
        defer { server.stop() }
        var settings = TransportSettings(authorities: .file(server.path("ca.pem")))
        _ = try await failure(server.port, settings)
        settings.clientCertificate = .init(certificate: server.path("client.pem"), key: server.path("client.key"))
        // The server ends the handshake with an alert where no certificate of its authority is shown.
        let page = try await get(server.port, settings)
        #expect(String(decoding: page.body, as: UTF8.self).contains("Subject: CN=test client"))
        let encrypted = server.path("client-encrypted.key")
        settings.clientCertificate = .init(
            certificate: server.path("client.pem"), key: encrypted, passphrase: "correct-horse")
        #expect(try await get(server.port, settings).status == 200)
        for passphrase in [nil, "wrong-horse"] {
            settings.clientCertificate = .init(
                certificate: server.path("client.pem"), key: encrypted, passphrase: passphrase)
            #expect(try await failure(server.port, settings).kind == .tls)
        }
        settings.clientCertificate = .init(certificate: server.path("client.pem"), key: server.path("server.key"))
        #expect(try await failure(server.port, settings).kind == .tls)
    }

    @Test func `a redirect to another host is not followed`() async throws {
        let elsewhere = try LoopbackServer { _ in .ok() }
        let server = try LoopbackServer { _ in
            .send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(elsewhere.port)/\r\nContent-Length: 0\r\n\r\n")
        }
        defer {
            server.stop()
            elsewhere.stop()
        }
        let base = try #require(BaseURL("http://127.0.0.1:\(server.port)"))
        let headers = [HTTPRequest.Header("Authorization", "Bearer canary")]
        for method in [HTTPMethod.get, .post] {
            let answer = try await CurlTransport().send(HTTPRequest(method, base, path: ["x"], headers: headers))
            #expect(answer.status == 302)
        }
        #expect(server.requests.count == 2)
        #expect(elsewhere.accepted == 0)
    }

    @Test func `a proxy is asked in the place of the server, and told its own password only`() async throws {
        let proxy = try LoopbackServer { _ in .ok("from the proxy") }
        defer { proxy.stop() }
        let settings = TransportSettings(proxy: "http://user:canary@127.0.0.1:\(proxy.port)")
        let base = try #require(BaseURL("http://sso.invalid"))
        let answer = try await CurlTransport(settings).send(HTTPRequest(.get, base, path: ["x"]))
        #expect(String(decoding: answer.body, as: UTF8.self) == "from the proxy")
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("GET http://sso.invalid/x HTTP/1.1\r\n"))
        #expect(request.contains("Proxy-Authorization: Basic dXNlcjpjYW5hcnk=\r\n"))
    }

    @Test(
        "what a proxy answers for a way to the server is not the server's answer",
        arguments: [(407, HTTPError.Kind.proxy), (403, .proxy), (503, .refused)])
    func noTunnel(_ status: Int, _ kind: HTTPError.Kind) async throws {
        let proxy = try LoopbackServer { _ in
            .close("HTTP/1.1 \(status) No\r\nX-Proxy: 1\r\nContent-Length: 0\r\n\r\n")
        }
        defer { proxy.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await get(1, TransportSettings(proxy: "http://127.0.0.1:\(proxy.port)"), host: "sso.invalid")
        }
        #expect(error.kind == kind && error.reason.contains("\(status)"), "\(error)")
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("CONNECT sso.invalid:1 HTTP/1.1\r\n"))
        #expect(!request.contains("canary"))
    }

    /// A server whose certificate is for loopback and for a host that nobody knows but a proxy; at 127.0.0.2, which is not
    /// in `no_proxy` where the tests run.
    private func withProxy(
        _ kind: ForwardProxy.Kind, _ body: (TLSServer, ForwardProxy, TransportSettings) async throws -> Void
    ) async throws {
        let server = try TLSServer(names: "IP:127.0.0.1,IP:127.0.0.2,DNS:sso.invalid")
        defer { server.stop() }
        let proxy = try ForwardProxy(kind, server.folder)
        defer { proxy.stop() }
        try await body(server, proxy, TransportSettings(authorities: .file(server.path("ca.pem"))))
    }

    @Test(arguments: [
        ("http", ForwardProxy.Kind.http, "sso.invalid"), ("https", .https, "sso.invalid"),
        ("socks5h", .socks, "sso.invalid"), ("socks5", .socks, "127.0.0.2"),
    ])
    func `a server is reached through a proxy, and checked as without one`(
        _ scheme: String, _ kind: ForwardProxy.Kind, _ host: String
    ) async throws {
        try await withProxy(kind) { server, proxy, settings in
            var settings = settings
            settings.proxy = "\(scheme)://user:canary@127.0.0.1:\(proxy.port)"
            #expect(try await get(server.port, settings, host: host).status == 200)
            #expect(proxy.next() == "\(host):\(server.port) user:canary")
            // The certificate is not for this name.
            let other = host == "127.0.0.2" ? "127.0.0.3" : "other.invalid"
            #expect(try await failure(server.port, settings, host: other).kind == .tls)
            #expect(proxy.next() == "\(other):\(server.port) user:canary")
            settings.proxy = "\(scheme)://user:wrong@127.0.0.1:\(proxy.port)"
            let refused = try await failure(server.port, settings, host: host)
            #expect(refused.kind == (kind == .socks ? .refused : .proxy), "\(refused)")
            #expect(!refused.reason.contains("wrong"), "\(refused)")
        }
    }

    @Test func `socks5 looks the server's name up here, socks5h there`() async throws {
        try await withProxy(.socks) { server, proxy, settings in
            var settings = settings
            settings.proxy = "socks5://user:canary@127.0.0.1:\(proxy.port)"
            let unknown = try await failure(server.port, settings, host: "sso.invalid")
            #expect(unknown.kind == .refused && unknown.reason.contains("resolve"), "\(unknown)")
        }
    }

    @Test func `a proxy's certificate is checked as the server's is`() async throws {
        try await withProxy(.https) { server, proxy, settings in
            var settings = settings
            let foreign = try ForwardProxy(.https, server.folder, certificate: "client")
            defer { foreign.stop() }
            settings.proxy = "https://user:canary@127.0.0.1:\(foreign.port)"
            let error = try await failure(server.port, settings, host: "sso.invalid")
            #expect(error.kind == .tls && error.reason.contains("subject is CN = test client"), "\(error)")
            settings.proxy = "https://user:canary@127.0.0.1:\(proxy.port)"
            for authorities in [TransportSettings.Authorities.system, .file(server.path("client.pem"))] {
                settings.authorities = authorities
                #expect(try await failure(server.port, settings, host: "sso.invalid").kind == .tls)
            }
            settings.validatesCertificates = false
            #expect(try await get(server.port, settings, host: "sso.invalid").status == 200)
            settings.validatesCertificates = true
            settings.authorities = .text(Array(try Data(contentsOf: URL(filePath: server.path("ca.pem")))))
            #expect(try await get(server.port, settings, host: "sso.invalid").status == 200)
            try TLSServer.openssl("rehash .", server.folder)
            settings.authorities = .folder(server.folder.path)
            #expect(try await get(server.port, settings, host: "sso.invalid").status == 200)
        }
    }
}
