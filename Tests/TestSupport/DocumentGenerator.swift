/// Writes JSON documents at random: valid ones, and damaged ones.
public struct DocumentGenerator {
    private var random: SeededGenerator
    private var names = 0

    /// A generator that starts at a seed.
    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A valid document, in which every name stands once.
    public mutating func document() -> String {
        names = 0
        return space() + value(depth: 0) + space()
    }

    /// A document after one to three edits of its bytes.
    public mutating func damaged() -> [UInt8] {
        var bytes = Array(document().utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.insert(signs.randomElement(using: &random) ?? 0, at: place)
            case 1: bytes.insert(UInt8.random(in: 1...255, using: &random), at: place)
            case 2 where place < bytes.count: bytes.remove(at: place)
            case 3 where place < bytes.count: bytes[place] = signs.randomElement(using: &random) ?? 0
            case 4:
                // A piece again, somewhere else.
                let end = min(bytes.count, place + Int.random(in: 1...6, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            default: break
            }
        }
        return bytes
    }

    private let signs =
        Array(#"{}[]:,"\/ubfnrtes0123456789-+.eE"#.utf8) + [0x20, 0x0A, 0x09, 0x1F, 0x7F, 0xC3, 0xA9, 0xED]

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 5 ? 5 : 8), using: &random) {
        case 0: return ["null", "true", "false"].randomElement(using: &random) ?? "null"
        case 1, 2: return number()
        case 3, 4: return text("")
        case 5, 6:
            let members = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                names += 1
                return space() + text("\(names)") + space() + ":" + space() + value(depth: depth + 1) + space()
            }
            return "{" + (members.isEmpty ? space() : members.joined(separator: ",")) + "}"
        default:
            let items = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                space() + value(depth: depth + 1) + space()
            }
            return "[" + (items.isEmpty ? space() : items.joined(separator: ",")) + "]"
        }
    }

    private mutating func number() -> String {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return String(Int.random(in: -9...9, using: &random))
        case 1: return String(Int.random(in: Int.min...Int.max, using: &random))
        case 2: return String(Int.random(in: -999...999, using: &random)) + ".0"
        case 3:
            return String(Int.random(in: -999...999, using: &random)) + "."
                + String(Int.random(in: 0...99999, using: &random))
        default:
            return String(Int.random(in: 1...99, using: &random))
                + (["e", "E", "e+", "E-"].randomElement(using: &random) ?? "e")
                + String(Int.random(in: 0...20, using: &random))
        }
    }

    /// A text in quotes; the mark makes it unlike all others.
    private mutating func text(_ mark: String) -> String {
        let pieces = [
            "a", "Z", " ", "é", "e\u{301}", "ß", "中", "😀", "\u{2028}", "\u{7F}", "#", "'", "<", "{", "]",
            #"\""#, #"\\"#, #"\/"#, #"\b"#, #"\f"#, #"\n"#, #"\r"#, #"\t"#, #"\u0041"#, #"\u00e9"#, #"\u001F"#,
            #"\ud83d\ude00"#, #"\uFFFF"#,
        ]
        let length = Int.random(in: 0...6, using: &random)
        return "\"" + mark + (0..<length).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
    }

    private mutating func space() -> String {
        Int.random(in: 0..<3, using: &random) > 0
            ? "" : ([" ", "\n", "\r\n", "\t "].randomElement(using: &random) ?? " ")
    }
}
