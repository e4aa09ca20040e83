internal import JSON

/// What is kept of a client's own token: the token, and what a run began that may have changed it.
struct RegistrationRecord: Hashable {
    /// What takes or gives a client its token.
    enum Work: String {
        case create, update, renew, delete
    }

    /// The token; nil when none is known.
    var token: String?
    /// What a run began and did not come to tell the end of.
    var begun: Work?

    /// Reads what is kept.
    init(_ kept: JSONObject?) {
        token = kept?["token"]?.text
        begun = (kept?["begun"]?.text).flatMap(Work.init)
    }

    /// A record.
    init(token: String? = nil, begun: Work? = nil) {
        self.token = token
        self.begun = begun
    }

    /// What is to be kept; nil when that is nothing.
    var kept: JSONObject? {
        var kept: JSONObject = [:]
        kept["token"] = token.map { .string($0) }
        kept["begun"] = begun.map { .string($0.rawValue) }
        return kept.isEmpty ? nil : kept
    }
}
