import JSON
import Reconcile
import Testing

@Suite("A schema of rows")
struct SchemaTests {
    static let schema = Schema([
        .setting(Option("state", default: "present")),
        .text("client_id", "clientId"),
        .bool("enabled", "enabled", initially: true),
        .bool("services", "services", absentIsFalse: true),
        .int("not_before", "notBefore", initially: 0),
        .textSet("redirect_uris", "redirectUris"),
        Row(Option("logout_uris", .list(.string)), .entry(map: "attributes", key: "logout.uris")),
        Row(
            Option("attributes", .map),
            .property(key: "attributes", kind: .textMap(Kind.MapRules(blankIsAbsent: true))), initially: [:]),
        Row(
            Option("mappers", .list(.map)),
            .property(
                key: "mappers", kind: .keyedList(Kind.KeyedList(identity: ["name"], members: [("type", .text)])))),
        .obsolete(Option("template"), "use scopes"),
    ])

    private func declare(_ written: JSONObject) -> (state: JSONObject, problems: [Problem]) {
        let (arguments, problems) = Arguments.settle(written, Self.schema.options)
        #expect(problems.isEmpty)
        return Self.schema.declared(by: arguments)
    }

    @Test("an option may be written with the property's own name")
    func aliases() {
        #expect(declare(["clientId": "a", "notBefore": "5"]).state == ["clientId": "a", "notBefore": 5])
        #expect(declare(["client_id": "a", "not_before": 5]).state == ["clientId": "a", "notBefore": 5])
    }

    @Test("what was left out, steers the module or is ignored is no part of the state")
    func absent() { #expect(declare(["state": "absent", "template": "t"]).state.isEmpty) }

    @Test("an entry with an option of its own goes into its map")
    func entry() {
        let (state, problems) = declare(["logout_uris": ["b", "a"], "attributes": ["x": 1]])
        #expect(state == ["attributes": ["logout.uris": "b##a", "x": "1"]] && problems.isEmpty)
        #expect(declare(["logout_uris": []]).state == ["attributes": ["logout.uris": .null]])
    }

    @Test("an entry that is declared twice must be the same")
    func twice() {
        #expect(declare(["logout_uris": ["a"], "attributes": ["logout.uris": ["a"]]]).problems.isEmpty)
        #expect(
            declare(["logout_uris": ["a"], "attributes": ["logout.uris": "b"]]).problems.map(\.description)
                == [#"logout_uris: differs from attributes["logout.uris"], which is the same setting; keep one"#])
    }

    @Test("initial values are the server's")
    func initial() {
        #expect(
            Self.schema.initialState == ["enabled": true, "notBefore": 0, "redirectUris": [], "attributes": [:]])
    }

    @Test("absence and emptiness are the same for the comparison")
    func comparesEmptiness() {
        let same = Self.schema.compare(
            ["clientId": "a", "services": false, "attributes": ["x": " "]],
            ["clientId": "a", "redirectUris": [], "mappers": [], "attributes": [:]])
        #expect(!same.isChanged, "\(same.paths)")
    }

    @Test("differences are told by element")
    func comparesElements() {
        let comparison = Self.schema.compare(
            ["redirectUris": ["a", "b"], "mappers": [["name": "m", "type": "t"]], "raw": [1, 2]],
            ["redirectUris": ["b", "c"], "mappers": [["name": "m", "type": "u"]], "raw": [2, 1]])
        #expect(comparison.paths.map(\.description) == ["mappers.m.type", "raw", "redirectUris.a", "redirectUris.c"])
        #expect(comparison.modified == [Path("mappers", "m", "type"), Path("raw")])
    }

    @Test("a patch holds the properties that differ and no others")
    func patches() {
        let before: JSONObject = ["clientId": "a", "enabled": true, "attributes": ["x": "1", "y": "2"], "mine": 1]
        let target = Self.schema.merged(
            before, with: ["enabled": false, "attributes": ["y": .null, "z": "3"]], exact: ["attributes"])
        let patch = Self.schema.patch(from: before, to: target, Self.schema.compare(before, target))
        #expect(target == ["clientId": "a", "enabled": false, "attributes": ["z": "3"], "mine": 1])
        #expect(patch == ["enabled": false, "attributes": ["x": .null, "y": .null, "z": "3"]])
        #expect(Self.schema.patch(from: before, to: before, Comparison()).isEmpty)
    }

    @Test("a property without a row is compared as a whole")
    func unknown() { #expect(Self.schema.compare(["raw": ["a": 1]], ["raw": ["a": 2]]).modified == [Path("raw")]) }

    @Test("results show sets and items sorted")
    func presented() {
        #expect(
            Self.schema.presented([
                "redirectUris": ["b", "a"], "mappers": [["name": "n"], ["name": "m"]], "raw": [2, 1],
            ])
                == ["redirectUris": ["a", "b"], "mappers": [["name": "m"], ["name": "n"]], "raw": [2, 1]])
    }
}
