internal import COpenSSL

/// A public key as a value: what it says, and its bytes.
public struct PublicKey: Hashable, Sendable {
    /// What kinds of key are told apart.
    public enum Kind: Hashable, Sendable {
        case rsa
        /// On a curve of this name: "P-256" where it is one of NIST's, else OpenSSL's.
        case ec(curve: String)
        /// OpenSSL's name for anything else.
        case other(String)
    }

    /// The bytes in the form of X.509 (SubjectPublicKeyInfo).
    public let der: [UInt8]
    /// Its kind.
    public let kind: Kind
    /// Its size in bits.
    public let size: Int
    /// The SHA-256 of its bytes, as hexadecimal pairs with colons between them.
    public let fingerprint: String

    /// Reads the first public key in a PEM text, or one in base64 alone, as Keycloak may keep it.
    public init(pem: [UInt8]) throws(SigningError) {
        self = try PEMText(pem).read(.publicKey, labels: ["PUBLIC KEY"], in: pem) { PublicKey(der: $0) }
    }

    /// Reads the form of X.509; nil when the bytes hold something else.
    init?(der: [UInt8]) {
        ERR_clear_error()
        guard let handle = DER.read(der, { d2i_PUBKEY(nil, $0, $1) }) else { return nil }
        defer { EVP_PKEY_free(handle) }
        if EVP_PKEY_is_a(handle, "RSA") == 1 {
            kind = .rsa
        } else if EVP_PKEY_is_a(handle, "EC") == 1 {
            // A point can be written in two ways; keys are compared by their bytes.
            guard
                EVP_PKEY_set_utf8_string_param(
                    handle, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                    OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED)
                    == 1, let curve = PublicKey.curve(of: handle)
            else { return nil }
            kind = .ec(curve: curve)
        } else {
            kind = .other(EVP_PKEY_get0_type_name(handle).map { String(cString: $0) } ?? "unknown")
        }
        guard let bytes = DER.bytes({ i2d_PUBKEY(handle, $0) }), let hash = try? SHA256.hash(bytes) else { return nil }
        self.der = bytes
        size = Int(EVP_PKEY_get_bits(handle))
        fingerprint = Fingerprint.text(hash)
    }

    /// The name of an EC key's curve, NIST's where there is one; nil when OpenSSL does not tell.
    private static func curve(of key: OpaquePointer) -> String? {
        var name = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else { return nil }
        let group = String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let known = ["prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"]
        return known[group] ?? group
    }

    /// The PEM text.
    public var pem: String { PEMText.text(of: der, label: "PUBLIC KEY") }
}

/// Hashes as people compare them.
enum Fingerprint {
    /// Hexadecimal pairs in small letters with colons between them.
    static func text(_ hash: [UInt8]) -> String {
        hash.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(separator: ":")
    }
}
