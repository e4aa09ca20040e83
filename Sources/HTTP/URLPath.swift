/// A server's address as the start of every request: scheme, host, port and base path, without a trailing slash.
public struct BaseURL: Hashable, Sendable, CustomStringConvertible {
    /// The text that request targets are appended to: `https://sso.example.org/auth`.
    public let description: String
    /// The scheme, host and port: `https://sso.example.org`.
    public let origin: String
    /// The path part, empty or beginning with a slash: `/auth`.
    public let path: String

    /// Reads an absolute http(s) URL; trailing slashes are dropped; nil for anything else, or with a user, query or fragment.
    public init?(_ text: String) {
        var text = text[...]
        while text.hasSuffix("/") { text = text.dropLast() }
        let lowered = text.prefix(8).lowercased()
        let scheme = lowered.hasPrefix("https://") ? "https://" : "http://"
        guard lowered.hasPrefix(scheme) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty, rest.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            !rest.contains(where: { "@?#\\\"<>{}|^`".contains($0) })
        else { return nil }
        origin = scheme + host
        path = String(rest.dropFirst(host.count))
        description = origin + path
    }
}

/// Percent-encoding (RFC 3986, section 2).
public enum PercentEncoding {
    /// Escapes every byte but the unreserved ones, so that any text is one path segment or one query value.
    ///
    /// `.` and `..` alone are escaped too: unescaped they would be steps in the path, and `DELETE C/roles/..` deletes the
    /// client (facts-more 3).
    public static func segment(_ text: String) -> String {
        // Not by `replacing`: it links the library of regular expressions, 1.4 MB of a static executable.
        switch text {
        case ".": "%2E"
        case "..": "%2E%2E"
        default: escape(text)
        }
    }

    /// A form or query string (application/x-www-form-urlencoded) of pairs; spaces become `%20`.
    public static func form(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(escape($0.0))=\(escape($0.1))" }.joined(separator: "&")
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The text behind an escaped one; nil when an escape is malformed or the bytes are no UTF-8.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                // Digit by digit: the number parser of the library would take a sign too.
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The pairs of a query string or form body; nil when an escape is malformed.
    public static func decodeForm(_ text: some StringProtocol) -> [(String, String)]? {
        var pairs: [(String, String)] = []
        for part in text.split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(halves[0], plusIsSpace: true),
                let value = halves.count == 2 ? decode(halves[1], plusIsSpace: true) : ""
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }
}
