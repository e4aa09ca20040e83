/// The part of a list that a request asks for with `first` and `max`.
struct Page {
    /// How many to skip, nil when not asked.
    let first: Int?
    /// How many to show at most, nil when not asked.
    let max: Int?

    /// Reads the query; what is no 32 bit integer finds no path (facts-core 5).
    init(_ call: Call) throws(Failure) {
        func number(_ name: String) throws(Failure) -> Int? {
            guard let text = call.query(name), !text.isEmpty else { return nil }
            guard let number = Int32(text) else { throw .noPath }
            return Int(number)
        }
        first = try number("first")
        max = try number("max")
    }

    /// The asked part; negative numbers ask for all.
    func cut<Item>(_ list: [Item]) -> [Item] {
        var list = list[...]
        if let first, first > 0 { list = list.dropFirst(first) }
        if let max, max >= 0 { list = list.prefix(max) }
        return Array(list)
    }
}

extension Call {
    /// Whether lists of roles come without attributes: unless the query says otherwise.
    var isBrief: Bool { ["", "true"].contains((query("briefRepresentation") ?? "").lowercased()) }
}

/// SQL's pattern matching, as the server's searches have it.
enum Like {
    /// Whether the pattern occurs in the text in any case; `_` stands for one character, `%` for any number (facts-core 5).
    static func contains(_ text: String, _ pattern: String) -> Bool {
        let (text, pattern) = (Array(text.lowercased().unicodeScalars), Array(pattern.lowercased().unicodeScalars))
        func matches(_ text: ArraySlice<UnicodeScalar>, _ pattern: ArraySlice<UnicodeScalar>) -> Bool {
            guard let first = pattern.first else { return true }
            if first == "%" {
                return (text.startIndex...text.endIndex).contains { matches(text[$0...], pattern.dropFirst()) }
            }
            guard let character = text.first, first == "_" || first == character else { return false }
            return matches(text.dropFirst(), pattern.dropFirst())
        }
        return (0...text.count).contains { matches(text[$0...], pattern[...]) }
    }
}
