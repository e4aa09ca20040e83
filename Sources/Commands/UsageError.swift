/// Why what was written cannot be carried out; nothing was asked of the server.
struct UsageError: Error, Sendable {
    /// What is wrong and what to do, each as one line without a full stop.
    let messages: [String]

    /// One thing that is wrong.
    init(_ message: String) { messages = [message] }

    /// All that is wrong; nothing at all where somebody who wrote nothing needs to be told what there is.
    init(_ messages: [String]) { self.messages = messages }
}

/// How a command ended, as the shell sees it.
enum ExitStatus: Int32, Sendable {
    /// There was nothing to do, or it is done.
    case done = 0
    /// It could not be done.
    case failed = 1
    /// What was written cannot be carried out.
    case usage = 2
    /// With `--check`: something would be done.
    case wouldChange = 3
}
