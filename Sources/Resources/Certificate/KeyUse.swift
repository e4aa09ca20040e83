internal import JSON
internal import Reconcile

/// What a key of a client is for, and the attributes that hold it.
enum KeyUse: String, CaseIterable, Sendable {
    /// The client signs its logins; the key is `jwt.credential`, or a key set that only this use has.
    case jwt
    /// A SAML client signs its messages.
    case samlSigning = "saml_signing"
    /// The server encrypts what it sends to a SAML client.
    case samlEncryption = "saml_encryption"

    /// The flag that makes the server take the keys from `keySet`.
    static let usesKeySet = "use.jwks.string"
    /// Keys as the text of a JSON Web Key Set.
    static let keySet = "jwks.string"
    /// The flag that makes the server fetch the keys from `keySetURL`; it goes before everything else (seen on 26.7.3).
    static let usesKeySetURL = "use.jwks.url"
    /// Where the keys are fetched.
    static let keySetURL = "jwks.url"

    private var prefix: String {
        switch self {
        case .jwt: "jwt.credential"
        case .samlSigning: "saml.signing"
        case .samlEncryption: "saml.encryption"
        }
    }

    var certificate: String { prefix + ".certificate" }
    var publicKey: String { prefix + ".public.key" }
    var privateKey: String { prefix + ".private.key" }
    /// The name of the key in `publicKey`.
    var keyID: String { prefix + ".kid" }

    /// All attributes of the use.
    var attributes: [String] {
        let own = [certificate, publicKey, privateKey, keyID]
        return self == .jwt ? own + [Self.usesKeySet, Self.keySet, Self.usesKeySetURL, Self.keySetURL] : own
    }

    /// Why the client does nothing with such a key, as a clause; nil when it does.
    func idleness(of client: JSONObject) -> String? {
        let protocolName = client[ClientRows.protocolName.key]?.text ?? ClientRows.openIDConnect
        let attributes = client[ClientRows.attributes.key]?.object ?? [:]
        guard (protocolName == ClientRows.saml) == (self != .jwt) else {
            return "it speaks \(protocolName), and \(rawValue) is for another protocol"
        }
        switch self {
        case .jwt:
            if client[ClientRows.publicClient.key] == true { return "it is public and proves nothing" }
            let authenticator = client["clientAuthenticatorType"]?.text ?? ""
            return authenticator == "client-jwt"
                ? nil : "its client_authenticator_type is '\(authenticator)', not 'client-jwt'"
        case .samlSigning: return KeyUse.off("saml.client.signature", attributes)
        case .samlEncryption: return KeyUse.off("saml.encrypt", attributes)
        }
    }

    private static func off(_ attribute: String, _ attributes: JSONObject) -> String? {
        attributes[attribute] == "true" ? nil : "its attribute \(attribute) is not 'true'"
    }
}
