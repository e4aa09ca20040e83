internal import COpenSSL

/// What signs a JWT.
public enum Signer: Hashable, Sendable {
    /// A private key, with the algorithm that fits it.
    case key(PrivateKey)
    /// A secret that the server has too: HS256.
    case secret(String)

    /// The name of the algorithm (RFC 7518, section 3.1).
    var algorithm: String {
        switch self {
        case .key(let key): key.algorithm
        case .secret: "HS256"
        }
    }
}

/// Signed tokens in the compact form (RFC 7515, section 7.1).
public enum JWT {
    /// A token of a payload, which is a JSON object of claims.
    ///
    /// The header names no key (`kid`): Keycloak would look for it although a certificate has none (facts-more 6.3).
    public static func signed(_ payload: [UInt8], by signer: Signer) throws(SigningError) -> String {
        let header = #"{"alg":"\#(signer.algorithm)","typ":"JWT"}"#
        let message = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(payload))"
        let signature =
            switch signer {
            case .key(let key): try key.sign(Array(message.utf8))
            case .secret(let secret): try HMAC.sha256(Array(message.utf8), key: Array(secret.utf8))
            }
        return "\(message).\(Base64URL.encode(signature))"
    }
}

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// The 32 bytes of the hash.
    public static func hash(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
        ERR_clear_error()
        var hash = [UInt8](repeating: 0, count: 32)
        guard EVP_Q_digest(nil, "SHA256", nil, message, message.count, &hash, nil) == 1 else {
            throw .failed(to: "hash")
        }
        return hash
    }
}

/// HMAC (RFC 2104).
enum HMAC {
    /// The 32 bytes with SHA-256.
    static func sha256(_ message: [UInt8], key: [UInt8]) throws(SigningError) -> [UInt8] {
        guard !key.isEmpty else { throw .library(doing: "sign", reason: "the secret is empty") }
        ERR_clear_error()
        var code = [UInt8](repeating: 0, count: 32)
        let result = EVP_Q_mac(
            nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, &code, code.count, nil)
        guard result != nil else { throw .failed(to: "sign") }
        return code
    }
}

/// Random bytes that nobody can guess.
public enum SecureRandom {
    /// That many bytes.
    public static func bytes(_ count: Int) throws(SigningError) -> [UInt8] {
        ERR_clear_error()
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(clamping: count)) == 1 else { throw .failed(to: "give random bytes") }
        return bytes
    }
}
