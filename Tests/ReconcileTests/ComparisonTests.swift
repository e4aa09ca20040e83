import JSON
import Reconcile
import Testing

/// Two states, and where they differ.
struct Differing: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: JSONObject
    let after: JSONObject
    let found: [[String]]
    let excerpts: [JSON]

    /// Found: added, removed, modified; excerpts: before and after.
    init(
        _ story: String, _ before: JSONObject, _ after: JSONObject, added: [String] = [], removed: [String] = [],
        modified: [String] = [], excerpts before1: JSON, _ after1: JSON
    ) {
        testDescription = story
        self.before = before
        self.after = after
        found = [added, removed, modified]
        excerpts = [before1, after1]
    }

    static let all: [Differing] = [
        Differing("nothing and nothing", [:], [:], excerpts: [:], [:]),
        Differing("the same", ["a": ["x": [1, 2]]], ["a": ["x": [2, 1]]], excerpts: [:], [:]),
        Differing("a value that came", ["a": 1], ["a": 1, "b": 2], added: ["b"], excerpts: [:], ["b": 2]),
        Differing("a value that went", ["a": 1, "b": 2], ["a": 1], removed: ["b"], excerpts: ["b": 2], [:]),
        Differing("another value", ["a": 1, "b": 2], ["a": 1, "b": 3], modified: ["b"], excerpts: ["b": 2], ["b": 3]),
        Differing("null is a value", ["a": 1], ["a": .null], modified: ["a"], excerpts: ["a": 1], ["a": .null]),
        Differing(
            "entries of a map", ["m": ["a": 1, "b": 2, "c": 3]], ["m": ["b": 2, "c": 4, "d": 5]], added: ["m.d"],
            removed: ["m.a"], modified: ["m.c"], excerpts: ["m": ["a": 1, "c": 3]], ["m": ["c": 4, "d": 5]]),
        Differing(
            "entries of an entry", ["m": ["a": ["x": 1, "y": 2]]], ["m": ["a": ["x": 1, "y": 3]]], modified: ["m.a.y"],
            excerpts: ["m": ["a": ["y": 2]]], ["m": ["a": ["y": 3]]]),
        Differing(
            "elements of a set", ["s": ["a", "b"]], ["s": ["c", "b"]], added: ["s.c"], removed: ["s.a"],
            excerpts: ["s": ["a", "b"]], ["s": ["c", "b"]]),
        Differing(
            "elements that are no texts", ["s": [1, ["x": 1]]], ["s": [1]], removed: [#"s["{\"x\":1}"]"#],
            excerpts: ["s": [1, ["x": 1]]], ["s": [1]]),
        Differing(
            "an ordered list is one value", ["ordered": ["a", "b"]], ["ordered": ["b", "a"]], modified: ["ordered"],
            excerpts: ["ordered": ["a", "b"]], ["ordered": ["b", "a"]]),
        Differing(
            "an ordered map is one value", ["ordered": ["a": 1, "b": 2]], ["ordered": ["a": 1]], modified: ["ordered"],
            excerpts: ["ordered": ["a": 1, "b": 2]], ["ordered": ["a": 1]]),
        Differing(
            "a map that became a text", ["m": ["a": 1]], ["m": "a"], modified: ["m"], excerpts: ["m": ["a": 1]],
            ["m": "a"]),
        Differing(
            "a name that only looks alike", ["m": ["\u{E9}": 1]], ["m": ["e\u{301}": 1]], added: ["m[\"e\u{301}\"]"],
            removed: ["m[\"\u{E9}\"]"], excerpts: ["m": ["\u{E9}": 1]], ["m": ["e\u{301}": 1]]),
        Differing(
            "an element that only looks alike", ["s": ["\u{E9}"]], ["s": ["e\u{301}"]], added: ["s[\"e\u{301}\"]"],
            removed: ["s[\"\u{E9}\"]"], excerpts: ["s": ["\u{E9}"]], ["s": ["e\u{301}"]]),
        Differing(
            "a map that was empty", ["m": [:]], ["m": ["a": 1]], added: ["m.a"], excerpts: ["m": [:]], ["m": ["a": 1]]),
    ]
}

@Suite("Comparison")
struct ComparisonTests {
    @Test("finds where two states differ, and shows that much of both", arguments: Differing.all)
    func differences(_ story: Differing) {
        let comparison = Comparison.between(story.before, story.after) { $0 == "ordered" }
        let found = [comparison.added, comparison.removed, comparison.modified].map { $0.sorted().map(\.description) }
        #expect(found == story.found)
        #expect(comparison.isChanged == (story.found != [[], [], []]))
        #expect(comparison.added.isDisjoint(with: comparison.removed))
        #expect(comparison.modified.isDisjoint(with: comparison.added.union(comparison.removed)))
        let excerpts = comparison.excerpt(of: story.before, and: story.after)
        #expect([.object(excerpts.before), .object(excerpts.after)] == story.excerpts)
    }

    @Test("the other way round, what came is what went", arguments: Differing.all)
    func symmetry(_ story: Differing) {
        let there = Comparison.between(story.before, story.after) { $0 == "ordered" }
        let back = Comparison.between(story.after, story.before) { $0 == "ordered" }
        #expect(there.added == back.removed && there.removed == back.added && there.modified == back.modified)
        #expect(there.paths == back.paths)
    }

    @Test("a place is touched by what is below it, not by its neighbours")
    func touches() {
        let comparison = Comparison.between(["m": ["a": 1]], ["m": ["a": 2]]) { _ in false }
        #expect(comparison.touches(Path("m")) && comparison.touches(Path("m", "a")) && comparison.touches(Path()))
        #expect(!comparison.touches(Path("m", "b")) && !comparison.touches(Path("ma")))
        #expect(!Comparison().isChanged && !Comparison().touches(Path()))
    }
}
