import JSON
import Reconcile
import Testing

/// What a user writes for one option, and what it comes to.
struct Coerced: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let type: OptionType
    let written: JSON
    let settled: JSON?
    let problem: String?

    init(_ story: String, _ type: OptionType, _ written: JSON, _ settled: JSON) {
        testDescription = story
        self.type = type
        self.written = written
        self.settled = settled
        problem = nil
    }

    init(_ story: String, _ type: OptionType, _ written: JSON, refused problem: String) {
        testDescription = story
        self.type = type
        self.written = written
        settled = nil
        self.problem = problem
    }

    static let all: [Coerced] = bools + ints + texts + lists + dictionaries

    static let bools: [Coerced] =
        [true, "true", "True", "TRUE", "yes", "Yes", "on", "ON", "y", "Y", "t", "1", 1, .number("1.0")]
        .map { Coerced("\($0.compact) is true", .bool, $0, true) }
        + [false, "false", "False", "no", "No", "off", "n", "f", "0", 0, .number("0.0")]
        .map { Coerced("\($0.compact) is false", .bool, $0, false) }
        + [
            Coerced("another word is no boolean", .bool, "maybe", refused: "o: must be a boolean, not 'maybe'"),
            Coerced("no text is no boolean", .bool, "", refused: "o: must be a boolean, not ''"),
            Coerced("another number is no boolean", .bool, 2, refused: "o: must be a boolean, not a number"),
            Coerced("a list is no boolean", .bool, [true], refused: "o: must be a boolean, not a list"),
            Coerced(
                "a long text is not shown", .bool, .string(String(repeating: "x", count: 41)),
                refused: "o: must be a boolean, not a text"),
        ]

    static let ints: [Coerced] = [
        Coerced("a number", .int, 3600, 3600),
        Coerced("a number as text", .int, "3600", 3600),
        Coerced("a number as text with spaces", .int, " 3600 \n", 3600),
        Coerced("a negative number", .int, "-1", -1),
        Coerced("a number with a sign", .int, "+5", 5),
        Coerced("a whole number with a fraction", .int, .number("3600.0"), 3600),
        Coerced("a whole number with a fraction, as text", .int, "3600.00", 3600),
        Coerced("the largest number", .int, "9223372036854775807", .int(.max)),
        Coerced(
            "a number beyond 64 bits", .int, "9223372036854775808",
            refused: "o: must be a whole number, not '9223372036854775808'"),
        Coerced("half a number", .int, .number("1.5"), refused: "o: must be a whole number, not a number"),
        Coerced("half a number as text", .int, "1.5", refused: "o: must be a whole number, not '1.5'"),
        Coerced("a word", .int, "ten", refused: "o: must be a whole number, not 'ten'"),
        Coerced("no text", .int, "", refused: "o: must be a whole number, not ''"),
        Coerced("a boolean", .int, true, refused: "o: must be a whole number, not a boolean"),
        Coerced("a dictionary", .int, [:], refused: "o: must be a whole number, not a dictionary"),
    ]

    static let texts: [Coerced] = [
        Coerced("a text stays as it is", .string, " a ", " a "),
        Coerced("no text stays none", .string, "", ""),
        Coerced("a number as it is written", .string, .number("1.50"), "1.50"),
        Coerced("a truth value as Python writes it", .string, true, "True"),
        Coerced("a false value as Python writes it", .string, false, "False"),
        Coerced("a list is no text", .string, ["a"], refused: "o: must be a text, not a list"),
        Coerced("a dictionary is no text", .string, [:], refused: "o: must be a text, not a dictionary"),
    ]

    static let lists: [Coerced] = [
        Coerced("a list", .list(.string), ["a", "b"], ["a", "b"]),
        Coerced("an empty list", .list(.string), [], []),
        Coerced("no text is an empty list", .list(.string), "", []),
        Coerced("one text is a list of one", .list(.string), "a", ["a"]),
        Coerced("a text with commas", .list(.string), "a,b,c", ["a", "b", "c"]),
        Coerced("a text with commas and spaces", .list(.string), " a , b,c ", ["a", "b", "c"]),
        Coerced("commas too many", .list(.string), ",a,,b,", ["a", "b"]),
        Coerced("a JSON text", .list(.string), #" ["a", "b,c"] "#, ["a", "b,c"]),
        Coerced("a JSON text of numbers", .list(.string), "[1, 2.0, true]", ["1", "2.0", "True"]),
        Coerced("a text that only begins like JSON", .list(.string), "[a], b", ["[a]", "b"]),
        Coerced("a number is a list of one", .list(.string), 5, ["5"]),
        Coerced("a truth value is a list of one", .list(.bool), true, [true]),
        Coerced("numbers as texts", .list(.int), "1, 2", [1, 2]),
        Coerced(
            "an item of the wrong type", .list(.int), ["1", "x"], refused: "o[1]: must be a whole number, not 'x'"),
        Coerced("a list in a list", .list(.string), ["a", ["b"]], refused: "o[1]: must be a text, not a list"),
        Coerced(
            "null in a list", .list(.string), ["a", .null], refused: "o[1]: is null; remove the item or give it a value"
        ),
        Coerced("a dictionary is no list", .list(.string), ["a": 1], refused: "o: must be a list, not a dictionary"),
    ]

    static let dictionaries: [Coerced] = [
        Coerced("a dictionary with any values", .map, ["a": 1, "b": [.null]], ["a": 1, "b": [.null]]),
        Coerced("an empty dictionary", .map, [:], [:]),
        Coerced("no text is an empty dictionary", .map, "", [:]),
        Coerced("a dictionary as JSON text", .map, #" {"a": 1, "b": {"c": null}} "#, ["a": 1, "b": ["c": .null]]),
        Coerced("a dictionary as pairs", .map, "a=1, b = two words ,c=", ["a": "1", "b": "two words", "c": ""]),
        Coerced("a pair with a second equals sign", .map, "a=b=c", ["a": "b=c"]),
        Coerced("of pairs with one name the last counts", .map, "a=1,a=2", ["a": "2"]),
        Coerced("JSON text that is cut short", .map, #"{"a": 1"#, refused: "o: must be a dictionary, not a text"),
        Coerced("a word without an equals sign", .map, "a=1,b", refused: "o: must be a dictionary, not a text"),
        Coerced("a list is no dictionary", .map, [], refused: "o: must be a dictionary, not a list"),
        Coerced("options inside a dictionary", .dict([Option("n", .int)]), "n=5", ["n": 5]),
        Coerced(
            "options inside dictionaries inside a list as JSON text", .list(.dict([Option("n", .int), Option("t")])),
            #"[{"n": "5"}, {"t": 1}]"#, [["n": 5], ["t": "1"]]),
        Coerced(
            "a wrong value deep inside", .list(.dict([Option("m", .dict([Option("n", .int)]))])), [["m": ["n": "x"]]],
            refused: "o[0].m.n: must be a whole number, not 'x'"),
        Coerced(
            "an unknown name deep inside", .list(.dict([Option("name")])), [["name": "a"], ["nmae": "b"]],
            refused: "o[1].nmae: unknown option; did you mean 'name'?"),
    ]
}

@Suite("Arguments")
struct ArgumentsTests {
    @Test("a value is what a Python module would make of it", arguments: Coerced.all)
    func coerces(_ story: Coerced) {
        let (arguments, problems) = Arguments.settle(["o": story.written], [Option("o", story.type)])
        #expect(problems.map(\.description) == (story.problem.map { [$0] } ?? []))
        if story.problem == nil { #expect(arguments["o"] == story.settled) }
    }

    @Test("null is as good as leaving the option out")
    func null() {
        for type: OptionType in [.bool, .int, .string, .list(.string), .map, .dict([])] {
            let (arguments, problems) = Arguments.settle(["o": .null], [Option("o", type)])
            #expect(arguments.values.isEmpty && problems.isEmpty)
        }
        #expect(Arguments.settle(["o": .null], [Option("o", default: "d")]).arguments["o"] == "d")
        #expect(Arguments.settle(["a": .null, "o": "x"], [Option("o", aliases: ["a"])]).arguments["o"] == "x")
    }

    @Test("null is a value where it has a meaning")
    func meaningfulNull() {
        let option = Option("o", aliases: ["a"], default: "d", nullHasMeaning: true)
        #expect(Arguments.settle(["a": .null], [option]).arguments["o"] == .some(.null))
        #expect(Arguments.settle([:], [option]).arguments["o"] == "d")
        #expect(
            Arguments.settle(["a": .null, "o": "x"], [option]).problems.map(\.description)
                == ["a: differs from 'o', which is the same option; keep one"])
    }

    @Test("aliases lead to the option")
    func aliases() {
        let options = [Option("client_id", aliases: ["clientId", "id"])]
        for name in ["client_id", "clientId", "id"] {
            let (arguments, problems) = Arguments.settle(JSONObject([(name, JSON.string("x"))]), options)
            #expect(arguments.values == ["client_id": "x"] && problems.isEmpty)
        }
        #expect(Arguments.settle(["id": "x", "client_id": "x"], options).problems.isEmpty)
        #expect(
            Arguments.settle(["clientId": "x", "id": "y"], options).problems.map(\.description)
                == ["id: differs from 'clientId', which is the same option; keep one"])
    }

    @Test("a problem has the name that the user wrote")
    func aliasInProblem() {
        let (_, problems) = Arguments.settle(["flag": "x"], [Option("o", aliases: ["flag"], .bool)])
        #expect(problems.map(\.description) == ["flag: must be a boolean, not 'x'"])
    }

    @Test("defaults fill in what was not given, and nothing else")
    func defaults() {
        let options = [
            Option("a", default: "x"), Option("b", .int), Option("c", .dict([Option("d", .bool, default: true)])),
        ]
        #expect(Arguments.settle(["c": [:]], options).arguments.values == ["a": "x", "c": ["d": true]])
        #expect(Arguments.settle(["a": "", "b": "1"], options).arguments.values == ["a": "", "b": 1])
    }

    @Test("only the choices are allowed")
    func choices() {
        let options = [Option("state", choices: ["present", "absent"])]
        #expect(Arguments.settle(["state": "absent"], options).problems.isEmpty)
        #expect(Arguments.settle(["state": .null], options).problems.isEmpty)
        for wrong in ["Absent", "", "present "] {
            #expect(
                Arguments.settle(["state": .string(wrong)], options).problems.map(\.description)
                    == ["state: '\(wrong)' is not one of the choices: present, absent"])
        }
        #expect(
            Arguments.settle(["state": []], options).problems.map(\.description) == [
                "state: must be a text, not a list"
            ])
    }

    @Test("an unknown option is told with the nearest known one")
    func unknown() {
        let options = [Option("redirect_uris", aliases: ["redirectUris"]), Option("realm")]
        #expect(
            Arguments.settle(["redirect_uri": []], options).problems.map(\.description)
                == ["redirect_uri: unknown option; did you mean 'redirectUris' or 'redirect_uris'?"])
        #expect(
            Arguments.settle(["zzzzzzzz": 1], options).problems.map(\.description)
                == ["zzzzzzzz: unknown option; known: realm, redirectUris, redirect_uris"])
        #expect(Arguments.settle(["realm ": "x"], options).problems.count == 1)
    }

    @Test("all problems are told at once, sorted by place")
    func all() {
        let options = [
            Option("b", .int), Option("a", aliases: ["z"], .bool), Option("m", .list(.dict([Option("n", .int)]))),
            Option("c", choices: ["x"]), Option("fine"),
        ]
        let (arguments, problems) = Arguments.settle(
            ["b": "x", "z": "?", "m": [["n": []], "k", .null], "c": "y", "fine": 1, "unknown": 1], options)
        #expect(
            problems.map(\.path.description) == ["b", "c", "m[0].n", "m[1]", "m[2]", "unknown", "z"],
            "\(problems.map(\.description))")
        #expect(problems == problems.sorted())
        #expect(arguments["fine"] == "1")
    }

    @Test("a wrong secret is not shown")
    func secrets() {
        let options = [Option("secret", secret: true), Option("settings", .map)]
        let (_, problems) = Arguments.settle(["secret": ["canary-secret"], "settings": "canary-secret"], options)
        #expect(problems.count == 2)
        #expect(!Failure(problems).text.contains("canary"))
    }
}
