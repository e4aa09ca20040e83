import JSON
import Reconcile
import Testing

@Suite("The nearest name")
struct NearestTests {
    static let known = ["client_id", "clientId", "redirect_uris", "realm", "root_url", "secret", "state", "protocol"]

    @Test(
        "is found",
        arguments: [
            ("clientid", ["clientId", "client_id"]),
            ("CLIENT-ID", ["clientId", "client_id"]),
            ("redirect_uri", ["redirect_uris"]),
            ("redirecturis", ["redirect_uris"]),
            ("raelm", ["realm"]),
            ("secrte", ["secret"]),
            ("stat", ["state"]),
            ("protokol", ["protocol"]),
            ("something_else_entirely", []),
            ("x", []),
        ])
    func names(_ written: String, _ names: [String]) { #expect(Nearest.names(to: written, among: Self.known) == names) }

    @Test("comes with at most two others, best first")
    func several() {
        #expect(
            Nearest.names(to: "abcd", among: ["abcx", "abxy", "abcd", "abcde", "xbcd"]) == ["abcd", "abcde", "abcx"])
        #expect(
            Nearest.hint(for: "abcd", among: ["abce", "abcf", "abcg", "abch"])
                == "; did you mean 'abce' or 'abcf' or 'abcg'?")
    }

    @Test("gives way to all names when none is near and there are few")
    func hint() {
        #expect(Nearest.hint(for: "zzzzzz", among: ["b", "a"]) == "; known: a, b")
        #expect(Nearest.hint(for: "zzzzzz", among: []).isEmpty)
        #expect(Nearest.hint(for: "zzzzzz", among: (100..<121).map { "name\($0)" }).isEmpty)
        #expect(Nearest.names(to: "", among: ["abcd"]).isEmpty)
    }
}

@Suite("What failed")
struct FailureTests {
    @Test("a problem is place and text")
    func problem() {
        #expect(Problem(Path("a", "b"), "is blank").description == "a.b: is blank")
        #expect(Problem(Path(), "no way to log in").description == "no way to log in")
    }

    @Test("problems are sorted by place, then by text")
    func order() {
        let sorted = [
            Problem(Path(), "z"), Problem(Path("a"), "b"), Problem(Path("a"), "c"), Problem(Path("a", "b"), "a"),
            Problem(Path("b"), "a"),
        ]
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test("one problem stands alone, several are counted, each once")
    func problems() {
        let (first, second) = (Problem(Path("b"), "is blank"), Problem(Path("a"), "is wrong"))
        #expect(Failure([first]).text == "b: is blank")
        #expect(Failure([first, first]).text == "b: is blank")
        #expect(Failure([first, second, first]).text == "2 problems: a: is wrong; b: is blank")
        #expect(!Failure([first]).changed)
    }

    @Test("the fact comes with the next step")
    func hint() {
        #expect(Failure("It broke.", hint: "Mend it.").text == "It broke. Mend it.")
        #expect(Failure("It broke.").text == "It broke.")
    }
}
