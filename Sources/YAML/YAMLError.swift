/// A place in a YAML text.
public struct YAMLMark: Hashable, Sendable, Comparable, CustomStringConvertible {
    // 32 bits each: there may be millions of marks at once, and libyaml's own are of 24 bytes.
    private let lineNumber: UInt32
    private let columnNumber: UInt32

    /// The line, counted from 1.
    public var line: Int { Int(lineNumber) }
    /// The column, counted from 1 in Unicode code points.
    public var column: Int { Int(columnNumber) }

    /// A place, both counted from 1.
    public init(line: Int, column: Int) {
        lineNumber = UInt32(clamping: line)
        columnNumber = UInt32(clamping: column)
    }

    /// Such as `line 3, column 5`.
    public var description: String { "line \(line), column \(column)" }

    /// In the order of the text.
    public static func < (left: YAMLMark, right: YAMLMark) -> Bool {
        (left.lineNumber, left.columnNumber) < (right.lineNumber, right.columnNumber)
    }
}

/// Why a text cannot be read as YAML, and where.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in words; libyaml's own where libyaml found it.
    public let message: String
    /// Where it is wrong.
    public let mark: YAMLMark

    /// The line, counted from 1.
    public var line: Int { mark.line }
    /// The column, counted from 1 in Unicode code points.
    public var column: Int { mark.column }

    init(_ message: String, at mark: YAMLMark) {
        self.message = message
        self.mark = mark
    }

    /// The message and its place as one sentence part.
    public var description: String { "\(message) at \(mark)" }
}
