internal import COpenSSL
internal import Glibc

/// An X.509 certificate as a value: what it says, and its bytes.
public struct Certificate: Hashable, Sendable {
    /// Its bytes.
    public let der: [UInt8]
    /// Whose key it is: `CN=shop,O=Example` (RFC 2253).
    public let subject: String
    /// Who says so, in the same form.
    public let issuer: String
    /// The serial number in hexadecimal digits.
    public let serial: String
    /// From when on it is good, in seconds since 1970.
    public let notBefore: Int
    /// Until when it is good, in seconds since 1970.
    public let notAfter: Int
    /// The key.
    public let key: PublicKey
    /// The SHA-256 of its bytes, as hexadecimal pairs with colons between them.
    public let fingerprint: String

    /// Reads the first certificate in a PEM text, or one in base64 alone, as Keycloak keeps it.
    public init(pem: [UInt8]) throws(SigningError) {
        let labels = ["CERTIFICATE", "X509 CERTIFICATE"]
        self = try PEMText(pem).read(.certificate, labels: labels, in: pem) { Certificate(der: $0) }
    }

    /// Reads its bytes; nil when they hold something else.
    init?(der: [UInt8]) {
        ERR_clear_error()
        guard let handle = DER.read(der, { d2i_X509(nil, $0, $1) }) else { return nil }
        defer { X509_free(handle) }
        guard let bytes = DER.bytes({ i2d_X509(handle, $0) }), let hash = try? SHA256.hash(bytes),
            let subject = Certificate.name(X509_get_subject_name(handle)),
            let issuer = Certificate.name(X509_get_issuer_name(handle)),
            let notBefore = Certificate.seconds(X509_get0_notBefore(handle)),
            let notAfter = Certificate.seconds(X509_get0_notAfter(handle)), let number = X509_get0_serialNumber(handle),
            let encodedKey = DER.bytes({ i2d_PUBKEY(X509_get0_pubkey(handle), $0) }),
            let key = PublicKey(der: encodedKey)
        else { return nil }
        self.der = bytes
        self.subject = subject
        self.issuer = issuer
        serial = Fingerprint.text(
            Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(number), count: Int(ASN1_STRING_length(number)))))
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.key = key
        fingerprint = Fingerprint.text(hash)
    }

    private static func name(_ handle: OpaquePointer?) -> String? {
        DER.bytes { i2d_X509_NAME(handle, $0) }.flatMap { DistinguishedName(der: $0)?.text }
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int? {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return nil }
        return timegm(&parts)
    }

    /// The bytes in base64 on one line, as Keycloak keeps them.
    public var base64: String { Base64.encode(der) }

    /// The PEM text.
    public var pem: String { PEMText.text(of: der, label: "CERTIFICATE") }
}
