import JSON
import TestSupport
import Testing

@testable import Commands

/// The commands `registration …`, and what they keep.
@Suite("Registrations by hand")
struct RegistrationCommandTests {
    private static let place = "--server http://sandbox.invalid -r demo"

    /// A terminal that is logged in.
    private func terminal() async throws -> Terminal {
        let terminal = try await RegistrationRealm.terminal(
            environment: ["KEYCLOAK_PASSWORD": "user"], input: nil)
        let finished = await terminal.run("registration login \(Self.place) -u user")
        #expect(finished.status == 0, "\(finished)")
        #expect(finished.output == "Logged in at http://sandbox.invalid for realm 'demo'.\n")
        return terminal
    }

    @Test("a login serves the commands that follow, and each client's token is kept")
    func life() async throws {
        let terminal = try await terminal()
        let steps: [(String, String)] = [
            ("create -s clientId=app -s name=First", "Client app has been registered.\n"),
            ("create -s clientId=other -i", "other\n"),
            ("update app -s name=Second -s attributes.team=web", "Client app has been changed.\n"),
            ("token app", "The token of client 'app' is kept; --return-secret shows it.\n"),
            ("renew-token app", "Client app has another token, which is kept.\n"),
            ("update app -d name -d attributes.team", "Client app has been changed.\n"),
            ("delete app", "Client app has been deleted.\n"),
            ("logout", "Logged out.\n"), ("logout", "No login is kept for realm 'demo'.\n"),
        ]
        for (line, output) in steps {
            let finished = await terminal.run("registration \(line)")
            #expect(finished.status == 0 && finished.output == output, "\(finished)")
        }
        let gone = await terminal.run("registration get app")
        #expect(gone.status == 2 && gone.output.isEmpty, "\(gone)")
    }

    @Test("what is taken away is gone")
    func removal() async throws {
        let terminal = try await terminal()
        await terminal.run(
            "registration create -s clientId=app -s name=N -s attributes.team=web -s 'redirectUris=[\"/a\",\"/b\"]'")
        await terminal.run("registration update app -d name -d attributes.team -d redirectUris[0]")
        let document = await terminal.run("registration get app").document
        #expect(document?["redirectUris"] == ["/b"])
        #expect(document?["name"] == "" && document?["attributes"]?.object?["team"] == nil)
        await terminal.run("registration update app -d redirectUris")
        #expect(await terminal.run("registration get app").document?["redirectUris"] == [])
    }

    @Test("secrets are shown to those who ask for them alone")
    func secrets() async throws {
        let terminal = try await terminal()
        await terminal.run("registration create -s clientId=app")
        for line in ["get app", "update app -s name=N -o", "token app", "get app -e oidc", "create -s clientId=b -o"] {
            let before = await terminal.run("registration token app --return-secret").output.dropLast()
            let finished = await terminal.run("registration \(line)")
            let after = await terminal.run("registration token app --return-secret").output.dropLast()
            let isSilent = !finished.everything.contains(before) && !finished.everything.contains(after)
            #expect(finished.status == 0 && isSilent && !before.isEmpty, "\(finished)")
            let secret = finished.document?["secret"] ?? finished.document?["client_secret"]
            #expect(secret == nil || secret == "********", "\(finished)")
        }
        let shown = await terminal.run("registration get app --return-secret").document?["secret"]?.text
        #expect(shown?.contains("*") == false)
    }

    @Test("an initial access token comes from a file or stdin, or is kept")
    func initialToken() async throws {
        let terminal = try await RegistrationRealm.terminal()
        let token = try await RegistrationRealm.initialToken(terminal)
        terminal.put("token", token + "\n")
        let first = await terminal.run("registration create \(Self.place) -s clientId=one -t token")
        #expect(first.status == 0, "\(first)")
        let none = await terminal.run("registration create \(Self.place) -s clientId=two")
        #expect(none.status == 2 && none.errors.contains("no way to log in"), "\(none)")
        await terminal.run("registration initial-token \(Self.place) -t token")
        let second = await terminal.run("registration create \(Self.place) -s clientId=two")
        #expect(second.status == 0 && !second.everything.contains(token), "\(second)")
        await terminal.run("registration initial-token \(Self.place) -d")
        #expect(await terminal.run("registration initial-token \(Self.place)").status == 1)
        let changed = await terminal.run("registration update two \(Self.place) -s name=N")
        #expect(changed.status == 0, "\(changed)")
    }

    @Test("kcreg's file is used where it is named")
    func kcreg() async throws {
        let terminal = try await RegistrationRealm.terminal()
        await terminal.kcreg(
            "config credentials --server http://sandbox.invalid --realm demo --user user --password user")
        await terminal.kcreg("create -s clientId=app")
        let config = "--config /home/user/.keycloak/kcreg.config"
        for line in ["get app", "update app -s name=N", "token app"] {
            let finished = await terminal.run("registration \(line) \(config)")
            #expect(finished.status == 0, "\(finished)")
        }
        let after = await terminal.kcreg("get app")
        #expect(after.status == 0 && after.output.contains("\"name\" : \"N\"") && after.errors.isEmpty, "\(after)")
    }

    @Test("nothing is kept where that is said")
    func nothingKept() async throws {
        let terminal = try await RegistrationRealm.terminal(environment: ["KEYCLOAK_PASSWORD": "user"])
        let made = await terminal.run("registration create \(Self.place) -u user --no-config -s clientId=app")
        #expect(made.status == 0, "\(made)")
        #expect(await terminal.run("registration token app \(Self.place)").status == 1)
        let token = await terminal.run("registration renew-token app \(Self.place) -u user --no-config")
        #expect(token.status == 0 && token.output.hasPrefix("ey"), "\(token)")
    }

    static let mistakes: [(String, String)] = [
        ("create --server http://x", "--file or --set must say what is registered"),
        ("create -s clientId=a", "--server is missing"), ("update a --server http://x", "must say what changes"),
        ("create -s clientId --server http://x", "is no KEY=VALUE"),
        ("create -s nosuch=1 --server http://x", "there is no attribute 'nosuch'"),
        ("create -s clientId=a -i -o --server http://x", "contradict"),
        ("create --password x", "every user of this host can read the command line"),
        ("get a --server nonsense", "must be an http"), ("get", "CLIENT is missing"),
        ("get a -e saml2 --server http://x", "cannot be read"), ("get a -e nonsense", "--endpoint is one of"),
        ("get a --config x --no-config", "contradict"), ("attributes nosuch", "there is no attribute 'nosuch'"),
        ("login --server http://x -r demo --auth-realm master", "one of realm 'demo' itself"),
        ("attributes -e saml2", "no attributes"), ("login --server http://x --no-config", "keeps no login"),
    ]

    @Test("what cannot be carried out is told before the server is asked", arguments: mistakes)
    func mistake(_ line: String, _ words: String) async throws {
        let terminal = Terminal(environment: ["HOME": "/home/user"])
        let finished = await terminal.run("registration \(line)")
        #expect(finished.status == 2 && finished.output.isEmpty && finished.errors.contains(words), "\(finished)")
    }

    @Test("attributes are listed with their types")
    func attributes() async throws {
        let terminal = Terminal(environment: [:])
        let all = await terminal.run("registration attributes")
        #expect(all.output.contains("  redirectUris") && all.output.contains("array (string)\n"), "\(all)")
        let one = await terminal.run("registration attributes protocolMappers")
        #expect(one.output.contains("where each has:\n") && one.output.contains("protocolMapper "), "\(one)")
        #expect(await terminal.run("registration attributes -e oidc").output.contains("redirect_uris"))
    }
}
