internal import JSON
internal import Keycloak
internal import Signing

/// The keystores and truststores that kcreg's users name: PEM or PKCS #12 here, since nothing but Java reads JKS.
struct KcregKeys {
    private let read: @Sendable (_ path: String) throws(SystemEffects.Unavailable) -> [UInt8]

    /// Files that are read with these effects.
    init(_ effects: SystemEffects) { read = effects.readFile }

    /// A private key in PEM, and the passphrase that it still has.
    ///
    /// - Parameters:
    ///   - passwords: What opens the store and the key; asked for only where it is needed.
    ///   - alias: The name of the key's entry; nil takes whichever there is.
    func privateKey(
        _ path: String, alias: String?,
        passwords: (store: () throws(KcregError) -> String, key: () throws(KcregError) -> String)
    ) throws(KcregError) -> (pem: String, passphrase: String?) {
        let bytes = try content(path, "keystore")
        guard Keystore.isPKCS12(bytes) else {
            let text = String(decoding: bytes, as: UTF8.self)
            let isEncrypted = text.pieces(separatedBy: "ENCRYPTED").count > 1
            return (text, isEncrypted ? try passwords.key() : nil)
        }
        let store = try open(bytes, path, try passwords.store())
        guard let key = store.key else { throw .failed("the keystore '\(path)' holds no private key") }
        if let alias, let other = store.alias, alias.lowercased() != other.lowercased() {
            throw .failed("the keystore '\(path)' holds the key of '\(other)', not of '\(alias)'")
        }
        return (String(decoding: key, as: UTF8.self), nil)
    }

    /// The authorities that are trusted, in PEM.
    func authorities(_ path: String, password: () throws(KcregError) -> String) throws(KcregError) -> [UInt8] {
        let bytes = try content(path, "truststore")
        guard Keystore.isPKCS12(bytes) else {
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.pieces(separatedBy: "-----BEGIN CERTIFICATE-----").count > 1 else {
                throw .failed("the truststore '\(path)' holds no certificate in PEM, nor is it PKCS #12")
            }
            return bytes
        }
        let certificates = try open(bytes, path, try password()).certificates
        guard !certificates.isEmpty else { throw .failed("the truststore '\(path)' holds no certificate") }
        return certificates
    }

    private func content(_ path: String, _ what: String) throws(KcregError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try read(path)
        } catch {
            throw .failed("the \(what) '\(path)' cannot be read: \(error.reason)")
        }
        guard !Keystore.isJava(bytes) else {
            throw .failed(
                "the \(what) '\(path)' is one of Java's own format (JKS), which only Java reads; convert it: "
                    + "keytool -importkeystore -srckeystore '\(path)' -destkeystore '\(path).p12' -deststoretype PKCS12, "
                    + "and name '\(path).p12'")
        }
        return bytes
    }

    private func open(_ bytes: [UInt8], _ path: String, _ password: String) throws(KcregError) -> Keystore {
        do {
            return try Keystore(pkcs12: bytes, password: password)
        } catch {
            throw .failed("'\(path)': \(error)")
        }
    }
}
