import JSON
import Testing

/// `initial-access list`, `create` and `delete`.
@Suite("Initial access tokens by hand")
struct InitialAccessCommandTests {
    @Test("a token is made once, shown to those who ask for it alone, and deleted")
    func life() async throws {
        let terminal = Terminal()
        let store = "--registration-store /registrations.json"
        let check = await terminal.run("initial-access create ci --count 3 --check --diff \(store)")
        #expect(
            check.status == 3 && check.output.hasPrefix("Initial access token 'ci' would be created.\n"), "\(check)")
        let made = await terminal.run("initial-access create ci --count 3 \(store)")
        #expect(made.status == 0 && made.output == "Initial access token 'ci' has been created.\n", "\(made)")
        let shown = await terminal.run("initial-access create ci --count 3 --return-token \(store)")
        let words = "No changes required for initial access token 'ci'.\ntoken: ey"
        #expect(shown.status == 0 && shown.output.hasPrefix(words), "\(shown)")
        let document = await terminal.run("initial-access create ci --count 3 -o json \(store)")
        #expect(document.document?["end_state"]?.object?["remainingCount"] == 3, "\(document)")
        #expect(!document.output.contains(shown.output.dropFirst(words.count - 2).dropLast()), "\(document)")
        let id = try #require(document.document?["end_state"]?.object?["id"]?.text)
        let listed = await terminal.run("initial-access list \(store)")
        let columns = listed.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(listed.status == 0 && columns.count == 2, "\(listed)")
        #expect(columns.first == ["name", "id", "count", "remainingCount", "created", "expires"])
        #expect(columns.last == ["ci", id, "3", "3", "2027-01-15T08:00:00Z", "2027-01-16T08:00:00Z"])
        let list = await terminal.run("initial-access list -o json \(store)")
        let token = list.document?["tokens"]?.array?.first?.object
        #expect(token?["name"] == "ci" && token?["id"]?.text == id && token?["token"] == nil, "\(list)")
        let gone = await terminal.run("initial-access delete ci \(store)")
        #expect(gone.status == 0 && gone.output == "Initial access token 'ci' has been deleted.\n", "\(gone)")
        let again = await terminal.run("initial-access delete ci \(store)")
        #expect(
            again.status == 0 && again.output == "No initial access token is known as 'ci'; doing nothing.\n",
            "\(again)")
        let none = await terminal.run("initial-access list \(store)")
        #expect(none.status == 0 && none.output.isEmpty && none.errors.contains("0 initial access tokens"), "\(none)")
    }

    @Test(
        "what cannot be is refused before anything is asked",
        arguments: [
            ("initial-access", "'initial-access' needs one of: list, create, delete"),
            ("initial-access create", "NAME"), ("initial-access create ci --count 0 --registration-store /r", "count"),
            ("initial-access delete ci --count 2", "there is no flag --count"),
        ])
    func refused(_ line: String, _ words: String) async {
        let finished = await Terminal().run(line)
        #expect(finished.status == 2 && finished.output.isEmpty && finished.errors.contains(words), "\(finished)")
    }
}
