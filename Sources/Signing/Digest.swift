internal import COpenSSL
internal import CScrypt

/// Keys from secrets, and random bytes.
///
/// Both can fail (no memory, a system without entropy) and then are nil: there is nothing to do about it but to go without.
public enum Digest {
    /// 32 bytes from a secret, made dear to guess (scrypt, RFC 7914, with r = 8 and p = 1).
    ///
    /// - Parameter cost: RFC 7914's N, a power of two: so many KB of memory, and 3 microseconds each.
    public static func derived(from secret: [UInt8], salt: [UInt8], cost: UInt64) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: 32)
        let code = libscrypt_scrypt(secret, secret.count, salt, salt.count, cost, 8, 1, &key, key.count)
        return code == 0 ? key : nil
    }

    /// Bytes that nobody can foresee.
    public static func random(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return RAND_bytes(&bytes, Int32(count)) == 1 ? bytes : nil
    }
}
