internal import JSON

/// What the token endpoint gave: an access token, perhaps a refresh token, and until when each is good.
///
/// Times are seconds since 1970; nil where the answer named none.
public struct Tokens: Hashable, Sendable {
    /// What requests carry.
    public let accessToken: String
    /// When the access token ends.
    public let expiry: Int?
    /// How long the access token lived from the login on, in seconds.
    public let life: Int?
    /// What fetches the next access token; client credentials give none (facts-core 1).
    public let refreshToken: String?
    /// When the refresh token ends.
    public let refreshExpiry: Int?

    /// Tokens with their ends.
    public init(
        accessToken: String, expiry: Int? = nil, life: Int? = nil, refreshToken: String? = nil,
        refreshExpiry: Int? = nil
    ) {
        self.accessToken = accessToken
        self.expiry = expiry
        self.life = life
        self.refreshToken = refreshToken
        self.refreshExpiry = refreshExpiry
    }

    /// The answer of the token endpoint to what was asked at `asked`; nil without an access token.
    ///
    /// Lives are counted from the question on: how long the answer took is not known to the server. A `refresh_expires_in`
    /// of 0 beside a refresh token means that its end is not known.
    init?(answer: JSONObject, asked: Int) {
        guard let accessToken = answer["access_token"]?.text else { return nil }
        let life = Tokens.seconds(answer["expires_in"])
        let refreshToken = answer["refresh_token"]?.text
        let refreshLife = refreshToken == nil ? nil : Tokens.seconds(answer["refresh_expires_in"])
        self.init(
            accessToken: accessToken, expiry: life.map { asked + $0 }, life: life, refreshToken: refreshToken,
            refreshExpiry: refreshLife.map { asked + $0 })
    }

    /// A length of time that can be added to a clock's: a hundred years are as good as any more.
    private static func seconds(_ value: JSON?) -> Int? {
        guard let seconds = value?.int, seconds > 0 else { return nil }
        return min(seconds, 3_155_760_000)
    }

    /// Whether a request must not begin with this token any more: less than a sixth of its life is left, or than 10 s.
    ///
    /// Of a life shorter than 20 s a half is used, else such a token would be renewed before every request.
    public func isDue(at now: Int) -> Bool {
        guard let expiry, let life else { return false }
        return expiry - now < min(max(10, life / 6), life / 2)
    }

    /// Whether the refresh token is still good for one more request.
    public func canRenew(at now: Int) -> Bool {
        guard refreshToken != nil else { return false }
        return refreshExpiry.map { $0 - now > 5 } ?? true
    }

    /// Whether neither token is of use any more.
    public func isWorthless(at now: Int) -> Bool { isDue(at: now) && !canRenew(at: now) }
}
