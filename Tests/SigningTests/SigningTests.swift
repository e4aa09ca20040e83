import Foundation
import Testing

@testable import Signing

/// OpenSSL's command line, which makes the keys and judges the signatures.
struct OpenSSL {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    @discardableResult
    func run(_ line: String) throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + line.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = Pipe()
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: folder.appending(path: name)) }
}

/// A key as OpenSSL's command line makes it.
struct KeySample: Sendable, CustomTestStringConvertible {
    let name: String
    let commands: [String]
    let algorithm: String
    var passphrase: String?

    var testDescription: String { name }

    private static let rsa = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key"
    private static func ec(_ curve: String) -> String {
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:\(curve) -out key"
    }

    static let all = [
        KeySample(name: "RSA, PKCS#8", commands: [rsa], algorithm: "RS256"),
        KeySample(name: "RSA, traditional", commands: [rsa, "rsa -in key -traditional -out key"], algorithm: "RS256"),
        KeySample(
            name: "RSA, PKCS#8, encrypted", commands: [rsa + " -aes256 -pass pass:correct-horse"], algorithm: "RS256",
            passphrase: "correct-horse"),
        KeySample(
            name: "RSA, traditional, encrypted",
            commands: [rsa, "rsa -in key -traditional -aes128 -passout pass:correct-horse -out key"],
            algorithm: "RS256", passphrase: "correct-horse"),
        KeySample(name: "EC P-256", commands: [ec("P-256")], algorithm: "ES256"),
        KeySample(name: "EC P-384", commands: [ec("P-384")], algorithm: "ES384"),
        KeySample(name: "EC P-521", commands: [ec("P-521")], algorithm: "ES512"),
        KeySample(
            name: "EC with parameters, traditional", commands: ["ecparam -name prime256v1 -genkey -out key"],
            algorithm: "ES256"),
        KeySample(
            name: "EC, encrypted", commands: [ec("P-256") + " -aes256 -pass pass:correct-horse"], algorithm: "ES256",
            passphrase: "correct-horse"),
    ]
}

struct SigningTests {
    @Test("a token signed with a key is verified by OpenSSL", arguments: KeySample.all)
    func verifies(_ sample: KeySample) throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        for command in sample.commands { try openssl.run(command) }
        let key = try PrivateKey(pem: try openssl.read("key"), passphrase: sample.passphrase)
        #expect(key.algorithm == sample.algorithm)
        try openssl.run(
            "pkey -in key -pubout -out public" + (sample.passphrase.map { " -passin pass:\($0)" } ?? ""))
        // Several times: the halves of an EC signature have leading zeros now and then.
        for round in 0..<(key.algorithm == "RS256" ? 1 : 12) {
            let parts = try JWT.signed(Array(#"{"n":\#(round)}"#.utf8), by: .key(key)).split(separator: ".")
            #expect(parts.count == 3)
            #expect(decoded(parts[0]) == Array(#"{"alg":"\#(sample.algorithm)","typ":"JWT"}"#.utf8))
            #expect(decoded(parts[1]) == Array(#"{"n":\#(round)}"#.utf8))
            let signature = decoded(parts[2])
            try openssl.write(key.algorithm == "RS256" ? signature : der(signature), "signature")
            try openssl.write(Array("\(parts[0]).\(parts[1])".utf8), "message")
            let digest = key.algorithm.replacing(/^../, with: "-sha")
            #expect(try openssl.run("dgst \(digest) -verify public -signature signature message").status == 0)
            try openssl.write(Array("\(parts[0]).x".utf8), "message")
            #expect(try openssl.run("dgst \(digest) -verify public -signature signature message").status != 0)
        }
    }

    @Test("a token signed with a secret has the HMAC that OpenSSL computes")
    func secret() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        let parts = try JWT.signed(Array(#"{"a":1}"#.utf8), by: .secret("correct-horse")).split(separator: ".")
        #expect(decoded(parts[0]) == Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
        try openssl.write(Array("\(parts[0]).\(parts[1])".utf8), "message")
        try openssl.run("dgst -sha256 -mac HMAC -macopt key:correct-horse -binary -out code message")
        #expect(try decoded(parts[2]) == openssl.read("code"))
        #expect(throws: SigningError.self) { try JWT.signed([], by: .secret("")) }
    }

    @Test("a key derived from a secret is the one that OpenSSL derives")
    func derived() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        for (secret, salt, cost) in [("correct-horse", "salt", 64), ("é", "0123456789abcdef", 1024)]
            as [(String, String, UInt64)]
        {
            try openssl.run(
                "kdf -binary -keylen 32 -kdfopt pass:\(secret) -kdfopt salt:\(salt) -kdfopt n:\(cost) -kdfopt r:8 -kdfopt p:1 "
                    + "-out key SCRYPT")
            #expect(
                try Digest.derived(from: Array(secret.utf8), salt: Array(salt.utf8), cost: cost) == openssl.read("key"))
        }
        #expect(Digest.derived(from: [], salt: [], cost: 3) == nil, "no power of two")
    }

    @Test("what is no usable private key is told in one sentence, without the key")
    func unusable() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        try openssl.run("req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -subj /CN=x -days 1")
        try openssl.run("rsa -in key -aes256 -passout pass:correct-horse -out encrypted")
        try openssl.run("pkey -in key -pubout -out public")
        try openssl.run("genpkey -algorithm ED25519 -out edwards")
        try openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out koblitz")
        let key = try openssl.read("key")
        try openssl.write(Array(key.prefix(key.count / 2)) + Array("\n-----END PRIVATE KEY-----\n".utf8), "half")
        try openssl.write(Array("a-password".utf8), "text")
        try openssl.write(Array("-----BEGIN OPENSSH PRIVATE KEY-----\n".utf8), "ssh")
        let cases: [(file: String, passphrase: String?, words: String)] = [
            ("certificate", nil, "a certificate in place of a private key"),
            ("public", nil, "a public key in place of a private key"),
            ("text", nil, "no PEM text"), ("ssh", nil, "OpenSSH's own format"),
            ("encrypted", nil, "give its passphrase"), ("encrypted", "wrong-horse", "the passphrase does not open"),
            ("encrypted", "", "the passphrase does not open"),
            ("encrypted", String(repeating: "x", count: 5000), "the passphrase does not open"),
            ("half", nil, "OpenSSL cannot read"), ("edwards", nil, "type ED25519"), ("koblitz", nil, "secp256k1"),
        ]
        for (file, passphrase, words) in cases {
            let error = #expect(throws: SigningError.self) {
                _ = try PrivateKey(pem: try openssl.read(file), passphrase: passphrase)
            }
            let text = "\(try #require(error))"
            #expect(text.contains(words), "\(file): \(text)")
            #expect(!text.contains("\n"))
            #expect(!text.contains("horse") && !text.contains("MII"))
        }
    }

    @Test("a private key is found beside its certificate")
    func combined() throws {
        let openssl = try OpenSSL()
        defer { openssl.remove() }
        try openssl.run("req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -subj /CN=x -days 1")
        let both = try openssl.read("certificate") + openssl.read("key")
        #expect(try PrivateKey(pem: both).algorithm == "RS256")
        #expect(try PrivateKey(pem: both) == PrivateKey(pem: both))
        #expect(try PrivateKey(pem: both) != PrivateKey(pem: openssl.read("key")))
    }

    @Test("hashes and base64url are those of the RFCs")
    func vectors() throws {
        #expect(
            Base64URL.encode(try SHA256.hash(Array("abc".utf8))) == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")
        for count in 0..<50 {
            let bytes = try SecureRandom.bytes(count)
            #expect(bytes.count == count)
            #expect(decoded(Base64URL.encode(bytes)[...]) == bytes)
        }
        #expect(try SecureRandom.bytes(16) != SecureRandom.bytes(16))
    }

    @Test("only a whole EC signature is joined")
    func broken() {
        #expect(ECSignature.joined(der: [0x30, 6, 2, 1, 5, 2, 1, 7], half: 2) == [0, 5, 0, 7])
        #expect(ECSignature.joined(der: [0x30, 8, 2, 2, 0, 0x85, 2, 2, 0, 0x87], half: 1) == [0x85, 0x87])
        for der: [UInt8] in [
            [], [0x30], [0x30, 6], [0x30, 6, 2, 1, 5, 2, 1], [0x30, 6, 2, 9, 5, 2, 1, 7],
            [0x30, 6, 2, 1, 5, 2, 1, 7, 0],
            [0x30, 0x82, 0, 6, 2, 1, 5, 2, 1, 7], [0x31, 6, 2, 1, 5, 2, 1, 7], [0x30, 8, 2, 3, 1, 2, 3, 2, 1, 7],
        ] {
            #expect(ECSignature.joined(der: der, half: 2) == nil)
        }
    }

    /// Foundation's decoder judges ours.
    private func decoded(_ text: Substring) -> [UInt8] {
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        return Array(Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4)) ?? Data())
    }

    /// The form that OpenSSL's command line reads.
    private func der(_ joined: [UInt8]) -> [UInt8] {
        func integer(_ digits: ArraySlice<UInt8>) -> [UInt8] {
            var digits = Array(digits.drop { $0 == 0 })
            if (digits.first ?? 0x80) >= 0x80 { digits.insert(0, at: 0) }
            return [2, UInt8(digits.count)] + digits
        }
        let body = integer(joined.prefix(joined.count / 2)) + integer(joined.dropFirst(joined.count / 2))
        return [0x30] + (body.count < 0x80 ? [] : [0x81]) + [UInt8(body.count)] + body
    }
}
