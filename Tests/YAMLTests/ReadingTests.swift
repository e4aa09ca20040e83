import JSON
import Testing
import YAML

/// A YAML text and what its documents are, printed as a JSON list.
struct Readable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let json: String

    init(_ story: String, _ text: String, _ json: String) {
        testDescription = story
        self.text = text
        self.json = json
    }

    static let scalars: [Readable] = [
        Readable("null in every writing", "[null, Null, NULL, ~, ]", "[[null,null,null,null]]"),
        Readable("a name without a value", "a:", #"[{"a":null}]"#),
        Readable("an item without a value", "- \n- 1", "[[null,1]]"),
        Readable("words that only begin as null", "[nULL, nul, nulls, ~~]", #"[["nULL","nul","nulls","~~"]]"#),
        Readable(
            "truth in every writing", "[true, True, TRUE, false, False, FALSE]", "[[true,true,true,false,false,false]]"
        ),
        Readable(
            "words that only begin as truth", "[tRUE, truer, fALSE, t, f]", #"[["tRUE","truer","fALSE","t","f"]]"#),
        Readable(
            "YAML 1.1's booleans stay texts", "[yes, Yes, YES, no, No, NO, on, On, ON, off, Off, OFF, y, Y, n, N]",
            #"[["yes","Yes","YES","no","No","NO","on","On","ON","off","Off","OFF","y","Y","n","N"]]"#),
        Readable("a client called no", "client_id: no", #"[{"client_id":"no"}]"#),
        Readable(
            "numbers that are JSON stay as written", "[0, -0, 12, -7, 1.50, -0.0, 1e3, 1E+05, 2.5e-10]",
            "[[0,-0,12,-7,1.50,-0.0,1e3,1E+05,2.5e-10]]"),
        Readable(
            "a number that no machine type holds", "123456789012345678901234567890", "[123456789012345678901234567890]"),
        Readable(
            "numbers that are not JSON", "[+12, .5, -.5, 5., +.5e3, 5.e3, 007.5, 00.5, +0]",
            "[[12,0.5,-0.5,5.0,0.5e3,5.0e3,7.5,0.5,0]]"),
        Readable(
            "hexadecimal and octal numbers", "[0x1F, 0xff, 0x0, 0o17, 0o0, 0xFFFFFFFFFFFFFFFF]",
            "[[31,255,0,15,0,18446744073709551615]]"),
        Readable(
            "almost numbers", "[0x, 0o, 0o8, 0xG, -0x1F, 0X1F, ., +, -, .e3, 1e, 1e+, 1.2.3, 1-2, --1, e3, 0x+1]",
            #"[["0x","0o","0o8","0xG","-0x1F","0X1F",".","+","-",".e3","1e","1e+","1.2.3","1-2","--1","e3","0x+1"]]"#),
        Readable(
            "a needless zero keeps a text", "[0123, 08, 00, -07, +07, 01e3]",
            #"[["0123","08","00","-07","+07","01e3"]]"#),
        Readable(
            "YAML 1.1's numbers stay texts", "[1_000, 0b11, 1:30, 12:30:45.5, 1_0.5]",
            #"[["1_000","0b11","1:30","12:30:45.5","1_0.5"]]"#),
        Readable("dates stay texts", "[2026-01-31, 2026-01-31T10:00:00Z]", #"[["2026-01-31","2026-01-31T10:00:00Z"]]"#),
        Readable(
            "texts in quotes are texts", #"["1", 'true', "null", '', "~", "0x1F", '.inf']"#,
            #"[["1","true","null","","~","0x1F",".inf"]]"#),
        Readable("a block is a text", "- |\n  1\n- >-\n  true\n", #"[["1\n","true"]]"#),
        Readable("escapes", #""\x41\u00e9\U0001F600\0\e\n\t\/\_\N""#, "[\"Aé😀\\u0000\\u001b\\n\\t/\u{A0}\u{85}\"]"),
        Readable("single quotes know one escape", #"'it''s \n'"#, #"["it's \\n"]"#),
        Readable("a text over several lines is folded", "a: one\n  two\n\n  three", #"[{"a":"one two\nthree"}]"#),
        Readable("a folded block", ">\n  one\n  two\n\n  three\n", #"["one two\nthree\n"]"#),
        Readable("a literal block keeps its lines", "|+\n  one\n   two\n\n", #"["one\n two\n\n"]"#),
        Readable("a comment is no text", "a: b # c\nd: e#f # g", #"[{"a":"b","d":"e#f"}]"#),
        Readable("a URL is a text", "- https://a.example.org:8443/*", #"[["https://a.example.org:8443/*"]]"#),
        Readable("characters beyond ASCII", "ключ: 值 😀", #"[{"ключ":"值 😀"}]"#),
    ]

    static let documents: [Readable] = [
        Readable("nothing", "", "[]"),
        Readable("only a comment", "# nothing\n", "[]"),
        Readable("only a byte order mark", "\u{FEFF}", "[]"),
        Readable("a byte order mark is skipped", "\u{FEFF}a: 1", #"[{"a":1}]"#),
        Readable("an empty document is null", "---\n", "[null]"),
        Readable("several documents", "a: 1\n---\n- 2\n--- 3\n...\n---\n", #"[{"a":1},[2],3,null]"#),
        Readable("a directive of either version", "%YAML 1.1\n---\nyes\n...\n%YAML 1.2\n---\n010", #"["yes","010"]"#),
        Readable("Windows line ends", "a: 1\r\nb:\r\n  - c\r\n", #"[{"a":1,"b":["c"]}]"#),
        Readable("lists below a name, indented or not", "a:\n- 1\nb:\n  - 2\n", #"[{"a":[1],"b":[2]}]"#),
        Readable(
            "lists and dictionaries in one line", "{a: [1, {b: 2}], c: {}, d: [], 'e':1, \"f\": }",
            #"[{"a":[1,{"b":2}],"c":{},"d":[],"e":1,"f":null}]"#),
        Readable("a dictionary in a list in a list", "- - a: 1\n    b: 2\n  - 3\n", #"[[[{"a":1,"b":2},3]]]"#),
        Readable(
            "names are what is written", "1: a\n0x1F: b\ntrue: c\n~: d\n1.50: e\nno: f\n'': g\n\"a b\": h",
            #"[{"":"g","0x1F":"b","1":"a","1.50":"e","a b":"h","no":"f","true":"c","~":"d"}]"#),
        Readable("a name after a question mark", "? a\n: 1\n? |\n  b\n: 2\n? c\n", #"[{"a":1,"b\n":2,"c":null}]"#),
        Readable("names that only look alike", "é: 1\ne\u{301}: 2", "[{\"e\u{301}\":2,\"é\":1}]"),
    ]

    static let anchors: [Readable] = [
        Readable("an alias repeats a scalar", "- &a 1\n- *a\n- &b x\n- *b", #"[[1,1,"x","x"]]"#),
        Readable(
            "an alias repeats a list and a dictionary", "a: &a [1]\nb: &b {c: *a}\nd: *b",
            #"[{"a":[1],"b":{"c":[1]},"d":{"c":[1]}}]"#),
        Readable("an alias as a name", "- &a x\n- *a : 1\n- &n 0x10\n- *n : 2", #"[["x",{"x":1},16,{"0x10":2}]]"#),
        Readable("the nearest anchor of a name before counts", "- &a 1\n- *a\n- &a 2\n- *a", "[[1,1,2,2]]"),
        Readable("an anchor given again inside", "- &a [&a 1, *a]\n- *a", "[[[1,1],1]]"),
        Readable("the whole document may have an anchor", "&a {b: 1}", #"[{"b":1}]"#),
        Readable("an anchor with a tag", "- &a !!str 1\n- *a\n- !!str &b 2\n- *b", #"[["1","1","2","2"]]"#),
        Readable(
            "own members win over merged ones", "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n",
            #"[{"a":{"x":1,"y":2},"b":{"x":1,"y":3}}]"#),
        Readable(
            "wherever the merge stands", "a: &a {x: 1, y: 2}\nb:\n  y: 3\n  <<: *a\n",
            #"[{"a":{"x":1,"y":2},"b":{"x":1,"y":3}}]"#),
        Readable(
            "of several dictionaries the earlier wins", "- &a {x: 1}\n- &b {x: 2, y: 3}\n- <<: [*a, *b]\n  z: 4\n",
            #"[[{"x":1},{"x":2,"y":3},{"x":1,"y":3,"z":4}]]"#),
        Readable("a merge of a dictionary that is written there", "<<: {a: 1}\nb: 2", #"[{"a":1,"b":2}]"#),
        Readable(
            "merges of merges", "- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b, z: 3}",
            #"[[{"x":1},{"x":1,"y":2},{"x":1,"y":2,"z":3}]]"#),
        Readable(
            "a merge replaces, and does not go deeper", "- &a {x: {p: 1, q: 2}}\n- {<<: *a, x: {p: 3}}",
            #"[[{"x":{"p":1,"q":2}},{"x":{"p":3}}]]"#),
        Readable("a merge of nothing", "<<: []\na: 1", #"[{"a":1}]"#),
        Readable("<< in quotes is a name", #"{"<<": 1, '<': 2}"#, #"[{"<":2,"<<":1}]"#),
        Readable("an alias is a name, also of <<", "- &a <<\n- *a : {x: 1}", #"[["<<",{"<<":{"x":1}}]]"#),
        Readable("<< as a value is a text", "a: <<", #"[{"a":"<<"}]"#),
    ]

    static let tags: [Readable] = [
        Readable("a text", "[!!str 1, !!str true, !!str, !!str ~, !!str 'x']", #"[["1","true","","~","x"]]"#),
        Readable("an integer", #"[!!int "12", !!int 0x10, !!int -3]"#, "[[12,16,-3]]"),
        Readable("a float", #"[!!float 1, !!float "1.50", !!float .5]"#, "[[1,1.50,0.5]]"),
        Readable(
            "a boolean in the words of both versions", #"[!!bool true, !!bool "no", !!bool ON]"#, "[[true,false,true]]"),
        Readable("null", "[!!null , !!null null, !!null '~']", "[[null,null,null]]"),
        Readable("a list and a dictionary", "!!seq [!!map {a: 1}]", #"[[{"a":1}]]"#),
        Readable(
            "tags written out", "%TAG !y! tag:yaml.org,2002:\n--- [!y!str 1, !<tag:yaml.org,2002:str> 2]",
            #"[["1","2"]]"#),
        Readable("the tag that says nothing", "! [! 'a', ! {b: 1}, ! 12]", #"[["a",{"b":1},"12"]]"#),
    ]
}

@Suite("Reading YAML")
struct ReadingTests {
    @Test("scalars", arguments: Readable.scalars)
    func scalars(_ story: Readable) throws { try read(story) }

    @Test("documents, lists and dictionaries", arguments: Readable.documents)
    func documents(_ story: Readable) throws { try read(story) }

    @Test("anchors, aliases and merges", arguments: Readable.anchors)
    func anchors(_ story: Readable) throws { try read(story) }

    @Test("tags", arguments: Readable.tags)
    func tags(_ story: Readable) throws { try read(story) }

    private func read(_ story: Readable) throws {
        let documents = JSON.array(try YAMLStream(parsing: story.text).documents)
        #expect(try documents == JSON(parsing: story.json), "\(documents.compact)")
    }

    @Test("texts that share a slot of the cache are not mixed up")
    func cache() throws {
        let texts = (10_000..<15_000).map { "a text of 20 bytes: \($0)" }
        let documents = try YAMLStream(parsing: texts.map { "- '\($0)'\n" }.joined()).documents
        #expect(documents == [.array(texts.map { .string($0) })])
    }

    @Test("reads 512 levels and refuses one more, also in block style and through aliases")
    func depth() throws {
        let flow = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        let block = { String(repeating: "- ", count: $0) + "1" }
        let aliases = {
            "- &a " + flow(255) + "\n- &b " + String(repeating: "[", count: 256) + "*a"
                + String(repeating: "]", count: 256)
                + "\n- " + String(repeating: "[", count: $0) + "*b" + String(repeating: "]", count: $0)
        }
        for (text, tooDeep) in [(flow(512), flow(513)), (block(512), block(513)), (aliases(0), aliases(1))] {
            #expect(try YAMLStream(parsing: text).documents.count == 1)
            let error = #expect(throws: YAMLError.self) { try YAMLStream(parsing: tooDeep) }
            #expect(error?.message == "nesting deeper than 512 levels")
        }
    }
}
