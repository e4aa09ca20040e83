import JSON
import Testing

private let composed = "caf\u{E9}"
private let decomposed = "cafe\u{301}"

@Suite("Values")
struct ValueTests {
    @Test("texts that only look alike are different values, also in a set")
    func spellings() {
        #expect(composed == decomposed, "for Swift they are the same, which is what this is about")
        #expect(JSON.string(composed) != .string(decomposed))
        #expect(Set([JSON.string(composed), .string(decomposed), .string(composed)]).count == 2)
        #expect(!composed.isSame(as: decomposed))
        #expect(decomposed.precedes(composed) && !composed.precedes(decomposed))
    }

    @Test("names that only look alike are different names")
    func names() throws {
        var object = JSONObject([(composed, JSON.int(1)), (decomposed, JSON.int(2))])
        #expect(object.count == 2)
        #expect(object[composed] == 1 && object[decomposed] == 2)
        object[composed] = nil
        #expect(object[composed] == nil && object[decomposed] == 2)
        #expect(JSONObject([(composed, JSON.int(1))]) != JSONObject([(decomposed, JSON.int(1))]))
        #expect(try JSON(parsing: "{\"\(composed)\":1,\"\(decomposed)\":2}").object?.count == 2)
    }

    @Test("numbers are the same when they are written the same", arguments: [("1", "1.0"), ("1e0", "1"), ("-0", "0")])
    func numbers(_ left: String, _ right: String) {
        #expect(JSON.number(left) != .number(right))
        #expect(JSON.number(left) == .number(left))
    }

    @Test("no kind of value is another one")
    func kinds() {
        let values: [JSON] = [.null, false, true, 0, 1, "", "0", "false", "null", [], [.null], [:], ["": .null]]
        for (index, left) in values.enumerated() {
            for (other, right) in values.enumerated() { #expect((left == right) == (index == other)) }
        }
        #expect(Set(values).count == values.count)
    }

    @Test("a list's order counts, an object's does not")
    func order() throws {
        #expect(try JSON(parsing: "[1,2]") != JSON(parsing: "[2,1]"))
        let objects = try [JSON(parsing: #"{"a":1,"b":2}"#), JSON(parsing: #"{"b":2,"a":1}"#)]
        #expect(objects[0] == objects[1])
        #expect(Set(objects).count == 1)
    }

    @Test("a value is taken for what it is and for nothing else")
    func access() {
        #expect(JSON.string("1").int == nil && JSON.string("true").bool == nil && JSON.number("1").text == nil)
        #expect(JSON.bool(true).int == nil && JSON.null.text == nil && JSON.object([:]).array == nil)
        #expect(JSON.number("9223372036854775807").int == .max && JSON.number("9223372036854775808").int == nil)
        #expect(JSON.number("1.0").int == nil && JSON.number("-5").int == -5)
    }

    @Test(
        "every kind has a name for messages",
        arguments: [
            (.null, "null"), (true, "a boolean"), (1, "a number"), ("", "a text"), ([], "a list"),
            ([:], "a dictionary"),
        ] as [(JSON, String)])
    func kindName(_ value: JSON, _ name: String) { #expect(value.kindName == name) }
}

@Suite("Printing")
struct PrinterTests {
    @Test("over several lines: two spaces a level, empty ones on one line, names sorted")
    func pretty() {
        let value: JSON = ["b": [1, ["x": .null]], "a": [:], "c": []]
        #expect(
            value.pretty == """
                {
                  "a": {},
                  "b": [
                    1,
                    {
                      "x": null
                    }
                  ],
                  "c": []
                }
                """)
    }

    @Test("every control character is escaped, so that a value is one line")
    func controls() throws {
        for code in (0..<0x20).map(UInt8.init) + [0x7F] {
            let text = "a" + String(UnicodeScalar(code)) + "b"
            let printed = JSON.string(text).compact
            #expect(printed.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "\(code)")
            #expect(try JSON(parsing: printed) == .string(text), "\(code)")
        }
    }

    @Test("the bytes are the compact text's")
    func bytes() { #expect(JSON.object(["é": ["\""]]).bytes == Array(#"{"é":["\""]}"#.utf8)) }
}

@Suite("Objects")
struct ObjectTests {
    @Test("members are set, replaced and removed, and stay sorted")
    func subscripts() {
        var object: JSONObject = [:]
        #expect(object.isEmpty && object["a"] == nil)
        for key in ["m", "z", "a", "é", "Z", ""] { object[key] = .string(key) }
        #expect(object.keys == ["", "Z", "a", "m", "z", "é"])
        for key in object.keys { #expect(object[key] == .string(key)) }
        object["m"] = .null
        #expect(object["m"] == .some(.null) && object.count == 6)
        object["m"] = nil
        object["not there"] = nil
        #expect(object.keys == ["", "Z", "a", "z", "é"] && object["m"] == nil)
    }

    @Test("null is a value, absence is none")
    func null() { #expect(JSONObject([("a", JSON.null)]) != JSONObject()) }

    @Test("of pairs with one name the last counts")
    func pairs() {
        #expect(
            JSONObject([("b", JSON.int(1)), ("a", JSON.int(2)), ("b", JSON.int(3)), ("a", JSON.int(4))]) == [
                "a": 4, "b": 3,
            ])
    }

    @Test("one object laid over another")
    func merging() {
        let merged = JSONObject([("a", JSON.int(1)), ("b", JSON.int(2))]).merging(["b": .null, "c": 3])
        #expect(merged == ["a": 1, "b": .null, "c": 3])
    }

    @Test("values replaced, members left out")
    func mapping() {
        let object: JSONObject = ["a": 1, "b": 2, "c": 3]
        #expect(object.compactMapValues { $0.value == 2 ? nil : .string($0.key) } == ["a": "a", "c": "c"])
        #expect(object.filter { $0.key != "a" } == ["b": 2, "c": 3])
    }
}
