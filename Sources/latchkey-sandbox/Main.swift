internal import FileSystem
internal import Glibc
internal import Sandbox

private let help = """
    Usage: latchkey-sandbox [--port N] [--like VERSION] [--state FILE] [--latency MS] [--fail-every N]
                            [--token-life S] [--help]

    Serves a model of Keycloak 26's token endpoint, client administration API and client registration on 127.0.0.1, in
    memory: all is gone when it ends, but for what a file keeps. It starts with realm master, user admin, password admin,
    and prints its address once it listens.

      --port N         the port; 0 takes a free one (default: 8080)
      --like VERSION   the version of Keycloak that it is like: 26, or 18 below the path /auth (default: 26)
      --state FILE     starts with the realms in a file and keeps them there, secrets included: JSON as Keycloak exports
                       it, one realm or a list; a file that is not there is made. Tokens are not kept
      --latency MS     how many milliseconds each answer takes longer (default: 0)
      --fail-every N   answers every Nth request with 503, and does nothing for it (default: 0, none)
      --token-life S   for how many seconds access tokens of the realm master are good (default: 60)
      --help           this text

    """

@main
struct Main {
    static func main() {
        switch Request(CommandLine.arguments.dropFirst()) {
        case .help: Files.write(help)
        case .wrong(let problem):
            Files.writeError(problem + " Try --help.\n")
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
        let keeper = options.state.map { StateKeeper($0) }
        let sandbox = sandbox(options, keeper)
        let trouble = Trouble(latency: options.latency, failEvery: options.failEvery)
        var server: WebServer?
        do throws(WebServer.Failure) {
            server = try WebServer(sandbox, trouble, path: options.version.path, port: UInt16(options.port))
        } catch {
            fail("can't listen on 127.0.0.1:\(options.port): \(error.reason)")
        }
        Files.write("http://127.0.0.1:\(server?.port ?? 0)\(options.version.path)\n")
        var pause = timespec(tv_sec: 2, tv_nsec: 0)
        while sigtimedwait(&signals, nil, &pause) < 0 {
            // One that fails is told now and tried again; the last one below decides.
            if let problem = keeper?.keep(sandbox) { Files.writeError("latchkey-sandbox \(problem)\n") }
        }
        // What comes after the last look at the model would be lost, so nothing may.
        server = nil
        if let problem = keeper?.keep(sandbox, always: true) { fail(problem) }
    }

    private static func sandbox(_ options: Options, _ keeper: StateKeeper?) -> Sandbox {
        let life = options.tokenLife == 0 ? nil : options.tokenLife
        guard let keeper else { return Sandbox(now: { time(nil) }, tokenLife: life ?? 60, version: options.version) }
        do throws(Files.Failure) {
            let realms = try Files.read(keeper.path)
            do throws(UnreadableRealms) {
                return try Sandbox(now: { time(nil) }, tokenLife: life, version: options.version, realms: realms)
            } catch {
                fail("can't start: \(keeper.path) \(error.reason)")
            }
        } catch {
            guard error.isAbsent else { fail("can't read \(keeper.path): \(error.reason)") }
        }
        let sandbox = Sandbox(now: { time(nil) }, tokenLife: life ?? 60, version: options.version)
        // Now rather than at the end, when it is too late for another path.
        if let problem = keeper.keep(sandbox, always: true) { fail(problem) }
        return sandbox
    }

    private static func fail(_ problem: String) -> Never {
        Files.writeError("latchkey-sandbox \(problem).\n")
        exit(1)
    }
}

/// How to serve.
private struct Options {
    var port = 8080
    var latency = 0
    var failEvery = 0
    /// 0 stands for none given.
    var tokenLife = 0
    var state: String?
    var version = Version.current

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
            if argument == "--state" {
                guard let path = rest.popFirst(), !path.isEmpty else {
                    self = .wrong("--state needs a file.")
                    return
                }
                options.state = path
                continue
            }
            if argument == "--like" {
                guard let name = rest.popFirst(), let version = Version.all.first(where: { $0.name == name }) else {
                    self = .wrong("--like needs \(Version.all.map(\.name).joined(separator: " or ")).")
                    return
                }
                options.version = version
                continue
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
