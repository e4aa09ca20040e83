import JSON
import Testing

/// `secret get`, `rotated`, `regenerate` and `drop-rotated`.
@Suite("Secrets of clients by hand")
struct SecretCommandTests {
    static let first = "canary-secret-12345"

    /// A server whose confidential client `app` has the secret `first`, and whose client `page` is public.
    private func terminal(rotating: Bool = false, _ terminal: Terminal = Terminal(input: Self.first)) async throws
        -> Terminal
    {
        if rotating { try await terminal.rotateSecrets() }
        await terminal.run("client create app --secret-from-file -")
        await terminal.run("client create page --public-client")
        return terminal
    }

    @Test("the secret alone is on stdout")
    func get() async throws {
        let terminal = try await terminal()
        for line in ["secret get app", "secret get app --realm master -o text"] {
            let finished = await terminal.run(line)
            #expect(finished.status == 0 && finished.output == Self.first + "\n", "\(finished)")
            #expect(finished.errors.isEmpty, "\(finished)")
        }
        let document = await terminal.run("secret get app -o json").document
        #expect(document?["clientsecret_info"] == ["type": "secret", "value": .string(Self.first)])
    }

    @Test(
        "what is not there is a failure, and leaves stdout empty",
        arguments: [
            ("secret get page", 1, "latchkey: Client page has no secret: it is public.\n"),
            ("secret rotated app", 1, "latchkey: The client has no rotated secret.\n"),
            ("secret get nobody", 1, "latchkey: Client nobody does not exist in realm 'master'."),
            ("secret get", 2, "neither client_id nor id is given"),
            ("secret", 2, "'secret' needs one of: get, rotated"),
            ("secret get app --check", 2, "there is no flag --check"),
        ] as [(String, Int32, String)])
    func missing(_ line: String, _ status: Int32, _ words: String) async throws {
        let finished = await (try terminal()).run(line)
        #expect(finished.status == status && finished.output.isEmpty, "\(finished)")
        #expect(finished.errors.contains(words), "\(finished)")
    }

    @Test("a new secret is shown to those who ask for it alone")
    func regenerate() async throws {
        let terminal = try await terminal()
        let words = "The secret of client app "
        let check = await terminal.run("secret regenerate app --check --return-secret")
        #expect(check.status == 3 && check.output == words + "would be regenerated.\n", "\(check)")
        #expect(await terminal.run("secret get app").output == Self.first + "\n")
        let quiet = await terminal.run("secret regenerate app --diff")
        let secret = await terminal.run("secret get app").output
        #expect(quiet.status == 0 && quiet.output.hasPrefix(words + "has been regenerated.\n"), "\(quiet)")
        #expect(secret != Self.first + "\n" && !quiet.output.contains(secret.dropLast()), "\(quiet)")
        let shown = await terminal.run("secret regenerate app --return-secret")
        let next = await terminal.run("secret get app").output
        #expect(shown.output == words + "has been regenerated.\n" + next && next != secret, "\(shown)")
        let document = await terminal.run("secret regenerate app -o json")
        #expect(document.document?["end_state"]?.object?["value"] == nil, "\(document)")
    }

    @Test("the secret before is shown while it is known, with its end, and dropped")
    func rotated() async throws {
        let terminal = try await terminal(rotating: true)
        await terminal.run("secret regenerate app")
        let now = await terminal.run("secret get app")
        #expect(now.status == 0 && now.errors == "latchkey: The secret ends at 2027-01-16T08:00:00Z.\n", "\(now)")
        let before = await terminal.run("secret rotated app")
        #expect(before.status == 0 && before.output == Self.first + "\n", "\(before)")
        #expect(before.errors == "latchkey: The secret ends at 2027-01-15T08:10:00Z.\n", "\(before)")
        let check = await terminal.run("secret drop-rotated app -C")
        #expect(check.status == 3, "\(check)")
        for words in [
            "The rotated secret of client app has been dropped.\n", "Client app has no rotated secret; doing ",
        ] {
            let drop = await terminal.run("secret drop-rotated app")
            #expect(drop.status == 0 && drop.output.hasPrefix(words), "\(drop)")
        }
        #expect(await terminal.run("secret get app").output == now.output)
    }
}
