internal import HTTP
internal import JSON

/// An error answer; throwing it takes back all that the request had changed, as the server's transactions do (facts-core 0.8).
struct Failure: Error {
    /// The status.
    let status: Int
    /// The body; nil is an empty one.
    let body: JSON?
    /// The body's type.
    var contentType = "application/json"

    /// An answer with the body.
    init(_ status: Int, _ body: JSON?) {
        self.status = status
        self.body = body
    }

    /// `{"error":…}`, with `error_description` where given.
    init(_ status: Int, error: String, _ description: String? = nil) {
        var object: JSONObject = ["error": .string(error)]
        if let description { object["error_description"] = .string(description) }
        self.init(status, .object(object))
    }

    /// `{"errorMessage":…}`.
    init(_ status: Int, message: String) { self.init(status, ["errorMessage": .string(message)]) }

    // The server's standing answers (facts-core 9).

    /// Text that is no JSON.
    static let broken = Failure(400, error: "invalid_request", "Cannot parse the JSON")
    /// A list where a text is wanted, or the like.
    static let wrongType = Failure(400, error: "unknown_error", "Cannot parse the JSON")
    /// An integer of more than 32 bits.
    static let outOfRange = Failure(400, error: "HTTP 400 Bad Request", "Cannot parse the JSON")
    /// No valid token.
    static let unauthorized = Failure(401, error: "HTTP 401 Unauthorized")
    /// Not enough rights.
    static let forbidden = Failure(403, error: "HTTP 403 Forbidden")
    /// No such path inside the API.
    static let noPath = Failure(404, error: "HTTP 404 Not Found")
    /// No such path outside the API.
    static let noResource = Failure(404, error: "Unable to find matching target resource method")
    /// No such client.
    static let noClient = Failure(404, error: "Could not find client")
    /// A path without that method.
    static let wrongMethod = Failure(405, error: "HTTP 405 Method Not Allowed")
    /// A body that is not JSON.
    static let wrongContentType = Failure(
        415, error: "The content-type header value did not match the value in @Consumes")
    /// A name or id that is taken, found by the database.
    static let conflict = Failure(409, error: "conflict", "Duplicate resource error")
    /// The server's own error, with nothing told.
    static let serverError = Failure(
        500, error: "unknown_error", "For more on this error consult the server log.")

    /// A path that is refused before anyone looks at it.
    static func path(_ error: String, _ description: String) -> Failure {
        var failure = Failure(400, error: error, description)
        failure.contentType = "application/json; charset=utf-8"
        return failure
    }

    /// A value the server refuses.
    static func invalid(_ problem: String) -> Failure { Failure(400, error: "invalid_input", problem) }

    /// What the real server can do and this model can't.
    static func notModelled(_ what: String) -> Failure { Failure(501, error: "The sandbox does not model \(what)") }
}
