import JSON
import Reconcile
import Resources
import Testing

@testable import Commands

/// Words behind `client create`, and the options that they give, or why they cannot be understood.
struct LineCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let words: [String]
    let expected: Result<JSONObject, UsageError>

    init(_ story: String, _ words: [String], _ options: JSONObject) {
        testDescription = story
        self.words = words
        expected = .success(options)
    }

    init(_ story: String, _ words: [String], fails message: String) {
        testDescription = story
        self.words = words
        expected = .failure(UsageError(message))
    }

    static let flags: [LineCase] = [
        LineCase("nothing", ["app"], [:]),
        LineCase("a text", ["app", "--name", "The app"], ["name": "The app"]),
        LineCase("a text behind an equals sign", ["--name=a=b"], ["name": "a=b"]),
        LineCase("an empty text clears", ["--name", ""], ["name": ""]),
        LineCase("a value that begins with a hyphen", ["--not-before", "-1"], ["not_before": "-1"]),
        LineCase("a name in snake case", ["--root_url", "/x"], ["root_url": "/x"]),
        LineCase("a name in Keycloak's spelling", ["--rootUrl", "/x"], ["root_url": "/x"]),
        LineCase(
            "an alias of another name", ["--postLogoutRedirectUris", "+"], ["valid_post_logout_redirect_uris": ["+"]]),
        LineCase("what is true", ["--public-client"], ["public_client": true]),
        LineCase("what is false", ["--no-public-client"], ["public_client": false]),
        LineCase("what is false in snake case", ["--no_public_client"], ["public_client": false]),
        LineCase("a truth value", ["--public-client=off"], ["public_client": "off"]),
        LineCase("a list", ["--redirect-uris", "/a, /b"], ["redirect_uris": ["/a", "/b"]]),
        LineCase(
            "lists add up", ["--redirect-uris", "/a", "--redirectUris=/b,/c"], ["redirect_uris": ["/a", "/b", "/c"]]),
        LineCase("an item with a comma", ["--redirect-uris", #"["/a,b"]"#], ["redirect_uris": ["/a,b"]]),
        LineCase("an empty list", ["--redirect-uris", ""], ["redirect_uris": []]),
        LineCase("pairs", ["--attributes", "a=1, b.c=x"], ["attributes": ["a": "1", "b.c": "x"]]),
        LineCase(
            "pairs add up", ["--attributes", "a=1", "--attributes", #"{"b":2}"#], ["attributes": ["a": "1", "b": 2]]),
        LineCase(
            "dictionaries in a list",
            ["--protocol-mappers", #"{"name":"m"}"#, "--protocol-mappers", #"[{"name":"n"}]"#],
            ["protocol_mappers": [["name": "m"], ["name": "n"]]]),
        LineCase("the same twice", ["--name", "a", "--name=a"], ["name": "a"]),
        LineCase(
            "options of the login", ["--server", "http://x", "-u", "me"],
            ["auth_keycloak_url": "http://x", "auth_username": "me"]),
        LineCase(
            "the same by other names", ["--url", "http://x", "--user", "me"],
            ["auth_keycloak_url": "http://x", "auth_username": "me"]),
        LineCase("a letter with its value", ["-rcustomers"], ["realm": "customers"]),
        LineCase("a letter with an equals sign", ["-r=customers"], ["realm": "customers"]),
        LineCase("letters together", ["-CDr", "customers"], ["realm": "customers"]),
        LineCase("two hyphens end the flags", ["--", "--name"], [:]),
        LineCase("a choice that does not exist, which the module tells", ["--protocol", "x"], ["protocol": "x"]),
    ]

    static let settings: [LineCase] = [
        LineCase("a text", ["-s", "name=The app"], ["name": "The app"]),
        LineCase(
            "a text that looks like a number", ["-s", "name=1.0", "-s", "description=true"],
            ["name": "1.0", "description": "true"]),
        LineCase("an empty text", ["--set", "name="], ["name": ""]),
        LineCase("a value with an equals sign", ["--set", "name=a=b"], ["name": "a=b"]),
        LineCase("a truth value", ["--set", "enabled=no"], ["enabled": "no"]),
        LineCase("a list of texts", ["--set", "redirect_uris=/a,/b"], ["redirect_uris": ["/a", "/b"]]),
        LineCase("a list in JSON", ["--set", #"redirectUris=["/a,b"]"#], ["redirect_uris": ["/a,b"]]),
        LineCase("an empty list", ["--set", "redirect-uris="], ["redirect_uris": []]),
        LineCase(
            "an entry whose name has dots", ["--set", "attributes.access.token.lifespan=300"],
            ["attributes": ["access.token.lifespan": 300]]),
        LineCase("a number as it was written", ["--set", "attributes.x=1.0"], ["attributes": ["x": .number("1.0")]]),
        LineCase("an entry that is a text", ["--set", "attributes.x=a b"], ["attributes": ["x": "a b"]]),
        LineCase("an entry that is a list", ["--set", #"attributes.x=["a","b"]"#], ["attributes": ["x": ["a", "b"]]]),
        LineCase(
            "an entry that goes", ["--set", "attributes.x=null", "-s", "attributes.y="],
            ["attributes": ["x": .null, "y": ""]]),
        LineCase(
            "several entries, and a flag's", ["-s", "attributes.x=1", "-s", "attributes.y=2", "--attributes", "z=3"],
            ["attributes": ["x": 1, "y": 2, "z": "3"]]),
        LineCase(
            "an option inside an option", ["-s", "authenticationFlowBindingOverrides.browser_name=1"],
            ["authentication_flow_binding_overrides": ["browser_name": "1"]]),
        LineCase(
            "a property without an option", ["-s", "somethingNew=[1]"], ["representation": ["somethingNew": [1]]]),
        LineCase(
            "properties without options", ["-s", "somethingNew=1", "-s", "representation.other=a"],
            ["representation": ["somethingNew": 1, "other": "a"]]),
    ]

    static let wrong: [LineCase] = [
        LineCase("too much", ["app", "canary"], fails: "takes CLIENT alone without a flag"),
        LineCase(
            "a flag that is not known", ["--redirect-url", "canary"],
            fails: "there is no flag --redirect-url; did you mean --redirect-uris?"),
        LineCase("a letter that is not known", ["-x"], fails: "there is no flag -x"),
        LineCase("a flag without its value", ["--name"], fails: "--name needs a value"),
        LineCase("a flag in place of the value", ["--name", "--enabled"], fails: "--name needs a value"),
        LineCase("the end of the flags in place of the value", ["--name", "--"], fails: "--name needs a value"),
        LineCase("a value where there is none", ["--check=yes"], fails: "--check takes no value"),
        LineCase("a negation with a value", ["--no-enabled=true"], fails: "--no-enabled takes no value"),
        LineCase("a negation of a text", ["--no-name"], fails: "there is no flag --no-name"),
        LineCase(
            "two values", ["--name", "canary1", "--name", "canary2"],
            fails: "--name gives 'name' a second value; keep one"),
        LineCase("true and false", ["--enabled", "--no-enabled"], fails: "--enabled gives 'enabled' a second value"),
        LineCase("a flag and --set", ["--name", "a", "-s", "name=b"], fails: "gives 'name' a second value"),
        LineCase(
            "a list by a flag and --set", ["-s", "redirect_uris=/a", "-s", "redirectUris=/b"],
            fails: "gives 'redirect_uris' a second value"),
        LineCase(
            "an entry twice", ["-s", "attributes.a=canary1", "--attributes", "a=canary2"],
            fails: "attributes.a is given twice with different values"),
        LineCase("no pairs", ["--attributes", "a"], fails: "--attributes must be KEY=VALUE"),
        LineCase("no pairs at all", ["--attributes", ""], fails: "--attributes must be KEY=VALUE"),
        LineCase("--set without a value", ["--set", "canary"], fails: "--set needs KEY=VALUE"),
        LineCase("--set without a name", ["--set", "=canary"], fails: "--set needs KEY=VALUE"),
        LineCase(
            "--set of a whole dictionary to nothing", ["--set", "attributes="], fails: "--set attributes= says nothing"),
        LineCase("--set of an entry of a text", ["--set", "name.x=1"], fails: "'name' has no entries"),
        LineCase(
            "--set of something like an option", ["--set", "redirectURI=/x"],
            fails: "redirectURI: unknown option; did you mean"),
        LineCase("--set of an entry of nothing known", ["--set", "foo.bar=/x"], fails: "there is no option 'foo'"),
        LineCase(
            "another form of output", ["-o", "yml"], fails: "--output is one of text, json, yaml; did you mean 'yaml'?"),
        LineCase("two files", ["-f", "a", "-f", "b"], fails: "--file is given twice"),
        LineCase("the client by a flag", ["--client-id", "app"], fails: "CLIENT is given without a flag"),
        LineCase("an option that has no effect", ["--default-roles", "a"], fails: "there is no flag --default-roles"),
        LineCase("an option that the command itself says", ["--state", "absent"], fails: "there is no flag --state"),
    ]

    /// Secrets that stand where everybody can read them.
    static let secrets: [LineCase] = [
        LineCase(
            "the password", ["--auth-password", "canary"],
            fails: "use the variable KEYCLOAK_PASSWORD, or --auth-password-file, or answer when you are asked"),
        LineCase("the password by its alias", ["--password=canary"], fails: "--password is no flag"),
        LineCase("the password in snake case", ["--auth_password=canary"], fails: "--auth-password is no flag"),
        LineCase(
            "the client's secret", ["--secret", "canary"],
            fails:
                "--secret is no flag, since every user of this host can read the command line; use --secret-from-file, or the file of --file"
        ),
        LineCase("the secret by --set", ["--set", "secret=canary"], fails: "'secret' is secret"),
        LineCase("a token", ["--token", "canary"], fails: "use the variable KEYCLOAK_TOKEN, or --token-from-file"),
        LineCase("a proxy, which may hold a password", ["--proxy", "http://u:canary@p"], fails: "--proxy-from-file"),
        LineCase(
            "a private key among attributes", ["--attributes", "saml.signing.private.key=canary"],
            fails: "'saml.signing.private.key' in 'attributes' is secret"),
        LineCase(
            "a private key by --set", ["-s", "attributes.saml.signing.private.key=canary"],
            fails: "put it into the file of --file"),
        LineCase(
            "a secret in a representation", ["--representation", #"{"secret":"canary"}"#],
            fails: "'secret' in 'representation' is secret"),
        LineCase(
            "a secret in a representation by --set", ["-s", #"representation={"x":["{\"secret\":\"canary\"}"]}"#],
            fails: "'secret' in 'representation' is secret"),
        LineCase(
            "a secret in a mapper", ["--protocol-mappers", #"[{"config":{"secret":"canary"}}]"#],
            fails: "'secret' in 'protocol_mappers' is secret"),
    ]
}

@Suite("The words behind a command")
struct LineTests {
    private func parse(_ words: [String]) throws -> Line {
        let (command, _) = try CommandTable.find(["client", "create"])
        return try LineParser.parse(words, command)
    }

    @Test("flags give options", arguments: LineCase.flags)
    func flags(_ story: LineCase) throws {
        #expect(try parse(story.words).options == story.expected.get())
    }

    @Test("--set gives options", arguments: LineCase.settings)
    func settings(_ story: LineCase) throws {
        #expect(try parse(story.words).options == story.expected.get())
    }

    @Test("what is wrong is said, and no value repeated", arguments: LineCase.wrong + LineCase.secrets)
    func wrong(_ story: LineCase) throws {
        guard case .failure(let expected) = story.expected else { return }
        let error = try #require(throws: UsageError.self) { try parse(story.words) }
        #expect(error.messages.count == 1 && error.messages[0].contains(expected.messages[0]), "\(error.messages)")
        #expect(!error.messages[0].contains("canary"))
    }

    @Test("settings and words are kept apart")
    func line() throws {
        let line = try parse(["-C", "app", "--diff", "-o", "json", "-f", "-", "--secret-from-file", "s", "-v"])
        #expect(line.words == ["app"] && line.options.isEmpty && line.output == .json)
        #expect(line.has(.check) && line.has(.diff) && line.has(.verbose) && !line.has(.set))
        #expect(line.settings[.file] == "-" && line.contents.map(\.path) == ["s"])
    }

    @Test(
        "names in lower case with hyphens",
        arguments: [
            ("redirect_uris", "redirect-uris"), ("redirectUris", "redirect-uris"), ("redirectURIs", "redirect-uris"),
            ("clientId", "client-id"), ("no-check", "no-check"), ("x509", "x509"),
        ])
    func spelling(_ name: String, _ kebab: String) { #expect(Spelling.kebab(name) == kebab) }
}
