public import JSON

/// One thing that is wrong with what the user wrote: where, what, and what to do.
public struct Problem: Error, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The option, or the place inside its value.
    public let path: Path
    /// What is wrong and what to do, as a clause without the place.
    public let text: String

    /// A problem at a place.
    public init(_ path: Path, _ text: String) {
        self.path = path
        self.text = text
    }

    /// Place and text.
    public var description: String { path.steps.isEmpty ? text : "\(path): \(text)" }

    /// By place, then by text.
    public static func < (left: Problem, right: Problem) -> Bool {
        left.path == right.path ? left.text.precedes(right.text) : left.path < right.path
    }
}

/// Finds what somebody may have meant.
public enum Nearest {
    /// The known names that are most like `name`, at most three, best first; empty when none is near.
    public static func names(to name: String, among known: [String]) -> [String] {
        let folded = fold(name)
        let limit = max(2, folded.count / 3)
        var near: [(distance: Int, name: String)] = []
        for name in known {
            let other = fold(name)
            // The distance is at least the difference of the lengths; this keeps very long names cheap.
            guard abs(other.count - folded.count) <= limit else { continue }
            let distance = distance(folded, other)
            if distance <= limit { near.append((distance, name)) }
        }
        near.sort { $0.distance == $1.distance ? $0.name.precedes($1.name) : $0.distance < $1.distance }
        return near.prefix(3).map(\.name)
    }

    /// A clause that offers the near names, or, when none is near and there are few, all of them: `did you mean 'x'?`.
    public static func hint(for name: String, among known: [String]) -> String {
        let near = names(to: name, among: known)
        if let first = near.first {
            let others = near.dropFirst().map { " or '\($0)'" }.joined()
            return "; did you mean '\(first)'\(others)?"
        }
        guard !known.isEmpty, known.count <= 20 else { return "" }
        return "; known: " + known.sorted { $0.precedes($1) }.joined(separator: ", ")
    }

    private static func fold(_ name: String) -> [Character] {
        Array(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." && $0 != " " })
    }

    /// The edit distance with neighbours swapped counted as one edit (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var line = [row + 1]
            for column in 0..<right.count {
                let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(substitution, last[column + 1] + 1, line[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                line.append(best)
            }
            beforeLast = last
            last = line
        }
        return last[right.count]
    }
}
