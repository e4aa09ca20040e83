import HTTP
import JSON
import Sandbox
import Testing

/// What people see of clients that are made, changed and deleted on a server.
@Suite("Clients by hand")
struct ClientTests {
    @Test("a client is created once, changed, and deleted once")
    func lifecycle() async {
        let terminal = Terminal()
        let steps: [(String, Int32, String, String)] = [
            ("client create app --redirect-uris /a,/b", 0, "Client app has been created.\n", ""),
            (
                "client create app", 1, "",
                "latchkey: Client app exists already in realm 'master'. Update it instead.\n"
            ),
            ("client update app --redirect-uris /a", 0, "Client app has been updated.\n", ""),
            ("client update app --redirect-uris /a", 0, "No changes required for Client app.\n", ""),
            ("client delete app", 0, "Client app has been deleted.\n", ""),
            ("client delete app", 0, "Client does not exist; doing nothing.\n", ""),
        ]
        for (line, status, output, errors) in steps {
            let finished = await terminal.run(line)
            #expect(finished.status == status && finished.output == output && finished.errors == errors, "\(finished)")
        }
        let missing = await terminal.run("client update app")
        #expect(missing.status == 1 && missing.output.isEmpty, "\(missing)")
        #expect(missing.errors.hasPrefix("latchkey: Client app does not exist in realm 'master'."), "\(missing)")
    }

    @Test("a client is renamed once")
    func rename() async {
        let terminal = Terminal()
        for name in ["app", "other"] { await terminal.run("client create \(name)") }
        let steps: [(String, Int32, String)] = [
            (
                "client rename app shop -CD", 3,
                "Client app would be renamed to shop.\n- clientId: app\n+ clientId: shop\n"
            ),
            ("client rename app shop", 0, "Client app has been renamed to shop.\n"),
            ("client rename app shop", 0, "No changes required for Client shop.\n"),
            ("client rename shop other", 1, ""), ("client rename nothing more", 1, ""), ("client rename app", 2, ""),
            ("client rename app shop --name x", 2, ""),
        ]
        for (line, status, output) in steps {
            let finished = await terminal.run(line)
            #expect(finished.status == status && finished.output == output, "\(finished)")
        }
    }

    @Test("a check says what would be done, by its exit status too, and writes nothing")
    func check() async {
        let terminal = Terminal()
        for _ in 1...2 {
            let create = await terminal.run("client create app --check")
            #expect(create.status == 3 && create.output == "Client app would be created.\n", "\(create)")
        }
        await terminal.run("client create app")
        let taken = await terminal.run("client create app -C")
        #expect(taken.status == 1, "\(taken)")
        for _ in 1...2 {
            let update = await terminal.run("client update app --no-enabled -C")
            #expect(update.status == 3 && update.output == "Client app would be updated.\n", "\(update)")
            let delete = await terminal.run("client delete app -C")
            #expect(delete.status == 3 && delete.output == "Client app would be deleted.\n", "\(delete)")
        }
        let same = await terminal.run("client update app --enabled -C")
        #expect(same.status == 0 && same.output == "No changes required for Client app.\n", "\(same)")
    }

    @Test("a difference has a line for each value that is gone and each that is new")
    func diff() async {
        let terminal = Terminal()
        await terminal.run("client create app --redirect-uris /a,/b -s attributes.access.token.lifespan=300")
        let line = "client update app --redirect-uris /a,/c --name 'The app' -s attributes.access.token.lifespan= -D"
        let lines = """
            - attributes["access.token.lifespan"]: 300
            + name: The app
            - redirectUris: /b
            + redirectUris: /c

            """
        let check = await terminal.run(line + " -C")
        #expect(check.output == "Client app would be updated.\n" + lines, "\(check)")
        let real = await terminal.run(line)
        #expect(real.output == "Client app has been updated.\n" + lines, "\(real)")
        let again = await terminal.run(line)
        #expect(again.output == "No changes required for Client app.\n", "\(again)")
    }

    @Test(
        "a file may be JSON or YAML, by either kind of names; the line beats it",
        arguments: [
            #"{"clientId": "other", "id": "x", "redirectUris": ["/a"], "name": "From the file", "attributes": {"a": 1, "b": 1}}"#,
            "client_id: other\nredirect_uris: [/a]\nname: From the file\nattributes: {a: 1, b: 1}\n",
            "clientId: other\nredirectUris: /a\nname: From the file\nattributes: a=1, b=1\n",
        ])
    func file(_ text: String) async {
        let files = ["app.yaml": text]
        for (line, input) in [("-f app.yaml", nil), ("-f -", text)] {
            let terminal = Terminal().with(files: files, input: input)
            let finished = await terminal.run(
                "client create app \(line) --name 'From the line' -s attributes.b=2 -o json")
            let state = finished.document?["end_state"]?.object
            #expect(state?["clientId"] == "app" && state?["name"] == "From the line", "\(finished)")
            #expect(state?["redirectUris"] == ["/a"] && state?["attributes"]?.object?["a"] == "1", "\(finished)")
            #expect(state?["attributes"]?.object?["b"] == "2", "\(finished)")
        }
    }

    @Test("a file may name the client")
    func named() async {
        let terminal = Terminal(input: "clientId: app\nstate: present\n")
        #expect(await terminal.run("client create --file -").output == "Client app has been created.\n")
        #expect(await terminal.run("client update -f -").output == "No changes required for Client app.\n")
        let without = await terminal.run("client update")
        #expect(without.status == 2 && without.errors.contains("neither client_id nor id is given"), "\(without)")
    }

    /// What a file says, and what is said about it.
    static let wrongFiles: [(story: String, text: String, words: [String])] = [
        ("nothing", "", ["stdin is empty"]),
        ("several documents", "a: 1\n---\nb: 2\n", ["stdin holds 2 documents; one client belongs there"]),
        ("a list", "[1]", ["stdin holds a list where a dictionary of options belongs"]),
        ("broken JSON", #"{"a": 1"#, ["stdin is no JSON: unexpected end of the text at line 1, column 8"]),
        ("broken YAML", "a: [1\n", ["stdin is no YAML: "]),
        (
            "names with errors, all at once", #"{"redirectURIs": [], "enabeld": true}"#,
            [
                "redirectURIs: unknown option; did you mean 'redirectUris'",
                "enabeld: unknown option; did you mean 'enabled'?",
            ]
        ),
        ("another state", "state: absent", ["state: is not for 'latchkey client create'"]),
        ("a login", "auth_password: canary", ["auth_password: where the server is and who logs in stands on the line"]),
        ("an option twice", "redirectUris: [a]\nredirect_uris: [b]", ["which is the same option; keep one"]),
        (
            "values of wrong types", "enabled: maybe\nredirect_uris: {a: 1}",
            ["enabled: must be", "redirect_uris: must be a list"]
        ),
    ]

    @Test("a file that cannot be understood is wrong usage, and all that is wrong is told", arguments: wrongFiles)
    func wrongFile(_ story: (story: String, text: String, words: [String])) async {
        let finished = await Terminal(input: story.text).run("client create app -f -")
        #expect(finished.status == 2 && finished.output.isEmpty, "\(finished)")
        for words in story.words { #expect(finished.errors.contains(words), "\(words)\n\(finished)") }
        #expect(!finished.everything.contains("canary"))
    }

    @Test("a property that no option knows is the server's to judge")
    func further() async {
        let finished = await Terminal(input: "foo: 1").run("client create app -f -")
        #expect(finished.status == 1 && finished.errors.contains("Unrecognized field"), "\(finished)")
    }

    @Test("files that cannot be read are wrong usage")
    func unreadable() async {
        for line in ["-f nothing.json", "--secret-from-file nothing", "--auth-password-file nothing -u me", "-f -"] {
            let finished = await Terminal(environment: ["KEYCLOAK_URL": "http://sandbox.invalid"]).run(
                "client create app \(line)")
            #expect(finished.status == 2 && finished.errors.contains("cannot be read: "), "\(finished)")
        }
        let twice = await Terminal(input: "name: x").run("client create app -f - --secret-from-file -")
        #expect(
            twice.status == 2
                && twice.errors.contains("--secret-from-file cannot read stdin, which is what --file reads"),
            "\(twice)")
    }
}
