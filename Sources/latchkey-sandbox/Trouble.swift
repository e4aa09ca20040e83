internal import Glibc
internal import HTTP
internal import Synchronization

/// What a server does to those who count on it, on purpose: it is slow, and it fails now and then.
final class Trouble: Sendable {
    private let latency: Int
    private let failEvery: Int
    private let count = Mutex(0)

    /// Milliseconds that each answer takes longer, and which requests fail: every so manieth, or none where it is 0.
    init(latency: Int, failEvery: Int) {
        self.latency = latency
        self.failEvery = failEvery
    }

    /// Blocks the thread as long as the answer is late; the answer of a request that fails, which the model never sees.
    func befall() -> HTTPResponse? {
        if latency > 0 { usleep(UInt32(latency) * 1000) }
        guard failEvery > 0 else { return nil }
        let number = count.withLock { count in
            count += 1
            return count
        }
        return number.isMultiple(of: failEvery) ? HTTPResponse(status: 503) : nil
    }
}
