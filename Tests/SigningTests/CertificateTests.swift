import Foundation
import Testing

@testable import Signing

struct CertificateTests {
    /// Signed by another key, so that subject and issuer differ.
    private static let commands = [
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Authority -days 9",
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out request -utf8 -subj /C=DE/O=A,B/CN=Größe",
        "x509 -req -in request -CA ca.pem -CAkey ca.key -set_serial 0x00A1B2C3D4E5F60718 -days 2 -out certificate",
    ]

    @Test("a certificate says what OpenSSL says of it")
    func reads() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        for command in Self.commands { try openssl.run(command) }
        let certificate = try Certificate(pem: try openssl.read("certificate"))
        let shown = try openssl.run(
            "x509 -in certificate -noout -subject -issuer -serial -startdate -enddate -fingerprint -sha256 "
                + "-nameopt RFC2253,-esc_msb -dateopt iso_8601"
        ).output
        for line in [
            "subject=\(certificate.subject)", "issuer=\(certificate.issuer)",
            "serial=\(certificate.serial.uppercased().replacing(":", with: ""))",
            "notBefore=\(Self.date(certificate.notBefore))", "notAfter=\(Self.date(certificate.notAfter))",
            "sha256 Fingerprint=\(certificate.fingerprint.uppercased())",
        ] {
            #expect(shown.contains(line + "\n"), "\(line) is not in \(shown)")
        }
        #expect(certificate.subject == #"CN=Größe,O=A\,B,C=DE"#)
        #expect(certificate.key.kind == .ec(curve: "P-256") && certificate.key.size == 256)
        try openssl.run("pkey -in key -pubout -outform DER -out public.der")
        try openssl.run("dgst -sha256 -c -out hash public.der")
        let hash = String(decoding: try openssl.read("hash"), as: UTF8.self)
        #expect(hash.contains("= \(certificate.key.fingerprint)\n"), "\(hash)")
        #expect(try PrivateKey(pem: try openssl.read("key")).publicKey == certificate.key)
    }

    @Test("one certificate in any clothing is the same")
    func clothing() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        for command in Self.commands { try openssl.run(command) }
        try openssl.run("x509 -in certificate -text -out text")
        let pem = String(decoding: try openssl.read("certificate"), as: UTF8.self)
        let certificate = try Certificate(pem: Array(pem.utf8))
        let lines = pem.split(separator: "\n")
        let authority = String(decoding: try openssl.read("ca.pem"), as: UTF8.self)
        for (name, text) in [
            ("with its text", String(decoding: try openssl.read("text"), as: UTF8.self)),
            ("with CRLF", pem.replacing("\n", with: "\r\n")), ("a chain, first one", pem + authority),
            ("indented", lines.map { "    \($0)\n" }.joined()), ("folded", lines.joined(separator: " ")),
            ("of another label", pem.replacing("CERTIFICATE", with: "X509 CERTIFICATE")),
            ("as the server keeps it", certificate.base64),
            ("base64 in lines", lines[1..<(lines.count - 1)].joined(separator: "\n")),
            ("as we write it", certificate.pem),
        ] {
            #expect(try Certificate(pem: Array(text.utf8)) == certificate, "\(name)")
        }
        #expect(certificate.pem == pem)
        #expect(try Certificate(pem: Array((authority + pem).utf8)) != certificate)
    }

    @Test("what is no certificate is told in one sentence, and a private key never goes through")
    func unusable() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        for command in Self.commands { try openssl.run(command) }
        try openssl.run("pkey -in key -pubout -out public")
        try openssl.run("pkey -in ca.key -pubout -out rsa.public")
        try openssl.run("rsa -in ca.key -RSAPublicKey_out -out old")
        try openssl.run("pkcs8 -topk8 -in key -outform DER -nocrypt -out key.der")
        func text(_ name: String) throws -> String { String(decoding: try openssl.read(name), as: UTF8.self) }
        let pem = try text("certificate")
        let broken = pem.replacing("MII", with: "AAA")
        let inKey = try text("key").split(separator: "\n").joined(separator: " ")
        for (text, words) in [
            ("", "no PEM text"), ("a-password", "no PEM text"), ("aGVsbG8=", "no PEM text"),
            (Base64.encode(try openssl.read("key.der")), "no PEM text"), (broken, "OpenSSL cannot read"),
            ("-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----", "no base64"),
            (try text("public"), "a public key in place of a certificate"),
            (try text("request"), "CERTIFICATE REQUEST in place of a certificate"),
            (try text("key"), "private key, which must not leave"),
            (pem + (try text("key")), "private key, which must"),
            (inKey, "private key, which must"), ("-----BEGIN ENCRYPTED PRIVATE KEY-----", "private key, which must"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", "private key, which must"),
        ] {
            let error = #expect(throws: SigningError.self) { try Certificate(pem: Array(text.utf8)) }
            let message = try #require(error).description
            #expect(message.contains(words) && !message.contains("MI"), "\(message): \(text)")
        }
        for (text, words) in [
            (pem, "a certificate in place of a public key"), (try text("old"), "-RSAPublicKey_in"),
            (try text("key"), "give the public key alone"), ("x", "begins with -----BEGIN PUBLIC KEY-----"),
        ] {
            let error = #expect(throws: SigningError.self) { try PublicKey(pem: Array(text.utf8)) }
            let message = try #require(error).description
            #expect(message.contains(words), "\(message): \(text)")
        }
        let rsa = try PublicKey(pem: Array(try text("rsa.public").utf8))
        #expect(rsa.kind == .rsa && rsa.size == 2048)
        #expect(try rsa.pem == text("rsa.public"))
    }

    @Test("an EC key is the same in both ways to write its point")
    func compressed() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        try openssl.run("ecparam -name prime256v1 -genkey -noout -out key")
        try openssl.run("ec -in key -conv_form compressed -out compressed")
        try openssl.run("ec -in key -pubout -conv_form compressed -out public")
        let key = try PrivateKey(pem: try openssl.read("key")).publicKey
        #expect(try PrivateKey(pem: try openssl.read("compressed")).publicKey == key)
        #expect(try PublicKey(pem: try openssl.read("public")) == key)
    }

    static let kinds: [(PrivateKey.Kind, PublicKey.Kind, Int)] = [
        (.rsa(bits: 2048), .rsa, 2048), (.ec(curve: "P-256"), .ec(curve: "P-256"), 256),
        (.ec(curve: "P-384"), .ec(curve: "P-384"), 384), (.ec(curve: "P-521"), .ec(curve: "P-521"), 521),
    ]

    @Test("a new key and its certificate are as OpenSSL wants them", arguments: kinds)
    func makes(_ kind: PrivateKey.Kind, _ wanted: PublicKey.Kind, _ size: Int) throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        let (key, pem) = try PrivateKey.generate(kind)
        #expect(key.publicKey.kind == wanted && key.publicKey.size == size)
        #expect(try PrivateKey(pem: pem).publicKey == key.publicKey)
        #expect(try PrivateKey.generate(kind).key.publicKey != key.publicKey)
        try openssl.write(pem, "key")
        #expect(try openssl.run("pkey -in key -check -noout").status == 0)
        // A name longer than 64 characters, with all that RFC 2253 escapes.
        let name = #"https://sp.example.org/"# + String(repeating: "ü", count: 200) + #",+"\<>;=#"#
        let certificate = try key.certificate(
            commonName: name, validity: 1_800_000_000..<4_000_000_000, serial: .max)
        #expect(certificate.key == key.publicKey)
        #expect(certificate.notBefore == 1_800_000_000 && certificate.notAfter == 4_000_000_000)
        #expect(certificate.serial == Array(repeating: "ff", count: 8).joined(separator: ":"))
        #expect(certificate.subject == certificate.issuer)
        #expect(try certificate.subject == DistinguishedName(commonName: name).text)
        try openssl.write(Array(certificate.pem.utf8), "certificate")
        let date = "-attime 1900000000 -check_ss_sig -trusted certificate certificate"
        let verified = try openssl.run("verify \(date)")
        #expect(verified.status == 0, "\(verified)")
        let shown = try openssl.run("x509 -in certificate -noout -subject -nameopt utf8,sep_multiline").output
        #expect(shown.contains("CN=\(name)"), "\(shown)")
    }

    @Test("a new key is encrypted by its passphrase")
    func encrypts() throws {
        let (key, pem) = try PrivateKey.generate(.ec(curve: "P-256"), passphrase: "correct-horse")
        #expect(String(decoding: pem, as: UTF8.self).hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        #expect(try PrivateKey(pem: pem, passphrase: "correct-horse") == key)
        #expect(throws: SigningError.needsPassphrase) { try PrivateKey(pem: pem) }
    }

    @Test("a key that the library refuses to make is told")
    func refused() {
        for kind in [PrivateKey.Kind.rsa(bits: 1), .ec(curve: "P-0")] {
            let error = #expect(throws: SigningError.self) { try PrivateKey.generate(kind) }
            #expect(error?.description.hasPrefix("OpenSSL cannot make a key (") == true, "\(String(describing: error))")
        }
    }

    @Test("base64 is that of Foundation, in both directions")
    func base64() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 89 + 7) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == text)
            #expect(Base64.decode(text) == bytes)
            #expect(Base64.decode(" \r\n" + text.map { "\($0)\t" }.joined()) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
        for text in ["A", "AA", "AAA", "A===", "AB==", "AAB=", "AA==A", "AA=A", "A-==", "AÄ==", "===="] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
        for text in ["A", "AB", "AA==", "A+", "A A"] { #expect(Base64URL.decode(text) == nil, "\(text)") }
    }

    private static func date(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.dateTimeSeparator(.space))
    }
}
