internal import HTTP

/// Where below a host Keycloak answers: at the root since 17, under `/auth` before.
enum BasePath {
    /// The same address with `/auth` at the end of its path, or without it when it is there.
    static func other(than base: BaseURL) -> BaseURL? {
        let suffix = "/auth"
        return BaseURL(
            base.path.hasSuffix(suffix) ? String(base.description.dropLast(suffix.count)) : base.description + suffix)
    }

    /// The other base when Keycloak answers there for the realm.
    static func working(beside base: BaseURL, realm: String, _ transport: any Transport) async -> BaseURL? {
        guard let other = other(than: base),
            let response = try? await transport.send(Readiness.request(other, realm: realm, timeout: 10)),
            response.status == 200
        else { return nil }
        return other
    }

    /// The error itself, or where Keycloak is, when nothing at all was found under the base path.
    static func explained(
        _ error: KeycloakError, base: BaseURL, realm: String, _ transport: any Transport
    ) async -> KeycloakError {
        switch error {
        case .login(let refusal, _) where isMissed(refusal), .refused(let refusal) where isMissed(refusal),
            .registration(let refusal, _) where isMissed(refusal):
            guard let other = await working(beside: base, realm: realm, transport) else { return error }
            return .wrongBase(refusal, works: other.description)
        default: return error
        }
    }

    /// Whether an answer 404 came from beside Keycloak's paths rather than from Keycloak's own look at them: 26 says so, 18
    /// answers with a page (facts-core 1).
    static func isMissed(_ refusal: KeycloakError.Refusal) -> Bool {
        refusal.status == 404 && ["", "Unable to find matching target resource method"].contains(refusal.reason)
    }
}
