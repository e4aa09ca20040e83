internal import COpenSSL

/// Why a key cannot be read or used; the description is a clause to follow the name of what held the key.
public enum SigningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no PEM block in the text.
    case noPEM(Material)
    /// The PEM text holds something else in place of what was wanted: "a certificate".
    case other(than: Material, String)
    /// The text holds a private key where only what is public belongs.
    case privateKey(inPlaceOf: Material)
    /// The key is encrypted and no passphrase was given.
    case needsPassphrase
    /// The passphrase does not open the key; OpenSSL's words.
    case wrongPassphrase(String)
    /// The PEM block cannot be read; OpenSSL's words.
    case unreadable(Material, String)
    /// A key that no algorithm of RFC 7518 chosen here fits.
    case unsupported(String)
    /// What is wrong with a JSON Web Key Set.
    case keySet(String)
    /// OpenSSL refused to do something; its words.
    case library(doing: String, reason: String)

    /// What can be read from a PEM text.
    public enum Material: String, Hashable, Sendable {
        case privateKey = "private key"
        case publicKey = "public key"
        case certificate = "certificate"
    }

    /// What is wrong and what to do; never a part of the key.
    public var description: String {
        switch self {
        case .noPEM(.privateKey):
            "holds no PEM text; a private key begins with -----BEGIN PRIVATE KEY----- or the like"
        case .noPEM(let wanted):
            "holds no PEM text; a \(wanted.rawValue) begins with -----BEGIN \(wanted.rawValue.uppercased())-----"
        case .other(let wanted, let what): "holds \(what) in place of a \(wanted.rawValue)"
        case .privateKey(let wanted):
            "holds a private key, which must not leave its owner's host; give the \(wanted.rawValue) alone"
        case .needsPassphrase: "holds an encrypted private key; give its passphrase"
        case .wrongPassphrase(let reason): "holds a private key that the passphrase does not open (\(reason))"
        case .unreadable(let what, let reason): "holds a \(what.rawValue) that OpenSSL cannot read (\(reason))"
        case .unsupported(let what):
            "holds \(what), which cannot sign here; use an RSA key, or EC on P-256, P-384 or P-521"
        case .keySet(let problem): problem
        case .library(let doing, let reason): "OpenSSL cannot \(doing) (\(reason))"
        }
    }

    /// The reasons in the calling thread's error queue, oldest first, and an empty queue.
    static func takeReasons() -> String {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            let reason = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        return reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ")
    }

    /// The failure to do something, with the reasons of the call that failed just now.
    static func failed(to doing: String) -> SigningError { .library(doing: doing, reason: takeReasons()) }
}
