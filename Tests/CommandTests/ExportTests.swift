import JSON
import Testing
import YAML

/// Clients of a server as declarations.
@Suite("Exports by hand")
struct ExportTests {
    @Test("clients are printed as declarations, which say the same again")
    func export() async throws {
        let terminal = Terminal(input: "canary-secret-12345")
        await terminal.run("client create app --redirect-uris /a --secret-from-file -")
        await terminal.run("client create shop --public-client")
        let all = await terminal.run("export --all")
        #expect(all.status == 0 && all.errors.isEmpty && !all.output.contains("canary"), "\(all)")
        #expect(
            try YAMLStream(parsing: all.output).documents == [
                [
                    "realm": "master",
                    "clients": [
                        ["clientId": "app", "redirectUris": ["/a"]], ["clientId": "shop", "publicClient": true],
                    ],
                ]
            ], "\(all)")
        for line in ["export --client app -o json", "export --client=app --format json --realm master"] {
            let one = await terminal.run(line)
            #expect(one.status == 0, "\(one)")
            #expect(
                one.document == ["realm": "master", "clients": [["clientId": "app", "redirectUris": ["/a"]]]], "\(one)")
        }
    }

    @Test("what cannot be exported is told, and nothing is printed")
    func wrong() async {
        let cases: [(String, Int32, String)] = [
            ("export", 2, "--client or --all must say which clients"),
            ("export --all --client app", 2, "--client and --all are given; keep one"),
            ("export --client app,other", 1, "latchkey: Realm 'master' has no client app, other.\n"),
            ("export --all --format xml", 2, "--format is one of yaml, json"),
            ("export --all --password canary", 2, "--password is no flag, since every user of this host"),
            ("export --all --retries many", 2, "--retries: must be"), ("export --all=maybe", 2, "--all: must be"),
            ("export --all --wait-for-ready 1 app", 2, "takes nothing without a flag"),
        ]
        for (line, status, words) in cases {
            let finished = await Terminal().run(line)
            #expect(finished.status == status && finished.output.isEmpty, "\(finished)")
            #expect(finished.errors.contains(words) && !finished.errors.contains("canary"), "\(finished)")
        }
    }
}
