public import JSON

/// Turns what users write into what a type means, as Ansible does for Python modules; nil where it means nothing.
public enum Coercion {
    /// A truth value from true, yes, on, y, t, 1 and their opposites, in any case.
    public static func bool(_ value: JSON) -> JSON? {
        let word: String
        switch value {
        case .bool: return value
        case .string(let text): word = text.lowercased()
        case .number(let digits): word = digits
        default: return nil
        }
        switch word {
        case "true", "yes", "on", "y", "t", "1", "1.0": return true
        case "false", "no", "off", "n", "f", "0", "0.0": return false
        default: return nil
        }
    }

    /// A whole number of 64 bits from a number or its text; `3600.0` is whole.
    public static func int(_ value: JSON) -> JSON? {
        var digits: String
        switch value {
        case .number(let text), .string(let text): digits = text
        default: return nil
        }
        digits = trimmed(digits)
        if let dot = digits.firstIndex(of: "."), digits[dot...].dropFirst().allSatisfy({ $0 == "0" }) {
            digits = String(digits[..<dot])
        }
        return Int(digits).map { .int($0) }
    }

    /// A text; numbers stand as they were written, truth values as Python writes them.
    public static func text(_ value: JSON) -> JSON? {
        switch value {
        case .string: value
        case .number(let digits): .string(digits)
        case .bool(let value): .string(value ? "True" : "False")
        default: nil
        }
    }

    /// A list; a text is a JSON list or comma-separated, where spaces around items and empty items do not count; a single
    /// number or truth value is a list of one.
    public static func list(_ value: JSON) -> JSON? {
        switch value {
        case .array: return value
        case .number, .bool: return [value]
        case .string(let text):
            let text = trimmed(text)
            if text.hasPrefix("["), let list = try? JSON(parsing: text), list.array != nil { return list }
            return .array(split(text).map { .string($0) })
        default: return nil
        }
    }

    /// A dictionary; a text is a JSON object or `name=value, name=value`.
    public static func dictionary(_ value: JSON) -> JSON? {
        if case .object = value { return value }
        guard let text = value.text.map(trimmed) else { return nil }
        if text.hasPrefix("{") {
            guard let parsed = try? JSON(parsing: text), parsed.object != nil else { return nil }
            return parsed
        }
        var pairs: [(String, JSON)] = []
        for part in split(text) {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { return nil }
            pairs.append((trimmed(String(halves[0])), .string(trimmed(String(halves[1])))))
        }
        return .object(JSONObject(pairs))
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: ",").map { trimmed(String($0)) }.filter { !$0.isEmpty }
    }

    /// The text without white space at its ends.
    public static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
        while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
        return String(rest)
    }
}
