internal import Synchronization

/// Shows on the terminal that something takes long, and keeps out of the way of other lines there.
final class Progress: Sendable {
    private let console: Console
    private let isShown: Bool
    private let state = Mutex(State())

    private struct State {
        var isVisible = false
        var isOver = true
    }

    /// Begins the line and clears it (ECMA-48: CR, erase in line).
    private static let clear = "\r\u{1B}[K"

    /// Progress on a console; where stderr is no terminal, or one that cannot clear a line, nothing is shown.
    init(_ console: Console, isShown: Bool) {
        self.console = console
        self.isShown = isShown
    }

    /// Does something; when it takes longer than a second, says what is waited for and how long.
    func during<Result: Sendable>(_ what: String, _ body: () async -> Result) async -> Result {
        await during({ what }, lineEvery: nil, body)
    }

    /// Does something whose progress can be told; where nothing can be shown and cleared again, tells it by a line now and
    /// then.
    ///
    /// - Parameter interval: Seconds between two lines; nil writes none.
    func during<Result: Sendable>(
        _ what: @escaping @Sendable () -> String, lineEvery interval: Int?, _ body: () async -> Result
    ) async -> Result {
        guard isShown || interval != nil else { return await body() }
        state.withLock { $0.isOver = false }
        let ticker = Task { [self] in
            var seconds = 0
            while true {
                await console.wait(.seconds(1))
                guard !Task.isCancelled else { return }
                seconds += 1
                if isShown {
                    show("latchkey: \(what()), \(seconds) s")
                } else if let interval, seconds % interval == 0 {
                    log("\(what()), \(seconds) s")
                }
            }
        }
        let result = await body()
        ticker.cancel()
        state.withLock { state in
            state.isOver = true
            hide(&state)
        }
        return result
    }

    /// Writes a line to stderr in place of what is shown.
    func log(_ line: String) {
        state.withLock { state in
            hide(&state)
            console.writeError("latchkey: \(line)\n")
        }
    }

    private func show(_ text: String) {
        state.withLock { state in
            guard !state.isOver else { return }
            state.isVisible = true
            console.writeError(Progress.clear + text)
        }
    }

    private func hide(_ state: inout State) {
        guard state.isVisible else { return }
        state.isVisible = false
        console.writeError(Progress.clear)
    }
}
