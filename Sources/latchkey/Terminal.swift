import Commands
import FileSystem
import Glibc
import Keycloak

/// The standard streams and the terminal of this process.
enum Terminal {
    /// What a command is used from.
    static var console: Console {
        Console(
            write: Files.write, writeError: Files.writeError,
            read: { () throws(SystemEffects.Unavailable) in
                do throws(Files.Failure) {
                    return try Files.readAll(STDIN_FILENO)
                } catch {
                    throw SystemEffects.Unavailable(error.reason, isFolder: error.isFolder)
                }
            }, ask: ask, files: Folders.effects, catchStop: Interruption.catchStop,
            terminal: Console.Terminal(
                // With a file as stdin there may be somebody all the same.
                canAsk: isatty(STDIN_FILENO) == 1 || isatty(STDERR_FILENO) == 1,
                typesInput: isatty(STDIN_FILENO) == 1, width: width,
                showsErrors: isatty(STDERR_FILENO) == 1), wait: { try? await Task.sleep(for: $0) })
    }

    /// The columns of stdout, if that is a terminal.
    private static var width: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    // MARK: Asking

    /// What a signal's handler puts the terminal back to; set before the handlers are, and no longer changed then.
    nonisolated(unsafe) private static var before: (descriptor: Int32, settings: termios)?

    private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// Asks at the terminal itself, whatever the streams are, and shows nothing of the answer.
    @Sendable
    private static func ask(_ question: String) throws(SystemEffects.Unavailable) -> String {
        let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemEffects.Unavailable(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else {
            throw SystemEffects.Unavailable(String(cString: strerror(errno)))
        }
        before = (descriptor, settings)
        for signal in signals { Glibc.signal(signal, restore) }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ECHONL)
        // Stopped now, the terminal would be left without an echo: no character suspends.
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VSUSP)] = 0 }
        tcsetattr(descriptor, TCSAFLUSH, &silent)
        Files.write(question, to: descriptor)
        let answer = readLine(descriptor)
        tcsetattr(descriptor, TCSAFLUSH, &settings)
        for signal in signals { Glibc.signal(signal, SIG_DFL) }
        guard let answer else { throw SystemEffects.Unavailable("nothing was typed that is UTF-8 text") }
        return answer
    }

    /// Gives the terminal its echo back and lets the signal do what it does; nothing here allocates or locks.
    private static let restore: @convention(c) (Int32) -> Void = { signal in
        if var before {
            tcsetattr(before.descriptor, TCSANOW, &before.settings)
        }
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
    }

    /// What is typed up to the end of the line; nil when that is no text.
    private static func readLine(_ descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0, byte != UInt8(ascii: "\n") else { break }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
