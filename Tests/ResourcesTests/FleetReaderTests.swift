import JSON
import Keycloak
import Resources
import Testing

/// Files of declarations: what clients come of them, and what is wrong.
struct FleetReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let documents: [JSON]
        let clients: [JSON]
        var problems: [String] = []
        var unmanaged: [String] = []

        init(
            _ story: String, _ documents: JSON..., clients: [JSON] = [], problems: [String] = [],
            unmanaged: [String] = []
        ) {
            testDescription = story
            (self.documents, self.clients, self.problems, self.unmanaged) = (documents, clients, problems, unmanaged)
        }

        static let all: [Case] = [
            Case(
                "a realm with clients", ["realm": "r", "clients": [["clientId": "a"], ["client_id": "b"]]],
                clients: [["clientId": "a", "realm": "r"], ["client_id": "b", "realm": "r"]]),
            Case("one client alone", ["clientId": "a", "realm": "r"], clients: [["clientId": "a", "realm": "r"]]),
            Case(
                "an export of several realms",
                [["realm": "r", "clients": [["clientId": "a"]]], ["realm": "s", "clients": [["clientId": "a"]]]],
                clients: [["clientId": "a", "realm": "r"], ["clientId": "a", "realm": "s"]]),
            Case("empty documents", .null, ["realm": "r"], ["realm": "r", "clients": .null]),
            Case(
                "files for one realm add up", ["realm": "r", "clients": [["clientId": "a"]]],
                ["realm": "r", "clients": [["clientId": "b"]]],
                clients: [["clientId": "a", "realm": "r"], ["clientId": "b", "realm": "r"]]),
            Case(
                "defaults stand under the clients of their document, attributes entry by entry",
                [
                    "realm": "r", "defaults": ["redirectUris": ["x"], "attributes": ["a": 1, "b": 1]],
                    "clients": [["client_id": "a", "redirect_uris": ["y"], "attributes": ["b": 2]]],
                ], ["realm": "r", "clients": [["client_id": "b"]]],
                clients: [
                    ["client_id": "a", "redirect_uris": ["y"], "attributes": ["a": 1, "b": 2], "realm": "r"],
                    ["client_id": "b", "realm": "r"],
                ]),
            Case(
                "templates may stand in another document, later ones over earlier ones, the client over all",
                [
                    "realm": "r", "defaults": ["name": "default", "enabled": true],
                    "clients": [["client_id": "a", "templates": ["x", "y"], "description": "own"]],
                ], ["templates": ["x": ["name": "x", "description": "x"], "y": ["name": "y"]]],
                clients: [["client_id": "a", "name": "y", "description": "own", "enabled": true, "realm": "r"]]),
            Case(
                "a template that is not there", ["realm": "r", "clients": [["client_id": "a", "template": "wep"]]],
                ["templates": ["web": [:]]], clients: [["client_id": "a", "realm": "r"]],
                problems: ["f.yml: clients[0]: there is no template 'wep'; did you mean 'web'?"]),
            Case(
                "a template that is there twice", ["templates": ["web": [:]]], ["templates": ["web": [:]]],
                problems: [
                    "f.yml: templates.web: the template 'web' is declared at f.yml: templates.web already; keep one"
                ]),
            Case(
                "a client that is there twice",
                ["realm": "r", "clients": [["client_id": "a"], ["clientId": "a", "enabled": true]]],
                clients: [["client_id": "a", "realm": "r"], ["clientId": "a", "enabled": true, "realm": "r"]],
                problems: [
                    "f.yml: clients[1]: client 'a' of realm 'r' is declared at f.yml: clients[0] already; keep one"
                ]),
            Case(
                "no realm", ["clients": [["client_id": "a"]]],
                problems: ["f.yml: clients[0]: belongs to no realm; name it as `realm`, or with --realm"]),
            Case(
                "a wrong value, told where it stands",
                ["realm": "r", "clients": [["client_id": "a", "enabled": "maybe"]]],
                clients: [["client_id": "a", "enabled": "maybe", "realm": "r"]],
                problems: ["f.yml: clients[0].enabled: enabled: must be a boolean, not 'maybe'"]),
            Case(
                "wrong shapes", "text", ["realm": "r", "clients": "a", "defaults": [1]],
                ["realm": "r", "clients": ["a"]],
                problems: [
                    "f.yml: must be a dictionary with realm and clients, not a text",
                    "f.yml: defaults: must be a dictionary, not a list",
                    "f.yml: clients: must be a list of clients, not a text",
                    "f.yml: clients[0]: must be a dictionary of options, not a text",
                ]),
            Case(
                "sections that are not managed are named", ["realm": "r", "users": [], "roles": [:], "clients": []],
                unmanaged: ["f.yml: roles, users"]),
        ]
    }

    @Test("what comes of a file", arguments: Case.all)
    func reading(_ story: Case) {
        var reader = FleetReader()
        let source = FleetSource("f.yml") { _ in nil }
        for document in story.documents { reader.read(document, from: source) }
        let fleet = reader.finish()
        #expect(fleet.clients.map { .object($0.written) } == story.clients)
        #expect(reader.problems == story.problems)
        #expect(reader.unmanaged == story.unmanaged)
    }

    @Test("a place is told by the line of its innermost part that has one")
    func lines() {
        var reader = FleetReader()
        let source = FleetSource("f.yml") { $0 == Path("clients").index(0) ? 7 : nil }
        reader.read(
            ["realm": "r", "defaults": ["enabled": "maybe"], "clients": [["client_id": "a"]]], from: source)
        _ = reader.finish()
        #expect(reader.problems == ["f.yml line 7: enabled: must be a boolean, not 'maybe'"])
    }

    static let texts: [(String, String, String?)] = [
        ("plain", "plain", nil), ("$(env:NAME)", "value", nil), ("a$(env:NAME)b$(env:NAME)", "avaluebvalue", nil),
        ("$(file:/secret)", "from a file", nil), ("$(file:UTF-8:/secret)", "from a file", nil),
        ("$(env:NONE:-other)", "other", nil), ("$(env:NONE:-)", "", nil), ("$(env:NAME:-other)", "value", nil),
        ("$(env:NONE:-$(env:NAME))", "value", nil), ("$(file:/none:-x)", "x", nil),
        ("$$(env:NAME) $ ( $x", "$(env:NAME) $ ( $x", nil), ("$(env:NAME", "$(env:NAME", nil),
        ("$(env:NONE)", "", "$(env:NONE) is not set: the environment has no NONE"),
        ("$(file:/none)", "", "$(file:/none) cannot be read: No such file"),
        ("$(sys:x:-y)", "", "$(sys:x) is neither $(env:NAME) nor $(file:PATH); write $$( for a plain $("),
    ]

    @Test("what comes of a text with values from outside", arguments: texts)
    func substitution(_ text: String, _ wanted: String, _ problem: String?) {
        let system = SystemEffects(readFile: { path throws(SystemEffects.Unavailable) in
            guard path == "/secret" else { throw SystemEffects.Unavailable("No such file") }
            return Array("from a file\n".utf8)
        })
        let substitution = Substitution(environment: { $0 == "NAME" ? "value" : nil }, system: system)
        let replaced = substitution.replacing(in: ["a": [1, .string(text)]])
        #expect(replaced.value == ["a": [1, .string(wanted)]])
        #expect(replaced.problems.map(\.text) == [problem].compactMap(\.self))
        #expect(replaced.problems.allSatisfy { $0.path == Path("a").index(1) })
    }
}
