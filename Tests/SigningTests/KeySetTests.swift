import JSON
import Signing
import Testing

@Suite("JSON Web Key Sets")
struct KeySetTests {
    private static let rsa: JSONObject = ["kty": "RSA", "n": "AQAB", "e": "AQAB"]
    private static let curve: JSONObject = ["kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB"]

    @Test("a set of public keys is taken as it was written, a single key as a set of one")
    func good() throws {
        let set: JSONObject = [
            "keys": [
                .object(Self.rsa.merging(["use": "sig", "kid": "a", "x5t#S256": "AQAB"])), .object(Self.curve),
                ["kty": "OKP", "crv": "Ed25519", "x": "AQAB"],
            ], "more": 1,
        ]
        #expect(try JSONWebKeySet(set).json == set)
        #expect(try JSONWebKeySet(set).hasSignatureKey)
        #expect(try JSONWebKeySet(Self.rsa).json == ["keys": [.object(Self.rsa)]])
        #expect(try !JSONWebKeySet(Self.rsa).hasSignatureKey)
    }

    static let unusable: [(JSONObject, String)] = [
        ([:], "no JSON Web Key Set"), (["keys": [:]], "no JSON Web Key Set"), (["keys": []], "empty list"),
        (["keys": [1]], "keys[0] is no dictionary"), (["keys": [[:]]], "keys[0] has no 'kty'"),
        (["keys": [["kty": "rsa"]]], "keys[0] has no 'kty'"),
        (["keys": [.object(rsa), .object(rsa.merging(["e": ""]))]], "keys[1] has no 'e' that fits its kty, RSA"),
        (["keys": [.object(rsa.merging(["n": "a+b/"]))]], "keys[0] has no 'n'"),
        (["kty": "EC", "crv": "P-256", "x": "AQAB"], "the key has no 'y' that fits its kty, EC"),
        (["kty": "oct", "k": "canary"], "private key (its member 'k')"),
    ]

    @Test("what is no set of public keys is told", arguments: unusable)
    func bad(_ json: JSONObject, _ words: String) throws {
        let error = #expect(throws: SigningError.self) { try JSONWebKeySet(json) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test("a private member is refused, whatever else is there", arguments: JSONWebKeySet.privateMembers.sorted())
    func secret(_ member: String) throws {
        let key = JSON.object(Self.curve.merging([member: "canary"]))
        let error = #expect(throws: SigningError.self) { try JSONWebKeySet(["keys": [.object(Self.rsa), key]]) }
        #expect(error?.description.hasPrefix("keys[1] holds a private key (its member '\(member)')") == true)
        #expect(error?.description.contains("canary") == false)
    }
}
