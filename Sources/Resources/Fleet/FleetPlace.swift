public import JSON

/// A text from which declarations were read.
public final class FleetSource: Sendable {
    /// Its name, as messages use it: the path of the file as the user wrote it, or `stdin`.
    public let name: String
    /// The line of a place in it, counted from 1; looked for only when somebody has to be told.
    private let line: @Sendable (Path) -> Int?

    /// A source and how lines in it are found.
    public init(_ name: String, line: @escaping @Sendable (Path) -> Int?) {
        self.name = name
        self.line = line
    }

    /// A place in it, by the line of the innermost part that stands there, else by path: what comes from a template or a
    /// default has no line in the client.
    func describe(_ path: Path) -> String {
        var part = path
        while true {
            if let line = line(part) { return "\(name) line \(line)" }
            guard !part.steps.isEmpty else { return path.steps.isEmpty ? name : "\(name): \(path)" }
            part = Path(part.steps.dropLast())
        }
    }
}

/// Where a declaration stands: a path in a source, or in an option.
public struct FleetPlace: Sendable, CustomStringConvertible {
    private let source: FleetSource?
    /// The path in the source.
    public let path: Path

    /// A place in a source; without one it is in an option.
    public init(_ path: Path, in source: FleetSource? = nil) {
        self.source = source
        self.path = path
    }

    /// Whether it stands in a source.
    public var isInSource: Bool { source != nil }

    /// `web.yml line 12`, `clients[3]`.
    public var description: String { source?.describe(path) ?? "\(path)" }

    /// The place of something inside, as far as a line tells it: the rest of the path is told beside it.
    func inside(_ inner: Path) -> String {
        guard let source else { return description }
        return source.describe(Path(path.steps + inner.steps))
    }
}
