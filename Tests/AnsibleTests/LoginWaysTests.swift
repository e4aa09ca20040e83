import Foundation
import HTTP
import JSON
import Reconcile
import Resources
import Testing

/// The one login table, through every module.
struct LoginWaysTests {
    static let modules = Modules.all.map { $0.name }

    /// A key that was made for these tests alone.
    static let key = PEMSamples.key
    static let certificate = PEMSamples.certificate

    /// What the token endpoint is asked; `assertion` stands for a JWT that this test reads apart.
    static let ways: [(LoginCase, [String: String])] = [
        (
            LoginCase("user and password", ["auth_username": "admin", "auth_password": "canary-password"]),
            ["grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "canary-password"]
        ),
        (
            LoginCase(
                "user, password and second factor",
                ["auth_username": "admin", "auth_password": "canary-password", "auth_otp": "012345"]),
            [
                "grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "canary-password",
                "totp": "012345",
            ]
        ),
        (
            LoginCase(
                "a password from a file loses one line break", ["auth_username": "a", "auth_password_file": "/p"],
                files: ["/p": " canary-password\n\n"]),
            ["grant_type": "password", "client_id": "admin-cli", "username": "a", "password": " canary-password\n"]
        ),
        (
            LoginCase("client and secret", ["auth_client_id": "svc", "auth_client_secret": "canary-secret"]),
            ["grant_type": "client_credentials", "client_id": "svc", "client_secret": "canary-secret"]
        ),
        (
            LoginCase(
                "client and secret from a file", ["auth_client_id": "svc", "auth_client_secret_file": "/s"],
                files: ["/s": "canary-secret\r\n"]),
            ["grant_type": "client_credentials", "client_id": "svc", "client_secret": "canary-secret"]
        ),
        (
            LoginCase(
                "a secret that signs",
                ["auth_client_id": "svc", "auth_client_secret": "canary-secret", "auth_client_secret_jwt": true]),
            ["grant_type": "client_credentials", "client_assertion": "HS256"]
        ),
        (
            LoginCase("a private key", ["auth_client_id": "svc", "auth_private_key": .string(key)]),
            ["grant_type": "client_credentials", "client_assertion": "ES256"]
        ),
        (
            LoginCase(
                "a private key from a file", ["auth_client_id": "svc", "auth_private_key_file": "/k"],
                files: ["/k": key]),
            ["grant_type": "client_credentials", "client_assertion": "ES256"]
        ),
        (
            LoginCase(
                "a user through a client with a key",
                [
                    "auth_client_id": "svc", "auth_private_key": .string(key), "auth_username": "u",
                    "auth_password": "canary-password",
                ]),
            ["grant_type": "password", "client_assertion": "ES256", "username": "u", "password": "canary-password"]
        ),
        (
            LoginCase("a token file", ["auth_token_file": "/t"], files: ["/t": "canary.token.file\n"]),
            ["grant_type": "client_credentials", "client_assertion": "canary.token.file"]
        ),
        (
            LoginCase(
                "a token file for a named client", ["auth_token_file": "/t", "auth_client_id": "svc"],
                files: ["/t": "canary.token.file"]),
            ["grant_type": "client_credentials", "client_id": "svc", "client_assertion": "canary.token.file"]
        ),
        (
            LoginCase(
                "a client certificate",
                ["auth_client_id": "svc", "client_cert": "/c", "client_key": "/k"],
                files: ["/c": certificate, "/k": key]),
            ["grant_type": "client_credentials", "client_id": "svc"]
        ),
        (
            LoginCase("a refresh token", ["refresh_token": "canary-refresh"]),
            ["grant_type": "refresh_token", "client_id": "admin-cli", "refresh_token": "canary-refresh"]
        ),
        (
            LoginCase(
                "a user of the environment", [:],
                environment: ["KEYCLOAK_USER": "admin", "KEYCLOAK_PASSWORD": "canary-password"]),
            ["grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "canary-password"]
        ),
        (
            LoginCase(
                "a client of the environment", [:],
                environment: ["KEYCLOAK_CLIENT_ID": "svc", "KEYCLOAK_CLIENT_SECRET": "canary-secret"]),
            ["grant_type": "client_credentials", "client_id": "svc", "client_secret": "canary-secret"]
        ),
        (
            LoginCase(
                "the environment's password for the task's user", ["username": "task"],
                environment: ["KEYCLOAK_USER": "env", "KEYCLOAK_PASSWORD": "canary-password", "KEYCLOAK_TOKEN": "t"]),
            ["grant_type": "password", "client_id": "admin-cli", "username": "task", "password": "canary-password"]
        ),
        (
            LoginCase(
                "the task's client, and no user of the environment",
                ["auth_client_id": "svc", "auth_client_secret": "canary-secret"],
                environment: [
                    "KEYCLOAK_USER": "env", "KEYCLOAK_PASSWORD": "canary-password", "KEYCLOAK_TOKEN": "t",
                    "KEYCLOAK_CLIENT_SECRET": "other", "KEYCLOAK_CLIENT_ID": "other",
                ]),
            ["grant_type": "client_credentials", "client_id": "svc", "client_secret": "canary-secret"]
        ),
        (
            LoginCase(
                "null leaves an option to the environment, empty variables say nothing",
                ["auth_username": .null, "password": .null],
                environment: [
                    "KEYCLOAK_USER": "admin", "KEYCLOAK_PASSWORD": "canary-password", "KEYCLOAK_TOKEN": "",
                    "KEYCLOAK_CLIENT_ID": "",
                ]),
            ["grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "canary-password"]
        ),
    ]

    @Test("a way to log in", arguments: modules, ways)
    func way(_ module: String, _ way: (LoginCase, [String: String])) async throws {
        let (given, expected) = way
        let result = try await given.run(try #require(Modules.named(module)))
        let login = try #require(result.transport.login, "no login: \(result.message)")
        #expect(login.url == "https://sso.invalid/auth/realms/master/protocol/openid-connect/token")
        var form = Dictionary(uniqueKeysWithValues: login.form)
        if let assertion = form["client_assertion"] {
            #expect(
                form.removeValue(forKey: "client_assertion_type")
                    == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            let parts = assertion.split(separator: ".")
            if let header = decoded(parts[0])?.object, let claims = decoded(parts[1]) {
                form["client_assertion"] = header["alg"]?.text
                #expect(header == ["alg": header["alg"] ?? .null, "typ": "JWT"])
                #expect(
                    claims == [
                        "iss": "svc", "sub": "svc", "aud": "https://sso.invalid/auth/realms/master",
                        "iat": 1_800_000_000, "exp": 1_800_000_060, "jti": "BwcHBwcHBwcHBwcHBwcHBw",
                    ])
            }
            #expect(!result.output.contains(assertion))
        }
        #expect(form == expected)
        #expect(result.transport.bearer == "Bearer canary-access-token")
        #expect(!result.output.contains("canary"), "a secret in \(result.output)")
        #expect(!result.output.contains("BEGIN"))
    }

    private func decoded(_ part: Substring) -> JSON? {
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        let padded = String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let data = Data(base64Encoded: padded) else { return nil }
        return try? JSON(parsing: [UInt8](data))
    }

    @Test("a token is used as it is, from the task or else from the environment", arguments: modules)
    func token(_ module: String) async throws {
        let module = try #require(Modules.named(module))
        let environment = [
            "KEYCLOAK_TOKEN": "canary-environment", "KEYCLOAK_USER": "u", "KEYCLOAK_PASSWORD": "canary-password",
            "KEYCLOAK_URL": "https://env.invalid",
        ]
        let own = try await LoginCase("", ["token": "canary-task-token"], environment: environment).run(module)
        #expect(own.transport.bearer == "Bearer canary-task-token")
        #expect(own.transport.login == nil)
        let other = try await LoginCase("", [:], environment: environment).run(module)
        #expect(other.transport.bearer == "Bearer canary-environment")
        for result in [own, other] { #expect(!result.output.contains("canary")) }
    }

    @Test("server, realm and client come from the environment where the task leaves them out", arguments: modules)
    func server(_ module: String) async throws {
        let result = try await LoginCase(
            "", ["auth_password": "canary-password"],
            environment: [
                "KEYCLOAK_URL": "http://env.invalid/", "KEYCLOAK_AUTH_REALM": "r", "KEYCLOAK_CLIENT_ID": "c",
                "KEYCLOAK_USER": "u",
            ]
        ).run(try #require(Modules.named(module)))
        let login = try #require(result.transport.login)
        #expect(login.url == "http://env.invalid/realms/r/protocol/openid-connect/token")
        #expect(login.form.first { $0.0 == "client_id" }?.1 == "c")
    }

    static let user: JSONObject = ["auth_username": "u", "auth_password": "canary-password"]

    @Test("nothing to log in with is told before any request, where it is needed", arguments: modules)
    func nothing(_ module: String) async throws {
        let type = try #require(Modules.named(module))
        let result = try await LoginCase("nothing", [:]).run(type)
        #expect(result.answer["failed"] == true)
        let words = "no way to log in: give auth_username and auth_password"
        #expect(result.message.hasPrefix(words) == type.needsLogin(Arguments(values: [:])), "\(result.message)")
    }

    static let problems: [(LoginCase, String)] = [
        (LoginCase("a user alone", ["auth_username": "u"]), "auth_password: is required together with auth_username"),
        (
            LoginCase("a password alone", ["auth_password": "canary-password"]),
            "auth_username: is required together with auth_password"
        ),
        (
            LoginCase("a user of the environment alone", [:], environment: ["KEYCLOAK_PASSWORD": "canary-password"]),
            "auth_username: is required together with auth_password"
        ),
        (
            LoginCase("a bad URL of the environment", user, environment: ["KEYCLOAK_URL": "ftp://x"]),
            "auth_keycloak_url: must be an http or https URL without user, query and fragment (it comes from KEYCLOAK_URL)"
        ),
        (
            LoginCase(
                "a password twice", user.merging(["auth_password_file": "/p"]), files: ["/p": "canary-password"]),
            "auth_password_file: is the same setting as auth_password; keep one"
        ),
        (
            LoginCase("a missing file", ["auth_username": "u", "auth_password_file": "/nowhere"]),
            "auth_password_file: '/nowhere' cannot be read: No such file or directory"
        ),
        (
            LoginCase("an empty file", ["auth_username": "u", "auth_password_file": "/p"], files: ["/p": "\n"]),
            "auth_password_file: '/p' is empty"
        ),
        (
            LoginCase(
                "a secret and a key",
                ["auth_client_id": "c", "auth_client_secret": "canary-secret", "auth_private_key": "x"]),
            "auth_private_key: contradicts auth_client_secret: a client proves itself in one way; keep one"
        ),
        (
            LoginCase("a key for no client", ["auth_private_key": .string(key)]),
            "auth_client_id: is required: the client that the key, secret or certificate belongs to"
        ),
        (
            LoginCase("no key", ["auth_client_id": "c", "auth_private_key": "canary-no-key"]),
            "auth_private_key: holds no PEM text"
        ),
        (
            LoginCase(
                "a certificate for a key", ["auth_client_id": "c", "auth_private_key_file": "/c"],
                files: ["/c": certificate]),
            "auth_private_key_file: '/c' holds a certificate in place of a private key"
        ),
        (
            LoginCase("a passphrase alone", user.merging(["auth_private_key_passphrase": "canary-phrase"])),
            "auth_private_key_passphrase: needs auth_private_key or auth_private_key_file beside it"
        ),
        (
            LoginCase("nothing that signs", user.merging(["auth_client_secret_jwt": true])),
            "auth_client_secret_jwt: needs auth_client_secret beside it"
        ),
        (
            LoginCase("a number for a code", user.merging(["auth_otp": 5349])),
            "auth_otp: must be 6 to 8 digits, in quotation marks"
        ),
        (
            LoginCase("a code alone", ["auth_otp": "123456"]),
            "auth_otp: needs auth_username and auth_password beside it"
        ),
        (
            LoginCase("no token file", ["auth_token_file": "/nowhere"]),
            "auth_token_file: '/nowhere' cannot be read: No such file or directory"
        ),
        (LoginCase("a key alone", user.merging(["client_key": "/k"])), "client_key: needs client_cert beside it"),
        (
            LoginCase("a certificate without key", user.merging(["client_cert": "/c"]), files: ["/c": certificate]),
            "client_key: is required: '/c' in client_cert holds no private key"
        ),
        (
            LoginCase(
                "a key for a certificate", user.merging(["client_cert": "/k", "client_key": "/k"]), files: ["/k": key]),
            "client_cert: '/k' holds no certificate in PEM"
        ),
        (
            LoginCase(
                "a certificate over http",
                user.merging(["client_cert": "/b", "auth_keycloak_url": "http://sso.invalid"]),
                files: ["/b": certificate + key]),
            "client_cert: needs an https URL in auth_keycloak_url"
        ),
        (
            LoginCase("no authority", user.merging(["ca_path": "/nowhere"])),
            "ca_path: '/nowhere' cannot be read: No such file or directory"
        ),
        (
            LoginCase("an authority for nothing", user.merging(["ca_path": "/folder", "validate_certs": false])),
            "ca_path: contradicts validate_certs: false"
        ),
        (LoginCase("no proxy", user.merging(["proxy": "squid:canary-3128"])), "proxy: must be a URL that begins with"),
    ]

    @Test("a set of options that cannot log in is told by path, before any request", arguments: modules, problems)
    func problem(_ module: String, _ problem: (LoginCase, String)) async throws {
        let (given, expected) = problem
        let result = try await given.run(try #require(Modules.named(module)))
        #expect(result.answer["failed"] == true)
        #expect(result.message.hasPrefix(expected), "\(result.message)")
        #expect(result.settings == nil)
        #expect(!result.output.contains("canary"), "a secret in \(result.output)")
    }

    static let connections: [(LoginCase, TransportSettings)] = [
        (LoginCase("nothing", [:]), TransportSettings()),
        (
            LoginCase("a file", ["ca_path": "/c"], files: ["/c": certificate]),
            TransportSettings(authorities: .file("/c"))
        ),
        (LoginCase("a folder", ["ca_path": "/folder"]), TransportSettings(authorities: .folder("/folder"))),
        (
            LoginCase("a certificate and its key in one file", ["client_cert": "/b"], files: ["/b": certificate + key]),
            TransportSettings(clientCertificate: .init(certificate: "/b", key: "/b"))
        ),
        (LoginCase("a proxy", ["proxy": "http://p:3128"]), TransportSettings(proxy: "http://p:3128")),
        (LoginCase("no proxy", ["proxy": ""]), TransportSettings(proxy: "")),
        (LoginCase("no check", ["validate_certs": "no"]), TransportSettings(validatesCertificates: false)),
    ]

    @Test("options for the connection reach the transport", arguments: modules, connections)
    func connection(_ module: String, _ connection: (LoginCase, TransportSettings)) async throws {
        var (given, expected) = connection
        given.options = given.options.merging(Self.user)
        let result = try await given.run(try #require(Modules.named(module)))
        #expect(result.settings == expected)
        let warnings = result.answer["warnings"]?.array?.compactMap(\.text) ?? []
        #expect(warnings.contains { $0.hasPrefix("validate_certs is false") } == !expected.validatesCertificates)
    }

    @Test("the options and variables are all documented, and no others")
    func documentation() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/login.md")
        let text = try String(contentsOf: file.standardized, encoding: .utf8)
        for option in LoginOptions.all { #expect(text.contains("| `\(option.name)` |"), "\(option.name)") }
        for match in text.matches(of: /\n\| `([a-z_]+)` \|/) {
            #expect(LoginOptions.all.contains { $0.name == match.1 }, "\(match.1) is no option")
        }
    }
}
