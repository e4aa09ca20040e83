/// Lets a few in at a time: a server of two cores is not faster with fifty realms being made at once.
public actor Gate {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// The one of a real Keycloak 18, where no login may be beside the deletion of a realm.
    public static let old = Gate(1)

    /// A gate for that many.
    public init(_ limit: Int) { free = limit }

    /// Runs the body when there is room.
    public func pass<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
        await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}
