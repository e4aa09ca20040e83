internal import HTTP
internal import JSON

/// How the secrets of a realm's clients are rotated (facts-more 7).
struct SecretRotation {
    /// How long a secret is good, in seconds.
    let lifetime: Int
    /// How long the one before stays good, in seconds.
    let rotatedLifetime: Int
}

extension Failure {
    fileprivate static let invalidExecutor = Failure(
        400,
        message: "proposed client profile contains the executor, which does not have valid provider, "
            + "or has invalid configuration.")
    fileprivate static let unreadableConfiguration = Failure(500, error: "unknown_error", "Cannot parse the JSON")
}

extension Server {
    /// `R/client-policies/profiles` and `…/policies`, as far as it takes to rotate secrets: the one executor for that, and
    /// the conditions that every client meets or that depend on the type of access.
    mutating func handleClientPolicies(_ request: AdminCall) throws(Failure) -> HTTPResponse {
        guard request.rest.count == 2, ["profiles", "policies"].contains(request.rest[1]) else { throw .noPath }
        let isProfiles = request.rest[1].isSame(as: "profiles")
        let setting = isProfiles ? "clientProfiles" : "clientPolicies"
        switch request.method {
        case .get:
            let global = "include-global-\(request.rest[1])"
            guard request.call.query(global) == nil else { throw .notModelled("the global \(request.rest[1])") }
            try request.require(request.rights.canViewRealm)
            return .json(realms[request.realm].settings[setting] ?? .null)
        case .put:
            let body = try request.call.json(.object(isProfiles ? .profiles : .policies)).object
            try request.require(request.rights.canManageRealm)
            guard let body else { throw Failure(400, message: "Passing null \(setting) not allowed") }
            try setClientPolicies(setting, body, realm: request.realm)
            return .done
        default: throw .wrongMethod
        }
    }

    /// Replaces a realm's whole list of profiles or policies.
    mutating func setClientPolicies(_ setting: String, _ body: JSONObject, realm: Int) throws(Failure) {
        if setting.isSame(as: "clientProfiles") {
            let profiles = (body["profiles"]?.array ?? []).compactMap(\.object)
            try check(profiles: profiles)
            realms[realm].settings[setting] = ["profiles": .array(profiles.map { .object(Self.withoutNulls($0)) })]
        } else {
            let policies = (body["policies"]?.array ?? []).compactMap(\.object)
            try check(policies: policies, realm: realm)
            let defaults: JSONObject = ["enabled": false, "conditions": [], "profiles": []]
            realms[realm].settings[setting] = [
                "policies": .array(policies.map { .object(defaults.merging(Self.withoutNulls($0))) })
            ]
        }
    }

    private static func withoutNulls(_ object: JSONObject) -> JSONObject { object.filter { $0.value != .null } }

    private func check(profiles: [JSONObject]) throws(Failure) {
        var names: Set<String> = []
        for profile in profiles {
            guard let name = profile["name"]?.text, !name.isEmpty else {
                throw Failure(400, message: "client profile without its name not allowed.")
            }
            guard names.insert(name).inserted else {
                throw Failure(400, message: "proposed client profile name duplicated.")
            }
            for executor in (profile["executors"]?.array ?? []).compactMap(\.object) {
                guard let kind = executor["executor"]?.text else { throw .invalidExecutor }
                guard kind.isSame(as: "secret-rotation") else { throw .notModelled("the executor \(kind)") }
                _ = try Self.rotation(executor)
            }
        }
    }

    /// The rotation that an executor's configuration means; numbers may be given as texts.
    private static func rotation(_ executor: JSONObject) throws(Failure) -> SecretRotation {
        var periods: [Int] = []
        switch executor["configuration"] {
        case nil, .null: throw .serverError
        case .object(let configuration):
            for name in ["expiration-period", "rotated-expiration-period", "remaining-rotation-period"] {
                guard let value = configuration[name] else { throw .serverError }
                guard let period = value.int ?? value.text.flatMap({ Int($0) }) else {
                    throw .unreadableConfiguration
                }
                periods.append(period)
            }
        default: throw .unreadableConfiguration
        }
        guard periods[0] > 0, periods.allSatisfy({ $0 <= periods[0] }) else {
            throw .invalidExecutor
        }
        return SecretRotation(lifetime: periods[0], rotatedLifetime: periods[1])
    }

    private func check(policies: [JSONObject], realm: Int) throws(Failure) {
        let profiles = (realms[realm].settings["clientProfiles"]?.object?["profiles"]?.array ?? [])
            .compactMap { $0.object?["name"]?.text }
        var names: Set<String> = []
        for policy in policies {
            guard let name = policy["name"]?.text, !name.isEmpty else {
                throw Failure(400, message: "client policy without name not allowed")
            }
            guard names.insert(name).inserted else {
                throw Failure(400, message: "proposed client policy name duplicated")
            }
            for condition in (policy["conditions"]?.array ?? []).compactMap(\.object) {
                guard let kind = condition["condition"]?.text else {
                    throw Failure(400, message: "Policy \(name) contains invalid condition null")
                }
                guard ["any-client", "client-access-type"].contains(kind) else {
                    throw .notModelled("the condition \(kind)")
                }
                let keys = condition["configuration"]?.object?.keys ?? []
                guard keys.allSatisfy({ $0.isSame(as: "type") }) else {
                    throw .notModelled("such a configuration of the condition \(kind)")
                }
            }
            for profile in (policy["profiles"]?.array ?? []).compactMap(\.text) where !profiles.contains(profile) {
                guard !profile.hasPrefix("fapi-"), !profile.hasPrefix("oauth-") else {
                    throw .notModelled("the global profiles")
                }
                throw Failure(400, message: "Policy \(name) contains invalid profile \(profile)")
            }
        }
    }

    /// The rotation that a client is under, nil for none; clients that are public or only take tokens never are.
    func rotation(of client: Client, realm: Int) -> SecretRotation? {
        guard !client.has("publicClient"), !client.has("bearerOnly") else { return nil }
        let settings = realms[realm].settings
        for policy in (settings["clientPolicies"]?.object?["policies"]?.array ?? []).compactMap(\.object) {
            let conditions = (policy["conditions"]?.array ?? []).compactMap(\.object)
            guard policy["enabled"] == true, !conditions.isEmpty, conditions.allSatisfy(Self.isMetByConfidential) else {
                continue
            }
            let names = policy["profiles"]?.array ?? []
            for profile in (settings["clientProfiles"]?.object?["profiles"]?.array ?? []).compactMap(\.object)
            where names.contains(profile["name"] ?? .null) {
                let executor = profile["executors"]?.array?.first?.object
                if let executor, let rotation = try? Self.rotation(executor) { return rotation }
            }
        }
        return nil
    }

    private static func isMetByConfidential(_ condition: JSONObject) -> Bool {
        condition["condition"] == "any-client"
            || condition["configuration"]?.object?["type"]?.array?.contains("confidential") == true
    }
}
