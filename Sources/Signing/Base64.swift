/// Base64 with padding (RFC 4648, section 4).
public enum Base64 {
    private static let digits = Base64Digits(last: "+/")

    /// The text of bytes, on one line.
    public static func encode(_ bytes: [UInt8]) -> String {
        let text = digits.encode(bytes)
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    /// The bytes of a text, whose white space does not count; nil when it is no base64.
    public static func decode(_ text: String) -> [UInt8]? {
        let text = text.utf8.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let unpadded = text.prefix { $0 != UInt8(ascii: "=") }
        let padding = text.dropFirst(unpadded.count)
        guard text.count % 4 == 0, padding.count <= 2, padding.allSatisfy({ $0 == UInt8(ascii: "=") }) else {
            return nil
        }
        return digits.decode(unpadded)
    }
}

/// Base64 for URLs, without padding (RFC 4648, section 5).
public enum Base64URL {
    private static let digits = Base64Digits(last: "-_")

    /// The text of bytes.
    public static func encode(_ bytes: [UInt8]) -> String { digits.encode(bytes) }

    /// The bytes of a text; nil when it is no base64 of this kind.
    public static func decode(_ text: String) -> [UInt8]? { digits.decode(text.utf8) }
}

/// The digits of one kind of base64, and what can be done with them.
private struct Base64Digits {
    private let digits: [UInt8]
    private var values = [UInt8?](repeating: nil, count: 256)

    /// The digits that all kinds share, and the last two.
    init(last: String) {
        digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    }

    func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { text.append(digits[bits >> (18 - 6 * place) & 63]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = 0
        var restBits = 0
        for digit in text {
            guard let value = values[Int(digit)] else { return nil }
            rest = rest << 6 | Int(value)
            restBits += 6
            guard restBits >= 8 else { continue }
            restBits -= 8
            bytes.append(UInt8(rest >> restBits))
            rest &= 1 << restBits - 1
        }
        // What is left over are the zero bits of an unfinished byte, never a whole digit.
        return restBits < 6 && rest == 0 ? bytes : nil
    }
}
