internal import HTTP
internal import JSON
internal import Keycloak
internal import Reconcile

/// What is known of the text of a secret.
enum SecretValue: Sendable, Hashable {
    /// It has none; an empty one is none.
    case absent
    /// It has this one.
    case known(String)
    /// It has one that the login may not see.
    case hidden
    /// It will get one that only the server can know.
    case made

    /// What stands in the place of a secret that the login may not see, as newer servers write it (need 22).
    static let mask: JSON = "**********"

    /// Reads a text of the server.
    init(_ text: String?) {
        guard let text, !text.isEmpty else {
            self = .absent
            return
        }
        self = SecretValue.isMask(text) ? .hidden : .known(text)
    }

    /// What the representation of a client says.
    init(of state: JSONObject) {
        self.init(state[ClientRows.publicClient.key] == true ? nil : state[ClientRows.secret.key]?.text)
    }

    /// Whether a text says nothing about the secret in whose place it stands.
    static func isMask(_ text: String) -> Bool { text.hasPrefix("***") && text.allSatisfy { $0 == "*" } }
}

/// One secret of a client, as the server tells it.
struct ClientSecret: Sendable, Hashable {
    /// The server's word for its kind: `secret`.
    let type: String
    /// The secret itself.
    let value: SecretValue
    /// When the server stops to take it, in seconds since 1970; nil where it never does.
    var expiration: Int?

    /// Reads the answer of `C/client-secret` and of `…/rotated` (facts-core 8).
    init(_ answer: JSONObject) {
        type = answer["type"]?.text ?? "secret"
        value = SecretValue(answer["value"]?.text)
    }

    /// The secret as results show it: `type`, `value`, and of one that ends `expiration` in seconds, the same as a text in
    /// `expires`, and whether that moment has passed in `expired`.
    func state(at now: Int, showsValue: Bool = true) -> JSONObject {
        var state: JSONObject = ["type": .string(type)]
        if showsValue, case .known(let text) = value { state["value"] = .string(text) }
        if let expiration {
            state["expiration"] = .int(expiration)
            state["expires"] = Timestamp.text(expiration).map { .string($0) }
            state["expired"] = .bool(expiration <= now)
        }
        return state
    }
}

/// The secret of a client, and the one before it while a rotation policy keeps that valid (facts-more 7).
struct ClientSecrets: Sendable, Hashable {
    /// The secret.
    let current: ClientSecret
    /// The one before it.
    let rotated: ClientSecret?

    /// Both as results show them, the older one under `rotated`.
    func state(at now: Int, showsValues: Bool = true) -> JSONObject {
        var state = current.state(at: now, showsValue: showsValues)
        state["rotated"] = rotated.map { .object($0.state(at: now, showsValue: showsValues)) }
        return state
    }
}

extension ClientFinder {
    /// The secret of the client with that id; the client itself does not show it on 18 at all, and while it is public on no
    /// server (facts-core 8).
    func secret(id: String) async throws(KeycloakError) -> ClientSecret {
        ClientSecret(try await session.send(.get, [realm, "clients", id, "client-secret"]).object())
    }

    /// The secret of a client that was read before; it is asked for only where the client does not show it.
    func secretValue(of client: JSONObject) async throws(KeycloakError) -> SecretValue {
        guard client[ClientRows.secret.key] == nil, client[ClientRows.publicClient.key] != true,
            let id = client["id"]?.text
        else { return SecretValue(of: client) }
        do {
            return try await secret(id: id).value
        } catch {
            // Who may see the client and not its secret (facts-core 8).
            guard error.status == 403 else { throw error }
            return .hidden
        }
    }

    /// The secrets of a client that was read before, with the times at which they end, which only its attributes tell.
    func secrets(of client: JSONObject, id: String) async throws(KeycloakError) -> ClientSecrets {
        let attributes = client[ClientRows.attributes.key]?.object ?? [:]
        var current = try await secret(id: id)
        current.expiration = ClientFinder.time(attributes[ClientDefaults.secretExpiration])
        // Where nothing was rotated there is nothing to ask for; 18 does not know it at all.
        guard attributes[ClientDefaults.rotatedSecret] != nil else {
            return ClientSecrets(current: current, rotated: nil)
        }
        let answer = try await session.send(
            .get, [realm, "clients", id, "client-secret", "rotated"], accepting: [404])
        guard answer.response.isSuccess else { return ClientSecrets(current: current, rotated: nil) }
        var rotated = ClientSecret(try answer.object())
        rotated.expiration = ClientFinder.time(attributes[ClientDefaults.rotatedSecretExpiration])
        return ClientSecrets(current: current, rotated: rotated)
    }

    private static func time(_ attribute: JSON?) -> Int? {
        attribute?.text.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
