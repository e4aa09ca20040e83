import JSON
import Reconcile
import Testing

@testable import Resources

/// What a row's values look like: made from its kind, so that a new row is covered without a line here and a new kind does
/// not compile until it is.
struct RowSamples {
    /// What the server has.
    let stored: JSON
    /// All ways to write the same as an option.
    let spellings: [JSON]
    /// Values of the option that differ from it in one respect each.
    let differences: [JSON]

    /// The samples of a kind; `null` stands for the property's absence on the server.
    static func of(_ kind: Kind) -> [RowSamples] {
        switch kind {
        case .bool(let absentIsFalse):
            [
                RowSamples(stored: true, spellings: truths, differences: falsehoods),
                RowSamples(stored: false, spellings: falsehoods, differences: truths),
            ] + (absentIsFalse ? [RowSamples(stored: .null, spellings: falsehoods, differences: truths)] : [])
        case .int:
            [
                RowSamples(
                    stored: 3600, spellings: [3600, "3600", .number("3600.0"), " 3600 "],
                    differences: [3601, "0", -3600])
            ]
        case .text:
            [
                RowSamples(stored: "text", spellings: ["text"], differences: ["Text", "text ", " text", ""]),
                RowSamples(stored: "7", spellings: ["7", 7], differences: ["07", .number("7.5"), ""]),
                RowSamples(stored: "\u{E9}", spellings: ["\u{E9}"], differences: ["e\u{301}"]),
                RowSamples(stored: "", spellings: [""], differences: ["x"]),
                RowSamples(stored: .null, spellings: [""], differences: ["x"]),
            ]
        case .textSet: sets
        case .setTree: trees
        case .textMap(let rules): maps(blankIsAbsent: rules.blankIsAbsent)
        case .intMap:
            [
                RowSamples(
                    stored: ["a": 1, "b": 2], spellings: [["a": 1], ["a": "1", "b": 2], [:], ["c": .null]],
                    differences: [["a": 2], ["a": .null], ["c": 1]])
            ]
        case .keyedList(let list): items(list)
        case .whole: [RowSamples(stored: [1, 2], spellings: [[1, 2]], differences: [[2, 1], [1], "x"])]
        }
    }

    private static let truths: [JSON] = [true, "yes", "on", "True", "TRUE", "1", 1, "t", "y"]
    private static let falsehoods: [JSON] = [false, "no", "off", "False", "0", 0, "f", "n"]

    private static let sets: [RowSamples] = [
        RowSamples(
            stored: ["b", "a"],
            spellings: [["a", "b"], ["b", "a"], ["a", "b", "a"], "a,b", " b , a ", "[\"b\", \"a\"]"],
            differences: [["a"], ["a", "b", "c"], ["a", "B"], [], "", "a"]),
        RowSamples(stored: [], spellings: [[], "", "[]"], differences: [["a"]]),
        RowSamples(stored: .null, spellings: [[]], differences: [["a"], "a"]),
    ]

    /// Only the roles of an account have this kind; they are merged unless a setting says otherwise.
    private static let trees: [RowSamples] = [
        RowSamples(
            stored: ["realm": ["b", "a"], "clients": ["app": ["a"], "b": ["c", "a"]]],
            spellings: [
                [:], ["realm": []], ["realm": ["a"]], ["realm": "b, a"], ["realm": ["a", "b", "a"]], ["clients": [:]],
                ["clients": ["b": []]], ["clients": ["b": "a,c"]], ["clients": ["app": ["a"]], "realm": ["b"]],
                "{\"realm\": [\"a\"]}", ["clients": ["c": []]], ["realm": .null, "clients": .null],
            ],
            differences: [
                ["realm": ["c"]], ["realm": ["A"]], ["clients": ["app": ["a", "b"]]], ["clients": ["c": ["a"]]],
                ["realm": ["a"], "clients": ["b": ["c", "b"]]],
            ]),
        RowSamples(
            stored: .null, spellings: [[:], ["realm": []], ["clients": ["a": []]]], differences: [["realm": "a"]]),
    ]

    private static func maps(blankIsAbsent: Bool) -> [RowSamples] {
        let stored: JSON = [
            "flag": "true", "number": "300", "list": "b##a", "json": "{\"x\": 1}", "text": " v ", "other": "kept",
        ]
        return [
            RowSamples(
                stored: stored,
                spellings: [
                    [:], ["flag": true], ["flag": "true"], ["number": 300], ["number": "300"], ["list": ["a", "b"]],
                    ["list": ["b", "a", "b"]], ["list": "a##b"], ["json": ["x": 1]], ["json": "{\"x\":1}"],
                    ["text": " v "],
                    ["absent": .null], ["absent": ""], ["absent": []],
                ] + (blankIsAbsent ? [["absent": " \n"]] : []),
                differences: [
                    ["flag": false], ["number": 301], ["number": "0300"], ["list": ["a"]], ["list": ["a", "b", "c"]],
                    ["list": []], ["list": "a##B"], ["json": ["x": 2]], ["text": "v"], ["flag": .null], ["flag": ""],
                    ["new": "x"], ["new": 1], ["Flag": "true"],
                ] + (blankIsAbsent ? [["flag": " "]] : [["new": " "]])),
            RowSamples(stored: .null, spellings: [[:], ["a": .null]], differences: [["a": "b"]]),
        ]
    }

    /// Items with a configuration; all of them of one type, since mappers are the only keyed list.
    private static func items(_ list: Kind.KeyedList) -> [RowSamples] {
        func item(_ name: JSON, _ config: JSON, type: JSON = "t", extra: JSONObject = [:]) -> JSON {
            .object(
                ([
                    "name": name, "protocol": "openid-connect", "protocolMapper": type, "config": config,
                ] as JSONObject).merging(extra))
        }
        let one = item("one", ["k": "v", "n": "1"], extra: ["id": "1", "consentRequired": false])
        let two = item("two", [:], extra: ["id": "2"])
        return [
            RowSamples(
                stored: [one, two],
                spellings: [
                    [item("two", [:]), item("one", ["n": 1, "k": "v"])],
                    [item("one", ["n": "1", "k": "v", "empty": "", "none": .null]), ["name": "two"]],
                    [item("one", ["n": 1, "k": "v"], extra: ["consent_required": "no", "id": "other"]), two],
                ],
                differences: [
                    [one], [], [one, two, item("three", [:])], [item("one", ["k": "v", "n": "2"]), two],
                    [item("one", ["k": "v"]), two], [item("one", ["k": "v", "n": "1", "m": "x"]), two],
                    [item("one", ["k": "v", "n": "1"], type: "u"), two], [item("renamed", ["k": "v", "n": "1"]), two],
                ])
        ]
    }
}
