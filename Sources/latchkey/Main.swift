import Ansible
import Commands
import Curl
import FileSystem
import Glibc
import HTTP
import Keycloak
import Resources
import Signing

/// Decides which front end runs, and with which effects.
@main
enum Main {
    static let version = "0.1.0"

    static func main() {
        let program = CommandLine.arguments.first ?? ""
        let arguments = Array(CommandLine.arguments.dropFirst())
        let isModule = AnsibleFrontEnd.isModule(program: program)
        Interruption.unblock()
        if KcregFrontEnd.isMeant(program: program) {
            let loop = TaskLoop()
            exit(loop.run { await KcregFrontEnd(effects: effects(on: loop), console: Terminal.console).run(arguments) })
        }
        if let file = arguments.first, isModule && arguments.count == 1 || CommandFrontEnd.isArgsFile(arguments) {
            let loop = TaskLoop()
            exit(loop.run { await runModule(program: program, file: file, effects(on: loop)) })
        }
        // A fleet's clients are compared on one thread while the requests of others are on their way on another.
        Task.detached {
            // Under the name of a module there are no commands; whoever starts one by hand is told how to use it.
            let words = isModule ? [] : arguments
            exit(await CommandFrontEnd(effects: effects(), console: Terminal.console, version: version).run(words))
        }
        while true { pause() }
    }

    private static func runModule(program: String, file: String, _ effects: Effects) async -> Int32 {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(file)
        } catch {
            // Even this is answered as Ansible wants it, so that the task shows the reason.
            Files.write(AnsibleFrontEnd.failure("The args file '\(file)' cannot be read: \(error.reason).") + "\n")
            return 1
        }
        let (output, status) = await AnsibleFrontEnd(effects: effects).run(program: program, arguments: bytes)
        Files.write(output + "\n")
        return status
    }

    /// The effects; with a loop, transfers are done there.
    private static func effects(on loop: TaskLoop? = nil) -> Effects {
        Effects(
            transport: { settings throws(HTTPError) in
                guard let loop else { return try CurlTransport(settings) }
                return try CurlTransport(settings, on: loop)
            }, timing: timing,
            system: systemEffects, environment: variable,
            tokenStore: { path in
                FileTokenStore(path: path, now: seconds) { try? await Task.sleep(for: .milliseconds(10)) }
            },
            registrationStore: { path in
                FileRegistrationStore(path: path) { try? await Task.sleep(for: .milliseconds(10)) }
            },
            sharedFile: { path in
                SystemSharedFile(path: path) { try? await Task.sleep(for: .milliseconds(10)) }
            }, log: { Files.writeError("latchkey: \($0)\n") })
    }

    private static let systemEffects = SystemEffects(
        readFile: { path throws(SystemEffects.Unavailable) in
            try onFiles { () throws(Files.Failure) in try Files.read(path) }
        },
        random: { count throws(SystemEffects.Unavailable) in
            do throws(SigningError) {
                return try SecureRandom.bytes(count)
            } catch {
                throw SystemEffects.Unavailable("\(error)")
            }
        },
        privateFile: { path throws(SystemEffects.Unavailable) in
            try onFiles { () throws(Files.Failure) in
                try Files.readPrivate(path).map(SystemEffects.PrivateFile.init)
            }
        },
        checkPrivateFile: { path throws(SystemEffects.Unavailable) in
            try onFiles { () throws(Files.Failure) in try Files.checkPrivate(path) }
        },
        writePrivateFile: { path, bytes throws(SystemEffects.Unavailable) in
            try onFiles { () throws(Files.Failure) in try Files.writePrivate(path, bytes) }
        })

    private static func onFiles<Result>(
        _ body: () throws(Files.Failure) -> Result
    ) throws(SystemEffects.Unavailable) -> Result {
        do throws(Files.Failure) {
            return try body()
        } catch {
            throw SystemEffects.Unavailable(error.reason, isFolder: error.isFolder)
        }
    }

    @Sendable
    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    @Sendable
    private static func seconds() -> Int { time(nil) }

    /// The system's clocks, sleep and chance.
    private static var timing: Timing {
        let start = ContinuousClock.now
        return Timing(
            now: { start.duration(to: .now) }, date: seconds, sleep: { try? await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) })
    }
}
