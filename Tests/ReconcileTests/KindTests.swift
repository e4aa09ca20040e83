import JSON
import Reconcile
import Testing

private let entries = Kind.textMap(Kind.MapRules(blankIsAbsent: false))
private let blankEntries = Kind.textMap(
    Kind.MapRules(blankIsAbsent: true) { key, value in key == "made" && value == "by server" })
private let items = Kind.keyedList(
    Kind.KeyedList(
        identity: ["protocol", "name"], members: [("type", .text), ("config", entries)],
        isServerMade: { $0["name"] == "made" }))

/// What becomes of a value.
struct Changed: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: Kind
    let value: JSON?
    let result: JSON?

    init(_ story: String, _ kind: Kind, _ value: JSON?, _ result: JSON?) {
        testDescription = story
        self.kind = kind
        self.value = value
        self.result = result
    }

    /// What users declare, and how it is sent.
    static let normalized: [Changed] = [
        Changed("a boolean", .bool(), true, true),
        Changed("a boolean as text", .bool(), "no", false),
        Changed("no boolean stays for the server to refuse", .bool(), "perhaps", "perhaps"),
        Changed("a number", .int, "3600", 3600),
        Changed("null", .int, .null, .null),
        Changed("a text", .text, "a", "a"),
        Changed("a number for a text", .text, .number("1.0"), "1.0"),
        Changed("a boolean for a text, as Keycloak writes it", .text, true, "true"),
        Changed("a list for a text stays for the server to refuse", .text, ["a"], ["a"]),
        Changed("a set keeps its order and has each element once", .textSet, ["b", "a", "b", 1], ["b", "a", "1"]),
        Changed("elements that only look alike", .textSet, ["\u{E9}", "e\u{301}"], ["\u{E9}", "e\u{301}"]),
        Changed("no set is an empty one", .textSet, .null, []),
        Changed(
            "entries are texts", entries, ["a": 1, "b": true, "c": "x", "d": .number("1.0")],
            ["a": "1", "b": "true", "c": "x", "d": "1.0"]),
        Changed("an entry of null is a removal", entries, ["a": .null], ["a": .null]),
        Changed("an entry without text stays one", entries, ["a": ""], ["a": ""]),
        Changed("a list in an entry is joined", entries, ["a": ["y", 1, "x", "y"]], ["a": "y##1##x"]),
        Changed("an empty list in an entry is a removal", entries, ["a": []], ["a": .null]),
        Changed(
            "a dictionary in an entry is JSON text", entries, ["a": ["y": 1, "x": [true]]],
            ["a": #"{"x":[true],"y":1}"#]),
        Changed("numbers by name", .intMap, ["a": "1", "b": 2, "c": .null], ["a": 1, "b": 2, "c": .null]),
        Changed(
            "items: what is known is settled, the rest stays", items,
            [["name": "n", "type": 5, "config": ["a": true], "other": [1]]],
            [["name": "n", "type": "5", "config": ["a": "true"], "other": [1]]]),
        Changed("anything else stays as it is", .whole, ["a": [1, .null]], ["a": [1, .null]]),
    ]

    /// Values, and the form in which they are compared.
    static let canonical: [Changed] = [
        Changed("no boolean", .bool(), nil, nil),
        Changed("a boolean of null", .bool(), .null, nil),
        Changed("false", .bool(), false, false),
        Changed("false where the server leaves it out", .bool(absentIsFalse: true), false, nil),
        Changed("true where the server leaves false out", .bool(absentIsFalse: true), true, true),
        Changed("a number of null", .int, .null, nil),
        Changed("zero is a number", .int, 0, 0),
        Changed("no text", .text, "", nil),
        Changed("a text of null", .text, .null, nil),
        Changed("a blank text is a text", .text, " ", " "),
        Changed("a set has no order", .textSet, ["b", "a", "B", "a"], ["B", "a", "b"]),
        Changed("no set is an empty one", .textSet, nil, []),
        Changed("a map without values is empty", entries, nil, [:]),
        Changed("entries without a value are none", entries, ["a": "", "b": .null, "c": " "], ["c": " "]),
        Changed("blank entries are none where the server says so", blankEntries, ["a": " \t", "b": "x"], ["b": "x"]),
        Changed("a joined list has no order", entries, ["a": "b##a##b"], ["a": "a##b"]),
        Changed("one sign does not join", entries, ["a": "b#a"], ["a": "b#a"]),
        Changed(
            "JSON text has no white space and no order", entries, ["a": #"{ "b": 1, "a": 2 }"#],
            ["a": #"{"a":2,"b":1}"#]),
        Changed("text that only begins like JSON", entries, ["a": "{x"], ["a": "{x"]),
        Changed("numbers that are null are none", .intMap, ["a": .null, "b": 0], ["b": 0]),
        Changed("no numbers are an empty map", .intMap, nil, [:]),
        Changed(
            "items by name, with what is compared", items,
            [["protocol": "p", "name": "n", "id": "1", "type": "t"], ["name": "m", "config": ["a": ""]]],
            ["p/n": ["type": "t", "config": [:]], "/m": ["config": [:]]]),
        Changed(
            "items with one name are counted", items, [["name": "n"], ["name": "n"], ["name": "n"]],
            ["/n": ["config": [:]], "/n (2)": ["config": [:]], "/n (3)": ["config": [:]]]),
        Changed("no items are an empty map", items, nil, [:]),
        Changed("anything else keeps its order", .whole, ["b", "a"], ["b", "a"]),
        Changed("anything else of null", .whole, .null, nil),
    ]
}

/// What is declared over what exists.
struct Merging: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: Kind
    let existing: JSON?
    let declared: JSON
    let merged: JSON
    let exact: JSON

    /// The result where undeclared members stay, and where they go (the same unless it is given).
    init(_ story: String, _ kind: Kind, _ existing: JSON?, _ declared: JSON, _ merged: JSON, exact: JSON? = nil) {
        testDescription = story
        self.kind = kind
        self.existing = existing
        self.declared = declared
        self.merged = merged
        self.exact = exact ?? merged
    }

    static let all: [Merging] = [
        Merging("a boolean", .bool(), true, false, false),
        Merging("false where there is nothing", .bool(absentIsFalse: true), .null, false, .null),
        Merging("a number", .int, 1, 2, 2),
        Merging("a text", .text, "a", "b", "b"),
        Merging("no text where there is null", .text, .null, "", .null),
        Merging("a text where there is nothing", .text, nil, "a", "a"),
        Merging("a set", .textSet, ["a", "b"], ["c"], ["c"]),
        Merging("the same set stays as it is written", .textSet, ["b", "a"], ["a", "b"], ["b", "a"]),
        Merging("numbers", .intMap, ["a": 1, "b": 2], ["b": 3, "c": 4], ["a": 1, "b": 3, "c": 4]),
        Merging("a number that goes", .intMap, ["a": 1, "b": 2], ["b": .null], ["a": 1]),
        Merging("anything else goes as a whole", .whole, ["a": 1], ["b": 2], ["b": 2]),
        Merging(
            "entries", entries, ["a": "1", "b": "2"], ["b": "3", "c": "4"], ["a": "1", "b": "3", "c": "4"],
            exact: ["b": "3", "c": "4"]),
        Merging("entries where there are none", entries, nil, ["a": "1"], ["a": "1"]),
        Merging(
            "entries that go", entries, ["a": "1", "b": "2", "c": "3"], ["a": .null, "b": ""], ["c": "3"], exact: [:]),
        Merging("a blank entry is one", entries, ["a": "1"], ["a": " "], ["a": " "]),
        Merging("a blank entry is none where the server says so", blankEntries, ["a": "1"], ["a": " "], [:]),
        Merging(
            "a joined list that is the same stays as it is written", entries, ["a": "y##x", "b": "1"],
            ["a": "x##y", "b": "2"], ["a": "y##x", "b": "2"]),
        Merging(
            "the server's own entries stay", blankEntries, ["made": "by server", "a": "1"], ["b": "2"],
            ["made": "by server", "a": "1", "b": "2"], exact: ["made": "by server", "b": "2"]),
        Merging(
            "an entry like the server's own goes", blankEntries, ["made": "by hand"], ["b": "2"],
            ["made": "by hand", "b": "2"], exact: ["b": "2"]),
        Merging(
            "items: declared ones first, known by name, the server's id stays", items,
            [
                ["protocol": "p", "name": "a", "id": "1", "type": "t"],
                ["protocol": "p", "name": "b", "id": "2", "type": "t"],
            ], [["protocol": "p", "name": "b", "id": "9", "type": "u"]],
            [
                ["protocol": "p", "name": "b", "id": "2", "type": "u"],
                ["protocol": "p", "name": "a", "id": "1", "type": "t"],
            ], exact: [["protocol": "p", "name": "b", "id": "2", "type": "u"]]),
        Merging(
            "a new item keeps all that was declared", items, [], [["name": "a", "id": "9", "other": true]],
            [["name": "a", "id": "9", "other": true]]),
        Merging(
            "one name of another protocol is another item", items, [["protocol": "p", "name": "a"]],
            [["protocol": "q", "name": "a"]], [["protocol": "q", "name": "a"], ["protocol": "p", "name": "a"]],
            exact: [["protocol": "q", "name": "a"]]),
        Merging(
            "what an item does not declare stays", items, [["name": "a", "type": "t", "config": ["x": "1"]]],
            [["name": "a", "config": ["x": "2"]]], [["name": "a", "type": "t", "config": ["x": "2"]]]),
        Merging(
            "the server's own items stay", items, [["name": "made"], ["name": "a"]], [["name": "b"]],
            [["name": "b"], ["name": "made"], ["name": "a"]], exact: [["name": "b"], ["name": "made"]]),
        Merging(
            "the surplus item of a name goes", items, [["name": "a", "id": "1"], ["name": "a", "id": "2"]],
            [["name": "a"]], [["name": "a", "id": "1"]]),
        Merging(
            "the same items stay as they are written", items, [["name": "b"], ["name": "a"]],
            [["name": "a"], ["name": "b"]], [["name": "b"], ["name": "a"]]),
    ]
}

/// What is sent so that one value becomes the other.
struct Patching: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: Kind
    let existing: JSON?
    let target: JSON
    let patch: JSON

    init(_ story: String, _ kind: Kind, _ existing: JSON?, _ target: JSON, _ patch: JSON) {
        testDescription = story
        self.kind = kind
        self.existing = existing
        self.target = target
        self.patch = patch
    }

    static let all: [Patching] = [
        Patching("a boolean", .bool(), true, false, false),
        Patching("a text", .text, "a", "", ""),
        Patching("a set as a whole", .textSet, ["a"], ["a", "b"], ["a", "b"]),
        Patching("items as a whole", items, [["name": "a"]], [["name": "b"]], [["name": "b"]]),
        Patching(
            "only the entries that differ", entries, ["a": "1", "b": "2", "c": "3"], ["a": "1", "b": "4", "d": "5"],
            ["b": "4", "c": .null, "d": "5"]),
        Patching("all entries where there were none", entries, nil, ["a": "1"], ["a": "1"]),
        Patching("an entry as it is written", entries, ["a": "x"], ["a": "y##x"], ["a": "y##x"]),
        Patching("no entry that means the same", entries, ["a": "x##y"], ["a": "y##x"], [:]),
        Patching("no removal of what is no value", entries, ["a": "", "b": .null], [:], [:]),
        Patching("only the numbers that differ", .intMap, ["a": 1, "b": 2], ["b": 3], ["a": .null, "b": 3]),
    ]
}

@Suite("Kinds of values")
struct KindTests {
    @Test("what is declared takes its form on the wire", arguments: Changed.normalized)
    func normalized(_ story: Changed) throws {
        let sent = story.kind.normalized(try #require(story.value))
        #expect(sent == story.result)
        #expect(story.kind.normalized(sent) == sent, "once is enough")
    }

    @Test("values that the server does not tell apart are the same", arguments: Changed.canonical)
    func canonical(_ story: Changed) { #expect(story.kind.canonical(story.value) == story.result) }

    @Test("what is declared is laid over what exists", arguments: Merging.all)
    func merged(_ story: Merging) {
        let merged = story.kind.merged(story.existing, with: story.declared, exact: false)
        let exact = story.kind.merged(story.existing, with: story.declared, exact: true)
        #expect(merged == story.merged)
        #expect(exact == story.exact)
        #expect(story.kind.merged(merged, with: story.declared, exact: false) == merged, "the second run changes it")
        #expect(story.kind.merged(exact, with: story.declared, exact: true) == exact, "the second run changes it")
    }

    @Test("what is sent is what differs", arguments: Patching.all)
    func patch(_ story: Patching) { #expect(story.kind.patch(from: story.existing, to: story.target) == story.patch) }

    @Test("a patch laid over what exists is the target", arguments: Patching.all)
    func patchIsEnough(_ story: Patching) {
        let reached = story.kind.merged(story.existing, with: story.patch, exact: false)
        let isWhole = if case .keyedList = story.kind { true } else { false }
        if !isWhole { #expect(story.kind.canonical(reached) == story.kind.canonical(story.target)) }
    }
}
