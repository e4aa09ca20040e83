internal import JSON
internal import Reconcile
internal import Resources

/// In which form a client is described, and which part of the registration service understands that.
enum ClientFormat: String, Sendable, CaseIterable {
    /// Keycloak's own representation.
    case keycloak = "default"
    /// The metadata of OpenID Connect (RFC 7591).
    case openID = "oidc"
    /// The configuration of Keycloak's adapters, which is read and nothing else.
    case installation = "install"
    /// The XML by which SAML service providers describe themselves; it registers and nothing else.
    case saml = "saml2"

    /// The words that mean one of these.
    static let words = allCases.map(\.rawValue)

    /// What a document in this form is made of; empty where nobody edits it.
    var attributes: [Option] {
        switch self {
        case .keycloak: ClientAttributes.all
        case .openID: ClientFormat.openIDAttributes
        case .installation, .saml: []
        }
    }

    /// The name by which people know it.
    var title: String { self == .openID ? "openid-connect" : rawValue }

    /// The member that holds the client's own token.
    var token: String { self == .openID ? "registration_access_token" : "registrationAccessToken" }

    /// The member that holds the client's name.
    var clientID: String { self == .openID ? "client_id" : "clientId" }

    /// Whether it has a member of that name.
    func has(_ name: String) -> Bool { attributes.contains { $0.name.isSame(as: name) } }

    /// The form in which members are written: that which knows all of them, Keycloak's own where both do; nil when
    /// neither does.
    init?(of members: JSONObject) {
        guard let form = [ClientFormat.keycloak, .openID].first(where: { members.keys.allSatisfy($0.has) }) else {
            return nil
        }
        self = form
    }

    /// The members that 26 knows (`OIDCClientRepresentation`, seen by `kcreg attrs -e oidc`).
    private static let openIDAttributes: [Option] = {
        let texts = """
            application_type authorization_encrypted_response_alg authorization_encrypted_response_enc \
            authorization_signed_response_alg backchannel_authentication_request_signing_alg \
            backchannel_client_notification_endpoint backchannel_logout_uri backchannel_token_delivery_mode client_id \
            client_name client_uri frontchannel_logout_uri id_token_encrypted_response_alg \
            id_token_encrypted_response_enc id_token_signed_response_alg initiate_login_uri jwks_uri logo_uri policy_uri \
            registration_client_uri request_object_encryption_alg request_object_encryption_enc \
            request_object_signing_alg scope sector_identifier_uri software_id software_version subject_type \
            tls_client_auth_subject_dn token_endpoint_auth_method token_endpoint_auth_signing_alg tos_uri \
            userinfo_encrypted_response_alg userinfo_encrypted_response_enc userinfo_signed_response_alg
            """
        let truths = """
            backchannel_logout_revoke_offline_tokens backchannel_logout_session_required dpop_bound_access_tokens \
            frontchannel_logout_session_required require_auth_time require_pushed_authorization_requests \
            tls_client_certificate_bound_access_tokens
            """
        let lists = """
            contacts default_acr_values grant_types post_logout_redirect_uris redirect_uris request_uris response_types
            """
        func options(_ names: String, _ type: OptionType, secret: Bool = false) -> [Option] {
            names.split(separator: " ").map { Option(String($0), type, secret: secret) }
        }
        let all =
            options(texts, .string) + options("client_secret registration_access_token", .string, secret: true)
            + options(truths, .bool) + options(lists, .list(.string))
            + options("client_id_issued_at client_secret_expires_at default_max_age", .int) + options("jwks", .map)
        return all.sorted { $0.name.precedes($1.name) }
    }()
}

/// The attributes of a form as a table, for people.
enum AttributeTable {
    /// A line for each attribute, or for one and what it is made of; nil when there is none of that name.
    static func lines(_ form: ClientFormat, of name: String?) throws(UsageError) -> [String] {
        guard let name else { return form.attributes.map { line($0.name, $0.type) } }
        let path = try AttributePath(name)
        guard let (type, _) = path.resolved(in: form), let type else {
            throw UsageError(
                "there is no attribute '\(name)'" + Nearest.hint(for: name, among: form.attributes.map(\.name)))
        }
        guard case .list(.dict(let members)) = type else { return [line(name, type)] }
        return [line(name, type) + ", where each has:"] + members.map { "  " + line($0.name, $0.type) }
    }

    private static func line(_ name: String, _ type: OptionType) -> String {
        let gap = String(repeating: " ", count: max(1, 44 - name.utf8.count))
        return "  \(name)\(gap)\(word(for: type))"
    }

    private static func word(for type: OptionType) -> String {
        switch type {
        case .bool: "boolean"
        case .int: "int"
        case .string: "string"
        case .list(.dict): "array (object)"
        case .list(let item): "array (\(word(for: item)))"
        case .dict, .map: "object"
        case .mapOf(let item): "object (string, \(word(for: item)))"
        }
    }
}
