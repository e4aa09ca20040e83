internal import COpenSSL

/// Hashes and random bytes from libcrypto.
///
/// Both can fail (a library without the algorithm, a system without entropy) and then are nil: there is nothing to do about
/// it but to go without.
public enum Digest {
    /// The SHA-256 of a secret, made dear to guess by so many rounds (PBKDF2, RFC 8018, section 5.2): 32 bytes.
    public static func derived(from secret: [UInt8], salt: [UInt8], rounds: Int32) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: 32)
        let done = secret.withUnsafeBytes { bytes in
            PKCS5_PBKDF2_HMAC(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), salt, Int32(salt.count),
                rounds, EVP_sha256(), Int32(key.count), &key)
        }
        return done == 1 ? key : nil
    }

    /// Bytes that nobody can foresee.
    public static func random(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return RAND_bytes(&bytes, Int32(count)) == 1 ? bytes : nil
    }
}
