/// How often and how long something that failed for the moment is tried again.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is repeated at most; 0 never (`retries`).
    public let retries: Int
    /// After how many seconds no further try begins (`retry_timeout`).
    public let timeout: Int

    /// The longest first wait; each further one may be twice as long.
    private static let firstWait = Duration.milliseconds(500)
    /// The longest wait that is not the server's own wish.
    private static let longestWait = Duration.seconds(8)

    /// A policy.
    public init(retries: Int = 3, timeout: Int = 30) {
        self.retries = retries
        self.timeout = timeout
    }

    /// Whether a failure without an answer may pass by itself.
    public static func mayPass(_ error: HTTPError) -> Bool { [.refused, .broken, .timeout].contains(error.kind) }

    /// Whether an error status may pass by itself: too many requests, or a server behind a proxy that is not there now.
    public static func mayPass(status: Int) -> Bool { [429, 502, 503, 504].contains(status) }

    /// Whether the server may have acted on a request that ended in this way; a status of 429 is given before it acts.
    public static func mayHaveActed(_ result: Result<HTTPResponse, HTTPError>) -> Bool {
        switch result {
        case .failure(let error): [.broken, .timeout].contains(error.kind)
        case .success(let response): [502, 503, 504].contains(response.status)
        }
    }

    /// The wait before the next try; nil when there is none, since the number or the time is used up.
    ///
    /// Exponential backoff with full jitter: `random`, from 0 to below 1, picks a time between nothing and the longest wait, so
    /// that many runs that failed together don't come again together. A wish of the server (`Retry-After`) goes before it;
    /// both end with the time that is left.
    public func wait(afterTry tries: Int, elapsed: Duration, wish: Duration? = nil, random: Double) -> Duration? {
        let left = Duration.seconds(timeout) - elapsed
        guard tries <= retries, left > .zero else { return nil }
        let doublings = min(tries - 1, 10)
        let longest = min(RetryPolicy.firstWait * (1 << doublings), RetryPolicy.longestWait)
        return min(wish ?? longest * random, left)
    }

    /// The wait that a `Retry-After` header asks for: seconds, or a date in HTTP's form (RFC 9110, section 10.2.3); nil
    /// when it is neither, nothing when the date has passed.
    public static func wish(_ header: String?, date: Int) -> Duration? {
        guard let header else { return nil }
        if let seconds = Int(header) { return seconds < 0 ? nil : .seconds(min(seconds, 86_400)) }
        return HTTPDate.seconds(header).map { .seconds(max(0, min($0 - date, 86_400))) }
    }
}

/// Dates as headers hold them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Unix seconds; nil for any other form, the obsolete two included.
    static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), (1...31).contains(day),
            let month = months.firstIndex(where: { $0 == parts[2] }), let year = Int(parts[3]),
            (1970...9999).contains(year)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2]) else {
            return nil
        }
        return days(year: year, month: month + 1, day: day) * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March, where leap days come last.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
