public import JSON

/// The one place where secrets become asterisks: by the names of the fields that hold them, and by their values wherever
/// these turn up.
public struct Redactor: Sendable {
    /// What stands in a secret's place.
    public static let mask = "********"
    /// What stands in the place of a secret that differs from the one before it.
    public static let changedMask = "******** (changed)"
    /// The shortest text that is looked for inside other texts; shorter ones would blot out words and say by that what
    /// they are.
    static let shortestSearched = 8

    private let isSecretName: @Sendable (String) -> Bool
    private var search = SecretSearch()

    /// A redactor for the fields whose names the predicate knows.
    public init(isSecretName: @escaping @Sendable (String) -> Bool) { self.isSecretName = isSecretName }

    /// Also looks for these values in every text, and for the forms that they have in URLs, headers and JSON texts; `names` are
    /// texts that are public although a secret may equal them, such as the client's own name.
    public mutating func learn(_ secrets: [String], except names: [String] = []) {
        for secret in secrets
        where secret.utf8.count >= Redactor.shortestSearched && !names.contains(where: secret.isSame)
            && !search.contains(secret)
        {
            for form in SecretForms.all(of: secret, shortest: Redactor.shortestSearched) { search.add(form) }
        }
    }

    /// Also looks for all values that stand under secret names in there, at any depth.
    public mutating func learn(from value: JSON, except names: [String] = []) {
        learn(from: value, isSecret: false, except: names)
    }

    private mutating func learn(from value: JSON, isSecret: Bool, except names: [String]) {
        switch value {
        case .object(let object):
            for member in object.members {
                learn(from: member.value, isSecret: isSecret || isSecretName(member.key), except: names)
            }
        case .array(let items): for item in items { learn(from: item, isSecret: isSecret, except: names) }
        // A password of digits alone is a number in YAML.
        case .string(let text), .number(let text): if isSecret { learn([text], except: names) }
        case .null, .bool: break
        }
    }

    /// The text without the known secrets.
    public func redact(_ text: String) -> String { search.masking(text, with: Redactor.mask) }

    /// The value with secret fields masked and the known secrets gone from all texts.
    public func redact(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(redact(text))
        case .array(let items): .array(items.map { redact($0) })
        case .object(let object): .object(redact(object))
        default: value
        }
    }

    /// The object with secret fields masked and the known secrets gone from all texts.
    public func redact(_ object: JSONObject) -> JSONObject {
        JSONObject(
            object.members.map { member in
                (redact(member.key), isSecretName(member.key) ? mask(member.value) : redact(member.value))
            })
    }

    /// Both sides masked, where the second one shows whether a secret changed.
    public func redact(_ diff: Outcome.Diff) -> Outcome.Diff {
        Outcome.Diff(before: redact(diff.before), after: redact(diff.after, beside: diff.before))
    }

    private func redact(_ after: JSONObject, beside before: JSONObject) -> JSONObject {
        JSONObject(
            after.members.map { member in
                let old = before[member.key]
                guard isSecretName(member.key) else {
                    if let inner = member.value.object {
                        return (redact(member.key), .object(redact(inner, beside: old?.object ?? [:])))
                    }
                    return (redact(member.key), redact(member.value))
                }
                let isChanged = old.map { $0 != member.value } ?? false
                return (member.key, isChanged ? .string(Redactor.changedMask) : mask(member.value))
            })
    }

    /// Absence is no secret: null and `""` stay.
    private func mask(_ value: JSON) -> JSON { value == .null || value == "" ? value : .string(Redactor.mask) }
}
