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
    /// The public part.
    public let publicKey: PublicKey
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
            publicKey = try PrivateKey.publicKey(of: handle)
            (algorithm, digest, half) = try PrivateKey.algorithm(for: publicKey)
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

    // MARK: Making

    /// What a new key is to be.
    public enum Kind: Hashable, Sendable {
        case rsa(bits: Int)
        /// On a curve by NIST's name: "P-256", "P-384" or "P-521".
        case ec(curve: String)
    }

    /// A new key, and its PEM text (PKCS#8), which the passphrase encrypts.
    public static func generate(
        _ kind: Kind, passphrase: String? = nil
    ) throws(SigningError) -> (key: PrivateKey, pem: [UInt8]) {
        ERR_clear_error()
        guard let context = context(for: kind) else { throw .failed(to: "make a key") }
        defer { EVP_PKEY_CTX_free(context) }
        var handle: OpaquePointer?
        guard EVP_PKEY_generate(context, &handle) == 1 else { throw .failed(to: "make a key") }
        defer { EVP_PKEY_free(handle) }
        guard let der = DER.bytes({ i2d_PrivateKey(handle, $0) }),
            let pem = OutputText.privateKey(der: der, passphrase: passphrase)
        else { throw .failed(to: "write a key") }
        return (try PrivateKey(pem: pem, passphrase: passphrase), pem)
    }

    /// What makes keys of the kind; nil when the library refuses.
    private static func context(for kind: Kind) -> OpaquePointer? {
        let name =
            switch kind {
            case .rsa: "RSA"
            case .ec: "EC"
            }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, name, nil) else { return nil }
        var isReady = EVP_PKEY_keygen_init(context) == 1
        switch kind {
        case .rsa(let bits): isReady = isReady && EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(clamping: bits)) == 1
        case .ec(let curve): isReady = isReady && EVP_PKEY_CTX_set_group_name(context, curve) == 1
        }
        if !isReady { EVP_PKEY_CTX_free(context) }
        return isReady ? context : nil
    }

    /// A certificate of the key that it signs itself, with SHA-256: version 3 without extensions.
    ///
    /// - Parameters:
    ///   - commonName: Subject and issuer.
    ///   - validity: From when and until when it is good, in seconds since 1970.
    ///   - serial: The serial number; nobody must be able to foresee it (RFC 5280, section 4.1.2.2, gives it 20 bytes).
    public func certificate(
        commonName: String, validity: Range<Int>, serial: UInt64
    ) throws(SigningError) -> Certificate {
        ERR_clear_error()
        let subject = try DistinguishedName(commonName: commonName)
        guard let name = DER.read(subject.der, { d2i_X509_NAME(nil, $0, $1) }) else {
            throw .failed(to: "make a certificate")
        }
        defer { X509_NAME_free(name) }
        guard let new = X509_new() else { throw .failed(to: "make a certificate") }
        defer { X509_free(new) }
        guard X509_set_version(new, Int(X509_VERSION_3)) == 1,
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(new), serial) == 1,
            ASN1_TIME_set(X509_getm_notBefore(new), validity.lowerBound) != nil,
            ASN1_TIME_set(X509_getm_notAfter(new), validity.upperBound) != nil,
            X509_set_subject_name(new, name) == 1, X509_set_issuer_name(new, name) == 1,
            X509_set_pubkey(new, handle) == 1, X509_sign(new, handle, EVP_sha256()) > 0,
            let der = DER.bytes({ i2d_X509(new, $0) }), let certificate = Certificate(der: der)
        else { throw .failed(to: "make a certificate") }
        return certificate
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
        guard passphrase.wasAsked else { throw .unreadable(.privateKey, reasons) }
        throw passphrase.bytes == nil ? .needsPassphrase : .wrongPassphrase(reasons)
    }

    private static func publicKey(of key: OpaquePointer) throws(SigningError) -> PublicKey {
        ERR_clear_error()
        guard let der = DER.bytes({ i2d_PUBKEY(key, $0) }), let publicKey = PublicKey(der: der) else {
            throw .failed(to: "take the public part of a key")
        }
        return publicKey
    }

    private static func algorithm(
        for key: PublicKey
    ) throws(SigningError) -> (name: String, digest: String, half: Int?) {
        switch key.kind {
        case .rsa: return ("RS256", "SHA256", nil)
        case .ec(curve: "P-256"): return ("ES256", "SHA256", 32)
        case .ec(curve: "P-384"): return ("ES384", "SHA384", 48)
        case .ec(curve: "P-521"): return ("ES512", "SHA512", 66)
        case .ec(let curve): throw .unsupported("an EC key on the curve \(curve)")
        case .other(let name): throw .unsupported("a key of the type \(name)")
        }
    }
}

extension PrivateKey: Hashable {
    /// Whether both were read from the same text.
    public static func == (left: PrivateKey, right: PrivateKey) -> Bool { left.fingerprint == right.fingerprint }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
