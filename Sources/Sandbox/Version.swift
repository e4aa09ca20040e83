internal import HTTP
internal import JSON

/// In what one version of Keycloak differs from another one, as far as the model knows.
public struct Version: Sendable {
    /// The name by which it is asked for.
    public let name: String
    /// The path below which it serves everything.
    public let path: String
    /// Whether clients are shown with their secrets (facts-more 6.1).
    let showsSecrets: Bool
    /// How many characters the secrets have that it makes.
    let secretLength: Int
    /// Whether it makes a secret for every new confidential client, rather than where the protocol is named (facts-core 2.2).
    let alwaysMakesSecrets: Bool
    /// Attributes of the built-in clients, `realm_client` also of new ones, that it does not know.
    let unknownAttributes: Set<String>
    /// The client scopes and rights that other versions have and this one has not.
    let missing: Set<String>
    /// Whether the docker feature gives each new client a mapper (facts-core 2.4).
    let hasDocker: Bool
    /// The notes of the session for which clients with a service account get mappers, by the mappers' names; where there are
    /// none a scope has them (facts-core 2.3).
    let serviceAccountNotes: [(name: String, note: String)]
    /// The fields that it does not know, by representation.
    let unknownFields: [String: Set<String>]
    /// The package of its representations in what it says of unknown fields; nil where it says no more than their names.
    let package: String?
    /// Whether users need a profile to log in (facts-core 1).
    let needsProfiles: Bool
    /// Whether a body without a type is taken for JSON (facts-core 9).
    let guessesTypes: Bool
    /// The status of a new initial access token (facts-more 1.1).
    let createdTokenStatus: Int
    /// Whether numbers below zero are refused in initial access tokens (facts-more 1.1).
    let refusesNegatives: Bool
    /// The protocols of clients.
    let protocols: [String]
    /// Whether authorization services have objects from the start, must be named with their service account in each change,
    /// and are an error 500 where they are off (facts-more 5.1).
    let hasBrittleServices: Bool
    /// Whether the client registration is the one of 18 (facts-more 1.2): it leaves client scopes and service accounts as they
    /// are in a change, allows a scope only as what the realm has it for, refuses mappers also where the client has them
    /// already, and takes the token of a disabled client.
    let hasOldRegistration: Bool
    /// Whether clients need a name that is not blank and a protocol that is known (facts-core 2.1 and 3.1).
    let checksClients: Bool
    /// Whether a change makes web origins of redirect URIs, as the creation does (facts-core 3.2).
    let derivesOrigins: Bool
    /// Whether the client whose roles are the rights to a realm is out of reach of those who manage clients.
    let protectsRights: Bool
    /// What of the model is only true of other versions: parts of addresses, and what is asked there.
    let unmodelled: Set<String>
    /// Whether errors are told in few words (facts-core 9).
    let isTerse: Bool

    /// Keycloak 26.7.3, without the docker feature.
    public static let current = Version(
        name: "26", path: "", showsSecrets: true, secretLength: 86, alwaysMakesSecrets: true, unknownAttributes: [],
        missing: [], hasDocker: false, serviceAccountNotes: [], unknownFields: [:], package: nil, needsProfiles: true,
        guessesTypes: true, createdTokenStatus: 201, refusesNegatives: true,
        protocols: ["openid-connect", "saml"], hasBrittleServices: false, hasOldRegistration: false,
        checksClients: true, derivesOrigins: true, protectsRights: true, unmodelled: [], isTerse: false)

    /// Keycloak 18.0.2, with the docker feature.
    public static let old = Version(
        name: "18", path: "/auth", showsSecrets: false, secretLength: 32, alwaysMakesSecrets: false,
        unknownAttributes: [
            "realm_client", "client.use.lightweight.access.token.enabled", "post.logout.redirect.uris",
        ],
        missing: [
            "basic", "service_account", "organization", "saml_organization", "AuthnContextClassRef", "view-groups",
            "manage-organizations", "query-organizations", "view-organizations",
        ],
        hasDocker: true,
        serviceAccountNotes: [
            ("Client ID", "clientId"), ("Client Host", "clientHost"), ("Client IP Address", "clientAddress"),
        ],
        unknownFields: [
            "ClientRepresentation": ["type"], "ClientInitialAccessCreatePresentation": ["webOrigins"],
        ],
        package: "org.keycloak.representations.idm", needsProfiles: false, guessesTypes: false, createdTokenStatus: 200,
        refusesNegatives: false, protocols: ["openid-connect", "saml", "docker-v2"], hasBrittleServices: true,
        hasOldRegistration: true, checksClients: false, derivesOrigins: false, protectsRights: false,
        unmodelled: ["openid-connect", "client-policies"], isTerse: true)

    /// All versions that the model can be.
    public static let all = [current, old]

    /// The error as this version tells it.
    func telling(_ failure: Failure, to call: Call?) -> Failure {
        guard isTerse else { return failure }
        let words = failure.body?.object?["error"]?.text ?? ""
        switch (failure.status, words) {
        case (403, "HTTP 403 Forbidden"): return Failure(403, error: "unknown_error")
        case (404, "HTTP 404 Not Found"), (404, "Unable to find matching target resource method"):
            let address = call.map { "\($0.base)\($0.target)" } ?? ""
            return Failure(404, error: "RESTEASY003210: Could not find resource for full path: \(address)")
        case (405, _):
            let method = call?.method.rawValue ?? ""
            return Failure(
                405, error: "RESTEASY003650: No resource method found for \(method), return 405 with Allow header")
        case (415, _): return Failure(415, error: "RESTEASY003065: Cannot consume content type")
        case (400, "invalid_request") where failure.body == Failure.broken.body:
            return Failure(400, error: "unknown_error")
        case (400, _) where [Failure.wrongType.body, Failure.outOfRange.body].contains(failure.body):
            return Failure(500, error: "unknown_error")
        case (400, _) where failure.body == Failure.unstoredMapper.body: return Failure(409, error: "unknown_error")
        case (409, "conflict"), (500, _): return Failure(500, error: "unknown_error")
        case (400, _) where words.hasPrefix("Service account not enabled"): return Failure(400, error: "unknown_error")
        case (400, "invalid_input"), (400, "invalid_redirect_uri"), (400, "invalid_client_metadata"):
            let told = failure.body?.object?["error_description"]?.text ?? ""
            if told.hasPrefix("Cannot add protocol mapper") { return Failure(409, message: "Client already exists") }
            let parts = told.pieces(separatedBy: "; ").map {
                $0 == "A redirect URI must not contain an URL fragment"
                    ? "Redirect URIs must not contain an URI fragment" : $0
            }
            return Failure(400, error: words, parts.joined(separator: "; "))
        default: return failure
        }
    }
}

extension Version {
    /// The answer as this version gives it.
    func telling(_ response: HTTPResponse) -> HTTPResponse {
        guard isTerse, response.header("Content-Type")?.hasPrefix("application/json;") == true else { return response }
        let others = response.headers.filter { $0.name != "Content-Type" }
        return HTTPResponse(
            status: response.status, headers: [.init("Content-Type", "application/json")] + others, body: response.body)
    }

    /// What is told where a path is known and the method is not.
    var missingMethod: Failure { isTerse ? .wrongMethod : .noPath }

    /// Attributes of a client without those that are not known.
    func known(_ attributes: JSONObject) -> JSONObject { attributes.filter { !unknownAttributes.contains($0.key) } }

    /// A built-in mapper as this version has it: 18 reads properties of users and knows no introspection.
    func builtIn(_ mapper: JSONObject) -> JSONObject {
        guard isTerse, var config = mapper["config"]?.object else { return mapper }
        var mapper = mapper
        config["introspection.token.claim"] = nil
        if ["email", "username", "firstName", "lastName"].contains(config["user.attribute"]?.text ?? "") {
            mapper["protocolMapper"] = "oidc-usermodel-property-mapper"
        }
        if ["oidc-audience-resolve-mapper", "oidc-allowed-origins-mapper"].contains(
            mapper["protocolMapper"]?.text ?? "")
        {
            config["access.token.claim"] = nil
        }
        mapper["config"] = .object(config)
        return mapper
    }

    /// Fails for what is only known of other versions.
    func check(_ part: String?) throws(Failure) {
        guard let part, unmodelled.contains(part) else { return }
        throw .notModelled("\(part) of Keycloak \(name)")
    }
}

extension Client {
    /// Adds the mappers that a version gives to clients with a service account.
    mutating func addServiceAccountMappers(_ version: Version, _ random: inout Random) {
        for (name, note) in version.serviceAccountNotes where !mappers.contains(where: { $0.name.isSame(as: name) }) {
            mappers.append(
                Mapper(
                    id: random.uuid(), name: name, protocolName: "openid-connect",
                    type: "oidc-usersessionmodel-note-mapper",
                    config: [
                        "user.session.note": .string(note), "id.token.claim": "true", "access.token.claim": "true",
                        "claim.name": .string(note), "jsonType.label": "String",
                    ]))
        }
    }

    /// Adds the mapper that the docker feature gives to clients; fails where it is there already.
    mutating func addDockerMapper(_ version: Version, _ random: inout Random) throws(Failure) {
        guard version.hasDocker else { return }
        let name = "docker-v2-allow-all-mapper"
        guard !mappers.contains(where: { $0.name.isSame(as: name) }) else {
            throw Failure(409, message: "Client already exists")
        }
        mappers.append(Mapper(id: random.uuid(), name: name, protocolName: "docker-v2", type: name, config: [:]))
    }
}
