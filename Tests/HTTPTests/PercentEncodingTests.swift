import HTTP
import TestSupport
import Testing

extension SeededGenerator {
    fileprivate mutating func text() -> String {
        let pieces = [
            "a", "Z", "0", " ", "+", "%", "%41", "&", "=", ";", "?", "#", "/", ".", "..", "é", "e\u{301}", "😀", "\n",
            "\0", "~", "_", "-", "*",
        ]
        let length = Int.random(in: 0...8, using: &self)
        return (0..<length).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }
}

@Suite("Percent-encoding")
struct PercentEncodingTests {
    static let seed: UInt64 = 20_261_121

    @Test(
        "any text is one path segment",
        arguments: [
            ("plain", "plain"),
            ("a/b?c#d", "a%2Fb%3Fc%23d"),
            ("two words", "two%20words"),
            ("a+b", "a%2Bb"),
            ("100%", "100%25"),
            ("%2F", "%252F"),
            (".", "%2E"),
            ("..", "%2E%2E"),
            ("...", "..."),
            ("../clients", "..%2Fclients"),
            ("a.b", "a.b"),
            ("-_.~", "-_.~"),
            ("!$&'()*,;=:@", "%21%24%26%27%28%29%2A%2C%3B%3D%3A%40"),
            ("é", "%C3%A9"),
            ("e\u{301}", "e%CC%81"),
            ("😀", "%F0%9F%98%80"),
            ("https://saml.example.org/metadata", "https%3A%2F%2Fsaml.example.org%2Fmetadata"),
            ("a\r\nb\0", "a%0D%0Ab%00"),
            ("\\", "%5C"),
            ("", ""),
        ])
    func segment(_ text: String, _ escaped: String) {
        #expect(PercentEncoding.segment(text) == escaped)
        #expect(PercentEncoding.decode(escaped).map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test(
        "a form has escaped names and values, in order, and spaces as %20",
        arguments: [
            ([], ""),
            ([("a", "b")], "a=b"),
            ([("b", "1"), ("a", "2"), ("b", "3")], "b=1&a=2&b=3"),
            ([("a b", "c&d=e+f")], "a%20b=c%26d%3De%2Bf"),
            ([("password", "p@ss w/rd%")], "password=p%40ss%20w%2Frd%25"),
            ([("empty", "")], "empty="),
            ([("clientId", "..")], "clientId=.."),
        ] as [([(String, String)], String)])
    func form(_ pairs: [(String, String)], _ text: String) { #expect(PercentEncoding.form(pairs) == text) }

    @Test(
        "a form is read as servers do",
        arguments: [
            ("a=b+c", [["a", "b c"]]),
            ("a=b%2Bc", [["a", "b+c"]]),
            ("a", [["a", ""]]),
            ("a=&=b", [["a", ""], ["", "b"]]),
            ("a=b=c", [["a", "b=c"]]),
            ("&&a=1&&", [["a", "1"]]),
            ("", []),
            ("a=%c3%a9", [["a", "é"]]),
        ])
    func decodesForm(_ text: String, _ pairs: [[String]]) {
        #expect(PercentEncoding.decodeForm(text)?.map { [$0.0, $0.1] } == pairs)
    }

    @Test("what is malformed is nothing", arguments: ["%", "%4", "a%", "%zz", "%ff", "%C3", "%C0%AF", "%+1", "%-1"])
    func malformed(_ text: String) {
        #expect(PercentEncoding.decode(text) == nil)
        #expect(PercentEncoding.decodeForm("a=\(text)") == nil)
        #expect(PercentEncoding.decodeForm("\(text)=a") == nil)
    }

    @Test("a plus is a space in forms only")
    func plus() {
        #expect(PercentEncoding.decode("a+b") == "a+b")
        #expect(PercentEncoding.decode("a+b", plusIsSpace: true) == "a b")
    }

    @Test("what is encoded comes back, byte by byte")
    func roundTrip() {
        var random = SeededGenerator(seed: Self.seed)
        for number in 0..<2000 {
            let pairs = (0..<Int.random(in: 1...4, using: &random)).map { _ in (random.text(), random.text()) }
            let what = "seed \(Self.seed), form \(number): \(pairs)"
            let form = PercentEncoding.form(pairs)
            let back = PercentEncoding.decodeForm(form) ?? []
            #expect(
                back.map { Array("\($0.0)\u{1}\($0.1)".utf8) } == pairs.map { Array("\($0.0)\u{1}\($0.1)".utf8) },
                "\(what)")
            for (name, _) in pairs {
                let segment = PercentEncoding.segment(name)
                #expect(PercentEncoding.decode(segment).map { Array($0.utf8) } == Array(name.utf8), "\(what)")
                #expect(
                    !segment.utf8.contains { "/?# +".utf8.contains($0) } && segment != "." && segment != "..", "\(what)"
                )
            }
        }
    }
}
