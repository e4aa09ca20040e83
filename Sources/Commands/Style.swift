/// What marks text on a terminal, where colours are wanted.
struct Style: Sendable {
    private let isColored: Bool

    /// A style; plain unless the output is a terminal that knows colours and nobody said NO_COLOR (no-color.org).
    init(isTerminal: Bool, _ environment: (String) -> String?) {
        isColored = isTerminal && (environment("NO_COLOR") ?? "").isEmpty && Style.isCapable(environment)
    }

    /// Whether the terminal understands control sequences.
    static func isCapable(_ environment: (String) -> String?) -> Bool { environment("TERM") != "dumb" }

    /// What is gone.
    func removed(_ text: String) -> String { mark(text, 31) }
    /// What is new.
    func added(_ text: String) -> String { mark(text, 32) }
    /// What is as it should be.
    func unchanged(_ text: String) -> String { mark(text, 32) }
    /// What changed.
    func changed(_ text: String) -> String { mark(text, 33) }
    /// What went wrong.
    func failed(_ text: String) -> String { mark(text, 31) }
    /// A heading.
    func heading(_ text: String) -> String { mark(text, 1) }

    /// Select Graphic Rendition of ECMA-48.
    private func mark(_ text: String, _ code: Int) -> String { isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
