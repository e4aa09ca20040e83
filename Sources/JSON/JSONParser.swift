/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in words.
    public let problem: String
    /// The line, counted from 1.
    public let line: Int
    /// The column, counted from 1 in bytes.
    public let column: Int

    /// The problem and its place as one sentence part.
    public var description: String { "\(problem) at line \(line), column \(column)" }
}

extension JSON {
    /// Parses a whole UTF-8 text (RFC 8259).
    ///
    /// A byte order mark is skipped; of a name that stands twice the last value counts (facts-core 9); nesting is limited to
    /// `JSONParser.maximumDepth`. Lone surrogates are refused, since no UTF-8 text can hold them.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.parseDocument()
    }

    /// Parses a whole UTF-8 text that somebody wrote by hand: a name that stands twice in an object is an error.
    public init(parsingUnique bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, takesDuplicates: false)
        self = try parser.parseDocument()
    }

    /// Parses a whole text.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }
}

/// A recursive descent parser over bytes.
struct JSONParser {
    /// The deepest nesting that is read; deeper input is refused before it can exhaust the stack.
    static let maximumDepth = 512

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private let takesDuplicates: Bool

    init(bytes: [UInt8], takesDuplicates: Bool = true) {
        self.bytes = bytes
        self.takesDuplicates = takesDuplicates
    }

    mutating func parseDocument() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try parseValue()
        skipSpace()
        guard position == bytes.count else { throw failure("unexpected text after the value") }
        return value
    }

    private func failure(_ problem: String, at place: Int? = nil) -> JSONError {
        let end = min(place ?? position, bytes.count)
        var line = 1
        var lineStart = 0
        for index in 0..<end where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        return JSONError(problem: problem, line: line, column: end - lineStart + 1)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func parseValue() throws(JSONError) -> JSON {
        skipSpace()
        guard let byte = current else { throw failure("unexpected end of the text") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.parseObject() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw failure("unexpected character")
        }
    }

    private mutating func nested(
        _ parse: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        guard depth < Self.maximumDepth else { throw failure("nesting deeper than \(Self.maximumDepth) levels") }
        depth += 1
        defer { depth -= 1 }
        return try parse(&self)
    }

    private mutating func parseWord(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("unexpected character") }
        position += word.utf8.count
        return value
    }

    private mutating func parseObject() throws(JSONError) -> JSON {
        position += 1
        var pairs: [(String, JSON)] = []
        var names: Set<String> = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            return .object(JSONObject())
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("expected a name in quotes") }
            let start = position
            let key = try parseString()
            if !takesDuplicates {
                guard names.insert(key).inserted else {
                    throw failure("the name '\(key)' stands here twice", at: start)
                }
            }
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw failure("expected ':' after a name") }
            position += 1
            pairs.append((key, try parseValue()))
            skipSpace()
            if try endsCollection(with: UInt8(ascii: "}")) { return .object(JSONObject(pairs)) }
        }
    }

    private mutating func parseArray() throws(JSONError) -> JSON {
        position += 1
        var items: [JSON] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            items.append(try parseValue())
            skipSpace()
            if try endsCollection(with: UInt8(ascii: "]")) { return .array(items) }
        }
    }

    private mutating func endsCollection(with closing: UInt8) throws(JSONError) -> Bool {
        guard let byte = current else { throw failure("unexpected end of the text") }
        guard byte == closing || byte == UInt8(ascii: ",") else {
            throw failure("expected ',' or '\(Character(Unicode.Scalar(closing)))'")
        }
        position += 1
        return byte == closing
    }

    private mutating func parseNumber() throws(JSONError) -> JSON {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let leadingZero = current == UInt8(ascii: "0")
        let whole = skipDigits()
        guard whole > 0, !(leadingZero && whole > 1) else { throw failure("malformed number", at: start) }
        if current == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() > 0 else { throw failure("malformed number", at: start) }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw failure("malformed number", at: start) }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        return position - start
    }

    private mutating func parseString() throws(JSONError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        var runStart = position
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[runStart..<position]
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("invalid UTF-8 in a string", at: start)
                }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[runStart..<position]
                text += try parseEscape().utf8
                runStart = position
            case 0..<0x20: throw failure("control character in a string")
            default: position += 1
            }
        }
        throw failure("string without an end", at: start)
    }

    private mutating func parseEscape() throws(JSONError) -> String {
        let start = position
        position += 1
        guard let byte = current else { throw failure("string without an end", at: start) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return String(Character(try parseCodePoint(start)))
        default: throw failure("unknown escape", at: start)
        }
    }

    private mutating func parseCodePoint(_ start: Int) throws(JSONError) -> Unicode.Scalar {
        var code = try parseHex(start)
        if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
            position += 2
            let low = try parseHex(start)
            guard (0xDC00..<0xE000).contains(low) else { throw failure("lone surrogate", at: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("lone surrogate", at: start) }
        return scalar
    }

    private mutating func parseHex(_ start: Int) throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("malformed \\u escape", at: start)
            }
            code = code << 4 + UInt32(digit)
            position += 1
        }
        return code
    }
}
