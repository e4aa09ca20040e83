import HTTP
import Testing

@Suite("Requests and responses")
struct RequestTests {
    private func base(_ text: String) throws -> BaseURL { try #require(BaseURL(text)) }

    @Test("a target is the escaped path and query")
    func target() throws {
        let request = HTTPRequest(
            .get, try base("https://h:8443/auth/"), path: ["admin", "realms", "a/b", "clients"],
            query: [("clientId", "x y&z"), ("max", "2")])
        #expect(request.target == "/admin/realms/a%2Fb/clients?clientId=x%20y%26z&max=2")
        #expect(request.url == "https://h:8443/auth/admin/realms/a%2Fb/clients?clientId=x%20y%26z&max=2")
    }

    @Test("a message names method and path, never the query, where secrets may stand")
    func summary() throws {
        let base = try base("https://h/auth")
        #expect(HTTPRequest(.put, base, path: ["a", "b?c"], query: [("token", "t")]).summary == "PUT /auth/a/b%3Fc")
        #expect(HTTPRequest(.delete, base, target: "/x?y=z", headers: [], body: nil).summary == "DELETE /auth/x")
        #expect(HTTPRequest(.post, try self.base("http://h"), path: []).summary == "POST ")
    }

    @Test("no segment leaves its place in the path")
    func steps() throws {
        let request = HTTPRequest(.delete, try base("http://h"), path: ["clients", "1", "roles", "..", ".", ""])
        #expect(request.target == "/clients/1/roles/%2E%2E/%2E/")
    }

    @Test("a request without a body has none, an empty body is one")
    func body() throws {
        #expect(HTTPRequest(.get, try base("http://h"), path: ["a"]).body == nil)
        #expect(HTTPRequest(.post, try base("http://h"), path: ["a"], body: []).body == [])
    }

    @Test("a header is found in any case, the first of several", arguments: ["Location", "location", "LOCATION"])
    func header(_ name: String) {
        let response = HTTPResponse(
            status: 201, headers: [.init("X-Location", "no"), .init("lOCATION", "first"), .init("Location", "second")])
        #expect(response.header(name) == "first")
        #expect(response.header("Locatio") == nil)
    }

    @Test(
        "success is 200 to 299",
        arguments: [(199, false), (200, true), (204, true), (299, true), (300, false), (404, false)])
    func success(_ status: Int, _ isSuccess: Bool) { #expect(HTTPResponse(status: status).isSuccess == isSuccess) }

    @Test("a user is asked to wait for long answers, not for long connections")
    func timeouts() throws {
        #expect(HTTPRequest(.get, try base("http://h"), path: []).answerTimeout == 300)
        #expect(TransportSettings().connectionTimeout == 10)
        #expect(TransportSettings().validatesCertificates)
    }
}
