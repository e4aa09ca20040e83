public import JSON

/// Public keys as a JSON Web Key Set (RFC 7517, section 5).
public struct JSONWebKeySet: Hashable, Sendable {
    /// The set: an object whose `keys` is a list of keys, as it was written.
    public let json: JSONObject

    /// The members that make a key a private or a secret one (RFC 7518, section 6; `priv` of later kinds).
    public static let privateMembers: Set<String> = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"]

    /// What a public key must have beside `kty`, in base64url unless it is the name of a curve.
    private static let members = ["RSA": ["n", "e"], "EC": ["crv", "x", "y"], "OKP": ["crv", "x"]]

    /// Checks a set, or makes one of a single key.
    public init(_ json: JSONObject) throws(SigningError) {
        let isKey = json["keys"] == nil && json["kty"] != nil
        guard let keys = isKey ? [.object(json)] : json["keys"]?.array else {
            throw .keySet("holds no JSON Web Key Set; that is a dictionary with a list 'keys'")
        }
        guard !keys.isEmpty else { throw .keySet("holds an empty list of keys") }
        for (index, key) in keys.enumerated() {
            let place = isKey ? "the key" : "keys[\(index)]"
            guard let key = key.object else { throw .keySet("\(place) is no dictionary") }
            if let problem = JSONWebKeySet.problem(with: key) { throw .keySet("\(place) \(problem)") }
        }
        self.json = isKey ? ["keys": [.object(json)]] : json
    }

    /// What is wrong with a key; never a part of it.
    private static func problem(with key: JSONObject) -> String? {
        if let name = key.keys.first(where: privateMembers.contains) {
            return "holds a private key (its member '\(name)'), which must not leave its owner's host; give the public "
                + "members alone"
        }
        guard let kind = key["kty"]?.text, let members = members[kind] else {
            return "has no 'kty' that is RSA, EC or OKP"
        }
        for member in members {
            guard let text = key[member]?.text, !text.isEmpty, member == "crv" || Base64URL.decode(text) != nil else {
                return "has no '\(member)' that fits its kty, \(kind)"
            }
        }
        return nil
    }

    /// Whether one of the keys is there to check signatures (`use`; RFC 7517, section 4.2).
    public var hasSignatureKey: Bool { json["keys"]?.array?.contains { $0.object?["use"] == "sig" } ?? false }
}
