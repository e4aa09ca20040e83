import Curl
import Foundation
import HTTP
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

    @Test func `a server that speaks nothing newer than TLS 1.1 is refused`() async throws {
        let server = try TLSServer(more: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        defer { server.stop() }
        let settings = TransportSettings(authorities: .file(server.path("ca.pem")))
        #expect(try await failure(server.port, settings).kind == .tls)
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

    @Test func `through a proxy's tunnel the head of its answer is not the server's`() async throws {
        let proxy = try LoopbackServer { _ in
            .close("HTTP/1.1 403 Forbidden\r\nX-Proxy: 1\r\nContent-Length: 0\r\n\r\n")
        }
        defer { proxy.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await get(1, TransportSettings(proxy: "http://127.0.0.1:\(proxy.port)"), host: "sso.invalid")
        }
        #expect(error.reason.contains("403"), "\(error.reason)")
        let request = try #require(proxy.requests.first)
        #expect(request.hasPrefix("CONNECT sso.invalid:1 HTTP/1.1\r\n"))
        #expect(!request.contains("canary"))
    }
}
