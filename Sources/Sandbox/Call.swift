internal import HTTP
internal import JSON

/// One request, taken apart.
struct Call {
    /// The method.
    let method: HTTPMethod
    /// The path's segments, decoded.
    let path: [String]
    /// The query's pairs, decoded.
    let query: [(String, String)]
    /// The server's address as the request names it; tokens are bound to it (facts-core 1).
    let base: BaseURL
    private let request: HTTPRequest
    private let version: Version

    /// Takes a request apart; 400 for malformed escapes, for doubled slashes and steps (facts-core 5), and for semicolons.
    init(_ request: HTTPRequest, _ version: Version) throws(Failure) {
        let halves = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var pieces = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        if pieces.first?.isEmpty == true { pieces.removeFirst() }
        if pieces.last?.isEmpty == true { pieces.removeLast() }
        if pieces.contains(where: { ["", ".", ".."].contains(PercentEncoding.decode($0)) }) {
            throw .path("missingNormalization", "Request path not normalized")
        }
        if halves[0].utf8.contains(UInt8(ascii: ";")) {
            throw .path("invalidCharacter", "Request path contains invalid character ';'")
        }
        var path: [String] = []
        for piece in pieces {
            guard let segment = PercentEncoding.decode(piece) else { throw Failure(400, nil) }
            path.append(segment)
        }
        guard let query = PercentEncoding.decodeForm(halves.count == 2 ? halves[1] : "") else {
            throw Failure(400, nil)
        }
        self.path = path
        self.query = query
        method = request.method
        base = request.base
        self.request = request
        self.version = version
    }

    /// What follows the base path, as the request has it.
    var target: String { request.target }

    /// The first header of that name, in any case.
    func header(_ name: String) -> String? {
        request.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The first query value of that name.
    func query(_ name: String) -> String? { query.first { $0.0.isSame(as: name) }?.1 }

    /// The body's bytes, empty when there is none.
    var body: [UInt8] { request.body ?? [] }

    /// The JSON body, bound to the shape; no Content-Type is taken as JSON, another one is 415 (facts-core 9).
    func json(_ shape: Shape) throws(Failure) -> JSON {
        guard version.guessesTypes || header("Content-Type") != nil else { throw .wrongContentType }
        let type = (header("Content-Type") ?? "application/json").split(separator: ";").first.map(String.init) ?? ""
        guard body.isEmpty || type.trimmed.lowercased() == "application/json" else { throw .wrongContentType }
        guard !body.isEmpty else { return .null }
        return try BodyReader.read(body, as: shape, version)
    }

    /// The JSON object in the body; an empty body and `null` are the server's own error (facts-core 9).
    func object(_ schema: Schema) throws(Failure) -> JSONObject {
        guard let object = try json(.object(schema)).object else { throw .serverError }
        return object
    }

    /// The fields of a form body; none for another content type (facts-core 1).
    var form: [(String, String)] {
        guard let type = header("Content-Type"), type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
            return []
        }
        return PercentEncoding.decodeForm(String(decoding: body, as: UTF8.self)) ?? []
    }

    /// The address of an object below a realm of the admin API, as the Location header gives it: `%` escaped, `/` not.
    func location(_ realm: String, _ rest: String) -> HTTPRequest.Header {
        let path = rest.split(separator: "/", omittingEmptySubsequences: false).map {
            PercentEncoding.segment(String($0))
        }
        return .init(
            "Location",
            "\(base)/admin/realms/\(PercentEncoding.segment(realm))" + path.map { "/" + $0 }.joined())
    }
}

extension Call {
    /// The address of an object below a realm, escaped as Java's builder of addresses does it: more is left as it is, `/` is not.
    func location(_ realm: String, segments: [String]) -> HTTPRequest.Header {
        .init("Location", "\(base)/admin/realms/\(PercentEncoding.segment(realm))\(Self.path(segments))")
    }

    /// The address of a client in the registration of a realm's clients, escaped in the same way, but that a slash stays one,
    /// and so does what looks escaped (facts-more 1.2).
    func registrationLocation(_ realm: String, _ clientID: String) -> HTTPRequest.Header {
        let place = "\(base)/realms/\(PercentEncoding.segment(realm))/clients-registrations/default"
        let segments = clientID.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return .init("Location", place + Self.path(segments, keepsEscapes: true))
    }

    /// The address of a client in the registration by RFC 7591, where a slash is escaped too.
    func registration(_ realm: String, _ clientID: String) -> String {
        let place = "\(base)/realms/\(PercentEncoding.segment(realm))/clients-registrations/openid-connect"
        return place + Self.path([clientID])
    }

    private static func path(_ segments: [String], keepsEscapes: Bool = false) -> String {
        let kept = Set("-._~!$&'()*+,;=:@".utf8)
        func escaped(_ piece: Substring) -> String {
            piece.unicodeScalars.map { scalar in
                let text = String(scalar)
                return text.utf8.allSatisfy(kept.contains) ? text : PercentEncoding.segment(text)
            }.joined()
        }
        return segments.map { segment in
            let pieces = segment.split(separator: "%", omittingEmptySubsequences: false)
            let rest = pieces.dropFirst().map { piece in
                let isEscape = keepsEscapes && piece.prefix(2).filter { $0.isASCII && $0.isHexDigit }.count == 2
                return (isEscape ? "%" : "%25") + escaped(piece)
            }
            return "/" + escaped(pieces[0]) + rest.joined()
        }.joined()
    }
}

extension HTTPResponse {
    /// An answer with a JSON body.
    static func json(_ body: JSON, status: Int = 200, location: HTTPRequest.Header? = nil) -> HTTPResponse {
        let type = HTTPRequest.Header("Content-Type", "application/json;charset=UTF-8")
        return HTTPResponse(
            status: status, headers: [type] + (location.map { [$0] } ?? []), body: Array(body.compact.utf8))
    }

    /// An answer of the token endpoint.
    static func token(_ body: JSON) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [.init("Content-Type", "application/json"), .init("Cache-Control", "no-store")],
            body: Array(body.compact.utf8))
    }

    /// 204 without a body.
    static let done = HTTPResponse(status: 204)

    /// 201 without a body (facts-core 2).
    static func created(_ location: HTTPRequest.Header) -> HTTPResponse {
        HTTPResponse(status: 201, headers: [location])
    }
}
