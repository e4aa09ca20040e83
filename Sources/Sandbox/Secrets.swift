internal import HTTP
internal import JSON

/// The attributes that the server keeps about a client's secrets (facts-more 7); times are unix seconds.
private enum SecretAttribute {
    /// When the secret was generated.
    static let created = "client.secret.creation.time"
    /// When it ends.
    static let expires = "client.secret.expiration.time"
    /// The secret before it, in clear.
    static let rotated = "client.secret.rotated"
    /// When that was replaced.
    static let rotatedCreated = "client.secret.rotated.creation.time"
    /// Until when that is still good.
    static let rotatedExpires = "client.secret.rotated.expiration.time"
}

extension Server {
    /// `C/client-secret` and `…/rotated` (facts-core 8, facts-more 7).
    mutating func handleSecret(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        var client = realms[request.realm].clients[part.client]
        func view(_ secret: String?) -> HTTPResponse {
            guard let secret else { return .json(["type": "secret"]) }
            return .json(["type": "secret", "value": .string(secret)])
        }
        switch (request.method, part.rest.count) {
        case (.get, 1):
            try request.require(request.rights.canViewClients)
            return view(client.secret)
        case (.post, 1):
            // Works for public clients as well; the body is not read.
            try request.require(part.manages)
            let old = client.secret
            generateSecret(&client)
            if let rotation = rotation(of: client, realm: request.realm) {
                rotate(&client, old, rotation)
            } else {
                client.forgetRotation()
            }
            realms[request.realm].clients[part.client] = client
            return view(client.secret)
        case (.get, 2) where part.rest[1].isSame(as: "rotated"):
            try request.require(request.rights.canViewClients)
            guard let old = client.rotatedSecret else {
                throw Failure(404, error: "Client does not have a rotated secret")
            }
            return view(old)
        case (.delete, 2) where part.rest[1].isSame(as: "rotated"):
            // Without the right this is not 403 but the server's own error.
            guard part.manages else { throw .serverError }
            client.forgetRotated()
            realms[request.realm].clients[part.client] = client
            return .done
        default: throw .noPath
        }
    }

    /// A new secret, with its time of creation (facts-core 2.2 and 8).
    mutating func generateSecret(_ client: inout Client) {
        client.secret = random.text(version.secretLength)
        client.attributes[SecretAttribute.created] = .string(String(now))
    }

    /// What the rotation of secrets makes of a client that was just made.
    mutating func rotateNew(_ client: inout Client, realm: Int) throws(Failure) {
        guard let rotation = rotation(of: client, realm: realm) else { return }
        try rotateIfDue(&client, rotation, hasAttributes: true)
    }

    /// What the rotation of secrets makes of a client that was just changed; the server fails where it must write into
    /// attributes that the body does not have.
    mutating func rotateChanged(_ client: inout Client, realm: Int, hasAttributes: Bool) throws(Failure) {
        if let rotation = rotation(of: client, realm: realm) {
            try rotateIfDue(&client, rotation, hasAttributes: hasAttributes)
        } else {
            client.forgetRotation()
        }
    }

    /// A secret that has no end gets one, and one that ended gives way to a new one.
    private mutating func rotateIfDue(
        _ client: inout Client, _ rotation: SecretRotation, hasAttributes: Bool
    ) throws(Failure) {
        guard let end = client.attributes[SecretAttribute.expires]?.text else {
            guard hasAttributes else { throw .serverError }
            client.attributes[SecretAttribute.expires] = .string(String(now + rotation.lifetime))
            return
        }
        guard let time = Int(end) else { throw .serverError }
        guard time <= now else { return }
        guard hasAttributes else { throw .serverError }
        let old = client.secret
        generateSecret(&client)
        rotate(&client, old, rotation)
    }

    /// Remembers the old secret, unless there was none, and starts the new one's time.
    private func rotate(_ client: inout Client, _ old: String?, _ rotation: SecretRotation) {
        client.attributes[SecretAttribute.expires] = .string(String(now + rotation.lifetime))
        guard let old, !old.trimmed.isEmpty else { return }
        client.attributes[SecretAttribute.rotated] = .string(old)
        client.attributes[SecretAttribute.rotatedCreated] = .string(String(now))
        client.attributes[SecretAttribute.rotatedExpires] = .string(String(now + rotation.rotatedLifetime))
    }
}

extension Client {
    /// The secret before the present one, ended or not.
    var rotatedSecret: String? {
        guard attributes[SecretAttribute.rotatedCreated] != nil else { return nil }
        return attributes[SecretAttribute.rotated]?.text
    }

    /// Whether a secret is the client's present one or the one before, and has not ended.
    func accepts(_ given: String, now: Int) -> Bool {
        func time(_ name: String) -> Int? { attributes[name]?.text.flatMap { Int($0) } }
        guard let secret, !secret.isEmpty, time(SecretAttribute.expires) ?? .max > now else { return false }
        if secret.isSame(as: given) { return true }
        // The one before needs an end, which the present one does not.
        return rotatedSecret?.isSame(as: given) == true && time(SecretAttribute.rotatedExpires) ?? 0 > now
    }

    /// Forgets the secret before the present one, if that is known in whole.
    fileprivate mutating func forgetRotated() {
        guard rotatedSecret != nil else { return }
        for name in [SecretAttribute.rotated, SecretAttribute.rotatedCreated, SecretAttribute.rotatedExpires] {
            attributes[name] = nil
        }
    }

    /// Forgets all of the rotation, as every write does where it is off.
    fileprivate mutating func forgetRotation() {
        forgetRotated()
        attributes[SecretAttribute.expires] = nil
    }
}
