public import JSON

/// What a test adds to the representation of a realm that it creates on a real server.
///
/// A new realm makes two RSA keys, which takes a real server more than a second of a core; keys for elliptic curves take it
/// a tenth of that.
public enum QuickRealm {
    /// Members of a realm's representation.
    public static let settings: JSONObject = [
        "defaultSignatureAlgorithm": "ES256",
        "components": [
            "org.keycloak.keys.KeyProvider": [
                provider("ecdsa-generated", [:]), provider("aes-generated", [:]),
                provider("hmac-generated", ["algorithm": ["HS256"]]),
            ]
        ],
    ]

    private static func provider(_ id: String, _ config: JSONObject) -> JSON {
        ["name": .string(id), "providerId": .string(id), "config": .object(config.merging(["priority": ["100"]]))]
    }
}
