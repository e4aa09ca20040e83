internal import JSON

/// A table as people read it on a terminal or in a file.
enum Table {
    private static let gap = "  "

    /// A line for each row below a heading; where there is a width, no line is wider than that.
    ///
    /// - Parameter columns: The members that are shown of each row, which are the headings too.
    static func text(_ rows: [JSONObject], columns: [String], _ style: Style, width: Int?) -> String {
        let cells = [columns] + rows.map { row in columns.map { cell(row[$0]) } }
        var widths = columns.indices.map { column in cells.map { Shown.width($0[column]) }.max() ?? 0 }
        let available = (width ?? .max) - gap.count * (columns.count - 1)
        // The widest gives way first, and none is cut to nothing.
        while widths.reduce(0, +) > available, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > 2
        { widths[widest] -= 1 }
        let lines = cells.map { row in
            let cut = zip(row, widths).map { Shown.padded(Shown.cut($0, to: $1), to: $1) }
            return Shown.cut(withoutBlanksAtEnd(cut.joined(separator: gap)), to: width ?? .max)
        }
        return ([style.heading(lines[0])] + lines.dropFirst()).map { $0 + "\n" }.joined()
    }

    private static func cell(_ value: JSON?) -> String {
        guard let value, value != "" else { return "" }
        return Shown.value(value)
    }

    private static func withoutBlanksAtEnd(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
