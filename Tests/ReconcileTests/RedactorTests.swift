import JSON
import Reconcile
import Testing

@Suite("Secrets")
struct RedactorTests {
    private static func redactor(_ secrets: String..., except names: [String] = []) -> Redactor {
        var redactor = Redactor { ["secret", "password"].contains($0) }
        redactor.learn(secrets, except: names)
        return redactor
    }

    @Test("are masked by the names of their fields, whatever they are")
    func byName() {
        let value: JSON = [
            "secret": "s", "password": ["a": "b"], "other": ["secret": 5, "list": [["secret": ["x"], "name": "n"]]],
        ]
        #expect(
            Self.redactor().redact(value) == [
                "secret": "********", "password": "********",
                "other": ["secret": "********", "list": [["secret": "********", "name": "n"]]],
            ])
    }

    @Test("that are absent are shown as such")
    func absence() {
        let value: JSON = ["secret": .null, "password": ""]
        #expect(Self.redactor().redact(value) == value)
    }

    @Test("are masked by their values, inside of other texts and as names too")
    func byValue() {
        let redactor = Self.redactor("canary-1234")
        #expect(redactor.redact("user:canary-1234@host/canary-1234") == "user:********@host/********")
        #expect(redactor.redact(["a": ["x canary-1234"], "canary-1234": 1]) == ["a": ["x ********"], "********": 1])
        #expect(redactor.redact("canary-123") == "canary-123")
    }

    @Test(
        "are masked in the forms that they have in URLs, headers and JSON texts",
        arguments: [
            ("pass word/ü\"1", "?p=pass%20word%2F%C3%BC%221&x", "?p=********&x"),
            ("pass word/ü\"1", "?p=pass%20word%2f%c3%bc%221&x", "?p=********&x"),
            ("pass word/ü\"1", "p=pass+word%2F%C3%BC%221", "p=********"),
            ("pass word/ü\"1", #"{"p":"pass word/ü\"1"}"#, #"{"p":"********"}"#),
            ("canary-secret", "Y2FuYXJ5LXNlY3JldA==", "********A=="),
            // "a:canary-secret", "ab:canary-secret:", "abc:canary-secret"
            ("canary-secret", "Basic YTpjYW5hcnktc2VjcmV0", "Basic YTp********"),
            ("canary-secret", "Basic YWI6Y2FuYXJ5LXNlY3JldDo=", "Basic YWI6********Do="),
            ("canary-secret", "Basic YWJjOmNhbmFyeS1zZWNyZXQ=", "Basic YWJjOm********Q="),
            ("???>>>secret", "Pz8/Pj4+c2VjcmV0 Pz8_Pj4-c2VjcmV0", "******** ********"),
        ])
    func forms(_ secret: String, _ text: String, _ wanted: String) {
        #expect(Self.redactor(secret).redact(text) == wanted)
    }

    @Test("of less than eight bytes are masked by name only: blotting words out would say what they are")
    func short() {
        #expect(Self.redactor("1234567").redact("1234567") == "1234567")
        #expect(Self.redactor("12345678").redact("12345678") == "********")
        #expect(Self.redactor("").redact("abc") == "abc")
    }

    @Test("that equal a public name are not looked for")
    func publicNames() {
        let redactor = Self.redactor("inventory-client", "canary-1234", except: ["inventory-client"])
        #expect(redactor.redact("Client inventory-client: canary-1234") == "Client inventory-client: ********")
        #expect(redactor.redact(["secret": "inventory-client"]) == ["secret": "********"])
    }

    @Test("that hold another one go as a whole")
    func longestFirst() {
        #expect(Self.redactor("canary-1", "canary-1-and-more").redact("<canary-1-and-more>") == "<********>")
        #expect(
            Self.redactor("canary-1-and-more", "canary-1").redact("canary-1 canary-1-and-more") == "******** ********")
    }

    @Test("are compared by bytes")
    func bytes() {
        #expect(Self.redactor("caf\u{E9}-secret").redact("cafe\u{301}-secret") == "cafe\u{301}-secret")
        #expect(Self.redactor("caf\u{E9}-secret").redact("a caf\u{E9}-secret") == "a ********")
        let both = Self.redactor("caf\u{E9}-secret", "cafe\u{301}-secret")
        #expect(both.redact("cafe\u{301}-secret caf\u{E9}-secret") == "******** ********")
        #expect(
            Self.redactor("caf\u{E9}-secret", except: ["cafe\u{301}-secret"]).redact("caf\u{E9}-secret") == "********")
    }

    @Test("are learnt from what the server answers")
    func learns() {
        var redactor = Self.redactor()
        redactor.learn(from: [
            "list": [["secret": "from-server-1", "name": "not-a-secret"]], "password": ["x": "from-server-2"],
        ])
        #expect(redactor.redact("from-server-1 not-a-secret") == "******** not-a-secret")
    }

    @Test("that are numbers are learnt as they are written")
    func learnsNumbers() {
        var redactor = Self.redactor()
        redactor.learn(from: ["password": 1_234_567_890, "other": 2_234_567_890])
        #expect(redactor.redact("1234567890 2234567890") == "******** 2234567890")
    }

    @Test("under a secret name are learnt at any depth")
    func learnsDeep() {
        var redactor = Self.redactor()
        redactor.learn(from: ["secret": ["canary-list-item", ["x": "canary-deep-item"]]])
        #expect(redactor.redact("canary-list-item canary-deep-item") == "******** ********")
    }

    @Test("that changed are marked in a diff, the others are not")
    func diff() {
        let diff = Outcome.Diff(
            before: ["secret": "old", "a": ["password": "same"], "gone": ["secret": "x"], "password": ""],
            after: ["secret": "new", "a": ["password": "same"], "new": ["secret": "y"], "password": ""])
        let shown = Self.redactor().redact(diff)
        #expect(
            shown.before
                == [
                    "secret": "********", "a": ["password": "********"], "gone": ["secret": "********"], "password": "",
                ])
        #expect(
            shown.after
                == [
                    "secret": "******** (changed)", "a": ["password": "********"], "new": ["secret": "********"],
                    "password": "",
                ])
    }

    @Test("inside a diff's lists and texts go too")
    func diffTexts() {
        let diff = Outcome.Diff(
            before: ["l": [["secret": "a"]]], after: ["l": [["secret": "b"]], "t": "is canary-1234"])
        let shown = Self.redactor("canary-1234").redact(diff)
        #expect(shown.before == ["l": [["secret": "********"]]])
        #expect(shown.after == ["l": [["secret": "********"]], "t": "is ********"])
    }

    @Test("do not change what is no secret")
    func innocent() {
        let value: JSON = ["a": [1, .number("2.5"), true, .null, "text"], "": [:]]
        #expect(Self.redactor("canary-1234").redact(value) == value)
    }
}
