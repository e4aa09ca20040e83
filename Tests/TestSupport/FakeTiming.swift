public import HTTP
import Synchronization

extension Timing {
    /// A clock that only sleeping moves, so that no test waits; `date` for tests that talk to a real server.
    public static func fake(date: @escaping @Sendable () -> Int = { 1_800_000_000 }) -> Timing {
        let clock = FakeClock()
        return Timing(
            now: { clock.elapsed.withLock { $0 } }, date: date,
            sleep: { wait in clock.elapsed.withLock { $0 += wait } }, random: { 0.5 })
    }
}

/// The time that was slept away.
private final class FakeClock: Sendable {
    let elapsed = Mutex(Duration.zero)
}
