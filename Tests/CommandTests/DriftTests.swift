import Commands
import Foundation
import HTTP
import JSON
import Sandbox
import TestSupport
import Testing

/// What differs where as a page: `latchkey report`.
@Suite("Reports by hand")
struct DriftTests {
    private static let files = [
        "shop.yml": """
        realm: customers
        clients:
          - clientId: gone
            name: New
          - clientId: other
            redirectUris: [/a, /b]
            secret: \(Canary.text("declared"))
          - clientId: same
          - clientId: old
            state: absent
        """
    ]

    /// A server with a client of each kind.
    private static func drifted(_ files: [String: String] = files) async throws -> Terminal {
        let terminal = Terminal(files: files)
        try await terminal.send(.post, [], ["realm": "customers", "enabled": true])
        for line in ["other --redirect-uris /b,/c", "same", "old"] {
            #expect(await terminal.run("client create \(line) -r customers").status == 0)
        }
        return terminal
    }

    @Test("a report tells what differs, and ends as a plan does")
    func lifecycle() async throws {
        let terminal = try await Self.drifted()
        let report = await terminal.run("report shop.yml")
        #expect(report.status == 3 && report.errors.isEmpty, "\(report)")
        for part in [
            "<title>Drift report: 3 of 4 clients at http://sandbox.invalid</title>",
            "3 of 4 clients are not as declared.", "<b>1</b> missing", "<b>1</b> different", "<b>1</b> to be deleted",
            "<b>1</b> as declared", "Declared: shop.yml line 3", "Declared to be absent: shop.yml line 9",
            "<th scope=\"row\"><bdi>redirectUris</bdi></th><td><p><del><bdi>/c</bdi></del></p><p><i>1 more in both</i></p></td>"
                + "<td><p><ins><bdi>/a</bdi></ins></p><p><i>1 more in both</i></p></td>",
            "<th scope=\"row\"><bdi>name</bdi></th><td><p><ins><bdi>New</bdi></ins></p></td>",
            "<del><bdi>********</bdi></del>", "<ins><bdi>******** (changed)</bdi></ins>",
            "<dd><bdi>2027-01-15 08:00:00 UTC</bdi>", "Made by latchkey 1.2.3.",
        ] { #expect(report.output.contains(part), "\(part)\n\(report)") }
        #expect(Canary.trace(in: report.everything) == nil)

        let written = await terminal.run("report shop.yml --output drift.html")
        #expect(written.status == 3 && written.errors.isEmpty, "\(written)")
        #expect(written.output == "3 of 4 clients are not as declared. The report is in 'drift.html'.\n")
        #expect(Self.timeless(terminal.files["drift.html"]) == Self.timeless(report.output))

        #expect(await terminal.run("apply shop.yml").status == 0)
        let mended = await terminal.run("report shop.yml -o drift.html")
        #expect(mended.status == 0, "\(mended)")
        #expect(mended.output == "All 4 clients are as declared. The report is in 'drift.html'.\n")
        #expect(terminal.files["drift.html"]?.contains("<h3>As declared: 4</h3>") == true)
    }

    private static func timeless(_ page: String?) -> [Substring]? {
        page?.split(separator: "\n").filter { !$0.contains("<dt>Made</dt>") }
    }

    @Test("a client that fails, or what is pruned, is told; where nothing could be found out the page stays")
    func others() async throws {
        let failing =
            "realm: customers\nclients:\n  - {clientId: x, defaultClientScopes: [none], "
            + "clientScopesBehavior: idempotent}\n"
        let terminal = try await Self.drifted([
            "f.yml": failing, "page.html": "old", "a.yml": "realm: customers\nclients: []\n",
        ])
        let failed = await terminal.run("report f.yml")
        #expect(failed.status == 1 && failed.output.contains("<p class=\"note\"><bdi>f.yml line 3: "), "\(failed)")
        #expect(failed.output.contains("1 of 1 client could not be compared."), "\(failed)")
        let stranger = terminal.with(
            files: terminal.files, environment: Terminal.login.merging(["KEYCLOAK_PASSWORD": "x"]) { $1 })
        let refused = await stranger.run("report a.yml --owner team --prune -o page.html")
        #expect(refused.status == 1 && refused.output.isEmpty && !refused.errors.isEmpty, "\(refused)")
        #expect(stranger.files["page.html"] == "old")
        await terminal.run("client update same -r customers --attributes latchkey.owner=team")
        let pruned = await terminal.run("report a.yml --owner team --prune")
        #expect(pruned.status == 3 && pruned.output.contains("carries the owner&#39;s mark"), "\(pruned)")
    }

    @Test(
        "what is wrong is told, and nobody is asked",
        arguments: [
            ("report", [:], "PATH is missing"), ("report a.yml -o json", [:], "'latchkey plan --output json' prints"),
            ("report --from a.json a.yml", ["a.json": "{}"], "leave paths and other options out"),
            ("report --from a.json --owner x", ["a.json": "{}"], "leave paths and other options out"),
            ("report --from none.json", [:], "--from: 'none.json' cannot be read"),
            ("report --from a.json", ["a.json": "{"], "'a.json' is no JSON"),
            ("report --from a.json", ["a.json": "[]"], "is neither what"),
            ("report --from a.json", ["a.json": #"{"clients":[{"status":"odd"}]}"#], "is neither what"),
            ("report --from -", [:], "stdin is neither what"),
        ] as [(String, [String: String], String)])
    func mistakes(line: String, files: [String: String], words: String) async {
        let terminal = Terminal(server: Silence(), files: files, input: "[1]")
        let finished = await terminal.run(line)
        #expect(finished.status == 2 && finished.output.isEmpty == !line.hasSuffix("-o json"), "\(finished)")
        #expect(finished.everything.contains(words), "\(finished)")
    }

    // MARK: From documents

    @Test("the document of a plan gives the same page, without a server or a password")
    func planned() async throws {
        let terminal = try await Self.drifted()
        let page = await terminal.run("report shop.yml").output
        let plan = await terminal.run("plan shop.yml --output json")
        let later = Terminal(
            server: Silence(), environment: ["KEYCLOAK_USER": "somebody"], input: plan.output,
            Console.Terminal(canAsk: true))
        let report = await later.run("report --from -")
        #expect(report.status == 3 && report.errors.isEmpty && later.questions.isEmpty, "\(report)")
        // Where it was declared stands in no document.
        func common(_ page: String) -> [Substring]? {
            Self.timeless(page)?.filter { !$0.contains("class=\"note\"") && !$0.contains("<dt>Decl") && !$0.isEmpty }
        }
        #expect(common(report.output) == common(page))
        #expect(report.output.contains("as stdin tells"), "\(report)")
    }

    private static let diff: JSON = ["before": ["name": "Found"], "after": ["name": "Declared"]]
    private static func run(_ client: JSON, _ result: JSONObject) -> JSON {
        let arguments: JSON = ["client_id": client, "realm": "r", "auth_keycloak_url": "https://sso.example.org"]
        return .object(result.merging(["invocation": ["module_args": arguments]]))
    }
    private static let loop: JSON = [
        "changed": true,
        "results": [
            run("new", ["changed": true, "existing": [:], "end_state": ["clientId": "new"], "diff": diff]),
            run("other", ["changed": true, "existing": ["id": "1"], "end_state": ["id": "1"], "diff": diff]),
            run("old", ["changed": true, "existing": ["id": "1"], "end_state": [:]]),
            run("same", ["changed": false, "existing": ["id": "1"], "end_state": ["id": "1"]]),
        ],
    ]

    @Test(
        "what Ansible registered is understood",
        arguments: [
            (loop, 3, ["<b>1</b> missing", "<b>1</b> different", "<b>1</b> to be deleted", "<b>1</b> as declared"]),
            (
                loop, 3,
                [
                    "<bdi>https://sso.example.org</bdi>", "Realm <bdi>r</bdi>", "<del><bdi>Found</bdi></del>",
                    "<ins><bdi>Declared</bdi></ins>",
                ]
            ),
            (run("x", ["changed": false, "existing": [:], "end_state": [:]]), 0, ["The one client is as declared."]),
            (
                ["changed": false, "existing": [:], "end_state": [:], "proposed": ["clientId": "x"]], 0,
                ["Realm <bdi>said</bdi>", "<dd><bdi>https://said.example.org</bdi></dd>", "<li><bdi>x</bdi></li>"]
            ),
            (
                run("x", ["changed": true, "existing": ["id": "1"], "end_state": ["id": "1"]]), 3,
                ["What differs is not in what was read"]
            ),
            (
                ["results": [["failed": true, "msg": "Realm not found", "item": ["client_id": "x", "secret": "s"]]]],
                1, ["<bdi>Realm not found</bdi>", "<b>1</b> failed"]
            ),
            (["results": [["skipped": true, "item": ["client_id": "x"]]]], 1, ["<b>1</b> not looked at"]),
            (
                [
                    "clients": [
                        ["realm": "r", "client_id": "x", "status": "changed", "action": "update", "msg": "m"],
                        ["realm": "s", "client_id": "x", "status": "ok", "action": "none", "msg": "m"],
                    ],
                    "diff": ["before": ["r/x": ["secret": "plain-secret"]], "after": ["r/x": ["secret": "another"]]],
                    "warnings": ["<b>beware</b>"],
                ], 3, ["******** (changed)", "&lt;b&gt;beware&lt;/b&gt;", "href=\"#realm-0\""]
            ),
        ] as [(JSON, Int32, [String])])
    func registered(_ document: JSON, status: Int32, words: [String]) async {
        let report = await Terminal(server: Silence(), files: ["r.json": document.pretty]).run(
            "report --from r.json --realm said --server https://said.example.org")
        #expect(report.status == status && report.errors.isEmpty, "\(report)")
        for word in words { #expect(report.output.contains(word), "\(word)\n\(report)") }
        for secret in ["plain-secret", "another"] { #expect(!report.output.contains(secret), "\(report)") }
    }
}
