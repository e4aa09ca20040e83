import Curl
import Foundation
import HTTP
import JSON
import Keycloak
import TestSupport
import Testing

/// Processes of the built executable on one server, and their folder.
///
/// `LATCHKEY_BINARY` names the executable, and `LATCHKEY_SERVERS` or `LATCHKEY_SANDBOX_BINARY` the servers.
struct BinaryProcesses {
    static let binary = ProcessInfo.processInfo.environment["LATCHKEY_BINARY"]
    private static let sandboxBinary = ProcessInfo.processInfo.environment["LATCHKEY_SANDBOX_BINARY"]

    /// Where the executables talk to: the running servers, and the sandbox behind a socket.
    static var servers: [String] {
        Backend.servers.map(\.name) + (sandboxBinary == nil ? [] : ["sandbox"])
    }

    let url: String
    let folder: TokenStories.Folder
    /// The options that log the administrator in.
    let login: JSONObject
    private let user: String
    private let password: String
    private let sandbox: SandboxProcess?

    /// Lets a body have processes on a server; their folder goes with them.
    static func on(_ server: String, _ body: @Sendable (BinaryProcesses) async throws -> Void) async throws {
        try await Backend.gate(of: server).pass {
            let processes = try BinaryProcesses(server)
            defer { processes.sandbox?.stop() }
            return try await body(processes)
        }
    }

    private init(_ name: String) throws {
        folder = try TokenStories.Folder()
        if let backend = Backend.servers.first(where: { $0.name == name }) {
            (url, user, password, sandbox) = (backend.base.description, backend.user, backend.password, nil)
        } else {
            let process = try SandboxProcess(try #require(BinaryProcesses.sandboxBinary))
            (url, user, password, sandbox) = (process.url, "admin", "admin", process)
        }
        login = [
            "auth_keycloak_url": .string(url), "auth_username": .string(user), "auth_password": .string(password),
        ]
    }

    /// A session of the administrator, beside the processes.
    func session() throws -> Session {
        Session(
            transport: try CurlTransport(), base: try #require(BaseURL(url)), realm: "master",
            credentials: [.password(username: user, password: password, clientID: "admin-cli", clientSecret: nil)],
            now: { Int(Date().timeIntervalSince1970) })
    }

    /// A process, and the pipe that its answer is in.
    struct Run {
        let process: Process
        fileprivate let output: Pipe

        /// What it says until its end.
        func text() throws -> String {
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }

        /// Its answer.
        func answer() throws -> JSONObject { try #require(try JSON(parsing: text()).object) }
    }

    /// Starts a module.
    func start(_ module: String, _ options: JSONObject, _ environment: [String: String] = [:]) throws -> Run {
        let file = folder.path + "/\(UUID().uuidString).json"
        try Data(JSON.object(options.merging(["_ansible_module_name": .string(module)])).bytes).write(
            to: URL(fileURLWithPath: file))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(BinaryProcesses.binary))
        process.arguments = [file]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        return Run(process: process, output: output)
    }

    /// Runs a module to its end, and holds that it does not fail.
    @discardableResult
    func run(
        _ module: String, _ options: JSONObject, _ environment: [String: String] = [:],
        location: SourceLocation = #_sourceLocation
    ) throws -> JSONObject {
        let answer = try start(module, options, environment).answer()
        #expect(answer["failed"] == nil, "\(answer["msg"]?.text ?? "")", sourceLocation: location)
        return answer
    }

    /// How many seconds a run takes.
    func length(of run: () throws -> Void) rethrows -> Double {
        let started = Date()
        try run()
        return Date().timeIntervalSince(started)
    }

    /// Starts a module and kills it after so many seconds; what it said until then.
    @discardableResult
    func kill(
        _ module: String, _ options: JSONObject, after seconds: Double, _ environment: [String: String] = [:]
    ) async throws -> String {
        let run = try start(module, options, environment)
        try await Task.sleep(for: .seconds(seconds))
        Glibc.kill(run.process.processIdentifier, SIGKILL)
        return try run.text()
    }
}
