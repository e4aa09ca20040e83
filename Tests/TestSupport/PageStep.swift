/// A command in a page: a line behind a prompt in an indented block, and what the page shows below it.
public struct PageStep: Equatable, Sendable {
    /// What somebody types.
    public let line: String
    /// What the page shows, up to the next command; empty where it shows nothing.
    public var output = ""

    /// A command.
    public init(line: String, output: String = "") {
        self.line = line
        self.output = output
    }

    /// The commands of a page in Markdown, in their order.
    public static func steps(in page: String) -> [PageStep] {
        var steps: [PageStep] = []
        for line in page.split(separator: "\n") where line.hasPrefix("    ") {
            let text = line.dropFirst(4)
            if text.hasPrefix("$ ") {
                steps.append(PageStep(line: String(text.dropFirst(2))))
            } else if !steps.isEmpty {
                steps[steps.count - 1].output += text + "\n"
            }
        }
        return steps
    }
}
