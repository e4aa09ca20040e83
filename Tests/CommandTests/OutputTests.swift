import Commands
import Foundation
import HTTP
import JSON
import Reconcile
import Sandbox
import Synchronization
import TestSupport
import Testing
import YAML

@testable import Commands

/// The forms of the output, and what a terminal changes about it.
@Suite("What a command writes")
struct OutputTests {
    private static let wide = Console.Terminal(width: 80, showsErrors: true)

    @Test("one document on stdout, whatever happens", arguments: ["json", "yaml"])
    func documents(_ form: String) async throws {
        let terminal = Terminal(environment: Terminal.login.merging(["TERM": "xterm"]) { $1 }, Self.wide)
        let lines: [(String, Int32, JSONObject)] = [
            ("client create app -D", 0, ["changed": true, "msg": "Client app has been created."]),
            ("client create app", 1, ["changed": false, "failed": true]),
            ("client update app --no-enabled -CD", 3, ["changed": true, "msg": "Client app has been updated."]),
            ("client delete app --id x", 0, ["changed": false]),
            ("client update --enabled=maybe", 2, ["changed": false, "failed": true]),
            ("client update app --enabeld", 2, ["changed": false, "failed": true]),
            ("client delete app", 0, ["changed": true]),
        ]
        for (line, status, members) in lines {
            let finished = await terminal.run("\(line) --output \(form)")
            #expect(finished.status == status && finished.errors.isEmpty, "\(finished)")
            let documents =
                form == "json"
                ? [try JSON(parsing: finished.output)] : try YAMLStream(parsing: finished.output).documents
            let document = try #require(documents.first?.object)
            #expect(documents.count == 1 && finished.output.hasSuffix("\n"), "\(finished)")
            for member in members.members { #expect(document[member.key] == member.value, "\(finished)") }
            #expect((document["diff"] != nil) == line.contains("D"), "\(finished)")
            #expect(document["msg"]?.text?.isEmpty == false && document["invocation"] == nil, "\(finished)")
        }
    }

    @Test("colours are for a terminal that knows them, where nobody forbids them")
    func colours() async {
        let cases: [(Console.Terminal, [String: String], Bool)] = [
            (Self.wide, ["TERM": "xterm"], true), (Self.wide, [:], true), (Self.wide, ["NO_COLOR": ""], true),
            (Self.wide, ["NO_COLOR": "1"], false), (Self.wide, ["TERM": "dumb"], false), (.init(), [:], false),
        ]
        for (terminal, environment, isColored) in cases {
            let terminal = Terminal(environment: Terminal.login.merging(environment) { $1 }, terminal)
            await terminal.run("client create app --redirect-uris /a")
            let update = await terminal.run("client update app --redirect-uris /b -D")
            let failure = await terminal.run("client create app")
            if isColored {
                #expect(update.output.contains("\u{1B}[31m- redirectUris: /a\u{1B}[0m\n"), "\(update)")
                #expect(update.output.contains("\u{1B}[32m+ redirectUris: /b\u{1B}[0m\n"), "\(update)")
                #expect(failure.errors.hasPrefix("\u{1B}[31mlatchkey: \u{1B}[0m"), "\(failure)")
            } else {
                #expect(!(update.everything + failure.everything).contains("\u{1B}"), "\(update) \(failure)")
            }
        }
    }

    @Test("what comes from a server steers no terminal")
    func hidden() async {
        let terminal = Terminal(input: #"{"name": "a\u001b[2Jb", "description": " x\u202e"}"#)
        let finished = await terminal.run("client create app -f - -D")
        #expect(finished.output.contains("+ name: \"a\\u001b[2Jb\"\n"), "\(finished)")
        #expect(finished.output.contains("+ description: \" x\\u202e\"\n"), "\(finished)")
        let name = await terminal.run(["client", "delete", "a\u{1B}b", "--realm", "master\u{9B}"])
        #expect(!name.everything.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" }, "\(name)")
    }

    @Test("warnings go to stderr")
    func warnings() async {
        let finished = await Terminal(input: "access: {}").run("client create app -f -")
        #expect(finished.status == 0 && finished.output == "Client app has been created.\n", "\(finished)")
        #expect(finished.errors.hasPrefix("latchkey: warning: access has no effect"), "\(finished)")
    }

    @Test("waits are told when they are asked for")
    func verbose() async {
        let terminal = Terminal(server: Stubborn(failures: 2))
        let quiet = await terminal.run("client delete app")
        #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet)")
        let told = await Terminal(server: Stubborn(failures: 2)).run("client delete app --verbose")
        #expect(told.status == 0 && told.errors.contains("status 503; try 2 of 4 in "), "\(told)")
        #expect(told.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("latchkey: ") }, "\(told)")
    }

    @Test("what takes long is told on a terminal, and wiped away")
    func progress() async {
        let (seconds, next) = AsyncStream.makeStream(of: Void.self)
        let server = Slow(next)
        let terminal = Terminal(
            server: server, environment: Terminal.login, Self.wide,
            wait: { _ in
                var iterator = seconds.makeAsyncIterator()
                _ = await iterator.next()
                server.passOne()
            })
        let finished = await terminal.run("client delete app")
        #expect(finished.status == 0 && finished.output.contains("does not exist"), "\(finished)")
        let clear = "\r\u{1B}[K"
        #expect(finished.errors.hasPrefix("\(clear)latchkey: waiting for http://sandbox.invalid, 1 s"), "\(finished)")
        #expect(finished.errors.hasSuffix(clear), "\(finished)")
    }

    @Test(
        "a difference by its lines",
        arguments: [
            (["a": 1], ["a": 1], ""), ([:], ["a": 1], "+ a: 1\n"), (["a": "x"], [:], "- a: x\n"),
            (["a": ["b": 1, "c": 2]], ["a": ["b": 1, "c": 3]], "- a.c: 2\n+ a.c: 3\n"),
            (["a": ["b": 1]], ["a": "b"], "- a: {\"b\":1}\n+ a: b\n"),
            (["a": ["x", "y"]], ["a": ["y", "z"]], "- a: x\n+ a: z\n"),
            (["a": ["x", "y"]], ["a": ["y", "x"]], "- a: [\"x\",\"y\"]\n+ a: [\"y\",\"x\"]\n"),
            (["a": ["x", "x"]], ["a": ["x"]], "- a: [\"x\",\"x\"]\n+ a: [\"x\"]\n"),
            (["a": ["x"]], ["a": []], "- a: x\n"), ([:], ["a": []], "+ a: []\n"), ([:], ["a": [:]], "+ a: {}\n"),
            (["a": ["b": ["c": "x"]]], [:], "- a.b.c: x\n"), (["a": ""], ["a": "  "], "- a: \"\"\n+ a: \"  \"\n"),
            (["a": .null], ["a": "null"], "- a: null\n+ a: null\n"),
        ] as [(JSONObject, JSONObject, String)])
    func lines(_ before: JSONObject, _ after: JSONObject, _ lines: String) {
        let diff = Outcome.Diff(before: before, after: after)
        #expect(DiffText.lines(diff, Style(isTerminal: false) { _ in nil }) == lines)
    }

    @Test(
        "columns, also of wide characters",
        arguments: [
            ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
            ("e\u{301}x", 2, "e\u{301}x"),
        ])
    func columns(_ text: String, _ width: Int, _ shown: String) {
        #expect(Shown.cut(text, to: width) == shown)
        #expect(Shown.width(Shown.padded(text, to: 9)) == 9)
    }
}

/// A server that answers some requests of the administration API with 503 first.
private final class Stubborn: Transport {
    private let sandbox = Sandbox(now: { 1_800_000_000 })
    private let failures: Mutex<Int>

    init(failures: Int) { self.failures = Mutex(failures) }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let fails =
            request.target.contains("/admin/")
            && failures.withLock { count in
                count -= 1
                return count >= 0
            }
        return fails ? HTTPResponse(status: 503) : await sandbox.send(request)
    }
}

/// A server whose first answer comes after some seconds were shown.
final class Slow: Transport {
    private let sandbox = Sandbox(now: { 1_800_000_000 })
    private let next: AsyncStream<Void>.Continuation
    private let gate = AsyncStream.makeStream(of: Void.self)
    private let seconds = Mutex(0)

    private let passes: Int

    init(_ next: AsyncStream<Void>.Continuation, passes: Int = 2) {
        self.next = next
        self.passes = passes
    }

    /// Called before a further second is shown: the one before it has been.
    func passOne() {
        let count = seconds.withLock { count in
            count += 1
            return count
        }
        if count == passes { gate.continuation.finish() } else { next.yield() }
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        next.yield()
        for await _ in gate.stream {}
        return await sandbox.send(request)
    }
}
