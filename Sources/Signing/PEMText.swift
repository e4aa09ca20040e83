internal import JSON

/// The blocks of a PEM text (RFC 7468), wherever they stand in it, and also where its lines were folded into one.
struct PEMText {
    /// What stands between a BEGIN line and the END line.
    struct Block {
        let label: String
        let body: String
    }

    let blocks: [Block]

    /// Finds the blocks.
    init(_ bytes: [UInt8]) {
        let dashes = "-----"
        blocks = String(decoding: bytes, as: UTF8.self).pieces(separatedBy: "\(dashes)BEGIN ").dropFirst().map { text in
            let parts = text.pieces(separatedBy: dashes)
            return Block(label: parts[0], body: parts.count > 1 ? parts[1] : "")
        }
    }

    /// Whether one of the blocks is a private key, of whatever kind.
    var holdsPrivateKey: Bool { blocks.contains { $0.label.hasSuffix("PRIVATE KEY") } }

    /// Why there is no private key in it that OpenSSL could read; nil when there is one.
    var problem: SigningError? {
        if blocks.contains(where: { $0.label.hasSuffix("PRIVATE KEY") && !$0.label.hasPrefix("OPENSSH") }) {
            return nil
        }
        return other(than: .privateKey)
    }

    /// Reads what is encoded in the first block with one of the labels; a text without any block is the base64 alone.
    func read<Value>(
        _ material: SigningError.Material, labels: [String], in text: [UInt8], _ parse: ([UInt8]) -> Value?
    ) throws(SigningError) -> Value {
        guard !holdsPrivateKey else { throw .privateKey(inPlaceOf: material) }
        guard let block = blocks.first(where: { labels.contains($0.label) }) else {
            guard blocks.isEmpty else { throw other(than: material) }
            guard let bytes = Base64.decode(String(decoding: text, as: UTF8.self)), let value = parse(bytes) else {
                throw .noPEM(material)
            }
            return value
        }
        guard let bytes = Base64.decode(block.body) else { throw .unreadable(material, "no base64") }
        guard let value = parse(bytes) else { throw .unreadable(material, SigningError.takeReasons()) }
        return value
    }

    /// The PEM text of bytes, in lines of 64 digits.
    static func text(of bytes: [UInt8], label: String) -> String {
        let digits = Array(Base64.encode(bytes).utf8)
        let lines = stride(from: 0, to: digits.count, by: 64).map { start in
            String(decoding: digits[start..<min(start + 64, digits.count)], as: UTF8.self) + "\n"
        }
        return "-----BEGIN \(label)-----\n\(lines.joined())-----END \(label)-----\n"
    }

    private func other(than wanted: SigningError.Material) -> SigningError {
        guard let first = blocks.first else { return .noPEM(wanted) }
        if blocks.contains(where: { $0.label.hasPrefix("OPENSSH") }) {
            return .other(than: wanted, "a key in OpenSSH's own format (ssh-keygen -p -m PKCS8 converts it)")
        }
        if first.label.hasSuffix("CERTIFICATE") { return .other(than: wanted, "a certificate") }
        if first.label == "RSA PUBLIC KEY" {
            return .other(than: wanted, "an RSA key in its old form (openssl rsa -RSAPublicKey_in -pubout converts it)")
        }
        if first.label.hasSuffix("PUBLIC KEY") { return .other(than: wanted, "a public key") }
        return .other(than: wanted, first.label.isEmpty ? "an unnamed block" : first.label)
    }
}
