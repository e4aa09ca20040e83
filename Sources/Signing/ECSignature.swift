/// The two forms of an EC signature.
enum ECSignature {
    /// From OpenSSL's DER (`SEQUENCE { INTEGER r, INTEGER s }`) to that of JWS: r and s side by side, each of `half` bytes
    /// (RFC 7518, section 3.4); nil when it is no such DER.
    static func joined(der: [UInt8], half: Int) -> [UInt8]? {
        var rest = der[...]
        guard let length = header(0x30, &rest), length == rest.count, let r = integer(&rest, half),
            let s = integer(&rest, half), rest.isEmpty
        else { return nil }
        return r + s
    }

    private static func integer(_ rest: inout ArraySlice<UInt8>, _ size: Int) -> [UInt8]? {
        guard let length = header(0x02, &rest), length <= rest.count else { return nil }
        // A zero byte stands before a number whose first bit is set, else it would be negative.
        let digits = rest.prefix(length).drop { $0 == 0 }
        rest = rest.dropFirst(length)
        return digits.count <= size ? [UInt8](repeating: 0, count: size - digits.count) + digits : nil
    }

    /// The length behind a tag; P-521 needs the form of two bytes.
    private static func header(_ tag: UInt8, _ rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
        if first < 0x80 { return Int(first) }
        guard first == 0x81, let second = rest.popFirst() else { return nil }
        return Int(second)
    }
}
