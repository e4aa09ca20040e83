import JSON
import Testing

/// `client installation` and `client import`.
@Suite("Clients from and for others")
struct InstallationCommandTests {
    private static let description =
        #"{"clientId":"app","secret":"a-secret-of-ours","publicClient":false,"redirectUris":["/x"]}"#

    @Test("a client is imported, as a check says before, and its installation file is printed without the secret")
    func life() async throws {
        let terminal = Terminal(files: ["/app.json": Self.description])
        let check = await terminal.run("client import /app.json --check --diff")
        #expect(check.status == 3 && check.output.hasPrefix("Client app would be created.\n"), "\(check)")
        #expect(check.output.contains("+ redirectUris: /x\n") && !check.output.contains("a-secret"), "\(check)")
        let made = await terminal.run("client import /app.json --name App --output json")
        #expect(made.status == 0 && made.document?["changed"] == true, "\(made)")
        #expect(made.document?["end_state"]?.object?["name"] == "App", "\(made)")
        #expect(!made.output.contains("a-secret-of-ours"), "\(made)")
        let again = await terminal.run("client import /app.json")
        #expect(again.status == 0 && again.output == "No changes required for Client app.\n", "\(again)")
        let file = await terminal.run("client installation app")
        #expect(file.status == 0 && !file.output.contains("a-secret-of-ours"), "\(file)")
        #expect(file.document?["credentials"] == ["secret": "********"], "\(file)")
        let whole = await terminal.run("client installation app --return-secret")
        #expect(whole.document?["credentials"] == ["secret": "a-secret-of-ours"], "\(whole)")
        let missing = await terminal.run("client installation app --provider nothing")
        #expect(missing.status == 1 && missing.errors.contains("knows no form 'nothing'"), "\(missing)")
    }

    @Test(
        "what cannot be imported is told",
        arguments: [
            ("client import", 2, "FILE"), ("client import /nothing", 2, "'/nothing' cannot be read"),
            ("client import /junk", 1, "Unsupported format. A description is SAML metadata"),
            ("client import /app.json --state absent", 2, "there is no flag --state"),
        ])
    func refused(_ line: String, _ status: Int32, _ words: String) async {
        let terminal = Terminal(files: ["/app.json": Self.description, "/junk": "junk"])
        let finished = await terminal.run(line)
        #expect(finished.status == status && finished.output.isEmpty, "\(finished)")
        #expect(finished.errors.contains(words), "\(finished)")
    }
}
