internal import JSON

/// What every new realm holds; the texts are in the files beside.
enum BuiltIn {
    /// The client scopes.
    static let scopes = parse(scopesText)
    /// The top-level authentication flows.
    static let flows = parse(flowsText)
    /// The clients, as they differ from a plain one, with their roles.
    static let clients = parse(clientsText)
    /// The realm roles.
    static let roles = parse(rolesText)
    /// The further realm roles of `master`.
    static let masterRoles = parse(masterRolesText)
    /// The roles of the client `account` that every user is born with, beside the realm roles.
    static let accountDefaults = ["manage-account", "view-profile"]
    /// The roles of the client `account` in the scope of `account-console`.
    static let consoleScope = ["manage-account", "view-groups"]
    /// The settings.
    static let settings = parse("[" + realmText + "]").first ?? [:]

    /// The names of the scopes that are default ones; all other scopes but `service_account` are optional ones.
    static let defaultScopes: Set<String> = [
        "role_list", "saml_organization", "AuthnContextClassRef", "profile", "email", "roles", "web-origins", "acr",
        "basic",
    ]

    /// The clients that can't be deleted (facts-core 9).
    static let lastingClients: Set<String> = [
        "account", "account-console", "admin-cli", "broker", "security-admin-console",
    ]

    private static func parse(_ text: String) -> [JSONObject] {
        do throws(JSONError) {
            return try JSON(parsing: text).array?.compactMap(\.object) ?? []
        } catch {
            return []
        }
    }
}

extension JSON {
    /// The value with `{realm}` in every text replaced.
    func naming(realm: String) -> JSON {
        switch self {
        case .string(let text): .string(text.pieces(separatedBy: "{realm}").joined(separator: realm))
        case .array(let items): .array(items.map { $0.naming(realm: realm) })
        case .object(let object): .object(object.compactMapValues { $0.value.naming(realm: realm) })
        default: self
        }
    }
}
