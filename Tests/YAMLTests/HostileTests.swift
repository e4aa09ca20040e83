import JSON
import TestSupport
import Testing
import YAML

@Suite("Hostile YAML")
struct HostileTests {
    @Test("damaged texts are read or refused, with a place in the text, and what is read can be printed")
    func damaged() throws {
        let seed: UInt64 = 20_261_124
        var generator = ValueGenerator(seed: seed)
        let samples =
            [Marked.text] + (Readable.scalars + Readable.documents + Readable.anchors + Readable.tags).map(\.text)
        var accepted = 0
        for number in 0..<10_000 {
            let sample = generator.random.chance(2) ? generator.random.pick(samples) : generator.value().yaml
            let bytes = generator.damage(Array(sample.utf8))
            let what = "seed \(seed), text \(number): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            do {
                let stream = try YAMLStream(parsing: bytes)
                accepted += 1
                #expect(
                    try YAMLStream(parsing: JSON.yaml(documents: stream.documents)).documents == stream.documents,
                    "\(what)")
                let places = YAMLPlaces(bytes)
                let marks = stream.documents.indices.flatMap { document in
                    stream.documents[document].paths.map { places?.mark(of: $0, inDocument: document) }
                }
                #expect(marks.allSatisfy { $0.map { Self.isPlace($0, in: bytes) } ?? false }, "\(what)")
            } catch {
                #expect(Self.isPlace(error.mark, in: bytes), "\(error); \(what)")
            }
        }
        // Damage that is always found, or never, would test nothing.
        #expect((2000..<8000).contains(accepted), "\(accepted) were accepted")
    }

    /// No line has more bytes than the text, and none comes after the last; YAML 1.1 has breaks of three bytes.
    private static func isPlace(_ mark: YAMLMark, in bytes: [UInt8]) -> Bool {
        let breaks = bytes.count { [0x0A, 0x0D, 0x85, 0xA8, 0xA9].contains($0) }
        return (1...breaks + 2).contains(mark.line) && (1...bytes.count + 1).contains(mark.column)
    }

    @Test("a billion laughs are refused")
    func laughs() {
        let lines = (1...30).map {
            "- &a\($0) [" + Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", ") + "]"
        }
        refuse("- &a0 lol\n" + lines.joined(separator: "\n"))
        let merges = (1...30).map { "- &m\($0) {a\($0): *m\($0 - 1), b\($0): *m\($0 - 1), <<: *m\($0 - 1)}" }
        refuse("- &m0 {lol: lol}\n" + merges.joined(separator: "\n"))
    }

    @Test("a long text is not repeated as often as a short one")
    func longText() {
        refuse("- &a \(String(repeating: "x", count: 1_000_000))\n" + String(repeating: "- *a\n", count: 200))
    }

    private func refuse(_ text: String) {
        let error = #expect(throws: YAMLError.self) { try YAMLStream(parsing: text) }
        #expect(error?.message == "the aliases repeat more than 100 times what is written")
    }

    @Test("defaults of a hundred lines may be merged into thousands of clients")
    func defaults() throws {
        let defaults = (0..<100).map { "  option_\($0): \($0)\n" }.joined()
        let clients = (0..<5000).map { "- <<: *d\n  client_id: c\($0)\n" }.joined()
        let document = try #require(try YAMLStream(parsing: "- &d\n\(defaults)\(clients)").documents.first)
        #expect(document.array?.count == 5001)
        #expect(document.array?.last?.object?.count == 101)
    }

    @Test(
        "brackets without an end do not end the stack",
        arguments: ["[", "{a: ", "- ", "? - ", "[a: ", "- - a: ", "&a [", "!!seq ["])
    func brackets(_ bracket: String) {
        #expect(throws: YAMLError.self) { try YAMLStream(parsing: String(repeating: bracket, count: 200_000)) }
    }
}

extension JSON {
    /// The paths of all that is in the value.
    fileprivate var paths: [Path] {
        switch self {
        case .array(let items):
            [Path()] + items.enumerated().flatMap { index, item in item.paths.map { Path([.index(index)] + $0.steps) } }
        case .object(let object):
            [Path()]
                + object.members.flatMap { member in member.value.paths.map { Path([.key(member.key)] + $0.steps) } }
        default: [Path()]
        }
    }
}
