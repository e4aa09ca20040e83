import CLibcurl
import HTTP

/// The owner of one transfer's handle, and of all the memory that libcurl uses for it.
final class EasyHandle {
    /// The handle, for the multi handle.
    let handle: CurlEasy
    private let errorText: UnsafeMutablePointer<CChar>
    private let headers: HeaderList
    private let received = Received()

    /// What a handle is for.
    enum Purpose {
        /// Sends the request.
        case transfer
        /// Only connects, without a check, and sends nothing: fetches the certificate that a check has refused.
        case look
    }

    /// A transfer of `request`, which will be known by `id`, ready to start; or a look at the server that it goes to.
    init(
        _ request: HTTPRequest, id: UInt, settings: TransportSettings, purpose: Purpose = .transfer
    ) throws(HTTPError) {
        headers = try HeaderList(purpose == .look ? [] : request.headers)
        guard let raw = curl_easy_init() else { throw HTTPError(.invalid, Library.describe(CURLE_FAILED_INIT)) }
        handle = CurlEasy(raw: raw)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try check(curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try check(curl_set_pointer(handle, CURLOPT_PRIVATE, UnsafeRawPointer(bitPattern: id)))
        switch purpose {
        case .transfer:
            try setConnection(settings)
            try setRequest(request)
        case .look:
            var settings = settings
            settings.clientCertificate = nil
            try setConnection(settings)
            // A proxy's is checked as ever: when it is the one that was refused, the look ends there.
            try setChecks(false, CURLOPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYHOST)
            try set(CURLOPT_CONNECT_ONLY, 1)
            try set(CURLOPT_CERTINFO, 1)
            try set(CURLOPT_URL, request.base.origin)
            try set(CURLOPT_TIMEOUT, settings.connectionTimeout)
        }
        try setReceivers()
    }

    deinit {
        curl_easy_cleanup(handle.raw)
        errorText.deallocate()
    }

    /// The answer, or why there is none, after libcurl has ended the transfer with `code`.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
        guard code == CURLE_OK else {
            let kind = Library.kind(
                code, wasSent: long(CURLINFO_REQUEST_SIZE) > 0, tunnel: long(CURLINFO_HTTP_CONNECTCODE))
            return .failure(HTTPError(kind, describe(code)))
        }
        guard received.isHeadWhole else {
            return .failure(HTTPError(.broken, "the connection ended within the head of the answer"))
        }
        return .success(received.response(status: long(CURLINFO_RESPONSE_CODE)))
    }

    /// Whether the server's certificate was refused: only then is a look at it worthwhile.
    static func isRefusal(_ code: CURLcode) -> Bool { code == CURLE_PEER_FAILED_VERIFICATION }

    /// What the server's certificate says, after a look; nil when there is none to be had.
    var certificate: String? {
        var fields: [String: String] = [:]
        var next = curl_get_certificate(handle).raw
        while let field = next {
            if let text = field.pointee.data.map({ String(cString: $0) }), let colon = text.firstIndex(of: ":") {
                fields[String(text[..<colon])] = String(text[text.index(after: colon)...])
            }
            next = field.pointee.next
        }
        guard let subject = fields["Subject"] else { return nil }
        let names = fields["X509v3 Subject Alternative Name"].map { ", with the names \($0)" } ?? ""
        let issuer = fields["Issuer"].map { "; issued by \($0)" } ?? ""
        let end = fields["Expire date"].map { ", valid until \($0)" } ?? ""
        return "the certificate's subject is \(subject)\(names)\(issuer)\(end)"
    }

    private func setConnection(_ settings: TransportSettings) throws(HTTPError) {
        try check(curl_set_http_only(handle))
        // A signal would end a name look-up in another thread's way; the worker blocks SIGPIPE by itself.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_CONNECTTIMEOUT, settings.connectionTimeout)
        // An https proxy is told the server's name and a password of its own: it has to be as good as the server.
        try setChecks(settings.validatesCertificates, CURLOPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYHOST)
        try setChecks(settings.validatesCertificates, CURLOPT_PROXY_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYHOST)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_PROXY_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try setTrust(settings.authorities, CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_CAINFO_BLOB)
        try setTrust(settings.authorities, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH, CURLOPT_PROXY_CAINFO_BLOB)
        if let certificate = settings.clientCertificate { try setCertificate(certificate) }
        // An empty text turns the environment's proxy off.
        if let proxy = settings.proxy { try set(CURLOPT_PROXY, proxy) }
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        // The head of a proxy's answer to CONNECT is not the server's.
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // A cancelled request need not wait for its name look-up; libraries before 7.87 don't know the option.
        _ = curl_set_long(handle, CURLOPT_QUICK_EXIT, 1)
        guard HeaderList.isOneLine(settings.userAgent) else {
            throw HTTPError(.invalid, "the user agent has a control character in it")
        }
        try set(CURLOPT_USERAGENT, settings.userAgent)
        // The HTTP version is left to the library: 2 over TLS where the server agrees, else 1.1.
    }

    private func setChecks(_ isOn: Bool, _ authority: CURLoption, _ name: CURLoption) throws(HTTPError) {
        try set(authority, isOn ? 1 : 0)
        try set(name, isOn ? 2 : 0)
    }

    /// Sets which authorities are trusted, by the options for a file, a folder and a text.
    private func setTrust(
        _ authorities: TransportSettings.Authorities, _ file: CURLoption, _ folder: CURLoption, _ text: CURLoption
    ) throws(HTTPError) {
        // Distributions build a file and a folder of their own authorities in; the one that is not named has to go.
        switch authorities {
        case .system: break
        case .file(let path):
            try set(file, path)
            try check(curl_set_text(handle, folder, nil))
        case .folder(let path):
            try set(folder, path)
            try check(curl_set_text(handle, file, nil))
        case .text(let bytes):
            try check(curl_set_blob(handle, text, bytes, bytes.count))
            try check(curl_set_text(handle, folder, nil))
        }
    }

    private func setCertificate(_ certificate: TransportSettings.ClientCertificate) throws(HTTPError) {
        try set(CURLOPT_SSLCERT, certificate.certificate)
        try set(CURLOPT_SSLKEY, certificate.key)
        // An empty one too: without any, OpenSSL would ask for it at the terminal.
        try set(CURLOPT_KEYPASSWD, certificate.passphrase ?? "")
    }

    private func setRequest(_ request: HTTPRequest) throws(HTTPError) {
        // Without this the library would take `/a/%2E%2E/b` as steps, and delete another thing than was named.
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_TIMEOUT, request.answerTimeout)
        // On a used connection that ends without an answer libcurl sends any request again by itself, a POST too, although
        // the server may have acted on it. On a new connection it never does.
        if !request.isRepeatable { try set(CURLOPT_FRESH_CONNECT, 1) }
        try check(curl_set_list(handle, CURLOPT_HTTPHEADER, headers.list))
        // A server may refuse a POST or PUT that does not tell the length of its body (411).
        let needsBody = request.method == .post || request.method == .put
        if let body = request.body ?? (needsBody ? [] : nil) { try setBody(body) }
        // After the body, which makes a POST of it.
        try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    private func setBody(_ body: [UInt8]) throws(HTTPError) {
        // The size first: the copy is of that many bytes.
        try check(curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        guard !body.isEmpty else { return try set(CURLOPT_COPYPOSTFIELDS, "") }
        try check(body.withUnsafeBytes { curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
    }

    private func setReceivers() throws(HTTPError) {
        let context = Unmanaged.passUnretained(received).toOpaque()
        try check(curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
        try check(
            curl_set_receive(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                EasyHandle.receive(bytes, size * count, context) { $0.take(body: $1) }
            })
        try check(
            curl_set_receive(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                EasyHandle.receive(bytes, size * count, context) { $0.take(line: $1) }
            })
    }

    private static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ take: (Received, UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int {
        guard let bytes, let context else { return 0 }
        let received = Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
        bytes.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
            take(received, UnsafeBufferPointer(start: bytes, count: count))
        }
        return count
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try check(curl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPError) {
        // C would end the text there, and another URL would be asked.
        guard !value.utf8.contains(0) else { throw HTTPError(.invalid, "a text with a null character in it") }
        try check(curl_set_text(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(HTTPError) {
        guard code == CURLE_OK else { throw HTTPError(.invalid, describe(code)) }
    }

    private func describe(_ code: CURLcode) -> String {
        let text = String(cString: errorText)
        return text.isEmpty ? Library.describe(code) : text
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        return curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }
}
