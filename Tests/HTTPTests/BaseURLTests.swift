import HTTP
import Testing

/// An address as a user writes it, and its parts; without them it is refused.
struct Address: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let parts: [String]?

    init(_ story: String, _ text: String, _ origin: String, _ path: String) {
        testDescription = story
        self.text = text
        parts = [origin, path]
    }

    init(_ story: String, refused text: String) {
        testDescription = story
        self.text = text
        parts = nil
    }

    static let all: [Address] = [
        Address("a host", "https://sso.example.org", "https://sso.example.org", ""),
        Address("a trailing slash goes", "https://sso.example.org/", "https://sso.example.org", ""),
        Address("all trailing slashes go", "https://sso.example.org///", "https://sso.example.org", ""),
        Address("a base path stays", "https://sso.example.org/auth", "https://sso.example.org", "/auth"),
        Address(
            "a base path with a trailing slash", "https://sso.example.org/auth/", "https://sso.example.org", "/auth"),
        Address("a base path of several steps", "http://h/a/b//c/", "http://h", "/a/b//c"),
        Address("an escaped base path stays as it is", "http://h/a%2Fb", "http://h", "/a%2Fb"),
        Address("a port", "http://127.0.0.1:8080/auth", "http://127.0.0.1:8080", "/auth"),
        Address(
            "a scheme in capitals is made small", "HTTPS://SSO.example.org/Auth", "https://SSO.example.org", "/Auth"),
        Address("a scheme in both", "Http://h", "http://h", ""),
        Address("IPv6", "http://[::1]:8080/auth", "http://[::1]:8080", "/auth"),
        Address("IPv6 without a port", "https://[2001:db8::1]", "https://[2001:db8::1]", ""),
        Address("a host of other letters", "https://sso.exämple.org", "https://sso.exämple.org", ""),
        Address("nothing", refused: ""),
        Address("only slashes", refused: "//"),
        Address("no scheme", refused: "sso.example.org"),
        Address("another scheme", refused: "ftp://sso.example.org"),
        Address("a file", refused: "file:///etc/passwd"),
        Address("half a scheme", refused: "http:/sso.example.org"),
        Address("no host", refused: "https://"),
        Address("a path and no host", refused: "https:///auth"),
        Address("a user", refused: "https://admin@sso.example.org"),
        Address("a user and password", refused: "https://admin:admin@sso.example.org/auth"),
        Address("a query", refused: "https://sso.example.org/auth?a=b"),
        Address("a query at once", refused: "https://sso.example.org?a=b"),
        Address("a fragment", refused: "https://sso.example.org/auth#top"),
        Address("a space", refused: "https://sso.example.org/a b"),
        Address("a space before it", refused: " https://sso.example.org"),
        Address("a line break, which could become a header", refused: "https://h/\r\nX: y"),
        Address("a backslash", refused: "https://h\\evil.example"),
        Address("quotes", refused: "https://h/\"a\""),
        Address("a template that nobody filled in", refused: "https://{{ host }}"),
    ]
}

@Suite("A server's address")
struct BaseURLTests {
    @Test("is read or refused", arguments: Address.all)
    func reads(_ story: Address) {
        let url = BaseURL(story.text)
        #expect(url.map { [$0.origin, $0.path] } == story.parts)
        #expect(url?.description == story.parts?.joined())
    }
}
