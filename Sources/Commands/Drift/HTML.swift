/// A piece of a page in HTML.
///
/// What an interpolation puts into a literal is escaped, unless it is a piece itself: text cannot become markup by
/// forgetting something.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The markup.
    let markup: String

    /// A literal, which is markup.
    init(stringLiteral markup: String) { self.markup = markup }

    /// A literal with texts and pieces in it.
    init(stringInterpolation parts: Parts) { markup = parts.markup }

    private init(markup: String) { self.markup = markup }

    /// Pieces one after the other, each on a line of its own.
    static func lines(_ pieces: [HTML]) -> HTML { HTML(markup: pieces.map(\.markup).joined(separator: "\n")) }

    /// Pieces one after the other on one line.
    static func row(_ pieces: [HTML]) -> HTML { HTML(markup: pieces.map(\.markup).joined()) }

    /// What a literal is made of.
    struct Parts: StringInterpolationProtocol {
        fileprivate var markup = ""

        /// Room for a literal of that length.
        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }

        /// The literal's own text.
        mutating func appendLiteral(_ literal: String) { markup += literal }

        /// A text, with whatever HTML would take for markup escaped, and hidden characters visible.
        mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(Shown.visible(text)) }

        /// A number.
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }

        /// A piece as it is.
        mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }

        /// Pieces as they are, each on a line of its own.
        mutating func appendInterpolation(_ pieces: [HTML]) { markup += HTML.lines(pieces).markup }
    }

    /// Safe in the content of elements and in quoted attributes (HTML Living Standard, 13.1.2); nothing is put anywhere else.
    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
