import HTTP
import JSON
import Signing
import Testing

/// A private key and a certificate of it, made for a story.
enum KeyPair {
    static func make(
        _ kind: PrivateKey.Kind = .ec(curve: "P-256"), validity: Range<Int> = 1_600_000_000..<5_000_000_000
    ) throws -> (pem: String, certificate: Certificate) {
        let (key, pem) = try PrivateKey.generate(kind)
        let certificate = try key.certificate(commonName: "made", validity: validity, serial: 0x1234)
        return (String(decoding: pem, as: UTF8.self), certificate)
    }
}

extension Stage {
    /// Makes a client that logs in with a key.
    func keyed(_ name: String, _ attributes: JSONObject = [:], _ fields: JSONObject = [:]) async throws {
        let client: JSONObject = [
            "clientId": .string(name), "publicClient": false, "clientAuthenticatorType": "client-jwt",
            "attributes": .object(attributes),
        ]
        try await server(.post, ["clients"], .object(client.merging(fields)))
    }

    /// Changes attributes of a client.
    func set(_ name: String, _ attributes: JSONObject) async throws {
        try await server(
            .put, ["clients", try await id(name)],
            ["clientId": .string(name), "webOrigins": [], "attributes": .object(attributes)])
    }

    func attributes(_ name: String) async throws -> JSONObject {
        try #require(try await client(name)["attributes"]?.object)
    }

    /// The certificate with which the client logs in.
    func certificate(_ name: String) async throws -> Certificate {
        try Certificate(pem: Array(try #require(try await attributes(name)["jwt.credential.certificate"]?.text).utf8))
    }
}
