import Ansible
import HTTP
import JSON
import Resources
import TestSupport
import Testing

/// A call in which a secret stands where it does not belong, or in another form than usual.
struct Misplaced: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let options: JSONObject

    init(_ story: String, _ options: JSONObject) {
        testDescription = story
        self.options = options
    }

    private static let secret: JSON = #"{"secret": "canary-12345"}"#

    static let all: [Misplaced] = [
        Misplaced("the password, as it should be", ["auth_password": "canary-12345"]),
        Misplaced("the password as a number", ["auth_password": 1_234_554_321]),
        Misplaced("the password in a list", ["auth_password": ["canary-12345"]]),
        Misplaced("the password by an alias", ["auth_password": .null, "password": "canary-12345"]),
        Misplaced("two different passwords", ["auth_password": "canary-12345", "password": "canary-54321"]),
        Misplaced("the password under a name with an error in it", ["auth_pasword": "canary-12345"]),
        Misplaced("the password in the URL", ["auth_keycloak_url": "http://admin:canary@sso.invalid"]),
        Misplaced("a secret in a JSON text", ["representation": secret]),
        Misplaced("a secret in a JSON text, beside an error", ["representation": secret, "enabled": "maybe"]),
        Misplaced("a secret in a JSON text with an error", ["representation": #"{"secret": "canary-12345""#]),
        Misplaced("a private key among pairs", ["attributes": "saml.signing.private.key=canary-12345", "nothing": 1]),
        Misplaced(
            "a private key among pairs, with an error", ["attributes": "saml.signing.private.key=canary-12345,x"]),
        Misplaced("a secret in a mapper", ["protocol_mappers": [["name": "m", "config": ["secret": "canary-12345"]]]]),
        Misplaced("a mapper with an error", ["protocol_mappers": [["name": "m", "confg": "canary-12345"]]]),
        Misplaced(
            "a mapper as JSON text", ["protocol_mappers": #"[{"config": {"secret": "canary-12345"}}]"#, "state": "x"]),
        Misplaced("tokens", ["token": "canary-12345", "refresh_token": "canary-54321", "id": ""]),
    ]
}

@Suite("What a module says that it was called with")
struct InvocationTests {
    /// Runs a module on a host where nothing listens, whose error repeats the options' secret.
    private func answer(_ options: JSONObject) async throws -> JSONObject {
        let login: JSONObject = [
            "auth_keycloak_url": "http://sso.invalid", "auth_username": "admin", "auth_password": "canary-password",
            "client_id": "app",
        ]
        let frontEnd = AnsibleFrontEnd(
            effects: .init(
                transport: { _ throws(HTTPError) in throw HTTPError(.refused, "canary-12345 was refused") },
                timing: .fake())
        )
        let (output, status) = await frontEnd.run(
            program: "AnsiballZ_keycloak_client", arguments: JSON.object(login.merging(options)).bytes)
        #expect(status == 1)
        return try #require(try JSON(parsing: output).object)
    }

    @Test("never holds a secret", arguments: Misplaced.all)
    func secrets(_ story: Misplaced) async throws {
        let invocation = try #require(try await answer(story.options)["invocation"])
        #expect(!invocation.compact.contains("canary"), "\(invocation.pretty)")
        #expect(!invocation.compact.contains("1234554321"), "\(invocation.pretty)")
    }

    @Test("a message that repeats a secret of a JSON text is masked too")
    func message() async throws {
        let answer = try await answer(["representation": #"{"secret": "canary-12345"}"#])
        #expect(answer["msg"]?.text?.contains("******** was refused") == true, "\(JSON.object(answer).pretty)")
    }

    @Test("shows what was understood, by the options' own names, and masks what was not")
    func shown() async throws {
        let options: JSONObject = ["redirectUris": "a, b", "enabled": "maybe", "nmae": "x", "auth_realm": .null]
        let arguments = try await answer(options)["invocation"]?.object?["module_args"]?.object
        #expect(arguments?["redirect_uris"] == ["a", "b"])
        #expect(arguments?["auth_password"] == "********")
        #expect(arguments?["enabled"] == "********" && arguments?["nmae"] == "********")
        #expect(arguments?["token"] == nil && arguments?["client_id"] == "app")
    }
}
