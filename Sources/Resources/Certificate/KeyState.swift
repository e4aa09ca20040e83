internal import JSON
internal import Reconcile
internal import Signing

/// A key as the server is to have it: one of the forms that it knows.
enum KeyForm: Sendable, Hashable {
    case certificate(Certificate)
    case publicKey(PublicKey)
    case keySet(JSONWebKeySet)
    case url(String)
}

/// The attributes of a client that hold its keys for one use, and what they say.
struct KeyState: Sendable, Hashable {
    let use: KeyUse
    /// The attributes that say something: blank ones and flags that are off are left out, as the server treats them.
    let attributes: JSONObject

    /// What a client of the server has.
    init(of client: JSONObject, for use: KeyUse) {
        self.use = use
        attributes = (client[ClientRows.attributes.key]?.object ?? [:]).filter { member in
            let text = member.value.text ?? ""
            let isFlag = [KeyUse.usesKeySet, KeyUse.usesKeySetURL].contains(member.key)
            return use.attributes.contains(member.key) && !text.allSatisfy(\.isWhitespace)
                && (!isFlag || text.lowercased() == "true")
        }
    }

    /// What there is to be: one form, or nothing; what the server has already keeps its spelling.
    init(_ form: KeyForm?, after before: KeyState) {
        use = before.use
        let old = before.attributes
        switch form {
        case nil: attributes = [:]
        case .certificate(let certificate):
            let isSame = before.certificate == certificate
            attributes = [use.certificate: (isSame ? old[use.certificate] : nil) ?? .string(certificate.base64)]
        case .publicKey(let key):
            let isSame = before.publicKey == key
            attributes = [use.publicKey: (isSame ? old[use.publicKey] : nil) ?? .string(key.pem)]
        case .keySet(let keys):
            let isSame = old[KeyUse.keySet].flatMap(KeyState.parsed) == .object(keys.json)
            let text = (isSame ? old[KeyUse.keySet] : nil) ?? .string(JSON.object(keys.json).compact)
            attributes = [KeyUse.usesKeySet: "true", KeyUse.keySet: text]
        case .url(let url):
            attributes = [KeyUse.usesKeySetURL: "true", KeyUse.keySetURL: .string(url)]
        }
    }

    /// What has to be sent to come to another state; null removes an attribute.
    func patch(to target: KeyState) -> JSONObject {
        JSONObject(
            use.attributes.compactMap { name in
                let (old, new) = (attributes[name], target.attributes[name])
                return old == new ? nil : (name, new ?? .null)
            })
    }

    /// The certificate that stands there, when it can be read.
    var certificate: Certificate? {
        attributes[use.certificate]?.text.flatMap { try? Certificate(pem: Array($0.utf8)) }
    }

    /// The public key that stands there alone, when it can be read.
    var publicKey: PublicKey? { attributes[use.publicKey]?.text.flatMap { try? PublicKey(pem: Array($0.utf8)) } }

    private static func parsed(_ value: JSON) -> JSON? { value.text.flatMap { try? JSON(parsing: $0) } }

    /// Whether nothing of the use stands there.
    var isEmpty: Bool { shown.isEmpty }

    // MARK: As users see it

    /// What differs between two states as they are shown.
    static func difference(_ before: JSONObject, _ after: JSONObject) -> (comparison: Comparison, diff: Outcome.Diff) {
        let (before, after) = (withoutText(before), withoutText(after))
        // The order of a key set is the server's to keep.
        let comparison = Comparison.between(before, after) { $0.hasSuffix("jwks") }
        let excerpt = comparison.excerpt(of: before, and: after)
        return (comparison, Outcome.Diff(before: excerpt.before, after: excerpt.after))
    }

    /// Without the PEM text, which says in thirty lines what the fingerprint says in one.
    private static func withoutText(_ shown: JSONObject) -> JSONObject {
        shown.compactMapValues { member in
            guard member.key == "certificate", let certificate = member.value.object else { return member.value }
            return .object(certificate.filter { $0.key != "pem" })
        }
    }

    /// What stands there, by the names that results use; a private key is among it, for the redactor to know.
    var shown: JSONObject {
        var shown = JSONObject()
        if attributes[use.certificate] != nil {
            shown["certificate"] = .object(certificate.map(KeyState.shown) ?? KeyState.unreadable)
        }
        if attributes[use.publicKey] != nil {
            shown["public_key"] = .object(publicKey.map(KeyState.shown) ?? KeyState.unreadable)
        }
        shown["kid"] = attributes[use.keyID]
        shown["private_key"] = attributes[use.privateKey]
        let (keySet, url) = (attributes[KeyUse.keySet], attributes[KeyUse.keySetURL])
        if attributes[KeyUse.usesKeySet] != nil {
            // Where the flag stands alone, the server finds no key, whatever else there is.
            shown["jwks"] = keySet.map(KeyState.shownKeySet) ?? .object(KeyState.missing)
        } else {
            shown["unused_jwks"] = keySet.map(KeyState.shownKeySet)
        }
        if attributes[KeyUse.usesKeySetURL] != nil {
            shown["jwks_url"] = url ?? .object(KeyState.missing)
        } else {
            shown["unused_jwks_url"] = url
        }
        return shown
    }

    private static let unreadable: JSONObject = ["problem": "cannot be read"]
    private static let missing: JSONObject = ["problem": "is missing"]

    private static func shownKeySet(_ value: JSON) -> JSON { parsed(value) ?? .object(unreadable) }

    private static func shown(_ certificate: Certificate) -> JSONObject {
        shown(certificate.key).merging([
            "subject": .string(certificate.subject), "issuer": .string(certificate.issuer),
            "serial": .string(certificate.serial), "not_before": .string(moment(certificate.notBefore)),
            "not_after": .string(moment(certificate.notAfter)),
            "fingerprint": .string(certificate.fingerprint), "pem": .string(certificate.pem),
        ])
    }

    /// A moment as results show it; the years of certificates have four digits (RFC 5280), so that each has a text.
    static func moment(_ seconds: Int) -> String { Timestamp.text(seconds) ?? String(seconds) }

    /// What can be said of a key.
    static func shown(_ key: PublicKey) -> JSONObject {
        shown(key.kind, size: key.size).merging(["key_fingerprint": .string(key.fingerprint)])
    }

    /// What can be said of a key that is not made yet.
    static func shown(_ kind: PublicKey.Kind, size: Int) -> JSONObject {
        switch kind {
        case .rsa: ["key_type": "rsa", "key_size": .int(size)]
        case .ec(let curve): ["key_type": "ec", "key_size": .int(size), "curve": .string(curve)]
        case .other(let name): ["key_type": .string(name.lowercased()), "key_size": .int(size)]
        }
    }
}
