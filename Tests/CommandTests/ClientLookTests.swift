import Commands
import JSON
import Testing
import YAML

/// `client get` and `client list`.
@Suite("A look at clients by hand")
struct ClientLookTests {
    static let secret = "canary-secret-12345"

    /// A server with three clients of a realm that has no others but its own.
    private func terminal() async -> Terminal {
        let terminal = Terminal(input: Self.secret)
        await terminal.run("client create app --secret-from-file - --redirect-uris /a,/b --name 'The app'")
        await terminal.run("client create shop_old --public-client --no-enabled --attributes owner=web")
        await terminal.run("client create https://saml.example.org/metadata --protocol saml --name 'Das Größte'")
        return terminal
    }

    @Test("a client is printed as YAML, and its secret when it is asked for")
    func get() async throws {
        let terminal = await terminal()
        let plain = await terminal.run("client get app")
        #expect(plain.status == 0 && plain.errors.isEmpty && !plain.output.contains("canary"), "\(plain)")
        let client = try #require(try YAMLStream(parsing: plain.output).documents.first?.object, "\(plain)")
        #expect(client["clientId"] == "app" && client["redirectUris"] == ["/a", "/b"] && client["secret"] == nil)
        let document = await terminal.run("client get app -o json")
        #expect(document.document?["clients"] == [.object(client)], "\(document)")
        let chosen = await terminal.run("client get app --fields redirect_uris,name --realm master")
        #expect(
            chosen.output == "clientId: app\nname: The app\nredirectUris:\n  - /a\n  - /b\n" && chosen.errors.isEmpty,
            "\(chosen)")
        let asked = await terminal.run("client get app --fields name --return-secret")
        #expect(asked.output == "clientId: app\nname: The app\nsecret: \(Self.secret)\n", "\(asked)")
    }

    @Test(
        "what is not there is a failure, in every form",
        arguments: [
            (
                "client get nobody", 1,
                "Client nobody does not exist in realm 'master'. Names are case-sensitive; latchkey client list finds"
            ),
            ("client get App", 1, "Client App does not exist"), ("client get", 2, "CLIENT is missing"),
            ("client get ''", 2, "CLIENT: is blank"),
            ("client get app --fields secret", 2, "--fields[0]: is told on request"),
            ("client get app --check", 2, "there is no flag --check"),
            ("client get app --search a", 2, "there is no flag --search"),
            ("client list app", 2, "takes nothing without a flag"),
            ("client list --fields secret", 2, "--fields[0]: is told on request"),
            ("client list --search ' '", 2, "--search: is blank"), ("client list -r nowhere", 1, "Realm not found."),
            ("client update nobody", 1, "latchkey client list finds clients by a part of the name"),
        ] as [(String, Int32, String)])
    func missing(_ line: String, _ status: Int32, _ words: String) async throws {
        let terminal = await terminal()
        let finished = await terminal.run(line)
        #expect(finished.status == status && finished.output.isEmpty && finished.errors.contains(words), "\(finished)")
        let document = await terminal.run(line + " -o yaml")
        #expect(document.status == status && document.errors.isEmpty, "\(document)")
        #expect(document.output.contains("failed: true\n"), "\(document)")
    }

    /// What is asked for, and the whole table.
    static let lists: [(filter: String, table: String)] = [
        (
            "--search app",
            """
            clientId  name     protocol        enabled
            app       The app  openid-connect  true

            """
        ),
        (
            "--search app --fields redirect_uris,clientId --fields enabled",
            """
            clientId  redirectUris  enabled
            app       ["/a","/b"]   true

            """
        ),
        (
            "--client-id shop_old",
            """
            clientId  name  protocol        enabled
            shop_old        openid-connect  false

            """
        ),
        (
            "--attributes owner=web",
            """
            clientId  name  protocol        enabled
            shop_old        openid-connect  false

            """
        ),
        (
            "--protocol saml",
            """
            clientId                           name        protocol  enabled
            https://saml.example.org/metadata  Das Größte  saml      true

            """
        ),
    ]

    @Test("clients are listed, a line each", arguments: lists)
    func list(_ story: (filter: String, table: String)) async {
        let terminal = await terminal()
        let finished = await terminal.run("client list \(story.filter)")
        #expect(finished.status == 0 && finished.errors.isEmpty && finished.output == story.table, "\(finished)")
        let count = story.table.split(separator: "\n").count - 1
        let document = await terminal.run("client list \(story.filter) -o json")
        #expect(document.document?["clients"]?.array?.count == count, "\(document)")
        let all = await terminal.run("client list")
        for line in ["app ", "shop_old ", "admin-cli ", "https://saml.example.org/metadata "] {
            #expect(all.output.contains("\n" + line), "\(all)")
        }
    }

    @Test("that there is none goes to stderr")
    func none() async {
        let finished = await Terminal().run("client list --search nobody")
        #expect(finished.status == 0 && finished.output.isEmpty, "\(finished)")
        #expect(finished.errors == "latchkey: No such client found in realm 'master'.\n", "\(finished)")
    }

    @Test("on a terminal no line is too wide, and all of it is told where there is none")
    func cut() async {
        let terminal = await terminal()
        await terminal.run(["client", "create", "ghost", "--name", "\u{1B}[31m店店", "--attributes", "team=long"])
        await terminal.run("client create \(String(repeating: "long-", count: 20))name --attributes team=long")
        let whole = await terminal.run("client list --attributes team=long")
        #expect(whole.output.contains("\n\(String(repeating: "long-", count: 20))name  "), "\(whole)")
        for width in [20, 45, 80] {
            let screen = terminal.with(environment: Self.plain, .init(width: width))
            let lines = await screen.run("client list --attributes team=long").output.split(separator: "\n")
            #expect(lines.count == 3 && lines[2].contains("…"))
            // The two letters are two columns each.
            for line in lines { #expect(line.count + line.count { $0 == "店" } <= width, "\(line)") }
        }
        let wide = await terminal.with(environment: Self.plain, .init(width: 80)).run(
            "client list --attributes team=long")
        #expect(
            wide.output == #"""
                clientId                               name              protocol        enabled
                ghost                                  "\u001b[31m店店"  openid-connect  true
                long-long-long-long-long-long-long-l…                    openid-connect  true

                """#, "\(wide)")
    }

    private static let plain = Terminal.login.merging(["NO_COLOR": "1"]) { $1 }
}
