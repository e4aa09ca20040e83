internal import Glibc
internal import Sandbox

private let help = """
    Usage: latchkey-sandbox [--port N] [--latency MS] [--fail-every N] [--token-life S] [--help]

    Serves a model of Keycloak 26's token endpoint and client administration API on 127.0.0.1, in memory: all is gone
    when it ends. It starts with realm master, user admin, password admin, and prints its address once it listens.

      --port N         the port; 0 takes a free one (default: 8080)
      --latency MS     how many milliseconds each answer takes longer (default: 0)
      --fail-every N   answers every Nth request with 503, and does nothing for it (default: 0, none)
      --token-life S   for how many seconds access tokens of the realm master are good (default: 60)
      --help           this text

    """

@main
struct Main {
    static func main() {
        switch Request(CommandLine.arguments.dropFirst()) {
        case .help: write(help, to: STDOUT_FILENO)
        case .wrong(let problem):
            write(problem + " Try --help.\n", to: STDERR_FILENO)
            exit(2)
        case .serve(let options): serve(options)
        }
    }

    private static func serve(_ options: Options) {
        // Blocked before any thread is made, so that no thread but this one gets them.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        // A client that hangs up must not end the server.
        signal(SIGPIPE, SIG_IGN)
        do throws(WebServer.Failure) {
            let sandbox = Sandbox(now: { time(nil) }, tokenLife: options.tokenLife)
            let trouble = Trouble(latency: options.latency, failEvery: options.failEvery)
            let server = try WebServer(sandbox, trouble, port: UInt16(options.port))
            write("http://127.0.0.1:\(server.port)\n", to: STDOUT_FILENO)
            var received: Int32 = 0
            withExtendedLifetime(server) { _ = sigwait(&signals, &received) }
        } catch {
            write("latchkey-sandbox can't listen on 127.0.0.1:\(options.port): \(error.reason).\n", to: STDERR_FILENO)
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

/// How to serve.
private struct Options {
    var port = 8080
    var latency = 0
    var failEvery = 0
    var tokenLife = 60

    /// What each option sets, and what numbers it takes.
    static var table: [String: (field: WritableKeyPath<Options, Int>, range: ClosedRange<Int>)] {
        [
            "--port": (\.port, 0...65_535), "--latency": (\.latency, 0...60_000),
            "--fail-every": (\.failEvery, 0...1_000_000), "--token-life": (\.tokenLife, 1...86_400),
        ]
    }
}

/// What the command line asks for.
private enum Request {
    case serve(Options)
    case help
    case wrong(String)

    init(_ arguments: ArraySlice<String>) {
        var rest = arguments
        var options = Options()
        while let argument = rest.popFirst() {
            if argument == "--help" || argument == "-h" {
                self = .help
                return
            }
            guard let entry = Options.table[argument] else {
                self = .wrong("There is no option \(argument).")
                return
            }
            guard let number = rest.popFirst().flatMap({ Int($0) }), entry.range.contains(number) else {
                let range = "from \(entry.range.lowerBound) to \(entry.range.upperBound)"
                self = .wrong("\(argument) needs a number \(range).")
                return
            }
            options[keyPath: entry.field] = number
        }
        self = .serve(options)
    }
}
