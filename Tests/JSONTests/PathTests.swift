import JSON
import Testing

@Suite("Paths")
struct PathTests {
    @Test(
        "read as one would write them",
        arguments: [
            (Path(), ""),
            (Path("a"), "a"),
            (Path("a", "b_c", "D-9"), "a.b_c.D-9"),
            (Path("protocol_mappers").index(0).key("config"), "protocol_mappers[0].config"),
            (Path("attributes", "saml.encrypt"), #"attributes["saml.encrypt"]"#),
            (Path("a", "", "é"), #"a[""]["é"]"#),
            (Path("a", "x\"y\n").key("b"), #"a["x\"y\n"].b"#),
            (Path([.index(3)]), "[3]"),
            (Path("https://a.example/*"), #"["https://a.example/*"]"#),
        ])
    func description(_ path: Path, _ text: String) { #expect(path.description == text) }

    @Test("are sorted by names, then by positions, a parent before what is in it")
    func order() {
        let sorted = [
            Path(), Path("Z"), Path("a"), Path("a").index(2), Path("a").index(2).key("x"), Path("a").index(10),
            Path("a", "b"), Path("a", "b", "c"), Path("a.b"), Path("ab"), Path("é"),
        ]
        #expect(sorted.reversed().sorted() == sorted)
        for path in sorted { #expect(!(path < path)) }
    }

    @Test("lie within their parents and themselves")
    func within() {
        #expect(Path("a", "b").isWithin(Path("a")) && Path("a").isWithin(Path("a")) && Path("a").isWithin(Path()))
        #expect(!Path("a").isWithin(Path("a", "b")) && !Path("ab").isWithin(Path("a")))
        #expect(!Path("a").index(1).isWithin(Path("a").index(11)))
    }

    @Test("of names that only look alike are different paths")
    func spellings() {
        let (composed, decomposed) = (Path("a", "\u{E9}"), Path("a", "e\u{301}"))
        #expect(composed != decomposed)
        #expect(decomposed < composed && !(composed < decomposed))
        #expect(Set([composed, decomposed]).count == 2)
        #expect(!composed.isWithin(decomposed))
    }
}

/// A text, a separator, and the pieces.
struct Pieces: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let separator: String
    let pieces: [String]

    init(_ story: String, _ text: String, _ separator: String, _ pieces: [String]) {
        testDescription = story
        self.text = text
        self.separator = separator
        self.pieces = pieces
    }

    static let all: [Pieces] = [
        Pieces("between separators", "a##b##c", "##", ["a", "b", "c"]),
        Pieces("none", "abc", "##", ["abc"]),
        Pieces("of nothing", "", "##", [""]),
        Pieces("only separators", "####", "##", ["", "", ""]),
        Pieces("an odd sign is left over", "a###b", "##", ["a", "#b"]),
        Pieces("at both ends", "##a##", "##", ["", "a", ""]),
        Pieces("an empty separator", "abc", "", ["abc"]),
        Pieces("a separator longer than the text", "a", "abc", ["a"]),
        Pieces("a text that is the separator", "abc", "abc", ["", ""]),
        Pieces("a beginning of the separator at the end", "xab", "abc", ["xab"]),
        Pieces("repetition inside the separator", "aaab", "aab", ["a", ""]),
        Pieces("by bytes: one spelling only", "e\u{301}|\u{E9}|", "\u{E9}", ["e\u{301}|", "|"]),
        Pieces("a letter before a combining mark", "xe\u{301}", "e", ["x", "\u{301}"]),
        Pieces("a line feed of a line break", "a\r\nb", "\n", ["a\r", "b"]),
    ]
}

@Suite("Pieces of a text")
struct PiecesTests {
    @Test("are found byte by byte", arguments: Pieces.all)
    func pieces(_ story: Pieces) {
        let found = story.text.pieces(separatedBy: story.separator)
        #expect(found.map { Array($0.utf8) } == story.pieces.map { Array($0.utf8) })
        if !story.separator.isEmpty {
            #expect(found.joined(separator: story.separator).isSame(as: story.text))
        }
    }
}
