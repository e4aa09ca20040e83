internal import HTTP
internal import JSON

/// Which role a login lacks (facts-more 11).
public enum MissingRole {
    /// The hint for a refusal with 403: the role, and where it is found.
    static func hint(for refusal: KeycloakError.Refusal) -> String {
        guard let place = refusal.request.pieces(separatedBy: "/admin/realms/").dropFirst().first else { return "" }
        var steps = place.split(separator: "/").map { PercentEncoding.decode($0) ?? String($0) }
        let realm = steps.isEmpty ? "" : steps.removeFirst()
        let isRead = refusal.request.hasPrefix(HTTPMethod.get.rawValue + " ")
        return sentence(role: role(for: steps, isRead: isRead), realm: realm)
    }

    /// That the login needs a role, and which client has it: of a login in `master` that is one for each realm.
    public static func sentence(role: String, realm: String) -> String {
        "The login needs the role \(role) of the client "
            + (realm == "master"
                ? "master-realm." : "realm-management (of \(realm)-realm, when it is a login of the realm master).")
    }

    private static func role(for steps: [String], isRead: Bool) -> String {
        switch steps.first {
        case "clients" where steps.contains("authz"):
            isRead && steps.last != "settings" ? "view-authorization" : "manage-clients or manage-authorization"
        case "authentication": "view-clients or view-realm (manage-clients alone is not enough)"
        case "roles", "components", "client-registration-policy": isRead ? "view-realm" : "manage-realm"
        // A login gives only those rights that it has itself (seen on 26.7.3 and 18.0.2).
        case "users": isRead ? "view-users" : "manage-users (and a right that it is to give, itself)"
        default: isRead ? "view-clients" : "manage-clients"
        }
    }
}
