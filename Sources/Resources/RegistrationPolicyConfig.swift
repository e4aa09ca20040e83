internal import JSON
internal import Reconcile

/// The settings of a policy for the registration of clients: lists of texts by key, in which order and duplicates do not
/// count, since the server keeps neither (seen on 26.7.3 and 18.0.2).
enum RegistrationPolicyConfig {
    /// A setting that has an option of its own.
    struct Row: Sendable {
        /// What a user writes; its alias is the key.
        let option: Option
        /// The key on the server.
        let key: String

        fileprivate init(_ key: String, _ type: OptionType, help: String) {
            self.key = key
            let name = String(key.map { $0 == "-" ? "_" : $0 })
            option = Option(name, aliases: [key], type, help: help)
        }
    }

    /// The settings of the policies that come with Keycloak.
    static let rows = [
        Row(
            "trusted-hosts", .list(.string),
            help:
                "Hosts or addresses that clients may be registered from and have in their URLs; `*.example.org` stands for all of a domain."
        ),
        hostsMatch, urisMatch,
        Row("allowed-client-scopes", .list(.string), help: "Names of client scopes that a client may have."),
        Row("allow-default-scopes", .bool, help: "Whether a client may also have the scopes that new clients get."),
        Row(
            "allowed-protocol-mapper-types", .list(.string),
            help: "Types of protocol mappers that a client may have."),
        maxClients,
        Row("web-origins", .list(.string), help: "Origins from which browsers may register clients."),
    ]

    private static let hostsMatch = Row(
        "host-sending-registration-request-must-match", .bool,
        help: "Whether a client can be registered from trusted hosts alone.")
    private static let urisMatch = Row(
        "client-uris-must-match", .bool, help: "Whether the URLs of a client must be of trusted hosts.")
    private static let maxClients = Row(
        "max-clients", .int, help: "How many clients the realm may have before none is registered any more.")

    /// All other settings.
    static let map = Option(
        "config", .map,
        help:
            "Settings by the server's own keys, each a value or a list of them; null stands for what a new policy has."
    )

    /// What the arguments declare: the values by key, null for those that are as in a new policy.
    static func declared(by arguments: Arguments) -> (config: JSONObject, problems: [Problem]) {
        var problems: [Problem] = []
        var config = JSONObject()
        for member in (arguments[map.name]?.object ?? [:]).members {
            let values = member.value == .null ? .null : texts(member.value).map { JSON.array($0) }
            guard let values else {
                problems.append(Problem(Path(map.name, member.key), "must be a text, or a list of texts"))
                continue
            }
            config[member.key] = values
        }
        for row in rows {
            guard let value = arguments[row.option.name], let values = texts(value) else { continue }
            if let other = config[row.key], canonical([row.key: other]) != canonical([row.key: .array(values)]) {
                let path = Path(map.name).key(row.key)
                problems.append(
                    Problem(Path(row.option.name), "differs from \(path), which is the same setting; keep one"))
            }
            config[row.key] = .array(values)
        }
        if let count = arguments.int(maxClients.option.name), count < 0 {
            problems.append(Problem(Path(maxClients.option.name), "must not be negative"))
        }
        return (config, problems)
    }

    /// The texts that a value stands for, without blank ones, which the server drops; nil for what is none.
    private static func texts(_ value: JSON) -> [JSON]? {
        var texts: [JSON] = []
        for item in value.array ?? [value] {
            guard item.array == nil, item.object == nil, item != .null,
                let text = Kind.text.normalized(item).text
            else { return nil }
            if !text.allSatisfy(\.isWhitespace) { texts.append(.string(text)) }
        }
        return texts
    }

    /// The settings in which two policies are the same exactly when the server would not tell them apart.
    static func canonical(_ config: JSONObject) -> JSONObject {
        config.compactMapValues { member in
            let texts = Kind.textSet.canonical(member.value)
            return texts == [] ? nil : texts
        }
    }

    /// What is wrong with settings that a policy is to have, whatever its kind: the server refuses them.
    static func problem(with config: JSONObject) -> Problem? {
        guard config[hostsMatch.key] == ["false"], config[urisMatch.key] == ["false"] else { return nil }
        return Problem(
            Path(hostsMatch.option.name), "is false, and so is \(urisMatch.option.name); one of them must be true")
    }
}

/// A kind of policy for the registration of clients, as the server describes it.
struct RegistrationPolicyKind: Sendable {
    let id: String
    private let settings: [JSONObject]

    /// Reads an element of `R/client-registration-policy/providers`.
    init?(_ described: JSONObject) {
        guard let id = described["id"]?.text else { return nil }
        self.id = id
        settings = (described["properties"]?.array ?? []).compactMap(\.object)
    }

    private func setting(_ key: String) -> JSONObject? { settings.first { $0["name"] == .string(key) } }

    /// What a setting has in a new policy, as the server's console fills it in; nil for nothing.
    private func initial(_ key: String) -> JSON? {
        let value = setting(key)?["defaultValue"].flatMap { $0 == .null ? nil : Kind.text.normalized($0).text }
        return value.flatMap { $0.isEmpty ? nil : .array([.string($0)]) }
    }

    /// The settings that a policy is to have: of what is declared null becomes what a new policy has.
    ///
    /// - Parameter kept: The settings that stay where nothing is declared; nil where all are as in a new policy.
    func target(_ declared: JSONObject, over kept: JSONObject?) -> JSONObject {
        var target = JSONObject()
        for setting in settings {
            guard let key = setting["name"]?.text else { continue }
            if let kept, declared[key] == nil {
                target[key] = kept[key]
            } else {
                let given = declared[key].flatMap { $0 == .null ? nil : value($0, of: setting) }
                target[key] = given ?? initial(key)
            }
        }
        return target
    }

    /// A truth value as the server wants it.
    private func value(_ declared: JSON, of setting: JSONObject) -> JSON {
        guard setting["type"] == "boolean", let items = declared.array else { return declared }
        return .array(items.map { item in Coercion.bool(item).map { $0 == true ? "true" : "false" } ?? item })
    }

    /// What the server would drop or refuse of what is declared.
    func problems(with declared: JSONObject) -> [Problem] {
        declared.members.flatMap { member -> [Problem] in
            let row = RegistrationPolicyConfig.rows.first { $0.key.isSame(as: member.key) }
            func problem(_ words: String) -> Problem {
                Problem(
                    row.map { Path($0.option.name) } ?? Path(RegistrationPolicyConfig.map.name).key(member.key), words)
            }
            guard let setting = setting(member.key) else {
                let known = settings.compactMap { $0["name"]?.text }
                let what = known.isEmpty ? ", which has none" : Nearest.hint(for: member.key, among: known)
                return [problem("is no setting of the kind of policy '\(id)'\(what)")]
            }
            guard let values = member.value.array else { return [] }
            let type = setting["type"]?.text ?? ""
            if !type.hasPrefix("Multivalued"), values.count != 1 { return [problem("must be one value")] }
            if type == "boolean", let value = values.first, Coercion.bool(value) == nil {
                return [problem("must be a boolean, not '\(value.text ?? "")'")]
            }
            if case .int? = row?.option.type, let value = values.first, Coercion.int(value) == nil {
                return [problem("must be a whole number, not '\(value.text ?? "")'")]
            }
            guard type == "MultivaluedList", let options = setting["options"]?.array, !options.isEmpty else {
                return []
            }
            return values.filter { !options.contains($0) }.compactMap(\.text).map { value in
                problem("the server knows no '\(value)'" + Nearest.hint(for: value, among: options.compactMap(\.text)))
            }
        }
    }
}
