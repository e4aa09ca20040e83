/// The side effects that a way to log in may need; tests replace them.
public struct LoginEffects: Sendable {
    /// Why an effect did not come to pass.
    public struct Unavailable: Error, Hashable, Sendable {
        /// The system's own words.
        public let reason: String
        /// Whether what was to be read is a folder.
        public let isFolder: Bool

        /// A reason in the system's words.
        public init(_ reason: String, isFolder: Bool = false) {
            self.reason = reason
            self.isFolder = isFolder
        }
    }

    /// The value of an environment variable; nil when it is not set.
    public let environment: @Sendable (_ name: String) throws(Unavailable) -> String?
    /// The whole content of a file.
    public let readFile: @Sendable (_ path: String) throws(Unavailable) -> [UInt8]
    /// The time, in seconds since 1970.
    public let now: @Sendable () throws(Unavailable) -> Int
    /// That many random bytes that nobody can guess.
    public let random: @Sendable (_ count: Int) throws(Unavailable) -> [UInt8]

    /// Effects; one that is not given fails when it is used, naming itself.
    public init(
        environment: @escaping @Sendable (_ name: String) throws(Unavailable) -> String? = { _ throws(Unavailable) in
            throw Unavailable("the effect 'environment' was not provided")
        },
        readFile: @escaping @Sendable (_ path: String) throws(Unavailable) -> [UInt8] = { _ throws(Unavailable) in
            throw Unavailable("the effect 'readFile' was not provided")
        },
        now: @escaping @Sendable () throws(Unavailable) -> Int = { () throws(Unavailable) in
            throw Unavailable("the effect 'now' was not provided")
        },
        random: @escaping @Sendable (_ count: Int) throws(Unavailable) -> [UInt8] = { _ throws(Unavailable) in
            throw Unavailable("the effect 'random' was not provided")
        }
    ) {
        self.environment = environment
        self.readFile = readFile
        self.now = now
        self.random = random
    }
}
