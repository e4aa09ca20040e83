import Curl
import Foundation
import HTTP
import JSON
import Keycloak
import Synchronization
import TestSupport
import Testing

/// Secrets planted wherever the executable reads them, and searched for in all that others can see of it: its command line
/// while it runs, every file that it writes meanwhile and leaves behind, and both streams.
@Suite("Canaries and the executable", .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .timeLimit(.minutes(1)))
struct CanaryTests {
    /// A name of the executable, and what stands behind it in the folder `work`.
    private static let lines: [(program: String, arguments: String)] = [
        ("keycloak_client", "../input/client.args"), ("keycloak_clients", "../input/clients.args"),
        ("latchkey", "client update app -r r -f ../input/app.json -v -D"),
        ("latchkey", "client update app -r r --secret-from-file ../input/secret -v -D -o json"),
        ("latchkey", "client get app -r r -v --token-cache"), ("latchkey", "secret regenerate app -r r -v -D"),
        ("latchkey", "plan ../input/fleet.json --save plan.json -v --token-cache"),
        ("latchkey", "apply --plan plan.json -v -D --token-cache"),
        ("latchkey", "apply ../input/fleet.json -v -o json --token-cache"),
        ("latchkey", "export -r r --all --split out -v"),
    ]

    @Test("no secret is on the command line, in a file or in what is written, while it runs or afterwards")
    func silent() async throws {
        try await withSandbox { server in
            try await fill(server)
            try await withFolder { folder in
                let place = try Place(folder)
                let proxy = try WatchingProxy(server.base)
                defer { proxy.stop() }
                try place.writeInput(url: proxy.base.description)
                // The control: what is planted is found.
                for file in try place.files(in: "input") { #expect(Canary.trace(in: file.text) != nil, "\(file.name)") }
                for line in Self.lines {
                    // The first request is the login, the second one the first with a token; none fails at last.
                    for turn in [0, 1, nil] { try await look(line, turn, place, proxy) }
                }
                let kept = try place.files(in: "home").map(\.name)
                #expect(Set(kept) == [".cache/latchkey/tokens.json", ".cache/latchkey/tokens.json.lock"])
                #expect(try place.files(in: "work").contains { $0.name == "plan.json" })
            }
        }
    }

    /// Runs a line while the server holds each of its requests until everything was looked at, and answers one of them with
    /// all that it was sent.
    private func look(
        _ line: (program: String, arguments: String), _ turn: Int?, _ place: Place, _ proxy: WatchingProxy
    ) async throws {
        let seen = Mutex<[String]>([])
        let process = Started()
        proxy.watch(tellingAt: turn) {
            let commandLine = FileManager.default.contents(atPath: "/proc/\(process.identifier)/cmdline") ?? Data()
            let files = (try? place.files(in: "home", "tmp", "work")) ?? []
            seen.withLock { seen in
                seen.append(String(decoding: commandLine, as: UTF8.self))
                seen += files.map { $0.name + "\n" + $0.text }
            }
        }
        let words = line.arguments.split(separator: " ").map(String.init)
        let finished = try await run(
            place.program(line.program), words, environment: place.environment(proxy.base.description),
            in: place.folder("work"), started: process.set)
        let all = seen.withLock { $0 } + (try place.files(in: "home", "tmp", "work").map { $0.name + "\n" + $0.text })
        #expect(all.first?.hasSuffix("/\(line.program)\0" + words.map { $0 + "\0" }.joined()) == true, "\(all)")
        for text in all + [finished.everything] { #expect(Canary.trace(in: text) == nil, "\(finished.command)") }
        if turn == nil { #expect([0, 3].contains(finished.status), "\(finished)") }
    }

    private func fill(_ server: Server) async throws {
        let administrator = Session(
            transport: try CurlTransport(), base: server.base, realm: "master",
            credentials: [
                .password(username: server.user, password: server.password, clientID: "admin-cli", clientSecret: nil)
            ], now: { Int(Date().timeIntervalSince1970) })
        try await Canary.fill { method, path, query, body in
            let answer = try await administrator.send(method, path, query: query, body: body)
            return answer.response.body.isEmpty ? .null : try answer.json()
        }
    }
}

/// The folders of a user: `input` with what the executable reads, and `home`, `tmp` and `work`, which it may write to.
private struct Place: Sendable {
    private let root: URL

    init(_ root: URL) throws {
        self.root = root
        for name in ["input", "home", "tmp", "work", "bin"] {
            try FileManager.default.createDirectory(at: folder(name), withIntermediateDirectories: true)
        }
        for name in ["latchkey", "keycloak_client", "keycloak_clients"] {
            try FileManager.default.createSymbolicLink(
                at: folder("bin").appendingPathComponent(name),
                withDestinationURL: URL(fileURLWithPath: try #require(Setup.binary)))
        }
    }

    func folder(_ name: String) -> URL { root.appendingPathComponent(name) }

    func program(_ name: String) -> String { folder("bin").appendingPathComponent(name).path }

    /// The variables that commands log in with; the store of tokens is where the home is.
    func environment(_ url: String) -> [String: String] {
        [
            "KEYCLOAK_URL": url, "KEYCLOAK_USER": "otto", "KEYCLOAK_PASSWORD": Canary.text("password"),
            "HOME": folder("home").path, "TMPDIR": folder("tmp").path, "XDG_CACHE_HOME": "", "XDG_RUNTIME_DIR": "",
            "LATCHKEY_TOKEN_CACHE": "",
        ]
    }

    func writeInput(url: String) throws {
        let client: JSONObject = [
            "client_id": "app", "secret": .string(Canary.text("declared")),
            "attributes": ["saml.signing.private.key": .string(Canary.text("attribute"))],
        ]
        let module: JSONObject = [
            "auth_keycloak_url": .string(url), "auth_username": "otto", "token_cache": true,
            "auth_password": .string(Canary.text("password")), "realm": "r", "_ansible_diff": true,
            "_ansible_verbosity": 4,
        ]
        let texts: [String: String] = [
            "client.args": JSON.object(module.merging(client)).compact,
            "clients.args": JSON.object(module.merging(["clients": [.object(client)]])).compact,
            "app.json": JSON.object(client).pretty, "secret": Canary.text("in a file"),
            "fleet.json": JSON.object(["realm": "r", "clients": [.object(client)]]).pretty,
        ]
        for (name, text) in texts { try Data(text.utf8).write(to: folder("input").appendingPathComponent(name)) }
    }

    /// All files in the folders and below, by their paths there.
    func files(in names: String...) throws -> [(name: String, text: String)] {
        try names.flatMap { name in
            try FileManager.default.subpathsOfDirectory(atPath: folder(name).path).compactMap { path in
                let file = folder(name).appendingPathComponent(path)
                guard let bytes = try? Data(contentsOf: file) else { return nil }
                return (path, String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}

/// The id of a process that others wait for.
private final class Started: Sendable {
    private let stored = Mutex<Int32?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    @Sendable
    func set(_ process: Int32) {
        stored.withLock { $0 = process }
        semaphore.signal()
    }

    /// The id, once it is known.
    var identifier: Int32 {
        semaphore.wait()
        defer { semaphore.signal() }
        return stored.withLock { $0 } ?? 0
    }
}

/// A proxy on loopback that holds each request while somebody looks, and answers one in the server's place.
private final class WatchingProxy: Sendable {
    private struct State {
        var requests = 0
        var turn: Int?
        var look: @Sendable () -> Void = {}
    }

    /// The server as it is reached through the proxy.
    let base: BaseURL
    private let listener: Int32
    private let serverPort: UInt16
    private let state = Mutex(State())

    init(_ server: BaseURL) throws {
        let (listener, port) = try Wire.listen()
        self.listener = listener
        base = try #require(BaseURL("http://127.0.0.1:\(port)"))
        serverPort = try #require(server.origin.split(separator: ":").last.flatMap { UInt16($0) })
        Thread.detachNewThread { [self] in
            while case let connection = accept(self.listener, nil, nil), connection >= 0 {
                Thread.detachNewThread { [self] in
                    serve(connection)
                    close(connection)
                }
            }
            close(self.listener)
        }
    }

    /// Counts requests from zero again; the one whose turn it is gets an answer that repeats what it said.
    func watch(tellingAt turn: Int?, _ look: @escaping @Sendable () -> Void) {
        state.withLock { $0 = State(turn: turn, look: look) }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        var received: [UInt8] = []
        while let request = Wire.receiveRequest(connection, &received) {
            let (isTold, look) = state.withLock { state in
                defer { state.requests += 1 }
                return (state.requests == state.turn, state.look)
            }
            look()
            let parts = String(decoding: request, as: UTF8.self).components(separatedBy: "\r\n\r\n")
            let answer =
                isTold
                ? Wire.bytes(Canary.answer(repeating: [parts[0]], body: parts[1], status: 400))
                : Wire.ask(serverPort, request)
            guard let answer else { return }
            Wire.send(answer[...], connection)
        }
    }
}
