internal import JSON
internal import Reconcile

/// What the server makes of a client by itself.
enum ClientDefaults {
    /// The attributes that a new client of a protocol gets (facts-core 2.2, 2.3), one of docker-v2 none; those of the back
    /// channel come only while no back channel logout URL is given (seen on 26.7.3 and 18.0.2).
    static func attributes(of protocolName: String, beside declared: JSONObject) -> JSONObject {
        if protocolName == ClientRows.saml { return samlAttributes }
        guard protocolName == ClientRows.openIDConnect else { return [:] }
        return declared["backchannel.logout.url"]?.text?.allSatisfy(\.isWhitespace) ?? true ? openIDAttributes : [:]
    }

    private static let openIDAttributes: JSONObject = [
        "backchannel.logout.session.required": "true",
        "backchannel.logout.revoke.offline.tokens": "false",
    ]

    private static let samlAttributes: JSONObject = [
        "saml.force.post.binding": "true",
        "saml.server.signature": "true",
        "saml.client.signature": "true",
        "saml.authnstatement": "true",
        "saml.signature.algorithm": "RSA_SHA256",
        "saml_force_name_id_format": "false",
        "saml_name_id_format": "username",
        "saml.allow.ecp.flow": "false",
        "saml_signature_canonicalization_method": "http://www.w3.org/2001/10/xml-exc-c14n#",
    ]

    /// Attributes whose values only the server can know: times, its own marks, rotated secrets (facts-more 7), identifiers
    /// and keys that it makes (facts-core 0.5, 2.3, 2.5).
    static let ownAttributes: Set<String> = [
        "realm_client", "client.secret.creation.time", secretExpiration, rotatedSecret,
        "client.secret.rotated.creation.time", rotatedSecretExpiration,
        "saml.artifact.binding.identifier", "saml.signing.certificate", "saml.signing.private.key",
    ]

    /// The attribute that holds when the secret ends, in seconds since 1970 (facts-more 7).
    static let secretExpiration = "client.secret.expiration.time"
    /// The attribute that holds the secret before the present one, in clear (facts-more 7).
    static let rotatedSecret = "client.secret.rotated"
    /// The attribute that holds when that one ends, in seconds since 1970 (facts-more 7).
    static let rotatedSecretExpiration = "client.secret.rotated.expiration.time"

    /// Properties whose values only the server can know when it creates a client.
    static let ownProperties: Set<String> = ["id", "access", ClientRows.secret.key]

    /// Whether an attribute is the server's own or a fleet's mark, so that `attributes_behavior: exact` leaves it: always
    /// for those above, and for the defaults of a creation while they have their default value.
    @Sendable static func isServerMade(attribute key: String, value: String) -> Bool {
        ownAttributes.contains(key) || key == FleetOwner.attribute || openIDAttributes[key] == .string(value)
            || samlAttributes[key] == .string(value)
    }

    /// The mappers that 18 gives to a client with a service account, whatever list of mappers was given (facts-more 2);
    /// 26 has them in the client scope `service_account`.
    static let serviceAccountMappers: [JSON] = [
        serviceAccountMapper("Client ID", "clientId"),
        serviceAccountMapper("Client Host", "clientHost"),
        serviceAccountMapper("Client IP Address", "clientAddress"),
    ]

    private static func serviceAccountMapper(_ name: String, _ note: String) -> JSON {
        [
            "name": .string(name), "protocol": .string(ClientRows.openIDConnect),
            "protocolMapper": "oidc-usersessionmodel-note-mapper", "consentRequired": false,
            "config": [
                "user.session.note": .string(note), "id.token.claim": "true", "access.token.claim": "true",
                "claim.name": .string(note), "jsonType.label": "String",
            ],
        ]
    }

    /// Whether a mapper is one of those, so that an exact list of mappers leaves it.
    @Sendable static func isServerMade(mapper: JSONObject) -> Bool {
        serviceAccountMappers.contains { $0.object?["name"] == mapper["name"] }
            && mapper["protocolMapper"] == "oidc-usersessionmodel-note-mapper"
    }

    /// Whether a mapper is the one that the docker feature gives to clients of any protocol, and the client is of another one
    /// (facts-core 2.4).
    static func isDocker(mapper: JSONObject, ofClientWith protocolName: JSON?) -> Bool {
        mapper["protocolMapper"] == "docker-v2-allow-all-mapper" && protocolName != "docker-v2"
    }

    /// The scope that a service account brings with it, where the realm has it (facts-core 2.1).
    static let serviceAccountScope = "service_account"

    /// The origins that the server derives from redirect URIs when a creation gives no web origins: scheme, host and port
    /// of the absolute http(s) ones, each once (facts-core 2.1).
    static func origins(of redirectURIs: JSON?) -> JSON {
        let origins = (redirectURIs?.array ?? []).compactMap(\.text).compactMap { uri -> JSON? in
            guard let scheme = ["http://", "https://"].first(where: { uri.hasPrefix($0) }) else { return nil }
            let authority = uri.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            return authority.isEmpty ? nil : .string(scheme + authority)
        }
        return Kind.textSet.normalized(.array(origins))
    }
}
