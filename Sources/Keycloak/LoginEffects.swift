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

    /// The whole content of a file.
    public let readFile: @Sendable (_ path: String) throws(Unavailable) -> [UInt8]
    /// That many random bytes that nobody can guess.
    public let random: @Sendable (_ count: Int) throws(Unavailable) -> [UInt8]

    /// Effects; one that is not given fails when it is used, naming itself.
    public init(
        readFile: @escaping @Sendable (_ path: String) throws(Unavailable) -> [UInt8] = { _ throws(Unavailable) in
            throw Unavailable("the effect 'readFile' was not provided")
        },
        random: @escaping @Sendable (_ count: Int) throws(Unavailable) -> [UInt8] = { _ throws(Unavailable) in
            throw Unavailable("the effect 'random' was not provided")
        }
    ) {
        self.readFile = readFile
        self.random = random
    }
}
