internal import Glibc
internal import Sandbox

private let help = """
    Usage: latchkey-sandbox [--port N] [--help]

    Serves a model of Keycloak 26's token endpoint and client administration API on 127.0.0.1, in memory: all is gone
    when it ends. It starts with realm master, user admin, password admin, and prints its address once it listens.

      --port N   the port; 0 takes a free one (default: 8080)
      --help     this text

    """

@main
struct Main {
    static func main() {
        switch Options(CommandLine.arguments.dropFirst()) {
        case .help: write(help, to: STDOUT_FILENO)
        case .wrong(let problem):
            write(problem + " Try --help.\n", to: STDERR_FILENO)
            exit(2)
        case .port(let port): serve(port)
        }
    }

    private static func serve(_ port: UInt16) {
        // Blocked before any thread is made, so that no thread but this one gets them.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // A client that hangs up must not end the server.
        signal(SIGPIPE, SIG_IGN)
        do throws(WebServer.Failure) {
            let server = try WebServer(Sandbox(now: { time(nil) }), port: port)
            write("http://127.0.0.1:\(server.port)\n", to: STDOUT_FILENO)
            var received: Int32 = 0
            withExtendedLifetime(server) { _ = sigwait(&signals, &received) }
        } catch {
            write("latchkey-sandbox can't listen on 127.0.0.1:\(port): \(error.reason).\n", to: STDERR_FILENO)
            exit(1)
        }
    }

    /// Writes at once, without a buffer in between.
    private static func write(_ text: String, to file: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

/// What the command line asks for.
private enum Options {
    case port(UInt16)
    case help
    case wrong(String)

    init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        self = .port(8080)
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h":
                self = .help
                return
            case "--port":
                guard let text = rest.popFirst() else {
                    self = .wrong("--port needs a number.")
                    return
                }
                guard let port = UInt16(text) else {
                    self = .wrong("\(text) is not a port: it must be a number from 0 to 65535.")
                    return
                }
                self = .port(port)
            default:
                self = .wrong("There is no option \(argument).")
                return
            }
        }
    }
}
