internal import JSON

/// A number in a YAML text.
enum YAMLNumber: Equatable {
    /// A whole number as JSON writes it; the very digits that were written, where that is JSON.
    case integer(String)
    /// A number with a fraction or an exponent as JSON writes it; the very digits that were written, where that is JSON.
    case float(String)
    /// Digits after a needless zero and without a point: YAML 1.1 reads `010` as 8, YAML 1.2 as 10.
    case disputed
    /// A number that is not to be had; why, in words.
    case refused(String)

    /// The number that YAML 1.2's core schema sees in the text; nil when it sees none.
    init?(_ text: String) {
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
            self = .refused("JSON has no such number")
        case _ where text.hasPrefix("0x"): self.init(text.utf8.dropFirst(2), radix: 16)
        case _ where text.hasPrefix("0o"): self.init(text.utf8.dropFirst(2), radix: 8)
        default: self.init(decimal: text.utf8[...])
        }
    }

    private init?(_ digits: Substring.UTF8View, radix: Int) {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        var isTooLarge = false
        for digit in digits {
            guard let digit = Character(Unicode.Scalar(digit)).hexDigitValue, digit < radix else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: UInt64(radix))
            value = product | UInt64(digit)
            isTooLarge = isTooLarge || overflow
        }
        self = isTooLarge ? .refused("the number does not fit into 64 bits") : .integer(String(value))
    }

    private init?(decimal text: Substring.UTF8View) {
        var rest = text
        let sign = rest.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = YAMLNumber.takeDigits(&rest)
        var json = sign == UInt8(ascii: "-") ? "-" : ""
        json += YAMLNumber.withoutNeedlessZeros(whole)
        if rest.isEmpty && !whole.isEmpty {
            self = YAMLNumber.hasNeedlessZero(whole) ? .disputed : .integer(json)
            return
        }
        let hasPoint = rest.first == UInt8(ascii: ".")
        var digits = whole.count
        if hasPoint {
            rest.removeFirst()
            let fraction = YAMLNumber.takeDigits(&rest)
            digits += fraction.count
            json += "." + (fraction.isEmpty ? "0" : String(Substring(fraction)))
        }
        guard digits > 0 else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            let written = rest
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard !YAMLNumber.takeDigits(&rest).isEmpty else { return nil }
            json += String(Substring(written))
        }
        guard rest.isEmpty else { return nil }
        self = !hasPoint && YAMLNumber.hasNeedlessZero(whole) ? .disputed : .float(json)
    }

    private static func takeDigits(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = text.prefix(while: isDigit)
        text.removeFirst(digits.count)
        return digits
    }

    private static func hasNeedlessZero(_ digits: Substring.UTF8View) -> Bool {
        digits.count > 1 && digits.first == UInt8(ascii: "0")
    }

    private static func withoutNeedlessZeros(_ digits: Substring.UTF8View) -> String {
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        return significant.isEmpty ? "0" : String(Substring(significant))
    }

    /// Whether it is one of the ten digits.
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension YAMLNumber {
    /// Whether some reader of YAML 1.1 takes the text for a number: `1_000` (Ruby: `1,000`), `0b11`, `-0x1F`, `1:30`, and
    /// what the core schema leaves open.
    static func isOldNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard let first = rest.first, isDigit(first) || first == UInt8(ascii: ".") else { return false }
        let plain = String(decoding: rest.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: ",") }, as: UTF8.self)
        if plain.hasPrefix("0b") {
            return plain.utf8.dropFirst(2).allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }
        }
        return YAMLNumber(plain) != nil || isSexagesimal(plain)
    }

    /// `1:30` or `1:30:59.5`: two or more groups, all but the first below 60.
    private static func isSexagesimal(_ text: String) -> Bool {
        var groups = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard groups.count > 1, let last = groups.popLast() else { return false }
        // Only the last may have a fraction.
        let seconds = last.prefix { $0 != UInt8(ascii: ".") }
        guard last[seconds.endIndex...].dropFirst().allSatisfy(isDigit) else { return false }
        let isBelow60 = (groups.dropFirst() + [seconds]).allSatisfy { group in
            group.allSatisfy(isDigit) && (1...2).contains(group.count) && (Int(Substring(group)) ?? 60) < 60
        }
        return isBelow60 && groups.first.map { !$0.isEmpty && $0.allSatisfy(isDigit) } ?? false
    }
}
