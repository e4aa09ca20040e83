import JSON
import TestSupport
import Testing
import YAML

@Suite("Printing YAML")
struct PrintingTests {
    /// Texts that stand without quotes.
    static let plainTexts = [
        "a", "shop", "two words", "a:b", "https://a.example.org:8443/*?a=b#c", "-a", "?a", ":a", "a#b", "a,b", "a[0]",
        "a{b}",
        "it's", "say \"a\"", "C:\\a", "+", "a-", "--", "---a", "....", "1.2.3", "192.168.0.1", "10 minutes", "1a", "0x",
        "0b2",
        "3fa85f64-5717-4562-b3fc-2c963f66afa6", "2026-01-31-a", "2026-01", "26-01-31", "8080:80", "1:60", ":30", "a:30",
        "nullable", "truth", "yesterday", "nO", "yEs", "tRue", "+a", ".a", "..", "e3", "é", "ключ", "😀", "中",
        "a\u{A0}b", "_1",
    ]

    /// Texts that need quotes, as some reader would read something else.
    static let quotedTexts = [
        "", " ", " a", "a ", "null", "Null", "NULL", "~", "true", "True", "TRUE", "false", "False", "FALSE",
        "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N", "<<", "=",
        "0", "-0", "12", "+12", "-7", "1.5", ".5", "5.", "1e3", "1E+3", "0123", "08", "00", "0x1F", "-0x1F", "0o17",
        "-0o17", "0b11",
        "1_000", "1,000", "0x_F", "1:30", "12:30:45", "1:30.5", "-1:30", "01e3", ".inf", "-.Inf", "+.INF", ".nan",
        ".NaN",
        "2026-01-31", "2026-1-1", "2026-01-31T10:00:00Z", "2026-01-31 10:00:00", "2026-01-31t10:00",
        "---", "...", "--- a", "... a", "--- \u{301}a", "-", "- a", "?", "? a", ":", ": a", "a: b", "a:", "a #b", "#a",
        ",a", "[a", "]a", "{a", "}a", "&a", "*a", "!a", "|a", ">a", "'a", "\"a", "%a", "@a", "`a", "|", ">",
        "\t", "a\tb", "a\u{7F}", "a\u{85}b", "a\u{2028}b", "\u{FEFF}a", "\0", "a\rb", "\u{FFFF}",
    ]

    @Test("a text without need has no quotes", arguments: plainTexts)
    func plain(_ text: String) throws { try print(.string(text), text + "\n") }

    @Test("a text that a reader would take for something else has quotes", arguments: quotedTexts)
    func quoted(_ text: String) throws {
        let printed = JSON.string(text).yaml
        #expect(printed.hasPrefix("\"") && printed.hasSuffix("\"\n"), "\(printed)")
        #expect(try YAMLStream(parsing: printed).documents == [.string(text)])
        // Names follow the same rule, but for those of several lines.
        #expect(JSON.object([text: 1]).yaml == printed.dropLast() + ": 1\n")
    }

    @Test(
        "a text of several lines is a block",
        arguments: [
            ("a\nb", "|-\n  a\n  b\n"), ("a\nb\n", "|\n  a\n  b\n"), ("a\n\n", "|+\n  a\n\n"),
            ("a\n\n\nb\n", "|\n  a\n\n\n  b\n"),
            ("a\n  b\n", "|\n  a\n    b\n"), ("# a\n---\n...\n", "|\n  # a\n  ---\n  ...\n"),
            ("😀: [\n'\"\\n", "|-\n  😀: [\n  '\"\\n\n"),
        ])
    func block(_ text: String, _ printed: String) throws { try print(.string(text), printed) }

    @Test(
        "unless a block would not keep it",
        arguments: [
            ("\n", #""\n""#), ("\na", #""\na""#), (" a\nb", #"" a\nb""#), ("a \nb", #""a \nb""#), ("a\n ", #""a\n ""#),
            ("a\n\tb", #""a\n\tb""#),
            ("a\r\nb", #""a\u000d\nb""#), ("a\n\u{2028}", #""a\n\u2028""#),
        ])
    func noBlock(_ text: String, _ printed: String) throws { try print(.string(text), printed + "\n") }

    @Test("other scalars and what is empty")
    func scalars() throws {
        try print(
            [.null, true, false, .number("1.50"), .number("-0"), [], [:]],
            "- null\n- true\n- false\n- 1.50\n- -0\n- []\n- {}\n")
    }

    @Test("lists and dictionaries in block style, names sorted")
    func blocks() throws {
        try print(
            [
                "realm": "demo",
                "clients": [
                    [
                        "client_id": "shop", "redirect_uris": ["https://a/*", "+"],
                        "attributes": ["b": .null, "a": "1"], "name": "two\nlines\n",
                    ],
                    ["client_id": "no"],
                    [["a", ["b": []]], [[1]]],
                ],
            ],
            """
            clients:
              - attributes:
                  a: "1"
                  b: null
                client_id: shop
                name: |
                  two
                  lines
                redirect_uris:
                  - https://a/*
                  - +
              - client_id: "no"
              - - - a
                  - b: []
                - - - 1
            realm: demo

            """)
    }

    @Test("a name that is longer than a reader looks ahead")
    func longName() throws {
        let name = String(repeating: "é", count: 2000)
        try print([name: [1, ["a": 2]]], "? \(name)\n: - 1\n  - a: 2\n")
        try print([[name: "x"]], "- ? \(name)\n  : x\n")
    }

    @Test("several documents")
    func documents() throws {
        let documents: [JSON] = [["a": 1], .null, [], "text\n\n", [1]]
        let printed = JSON.yaml(documents: documents)
        #expect(printed == "a: 1\n---\nnull\n---\n[]\n---\n|+\n  text\n\n---\n- 1\n")
        #expect(try YAMLStream(parsing: printed).documents == documents)
        #expect(JSON.yaml(documents: []).isEmpty)
    }

    @Test("whatever is printed is read as the same value")
    func random() throws {
        let seed: UInt64 = 20_261_123
        var generator = ValueGenerator(seed: seed)
        for number in 0..<5000 {
            let documents = (0..<Int.random(in: 1...3, using: &generator.random)).map { _ in generator.value() }
            let printed = JSON.yaml(documents: documents)
            #expect(
                try YAMLStream(parsing: printed).documents == documents, "seed \(seed), value \(number):\n\(printed)")
        }
    }

    private func print(_ value: JSON, _ expected: String) throws {
        #expect(value.yaml == expected)
        #expect(try YAMLStream(parsing: value.yaml).documents == [value])
    }
}
