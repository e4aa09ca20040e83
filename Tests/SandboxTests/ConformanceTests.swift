import Foundation
import HTTP
import Sandbox
import TestSupport
import Testing

/// The real servers of a version in `LATCHKEY_SERVERS`: `name=baseURL` by spaces.
private func realServers(_ version: Version) -> [BaseURL] {
    Server.all.filter { $0.name == version.name }.map(\.base)
}

/// Those whose names contain `LATCHKEY_STORY`.
private func wanted(_ stories: [Story]) -> [Story] {
    let words = ProcessInfo.processInfo.environment["LATCHKEY_STORY"]
    return stories.filter { story in words.map { story.name.contains($0) } ?? true }
}

@Suite("The sandbox answers as the server does")
struct ConformanceTests {
    /// Two stories at a time: while one waits for the server, the other one keeps it busy.
    private static let gate = Gate(2)

    @Test("story", arguments: wanted(Stories.all))
    func story(_ story: Story) async throws {
        try await Self.gate.pass { try await play(story, .current) }
    }

    @Test("story of 18", arguments: wanted(Stories.old))
    func oldStory(_ story: Story) async throws {
        try await Gate.old.pass { try await play(story, .old) }
    }

    private func play(_ story: Story, _ version: Version) async throws {
        // The same realm name for both, so that answers with the name in them are alike.
        let realm = "sbx-" + String(UInt32.random(in: 0 ... .max), radix: 36)
        let base = try #require(BaseURL("http://sandbox.test\(version.path)"))
        let sandbox = Sandbox(now: { Int(Date().timeIntervalSince1970) }, version: version)
        let model = try await Player.play(story, sandbox, base, realm: realm)
        for answer in model {
            #expect(answer.status != 501, "not modelled: \(answer.line)\n\(answer.body)")
        }
        if ProcessInfo.processInfo.environment["LATCHKEY_SHOW"] != nil {
            for answer in model { print(answer.line, "\n  ", answer.status, answer.body) }
        }
        for server in realServers(version) {
            let real = try await Player.play(story, CurlProcess(), server, realm: realm)
            for (model, real) in zip(model, real) where model.status != real.status || model.body != real.body {
                Issue.record(
                    """
                    \(story.name): \(model.line)
                    --- sandbox: \(model.status)
                    \(model.body)
                    --- real server: \(real.status)
                    \(real.body)
                    """)
            }
        }
    }
}
