internal import COpenSSL

/// A private key that can sign: the only owner of OpenSSL's handle.
///
/// Unchecked, because the handle never changes after `init`, and OpenSSL lets threads sign with one key at once
/// (openssl-threads(7)): each signature has a context of its own.
public final class PrivateKey: @unchecked Sendable {
    /// The JWS algorithm that fits the key (RFC 7518, section 3.1): RS256 for RSA, ES256, ES384 or ES512 by the curve.
    public let algorithm: String
    /// The SHA-256 of the PEM text, in base64url: names the key without giving it away.
    public let fingerprint: String
    private let handle: OpaquePointer
    private let digest: String
    /// The bytes of each half of an EC signature; nil for RSA.
    private let half: Int?

    /// Reads the first private key in a PEM text: PKCS#8 or traditional, RSA or EC, encrypted or not.
    public init(pem: [UInt8], passphrase: String? = nil) throws(SigningError) {
        if let problem = PEMText(pem).problem { throw problem }
        fingerprint = Base64URL.encode(try SHA256.hash(pem))
        let handle = try PrivateKey.read(pem, Passphrase(passphrase))
        do throws(SigningError) {
            (algorithm, digest, half) = try PrivateKey.algorithm(of: handle)
        } catch {
            EVP_PKEY_free(handle)
            throw error
        }
        self.handle = handle
    }

    deinit { EVP_PKEY_free(handle) }

    /// The signature in the form of JWS (RFC 7518, sections 3.3 and 3.4).
    func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        ERR_clear_error()
        guard let context = EVP_MD_CTX_new() else { throw .failed(to: "sign") }
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard EVP_DigestSignInit_ex(context, nil, digest, nil, nil, handle, nil) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw .failed(to: "sign") }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw .failed(to: "sign")
        }
        signature.removeLast(signature.count - length)
        guard let half else { return signature }
        guard let joined = ECSignature.joined(der: signature, half: half) else {
            throw .library(doing: "sign", reason: "the EC signature has an unexpected form")
        }
        return joined
    }

    // MARK: Reading

    /// What the callback for the passphrase works with.
    private struct Passphrase {
        let bytes: [UInt8]?
        var wasAsked = false

        init(_ text: String?) { bytes = text.map { Array($0.utf8) } }
    }

    private static func read(_ pem: [UInt8], _ passphrase: Passphrase) throws(SigningError) -> OpaquePointer {
        ERR_clear_error()
        var passphrase = passphrase
        guard let input = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { throw .failed(to: "read a key") }
        defer { BIO_free(input) }
        // A callback in any case: without one, OpenSSL would ask at the terminal.
        let key = withUnsafeMutablePointer(to: &passphrase) { context in
            PEM_read_bio_PrivateKey(
                input, nil,
                { buffer, size, _, context in
                    guard let buffer, let context = context?.assumingMemoryBound(to: Passphrase.self) else { return -1 }
                    context.pointee.wasAsked = true
                    guard let bytes = context.pointee.bytes, bytes.count <= Int(size) else { return -1 }
                    for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
                    return Int32(bytes.count)
                }, context)
        }
        if let key { return key }
        let reasons = SigningError.takeReasons()
        guard passphrase.wasAsked else { throw .unreadable(reasons) }
        throw passphrase.bytes == nil ? .needsPassphrase : .wrongPassphrase(reasons)
    }

    private static func algorithm(
        of key: OpaquePointer
    ) throws(SigningError) -> (name: String, digest: String, half: Int?) {
        if EVP_PKEY_is_a(key, "RSA") == 1 { return ("RS256", "SHA256", nil) }
        guard EVP_PKEY_is_a(key, "EC") == 1 else {
            let name = EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown"
            throw .unsupported("a key of the type \(name)")
        }
        var name = [CChar](repeating: 0, count: 80)
        var length = 0
        guard EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else { throw .failed(to: "name the curve") }
        let curve = String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        switch curve {
        case "prime256v1": return ("ES256", "SHA256", 32)
        case "secp384r1": return ("ES384", "SHA384", 48)
        case "secp521r1": return ("ES512", "SHA512", 66)
        default: throw .unsupported("an EC key on the curve \(curve)")
        }
    }
}

extension PrivateKey: Hashable {
    /// Whether both were read from the same text.
    public static func == (left: PrivateKey, right: PrivateKey) -> Bool { left.fingerprint == right.fingerprint }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
