internal import FileSystem
internal import Glibc

/// An open file or folder, closed when it goes.
private struct Descriptor: ~Copyable {
    let number: Int32

    /// Takes what `open` returned; nil when that failed, with the reason in `errno`.
    init?(_ number: Int32) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    deinit { close(number) }
}

/// The folder that holds the store's file: the only place that makes system calls for it.
///
/// Everything is opened relative to the folder's own descriptor, after that was found to be a folder of this user alone, and
/// no last step is ever followed through a symbolic link: nobody can put another folder or file in between.
struct TokenFolder: ~Copyable {
    /// Why something can't be used, as a clause: `folder '/x' is readable by others (mode 0755)`.
    struct Refusal: Error, Hashable {
        let problem: String
        /// Whether a new file may take the place of the one that is refused.
        let isReplaceable: Bool
    }

    /// `F_OFD_SETLK` of Linux, which Glibc's module hides: a lock of the open file, not of the process, which could take it
    /// twice (fcntl(2)).
    private static let lockOfOpenFile: Int32 = 37
    /// More is not ours: a login is 2 kB.
    private static let largest = 4 << 20

    private let folder: Descriptor
    private let path: String
    /// Whether only what is the user's own, and theirs alone, is taken.
    private let isPrivate: Bool

    /// Opens the folder of the file at `path`; nil when there is none and none is to be made.
    ///
    /// Missing folders are made for the user alone, as the XDG Base Directory Specification wants it.
    ///
    /// - Parameter isPrivate: Whether only a folder and a file of the user's own are taken; other programs' files stand where
    ///   these put them.
    static func open(of path: String, makesFolders: Bool, isPrivate: Bool = true) throws(Refusal) -> TokenFolder? {
        let steps = path.split(separator: "/").dropLast()
        let folder = "/" + steps.joined(separator: "/")
        if makesFolders {
            for count in steps.indices {
                // What fails here is told by `open` below, if it matters at all.
                mkdir("/" + steps[...count].joined(separator: "/"), 0o700)
            }
        }
        let follow = isPrivate ? O_NOFOLLOW : 0
        guard let descriptor = Descriptor(Glibc.open(folder, O_RDONLY | O_DIRECTORY | follow | O_CLOEXEC)) else {
            switch errno {
            case ENOENT where !makesFolders: return nil
            case ELOOP, ENOTDIR:
                throw Refusal(
                    problem: "'\(folder)' is a symbolic link or no folder", isReplaceable: false)
            case let code: throw refusal(of: folder, code)
            }
        }
        if isPrivate, let problem = problem(descriptor, isFolder: true) {
            throw Refusal(problem: "folder '\(folder)' \(problem)", isReplaceable: false)
        }
        return TokenFolder(folder: descriptor, path: path, isPrivate: isPrivate)
    }

    private var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// The file's bytes; nil when there is none.
    func read() throws(Refusal) -> [UInt8]? {
        // Without O_NONBLOCK a named pipe in the file's place would hold the run for ever.
        guard
            let file = Descriptor(openat(folder.number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
        else {
            switch errno {
            case ENOENT: return nil
            case ELOOP: throw Refusal(problem: "'\(path)' is a symbolic link", isReplaceable: true)
            case let code: throw TokenFolder.refusal(of: path, code, isReplaceable: true)
            }
        }
        if isPrivate, let problem = TokenFolder.problem(file, isFolder: false) {
            throw Refusal(problem: "'\(path)' \(problem)", isReplaceable: true)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count <= TokenFolder.largest {
            let count = Glibc.read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw TokenFolder.refusal(of: path, errno, isReplaceable: true) }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        throw Refusal(problem: "'\(path)' is too large", isReplaceable: true)
    }

    /// Puts a new file in the place of the old one, so that nobody ever reads half of it.
    func replace(_ bytes: [UInt8], under _: borrowing Lock) throws(Refusal) {
        let draft = name + ".new"
        // Left behind by a process that was killed here.
        unlinkat(folder.number, draft, 0)
        guard
            let file = Descriptor(
                openat(folder.number, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600))
        else { throw TokenFolder.refusal(of: path + ".new", errno) }
        guard Files.write(bytes, to: file.number), fsync(file.number) == 0,
            renameat(folder.number, draft, folder.number, name) == 0
        else {
            let code = errno
            unlinkat(folder.number, draft, 0)
            throw TokenFolder.refusal(of: path, code)
        }
    }

    /// The lock on the file beside the store's, if nobody else holds it now.
    ///
    /// The kernel lets go of it when its holder closes it or dies, whichever way.
    func tryLock() throws(Refusal) -> Lock? {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        guard let file = Descriptor(openat(folder.number, name + ".lock", flags, 0o600)) else {
            throw TokenFolder.refusal(of: path + ".lock", errno)
        }
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return nil
            case let code: throw TokenFolder.refusal(of: path + ".lock", code)
            }
        }
        return Lock(file: file)
    }

    /// The lock on one byte of another file beside the store's, if nobody else holds it now; also let go of by the kernel.
    func tryLock(byte: Int) throws(Refusal) -> Lock? {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        guard let file = Descriptor(openat(folder.number, name + ".runs", flags, 0o600)) else {
            throw TokenFolder.refusal(of: path + ".runs", errno)
        }
        var range = Glibc.flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = byte
        range.l_len = 1
        while fcntl(file.number, TokenFolder.lockOfOpenFile, &range) != 0 {
            switch errno {
            case EINTR: continue
            case EAGAIN, EACCES: return nil
            case let code: throw TokenFolder.refusal(of: path + ".runs", code)
            }
        }
        return Lock(file: file)
    }

    /// Held as long as it lives.
    struct Lock: ~Copyable {
        private let file: Descriptor

        fileprivate init(file: consuming Descriptor) { self.file = file }
    }

    // MARK: What is refused

    /// What is wrong with an open file or folder: not ours, not ours alone, or no file at all.
    private static func problem(_ descriptor: borrowing Descriptor, isFolder: Bool) -> String? {
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else { return String(cString: strerror(errno)) }
        guard isFolder || status.st_mode & S_IFMT == S_IFREG else { return "is no file" }
        guard status.st_uid == geteuid() else { return "belongs to another user" }
        let mode = status.st_mode & 0o777
        guard mode & 0o077 == 0 else {
            let digits = String(mode, radix: 8)
            return "is open to others (mode \(digits); needed: \(isFolder ? "700" : "600"))"
        }
        return nil
    }

    private static func refusal(of path: String, _ code: Int32, isReplaceable: Bool = false) -> Refusal {
        Refusal(problem: "'\(path)': \(String(cString: strerror(code)))", isReplaceable: isReplaceable)
    }
}
