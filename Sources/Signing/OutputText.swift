internal import COpenSSL

/// Text that OpenSSL writes.
enum OutputText {
    /// A name as RFC 2253 has it, with letters beyond ASCII as they are; nil when the bytes are no name.
    static func name(der: [UInt8]) -> String? {
        guard let name = DER.read(der, { d2i_X509_NAME(nil, $0, $1) }) else { return nil }
        defer { X509_NAME_free(name) }
        return written { X509_NAME_print_ex($0, name, 0, openssl_name_flags) >= 0 }.map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The PEM text of a private key (PKCS#8), encrypted where there is a passphrase; nil when the bytes are no key.
    static func privateKey(der: [UInt8], passphrase: String?) -> [UInt8]? {
        guard let key = DER.read(der, { d2i_AutoPrivateKey(nil, $0, $1) }) else { return nil }
        defer { EVP_PKEY_free(key) }
        let cipher = passphrase == nil ? nil : EVP_aes_256_cbc()
        return Array((passphrase ?? "").utf8).withUnsafeBytes { secret in
            let bytes = secret.baseAddress?.assumingMemoryBound(to: CChar.self)
            return written {
                PEM_write_bio_PKCS8PrivateKey($0, key, cipher, bytes, Int32(clamping: secret.count), nil, nil) == 1
            }
        }
    }

    /// What `write` puts into a memory of OpenSSL's own; nil when it fails.
    private static func written(_ write: (OpaquePointer) -> Bool) -> [UInt8]? {
        guard let memory = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(memory) }
        guard write(memory) else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = BIO_read(memory, &buffer, Int32(buffer.count)), count > 0 {
            bytes += buffer[..<Int(count)]
        }
        return bytes
    }
}
