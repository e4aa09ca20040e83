internal import COpenSSL

/// What a Java program keeps keys and certificates in, read from PKCS #12 (RFC 7292), which keytool writes by default.
public struct Keystore: Hashable, Sendable {
    /// The private key in PEM (PKCS#8); nil where there is none.
    public let key: [UInt8]?
    /// The name of the key's entry, in small letters as keytool writes it; nil where it has none.
    public let alias: String?
    /// All certificates in PEM, one after another.
    public let certificates: [UInt8]

    /// Whether bytes begin like a keystore of Java's own formats, JKS and JCEKS, which nothing but Java reads.
    public static func isJava(_ bytes: [UInt8]) -> Bool {
        [[0xFE, 0xED, 0xFE, 0xED], [0xCE, 0xCE, 0xCE, 0xCE]].contains(Array(bytes.prefix(4)))
    }

    /// Whether bytes begin like PKCS #12: a SEQUENCE (X.690) in place of text.
    public static func isPKCS12(_ bytes: [UInt8]) -> Bool {
        bytes.first == 0x30 && bytes.count > 1 && bytes[1] & 0x80 != 0
    }

    /// Opens a keystore in PKCS #12.
    public init(pkcs12 bytes: [UInt8], password: String) throws(SigningError) {
        ERR_clear_error()
        guard let store = DER.read(bytes, { d2i_PKCS12(nil, $0, $1) }) else { throw .failed(to: "read the keystore") }
        defer { PKCS12_free(store) }
        var (key, certificate, others): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
        guard PKCS12_parse(store, password, &key, &certificate, &others) == 1 else {
            throw .failed(to: "open the keystore with that password")
        }
        defer {
            EVP_PKEY_free(key)
            X509_free(certificate)
            Keystore.free(others)
        }
        let all = [certificate].compactMap { $0 } + Keystore.items(of: others)
        certificates = all.flatMap { item in
            DER.bytes { i2d_X509(item, $0) }.map { Array(PEMText.text(of: $0, label: "CERTIFICATE").utf8) } ?? []
        }
        alias = certificate.flatMap(Keystore.name)
        self.key = key.flatMap { handle in
            DER.bytes { i2d_PrivateKey(handle, $0) }.flatMap { OutputText.privateKey(der: $0, passphrase: nil) }
        }
    }

    private static func name(of certificate: OpaquePointer) -> String? {
        var count: Int32 = 0
        guard let bytes = X509_alias_get0(certificate, &count) else { return nil }
        return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
    }

    /// What is on one of OpenSSL's stacks, which goes on to own it.
    private static func items(of stack: OpaquePointer?) -> [OpaquePointer] {
        guard let stack else { return [] }
        return (0..<OPENSSL_sk_num(stack)).compactMap { OPENSSL_sk_value(stack, $0).map { OpaquePointer($0) } }
    }

    private static func free(_ stack: OpaquePointer?) {
        for item in items(of: stack) { X509_free(item) }
        OPENSSL_sk_free(stack)
    }
}
