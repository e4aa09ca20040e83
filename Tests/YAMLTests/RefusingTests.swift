import JSON
import Testing
import YAML

/// A text that is refused, and what is said about it.
struct Refused: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let said: String

    init(_ story: String, _ text: String, _ said: String) { self.init(story, Array(text.utf8), said) }

    init(_ story: String, _ bytes: [UInt8], _ said: String) {
        testDescription = story
        self.bytes = bytes
        self.said = said
    }

    static let ours: [Refused] = [
        Refused(
            "a name that stands twice", "a: 1\nb: 2\na: 3\n",
            #"the name "a" stands twice, at line 1, column 1 and again at line 3, column 1"#),
        Refused(
            "a name that stands thrice: the second is told", "{a: 1, b: 2, b: 3,\n a: 4, a: 5}",
            #"the name "b" stands twice, at line 1, column 8 and again at line 1, column 14"#),
        Refused(
            "a name in two writings", "1: a\n\"1\": b\n",
            #"the name "1" stands twice, at line 1, column 1 and again at line 2, column 1"#),
        Refused(
            "a name that stands twice in a client", "clients:\n  - client_id: a\n    name: b\n    client_id: c\n",
            #"the name "client_id" stands twice, at line 2, column 5 and again at line 4, column 5"#),
        Refused(
            "two merges", "- &a {x: 1}\n- <<: *a\n  <<: {y: 1}\n",
            #"the name "<<" stands twice, at line 2, column 3 and again at line 3, column 3"#),
        Refused(
            "a list as a name", "{[1]: 2}",
            "a list or dictionary cannot be a name (a text that begins with { or [ needs quotes) at line 1, column 2"),
        Refused(
            "a dictionary as a name", "? {a: 1}\n: 2\n",
            "a list or dictionary cannot be a name (a text that begins with { or [ needs quotes) at line 1, column 3"),
        Refused(
            "an alias of a list as a name", "- &a [1]\n- *a : 2\n",
            "a list or dictionary cannot be a name (a text that begins with { or [ needs quotes) at line 2, column 3"),
        Refused("no name", "a: 1\n? \n: 2\n", "there is no name before the colon at line 2, column 2"),
        Refused(
            "no name in a line", "{a: 1, : 2}",
            "while parsing a flow node: did not find expected node content at line 1, column 8"),
        Refused(
            "infinity", "a: .inf", "JSON has no such number (in quotes it is a text) at line 1, column 4"),
        Refused(
            "negative infinity", "- -.Inf",
            "JSON has no such number (in quotes it is a text) at line 1, column 3"),
        Refused(
            "not a number", "- .NaN", "JSON has no such number (in quotes it is a text) at line 1, column 3"),
        Refused(
            "a hexadecimal number beyond 64 bits", "- 0x10000000000000000",
            "the number does not fit into 64 bits (in quotes it is a text) at line 1, column 3"),
        Refused(
            "a tag of Ansible's", "a: !vault |\n  $ANSIBLE_VAULT\n",
            "an unknown tag; known are !!str, !!int, !!float, !!bool, !!null, !!seq, !!map (a text that begins with ! needs quotes) at line 1, column 4"
        ),
        Refused(
            "a tag of YAML 1.1's", "a: !!set {b}\n",
            "an unknown tag; known are !!str, !!int, !!float, !!bool, !!null, !!seq, !!map (a text that begins with ! needs quotes) at line 1, column 4"
        ),
        Refused(
            "a tag of Python's", "!!python/object:os.system x",
            "an unknown tag; known are !!str, !!int, !!float, !!bool, !!null, !!seq, !!map (a text that begins with ! needs quotes) at line 1, column 1"
        ),
        Refused(
            "a tag of somebody's", "!<tag:example.org,2026:x> y",
            "an unknown tag; known are !!str, !!int, !!float, !!bool, !!null, !!seq, !!map (a text that begins with ! needs quotes) at line 1, column 1"
        ),
        Refused(
            "a list that is said to be a dictionary", "!!map [1]", "a list is not what !!map says at line 1, column 1"),
        Refused(
            "a dictionary that is said to be a text", "!!str {a: 1}",
            "a dictionary is not what !!str says at line 1, column 1"),
        Refused("a text that is said to be a list", "!!seq a", "this text is not what !!seq says at line 1, column 1"),
        Refused(
            "a text that is said to be an integer", "!!int 1.5", "this text is not what !!int says at line 1, column 1"),
        Refused(
            "an octal number or none that is said to be an integer", "!!int 010",
            "this text is not what !!int says at line 1, column 1"),
        Refused(
            "a text that is said to be a float", "!!float .inf",
            "this text is not what !!float says at line 1, column 1"
        ),
        Refused(
            "a text that is said to be a boolean", "!!bool maybe",
            "this text is not what !!bool says at line 1, column 1"),
        Refused(
            "a text that is said to be null", "!!null nothing",
            "this text is not what !!null says at line 1, column 1"),
        Refused(
            "an unknown tag at a name", "!x a: 1",
            "an unknown tag; known are !!str, !!int, !!float, !!bool, !!null, !!seq, !!map (a text that begins with ! needs quotes) at line 1, column 1"
        ),
        Refused(
            "an alias without an anchor", "a: 1\nb: *c\n",
            "an alias without an anchor before it (a text that begins with * needs quotes) at line 2, column 4"),
        Refused(
            "an anchor of the document before", "&a 1\n---\n*a\n",
            "an alias without an anchor before it (a text that begins with * needs quotes) at line 3, column 1"),
        Refused(
            "an alias in its own anchor", "&a [1, *a]",
            "an alias inside of its own anchor at line 1, column 8"),
        Refused("a merge of itself", "&a {<<: *a}", "an alias inside of its own anchor at line 1, column 9"),
        Refused(
            "a merge of a text", "a: &a x\nb:\n  <<: *a\n",
            "<< needs a dictionary or a list of dictionaries at line 3, column 7"),
        Refused(
            "a merge of null", "<<:\na: 1\n", "<< needs a dictionary or a list of dictionaries at line 1, column 4"),
        Refused(
            "a merge of texts", "<<: [{a: 1}, b]", "<< needs a dictionary or a list of dictionaries at line 1, column 5"
        ),
        Refused("UTF-16", [0xFF, 0xFE, 0x61, 0x00], "the text is UTF-16; save it as UTF-8 at line 1, column 1"),
    ]

    static let libyaml: [Refused] = [
        Refused(
            "a list without an end", "a: [1, 2\nb: 3\n",
            "while parsing a flow sequence that begins at line 1, column 4: did not find expected ',' or ']' at line 2, column 2"
        ),
        Refused(
            "a text without an end", "a: 1\nb: \"c\n",
            "while scanning a quoted scalar that begins at line 2, column 4: found unexpected end of stream at line 3, column 1"
        ),
        Refused(
            "a tab as indentation", "a:\n\tb: 1\n",
            "while scanning for the next token: found character that cannot start any token (a tab) at line 2, column 1"
        ),
        Refused("a colon in a text", "a: b: c\n", "mapping values are not allowed in this context at line 1, column 5"),
        Refused(
            "an unknown escape", #"- "\q""#,
            "while parsing a quoted scalar that begins at line 1, column 3: found unknown escape character at line 1, column 4"
        ),
        Refused(
            "a surrogate pair, which JSON knows", #"- "\ud83d\ude00""#,
            "while parsing a quoted scalar that begins at line 1, column 3: found invalid Unicode character escape code at line 1, column 6"
        ),
        Refused(
            "a name without a colon", "a: 1\nb\nc: 2\n",
            "while scanning a simple key that begins at line 2, column 1: could not find expected ':' at line 3, column 1"
        ),
        Refused(
            "indentation that fits to nothing", "a:\n    b: 1\n  c: 2\n",
            "while parsing a block mapping that begins at line 1, column 1: did not find expected key at line 3, column 3"
        ),
        Refused(
            "a dash beside a name", "a: - 1\n",
            "block sequence entries are not allowed in this context at line 1, column 4"),
        Refused(
            "a percent sign at the start", "%a",
            "while scanning a directive that begins at line 1, column 1: found unknown directive name at line 1, column 3"
        ),
        Refused(
            "a version of YAML that is not there yet", "%YAML 2.0\n---\na",
            "found incompatible YAML document at line 1, column 1"),
        Refused(
            "a template's braces", "a: {{ b }}\n",
            "a list or dictionary cannot be a name (a text that begins with { or [ needs quotes) at line 1, column 5"),
        Refused(
            "an at sign at the start of a text", "a: @b\n",
            "while scanning for the next token: found character that cannot start any token at line 1, column 4"),
        Refused(
            "a byte that UTF-8 has not", Array("é: 1\nä: ".utf8) + [0xFF, 0x0A],
            "invalid leading UTF-8 octet at line 2, column 4"),
        Refused(
            "a character cut short", Array("a: 1\nb: ".utf8) + [0xC3],
            "incomplete UTF-8 octet sequence at line 2, column 4"),
        Refused(
            "a slash in two bytes", Array("- ".utf8) + [0xC0, 0xAF],
            "invalid length of a UTF-8 sequence at line 1, column 3"),
        Refused(
            "a surrogate in UTF-8", Array("- ".utf8) + [0xED, 0xA0, 0xBD],
            "invalid Unicode character at line 1, column 3"),
        Refused(
            "a bad byte after a byte order mark", [0xEF, 0xBB, 0xBF, 0x61, 0x62, 0xFF],
            "invalid leading UTF-8 octet at line 1, column 3"),
        Refused("a control character", "a: 1\nb: x\u{1}\n", "control characters are not allowed at line 2, column 5"),
        Refused(
            "columns are counted in characters", "é: ü: 1",
            "mapping values are not allowed in this context at line 1, column 5"),
    ]
}

@Suite("Refusing YAML")
struct RefusingTests {
    @Test("by our rules", arguments: Refused.ours)
    func ours(_ story: Refused) { refuse(story) }

    @Test("by YAML's, in libyaml's words", arguments: Refused.libyaml)
    func libyaml(_ story: Refused) { refuse(story) }

    private func refuse(_ story: Refused) {
        let error = #expect(throws: YAMLError.self) { try YAMLStream(parsing: story.bytes) }
        #expect(error?.description == story.said)
    }
}
