/// What a PEM text says of itself (RFC 7468): the labels of its blocks.
struct PEMText {
    private let labels: [String]

    /// Reads the `-----BEGIN LABEL-----` lines.
    init(_ bytes: [UInt8]) {
        let opening = "-----BEGIN "
        labels = bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }).compactMap { line in
            let line = String(decoding: line, as: UTF8.self).drop { $0 == " " || $0 == "\t" }
            guard line.hasPrefix(opening) else { return nil }
            return String(line.dropFirst(opening.count).prefix { $0 != "-" })
        }
    }

    /// Why there is no private key in it that OpenSSL could read; nil when there is one.
    var problem: SigningError? {
        guard let first = labels.first else { return .noPEM }
        if labels.contains(where: { $0.hasSuffix("PRIVATE KEY") && !$0.hasPrefix("OPENSSH") }) { return nil }
        if labels.contains(where: { $0.hasPrefix("OPENSSH") }) {
            return .otherThanKey("a key in OpenSSH's own format (ssh-keygen -p -m PKCS8 converts it)")
        }
        if first.hasSuffix("CERTIFICATE") { return .otherThanKey("a certificate") }
        if first.hasSuffix("PUBLIC KEY") { return .otherThanKey("a public key") }
        return .otherThanKey("\(first.isEmpty ? "an unnamed block" : first)")
    }
}
