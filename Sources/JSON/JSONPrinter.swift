extension JSON {
    /// The value on one line, names sorted.
    public var compact: String { printed(indentation: nil) }

    /// The value over several lines with two spaces a level, names sorted.
    public var pretty: String { printed(indentation: 0) }

    /// The compact text's bytes, as a request body.
    public var bytes: [UInt8] { Array(compact.utf8) }

    private func printed(indentation: Int?) -> String {
        var text = ""
        write(to: &text, indentation: indentation)
        return text
    }

    private func write(to text: inout String, indentation: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let value): JSON.writeString(value, to: &text)
        case .array(let items):
            JSON.writeItems(items, "[", "]", to: &text, indentation) { item, text, level in
                item.write(to: &text, indentation: level)
            }
        case .object(let object):
            JSON.writeItems(object.members, "{", "}", to: &text, indentation) { member, text, level in
                JSON.writeString(member.key, to: &text)
                text += level == nil ? ":" : ": "
                member.value.write(to: &text, indentation: level)
            }
        }
    }

    private static func writeItems<Item>(
        _ items: [Item], _ opening: String, _ closing: String, to text: inout String, _ indentation: Int?,
        write: (Item, inout String, Int?) -> Void
    ) {
        guard !items.isEmpty else {
            text += opening + closing
            return
        }
        let inner = indentation.map { $0 + 1 }
        text += opening
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            if let inner { text += "\n" + String(repeating: "  ", count: inner) }
            write(item, &text, inner)
        }
        if let indentation { text += "\n" + String(repeating: "  ", count: indentation) }
        text += closing
    }

    private static func writeString(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ", "\u{7F}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
