public import JSON

// Why not libyaml's emitter: it escapes all characters beyond U+FFFF, puts a text with one of them in quotes and on one
// line, and knows nothing of what YAML 1.1 and 1.2 read differently, so that each text has to be looked at here anyhow; what
// is left is indentation. Held true by reading again what is printed (YAMLTests).

extension JSON {
    /// The value as a YAML document in block style.
    ///
    /// Names stand in the object's order, and the same value is always the same text. A text stands in quotes if some reader
    /// of YAML 1.1 or 1.2 would read another value without them, and as a block (`|`) if it has several lines that a block
    /// keeps. No line is folded, and characters that can be seen stand for themselves.
    public var yaml: String { JSON.yaml(documents: CollectionOfOne(self)) }

    /// The values as the documents of one YAML text, with a line `---` between them.
    public static func yaml(documents: some Sequence<JSON>) -> String {
        var printer = YAMLPrinter()
        for (index, document) in documents.enumerated() {
            if index > 0 { printer.text += "---\n" }
            printer.write(document, 0, after: .nothing)
        }
        return printer.text
    }
}

private struct YAMLPrinter {
    /// What stands before a value in its line.
    enum Lead { case nothing, dash, colon }

    /// A longer name in front of a colon is no name for a reader (YAML 1.2.2, 7.4.2: 1024 characters, quotes and all).
    private static let longestName = 1000

    var text = ""

    /// Writes a value to the end of its last line; items and names are indented by so many spaces.
    mutating func write(_ value: JSON, _ indentation: Int, after lead: Lead) {
        switch value {
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                startLine(indentation, after: index == 0 ? lead : .nothing)
                text += "-"
                write(item, indentation + 2, after: .dash)
            }
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.members.enumerated() {
                startLine(indentation, after: index == 0 ? lead : .nothing)
                write(name: member.key, of: member.value, indentation)
            }
        default:
            if lead != .nothing { text += " " }
            write(scalar: value, max(indentation, 2))
            text += "\n"
        }
    }

    /// The first item or name stands in a dash's own line.
    private mutating func startLine(_ indentation: Int, after lead: Lead) {
        switch lead {
        case .dash: text += " "
        case .colon: text += "\n"
        case .nothing: break
        }
        if lead != .dash { text += String(repeating: " ", count: indentation) }
    }

    private mutating func write(name: String, of value: JSON, _ indentation: Int) {
        let isLong = name.utf8.count > YAMLPrinter.longestName
        if isLong { text += "? " }
        text += name.isPlainInYAML ? name : name.quotedInYAML
        if isLong {
            startLine(indentation, after: .colon)
            text += ":"
            write(value, indentation + 2, after: .dash)
        } else {
            text += ":"
            write(value, indentation + 2, after: .colon)
        }
    }

    private mutating func write(scalar: JSON, _ indentation: Int) {
        switch scalar {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let value) where value.isPlainInYAML: text += value
        case .string(let value) where value.isBlockInYAML: write(block: value, indentation)
        case .string(let value): text += value.quotedInYAML
        // Only empty ones come here.
        case .array: text += "[]"
        case .object: text += "{}"
        }
    }

    /// Writes `|` and the lines, all but the last line break.
    private mutating func write(block value: String, _ indentation: Int) {
        let lines = value.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let endsInBreak = lines.last?.isEmpty ?? false
        text += endsInBreak ? (lines.dropLast().last?.isEmpty ?? false ? "|+" : "|") : "|-"
        for line in endsInBreak ? lines.dropLast() : lines[...] {
            text += "\n"
            if !line.isEmpty { text += String(repeating: " ", count: indentation) + String(Substring(line)) }
        }
    }
}

extension String {
    /// Whether every reader reads it as this text when it stands without quotes in block style.
    fileprivate var isPlainInYAML: Bool {
        guard let first = utf8.first, let last = utf8.last, last != UInt8(ascii: " "), last != UInt8(ascii: ":"),
            !unicodeScalars.contains(where: \.isEscapedInYAML), PlainScalar.isText(self)
        else { return false }
        let second = utf8.dropFirst().first ?? UInt8(ascii: " ")
        switch first {
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            if second == UInt8(ascii: " ") { return false }
        case _ where " ,[]{}#&*!|>'\"%@`".utf8.contains(first): return false
        default: break
        }
        // They end a document at the start of a line.
        if utf8.starts(with: "---".utf8) || utf8.starts(with: "...".utf8),
            (utf8.dropFirst(3).first ?? UInt8(ascii: " ")) == UInt8(ascii: " ")
        {
            return false
        }
        return !zip(utf8, utf8.dropFirst()).contains { (one, other) in
            (one == UInt8(ascii: ":") && other == UInt8(ascii: " "))
                || (one == UInt8(ascii: " ") && other == UInt8(ascii: "#"))
        }
    }

    /// Whether it has several lines and a block keeps them without an indentation indicator or a space that nobody sees.
    fileprivate var isBlockInYAML: Bool {
        guard utf8.contains(UInt8(ascii: "\n")), utf8.first != UInt8(ascii: "\n"), utf8.first != UInt8(ascii: " "),
            utf8.last != UInt8(ascii: " "), !unicodeScalars.contains(where: { $0 != "\n" && $0.isEscapedInYAML })
        else { return false }
        return !zip(utf8, utf8.dropFirst()).contains { (one, other) in
            one == UInt8(ascii: " ") && other == UInt8(ascii: "\n")
        }
    }

    /// In double quotes, on one line.
    fileprivate var quotedInYAML: String {
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.isEscapedInYAML:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension Unicode.Scalar {
    /// Whether it can't be seen or would be read otherwise: controls, the line breaks of YAML 1.1, the byte order mark, and
    /// what no YAML text may hold; all of them below U+10000.
    fileprivate var isEscapedInYAML: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
