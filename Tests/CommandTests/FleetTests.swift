import Commands
import Foundation
import HTTP
import JSON
import Sandbox
import Synchronization
import TestSupport
import Testing

/// Many clients by hand: `latchkey plan`, `apply` and `export`.
@Suite("Fleets by hand")
struct FleetTests {
    private static let web = """
        realm: master
        defaults:
          attributes: {team: web}
        templates:
          browser: {publicClient: true, redirectUris: [/cb]}
        clients:
          - clientId: one
            template: browser
          - clientId: two
            secret: canary-two
        ---
        realm: master
        clients: [{clientId: three}]
        """

    @Test("a plan tells, an apply does, a second one has nothing to do")
    func lifecycle() async {
        let terminal = Terminal(files: ["realms/web.yml": FleetTests.web])
        let plan = await terminal.run("plan realms")
        #expect(plan.status == 3 && plan.errors.isEmpty, "\(plan)")
        #expect(
            plan.output == """
                + master/one
                    + attributes.team: web
                    + clientId: one
                    + publicClient: true
                    + redirectUris: /cb
                + master/two
                    + attributes.team: web
                    + clientId: two
                    + secret: ********
                + master/three
                    + clientId: three
                Plan: 3 to create, 0 to change, 0 to delete, 0 as declared.

                """, "\(plan)")
        let first = await terminal.run("apply realms/web.yml")
        #expect(first.status == 0, "\(first)")
        #expect(
            first.output == """
                + master/one
                + master/two
                + master/three
                Done: 3 created, 0 changed, 0 deleted, 0 as declared.

                """, "\(first)")
        let second = await terminal.run("apply realms/*.yml --check")
        #expect(
            second.status == 0 && second.output == "Plan: 0 to create, 0 to change, 0 to delete, 3 as declared.\n",
            "\(second)")
        terminal.put("realms/web.yml", nil)
        terminal.put(
            "realms/deep/web.json",
            #"{"realm":"master","clients":[{"clientId":"one","name":"One"},{"client_id":"two","state":"absent"}]}"#)
        let changed = await terminal.run("plan realms --output json")
        let document = changed.document
        let clients = document?["clients"]?.array?.compactMap(\.object) ?? []
        #expect(changed.status == 3 && document?["changed"] == true, "\(changed)")
        #expect(clients.map { $0["action"] } == ["update", "delete"], "\(changed)")
        #expect(clients.first?["diff"] == ["before": [:], "after": ["name": "One"]], "\(changed)")
        #expect(document?["counts"] == ["ok": 0, "changed": 2, "failed": 0, "skipped": 0], "\(changed)")
        for finished in [plan, first, second, changed] {
            #expect(!finished.everything.contains("canary"), "\(finished)")
        }
    }

    @Test(
        "what is wrong is told with its place, all at once, before anything is asked",
        arguments: [
            ("plan nowhere", [:], "'nowhere': there is no such file or folder"),
            ("plan", [:], "PATH is missing"),
            ("plan empty", ["empty/readme.txt": "x"], "'empty' holds no file that ends in .json, .yml or .yaml"),
            (
                "plan a.yml", ["a.yml": "realm: r\nclients:\n  - clientId: a\n    enabled: perhaps\n"],
                "a.yml line 4: enabled: must be a boolean"
            ),
            (
                "plan a.yml", ["a.yml": "realm: r\nclients:\n  - clientId: a\n  - clientId: a\n"],
                "a.yml line 4: client 'a' of realm 'r' is declared at a.yml line 3 already; keep one"
            ),
            (
                "plan a.yml b.json",
                [
                    "a.yml": "realm: r\nclients:\n  - clientId: a\n",
                    "b.json": "{\"realm\":\"r\",\n\"clients\":[{\"clientId\":\"a\"}]}",
                ], "b.json line 2: client 'a' of realm 'r' is declared at a.yml line 3 already"
            ),
            ("plan a.json", ["a.json": "{\"realm\":\"r\",\n\"clients\":[}"], "a.json is no JSON:"),
            (
                "plan a.json", ["a.json": "{\"realm\":\"r\",\n\"realm\":\"s\"}"],
                "the name 'realm' stands here twice at line 2, column 1"
            ),
            (
                "plan a.yml", ["a.yml": "clients:\n  - clientId: a\n"],
                "belongs to no realm; name it as `realm`, or with --realm"
            ),
            ("plan a.yml --strict", ["a.yml": "realm: r\nusers: []\n"], "a.yml line 1: users: not managed here"),
            (
                "plan a.yml --substitute", ["a.yml": "realm: r\nclients:\n  - clientId: a\n    name: $(env:NOT_SET)\n"],
                "a.yml line 4: $(env:NOT_SET) is not set"
            ),
            ("plan a.yml --prune", ["a.yml": "realm: r"], "--prune: needs an owner"),
            ("plan a.yml --owner 'a b'", ["a.yml": "realm: r"], "--owner: must be letters"),
            ("plan - --save p", [:], "stdin is gone then"),
            ("apply --plan p", ["p": "{}"], "'p' is no plan of"),
            (
                "apply a.yml --plan p", ["p": #"{"format":1,"files":["a.yml"],"options":{},"steps":{}}"#],
                "--plan brings its files and options with it"
            ),
            ("export", [:], "--client or --all must say which clients"),
        ] as [(String, [String: String], String)])
    func mistakes(line: String, files: [String: String], words: String) async {
        let terminal = Terminal(server: Silence(), files: files, input: "")
        let finished = await terminal.run(line)
        #expect(finished.status == 2 && finished.output.isEmpty, "\(finished)")
        #expect(finished.errors.contains(words), "\(finished)")
    }

    @Test("a saved plan is applied exactly, or what has changed since is told")
    func savedPlan() async {
        let terminal = Terminal(files: ["web.yml": FleetTests.web])
        let plan = await terminal.run("plan web.yml --owner team --save plan.json")
        #expect(plan.status == 3, "\(plan)")
        #expect(terminal.files["plan.json"]?.contains("canary") == false)
        await terminal.run("client create one")
        let refused = await terminal.run("apply --plan plan.json")
        #expect(refused.status == 1 && refused.output.isEmpty, "\(refused)")
        #expect(
            refused.errors.contains("master/one: was to be created, and would be updated")
                && refused.errors.contains("Nothing was done. Make a new plan."), "\(refused)")
        #expect(await terminal.run("plan web.yml --owner team --save plan.json").status == 3)
        let done = await terminal.run("apply --plan plan.json")
        #expect(
            done.status == 0 && done.output.hasSuffix("Done: 2 created, 1 changed, 0 deleted, 0 as declared.\n"),
            "\(done)")
    }

    @Test("pruning needs the mark, tells in the plan, and has a limit")
    func pruning() async {
        let terminal = Terminal(files: ["web.yml": FleetTests.web])
        await terminal.run("client create foreign")
        await terminal.run("apply web.yml --owner team")
        terminal.put("web.yml", "realm: master\nclients: []\n")
        let plain = await terminal.run("plan web.yml --owner team")
        #expect(plain.status == 0, "\(plain)")
        let plan = await terminal.run("plan web.yml --owner team --prune --prune-limit 2")
        #expect(
            plan.status == 3 && plan.errors.contains("3 clients would be pruned, more than the limit of 2"), "\(plan)")
        #expect(plan.output.contains("- master/one\n") && !plan.output.contains("foreign"), "\(plan)")
        let refused = await terminal.run("apply web.yml --owner team --prune --prune-limit 2")
        #expect(refused.status == 1 && refused.errors.contains("raise --prune-limit"), "\(refused)")
        let done = await terminal.run("apply web.yml --owner team --prune")
        #expect(done.status == 0 && done.output.hasSuffix("0 changed, 3 deleted, 0 as declared.\n"), "\(done)")
    }

    @Test("one bad client does not stop the others, and a second run completes what the first could not")
    func halfFailed() async {
        let terminal = Terminal(files: [
            "a.yml": """
            realm: master
            clients:
              - {clientId: a}
              - {clientId: b, defaultClientScopes: [no-such-scope], clientScopesBehavior: idempotent}
              - {clientId: c}
            """
        ])
        let first = await terminal.run("apply a.yml")
        #expect(first.status == 1, "\(first)")
        #expect(
            first.output.contains("! master/b (a.yml line 4): ") && first.output.contains("no-such-scope"), "\(first)")
        #expect(first.output.hasSuffix("Done: 2 created, 0 changed, 0 deleted, 0 as declared, 1 failed.\n"), "\(first)")
        terminal.put("a.yml", terminal.files["a.yml"]?.replacingOccurrences(of: "no-such-scope", with: "email"))
        let second = await terminal.run("apply a.yml")
        #expect(
            second.status == 0 && second.output.hasSuffix("1 created, 0 changed, 0 deleted, 2 as declared.\n"),
            "\(second)")
        terminal.put(
            "a.yml",
            "realm: master\nclients:\n" + (0..<30).map { "  - {clientId: n\($0), rootUrl: 'no url'}\n" }.joined())
        let fast = await terminal.run("apply a.yml --fail-fast --parallel 1 --output yaml")
        #expect(fast.status == 1, "\(fast)")
        #expect(fast.output.contains("skipped: 29") || fast.output.contains("failed: 0"), "\(fast)")
    }

    @Test("an interrupted run ends what is under way and says what is left; the next one does that")
    func interrupted() async {
        let begun = Mutex(0)
        let sandbox = Sandbox(now: { 1_800_000_000 })
        let files = ["a.yml": "realm: master\nclients:\n" + (0..<10).map { "  - {clientId: n\($0)}\n" }.joined()]
        let stopped = Terminal(
            server: sandbox, files: files,
            isStopped: {
                begun.withLock {
                    $0 += 1; return $0 > 6
                }
            })
        let first = await stopped.run("apply a.yml --parallel 2")
        #expect(first.status == 1 && first.output.contains("? master/n9: not begun\n"), "\(first)")
        #expect(first.errors.contains("what was under way is done. Run again for the rest."), "\(first)")
        let second = await stopped.with(files: files).run("apply a.yml")
        let made = first.output.split(separator: "\n").count { $0.hasPrefix("+ ") }
        #expect(made > 0 && made < 10, "\(first)")
        #expect(
            second.status == 0
                && second.output.hasSuffix("Done: \(10 - made) created, 0 changed, 0 deleted, \(made) as declared.\n"),
            "\(second)")
    }

    @Test("an export applied to an empty realm gives the same clients, and to its own changes nothing")
    func export() async {
        let terminal = Terminal(files: ["web.yml": FleetTests.web])
        await terminal.run("apply web.yml")
        let document = await terminal.run("export --all")
        #expect(document.status == 0 && !document.everything.contains("canary"), "\(document)")
        #expect(
            document.output.hasPrefix("clients:\n  - attributes:\n      team: web\n    clientId: one\n"), "\(document)")
        terminal.put("all.yml", document.output)
        let same = await terminal.run("plan all.yml")
        #expect(same.status == 0 && same.output.hasSuffix("3 as declared.\n"), "\(same)")
        let other = Terminal(files: ["all.yml": document.output])
        #expect(await other.run("apply all.yml").status == 0)
        #expect(await other.run("export --all").output == document.output)
        let split = await terminal.run("export --client one,three --format json --split out")
        #expect(split.status == 0 && split.output == "2 clients written to 'out'.\n", "\(split)")
        #expect(terminal.files.keys.filter { $0.hasPrefix("out/") }.sorted() == ["out/one.json", "out/three.json"])
        #expect(await terminal.run("plan out").status == 0)
        let missing = await terminal.run("export --client nobody")
        #expect(missing.status == 1 && missing.errors.contains("has no client nobody"), "\(missing)")
    }

    @Test("progress is a bar on a terminal and a line now and then elsewhere")
    func progress() async {
        for isTerminal in [true, false] {
            let (seconds, next) = AsyncStream.makeStream(of: Void.self)
            let server = Slow(next, passes: 11)
            let terminal = Terminal(
                server: server, files: ["web.yml": FleetTests.web], Console.Terminal(showsErrors: isTerminal),
                wait: { _ in
                    var iterator = seconds.makeAsyncIterator()
                    _ = await iterator.next()
                    server.passOne()
                })
            let finished = await terminal.run("apply web.yml")
            #expect(finished.status == 0, "\(finished)")
            #expect(finished.errors.contains("latchkey: [....................] 0 of 3 clients, "), "\(finished)")
            #expect(finished.errors.contains("\r") == isTerminal, "\(finished)")
        }
    }
}

/// A server that nobody must ask.
struct Silence: Transport {
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        Issue.record("asked for \(request.target)")
        return HTTPResponse(status: 500)
    }
}
