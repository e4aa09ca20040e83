internal import HTTP
internal import JSON
internal import Keycloak
public import Reconcile

/// A client that somebody else described: as SAML metadata, as JSON of RFC 7591, or as Keycloak's own JSON.
public struct ClientImport: Sendable {
    private let description: [UInt8]
    private let written: JSONObject

    /// The options of `keycloak_client` that may be given beside a description; they come before what it says.
    public static let options: [Option] = ClientModule.options.filter { option in
        ![
            ClientRows.state.name, ClientRows.newClientID.name, ClientName.idOption.name,
        ].contains(option.name)
    }

    /// An import of a description's bytes with the options that stand beside it.
    public init(_ description: [UInt8], _ arguments: Arguments) {
        self.description = description
        written = arguments.values
    }

    private var realm: String { written[ClientName.realmOption.name]?.text ?? "master" }

    /// The fields of a description whose values are secret, beside those of Keycloak's JSON.
    public static func isSecret(field: String) -> Bool { field == clientSecret || ClientModule.isSecret(field: field) }

    private static let clientSecret = "client_secret"

    private static func secret(in description: [UInt8]) -> JSON? {
        (try? JSON(parsing: description))?.object?[clientSecret].flatMap { $0.text == nil ? nil : $0 }
    }

    /// Asks the server what the description comes to, and creates or updates the client.
    public func run(_ context: ModuleContext) async throws(Failure) -> Outcome {
        let (arguments, problems) = Arguments.settle(try await declaration(context.session), ClientModule.options)
        guard problems.isEmpty else { throw Failure(problems) }
        return try await ClientModule.run(arguments, context)
    }

    /// What the description and the options declare together.
    private func declaration(_ session: Session) async throws(Failure) -> JSONObject {
        var described: JSONObject
        do {
            // The server knows the form by the text, whatever the type of the content (facts-more 1.3).
            described = try await session.send(
                .post, [realm, "client-description-converter"], text: description
            ).object()
        } catch {
            guard error.status == 400 || error.status == 500 else { throw Failure(error) }
            var failure = Failure(error)
            failure.hint = Messages.forms
            throw failure
        }
        // The converter makes an empty list of what metadata says nothing about.
        if described[ClientRows.protocolMappers.key] == [] { described[ClientRows.protocolMappers.key] = nil }
        // It leaves out the secret that RFC 7591 has (seen on 26.7.3 and 18.0.2).
        if let secret = ClientImport.secret(in: description) { described[ClientRows.secret.key] = secret }
        let declared = FleetMerge.merging(written, over: ClientImport.options(described))
        guard declared[ClientName.clientIDOption.name] != nil else { throw Failure(Messages.nameless) }
        return declared
    }

    /// What a server says of a client as options; what none knows is one of `representation`, and what is a server's own, such
    /// as ids, is left out.
    private static func options(_ described: JSONObject) -> JSONObject {
        let known = Set(options.flatMap(\.names))
        var result = described.filter { known.contains($0.key) }
        let others = described.filter {
            !known.contains($0.key) && !ClientDefaults.ownProperties.contains($0.key)
        }
        if !others.isEmpty { result[ClientRows.representation.name] = .object(others) }
        return result
    }
}

/// What users read.
private enum Messages {
    static let forms =
        "A description is SAML metadata of a service provider, client metadata in JSON (RFC 7591) with redirect URIs, or "
        + "Keycloak's JSON of a client with clientId."
    static let nameless = "client_id: is needed, since the description gives the client no name."
}
