import HTTP
import JSON
import Sandbox
import TestSupport
import Testing

/// Secrets planted wherever commands read them, and searched for in everything that these leave behind.
@Suite("Canaries by hand")
struct CanaryTests {
    private static let app: JSONObject = [
        "clientId": "app", "secret": .string(Canary.text("declared")),
        "attributes": ["saml.signing.private.key": .string(Canary.text("attribute")), "plain": "not secret"],
        "rootUrl": "https://app.example.org",
    ]

    /// What stands in files; what commands write comes beside it.
    private static let files: [String: String] = [
        "app.json": JSON.object(app).pretty, "secret": Canary.text("in a file"),
        "fleet.json": fleet(secret: Canary.text("of a fleet")),
        "substituted.json": fleet(secret: "$(env:APP_SECRET)", key: "$(file:secret)"),
    ]

    private static func fleet(secret: String, key: String = Canary.text("key of a fleet")) -> String {
        let one = app.merging(["secret": .string(secret)])
        let other: JSONObject = ["clientId": "other", "attributes": ["jwt.credential.private.key": .string(key)]]
        return JSON.object(["realm": "r", "clients": [.object(one), .object(other)]]).pretty
    }

    /// The ways to log in that have a secret each.
    private static let logins: [[String: String]] = [
        ["KEYCLOAK_USER": "otto", "KEYCLOAK_PASSWORD": Canary.text("password")],
        ["KEYCLOAK_CLIENT_ID": "robot", "KEYCLOAK_CLIENT_SECRET": Canary.text("client")],
    ]

    private func terminal(_ server: any Transport, _ login: [String: String], plan: String? = nil) -> Terminal {
        var files = Self.files
        files["plan.json"] = plan
        let variables = ["KEYCLOAK_URL": "http://sandbox.invalid", "APP_SECRET": Canary.text("in the environment")]
        return Terminal(server: server, files: files, environment: login.merging(variables) { $1 })
    }

    /// A server with canaries.
    private func server(secret: String) async throws -> Sandbox {
        let sandbox = Sandbox(now: { 1_800_000_000 })
        let administrator = Terminal(server: sandbox)
        try await Canary.fill(secret: secret) { method, path, query, body in
            try await administrator.send(method, path, query: query, body)
        }
        return sandbox
    }

    /// Lines; each gets `-v` and the form of the output behind it.
    static let lines = [
        "client list -r r", "client get app -r r", "client create new -r r -f app.json -D",
        "client update app -r r -f app.json -CD", "client update app -r r -f app.json -D",
        "client update app -r r --secret-from-file secret -D", "client rename app new -r r -D",
        "client delete app -r r -D", "secret get app -r r", "secret regenerate app -r r -D",
        "secret drop-rotated app -r r", "plan fleet.json --save new.json", "plan substituted.json --substitute",
        "apply fleet.json -D", "apply substituted.json --substitute -D", "apply --plan plan.json",
        "report fleet.json", "report substituted.json --substitute", "export -r r --all",
        "export -r r --all --split out",
    ]

    @Test("are in nothing that a command leaves behind, whatever the server repeats", arguments: lines)
    func repeated(_ line: String) async throws {
        // What is asked for is told.
        let secret = line.hasPrefix("secret get") ? "held by the server" : Canary.text("held")
        let server = try await server(secret: secret)
        let planning = terminal(server, Self.logins[0])
        #expect(await planning.run("plan fleet.json --save plan.json").status == 3)
        let plan = try #require(planning.files["plan.json"])
        let other = line.hasPrefix("export") ? "yaml" : line.hasPrefix("report") ? "page.html" : "json"
        for (login, form, status) in [(0, "text", 400), (1, other, 401), (0, other, 500)] {
            var turn = 0
            var isOver = false
            while !isOver {
                let telling = TellingTransport(await server.copy(), turn: turn, status: status)
                let terminal = terminal(telling, Self.logins[login], plan: plan)
                let finished = await terminal.run(line + " -v" + (form == "text" ? "" : " -o \(form)"))
                #expect(Canary.trace(in: finished.everything) == nil)
                for (path, text) in terminal.files where Self.files[path] == nil {
                    #expect(Canary.trace(in: path + "\n" + text) == nil, "in the file '\(path)'")
                }
                isOver = !telling.hasTold
                // What is no understandable line would be silent too.
                #expect(isOver ? [0, 3].contains(finished.status) : finished.status != 2, "\(finished)")
                turn += 1
            }
        }
    }

    @Test("are found where they are asked for")
    func asked() async throws {
        let server = try await server(secret: Canary.text("held"))
        for line in [
            "secret get app -r r", "client get app -r r --return-secret",
            "client update app -r r --return-secret -o json",
        ] {
            let finished = await terminal(server, Self.logins[0]).run(line)
            #expect(finished.status == 0 && Canary.trace(in: finished.output) != nil, "\(finished)")
        }
    }
}
