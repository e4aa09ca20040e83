// Swift's own `String.replacing` and `split(separator: String)` link the library of regular expressions, 1.4 MB of a static
// executable, and compare characters where bytes are meant.

extension String {
    /// The pieces between the occurrences of a separator, found byte by byte; the whole text when there is none.
    public func pieces(separatedBy separator: String) -> [String] {
        let pattern = Array(separator.utf8)
        guard !pattern.isEmpty else { return [self] }
        let bytes = Array(utf8)
        var pieces: [String] = []
        var start = 0
        var position = 0
        while position + pattern.count <= bytes.count {
            if bytes[position] == pattern[0], bytes[position..<position + pattern.count].elementsEqual(pattern) {
                pieces.append(String(decoding: bytes[start..<position], as: UTF8.self))
                position += pattern.count
                start = position
            } else {
                position += 1
            }
        }
        pieces.append(String(decoding: bytes[start...], as: UTF8.self))
        return pieces
    }
}
