internal import JSON

// What a scalar without quotes means. YAML 1.2's core schema decides (yaml.org/spec/1.2.2, 10.3.2), since all JSON is in
// it. Ansible (PyYAML) and keycloak-config-cli (SnakeYAML) read YAML 1.1; what the two versions read differently stays the
// text that was written, but for the last two, of which one is JSON and the other hardly ever meant as a text:
//
//              1.1               1.2       here
//   yes no     booleans          texts     texts (so on, off, y, n); an option that is a boolean takes them as one
//   0123       83                123       a text, which keeps its zero
//   1_000      1000              a text    a text (so 0b11, -0x1F, 1:30)
//   2026-01-31 a date            a text    a text
//   1e3        a text (PyYAML)   1000      a number, written as it was
//   0o17       a text            15        15

/// What a scalar without quotes means.
enum PlainScalar: Equatable {
    /// What it stands for.
    case value(JSON)
    /// A number that is not to be had; why, in words.
    case refused(String)

    /// The meaning of a text.
    init(_ text: String) {
        // By the first letter, since nearly all texts have another one.
        switch text.utf8.first ?? UInt8(ascii: "~") {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            self = .value(PlainScalar.isNull(text) ? .null : .string(text))
        case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
            self = .value(PlainScalar.bool(text).map { .bool($0) } ?? .string(text))
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            switch YAMLNumber(text) {
            case .integer(let digits), .float(let digits): self = .value(.number(digits))
            case .refused(let reason): self = .refused(reason)
            case .disputed, nil: self = .value(.string(text))
            }
        default: self = .value(.string(text))
        }
    }

    /// Whether this is one of the words for null.
    static func isNull(_ text: String) -> Bool {
        switch text {
        case "", "~", "null", "Null", "NULL": true
        default: false
        }
    }

    /// The truth value that the word means in both versions.
    static func bool(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    /// The truth value that the word means only in YAML 1.1.
    static func oldBool(_ text: String) -> Bool? {
        switch text {
        case "yes", "Yes", "YES", "on", "On", "ON", "y", "Y": true
        case "no", "No", "NO", "off", "Off", "OFF", "n", "N": false
        default: nil
        }
    }

    /// Whether readers of either version take it for the text that it is.
    static func isText(_ text: String) -> Bool {
        switch text {
        // The merge key, and 1.1's key for a default value.
        case "<<", "=": false
        default:
            PlainScalar(text) == .value(.string(text)) && oldBool(text) == nil && !YAMLNumber.isOldNumber(text)
                && !isDate(text)
        }
    }

    /// Whether it begins as a date of YAML 1.1 does: `2026-01-31`, then the end, a T or a space.
    private static func isDate(_ text: String) -> Bool {
        let pieces = text.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, pieces[0].count == 4, (1...2).contains(pieces[1].count) else { return false }
        let day = pieces[2].prefix(while: YAMLNumber.isDigit)
        guard (1...2).contains(day.count), pieces.prefix(2).allSatisfy({ $0.allSatisfy(YAMLNumber.isDigit) }) else {
            return false
        }
        let next = pieces[2][day.endIndex...].first
        return next == nil || next == UInt8(ascii: " ") || next == UInt8(ascii: "T") || next == UInt8(ascii: "t")
    }
}
