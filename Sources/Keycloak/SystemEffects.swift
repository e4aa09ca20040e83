/// The side effects on this machine that a login or a module may need: files and chance; tests replace them.
public struct SystemEffects: Sendable {
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

    /// A file that holds a secret.
    public struct PrivateFile: Hashable, Sendable {
        /// What is in it.
        public let bytes: [UInt8]
        /// Whether nobody but its owner may read or write it.
        public let isPrivate: Bool

        /// A file's content and whether it is safe there.
        public init(bytes: [UInt8], isPrivate: Bool) {
            self.bytes = bytes
            self.isPrivate = isPrivate
        }
    }

    /// The whole content of a file.
    public let readFile: @Sendable (_ path: String) throws(Unavailable) -> [UInt8]
    /// That many random bytes that nobody can guess.
    public let random: @Sendable (_ count: Int) throws(Unavailable) -> [UInt8]
    /// The file at the path; nil when there is none.
    public let privateFile: @Sendable (_ path: String) throws(Unavailable) -> PrivateFile?
    /// Finds out, without writing anything, whether `writePrivateFile` has a folder at that path to write in.
    public let checkPrivateFile: @Sendable (_ path: String) throws(Unavailable) -> Void
    /// Puts a file with this content in the place of what is at the path: at once, and readable by its owner only (0600).
    public let writePrivateFile: @Sendable (_ path: String, _ bytes: [UInt8]) throws(Unavailable) -> Void

    /// Effects; one that is not given fails when it is used, naming itself.
    public init(
        readFile: @escaping @Sendable (_ path: String) throws(Unavailable) -> [UInt8] = { _ throws(Unavailable) in
            throw Unavailable("the effect 'readFile' was not provided")
        },
        random: @escaping @Sendable (_ count: Int) throws(Unavailable) -> [UInt8] = { _ throws(Unavailable) in
            throw Unavailable("the effect 'random' was not provided")
        },
        privateFile: @escaping @Sendable (_ path: String) throws(Unavailable) -> PrivateFile? = {
            _ throws(Unavailable) in throw Unavailable("the effect 'privateFile' was not provided")
        },
        checkPrivateFile: @escaping @Sendable (_ path: String) throws(Unavailable) -> Void = { _ throws(Unavailable) in
            throw Unavailable("the effect 'checkPrivateFile' was not provided")
        },
        writePrivateFile: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) throws(Unavailable) -> Void = {
            _, _ throws(Unavailable) in throw Unavailable("the effect 'writePrivateFile' was not provided")
        }
    ) {
        self.readFile = readFile
        self.random = random
        self.privateFile = privateFile
        self.checkPrivateFile = checkPrivateFile
        self.writePrivateFile = writePrivateFile
    }
}
