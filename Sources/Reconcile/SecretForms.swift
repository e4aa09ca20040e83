internal import JSON

/// The forms in which a secret turns up in texts that others wrote: URLs, headers, JSON inside of a text.
enum SecretForms {
    /// The secret and its other forms, those alone that differ and are long enough to be looked for.
    static func all(of secret: String, shortest: Int) -> [String] {
        let bytes = Array(secret.utf8)
        var forms = [secret]
        // In a URL or a form; `+` for a space is the older way (application/x-www-form-urlencoded).
        for letters in [upper, lower] {
            let escaped = percentEncoded(bytes, letters)
            forms += [escaped, escaped.pieces(separatedBy: "%20").joined(separator: "+")]
        }
        // Inside a JSON text.
        let quoted = JSON.string(secret).compact
        forms.append(String(quoted.dropFirst().dropLast()))
        // In a header such as `Basic`, where something may stand before and after it, so that only its inner part is fixed.
        for alphabet in [standard, urlSafe] {
            for offset in 0..<3 { forms.append(base64(bytes, offset, alphabet)) }
        }
        var seen: [String] = []
        for form in forms where form.utf8.count >= shortest && !seen.contains(where: form.isSame) { seen.append(form) }
        return seen
    }

    private static let upper = Array("0123456789ABCDEF".utf8)
    private static let lower = Array("0123456789abcdef".utf8)

    private static func percentEncoded(_ bytes: [UInt8], _ letters: [UInt8]) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), letters[Int(byte >> 4)], letters[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standard = Array((letters + "+/").utf8)
    private static let urlSafe = Array((letters + "-_").utf8)

    /// The characters of its Base64 (RFC 4648) that depend on nothing but the secret, when it begins that many bytes after a
    /// group of three.
    private static func base64(_ bytes: [UInt8], _ offset: Int, _ alphabet: [UInt8]) -> String {
        var result: [UInt8] = []
        // Each character is six bits; the first one whole is the one that begins at or after the secret's first bit.
        var bit = (6 - offset * 8 % 6) % 6
        while bit + 6 <= bytes.count * 8 {
            // They lie in one byte, or in two.
            let pair = Int(bytes[bit >> 3]) << 8 | (bit >> 3 + 1 < bytes.count ? Int(bytes[bit >> 3 + 1]) : 0)
            result.append(alphabet[pair >> (10 - bit & 7) & 63])
            bit += 6
        }
        return String(decoding: result, as: UTF8.self)
    }
}
