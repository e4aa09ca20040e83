import Ansible
import Curl
import Glibc
import HTTP
import Keycloak
import Signing

/// Which front end, with which effects?
@main
enum Main {
    static let version = "0.1.0"

    static func main() async {
        let arguments = CommandLine.arguments
        let program = arguments.first ?? ""
        if arguments.count == 2, AnsibleFrontEnd.isModule(program: program) || !arguments[1].hasPrefix("-") {
            exit(await runModule(program: program, file: arguments[1]))
        }
        switch arguments.dropFirst() {
        case ["--version"]: print("latchkey \(version)")
        case ["--help"], ["-h"]: print(usage)
        default:
            Files.writeError(usage + "\n")
            exit(2)
        }
    }

    private static func runModule(program: String, file: String) async -> Int32 {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(file)
        } catch {
            // Even this is answered as Ansible wants it, so that the task shows the reason.
            print(AnsibleFrontEnd.failure("The args file '\(file)' cannot be read: \(error.reason)."))
            return 1
        }
        let frontEnd = AnsibleFrontEnd(
            effects: AnsibleFrontEnd.Effects(
                transport: { settings throws(HTTPError) in try CurlTransport(settings) }, login: loginEffects))
        let (output, status) = await frontEnd.run(program: program, arguments: bytes)
        print(output)
        return status
    }

    private static let loginEffects = LoginEffects(
        environment: { name throws(LoginEffects.Unavailable) in getenv(name).map { String(cString: $0) } },
        readFile: { path throws(LoginEffects.Unavailable) in
            do throws(Files.Unreadable) {
                return try Files.read(path)
            } catch {
                throw LoginEffects.Unavailable(error.reason, isFolder: error.isFolder)
            }
        },
        now: { () throws(LoginEffects.Unavailable) in Glibc.time(nil) },
        random: { count throws(LoginEffects.Unavailable) in
            do throws(SigningError) {
                return try SecureRandom.bytes(count)
            } catch {
                throw LoginEffects.Unavailable("\(error)")
            }
        })

    private static let usage = """
        latchkey \(version): keeps Keycloak's clients in the declared state

        Ansible runs it under the name of a module, with an args file:
          keycloak_client ARGS_FILE
          latchkey ARGS_FILE        the module is the file's _ansible_module_name

          latchkey --version
          latchkey --help
        """
}
