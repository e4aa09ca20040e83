/// What carries requests to a server: libcurl, the sandbox in memory, or a test's fault injector.
public protocol Transport: Sendable {
    /// Sends one request and waits for the whole answer; many may be in flight at once.
    ///
    /// Every HTTP status is an answer; an error means that there was none.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

    /// Where work that waits for answers is best done; nil means anywhere.
    var executor: (any TaskExecutor)? { get }
}

extension Transport {
    /// Anywhere.
    public var executor: (any TaskExecutor)? { nil }
}

/// Why there was no answer.
public struct HTTPError: Error, Hashable, Sendable {
    /// What went wrong, in the kinds that need different words.
    public enum Kind: Hashable, Sendable {
        /// The host's name is unknown.
        case unknownHost
        /// Nothing listens there, or the network refuses.
        case refused
        /// The proxy is unknown, or will not lead to the server: it wants another login, say.
        case proxy
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
    /// Which authorities may have signed the server's certificate (`ca_path`).
    public var authorities: Authorities
    /// What the server is shown when it asks for a certificate (`client_cert`); nil shows none.
    public var clientCertificate: ClientCertificate?
    /// The proxy's URL (`proxy`); nil takes the environment's (`https_proxy`, `http_proxy`), an empty text none.
    ///
    /// Hosts in the environment's `no_proxy` are reached directly in any case, as libcurl does it.
    public var proxy: String?

    /// The authorities that are trusted.
    public enum Authorities: Hashable, Sendable {
        /// Those that the transport library knows by itself.
        case system
        /// Those in a PEM file, and no others.
        case file(String)
        /// Those in a folder of PEM files that has been through `openssl rehash`, and no others.
        case folder(String)
        /// Those in a PEM text, and no others.
        case text([UInt8])
    }

    /// A client's certificate and its key, in PEM files.
    public struct ClientCertificate: Hashable, Sendable {
        /// The file of the certificate, with those of the authorities between it and a known one behind it.
        public let certificate: String
        /// The file of the private key.
        public let key: String
        /// What opens an encrypted key.
        public let passphrase: String?

        /// A certificate and its key, which may be in one file.
        public init(certificate: String, key: String, passphrase: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.passphrase = passphrase
        }
    }

    /// Settings.
    public init(
        validatesCertificates: Bool = true, connectionTimeout: Int = 10, userAgent: String = "Ansible",
        authorities: Authorities = .system, clientCertificate: ClientCertificate? = nil, proxy: String? = nil
    ) {
        self.validatesCertificates = validatesCertificates
        self.connectionTimeout = connectionTimeout
        self.userAgent = userAgent
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.proxy = proxy
    }
}
