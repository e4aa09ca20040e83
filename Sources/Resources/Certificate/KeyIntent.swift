internal import JSON
internal import Keycloak
internal import Reconcile
internal import Signing

/// What a run is to bring about, with everything that this host's files say.
struct KeyIntent: Sendable {
    let key: Key
    let warnings: [String]

    /// Where the public part comes from.
    enum Key: Sendable {
        /// It is there.
        case form(KeyForm)
        /// From a private key on this host; the certificate is made here.
        case own(OwnKey)
    }

    /// A private key on this host, or the file where it is to be.
    struct OwnKey: Sendable {
        let file: KeyDeclaration.PrivateKeyFile
        /// nil when there is no such file yet.
        let key: PrivateKey?

        /// What the certificate will say, as far as that can be known before it is made.
        func shown(for clientID: String) throws(SigningError) -> JSONObject {
            let name = JSON.string(try DistinguishedName(commonName: clientID).text)
            let key =
                key.map { KeyState.shown($0.publicKey) } ?? KeyState.shown(file.publicKind, size: file.publicSize)
            return key.merging(["subject": name, "issuer": name])
        }

        /// Until when it will be good.
        var end: JSON { .string("\(file.validDays) days from when it is made") }

        /// Whether a certificate is one of this key, and good for longer than `renew_before_days`.
        func isServed(by certificate: Certificate, now: Int) -> Bool {
            certificate.key == key?.publicKey && certificate.notAfter > now + file.renewBeforeDays * 86_400
        }
    }
}

extension KeyDeclaration.PrivateKeyFile {
    /// What a new key will be.
    var kind: PrivateKey.Kind { type == "ec" ? .ec(curve: curve ?? "P-256") : .rsa(bits: size ?? 3072) }

    fileprivate var publicKind: PublicKey.Kind {
        switch kind {
        case .rsa: .rsa
        case .ec(let curve): .ec(curve: curve)
        }
    }

    fileprivate var publicSize: Int {
        switch kind {
        case .rsa(let bits): bits
        // "P-256" says it.
        case .ec(let curve): Int(curve.dropFirst(2)) ?? 0
        }
    }

    /// The key in the file, or none when it is to be made; nil when something is wrong, which is noted.
    func read(
        _ system: SystemEffects, _ files: inout OptionFiles, isMadeIfMissing: Bool, _ warnings: inout [String]
    ) -> KeyIntent.OwnKey? {
        let option = KeyOptions.privateKeyFile
        let found: SystemEffects.PrivateFile?
        do {
            found = try system.privateFile(path)
        } catch {
            files.problem(option, "'\(path)' \(error.isFolder ? "is a folder" : "cannot be read: \(error.reason)")")
            return nil
        }
        guard let found else {
            if !isMadeIfMissing {
                files.problem(option, "'\(path)' does not exist, and none is made for a certificate that is given")
            } else {
                do {
                    try system.checkPrivateFile(path)
                } catch {
                    files.problem(option, "'\(path)' could not be written: \(error.reason)")
                }
            }
            return KeyIntent.OwnKey(file: self, key: nil)
        }
        guard let key = files.key(found.bytes, passphrase, of: option, file: path) else { return nil }
        if let mismatch = mismatch(with: key.publicKey) { files.problem(option, "'\(path)' \(mismatch)") }
        if !found.isPrivate {
            warnings.append(
                "'\(path)' can be read or written by others than its owner; a private key should have the mode 0600.")
        }
        return KeyIntent.OwnKey(file: self, key: key)
    }

    /// Why the key that is there is not what was asked for; nil when it is.
    private func mismatch(with key: PublicKey) -> String? {
        let held: String
        let isWanted: Bool
        switch key.kind {
        case .rsa:
            held = "an RSA key of \(key.size) bits"
            isWanted = type != "ec" && (size ?? key.size) == key.size
        case .ec(let name):
            held = "an EC key on \(name)"
            isWanted = type != "rsa" && size == nil && (curve ?? name) == name
        case .other(let name):
            held = "a key of the type \(name)"
            isWanted = type == nil
        }
        return isWanted
            ? nil
            : "holds \(held), and another one is asked for; leave key_type, key_size and curve out to keep it, or move the file "
                + "away for a new one"
    }
}
