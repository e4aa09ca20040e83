public import Keycloak

/// The streams and the terminal that a command is used from; tests replace them.
public struct Console: Sendable {
    /// Writes to stdout.
    public let write: @Sendable (String) -> Void
    /// Writes to stderr.
    public let writeError: @Sendable (String) -> Void
    /// All that comes from stdin.
    public let read: @Sendable () throws(SystemEffects.Unavailable) -> [UInt8]
    /// Asks for a secret, which is not shown while it is typed.
    public let ask: @Sendable (_ question: String) throws(SystemEffects.Unavailable) -> String
    /// What is a terminal.
    public let terminal: Terminal
    /// Waits, less when the task is cancelled; for what is shown while others work.
    public let wait: @Sendable (Duration) async -> Void

    /// What is a terminal, and what it can do.
    public struct Terminal: Sendable {
        /// Whether somebody can be asked.
        public var canAsk: Bool
        /// The columns of stdout; nil when it is no terminal.
        public var width: Int?
        /// Whether stderr is a terminal.
        public var showsErrors: Bool

        /// What is a terminal; nothing by default.
        public init(canAsk: Bool = false, width: Int? = nil, showsErrors: Bool = false) {
            self.canAsk = canAsk
            self.width = width
            self.showsErrors = showsErrors
        }
    }

    /// A console; what is not given fails when it is used, naming itself, and waiting is endless until it is cancelled.
    public init(
        write: @escaping @Sendable (String) -> Void, writeError: @escaping @Sendable (String) -> Void,
        read: @escaping @Sendable () throws(SystemEffects.Unavailable) -> [UInt8] = {
            () throws(SystemEffects.Unavailable) in
            throw SystemEffects.Unavailable("the effect 'read' was not provided")
        },
        ask: @escaping @Sendable (_ question: String) throws(SystemEffects.Unavailable) -> String = {
            _ throws(SystemEffects.Unavailable) in throw SystemEffects.Unavailable("the effect 'ask' was not provided")
        },
        terminal: Terminal = Terminal(), wait: @escaping @Sendable (Duration) async -> Void
    ) {
        self.write = write
        self.writeError = writeError
        self.read = read
        self.ask = ask
        self.terminal = terminal
        self.wait = wait
    }
}
