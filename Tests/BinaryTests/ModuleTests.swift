import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// The executable as Ansible starts it: under a module's name, with the path of an args file.
///
/// A real 18 lets one test in at a time, and this one may be the last.
@Suite("The executable as a module", .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .timeLimit(.minutes(30)))
struct ModuleTests {
    @Test(
        "creates a client, finds it as declared, deletes it, and finds it gone",
        arguments: ["keycloak_client", "AnsiballZ_keycloak_client"])
    func lifecycle(_ link: String) async throws {
        try await withSandbox { server in try await live(link, "a/b?c#d", on: server) }
    }

    @Test("does the same on real servers", .enabled(if: !Setup.servers.isEmpty), arguments: Setup.servers)
    func lifecycle(on server: Server) async throws {
        // In the realm master, where others may play the same at the same time.
        let clientID = "a/b?c#d-\(UUID().uuidString)"
        guard server.name == "18" else { return try await live("keycloak_client", clientID, on: server) }
        try await Gate.old.pass { try await live("keycloak_client", clientID, on: server) }
    }

    private func live(_ link: String, _ clientID: String, on server: Server) async throws {
        let steps: [(JSON, Bool, String)] = [
            ("present", true, "Client \(clientID) has been created."),
            ("present", false, "No changes required for Client \(clientID)."),
            ("absent", true, "Client \(clientID) has been deleted."),
            ("absent", false, "Client does not exist; doing nothing."),
        ]
        for (state, changed, message) in steps {
            let options: JSONObject = [
                "client_id": .string(clientID), "redirect_uris": "/a, /b", "state": state,
            ]
            let (answer, finished) = try await answer(link, .object(login(server).merging(options)))
            #expect(finished.status == 0, "\(finished)")
            #expect(answer["failed"] == nil && answer["changed"] == .bool(changed), "\(finished)")
            #expect(answer["msg"]?.text == message)
            #expect(answer["invocation"]?.object?["module_args"]?.object?["auth_password"] == "********")
            #expect(!finished.everything.contains("\"admin-password"))
        }
    }

    @Test("check mode promises and writes nothing")
    func check() async throws {
        try await withSandbox { server in
            let options: JSONObject = ["client_id": "app", "_ansible_check_mode": true, "_ansible_diff": true]
            for _ in 1...2 {
                let (answer, _) = try await answer("keycloak_client", .object(login(server).merging(options)))
                #expect(answer["changed"] == true)
                #expect(answer["diff"]?.object?["after"]?.object?["clientId"] == "app")
            }
        }
    }

    @Test("writes a secret to a file that only its owner can read, and mends one that others can")
    func secretFile() async throws {
        try await withFolder { folder in
            let file = folder.appendingPathComponent("app.secret").path
            try await withSandbox { server in
                let options: JSONObject = [
                    "client_id": "app", "secret": "canary-of-ours", "secret_file": .string(file),
                ]
                for (mode, changed) in [(nil, true), (0o600, false), (0o640, true)] as [(Int?, Bool)] {
                    if let mode {
                        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
                    }
                    let (answer, finished) = try await answer(
                        "keycloak_client", .object(login(server).merging(options)))
                    #expect(answer["failed"] == nil && answer["changed"] == .bool(changed), "\(finished)")
                    #expect(try String(contentsOfFile: file, encoding: .utf8) == "canary-of-ours")
                    let attributes = try FileManager.default.attributesOfItem(atPath: file)
                    #expect(attributes[.posixPermissions] as? Int == 0o600)
                    #expect(!finished.everything.contains("canary"))
                }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["app.secret"])
        }
    }

    @Test("under its own name it takes the module's name from the args file")
    func ownName() async throws {
        try await withSandbox { server in
            for name in ["keycloak_client", "some.collection.keycloak_client"] {
                let options: JSONObject = ["client_id": .string(name), "_ansible_module_name": .string(name)]
                let (answer, finished) = try await answer("latchkey", .object(login(server).merging(options)))
                #expect(answer["changed"] == true, "\(finished)")
            }
        }
    }

    /// A call that fails, and what the message says.
    struct Failing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let link: String
        let arguments: [UInt8]?
        let words: [String]

        init(_ story: String, link: String = "keycloak_client", _ arguments: String?, _ words: String...) {
            testDescription = story
            self.link = link
            self.arguments = arguments.map { Array($0.utf8) }
            self.words = words
        }

        static let all: [Failing] = [
            Failing("an args file that is not there", nil, "cannot be read", "No such file or directory"),
            Failing("an empty args file", "", "The args file is not JSON", "line 1, column 1"),
            Failing("an args file that is not JSON", "client_id=app", "The args file is not JSON"),
            Failing("an args file without an object", #"["client_id"]"#, "The args file holds a list"),
            Failing(
                "all that is wrong at once", #"{"clientid": "a", "enabled": "maybe"}"#, "5 problems",
                "no way to log in",
                "clientid: unknown option; did you mean 'clientId' or 'client_id'?",
                "auth_keycloak_url: is required", "enabled: must be a boolean, not 'maybe'"),
            Failing(
                "no way to log in", #"{"auth_keycloak_url": "http://127.0.0.1:9", "client_id": "a"}"#,
                "no way to log in"),
            Failing(
                "a server that does not answer",
                #"{"auth_keycloak_url": "http://127.0.0.1:9", "client_id": "a", "token": "canary-token"}"#,
                "Nothing accepts connections at http://127.0.0.1:9", "Check auth_keycloak_url"),
            Failing(
                "a host that is not known",
                #"{"auth_keycloak_url": "http://latchkey.invalid", "client_id": "a", "token": "canary-token"}"#,
                "The host is unknown in http://latchkey.invalid"),
            Failing(
                "a module that is not known", link: "keycloak_clint", "{}", "There is no module 'keycloak_clint'",
                "keycloak_client"),
            Failing(
                "a module that is not known, by the args file", link: "latchkey",
                #"{"_ansible_module_name": "keycloak_nothing"}"#, "There is no module", "keycloak_client"),
        ]
    }

    @Test("what goes wrong is told to Ansible", arguments: Failing.all)
    func failures(_ story: Failing) async throws {
        let (answer, finished) = try await answer(story.link, bytes: story.arguments)
        #expect(finished.status == 1, "\(finished)")
        #expect(answer["failed"] == true && answer["changed"] == false, "\(finished)")
        for words in story.words { #expect(answer["msg"]?.text?.contains(words) == true, "\(words)\n\(finished)") }
        #expect(!finished.everything.contains("canary-token"))
    }

    @Test("a wrong password is told without the password")
    func wrongPassword() async throws {
        try await withSandbox { server in
            let options: JSONObject = ["client_id": "app", "auth_password": "canary-password"]
            let (answer, finished) = try await answer("keycloak_client", .object(login(server).merging(options)))
            #expect(finished.status == 1 && answer["failed"] == true)
            #expect(
                answer["msg"]?.text?.contains("Check auth_username, auth_password and auth_realm.") == true,
                "\(finished)")
            #expect(!finished.everything.contains("canary"))
        }
    }

    @Test("a proxy of the environment is asked, but not for hosts in no_proxy")
    func noProxy() async throws {
        try await withSandbox { server in
            let options: JSONObject = ["client_id": "app", "retries": 0, "_ansible_check_mode": true]
            let arguments = JSON.object(login(server).merging(options)).bytes
            // Nothing accepts connections there.
            let proxies = ["http_proxy": "http://127.0.0.1:9", "no_proxy": "", "NO_PROXY": ""]
            let (asked, _) = try await answer("keycloak_client", bytes: arguments, environment: proxies)
            #expect(asked["failed"] == true && asked["msg"]?.text?.contains("127.0.0.1") == true, "\(asked)")
            let exempt = proxies.merging(["no_proxy": "127.0.0.1"]) { $1 }
            let (direct, _) = try await answer("keycloak_client", bytes: arguments, environment: exempt)
            #expect(direct["changed"] == true, "\(direct)")
        }
    }

    @Test("a server that speaks nothing newer than TLS 1.1 is refused, even where OpenSSL is told to take it")
    func oldTLS() async throws {
        let cipher = ["-cipher", "ALL:@SECLEVEL=0"]
        for (version, words) in [("-tls1_1", "TLS failed"), ("-tls1_2", "a web page with status 200")] {
            let server = try TLSServer(more: [version] + cipher)
            defer { server.stop() }
            // As it comes, OpenSSL takes no signature of that time, and the module's own bound would not show.
            let text = """
                openssl_conf = all
                [all]
                ssl_conf = ssl
                [ssl]
                system_default = old
                [old]
                MinProtocol = TLSv1
                CipherString = ALL:@SECLEVEL=0
                """
            try text.write(toFile: server.path("old.cnf"), atomically: true, encoding: .utf8)
            let environment = ["OPENSSL_CONF": server.path("old.cnf")]
            let place = "127.0.0.1:\(server.port)"
            let other = try await run(
                "/usr/bin/env", ["openssl", "s_client", "-connect", place], environment: environment)
            #expect(other.status == 0, "\(other)")
            let options: JSONObject = [
                "auth_keycloak_url": .string("https://\(place)"), "token": "canary-token", "client_id": "app",
                "ca_path": .string(server.path("ca.pem")), "retries": 0,
            ]
            let (refused, finished) = try await answer(
                "keycloak_client", bytes: JSON.object(options).bytes, environment: environment)
            #expect(refused["failed"] == true && refused["msg"]?.text?.contains(words) == true, "\(finished)")
        }
    }

    // MARK: Calling

    private func login(_ server: Server) -> JSONObject {
        [
            "auth_keycloak_url": .string(server.base.description), "auth_username": .string(server.user),
            "auth_password": .string(server.password), "auth_realm": "master", "_ansible_check_mode": false,
        ]
    }

    private func answer(_ link: String, _ arguments: JSON) async throws -> (JSONObject, Finished) {
        try await answer(link, bytes: arguments.bytes)
    }

    /// Runs the executable through a link, and holds what every answer has in common.
    private func answer(
        _ link: String, bytes: [UInt8]?, environment: [String: String] = [:]
    ) async throws -> (JSONObject, Finished) {
        try await withFolder { folder in
            let program = folder.appendingPathComponent(link)
            try FileManager.default.createSymbolicLink(
                at: program, withDestinationURL: URL(fileURLWithPath: try #require(Setup.binary)))
            let file = folder.appendingPathComponent("args")
            if let bytes { try Data(bytes).write(to: file) }
            let finished = try await run(program.path, [file.path], environment: environment)
            #expect(finished.errors.isEmpty, "\(finished)")
            #expect(finished.output.hasSuffix("}\n"), "\(finished)")
            let line = String(finished.output.dropLast())
            #expect(!line.contains("\n"), "one line: \(finished)")
            let answer = try #require(try JSON(parsing: line).object, "\(finished)")
            // Our printer sorts, so what it prints again is the same only if it came sorted.
            #expect(JSON.object(answer).compact == line, "names are sorted, without white space")
            #expect(answer["msg"]?.text?.isEmpty == false)
            #expect(answer["invocation"]?.object?["module_args"]?.object != nil)
            return (answer, finished)
        }
    }
}
