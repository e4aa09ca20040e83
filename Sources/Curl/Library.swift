import CLibcurl
import HTTP

/// libcurl as a whole: what is done once a process, and how its errors read here.
enum Library {
    private static let initialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Prepares libcurl, the first time.
    static func initialize() throws(HTTPError) {
        guard initialized == CURLE_OK else { throw HTTPError(.invalid, describe(initialized)) }
    }

    /// libcurl's general words for a code.
    static func describe(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }

    /// The kind of a failure; `wasSent` tells whether the request had gone out, `tunnel` with which status a proxy answered
    /// the wish for a way to the server, 0 without one.
    static func kind(_ code: CURLcode, wasSent: Bool, tunnel: Int) -> HTTPError.Kind {
        switch code {
        case _ where (400...499).contains(tunnel): .proxy
        // Behind the proxy there is nobody now.
        case _ where tunnel >= 500: .refused
        case CURLE_COULDNT_RESOLVE_PROXY: .proxy
        case CURLE_COULDNT_RESOLVE_HOST: .unknownHost
        // The latter is a SOCKS proxy's refusal, before the server has heard anything.
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: .refused
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            .tls
        // An answer that is no HTTP has the same code as a URL that is no HTTP.
        case CURLE_UNSUPPORTED_PROTOCOL: wasSent ? .broken : .invalid
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN,
            CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY:
            .invalid
        default: .broken
        }
    }
}
