import Foundation
import JSON
import TestSupport
import Testing

/// Our parser beside Foundation's, on documents made at random from a fixed seed.
@Suite("Beside Foundation's parser")
struct DifferentialTests {
    static let seed: UInt64 = 20_261_121

    @Test("valid documents are the same values, also when printed and read again")
    func valid() throws {
        var generator = DocumentGenerator(seed: Self.seed)
        for number in 0..<3000 {
            let text = generator.document()
            let what = "seed \(Self.seed), document \(number): \(text)"
            let ours = try #require(try? JSON(parsing: text), "refused; \(what)")
            let theirs = try #require(Self.foundation(Array(text.utf8)), "Foundation refuses; \(what)")
            let isSame = Self.isSame(ours, theirs)
            #expect(isSame, "Foundation reads \(theirs); \(what)")
            #expect(try JSON(parsing: ours.compact) == ours, "\(what)")
            #expect(try JSON(parsing: ours.pretty) == ours, "\(what)")
            let printed = try #require(Self.foundation(ours.bytes), "Foundation refuses what we print; \(what)")
            let isPrinted = Self.isSame(ours, printed)
            #expect(isPrinted, "Foundation reads \(printed) in what we print; \(what)")
        }
    }

    @Test("of damaged documents we read none that Foundation refuses, and read none otherwise")
    func damaged() throws {
        var generator = DocumentGenerator(seed: Self.seed)
        var accepted = 0
        for number in 0..<6000 {
            let bytes = generator.damaged()
            guard let ours = try? JSON(parsing: bytes) else { continue }
            accepted += 1
            if KnownDifference.applies(ours, bytes) { continue }
            let what = "seed \(Self.seed), document \(number): \(String(decoding: bytes, as: UTF8.self))"
            let theirs = try #require(Self.foundation(bytes), "Foundation refuses; \(what)")
            let isSame = Self.isSame(ours, theirs)
            #expect(isSame, "Foundation reads \(theirs); \(what)")
        }
        // Damage that is always found, or never, would test nothing.
        #expect((600..<5400).contains(accepted), "\(accepted) of 6000 were accepted")
    }

    static func foundation(_ bytes: [UInt8]) -> Any? {
        try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    }

    static func isSame(_ ours: JSON, _ theirs: Any) -> Bool {
        switch ours {
        case .null: theirs is NSNull
        case .bool(let value): (theirs as? NSNumber).map { isBool($0) && $0.boolValue == value } ?? false
        case .number(let digits):
            (theirs as? NSNumber).map { !isBool($0) && isSame(digits, $0) } ?? false
        case .string(let text): (theirs as? String).map { text.isSame(as: $0) } ?? false
        case .array(let items):
            (theirs as? [Any]).map { $0.count == items.count && zip(items, $0).allSatisfy(isSame) } ?? false
        case .object(let object):
            (theirs as? [String: Any]).map { other in
                other.count == object.count
                    && object.members.allSatisfy { member in other[member.key].map { isSame(member.value, $0) } ?? false
                    }
            } ?? false
        }
    }

    private static func isSame(_ digits: String, _ theirs: NSNumber) -> Bool {
        if let whole = Int(digits) { return theirs.int64Value == whole }
        guard let value = Double(digits) else { return false }
        // Beyond 15 digits the two may round differently.
        return abs(value - theirs.doubleValue) <= abs(value) * 1e-14
    }

    private static func isBool(_ number: NSNumber) -> Bool {
        number.objCType.pointee == CChar(bitPattern: UInt8(ascii: "c"))
    }
}

/// Where we mean to differ from Foundation.
enum KnownDifference {
    static func applies(_ ours: JSON, _ bytes: [UInt8]) -> Bool {
        hasRepeatedNames(ours, bytes) || hasHugeNumbers(ours) || hasByteOrderMark(bytes)
    }

    /// Foundation drops the mark also inside of texts, where it is a character like others.
    private static func hasByteOrderMark(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.contains("\u{FEFF}")
    }

    /// Of a name that stands twice, also in two spellings of one character, Foundation may take another value than the last.
    private static func hasRepeatedNames(_ ours: JSON, _ bytes: [UInt8]) -> Bool {
        var colons = 0
        var isText = false
        var isEscaped = false
        for byte in bytes {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isText = true
            } else if byte == UInt8(ascii: ":") {
                colons += 1
            }
        }
        return colons != distinctNames(ours)
    }

    /// Names counted as Swift compares them, where é is é.
    private static func distinctNames(_ value: JSON) -> Int {
        switch value {
        case .array(let items): items.map(distinctNames).reduce(0, +)
        case .object(let object):
            Set(object.keys).count + object.members.map { distinctNames($0.value) }.reduce(0, +)
        default: 0
        }
    }

    /// We keep every number as it is written; Foundation refuses those that no double holds.
    private static func hasHugeNumbers(_ value: JSON) -> Bool {
        switch value {
        case .number(let digits):
            Double(digits).map { !$0.isFinite || ($0 == 0 && digits.contains { "123456789".contains($0) }) } ?? true
        case .array(let items): items.contains(where: hasHugeNumbers)
        case .object(let object): object.members.contains { hasHugeNumbers($0.value) }
        default: false
        }
    }
}
