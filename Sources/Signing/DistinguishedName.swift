internal import COpenSSL

/// A name in a certificate.
public struct DistinguishedName: Hashable, Sendable {
    /// Its bytes.
    let der: [UInt8]
    /// Its text: `CN=shop,O=Example` (RFC 2253), with letters beyond ASCII as they are.
    public let text: String

    /// A name that has a common name alone.
    public init(commonName: String) throws(SigningError) {
        ERR_clear_error()
        guard let name = X509_NAME_new() else { throw .failed(to: "write a name") }
        defer { X509_NAME_free(name) }
        let bytes = Array(commonName.utf8)
        // The type of the text itself: with a type that OpenSSL chooses it takes no more than 64 characters (RFC 5280,
        // ub-common-name), and clients' names have up to 255.
        guard X509_NAME_add_entry_by_txt(name, "CN", V_ASN1_UTF8STRING, bytes, Int32(bytes.count), -1, 0) == 1,
            let der = DER.bytes({ i2d_X509_NAME(name, $0) }), let read = DistinguishedName(der: der)
        else { throw .failed(to: "write a name") }
        self = read
    }

    /// Reads its bytes; nil when they hold something else.
    init?(der: [UInt8]) {
        guard let text = OutputText.name(der: der) else { return nil }
        self.der = der
        self.text = text
    }
}
