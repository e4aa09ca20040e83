internal import JSON
internal import Reconcile

/// The options of the key, beside those that name the client.
enum KeyOptions {
    static let state = Option(
        "state", choices: ["present", "absent"], default: "present",
        help: "Whether the client has the key, or none for this use; `absent` looks at no other option of the key.")
    static let use = Option(
        "use", choices: KeyUse.allCases.map(\.rawValue), default: .string(KeyUse.jwt.rawValue),
        help:
            "What the key is for: `jwt` checks what the client signs, above all its logins (`private_key_jwt`); `saml_signing` and `saml_encryption` are a SAML client's."
    )
    static let certificate = Option(
        "certificate", help: "A certificate as PEM text, or in base64 alone; of a chain the first one is taken.")
    static let certificateFile = Option("certificate_file", help: "A file with the certificate.")
    static let publicKey = Option(
        "public_key", help: "A public RSA key as PEM text (`-----BEGIN PUBLIC KEY-----`), for `use: jwt`.")
    static let publicKeyFile = Option("public_key_file", help: "A file with the public key.")
    static let keySet = Option(
        "jwks", .map,
        help: "A JSON Web Key Set, or a single key, with public members alone, for `use: jwt`; a JSON text is as good.")
    static let keySetFile = Option("jwks_file", help: "A file with the JSON Web Key Set.")
    static let keySetURL = Option(
        "jwks_url", help: "The URL where the server fetches the client's JSON Web Key Set, for `use: jwt`.")
    static let privateKeyFile = Option(
        "private_key_file",
        help:
            "The file of the client's private key. Its public part is uploaded, in a certificate that is made here unless one is given; where there is no such file, a key pair is made and the file written for its owner alone (0600)."
    )
    static let passphrase = Option(
        "private_key_passphrase", secret: true,
        help: "What opens an encrypted `private_key_file`; a new one is encrypted with it.")
    static let keyType = Option(
        "key_type", choices: ["rsa", "ec"],
        help: "The kind of a new key, `rsa` where it is left out; a key that is there already must be of that kind.")
    static let keySize = Option(
        "key_size", .int, help: "The bits of a new RSA key, 3072 where it is left out; a key that is there must fit.")
    static let curve = Option(
        "curve", choices: ["P-256", "P-384", "P-521"],
        help: "The curve of a new EC key, `P-256` where it is left out; a key that is there must fit.")
    static let validDays = Option(
        "valid_days", .int, help: "How many days a certificate that is made here is good, 1095 where it is left out.")
    static let renewBeforeDays = Option(
        "renew_before_days", .int,
        help:
            "How many days before its end such a certificate is made anew, for the same key: 30 where it is left out, or a third of `valid_days` where that is less."
    )

    static let all =
        [state] + ClientName.options + [
            use, certificate, certificateFile, publicKey, publicKeyFile, keySet, keySetFile, keySetURL, privateKeyFile,
            passphrase, keyType, keySize, curve, validDays, renewBeforeDays,
        ]
}
