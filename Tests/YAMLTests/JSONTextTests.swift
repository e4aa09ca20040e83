import JSON
import TestSupport
import Testing
import YAML

/// JSON texts read as YAML, beside our JSON parser; the documents are made at random from a fixed seed.
@Suite("JSON read as YAML")
struct JSONTextTests {
    static let seed: UInt64 = 20_261_122

    @Test("what we print as JSON is the same value")
    func printed() throws {
        var generator = DocumentGenerator(seed: Self.seed)
        var compared = 0
        for number in 0..<2000 {
            let value = try JSON(parsing: generator.document())
            if Limit.foldsLines(value.compact) || value.compact.unicodeScalars.contains("\u{FFFF}") { continue }
            compared += 1
            let what = "seed \(Self.seed), document \(number): \(value.compact)"
            #expect(try YAMLStream(parsing: value.compact).documents == [value], "\(what)")
            #expect(try YAMLStream(parsing: value.pretty).documents == [value], "\(what)")
        }
        #expect(compared > 1500)
    }

    @Test("any JSON text is the same value, or it is refused for what libyaml is known not to read")
    func written() throws {
        var generator = DocumentGenerator(seed: Self.seed)
        var same = 0
        for number in 0..<3000 {
            let text = generator.document()
            let what = "seed \(Self.seed), document \(number): \(text)"
            do {
                let documents = try YAMLStream(parsing: text).documents
                if Limit.foldsLines(text) { continue }
                same += 1
                #expect(try documents == [JSON(parsing: text)], "\(what)")
            } catch let error as YAMLError {
                #expect(Limit.explains(error, text), "\(error); \(what)")
            }
        }
        #expect(same > 1500)
    }
}

/// Where libyaml reads YAML 1.1, which does not hold all of JSON.
enum Limit {
    /// The line separator is a line break, so spaces around it belong to no text, and a name with it has two lines.
    static func foldsLines(_ text: String) -> Bool { text.unicodeScalars.contains("\u{2028}") }

    static func explains(_ error: YAMLError, _ text: String) -> Bool {
        let message = error.message
        return message.hasSuffix("(a tab)") && text.contains("\t")
            || message.hasSuffix("control characters are not allowed") && text.contains("\u{7F}")
            || message.hasSuffix("found invalid Unicode character escape code") && text.contains(#"\ud83d"#)
            // A name and its colon stand in one line.
            || message.hasSuffix("did not find expected ',' or '}'") && text.contains(where: \.isNewline)
    }
}
