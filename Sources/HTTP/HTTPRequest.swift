/// An HTTP method.
public enum HTTPMethod: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
}

/// One request, as a value: what is sent, and to whom.
public struct HTTPRequest: Hashable, Sendable {
    /// The method.
    public let method: HTTPMethod
    /// The server and base path.
    public let base: BaseURL
    /// What follows the base path, escaped: `/admin/realms/a%2Fb/clients?clientId=x`.
    public let target: String
    /// Header fields in the order in which they are sent.
    public var headers: [Header]
    /// The body's bytes; nil sends none.
    public let body: [UInt8]?
    /// How long the server may take for the whole answer, in seconds.
    ///
    /// Creating a SAML client can take Keycloak 26 two minutes (facts-core 2.5), so this is far longer than the connection
    /// timeout.
    public var answerTimeout: Int
    /// Whether sending it twice comes to the same as sending it once, so that it may be repeated without a look at what the
    /// first one did: all but POST (RFC 9110, section 9.2.2), and POST where nothing is created, such as a login.
    public let isRepeatable: Bool

    /// One header field.
    public struct Header: Hashable, Sendable {
        /// The name, compared in any case.
        public let name: String
        /// The value.
        public let value: String

        /// A header field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A request to `base` + escaped segments + escaped query.
    public init(
        _ method: HTTPMethod, _ base: BaseURL, path: [String], query: [(String, String)] = [], headers: [Header] = [],
        body: [UInt8]? = nil, answerTimeout: Int = 300, isRepeatable: Bool? = nil
    ) {
        self.method = method
        self.base = base
        let escaped = path.map { "/" + PercentEncoding.segment($0) }.joined()
        target = query.isEmpty ? escaped : escaped + "?" + PercentEncoding.form(query)
        self.headers = headers
        self.body = body
        self.answerTimeout = answerTimeout
        self.isRepeatable = isRepeatable ?? (method != .post)
    }

    /// A request whose target came over the wire, still escaped.
    public init(_ method: HTTPMethod, _ base: BaseURL, target: String, headers: [Header], body: [UInt8]?) {
        self.method = method
        self.base = base
        self.target = target
        self.headers = headers
        self.body = body
        answerTimeout = 300
        isRepeatable = method != .post
    }

    /// The whole URL.
    public var url: String { base.description + target }

    /// Method and path without the query, for messages: `PUT /auth/admin/realms/master/clients/1`.
    public var summary: String { "\(method.rawValue) \(base.path)\(target.prefix { $0 != "?" })" }
}

/// One answer, as a value.
public struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    public let status: Int
    /// Header fields, in the order in which they came.
    public let headers: [HTTPRequest.Header]
    /// The body's bytes.
    public let body: [UInt8]
    /// How often the request was sent until this answer came.
    public var tries = 1

    /// An answer.
    public init(status: Int, headers: [HTTPRequest.Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Whether the status is one of success, 200 to 299; which one it is varies by version (facts-more 0).
    public var isSuccess: Bool { (200..<300).contains(status) }
}
