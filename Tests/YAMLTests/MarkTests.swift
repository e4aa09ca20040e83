import JSON
import Testing
import YAML

/// A node of a text, and where it stands.
struct Marked: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let path: Path
    var document = 0
    let line: Int
    let column: Int

    init(_ story: String, _ path: Path, inDocument document: Int = 0, _ line: Int, _ column: Int) {
        testDescription = story
        self.path = path
        self.document = document
        self.line = line
        self.column = column
    }

    static let text = """
        # Two clients and their defaults
        defaults: &defaults
          enabled: true
          attributes: &attributes {a: 1, "b": 2}
        uris: &uris
          - https://one.example.org
          - &two https://two.example.org
        clients:
          - client_id: shop
            redirect_uris: *uris
            attributes: *attributes
            <<: *defaults
          -
            # A comment of its own
            client_id: |
              warehouse
            enabled: false
            <<: [{name: Warehouse}, *defaults]
            redirect_uris: [ é, *two, *uris ]
          - &shop {client_id: shop}
          - *shop
        --- &second
        - - x
        ---
        """

    static let all: [Marked] = [
        Marked("the document", Path(), 2, 1),
        Marked("a member stands where its name stands", Path("clients"), 8, 1),
        Marked("an item stands where it begins", Path("clients").index(0), 9, 5),
        Marked("a member of an item", Path("clients").index(0).key("client_id"), 9, 5),
        Marked("an item below its dash", Path("clients").index(1), 15, 5),
        Marked("a block stands at its name", Path("clients").index(1).key("client_id"), 15, 5),
        Marked("a list of an alias stands at its name", Path("clients").index(0).key("redirect_uris"), 10, 5),
        Marked("its items stand where they are written", Path("clients").index(0).key("redirect_uris").index(1), 7, 5),
        Marked("an own member wins over a merged one", Path("clients").index(0).key("attributes"), 11, 5),
        Marked("a member of an alias's dictionary", Path("clients").index(0).key("attributes").key("b"), 4, 34),
        Marked("a merged member stands where it is written", Path("clients").index(0).key("enabled"), 3, 3),
        Marked("an own member before the merge", Path("clients").index(1).key("enabled"), 17, 5),
        Marked("a merged member in the same line", Path("clients").index(1).key("name"), 18, 11),
        Marked("of several merged dictionaries", Path("clients").index(1).key("attributes").key("a"), 4, 28),
        Marked("columns are counted in characters", Path("clients").index(1).key("redirect_uris").index(1), 19, 25),
        Marked(
            "inside an alias that is an item", Path("clients").index(1).key("redirect_uris").index(2).index(0), 6, 5),
        Marked("an alias of a client stands where it stands", Path("clients").index(3), 21, 5),
        Marked("and its members where they are written", Path("clients").index(3).key("client_id"), 20, 12),
        Marked("a missing member stands at what lacks it", Path("clients").index(0).key("realm"), 9, 5),
        Marked("a missing item stands at its list", Path("clients").index(7).key("client_id"), 8, 1),
        Marked("a member of a text stands at the text", Path("clients").index(0).key("client_id").key("x"), 9, 5),
        Marked("an item of a dictionary stands at the dictionary", Path("defaults").index(0), 2, 1),
        Marked("a member of a list stands at the list", Path("uris").key("0"), 5, 1),
        Marked("another document", Path(), inDocument: 1, 22, 5),
        Marked("an item in it", Path().index(0).index(0), inDocument: 1, 23, 5),
        Marked("an empty document stands where it ends", Path(), inDocument: 2, 25, 1),
        Marked("a document that is not there", Path("a"), inDocument: 3, 1, 1),
    ]
}

@Suite("Places in YAML")
struct MarkTests {
    @Test("every node has its line and column", arguments: Marked.all)
    func one(_ story: Marked) throws {
        let mark = try #require(YAMLPlaces(Array(Marked.text.utf8))).mark(of: story.path, inDocument: story.document)
        #expect(mark == YAMLMark(line: story.line, column: story.column), "\(mark)")
    }

    @Test("many are found at once, in any order")
    func many() throws {
        let stories = Array(Marked.all.reversed())
        let places = try #require(YAMLPlaces(Array(Marked.text.utf8)))
        let marks = stories.map { places.mark(of: $0.path, inDocument: $0.document) }
        #expect(marks == stories.map { YAMLMark(line: $0.line, column: $0.column) })
        #expect(try YAMLStream(parsing: "").documents.isEmpty)
    }

    @Test("marks are in the order of the text")
    func order() {
        let marks = [YAMLMark(line: 2, column: 9), YAMLMark(line: 10, column: 1), YAMLMark(line: 2, column: 10)]
        #expect(marks.sorted().map(\.description) == ["line 2, column 9", "line 2, column 10", "line 10, column 1"])
    }

    @Test("a place behind a byte order mark and Windows line ends")
    func windows() throws {
        let places = try #require(YAMLPlaces(Array("\u{FEFF}a: 1\r\nb: 2\r\n".utf8)))
        #expect(places.mark(of: Path("a")) == YAMLMark(line: 1, column: 1))
        #expect(places.mark(of: Path("b")) == YAMLMark(line: 2, column: 1))
    }
}
