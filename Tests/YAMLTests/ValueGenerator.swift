import JSON
import TestSupport

/// Makes values at random whose texts are hard to write as YAML.
struct ValueGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let pieces = [
        "a", "shop", "é", "😀", "中", " ", "  ", "\n", "\n\n", "\t", "\r", "-", "- ", "--", "---", "...", ":", ": ", " #",
        "#", "?", "? ",
        ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "\\", "%", "@", "`", "~", "null", "true", "no",
        "y", "<<", "=",
        "0", "1", "12", "08", "0x1F", "0o7", "0b1", "1_0", "1e3", ".", ".5", ".inf", "+", "1:30", "2026-01-31",
        "T10:00:00Z",
        "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{FFFF}", "\u{10FFFF}", "e\u{301}",
    ]

    mutating func text() -> String {
        if random.chance(200) { return String(repeating: random.pick(Self.pieces), count: 1500) }
        return (0..<Int.random(in: 0...5, using: &random)).map { _ in random.pick(Self.pieces) }.joined()
    }

    mutating func value(depth: Int = 0) -> JSON {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &random) {
        case 0: return random.pick([.null, true, false])
        case 1: return .number(random.pick(["0", "-1", "1.50", "1e3", "-0.0E+7", "123456789012345678901234567890"]))
        case 2, 3, 4, 5: return .string(text())
        case 6: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth + 1) })
        default:
            return .object(
                JSONObject((0..<Int.random(in: 0...4, using: &random)).map { _ in (text(), value(depth: depth + 1)) }))
        }
    }

    /// The bytes after one to four edits.
    mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...8, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.insert(contentsOf: random.pick(Self.pieces).utf8, at: place)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.replaceSubrange(place..<end, with: random.pick(Self.pieces).utf8)
            // A piece again, somewhere else.
            default:
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }
}
