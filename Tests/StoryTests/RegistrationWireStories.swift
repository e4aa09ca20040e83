import Foundation
import HTTP
import JSON
import Signing
import Testing

/// What a line of kcreg comes to.
private struct Wire {
    let line: String
    let status: Int32
    /// `R` is the registration service, `A` the administration, both of the realm; `token` the token endpoint, `ID` an id.
    let requests: [String]
    let output: String
    let errors: String

    init(_ line: String, _ status: Int32, _ requests: [String], _ output: String = "", errors: String = "") {
        self.line = line
        self.status = status
        self.requests = requests
        self.output = output
        self.errors = errors
    }
}

extension Stage {
    private var place: String { "--server \(backend.base.description) --realm \(realm)" }

    /// Runs lines of kcreg in turn, where `PLACE` is the server and realm, and holds what is asked for each.
    fileprivate func play(_ wires: [Wire], _ shell: RegistrationShell) async throws {
        for wire in wires {
            _ = transport.takeAll()
            let line = wire.line.replacingOccurrences(of: "PLACE", with: place)
            try await shell.kcreg(line, wire.status, wire.output, errors: wire.errors)
            let requests = transport.takeAll().map(short)
            #expect(requests == wire.requests, "\(wire.line)")
        }
    }

    private func short(_ request: String) -> String {
        let names = [
            ("/admin/realms/\(realm)", "A"), ("/realms/\(realm)/clients-registrations", "R"),
            ("/realms/\(realm)/protocol/openid-connect/token", "token"),
        ]
        let id = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        return names.reduce(request) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
            .replacingOccurrences(of: id, with: "ID", options: .regularExpression)
    }
}

/// The rows of facts-more 1.4: what kcreg's lines send.
let registrationWireStories: [Story] = [
    Story("facts-more 1.4: config credentials is one request for a token, by a password or a secret") { stage in
        try await stage.server(
            .post, ["clients"],
            [
                "clientId": "robot", "publicClient": false, "secret": "the-secret-of-robot",
                "serviceAccountsEnabled": true,
            ])
        _ = try await stage.user(roles: [])
        try await stage.play(
            [
                Wire(
                    "config credentials PLACE --user somebody --password password-of-somebody", 0, ["POST token"],
                    errors: "as user somebody"),
                Wire(
                    "config credentials PLACE --client robot --secret the-secret-of-robot", 0, ["POST token"],
                    errors: "as service-account-robot"),
                Wire("config credentials PLACE --user somebody --password wrong", 1, ["POST token"]),
                Wire("config credentials --server http://a --user somebody", 2, []),
            ], RegistrationShell(stage, [:]))
        try await stage.play(
            [
                Wire(
                    "config credentials PLACE --client robot", 0, ["POST token"],
                    errors: "as service-account-robot"),
                Wire("config credentials PLACE --user somebody", 0, ["POST token"], errors: "as user somebody"),
            ],
            RegistrationShell(
                stage,
                ["KC_CLI_CLIENT_SECRET": "the-secret-of-robot", "KC_CLI_PASSWORD": "password-of-somebody"]))
    },
    Story("facts-more 1.4: config credentials is one request for a token by a signed assertion", on: \.isReal) {
        stage in
        // 18 takes RSA alone from a certificate.
        let (pem, certificate) = try KeyPair.make(.rsa(bits: 2048))
        let lines = certificate.pem.split(separator: "\n").filter { !$0.hasPrefix("-") }
        try await stage.keyed(
            "keyed", ["jwt.credential.certificate": .string(lines.joined())], ["serviceAccountsEnabled": true])
        try await stage.play(
            [
                Wire(
                    "config credentials PLACE --client keyed --keystore key.pem", 0, ["POST token"],
                    errors: "as service-account-keyed")
            ], RegistrationShell(stage, [:], files: ["key.pem": pem]))
    },
    Story("facts-more 1.4: create, get, update, delete, update-token and attrs with a login") { stage in
        _ = try await stage.user(roles: ["manage-clients"])
        let shell = RegistrationShell(
            stage, [:],
            files: [
                "client.json": #"{"clientId":"filed","secret":"mine"}"#, "changes.json": #"{"description":"D"}"#,
                "whole.json": #"{"clientId":"app","description":"E"}"#,
            ])
        let update = ["GET R/default/app", "PUT R/default/app"]
        try await shell.kcreg(
            "config credentials --server \(stage.backend.base.description) --realm \(stage.realm) --user somebody "
                + "--password password-of-somebody", 0)
        try await stage.play(
            [
                Wire("create -s clientId=app -i", 0, ["POST R/default"], "app\n"),
                Wire("create -f client.json -o", 0, ["POST R/default"], "\"clientId\" : \"filed\""),
                Wire("create -f client.json -s clientId=both -c -o", 0, ["POST R/default"], "\"clientId\":\"both\""),
                Wire("create -s nosuch=1", 1, [], errors: "'nosuch'"), Wire("create", 2, []),
                Wire("create -s clientId=app", 1, ["POST R/default"], errors: "Client Identifier in use"),
                Wire("get app", 0, ["GET R/default/app"], "\"clientId\" : \"app\""),
                Wire("get filed -e install", 0, ["GET R/install/filed"], "\"resource\" : \"filed\""),
                Wire("update app -s name=N -s attributes.team=web", 0, update),
                Wire("update app -s redirectUris=[\"/a\"] -s redirectUris+=/b -o -c", 0, update, "\"/b\""),
                Wire("update app -f changes.json --merge -o", 0, update, "\"description\" : \"D\""),
                Wire("update app -f whole.json -o", 0, ["PUT R/default/app"], "\"description\" : \"E\""),
                Wire("update app -f changes.json", 0, ["PUT R/default/app"]), Wire("update app", 2, []),
                Wire(
                    "update-token app", 0,
                    ["GET A/clients?clientId=app", "POST A/clients/ID/registration-access-token"]),
                Wire(
                    "update-token nobody", 1,
                    ["GET A/clients?clientId=nobody", "GET A/clients?clientId=realm-management"],
                    errors: "No client found"),
                Wire("attrs", 0, [], "redirectUris"), Wire("attrs redirectUris", 0, [], "array (string)"),
                Wire("attrs -e oidc", 0, [], "redirect_uris"), Wire("delete app", 0, ["DELETE R/default/app"]),
                Wire("delete app", 1, ["DELETE R/default/app"], errors: "Client not found [invalid_request]"),
                Wire("get app --config a --no-config", 2, []),
            ], shell)
    },
    Story("facts-more 1.4: the format of RFC 7591 is guessed from the file, and asked for by -e", on: \.hasMetadata) {
        stage in
        let shell = RegistrationShell(
            stage, [:], files: ["oidc.json": #"{"redirect_uris":["https://a/b"],"client_name":"n"}"#])
        let token = try await stage.initialToken(count: 2)
        try await stage.play(
            [
                Wire("config initial-token PLACE \(token)", 0, []),
                Wire("create -f oidc.json", 0, ["POST R/openid-connect"]),
                Wire("create -s clientId=app", 0, ["POST R/default"]),
                Wire("get app -e oidc", 0, ["GET R/openid-connect/app"], "\"client_id\" : \"app\""),
                Wire(
                    "update app -e oidc -s client_name=M", 0,
                    ["GET R/openid-connect/app", "PUT R/openid-connect/app"]),
            ], shell)
        #expect(try await stage.client("app")["name"] == "M")
    },
    Story("facts-more 1.4: a service provider's XML goes to the provider for it", on: \.isReal) { stage in
        let xml = """
            <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="sp">\
            <md:SPSSODescriptor AuthnRequestsSigned="false" \
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\
            <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
            Location="https://sp/acs" index="1"/></md:SPSSODescriptor></md:EntityDescriptor>
            """
        let shell = RegistrationShell(stage, [:], files: ["sp.xml": xml])
        try await stage.play(
            [
                Wire("config initial-token PLACE \(try await stage.initialToken())", 0, []),
                Wire("create -f sp.xml -i", 0, ["POST R/saml2-entity-descriptor"], "sp\n"),
                Wire("get sp", 0, ["GET R/default/sp"], "\"protocol\" : \"saml\""),
            ], shell)
    },
    Story("facts-more 1.4: what is deleted from a document is gone, and a name with a blank is found") { stage in
        let shell = RegistrationShell(stage, [:])
        let token = try await stage.initialToken(count: 2)
        try await stage.play(
            [
                Wire("config initial-token PLACE \(token)", 0, []),
                Wire("config registration-token PLACE --client other a-token", 0, []),
                Wire("config registration-token PLACE --client other --delete", 0, []),
                Wire("create -s clientId=app -s description=D -s attributes.a.b=1", 0, ["POST R/default"]),
                Wire(
                    "update app -d description -d attributes.a.b", 0, ["GET R/default/app", "PUT R/default/app"]),
                Wire("create -s clientId=a·b", 0, ["POST R/default"]),
                Wire("get a·b -c", 0, ["GET R/default/a%20b"], "\"clientId\":\"a b\""),
                Wire("delete a·b", 0, ["DELETE R/default/a%20b"]),
            ], shell)
        let client = try await stage.client("app")
        #expect(client["description"]?.text ?? "" == "" && client["attributes"]?.object?["a.b"] == nil)
    },
    Story(
        "facts-more 1.4: the line's token goes before the document's, that before the one that is kept, then the login"
    ) {
        stage in
        _ = try await stage.user(roles: ["manage-clients"])
        let base = stage.backend.base.description
        func kept(_ shell: RegistrationShell) async throws -> String? {
            let config = try await shell.config()
            let endpoint = config["endpoints"]?.object?[base]?.object?[stage.realm]?.object
            return endpoint?["clients"]?.object?["app"]?.text
        }
        let shell = RegistrationShell(stage, [:])
        let place = "--server \(base) --realm \(stage.realm)"
        try await shell.kcreg("create -s clientId=app \(place) -t \(try await stage.initialToken())", 0)
        let first = try #require(try await kept(shell))
        try await shell.kcreg("get app \(place)", 0)
        #expect(try await kept(shell) == first)
        try await shell.kcreg("update app -s name=kept \(place)", 0)
        let second = try #require(try await kept(shell))
        #expect(second != first)
        // Elsewhere nothing is kept, and the document has the token.
        let document = #"{"clientId":"app","name":"filed","registrationAccessToken":"\#(second)"}"#
        let other = RegistrationShell(stage, [:], files: ["whole.json": document])
        try await other.kcreg("update app -f whole.json \(place)", 0)
        let third = try #require(try await kept(other))
        try await other.kcreg("update app -f whole.json -t \(third) \(place)", 0)
        let fourth = try #require(try await kept(other))
        #expect(fourth != third)
        try await shell.kcreg("get app --no-config \(place) -t \(fourth)", 0, "\"name\" : \"filed\"")
        #expect(try await kept(shell) == second)
        try await shell.kcreg("get app \(place)", 1)
        try await shell.kcreg("config credentials \(place) --user somebody --password password-of-somebody", 0)
        try await shell.kcreg("get app", 0, "\"name\" : \"filed\"")
        try await shell.kcreg("delete app", 0)
        #expect(try await kept(shell) == nil)
    },
    Story("facts-more 1.4: kcreg's file holds the login's tokens, and no password") { stage in
        _ = try await stage.user(roles: ["manage-clients"])
        let base = stage.backend.base.description
        let shell = RegistrationShell(stage, ["KC_CLI_PASSWORD": "password-of-somebody"])
        let place = "--server \(base) --realm \(stage.realm)"
        try await shell.kcreg("config credentials \(place) --user somebody", 0)
        try await shell.kcreg("config initial-token \(place) an-initial-token", 0)
        let config = try await shell.config()
        #expect(config["serverUrl"] == .string(base) && config["realm"] == .string(stage.realm))
        let endpoint = config["endpoints"]?.object?[base]?.object?[stage.realm]?.object ?? [:]
        #expect(endpoint["clientId"] == "admin-cli" && endpoint["grantTypeForAuthentication"] == "password")
        #expect(endpoint["token"]?.text?.hasPrefix("ey") == true && endpoint["refreshToken"]?.text != nil)
        #expect(endpoint["initialToken"] == "an-initial-token")
        let milliseconds = try #require(endpoint["expiresAt"]?.int) - Int(Date().timeIntervalSince1970) * 1000
        #expect((0...700_000).contains(milliseconds))
        #expect(!JSON.object(config).compact.contains("password-of-somebody"))
    },
]
