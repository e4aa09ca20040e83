internal import JSON
internal import Keycloak
internal import Reconcile
internal import Resources

/// What a user wrote in all places together: the file, secrets' files, `--set`, flags, and what stands without a flag.
///
/// The line beats the file: of dictionaries by entry, of everything else as a whole.
struct WrittenOptions {
    /// The options by their own names.
    private(set) var values: JSONObject
    /// Those that the line says nothing about.
    private(set) var inFile: Set<String> = []

    /// Puts together what a line says and reads the files that it names; `module` is what the command runs, if it is one.
    init(_ line: Line, _ module: ModuleCommand?, _ context: CommandContext) throws(UsageError) {
        var input = Input(context)
        values = [:]
        if let module, let path = line.settings[.file] {
            let bytes = try input.bytes(path, of: "--file")
            let name = path == Input.stdin ? "stdin" : "'\(path)'"
            values = try Document.options(Document.read(bytes, name), of: line.command, module)
        }
        inFile = Set(values.keys)
        for (parameter, word) in zip(line.command.parameters, line.words) {
            guard let option = parameter.option else { continue }
            for name in parameter.replaces { values[name] = nil }
            values[option] = .string(word)
            inFile.subtract(parameter.replaces + [option])
        }
        for member in line.options.members {
            values[member.key] = WrittenOptions.laid(member.value, over: values[member.key])
            inFile.remove(member.key)
        }
        for (option, path) in line.contents {
            values[option.name] = .string(try input.secret(path, of: "--\(Flag.contentName(of: option))"))
            inFile.remove(option.name)
        }
        if let module { values = module.defaults.merging(values).merging(module.fixed) }
        values[LoginOptions.agent.name] = values[LoginOptions.agent.name] ?? Command.agent.fallback
    }

    private static func laid(_ value: JSON, over before: JSON?) -> JSON {
        guard let more = value.object, let first = before.flatMap(Coercion.dictionary)?.object else { return value }
        return .object(first.merging(more))
    }

    /// Asks for the password of a user who logs in without one, where there is somebody to ask.
    mutating func askForPassword(_ context: CommandContext) throws(UsageError) {
        let completed = LoginEnvironment.complete(values, context.effects.environment).written
        guard context.console.terminal.canAsk, let user = completed[LoginOptions.username.name]?.text,
            completed[LoginOptions.password.name] == nil, completed[LoginOptions.passwordFile.name] == nil
        else { return }
        let server = completed[LoginOptions.url.name]?.text.map { " at \($0)" } ?? ""
        let password: String
        do {
            password = try context.console.ask(Shown.visible("Password of \(user)\(server): "))
        } catch {
            throw UsageError("the password cannot be asked for: \(error.reason)")
        }
        guard !password.isEmpty else { throw UsageError("no password was given") }
        values[LoginOptions.password.name] = .string(password)
    }
}

extension CommandContext {
    /// All bytes of a file that stands behind a command's words, or of stdin, unless a flag reads that.
    func read(_ path: String, of name: String, beside line: Line) throws(UsageError) -> [UInt8] {
        var input = Input(self)
        for (option, other) in line.contents where other == Input.stdin && path == Input.stdin {
            throw UsageError("\(name) cannot read stdin, which is what --\(Flag.contentName(of: option)) reads")
        }
        return try input.bytes(path, of: name)
    }
}

/// The files that a line names; stdin can be read once.
struct Input {
    /// What stands for stdin.
    static let stdin = "-"

    private let context: CommandContext
    private var reader: String?

    /// The files of a line.
    init(_ context: CommandContext) { self.context = context }

    /// All bytes of a file, or of stdin.
    mutating func bytes(_ path: String, of flag: String) throws(UsageError) -> [UInt8] {
        if path == Input.stdin {
            if let reader { throw UsageError("\(flag) cannot read stdin, which is what \(reader) reads") }
            reader = flag
        }
        do throws(SystemEffects.Unavailable) {
            return try path == Input.stdin ? context.console.read() : context.effects.system.readFile(path)
        } catch {
            throw UsageError("\(flag): '\(path)' cannot be read: \(error.reason)")
        }
    }

    /// The text in a file without the line break at its end.
    mutating func secret(_ path: String, of flag: String) throws(UsageError) -> String {
        var bytes = try bytes(path, of: flag)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
            throw UsageError("\(flag): '\(path)' \(bytes.isEmpty ? "is empty" : "holds no UTF-8 text")")
        }
        return text
    }
}
