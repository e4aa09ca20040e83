internal import JSON

/// Finds any of many secrets in a text in one pass, however many there are: a fleet has hundreds, each in several forms.
struct SecretSearch: Sendable {
    /// Every secret has at least so many bytes; the first ones lead to the secrets that begin so.
    private static let lead = 8

    private var secrets: [[UInt8]] = []
    private var byLead: [UInt64: [Int]] = [:]
    /// Which first bytes any secret has.
    private var firsts = [Bool](repeating: false, count: 256)

    /// Whether a text is one of the secrets.
    func contains(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let lead = SecretSearch.lead(of: bytes[...]) else { return false }
        return byLead[lead]?.contains { secrets[$0] == bytes } ?? false
    }

    /// Also looks for this text, which has at least eight bytes.
    mutating func add(_ text: String) {
        let bytes = Array(text.utf8)
        guard let lead = SecretSearch.lead(of: bytes[...]), !contains(text) else { return }
        byLead[lead, default: []].append(secrets.count)
        secrets.append(bytes)
        firsts[Int(bytes[0])] = true
    }

    /// The text with a mask in the place of every secret; where secrets overlap, one mask stands for all of them.
    func masking(_ text: String, with mask: String) -> String {
        guard !secrets.isEmpty, text.utf8.count >= SecretSearch.lead else { return text }
        let bytes = Array(text.utf8)
        var ranges: [Range<Int>] = []
        for start in 0...(bytes.count - SecretSearch.lead) where firsts[Int(bytes[start])] {
            guard let lead = SecretSearch.lead(of: bytes[start...]), let candidates = byLead[lead] else { continue }
            let ends = candidates.compactMap { index -> Int? in
                let end = start + secrets[index].count
                return end <= bytes.count && bytes[start..<end].elementsEqual(secrets[index]) ? end : nil
            }
            guard let end = ends.max() else { continue }
            if let last = ranges.last, start < last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                ranges.append(start..<end)
            }
        }
        guard !ranges.isEmpty else { return text }
        var result: [UInt8] = []
        var position = 0
        for range in ranges {
            result += bytes[position..<range.lowerBound]
            result += mask.utf8
            position = range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }

    /// The first bytes as one number; nil for less than eight.
    private static func lead(of bytes: ArraySlice<UInt8>) -> UInt64? {
        guard bytes.count >= lead else { return nil }
        return bytes.prefix(lead).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
