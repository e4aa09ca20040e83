import Foundation
import Keycloak
import Testing

@testable import Commands

/// The keystores and truststores that kcreg's users name.
@Suite("Keystores", .enabled(if: Tool.has("openssl")))
struct KcregKeysTests {
    private static func keys(_ bytes: [UInt8]) -> KcregKeys {
        KcregKeys(SystemEffects(readFile: { _ in bytes }))
    }

    private static func privateKey(_ bytes: [UInt8], alias: String? = nil, password: String = "secret") -> String {
        do throws(KcregError) {
            let passwords = (
                store: { () throws(KcregError) -> String in password },
                key: { () throws(KcregError) -> String in password }
            )
            return try keys(bytes).privateKey("store", alias: alias, passwords: passwords).pem
        } catch {
            guard case .failed(let text) = error else { return "other" }
            return text
        }
    }

    private static func authorities(_ bytes: [UInt8], password: String = "secret") -> String {
        do throws(KcregError) {
            let read = try keys(bytes).authorities("store") { () throws(KcregError) -> String in password }
            return String(decoding: read, as: UTF8.self)
        } catch {
            guard case .failed(let text) = error else { return "other" }
            return text
        }
    }

    /// A keystore in PKCS #12 whose entry is `reg-cli`, as keytool would write it.
    private static func pkcs12() throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -keyout k -out c 2>/dev/null &&
            openssl pkcs12 -export -inkey k -in c -name reg-cli -passout pass:secret -out p
            """
        let finished = try Tool.run(["sh", "-c", script], input: "", in: folder)
        try #require(finished.status == 0, "\(finished)")
        return Array(try Data(contentsOf: folder.appendingPathComponent("p")))
    }

    @Test("PKCS #12 is opened by its password, and its key is that of the alias")
    func read() throws {
        let bytes = try Self.pkcs12()
        #expect(Self.privateKey(bytes).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(Self.privateKey(bytes, alias: "REG-CLI").hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(Self.privateKey(bytes, alias: "other").contains("the key of 'reg-cli', not of 'other'"))
        #expect(Self.privateKey(bytes, password: "wrong").contains("OpenSSL cannot open the keystore"))
        #expect(Self.authorities(bytes).hasPrefix("-----BEGIN CERTIFICATE-----\n"))
    }

    @Test(
        "Java's own formats are told how to be converted",
        arguments: [[0xFE, 0xED, 0xFE, 0xED, 0], [0xCE, 0xCE, 0xCE, 0xCE]])
    func java(_ bytes: [UInt8]) {
        for text in [Self.privateKey(bytes), Self.authorities(bytes)] {
            #expect(text.contains("keytool -importkeystore -srckeystore 'store' -destkeystore 'store.p12'"), "\(text)")
        }
    }

    @Test("PEM is taken as it is")
    func pem() {
        #expect(Self.privateKey(Array("-----BEGIN PRIVATE KEY-----".utf8)) == "-----BEGIN PRIVATE KEY-----")
        #expect(Self.authorities(Array("-----BEGIN CERTIFICATE-----".utf8)) == "-----BEGIN CERTIFICATE-----")
        #expect(Self.authorities(Array("garbage".utf8)).contains("no certificate in PEM"))
    }
}
