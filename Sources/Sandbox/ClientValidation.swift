internal import JSON

/// What the server refuses in a client, in its own words (facts-core 9).
///
/// It joins several problems in no order of meaning; here they come in one fixed order.
struct ClientValidation {
    private(set) var problems: [String] = []

    /// All problems of a client as it would be stored.
    init(_ client: Client, realm: Realm) {
        let attributes = client.attributes
        func attribute(_ name: String) -> [String] { attributes[name]?.text.map { [$0] } ?? [] }
        check(attribute("logoUri"), "Logo URL", isURL: true)
        let afterLogout = attribute("post.logout.redirect.uris").flatMap {
            $0.pieces(separatedBy: "##").filter { !$0.isEmpty }
        }
        check(afterLogout, "A post-logout redirect URI", "URI", forbidsFragment: true)
        check(client.texts("redirectUris"), "A redirect URI", "URI", forbidsFragment: true)
        check(attribute("jwks.url"), "JWKS URL", isURL: true)
        if let map = attributes["acr.loa.map"]?.text, !Self.isLevelMap(map) {
            problems.append("Invalid client configuration (ACR-LOA map) for client")
        }
        check(client.fields["baseUrl"]?.text.map { [$0] } ?? [], "Base URL", isURL: true)
        check(attribute("backchannel.logout.url"), "Backchannel logout URL", isURL: true)
        let root = client.fields["rootUrl"]?.text ?? ""
        if root != "${authBaseUrl}", root != "${authAdminUrl}" {
            check([root], "Root URL", isURL: true, allowsPath: false, forbidsFragment: true)
        }
        // A path in the admin URL is taken below the root URL.
        let hasRoot = !problems.contains { $0.hasPrefix("Root URL") }
        check(client.fields["adminUrl"]?.text.map { [$0] } ?? [], "Admin URL", isURL: true, allowsPath: hasRoot)
        check(attribute("policyUri"), "Policy URL", isURL: true)
        check(attribute("tosUri"), "Terms of service URL", isURL: true)
        for (name, limit, words) in [
            ("client.session.idle.timeout", "ssoSessionIdleTimeout", "session idle timeout"),
            ("client.session.max.lifespan", "ssoSessionMaxLifespan", "session max lifespan"),
        ] {
            guard let value = attributes[name]?.text.flatMap({ Int($0) }), let most = realm.settings[limit]?.int,
                value > most
            else { continue }
            problems.append("Client \(words) cannot exceed realm SSO \(words).")
        }
    }

    private mutating func check(
        _ values: [String], _ name: String, _ kind: String = "URL", isURL: Bool = false, allowsPath: Bool = true,
        forbidsFragment: Bool = false
    ) {
        for value in values where !value.isEmpty {
            guard let problem = Self.problem(of: value, isURL, allowsPath, forbidsFragment) else { continue }
            let words =
                switch problem {
                case .malformed: "\(name) is not a valid \(kind)"
                case .fragment: "\(name) must not contain an URL fragment"
                case .scheme: "\(name) uses an illegal scheme"
                }
            if !problems.contains(words) { problems.append(words) }
        }
    }

    private enum Problem { case malformed, fragment, scheme }

    /// Java's `URI` and `URL` as far as they matter here.
    private static func problem(of value: String, _ isURL: Bool, _ allowsPath: Bool, _ forbidsFragment: Bool)
        -> Problem?
    {
        let halves = value.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let address = String(halves[0])
        guard hasLegalCharacters(value), let scheme = scheme(of: address) else { return .malformed }
        let rest = scheme.isEmpty ? address[...] : address.dropFirst(scheme.count + 1)
        guard scheme.isEmpty || !rest.isEmpty, rest != "//" else { return .malformed }
        if ["javascript", "data"].contains(scheme.lowercased()) { return .scheme }
        if forbidsFragment, halves.count == 2 { return .fragment }
        guard isURL else { return nil }
        // A relative URL is taken below the server's own address when it starts with a slash.
        if allowsPath, value.hasPrefix("/") { return nil }
        let known = ["http", "https", "ftp", "file", "jar", "mailto", "jrt", "jmod"]
        return known.contains(scheme.lowercased()) ? nil : .malformed
    }

    private static func hasLegalCharacters(_ value: String) -> Bool {
        guard
            !value.unicodeScalars.contains(where: {
                $0.value <= 0x20 || "\"<>\\^`{|}\u{7F}".unicodeScalars.contains($0)
            })
        else { return false }
        // Brackets only stand around an IPv6 address.
        guard !value.contains("[") || value.holds("//[") && value.contains("]") else { return false }
        let parts = value.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
        return parts.allSatisfy {
            $0.utf8.count >= 2 && $0.utf8.prefix(2).allSatisfy { Character(.init($0)).isHexDigit }
        }
    }

    /// The scheme, empty for a relative reference; nil when what should be one is none.
    private static func scheme(of address: String) -> String? {
        guard let end = address.firstIndex(where: { ":/?".contains($0) }), address[end] == ":" else { return "" }
        let scheme = address[..<end].utf8
        guard let first = scheme.first, Character(.init(first)).isASCII, Character(.init(first)).isLetter,
            scheme.allSatisfy({ byte in
                let character = Character(.init(byte))
                return byte < 0x80 && (character.isLetter || character.isNumber || "+-.".contains(character))
            })
        else { return nil }
        return String(address[..<end])
    }

    private static func isLevelMap(_ text: String) -> Bool {
        guard let map = try? JSON(parsing: text).object else { return false }
        return map.members.allSatisfy { member in
            member.value.int != nil || member.value.text.flatMap { Int($0) } != nil
        }
    }

    /// Values that are longer than their columns in the database: the server's own error (facts-core 3.1).
    static func fits(_ client: Client) -> Bool {
        let texts = ["clientId", "name", "description", "rootUrl", "adminUrl", "baseUrl", "clientAuthenticatorType"]
            .compactMap { client.fields[$0]?.text }
        let all =
            texts + client.texts("redirectUris") + client.texts("webOrigins") + client.attributes.keys
            + (client.secret.map { [$0] } ?? [])
        return all.allSatisfy { $0.utf16.count <= 255 }
    }
}
