internal import JSON
public import Reconcile

/// What a client's representation is made of, by the names of Keycloak's JSON; for those who write such documents.
public enum ClientAttributes {
    /// Each property with the type of its value, sorted by name.
    public static let all: [Option] = {
        var all = ClientRows.schema.rows.compactMap(property)
        all += [ClientName.idOption.name, "origin"].map { Option($0) }
        all += [Option("authorizationSettings", .map), Option("access", .mapOf(.bool))]
        return all.sorted { $0.name.precedes($1.name) }
    }()

    /// Whether the server makes an attribute by itself, so that whoever deletes all of them means the others.
    public static func isServerMade(attribute: String, value: String) -> Bool {
        ClientDefaults.isServerMade(attribute: attribute, value: value)
    }

    /// Whether a property of that name holds a secret.
    public static func isSecret(_ name: String) -> Bool {
        ClientRows.isSecret(field: name) || ["registrationAccessToken", "registration_access_token"].contains(name)
            || name == "client_secret"
    }

    private static func property(_ row: Row) -> Option? {
        switch row.meaning {
        case .property(let key, let kind):
            switch kind {
            case .bool: Option(key, .bool)
            case .int: Option(key, .int)
            case .text: Option(key, secret: row.option.isSecret)
            case .textSet: Option(key, .list(.string))
            case .textMap: Option(key, .mapOf(.string))
            case .intMap: Option(key, .mapOf(.int))
            case .keyedList, .whole: Option(key, row.option.type)
            // What is kept beside the client is no part of it.
            case .setTree: nil
            }
        case .obsolete:
            // The server takes these and ignores them; `origin` and `access` have better types above.
            row.option.aliases.first.map { Option($0, row.option.type, secret: row.option.isSecret) }
        case .entry, .setting: nil
        }
    }
}
