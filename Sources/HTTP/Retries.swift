/// Time and chance, as values from outside, so that a test need not wait.
public struct Timing: Sendable {
    /// The time since some fixed moment, never going back.
    public let now: @Sendable () -> Duration
    /// The date in unix seconds.
    public let date: @Sendable () -> Int
    /// Waits; less when the task is cancelled.
    public let sleep: @Sendable (Duration) async -> Void
    /// A number from 0 to below 1, another one each time.
    public let random: @Sendable () -> Double

    /// Time and chance.
    public init(
        now: @escaping @Sendable () -> Duration, date: @escaping @Sendable () -> Int,
        sleep: @escaping @Sendable (Duration) async -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.date = date
        self.sleep = sleep
        self.random = random
    }
}

/// All that is needed to try again: how often, with which clock, and who is told.
public struct Retries: Sendable {
    /// The bounds.
    public let policy: RetryPolicy
    /// Time and chance.
    public let timing: Timing
    /// Takes one line about each wait; never a secret.
    public let log: @Sendable (String) -> Void

    /// Retries.
    public init(policy: RetryPolicy, timing: Timing, log: @escaping @Sendable (String) -> Void) {
        self.policy = policy
        self.timing = timing
        self.log = log
    }

    /// Begins to count tries of one thing; the first try is now.
    public func begin() -> Attempts { Attempts(self) }
}

/// The tries of one thing.
public struct Attempts: Sendable {
    /// How many were begun.
    public private(set) var tries = 1
    private let retries: Retries
    private let start: Duration

    init(_ retries: Retries) {
        self.retries = retries
        start = retries.timing.now()
    }

    /// Waits for the next try after one that ended with `cause`; false when there is none.
    public mutating func pause(after cause: String, retryAfter: String? = nil) async -> Bool {
        let timing = retries.timing
        let wait = retries.policy.wait(
            afterTry: tries, elapsed: timing.now() - start,
            wish: RetryPolicy.wish(retryAfter, date: timing.date()), random: timing.random())
        guard let wait else {
            if tries > 1 { retries.log("\(cause); given up after \(tries) tries.") }
            return false
        }
        retries.log("\(cause); try \(tries + 1) of \(retries.policy.retries + 1) in \(Attempts.seconds(wait)).")
        if wait > .zero { await timing.sleep(wait) }
        guard !Task.isCancelled else { return false }
        tries += 1
        return true
    }

    /// A wait in tenths of seconds: `0.3 s`.
    static func seconds(_ wait: Duration) -> String {
        let tenths = (wait.components.seconds * 10) + wait.components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
