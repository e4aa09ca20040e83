internal import HTTP

// The two ends of a session that one command begins and another one ends.
extension Session {
    /// Logs in, or makes sure that what is kept is still good.
    public func logIn() async throws(KeycloakError) { _ = try await keeper.current() }

    /// Ends the session behind a refresh token that was given to a client; whether the server says that it has.
    ///
    /// By `logout`, as `TokenKeeper` does it and for its reason.
    public func logOut(_ refreshToken: String, client: LoginClient) async throws(KeycloakError) -> Bool {
        let fields = try await keeper.fields(of: client)
        let request = HTTPRequest(
            .post, base, path: ["realms", realm, "protocol", "openid-connect", "logout"],
            headers: [
                .init("Accept", "application/json"), .init("Content-Type", "application/x-www-form-urlencoded"),
            ], body: Array(PercentEncoding.form(fields + [("refresh_token", refreshToken)]).utf8))
        return try await transport.exchange(request).isSuccess
    }
}
