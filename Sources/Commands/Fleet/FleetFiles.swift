internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources
internal import Synchronization
internal import YAML

/// Finds and reads files of declarations.
struct FleetFiles {
    /// What stands for stdin.
    static let stdin = "-"

    private let context: CommandContext
    private let options: FleetOptions

    /// Files as these options say.
    init(_ context: CommandContext, _ options: FleetOptions) {
        self.context = context
        self.options = options
    }

    // MARK: Finding

    /// The files that paths mean, each once: a folder means what is in it and in its folders, and a pattern what it matches.
    func find(_ paths: [String]) throws(UsageError) -> [String] {
        var files: [String] = []
        var known: Set<String> = []
        var messages: [String] = []
        for path in paths {
            do throws(UsageError) {
                for file in try find(path) where known.insert(file).inserted { files.append(file) }
            } catch {
                messages += error.messages
            }
        }
        guard messages.isEmpty else { throw UsageError(messages) }
        return files
    }

    private func find(_ path: String) throws(UsageError) -> [String] {
        if path == FleetFiles.stdin { return [path] }
        switch try look(path) {
        case .file: return [path]
        case .folder(let names):
            let files = try inside(path, names)
            guard !files.isEmpty else { throw UsageError("'\(path)' holds no file that ends in .json, .yml or .yaml") }
            return files
        case .nothing:
            let matches = context.console.files.matches(path)
            guard !matches.isEmpty else { throw UsageError("'\(path)': there is no such file or folder") }
            var files: [String] = []
            for match in matches {
                if case .folder(let names) = try look(match) {
                    files += try inside(match, names)
                } else {
                    files.append(match)
                }
            }
            return files
        }
    }

    private func inside(_ folder: String, _ names: [String]) throws(UsageError) -> [String] {
        var files: [String] = []
        for name in names.sorted(by: { $0.precedes($1) }) where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            switch try look(path) {
            case .folder(let names): files += try inside(path, names)
            case .file:
                if [".json", ".yml", ".yaml"].contains(where: { name.lowercased().hasSuffix($0) }) {
                    files.append(path)
                }
            case .nothing: break
            }
        }
        return files
    }

    private func look(_ path: String) throws(UsageError) -> ConsoleFiles.Kind {
        do {
            return try context.console.files.look(path)
        } catch {
            throw UsageError("'\(path)' cannot be read: \(error.reason)")
        }
    }

    // MARK: Reading

    /// What files declare, and what of it is not managed; all that is wrong in any of them is told at once.
    func read(_ files: [String]) throws(UsageError) -> (fleet: Fleet, warnings: [String]) {
        var reader = FleetReader(realm: options.realm)
        var messages: [String] = []
        for file in files {
            do throws(UsageError) {
                try read(file, &reader, &messages)
            } catch {
                messages += error.messages
            }
        }
        let fleet = reader.finish()
        messages += reader.problems
        let unmanaged = reader.unmanaged.map { "\($0): not managed here" }
        if options.isStrict { messages += unmanaged }
        guard messages.isEmpty else { throw UsageError(messages) }
        return (fleet, unmanaged.map { $0 + ", and left alone" })
    }

    private func read(_ file: String, _ reader: inout FleetReader, _ messages: inout [String]) throws(UsageError) {
        let name = file == FleetFiles.stdin ? "stdin" : file
        let bytes: [UInt8]
        do throws(SystemEffects.Unavailable) {
            bytes = try file == FleetFiles.stdin ? context.console.read() : context.effects.system.readFile(file)
        } catch {
            throw UsageError("\(name): cannot be read: \(error.reason)")
        }
        let lines = Lines(bytes)
        let substitution = Substitution(environment: context.effects.environment, system: context.effects.system)
        for (index, document) in try Document.all(bytes, name).enumerated() {
            let source = FleetSource(name) { lines.line(of: $0, inDocument: index) }
            guard options.substitutes else {
                reader.read(document, from: source)
                continue
            }
            let (replaced, problems) = substitution.replacing(in: document)
            messages += problems.map { "\(FleetPlace($0.path, in: source)): \($0.text)" }
            reader.read(replaced, from: source)
        }
    }
}

/// Where everything in a file stands, found out when the first question comes.
private final class Lines: Sendable {
    private let bytes: [UInt8]
    private let places = Mutex<YAMLPlaces?>(nil)

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func line(of path: Path, inDocument document: Int) -> Int? {
        places.withLock { places in
            if places == nil { places = YAMLPlaces(bytes) }
            return places?.mark(of: path, inDocument: document).line
        }
    }
}
