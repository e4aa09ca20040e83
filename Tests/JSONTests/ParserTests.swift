import JSON
import Testing

/// A text that is JSON, and what it comes to when it is printed again.
struct Readable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let printed: String

    init(_ story: String, _ text: String, _ printed: String) {
        testDescription = story
        self.text = text
        self.printed = printed
    }

    static let all: [Readable] = [
        Readable("the words", " [true, false, null] ", "[true,false,null]"),
        Readable("a whole number", "1", "1"),
        Readable("a number keeps its fraction", "1.0", "1.0"),
        Readable("a number keeps its exponent", "1E+05", "1E+05"),
        Readable("a number keeps its minus and zero", "-0.00e-0", "-0.00e-0"),
        Readable(
            "a number that no machine type holds", "123456789012345678901234567890", "123456789012345678901234567890"),
        Readable("of a name that stands twice the last value counts", #"{"a":1,"b":2,"a":3}"#, #"{"a":3,"b":2}"#),
        Readable("a name that stands thrice in escapes", #"{"a":1,"\u0061":2,"\u0061":[]}"#, #"{"a":[]}"#),
        Readable("a byte order mark is skipped", "\u{FEFF}{}", "{}"),
        Readable("a byte order mark inside a text stays", "\"\u{FEFF}\"", "\"\u{FEFF}\""),
        Readable("short escapes", #""\"\\\/\b\f\n\r\t""#, #""\"\\/\u0008\u000c\n\r\t""#),
        Readable("escapes in either case of hexadecimal", #""\u00e9\u00E9""#, "\"éé\""),
        Readable("an escaped zero", #""\u0000""#, #""\u0000""#),
        Readable("a surrogate pair is one character", #""\ud83d\uDE00""#, "\"😀\""),
        Readable("the last character of Unicode", #""\udbff\udfff""#, "\"\u{10FFFF}\""),
        Readable("a character beside the surrogates", #""\ud7ff\ue000""#, "\"\u{D7FF}\u{E000}\""),
        Readable("the delete character may stand for itself", "\"\u{7F}\"", #""\u007f""#),
        Readable("a combining mark is not joined", #""e\u0301""#, "\"e\u{301}\""),
        Readable("all white space", " \t\r\n{ \t\r\n\"a\" \t\r\n: \t\r\n1 \t\r\n} \t\r\n", #"{"a":1}"#),
        Readable("empty lists and objects", "[ [ ] , { } ]", "[[],{}]"),
        Readable("an empty name and an empty text", #"{"":""}"#, #"{"":""}"#),
        Readable(
            "names are sorted by bytes", #"{"é":1,"z":2,"Z":3,"10":4,"9":5}"#, #"{"10":4,"9":5,"Z":3,"z":2,"é":1}"#),
        Readable("names are sorted at every level", #"[{"b":{"d":1,"c":2},"a":0}]"#, #"[{"a":0,"b":{"c":2,"d":1}}]"#),
    ]
}

/// A text that is no JSON, and what is said about it.
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

    static let all: [Refused] = [
        Refused("nothing", "", "unexpected end of the text at line 1, column 1"),
        Refused("only white space", " \n ", "unexpected end of the text at line 2, column 2"),
        Refused("only a byte order mark", "\u{FEFF}", "unexpected end of the text at line 1, column 4"),
        Refused("two byte order marks", "\u{FEFF}\u{FEFF}1", "unexpected character at line 1, column 4"),
        Refused("text after the value", "{}\n {}", "unexpected text after the value at line 2, column 2"),
        Refused("text after a number", "1 x", "unexpected text after the value at line 1, column 3"),
        Refused("a word that goes on", "nulls", "unexpected text after the value at line 1, column 5"),
        Refused("a word in capitals", "True", "unexpected character at line 1, column 1"),
        Refused("half a word", "[tru]", "unexpected character at line 1, column 2"),
        Refused("single quotes", "{'a':1}", "expected a name in quotes at line 1, column 2"),
        Refused("a comma before the end of an object", "{\"a\":1,\n}", "expected a name in quotes at line 2, column 1"),
        Refused("a comma before the end of a list", "[1,]", "unexpected character at line 1, column 4"),
        Refused("two commas", "[1,,2]", "unexpected character at line 1, column 4"),
        Refused("no colon", "{\"a\"\n\n  1}", "expected ':' after a name at line 3, column 3"),
        Refused("no comma in an object", #"{"a":1 "b":2}"#, "expected ',' or '}' at line 1, column 8"),
        Refused("no comma in a list", "[1 2]", "expected ',' or ']' at line 1, column 4"),
        Refused("the wrong bracket", "[1}", "expected ',' or ']' at line 1, column 3"),
        Refused("an object without an end", #"{"a":1"#, "unexpected end of the text at line 1, column 7"),
        Refused("a list without an end", "[1,", "unexpected end of the text at line 1, column 4"),
        Refused("a comment", "/* */ 1", "unexpected character at line 1, column 1"),
        Refused("a leading zero", "[01]", "malformed number at line 1, column 2"),
        Refused("a leading plus", "+1", "unexpected character at line 1, column 1"),
        Refused("a leading dot", ".5", "unexpected character at line 1, column 1"),
        Refused("a dot without digits", "1.", "malformed number at line 1, column 1"),
        Refused("an exponent without digits", "1e+", "malformed number at line 1, column 1"),
        Refused("a minus alone", "[1,\n-]", "malformed number at line 2, column 1"),
        Refused("not a number", "NaN", "unexpected character at line 1, column 1"),
        Refused("a hexadecimal number", "0x10", "unexpected text after the value at line 1, column 2"),
        Refused("a text without an end", "[\"abc", "string without an end at line 1, column 2"),
        Refused("a text that ends in a backslash", #""abc\"#, "string without an end at line 1, column 5"),
        Refused("a line break in a text", "\"a\nb\"", "control character in a string at line 1, column 3"),
        Refused("a tab in a text", "\"a\tb\"", "control character in a string at line 1, column 3"),
        Refused("a zero in a text", "\"\0\"", "control character in a string at line 1, column 2"),
        Refused(
            "the last control character in a text", "\"\u{1F}\"", "control character in a string at line 1, column 2"),
        Refused("an unknown escape", #"["\x41"]"#, "unknown escape at line 1, column 3"),
        Refused("an escape in capitals", #""\U0041""#, "unknown escape at line 1, column 2"),
        Refused("an escape of three digits", #""\u004""#, #"malformed \u escape at line 1, column 2"#),
        Refused("an escape with a sign", #""\u+041""#, #"malformed \u escape at line 1, column 2"#),
        Refused("an escape at the end", #""\u00"#, #"malformed \u escape at line 1, column 2"#),
        Refused(
            "an escape in digits of another script", "\"\\u００４１\"", #"malformed \u escape at line 1, column 2"#),
        Refused("a high surrogate alone", #""\ud83d""#, "lone surrogate at line 1, column 2"),
        Refused("a high surrogate before a text", #""\ud83dx""#, "lone surrogate at line 1, column 2"),
        Refused("a low surrogate alone", #""x\ude00""#, "lone surrogate at line 1, column 3"),
        Refused("two high surrogates", #""\ud83d\ud83d""#, "lone surrogate at line 1, column 2"),
        Refused("surrogates the wrong way round", #""\ude00\ud83d""#, "lone surrogate at line 1, column 2"),
        Refused("a byte that UTF-8 has not", [0x22, 0xFF, 0x22], "invalid UTF-8 in a string at line 1, column 1"),
        Refused(
            "a character cut short", [0x5B, 0x22, 0xC3, 0x22, 0x5D], "invalid UTF-8 in a string at line 1, column 2"),
        Refused("a slash in two bytes", [0x22, 0xC0, 0xAF, 0x22], "invalid UTF-8 in a string at line 1, column 1"),
        Refused(
            "a surrogate in UTF-8", [0x22, 0xED, 0xA0, 0xBD, 0x22], "invalid UTF-8 in a string at line 1, column 1"),
        Refused(
            "a byte that UTF-8 has not, outside of texts", [0x5B, 0xFF, 0x5D],
            "unexpected character at line 1, column 2"),
        Refused("UTF-16", [0xFF, 0xFE, 0x31, 0x00], "unexpected character at line 1, column 1"),
        Refused("columns are counted in bytes", "\"é\" x", "unexpected text after the value at line 1, column 6"),
        Refused("a no-break space", "\u{A0}1", "unexpected character at line 1, column 1"),
    ]
}

@Suite("The parser")
struct ParserTests {
    @Test("reads what is JSON", arguments: Readable.all)
    func reads(_ story: Readable) throws { #expect(try JSON(parsing: story.text).compact == story.printed) }

    @Test("refuses what is not, and says where", arguments: Refused.all)
    func refuses(_ story: Refused) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: story.bytes) }
        #expect(error?.description == story.said)
    }

    @Test("reads 512 levels and refuses one more before the stack ends", arguments: [("[", "]"), (#"{"a":"#, "}")])
    func depth(_ opening: String, _ closing: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth - 1) + (opening == "[" ? "[]" : "{}")
                + String(repeating: closing, count: depth - 1)
        }
        #expect(try JSON(parsing: nested(512)).compact == nested(512))
        let error = #expect(throws: JSONError.self) { try JSON(parsing: nested(513)) }
        #expect(error?.problem == "nesting deeper than 512 levels")
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: opening, count: 1_000_000)) }
    }

    @Test("counts depth, not brackets")
    func siblings() throws {
        let text = "[" + Array(repeating: "[[]]", count: 2000).joined(separator: ",") + "]"
        #expect(try JSON(parsing: text).array?.count == 2000)
    }
}
