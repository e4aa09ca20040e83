internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile

/// `keycloak_client_installation`: the file with which an application is set up for its client.
public enum ClientInstallationModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_client_installation"
    /// What it is for.
    public static let summary =
        "tells what an application needs to know of its client, as the server writes it for adapters"
    /// The options: which client, in which form, and whether its secrets are shown.
    public static let options = ClientName.options + [provider, returnSecret]

    fileprivate static let provider = Option(
        "provider",
        help:
            "The form, such as `keycloak-oidc-keycloak-json`, which is the default for clients of OpenID Connect, `keycloak-saml` or `saml-sp-descriptor`."
    )
    fileprivate static let returnSecret = Option(
        "return_secret", .bool, default: false,
        help: "Whether secrets and private keys in it are shown, in clear; use `no_log: true` for such a task.")

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool { ClientRows.isSecret(field: field) }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] {
        let problems = ClientName.problems(with: arguments)
        let isBlank = arguments.text(provider.name)?.allSatisfy(\.isWhitespace) == true
        return problems + (isBlank ? [Problem(Path(provider.name), "is blank; give the name of a form")] : [])
    }

    /// Reads the client and its file.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let name = ClientName(arguments)
        let (client, id) = try await name.require(context.session)
        let form = try form(arguments.text(provider.name), client)
        let answer: Session.Answer
        do {
            answer = try await context.session.send(
                .get, [name.realm, "clients", id, "installation", "providers", form], accepting: [404])
        } catch {
            throw Failure(error)
        }
        guard answer.response.isSuccess else {
            throw answer.refusal.reason == "Unknown Provider"
                ? Failure(Messages.unknown(form), hint: Messages.known) : Failure(.refused(answer.refusal))
        }
        let file = try file(answer.response, form)
        let message = Messages.told(name.subject, form)
        guard arguments.bool(returnSecret.name) != true else {
            return Outcome(changed: false, message: message, disclosed: ["installation": file])
        }
        do {
            // Servers of the family of 18 do not show it with the client (facts-core 8).
            let secret = try await ClientFinder(session: context.session, realm: name.realm).secretValue(of: client)
            return Outcome(
                changed: false, message: message,
                states: ["installation": InstallationForms.masked(file, client, secret)])
        } catch {
            throw Failure(error)
        }
    }

    /// The form that is asked for, else the one that suits the client.
    private static func form(_ asked: String?, _ client: JSONObject) throws(Failure) -> String {
        if let asked { return asked }
        let protocolName = client[ClientRows.protocolName.key]?.text ?? ClientRows.openIDConnect
        guard protocolName == ClientRows.openIDConnect else {
            throw Failure([Problem(Path(provider.name), Messages.needed(protocolName))])
        }
        return InstallationForms.standard
    }

    /// The file: a dictionary where it is JSON, else a text.
    private static func file(_ response: HTTPResponse, _ form: String) throws(Failure) -> JSON {
        if let json = try? JSON(parsing: response.body), json.object != nil { return json }
        guard let text = String(validating: response.body, as: UTF8.self),
            !text.unicodeScalars.contains(where: { $0.value == 0 })
        else { throw Failure(Messages.archive(form), hint: Messages.known) }
        return .string(text)
    }
}

/// The forms that come with Keycloak.
private enum InstallationForms {
    /// The one for clients of OpenID Connect.
    static let standard = "keycloak-oidc-keycloak-json"
    /// Those that are no archives (seen on 26.7.3 and 18.0.2), by protocol.
    static let all: [(protocolName: String, names: [String])] = [
        (ClientRows.openIDConnect, [standard, "keycloak-oidc-jboss-subsystem", "keycloak-oidc-jboss-subsystem-cli"]),
        (
            ClientRows.saml,
            ["keycloak-saml", "keycloak-saml-subsystem", "keycloak-saml-subsystem-cli", "saml-sp-descriptor"]
        ),
        ("docker-v2", ["docker-v2-registry-config-file", "docker-v2-variable-override"]),
    ]

    /// What stands before and behind secrets in the texts.
    private static let places = [
        ("<PrivateKeyPem>", "</PrivateKeyPem>"), ("PrivateKeyPem=\"", "\""),
        ("<credential name=\"secret\">", "</credential>"), ("/credential=secret:add(value=", ")"),
    ]

    /// A file without secrets: without what stands where they do, and without those that the client has.
    static func masked(_ file: JSON, _ client: JSONObject, _ secret: SecretValue) -> JSON {
        var redactor = Redactor(isSecretName: ClientInstallationModule.isSecret)
        // In tests a secret is often the client's name.
        let names = [client[ClientRows.clientID.key]?.text].compactMap { $0 }
        redactor.learn(from: .object(client), except: names)
        if case .known(let text) = secret { redactor.learn([text], except: names) }
        guard let text = file.text else { return redactor.redact(file) }
        let result = places.reduce(text) { text, place in
            let pieces = text.pieces(separatedBy: place.0)
            let rest = pieces.dropFirst().map { piece in
                let inner = piece.pieces(separatedBy: place.1)
                return ([Redactor.mask] + inner.dropFirst()).joined(separator: place.1)
            }
            return (pieces.prefix(1) + rest).joined(separator: place.0)
        }
        return .string(redactor.redact(result))
    }
}

/// What users read.
private enum Messages {
    static func told(_ client: String, _ form: String) -> String { "Client \(client) is described as \(form)." }
    static func needed(_ protocolName: String) -> String {
        let names = InstallationForms.all.first { $0.protocolName == protocolName }?.names ?? []
        return "is needed for a client that speaks \(protocolName)"
            + (names.isEmpty ? "" : "; known: \(names.joined(separator: ", "))")
    }
    static func unknown(_ form: String) -> String { "provider: the server knows no form '\(form)'." }
    static func archive(_ form: String) -> String { "provider: '\(form)' is an archive and no text." }
    static let known = "These are texts: " + InstallationForms.all.flatMap(\.names).joined(separator: ", ") + "."
}
