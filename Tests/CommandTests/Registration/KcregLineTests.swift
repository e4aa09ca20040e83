import Foundation
import HTTP
import JSON
import Keycloak
import Sandbox
import TestSupport
import Testing

@testable import Commands

/// The link `kcreg`: every command line of Keycloak's documentation on the client registration CLI, unchanged.
@Suite("kcreg's command lines")
struct KcregLineTests {
    /// A line of the documentation or of the tool's own help, with what its variables stand for.
    struct Line: Sendable, CustomTestStringConvertible {
        let line: String
        /// Lines that run before it, after a login.
        var before: [String] = []
        var input: String?
        var status: Int32 = 0
        /// What stdout contains.
        var output = ""
        /// What stderr contains.
        var errors = ""
        var testDescription: String { line }
    }

    private static let login = "config credentials --server http://sandbox.invalid --realm demo --user user"
    private static let client = [
        "create -s clientId=myclient -s 'redirectUris=[\"/myclient/*\"]' -s webOrigins=[\"+\"]"
    ]

    static let lines = [
        Line(line: "help", output: "Usage: kcreg"), Line(line: "--help", output: "Usage: kcreg"),
        Line(line: "", status: 2, output: "Usage: kcreg"),
        Line(line: "config", status: 2, output: "config credentials"),
        Line(line: "create", status: 2, output: "--clientId"),
        Line(line: "help create", output: "--clientId"), Line(line: "create --help", output: "--clientId"),
        Line(line: "config credentials --help", output: "--keystore"),
        Line(line: "config initial-token --help", output: "--keep-domain"),
        Line(line: "config registration-token --help", output: "--client"),
        Line(line: "get --help", output: "--endpoint"), Line(line: "update --help", output: "--merge"),
        Line(line: "delete --help", output: "--token"), Line(line: "update-token --help", output: "CLIENT"),
        // Logins.
        Line(line: login + " --client reg-cli", input: "user\n", errors: "as user user of realm demo"),
        Line(line: login, input: "user\n"), Line(line: login + " --password user"),
        Line(line: login + " --password wrong", status: 1, errors: "wrong"),
        Line(
            line: "config credentials --server http://sandbox.invalid --realm demo --client robot",
            input: "robot-secret\n",
            errors: "as service-account-robot"),
        Line(
            line: "config credentials --server http://sandbox.invalid --realm demo --client robot --secret robot-secret"
        ),
        Line(line: "config credentials --server http://sandbox.invalid", status: 2, errors: "--realm"),
        Line(line: "config credentials --status", output: "Logged in"),
        Line(
            line:
                "config credentials --server http://sandbox.invalid --realm demo --client robot --keystore keystore.jks",
            status: 1, errors: "--keystore: holds no PEM text"),
        // Tokens.
        Line(line: "config initial-token TOKEN"),
        Line(line: "config initial-token --server http://sandbox.invalid --realm demo TOKEN"),
        Line(line: "config initial-token --server http://sandbox.invalid --realm demo --delete"),
        Line(
            line: "config registration-token --server http://sandbox.invalid --realm demo --client my_client TOKEN"),
        Line(
            line: "config registration-token --server http://sandbox.invalid --realm demo --client my_client --delete"),
        Line(line: "config truststore --trustpass PASSWORD truststore.jks"),
        Line(line: "config truststore truststore.jks"), Line(line: "config truststore --delete"),
        Line(line: "config truststore nowhere.jks", status: 1, errors: "not found"),
        // Clients.
        Line(
            line: "create -s clientId=my_client -s 'redirectUris=[\"http://localhost:8980/myapp/*\"]'",
            errors: "Registered new client with client_id 'my_client'"),
        Line(line: "create -s clientId=myclient"),
        Line(line: "create -s clientId=myclient -t TOKEN", before: ["config initial-token --delete"]),
        Line(
            line: "create -s clientId=my_client2 -s 'redirectUris=[\"http://localhost:8980/myapp/*\"]' -t -",
            input: "TOKEN"),
        Line(
            line: "create -f client-template.json -s clientId=myclient -s baseUrl=/myclient "
                + "-s 'redirectUris=[\"/myclient/*\"]' -o", output: "\"baseUrl\" : \"/myclient\""),
        Line(line: "create -f - -i", input: "{\"clientId\":\"my_client\"}", output: "my_client\n"),
        Line(line: "create -e oidc -s 'redirect_uris=[\"http://localhost:8980/myapp/*\"]'"),
        Line(line: "create -s clientId=a -oc", output: "{\"alwaysDisplayInConsole\":"),
        Line(line: "create -s clientId=a -i", output: "a\n"),
        Line(line: "create -sclientId=a -i", output: "a\n"),
        Line(line: "create --set=clientId=a --clientId", output: "a\n"),
        Line(line: "create -s clientId=a -i -o", status: 2, errors: "contradict"),
        Line(line: "create -s nosuch=1", status: 1, errors: "'nosuch'"),
        Line(line: "create -s clientId=myclient", before: client, status: 1, errors: "Client Identifier in use"),
        Line(line: "get myclient", before: client, output: "\"clientId\" : \"myclient\""),
        Line(line: "get myclient -e oidc", before: client, output: "\"client_id\" : \"myclient\""),
        Line(line: "get myclient -c", before: client, output: "\"clientId\":\"myclient\""),
        Line(line: "get nobody", status: 1, errors: "Client not found [invalid_request]"),
        Line(line: "get", status: 2, output: "Usage"),
        Line(line: "get a b", status: 2, errors: "'b'"), Line(line: "get a --nosuch", status: 2, errors: "'--nosuch'"),
        Line(line: "get a --config x --no-config", status: 2, errors: "contradict"),
        Line(line: "update myclient -f myclient.json", before: client),
        Line(
            line: "update myclient -s enabled=false -d redirectUris -o", before: client,
            output: "\"redirectUris\" : [ ]"),
        Line(line: "update myclient --merge -d redirectUris -f mychanges.json", before: client),
        Line(line: "update myclient -f mychanges.json -s enabled=true", before: client),
        Line(line: "update myclient -f mychanges.json -s enabled=true --merge", before: client),
        Line(
            line: "update myclient -s enabled=true -s 'redirectUris=[\"http://localhost:8080/myapp/*\"]'",
            before: client),
        Line(line: "update myclient -e oidc -s 'redirect_uris=[\"http://localhost:8080/myapp/*\"]'", before: client),
        Line(line: "update myclient", before: client, status: 2, errors: "-s"),
        Line(line: "delete myclient", before: client),
        Line(line: "delete myclient", before: client + ["delete myclient"], status: 1, errors: "Client not found"),
        Line(line: "update-token myclient", before: client),
        Line(line: "update-token nobody", status: 1, errors: "No client found for: nobody"),
        Line(line: "attrs", output: "redirectUris"), Line(line: "attrs protocolMappers", output: "protocolMapper "),
        Line(line: "attrs -e oidc", output: "redirect_uris"), Line(line: "attrs nosuch", status: 1, errors: "'nosuch'"),
        Line(
            line: "get myclient --no-config --server http://sandbox.invalid --realm demo --user user --password user",
            before: client, output: "\"clientId\" : \"myclient\""),
        Line(
            line: "update-token myclient --no-config --server http://sandbox.invalid --realm demo --user user "
                + "--password user", before: client, output: "ey"),
        Line(line: "get myclient --no-config", status: 1, errors: "No server specified"),
        Line(line: "nosuch", status: 2, errors: "'nosuch'"),
        Line(line: "config nosuch", status: 2, errors: "credentials"),
    ]

    @Test("do what kcreg does", arguments: lines)
    func run(_ given: Line) async throws {
        let terminal = try await RegistrationRealm.terminal()
        let token = try await RegistrationRealm.initialToken(terminal)
        await terminal.kcreg("\(Self.login) --password user")
        for line in given.before {
            let finished = await terminal.kcreg(line)
            #expect(finished.status == 0, "\(finished)")
        }
        let line = given.line.replacingOccurrences(of: "TOKEN", with: token)
        let finished = await terminal.kcreg(line, input: given.input?.replacingOccurrences(of: "TOKEN", with: token))
        #expect(finished.status == given.status, "\(finished)")
        #expect(given.output.isEmpty || finished.output.contains(given.output), "\(finished)")
        #expect(given.errors.isEmpty || finished.errors.contains(given.errors), "\(finished)")
        if given.status == 0, given.line.hasPrefix("create"), given.output.isEmpty {
            #expect(finished.errors.contains("Registered new client with client_id '"), "\(finished)")
        }
    }

    @Test("an initial access token is enough to register a client and to look after it")
    func withoutLogin() async throws {
        let terminal = try await RegistrationRealm.terminal()
        let token = try await RegistrationRealm.initialToken(terminal)
        await terminal.kcreg("config initial-token --server http://sandbox.invalid --realm demo \(token)")
        for line in [
            "create -s clientId=app", "get app", "update app -s enabled=true", "update app -s name=N", "delete app",
        ] {
            let finished = await terminal.kcreg(line)
            #expect(finished.status == 0, "\(finished)")
        }
        let gone = await terminal.kcreg("get app")
        #expect(gone.status == 1, "\(gone)")
    }

    @Test("a file of kcreg is used as kcreg left it, and each new token stands in it")
    func file() async throws {
        let terminal = try await RegistrationRealm.terminal()
        await terminal.kcreg("\(Self.login) --password user")
        await terminal.kcreg("create -s clientId=app")
        func config() async throws -> JSONObject? {
            let bytes = await terminal.sharedFile("/home/user/.keycloak/kcreg.config").read()
            return try JSON(parsing: try #require(bytes)).object
        }
        func token() async throws -> String? {
            try await config()?["endpoints"]?.object?["http://sandbox.invalid"]?.object?["demo"]?.object?["clients"]?
                .object?["app"]?.text
        }
        #expect(try await config()?["serverUrl"] == "http://sandbox.invalid")
        let first = try await token()
        await terminal.kcreg("get app")
        #expect(try await token() == first && first != nil)
        await terminal.kcreg("update app -s name=N")
        let second = try await token()
        #expect(second != first && second != nil)
        await terminal.kcreg("delete app")
        #expect(try await token() == nil)
    }

    @Test("secrets come from the environment too", arguments: ["KC_CLI_PASSWORD", "KC_CLI_CLIENT_SECRET"])
    func environment(_ name: String) async throws {
        let value = name == "KC_CLI_PASSWORD" ? "user" : "robot-secret"
        let terminal = try await RegistrationRealm.terminal(environment: [name: value])
        let who = name == "KC_CLI_PASSWORD" ? "--user user" : "--client robot"
        let finished = await terminal.kcreg(
            "get nobody --no-config --server http://sandbox.invalid --realm demo \(who)")
        #expect(finished.errors.contains("Client not found"), "\(finished)")
    }
}

/// A realm for registrations: a user and a client, both of which may manage clients.
enum RegistrationRealm {
    static let files = [
        "client-template.json": "{\"clientId\":\"template\",\"name\":\"From a template\"}",
        "myclient.json": "{\"clientId\":\"myclient\",\"name\":\"N\"}", "mychanges.json": "{\"description\":\"D\"}",
        "truststore.jks": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "keystore.jks": "JKS",
    ]

    /// A terminal whose server has the realm `demo`.
    static func terminal(
        server: Sandbox = Sandbox(now: { 1_800_000_000 }), environment: [String: String] = [:], input: String? = nil,
        password: String = "user"
    ) async throws -> Terminal {
        let home = ["HOME": "/home/user"]
        let terminal = Terminal(
            server: server, files: files, environment: environment.merging(home) { $1 }, input: input)
        try await terminal.send(.post, [], ["realm": "demo", "enabled": true])
        let clients = ["demo", "clients"]
        try await terminal.send(
            .post, clients,
            [
                "clientId": "robot", "secret": "robot-secret", "publicClient": false, "serviceAccountsEnabled": true,
            ])
        try await terminal.send(
            .post, clients, ["clientId": "reg-cli", "publicClient": true, "directAccessGrantsEnabled": true])
        try await terminal.send(
            .post, ["demo", "users"],
            [
                "username": "user", "enabled": true, "email": "user@example.org", "firstName": "U", "lastName": "S",
                "credentials": [["type": "password", "value": .string(password)]],
            ])
        func id(_ path: [String], _ query: [(String, String)]) async throws -> String {
            try #require(try await terminal.send(.get, path, query: query).array?.first?.object?["id"]?.text)
        }
        let management = try await id(clients, [("clientId", "realm-management")])
        let role = try await terminal.send(.get, clients + [management, "roles", "manage-clients"])
        for name in ["user", "service-account-robot"] {
            let user = try await id(["demo", "users"], [("username", name), ("exact", "true")])
            try await terminal.send(
                .post, ["demo", "users", user, "role-mappings", "clients", management], .array([role]))
        }
        return terminal
    }

    /// An initial access token of that realm.
    static func initialToken(_ terminal: Terminal) async throws -> String {
        let made = try await terminal.send(.post, ["demo", "clients-initial-access"], ["count": 9, "expiration": 600])
        return try #require(made.object?["token"]?.text)
    }
}
