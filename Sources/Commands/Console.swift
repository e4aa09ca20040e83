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
    /// Folders, and files that are written.
    public let files: ConsoleFiles
    /// Makes an interruption (SIGINT, SIGTERM) something that is asked for; a second one ends the process at once.
    public let catchStop: @Sendable () -> @Sendable () -> Bool
    /// What is a terminal.
    public let terminal: Terminal
    /// Waits, less when the task is cancelled; for what is shown while others work.
    public let wait: @Sendable (Duration) async -> Void

    /// What is a terminal, and what it can do.
    public struct Terminal: Sendable {
        /// Whether somebody can be asked.
        public var canAsk: Bool
        /// Whether stdin is one.
        public var typesInput: Bool
        /// The columns of stdout; nil when it is no terminal.
        public var width: Int?
        /// Whether stderr is a terminal.
        public var showsErrors: Bool

        /// What is a terminal; nothing by default.
        public init(
            canAsk: Bool = false, typesInput: Bool = false, width: Int? = nil, showsErrors: Bool = false
        ) {
            self.canAsk = canAsk
            self.typesInput = typesInput
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
        files: ConsoleFiles = ConsoleFiles(), catchStop: @escaping @Sendable () -> @Sendable () -> Bool = { { false } },
        terminal: Terminal = Terminal(), wait: @escaping @Sendable (Duration) async -> Void
    ) {
        self.write = write
        self.writeError = writeError
        self.read = read
        self.ask = ask
        self.files = files
        self.catchStop = catchStop
        self.terminal = terminal
        self.wait = wait
    }
}

/// What commands do with files beyond reading them; tests replace it.
public struct ConsoleFiles: Sendable {
    /// What is at a path.
    public enum Kind: Sendable, Hashable {
        /// Nothing.
        case nothing
        /// A file, or something that can be read like one.
        case file
        /// A folder, with the names of what is in it.
        case folder([String])
    }

    /// What is at a path.
    public let look: @Sendable (_ path: String) throws(SystemEffects.Unavailable) -> Kind
    /// The paths that a pattern with `*`, `?` and `[...]` matches, sorted.
    public let matches: @Sendable (_ pattern: String) -> [String]
    /// Puts a file that others may read in the place of what is at the path, at once; makes its folder.
    public let write: @Sendable (_ path: String, _ bytes: [UInt8]) throws(SystemEffects.Unavailable) -> Void

    /// Effects; one that is not given fails when it is used, naming itself, and no pattern matches.
    public init(
        look: @escaping @Sendable (_ path: String) throws(SystemEffects.Unavailable) -> Kind = {
            _ throws(SystemEffects.Unavailable) in throw SystemEffects.Unavailable("the effect 'look' was not provided")
        }, matches: @escaping @Sendable (_ pattern: String) -> [String] = { _ in [] },
        write: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) throws(SystemEffects.Unavailable) -> Void = {
            _, _ throws(SystemEffects.Unavailable) in
            throw SystemEffects.Unavailable("the effect 'write' was not provided")
        }
    ) {
        self.look = look
        self.matches = matches
        self.write = write
    }
}
