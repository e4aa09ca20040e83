extension JSON {
    /// The value on one line, names sorted.
    public var compact: String { String(decoding: bytes, as: UTF8.self) }

    /// The value over several lines with two spaces a level, names sorted.
    public var pretty: String { String(decoding: printed(indentation: 0), as: UTF8.self) }

    /// The compact text's bytes, as a request body.
    public var bytes: [UInt8] { printed(indentation: nil) }

    private func printed(indentation: Int?) -> [UInt8] {
        var text: [UInt8] = []
        write(to: &text, indentation: indentation)
        return text
    }

    private func write(to text: inout [UInt8], indentation: Int?) {
        switch self {
        case .null: text += "null".utf8
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .number(let digits): text += digits.utf8
        case .string(let value): JSON.writeString(value, to: &text)
        case .array(let items):
            JSON.writeItems(items, "[", "]", to: &text, indentation) { item, text, level in
                item.write(to: &text, indentation: level)
            }
        case .object(let object):
            JSON.writeItems(object.members, "{", "}", to: &text, indentation) { member, text, level in
                JSON.writeString(member.key, to: &text)
                text += (level == nil ? ":" : ": ").utf8
                member.value.write(to: &text, indentation: level)
            }
        }
    }

    private static func writeItems<Item>(
        _ items: [Item], _ opening: String, _ closing: String, to text: inout [UInt8], _ indentation: Int?,
        write: (Item, inout [UInt8], Int?) -> Void
    ) {
        guard !items.isEmpty else {
            text += (opening + closing).utf8
            return
        }
        let inner = indentation.map { $0 + 1 }
        text += opening.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            startLine(inner, &text)
            write(item, &text, inner)
        }
        startLine(indentation, &text)
        text += closing.utf8
    }

    private static func startLine(_ indentation: Int?, _ text: inout [UInt8]) {
        guard let indentation else { return }
        text.append(UInt8(ascii: "\n"))
        text += repeatElement(UInt8(ascii: " "), count: 2 * indentation)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func writeString(_ value: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        // Whatever is no ASCII stays as it is.
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""): text += "\\\"".utf8
            case UInt8(ascii: "\\"): text += "\\\\".utf8
            case UInt8(ascii: "\n"): text += "\\n".utf8
            case UInt8(ascii: "\r"): text += "\\r".utf8
            case UInt8(ascii: "\t"): text += "\\t".utf8
            case 0..<32, 127: text += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
