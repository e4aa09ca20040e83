import Foundation
import JSON
import Sandbox
import TestSupport
import Testing

/// The secrets of registrations, searched for in all that commands print when the server repeats what it was sent.
@Suite("Canaries of registrations")
struct RegistrationCanaryTests {
    private static let password = Canary.text("password")

    /// What is planted, on a server of its own.
    private struct Plant {
        let server: Sandbox
        let initialToken: String
        let token: String

        init() async throws {
            let sandbox = Sandbox(now: { 1_800_000_000 })
            server = sandbox
            let terminal = try await RegistrationRealm.terminal(
                server: sandbox, environment: ["KEYCLOAK_PASSWORD": RegistrationCanaryTests.password],
                password: RegistrationCanaryTests.password)
            initialToken = try await RegistrationRealm.initialToken(terminal)
            let place = "--server http://sandbox.invalid -r demo -u user --no-config"
            let made = await terminal.run("registration create \(place) -s clientId=app")
            #expect(made.status == 0, "\(made)")
            let renewed = await terminal.run("registration renew-token app \(place)")
            token = String(renewed.output.dropLast())
            #expect(renewed.status == 0 && token.utf8.count > 20, "\(renewed)")
        }

        /// A terminal at a server that repeats what it is sent the first time after so many requests.
        func terminal(_ telling: TellingTransport) -> Terminal {
            Terminal(
                server: telling,
                files: ["initial": initialToken, "own": token, "password": RegistrationCanaryTests.password],
                environment: ["HOME": "/home/user"])
        }

        func isSilent(_ finished: Finished) -> Bool {
            let text = finished.everything
            return Canary.trace(in: text) == nil && !text.contains(token) && !text.contains(initialToken)
        }
    }

    private static let place = "--server http://sandbox.invalid --realm demo"

    static let lines = [
        "registration create \(place) -s clientId=new -t initial -v", "registration get app \(place) -t own -v",
        "registration update app \(place) -t own -s name=N -v", "registration delete app \(place) -t own -v",
        "registration login \(place) -u user --auth-password-file password -v",
        "registration renew-token app \(place) -u user --auth-password-file password -v",
        "registration token app \(place) -t own", "registration initial-token \(place) -t initial",
        "kcreg create \(place) -s clientId=new -t INITIAL", "kcreg update app \(place) -t OWN -s name=N",
        "kcreg delete app \(place) -t OWN", "kcreg config credentials \(place) --user user --password 'PASSWORD' -x",
        "kcreg update-token app \(place) --user user --password 'PASSWORD'",
        "kcreg config initial-token \(place) INITIAL",
    ]

    @Test("are in nothing that is printed, whatever the server repeats", arguments: lines)
    func repeated(_ line: String) async throws {
        let plant = try await Plant()
        for status in [400, 401, 500] {
            var turn = 0
            var isOver = false
            while !isOver {
                let telling = TellingTransport(await plant.server.copy(), turn: turn, status: status)
                let terminal = plant.terminal(telling)
                let finished: Finished
                if line.hasPrefix("kcreg ") {
                    let secrets = [("INITIAL", plant.initialToken), ("OWN", plant.token), ("PASSWORD", Self.password)]
                    finished = await terminal.kcreg(
                        secrets.reduce(String(line.dropFirst(6))) { $0.replacingOccurrences(of: $1.0, with: $1.1) })
                } else {
                    finished = await terminal.run(line)
                }
                #expect(plant.isSilent(finished), "\(finished)")
                isOver = !telling.hasTold
                #expect(isOver ? finished.status == 0 : finished.status != 2, "\(finished)")
                turn += 1
            }
        }
    }
}
