import JSON
import Testing

@testable import Commands

/// `-s`, `+=` and `-d`: what becomes of a client's document.
@Suite("Edits of a client's document")
struct DocumentEditTests {
    /// One edit: `-` before it deletes.
    struct Case: Sendable, CustomTestStringConvertible {
        let edit: String
        let before: JSON
        /// What is there afterwards, or what is wrong.
        let after: JSON
        var form = ClientFormat.keycloak
        var isNew = false

        init(_ edit: String, _ before: JSON, _ after: JSON, _ form: ClientFormat = .keycloak, isNew: Bool = false) {
            self.edit = edit
            self.before = before
            self.after = after
            self.form = form
            self.isNew = isNew
        }

        var testDescription: String { edit }
    }

    static let cases = [
        Case("name=The shop", [:], ["name": "The shop"]),
        Case("name=", ["name": "x"], ["name": ""]),
        Case("name=a=b", [:], ["name": "a=b"]),
        Case("name=[1]", [:], ["name": "[1]"]),
        Case("name=true", [:], ["name": "true"]),
        Case("enabled=false", ["enabled": true], ["enabled": false]),
        Case("enabled=maybe", [:], "'enabled' is true or false"),
        Case("notBefore=12", [:], ["notBefore": 12]),
        Case("notBefore=soon", [:], "'notBefore' is a whole number"),
        Case("redirectUris=[\"/a\",\"/b\"]", ["redirectUris": ["/c"]], ["redirectUris": ["/a", "/b"]]),
        Case("redirectUris=/a", [:], "'redirectUris' is a list"),
        Case("redirectUris=[\"/a]", [:], "the value of 'redirectUris' is no JSON"),
        Case("redirectUris+=/b", ["redirectUris": ["/a"]], ["redirectUris": ["/a", "/b"]]),
        Case("redirectUris+=/b", [:], ["redirectUris": ["/b"]]),
        Case("redirectUris[1]=/x", ["redirectUris": ["/a", "/b"]], ["redirectUris": ["/a", "/x"]]),
        Case("redirectUris[2]=/x", ["redirectUris": ["/a", "/b"]], "the list has 2 items"),
        Case("name+=x", [:], "'name' is no list"),
        Case("attributes.team=web", ["attributes": ["a": "b"]], ["attributes": ["a": "b", "team": "web"]]),
        Case("attributes.access.token.lifespan=60", [:], ["attributes": ["access.token.lifespan": "60"]]),
        Case("attributes.\"external.user.id\"=1=2", [:], ["attributes": ["external.user.id": "1=2"]]),
        Case("attributes={\"a\":\"b\"}", [:], ["attributes": ["a": "b"]]),
        Case("attributes=a", [:], "'attributes' is a dictionary"),
        Case(
            "protocolMappers[0].config.a.b=c", ["protocolMappers": [[:]]],
            ["protocolMappers": [["config": ["a.b": "c"]]]]),
        Case("protocolMappers[0].nosuch=c", ["protocolMappers": [[:]]], "there is no attribute"),
        Case("nosuch=1", [:], "there is no attribute 'nosuch' in the default format"),
        Case("redirectURIs=[]", [:], "did you mean 'redirectUris'?"),
        Case("client_name=x", [:], ["client_name": "x"], .openID),
        Case("client_name=x", [:], "there is no attribute 'client_name' in the default format"),
        Case("jwks={\"keys\":[]}", [:], ["jwks": ["keys": []]], .openID),
        Case("jwks.keys=[1]", ["jwks": ["a": 1]], ["jwks": ["a": 1, "keys": [1]]], .openID),
        Case("grant_types+=implicit", [:], ["grant_types": ["implicit"]], .openID),
        // What is taken away from a new client is just not there; the server keeps what an update leaves out.
        Case("-name", ["name": "x"], [:], isNew: true),
        Case("-name", ["name": "x"], ["name": ""]),
        Case("-redirectUris", ["redirectUris": ["/a"]], ["redirectUris": []]),
        Case("-redirectUris[0]", ["redirectUris": ["/a", "/b"]], ["redirectUris": ["/b"]]),
        Case("-protocolMappers", ["protocolMappers": [["name": "x"]]], ["protocolMappers": []]),
        Case(
            "-protocolMappers[0].config.a", ["protocolMappers": [["config": ["a": "b"]]]],
            ["protocolMappers": [["config": [:]]]]),
        Case("-attributes.team", ["attributes": ["team": "web", "a": "b"]], ["attributes": ["team": "", "a": "b"]]),
        Case("-attributes.team", ["attributes": ["team": "web"]], ["attributes": [:]], isNew: true),
        Case(
            "-attributes", ["attributes": ["team": "web", "client.secret.creation.time": "1"]],
            ["attributes": ["team": "", "client.secret.creation.time": "1"]]),
        Case("-enabled", ["enabled": true], "'enabled' has no empty value"),
        Case("-clientId", ["clientId": "a"], "'clientId' cannot be taken away"),
        Case("-secret", ["secret": "a"], "'secret' cannot be taken away"),
        Case("-nosuch", [:], "there is no attribute 'nosuch'"),
        Case("-client_name", ["client_name": "x"], ["client_name": ""], .openID),
    ]

    @Test("changes what it names and nothing else", arguments: cases)
    func edit(_ given: Case) throws {
        do throws(UsageError) {
            let edit =
                given.edit.hasPrefix("-")
                ? try DocumentEdit(deleting: String(given.edit.dropFirst())) : try DocumentEdit(setting: given.edit)
            let before = given.before.object ?? [:]
            #expect(JSON.object(try edit.applied(to: before, given.form, isNew: given.isNew)) == given.after)
        } catch {
            let text = given.after.text ?? "no problem"
            #expect(error.messages.joined(separator: "\n").contains(text), "\(error.messages)")
        }
    }

    @Test(
        "needs a key",
        arguments: ["name", "=x", "", "+=x", ".a=x", "a.=x", "a..b=x", "\"a=x", "a[=x", "a[x]=y", "[0]=x"])
    func malformed(_ text: String) {
        #expect(throws: UsageError.self) { try DocumentEdit(setting: text) }
    }

    @Test("a malformed edit does not repeat its value, which may be a secret")
    func secret() {
        do throws(UsageError) {
            _ = try DocumentEdit(setting: "a..secret=canary-12345")
            Issue.record("taken")
        } catch {
            #expect(!error.messages.joined().contains("canary-12345"))
        }
    }

    // MARK: Files

    static let formats: [(String, ClientFormat?)] = [
        ("{}", .keycloak), ("{\"clientId\":\"a\"}", .keycloak), ("clientId: a", .keycloak),
        ("{\"redirect_uris\":[]}", .openID), ("  <EntityDescriptor/>", .saml),
        ("{\"client_name\":\"a\",\"name\":1}", nil),
        ("{\"nosuch\":1}", nil), ("garbage", nil),
    ]

    @Test("the file says its format", arguments: formats)
    func format(_ text: String, _ form: ClientFormat?) {
        let read = try? ClientDescription(file: Array(text.utf8), "file", form: nil, edits: [])
        #expect(read?.form == form)
    }

    private func description(_ text: String, _ edits: [DocumentEdit] = []) throws -> ClientDescription {
        try ClientDescription(file: Array(text.utf8), "file", form: nil, edits: edits)
    }

    @Test("a file is laid over what the server has, and null takes away")
    func merge() throws {
        let edit = try DocumentEdit(deleting: "redirectUris")
        let file = try description(
            "{\"name\":\"N\",\"description\":null,\"attributes\":{\"a\":\"1\"},\"registrationAccessToken\":\"t\"}",
            [edit])
        let present: JSONObject = [
            "clientId": "c", "name": "O", "description": "D", "attributes": ["b": "2"], "redirectUris": ["/a"],
        ]
        #expect(file.token == "t")
        #expect(
            try file.update(of: present) == [
                "clientId": "c", "name": "N", "description": "", "attributes": ["a": "1", "b": "2"], "redirectUris": [],
            ])
        #expect(
            try file.update(of: nil) == [
                "name": "N", "description": .null, "attributes": ["a": "1"], "redirectUris": [],
            ])
    }

    @Test("of OpenID Connect's metadata only what differs is sent, since 26 fails at `scope`")
    func openID() throws {
        let edit = try DocumentEdit(setting: "client_name=N")
        let given = try ClientDescription(file: nil, "", form: .openID, edits: [edit])
        #expect(try given.update(of: ["client_id": "c", "scope": "phone"]) == ["client_name": "N"])
    }

    @Test("XML is sent as it is, and nothing can be set in it")
    func xml() throws {
        guard case .xml(let bytes) = try description("<E/>").document() else {
            Issue.record("no XML")
            return
        }
        #expect(bytes == Array("<E/>".utf8))
        let edit = try DocumentEdit(setting: "name=N")
        #expect(throws: UsageError.self) { try description("<E/>", [edit]).document() }
    }
}
