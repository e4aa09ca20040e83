internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_clientsecret_info`: the secret of a client, and the one before it while that is known.
public enum ClientSecretInfoModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_clientsecret_info"
    /// What it is for.
    public static let summary = "tells the secret of a client, and until when the one before it is valid"
    /// The options: which client.
    public static let options = ClientName.options

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool { field == "value" || ClientRows.isSecret(field: field) }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] { ClientName.problems(with: arguments) }

    /// Reads the client and its secrets.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let name = ClientName(arguments)
        let (client, id) = try await name.require(context.session)
        let secrets: ClientSecrets
        do {
            secrets = try await ClientFinder(session: context.session, realm: name.realm).secrets(of: client, id: id)
        } catch {
            throw Failure(error)
        }
        let state = secrets.state(at: context.now)
        let isHidden = [secrets.current.value, secrets.rotated?.value].contains(.hidden)
        return Outcome(
            changed: false, message: Messages.message(name.subject, client, secrets),
            disclosed: ["clientsecret_info": .object(state)],
            warnings: isHidden ? [Messages.hidden(name)] : [])
    }
}

/// What users read.
private enum Messages {
    static func message(_ name: String, _ client: JSONObject, _ secrets: ClientSecrets) -> String {
        let old = secrets.rotated == nil ? "" : ", and the one before it is still known"
        return switch secrets.current.value {
        case .known: "Client \(name) has a secret\(old)."
        case .hidden: "Client \(name) has a secret that this login is not shown\(old)."
        // One that is yet to be made is told by no server.
        case .absent, .made: "Client \(name) has no secret\(reason(client))\(old)."
        }
    }

    private static func reason(_ client: JSONObject) -> String {
        if client[ClientRows.publicClient.key] == true { return ": it is public" }
        if client[ClientRows.bearerOnly.key] == true { return ": it only checks tokens" }
        return ""
    }

    static func hidden(_ name: ClientName) -> String {
        "The server masks the secret of client \(name.subject) for this login, so what it is is unknown. "
            + MissingRole.sentence(role: "manage-clients", realm: name.realm)
    }
}
