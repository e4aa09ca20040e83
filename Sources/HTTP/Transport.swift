/// What carries requests to a server: libcurl, the sandbox in memory, or a test's fault injector.
public protocol Transport: Sendable {
    /// Sends one request and waits for the whole answer; many may be in flight at once.
    ///
    /// Every HTTP status is an answer; an error means that there was none.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}

/// Why there was no answer.
public struct HTTPError: Error, Hashable, Sendable {
    /// What went wrong, in the kinds that need different words.
    public enum Kind: Hashable, Sendable {
        /// The host's name is unknown.
        case unknownHost
        /// Nothing listens there, or the network refuses.
        case refused
        /// No answer in time.
        case timeout
        /// TLS failed: certificate, protocol version or handshake.
        case tls
        /// The connection broke, or what came was no HTTP.
        case broken
        /// The request could not be sent at all: a URL or an option the library refuses.
        case invalid
        /// The task that waited for the answer was cancelled; whether the server acted on the request is unknown.
        case cancelled
    }

    /// The kind.
    public let kind: Kind
    /// The transport library's own words.
    public let reason: String
    /// How often the request was sent.
    public var tries = 1

    /// An error of a kind, in the library's words.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

/// How a transport treats connections; one value a run.
public struct TransportSettings: Hashable, Sendable {
    /// Whether the server's TLS certificate must verify (`validate_certs`).
    public var validatesCertificates: Bool
    /// How long connecting may take, in seconds (`connection_timeout`).
    public var connectionTimeout: Int
    /// The User-Agent header (`http_agent`).
    public var userAgent: String

    /// Settings.
    public init(validatesCertificates: Bool = true, connectionTimeout: Int = 10, userAgent: String = "Ansible") {
        self.validatesCertificates = validatesCertificates
        self.connectionTimeout = connectionTimeout
        self.userAgent = userAgent
    }
}
