internal import JSON

/// One policy for the registration of clients: a component of a realm.
struct RegistrationPolicy: Sendable, Hashable {
    /// The id.
    let id: String
    /// What all such components are.
    static let type = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
    /// The name; several may have the same.
    var name: String?
    /// The kind of policy.
    var providerID: String
    /// Whom it is for: `anonymous` or `authenticated`; the server takes any text.
    var subType: String?
    /// The id of what it belongs to.
    var parent: String
    /// The settings: lists of texts.
    var config: JSONObject

    /// As the API shows it.
    var view: JSON {
        var view: JSONObject = [
            "id": .string(id), "providerId": .string(providerID), "providerType": .string(Self.type),
            "parentId": .string(parent), "config": .object(config),
        ]
        view["name"] = name.map { .string($0) }
        view["subType"] = subType.map { .string($0) }
        return .object(view)
    }
}

/// A kind of policy, and its settings.
struct PolicyProvider {
    /// The id.
    let id: String
    /// What the console says of it.
    let help: String
    /// The settings.
    var settings: [Setting] = []

    /// One setting.
    struct Setting {
        /// The key.
        let key: String
        /// The start of the keys of its texts in the console.
        var label: String?
        /// The kind of its values.
        let type: String
        /// What the console fills in.
        var initial: JSON?
        /// The name by which errors call it; those that have one must be given.
        var name: String?
    }

    /// The kinds that the server has (26.7.3).
    static let all = [
        PolicyProvider(
            id: "allowed-client-templates",
            help: "When present, it allows to specify whitelist of client scopes, which will be allowed in "
                + "representation of registered (or updated) client",
            settings: [
                Setting(key: scopes, type: "MultivaluedList"),
                Setting(key: "allow-default-scopes", type: "boolean", initial: true),
            ]),
        PolicyProvider(
            id: "registration-web-origins", help: "Allowed web origins for client registration requests",
            settings: [Setting(key: "web-origins", label: "registration-web-origins", type: "MultivaluedString")]),
        PolicyProvider(
            id: "client-disabled",
            help: "When present, then newly registered client will be disabled and admin needs to manually enable them"
        ),
        PolicyProvider(
            id: "scope", help: "When present, then newly registered client won't have full scope allowed"),
        PolicyProvider(
            id: "max-clients",
            help: "When present, then it won't be allowed to register new client if count of existing clients in realm "
                + "is same or bigger than configured limit",
            settings: [
                Setting(key: "max-clients", type: "String", initial: "200", name: "Max Clients Per Realm")
            ]),
        PolicyProvider(
            id: "allowed-protocol-mappers",
            help: "When present, it allows to specify whitelist of protocol mapper types, which will be allowed in "
                + "representation of registered (or updated) client",
            settings: [Setting(key: mapperTypes, label: "allowed-protocol-mappers", type: "MultivaluedList")]),
        PolicyProvider(
            id: "trusted-hosts",
            help: "Allows to specify from which hosts is user able to register and which redirect URIs can client use "
                + "in it's configuration",
            settings: [
                Setting(key: "trusted-hosts", type: "MultivaluedString"),
                Setting(
                    key: hostsMatch, type: "boolean", initial: "true",
                    name: "Host Sending Client Registration Request Must Match"),
                Setting(key: urisMatch, type: "boolean", initial: "true", name: "Client URIs Must Match"),
            ]),
        PolicyProvider(
            id: "consent-required",
            help: "When present, then newly registered client will always have 'consentRequired' switch enabled"),
    ]

    private static let scopes = "allowed-client-scopes"
    private static let mapperTypes = "allowed-protocol-mapper-types"
    private static let hostsMatch = "host-sending-registration-request-must-match"
    private static let urisMatch = "client-uris-must-match"

    /// As the API shows it; a realm's own scopes are among what can be chosen.
    func view(_ realm: Realm) -> JSON {
        let properties = settings.map { setting -> JSON in
            let label = setting.label ?? setting.key
            var view: JSONObject = [
                "name": .string(setting.key), "label": .string("\(label).label"),
                "helpText": .string("\(label).tooltip"), "type": .string(setting.type), "secret": false,
                "required": false, "readOnly": false,
            ]
            view["defaultValue"] = setting.initial
            switch setting.key {
            case Self.scopes: view["options"] = .array(Self.allowed(realm).map { .string($0) })
            case Self.mapperTypes: view["options"] = .array(BuiltIn.mapperTypes.sorted().map { .string($0) })
            default: break
            }
            return .object(view)
        }
        return ["id": .string(id), "helpText": .string(help), "properties": .array(properties), "metadata": [:]]
    }

    private static func allowed(_ realm: Realm) -> [String] { realm.scopes.map(\.name) + ["openid"] }

    /// Fails where the server does not take a policy's settings.
    func check(_ config: JSONObject, _ realm: Realm) throws(Failure) {
        for setting in settings {
            guard let name = setting.name else { continue }
            let values = (config[setting.key]?.array ?? []).compactMap(\.text)
            func refused(_ words: String) -> Failure { Failure(400, message: "'\(name)' \(words)") }
            guard values.count < 2 else { throw refused("should be a single entry") }
            guard let value = values.first else { throw refused("is required") }
            if setting.type == "boolean", value != "true", value != "false" {
                throw refused("should be 'true' or 'false'")
            }
            if setting.type == "String", Int(value) == nil { throw refused("should be a number") }
        }
        if config[Self.hostsMatch] == ["false"], config[Self.urisMatch] == ["false"] {
            throw Failure(
                400, message: "At least one of hosts verification or client URIs validation must be enabled")
        }
        let scopes = (config[Self.scopes]?.array ?? []).compactMap(\.text)
        if scopes.contains(where: { !Self.allowed(realm).contains($0) }) {
            throw Failure(400, message: "Client scopes not allowed: [\(scopes.joined(separator: ", "))]")
        }
    }

    /// The settings after a write: those that the kind does not know go, those that were not named stay, and blank texts
    /// are none.
    func settled(_ config: JSONObject, over before: JSONObject = [:]) -> JSONObject {
        var result = JSONObject()
        for setting in settings {
            guard let value = config[setting.key] else {
                result[setting.key] = before[setting.key]
                continue
            }
            let texts = (value.array ?? []).compactMap(\.text).filter { !$0.trimmed.isEmpty }
            result[setting.key] = texts.isEmpty ? nil : .array(texts.map { .string($0) })
        }
        return result
    }
}

extension BuiltIn {
    /// The policies that a new realm has.
    static let policies: [(name: String, provider: String, subType: String, config: JSONObject)] = [
        (
            "Trusted Hosts", "trusted-hosts", "anonymous",
            [
                "host-sending-registration-request-must-match": ["true"], "client-uris-must-match": ["true"],
            ]
        ),
        ("Consent Required", "consent-required", "anonymous", [:]),
        ("Full Scope Disabled", "scope", "anonymous", [:]),
        ("Max Clients Limit", "max-clients", "anonymous", ["max-clients": ["200"]]),
        ("Allowed Protocol Mapper Types", "allowed-protocol-mappers", "anonymous", mapperPolicy),
        ("Allowed Client Scopes", "allowed-client-templates", "anonymous", ["allow-default-scopes": ["true"]]),
        ("Allowed Registration Web Origins", "registration-web-origins", "anonymous", [:]),
        ("Allowed Protocol Mapper Types", "allowed-protocol-mappers", "authenticated", mapperPolicy),
        ("Allowed Client Scopes", "allowed-client-templates", "authenticated", ["allow-default-scopes": ["true"]]),
        ("Allowed Registration Web Origins", "registration-web-origins", "authenticated", [:]),
    ]

    private static let mapperPolicy: JSONObject = [
        "allowed-protocol-mapper-types": .array(registrableMappers.map { .string($0) })
    ]

    /// The types of mappers that a client may be registered with.
    private static let registrableMappers = [
        "oidc-full-name-mapper", "oidc-usermodel-property-mapper", "oidc-usermodel-attribute-mapper",
        "oidc-address-mapper", "oidc-sha256-pairwise-sub-mapper", "saml-role-list-mapper",
        "saml-user-attribute-mapper", "saml-user-property-mapper",
    ]
}
