internal import HTTP
internal import JSON

extension Server {
    /// `C/certificates/{attr}`, a view of the client's attributes with that prefix (facts-more 6.2).
    mutating func handleCertificates(_ part: ClientCall) throws(Failure) -> HTTPResponse {
        let request = part.request
        guard request.method == .get || request.method == .post else { throw .wrongMethod }
        switch (request.method, part.rest.count) {
        case (.get, 2):
            try request.require(request.rights.canViewClients)
            let client = realms[request.realm].clients[part.client]
            return .json(.object(try client.certificate(part.rest[1])))
        case (.post, 3) where part.rest[2].isSame(as: "generate"):
            try request.require(part.manages)
            var client = realms[request.realm].clients[part.client]
            // The keys that a client's own texts name give way, those at an address do not.
            for name in ["public.key", "kid"].map({ "\(part.rest[1]).\($0)" }) + ["jwks.string", "use.jwks.string"] {
                client.attributes[name] = nil
            }
            generateKeys(&client, part.rest[1])
            realms[request.realm].clients[part.client] = client
            return .json(.object(try client.certificate(part.rest[1])))
        case (.post, 3)
        where ["upload", "upload-certificate", "download", "generate-and-download"].contains(part.rest[2]):
            throw .notModelled("files of keys and certificates")
        default: throw .noPath
        }
    }

    /// Stores a key and its certificate: texts that only look like ones, since no more than their presence shows here.
    mutating func generateKeys(_ client: inout Client, _ prefix: String) {
        client.attributes["\(prefix).certificate"] = .string("MIIE" + random.text(1200))
        client.attributes["\(prefix).private.key"] = .string("MIIJ" + random.text(3100))
    }
}

extension Client {
    /// What the server shows of the keys with a prefix: the texts as they are stored, or, where the client's keys are given
    /// as a JSON Web Key Set, the first of them for signatures, whatever the prefix.
    fileprivate func certificate(_ prefix: String) throws(Failure) -> JSONObject {
        guard attributes["use.jwks.string"]?.text?.lowercased() != "true" else { return try firstKey() }
        var view = JSONObject()
        for (name, attribute) in [
            ("certificate", "certificate"), ("privateKey", "private.key"), ("publicKey", "public.key"), ("kid", "kid"),
        ] {
            view[name] = attributes["\(prefix).\(attribute)"]
        }
        return view
    }

    /// The first key for signatures; a set without one, or that can't be read, is the server's own error.
    private func firstKey() throws(Failure) -> JSONObject {
        guard let text = attributes["jwks.string"]?.text else { throw .serverError }
        let set: JSON
        do throws(Failure) {
            set = try BodyReader.read(Array(text.utf8), as: .object(.keySet))
        } catch {
            throw Failure(500, error.body)
        }
        let keys = (set.object?["keys"]?.array ?? []).compactMap(\.object)
        guard let key = keys.first(where: { $0["use"] == "sig" }) else { throw .serverError }
        guard key["kty"] == "RSA" else { throw .notModelled("keys other than those of RSA") }
        guard let modulus = key["n"]?.text.flatMap(Self.bytes), let exponent = key["e"]?.text.flatMap(Self.bytes),
            modulus.count >= 64
        else { throw .serverError }
        var view: JSONObject = [
            "publicKey": .string(Base64.encode(PublicKeyInfo.rsa(modulus, exponent))), "jwks": .string(text),
        ]
        view["kid"] = key["kid"] == .null ? .none : key["kid"]
        return view
    }

    /// The bytes of a base64url text (RFC 4648, section 5), without zeros in front.
    private static func bytes(_ text: String) -> [UInt8]? {
        let standard = ["-": "+", "_": "/"]
        let plain = text.map { standard[String($0)] ?? String($0) }.joined()
        return Base64.decode(plain).map { Array($0.drop { $0 == 0 }) }
    }
}

/// The standard form of public keys (RFC 5280, SubjectPublicKeyInfo), in DER.
private enum PublicKeyInfo {
    /// Of an RSA key.
    static func rsa(_ modulus: [UInt8], _ exponent: [UInt8]) -> [UInt8] {
        let key = element(0x30, element(0x02, positive(modulus)) + element(0x02, positive(exponent)))
        // The object identifier 1.2.840.113549.1.1.1, rsaEncryption, and null.
        let algorithm: [UInt8] = [
            0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
        ]
        return element(0x30, element(0x30, algorithm) + element(0x03, [0] + key))
    }

    /// A number whose first bit must not be taken for a sign.
    private static func positive(_ bytes: [UInt8]) -> [UInt8] { (bytes.first ?? 0) < 0x80 ? bytes : [0] + bytes }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        guard count >= 0x80 else { return [tag, UInt8(count)] + content }
        guard count >= 0x100 else { return [tag, 0x81, UInt8(count)] + content }
        return [tag, 0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)] + content
    }
}
