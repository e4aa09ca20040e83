internal import JSON

// No message repeats a value, nor an unknown tag or anchor: `password: !x7Qr2` has forgotten its quotes.

extension Event {
    /// The value of a scalar, by its tag or else by its text.
    func value() throws(YAMLError) -> JSON {
        switch shortTag {
        // `!` is for YAML 1.2 what !!str is; YAML 1.1 does not agree.
        case "" where !isPlain, "!", "!!str": return .string(text)
        case "":
            switch PlainScalar(text) {
            case .value(let value): return value
            case .refused(let reason): throw YAMLError("\(reason) (in quotes it is a text)", at: mark)
            }
        case "!!null" where PlainScalar.isNull(text): return .null
        // Who says that it is a boolean may use the words of either version.
        case "!!bool":
            if let value = PlainScalar.bool(text) ?? PlainScalar.oldBool(text) { return .bool(value) }
        case "!!int":
            if case .integer(let digits) = YAMLNumber(text) { return .number(digits) }
        case "!!float":
            switch YAMLNumber(text) {
            case .integer(let digits), .float(let digits): return .number(digits)
            default: break
            }
        default: break
        }
        throw wrongTag("this text")
    }

    /// Refuses a list or dictionary with a tag that is not its own.
    func checkTag() throws(YAMLError) {
        switch (shortTag, kind) {
        // `!` says only that the kind decides.
        case ("", _), ("!", _), ("!!seq", .listStart), ("!!map", .mapStart): return
        default: throw wrongTag(kind == .listStart ? "a list" : "a dictionary")
        }
    }

    private func wrongTag(_ what: String) -> YAMLError {
        let known = ["!!str", "!!int", "!!float", "!!bool", "!!null", "!!seq", "!!map"]
        if known.contains(shortTag) { return YAMLError("\(what) is not what \(shortTag) says", at: mark) }
        return YAMLError(
            "an unknown tag; known are \(known.joined(separator: ", ")) (a text that begins with ! needs quotes)",
            at: mark)
    }
}
