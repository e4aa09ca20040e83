import Commands
import HTTP
import JSON
import Sandbox
import Synchronization
import Testing

/// Secrets on their way in, and kept from all ways out.
@Suite("Secrets and logins by hand")
struct SecretTests {
    static let secret = "canary-secret-12345"

    @Test("a secret comes from a file or stdin, and is masked wherever it turns up")
    func secret() async {
        let files = ["secret": "\(Self.secret)\n", "app.json": #"{"secret": "\#(Self.secret)"}"#]
        for line in ["--secret-from-file secret", "-f app.json", "--secret-from-file -", "-f -"] {
            let input = line == "-f -" ? "secret: \(Self.secret)" : Self.secret
            let terminal = Terminal(files: files, input: input)
            await terminal.run("client create app")
            for form in ["text", "json", "yaml"] {
                let check = await terminal.run("client update app \(line) -CDv -o \(form)")
                #expect(check.status == 3 && check.output.contains("******** (changed)"), "\(check)")
                #expect(!check.everything.contains(Self.secret), "\(check)")
            }
            let real = await terminal.run("client update app \(line) -D")
            #expect(real.status == 0 && !real.everything.contains(Self.secret), "\(real)")
            let again = await terminal.run("client update app \(line) -D")
            #expect(again.output == "No changes required for Client app.\n", "\(again)")
        }
    }

    @Test("a secret is shown to those who ask for it", arguments: ["text", "json", "yaml"])
    func disclosed(_ form: String) async {
        let terminal = Terminal(input: Self.secret)
        await terminal.run("client create app --secret-from-file -")
        let asked = await terminal.run("client update app --return-secret -o \(form)")
        #expect(asked.status == 0 && asked.output.contains(Self.secret) && asked.errors.isEmpty, "\(asked)")
        let unasked = await terminal.run("client update app -o \(form)")
        #expect(unasked.status == 0 && !unasked.everything.contains(Self.secret), "\(unasked)")
    }

    /// A terminal at which somebody is asked, with an environment that knows no password.
    private func asking(answer: String?, _ environment: [String: String] = ["KEYCLOAK_USER": "admin"]) -> Terminal {
        Terminal(
            environment: environment.merging(["KEYCLOAK_URL": "http://sandbox.invalid", "NO_COLOR": "1"]) { $1 },
            answer: answer,
            .init(canAsk: true, width: 80))
    }

    @Test("who logs in without a password is asked for it, once")
    func prompt() async {
        for (environment, line) in [(["KEYCLOAK_USER": "admin"], ""), ([:], "-u admin"), ([:], "--user=admin")] {
            let terminal = asking(answer: "admin", environment)
            let finished = await terminal.run("client create app \(line)")
            #expect(finished.status == 0 && finished.output == "Client app has been created.\n", "\(finished)")
            #expect(terminal.questions == ["Password of admin at http://sandbox.invalid: "])
        }
    }

    @Test("nobody is asked who has said enough, or who is not there")
    func noPrompt() async {
        let password = asking(answer: "other", Terminal.login)
        #expect(await password.run("client create app").status == 0)
        let file = Terminal(
            files: ["p": "admin\n"], environment: ["KEYCLOAK_URL": "http://sandbox.invalid"], answer: "other",
            .init(canAsk: true))
        #expect(await file.run("client create app -u admin --auth-password-file p").status == 0)
        let client = asking(answer: "other", ["KEYCLOAK_CLIENT_ID": "app", "KEYCLOAK_CLIENT_SECRET": "canary-x"])
        #expect(await client.run("client create app").status == 1)
        let alone = Terminal(
            environment: ["KEYCLOAK_URL": "http://sandbox.invalid", "KEYCLOAK_USER": "admin"], answer: "admin")
        let finished = await alone.run("client create app")
        #expect(finished.status == 2 && finished.errors.contains("KEYCLOAK_PASSWORD: is required"), "\(finished)")
        #expect((password.questions + file.questions + client.questions + alone.questions).isEmpty)
    }

    @Test("an answer that does not serve")
    func wrongAnswers() async {
        for (answer, status, words) in [
            (nil, 2, "the password cannot be asked for: nobody answers"), ("", 2, "no password was given"),
            ("canary-wrong", 1, "the user name or the password is wrong"),
        ] as [(String?, Int32, String)] {
            let finished = await asking(answer: answer).run("client create app")
            #expect(finished.status == status && finished.errors.contains(words), "\(finished)")
            #expect(!finished.everything.contains("canary"))
        }
    }

    @Test("without a login the ways to log in are told as flags and variables")
    func noLogin() async {
        let finished = await Terminal(environment: [:]).run("client create app --enabled=maybe")
        #expect(finished.status == 2 && finished.output.isEmpty, "\(finished)")
        for words in [
            "no way to log in: give --auth-username and KEYCLOAK_PASSWORD, --auth-client-id and KEYCLOAK_CLIENT_SECRET",
            "--server: is required", "--enabled: must be a boolean, not 'maybe'",
            "usage: latchkey client create [CLIENT] [flags]",
        ] { #expect(finished.errors.contains(words), "\(words)\n\(finished)") }
    }

    @Test("the server sees a command as what it is, unless it is told otherwise")
    func agent() async throws {
        for (line, agent) in [("", "latchkey"), ("--http-agent me", "me")] {
            let seen = Mutex("")
            let terminal = Terminal()
            let finished = await terminal.run("client create app \(line)") { settings in
                seen.withLock { $0 = settings.userAgent }
            }
            #expect(finished.status == 0 && seen.withLock { $0 } == agent, "\(finished)")
        }
    }
}
