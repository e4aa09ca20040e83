internal import JSON
internal import Reconcile
internal import Resources

/// Keeps secrets off the command line, which every user of the host can read and the shell writes down.
enum Secrecy {
    private static let reason = "every user of this host can read the command line"

    /// Why a secret option is no flag, and what to do; nil when there is no secret option of that name.
    static func refusal(ofFlag name: String, _ command: Command) -> String? {
        let options = command.options + command.loginOptions
        guard let option = options.first(where: { $0.isSecret && $0.names.map(Spelling.kebab).contains(name) }) else {
            return nil
        }
        return "--\(name) is no flag, since \(reason); \(ways(of: option, command))"
    }

    /// Why a value that holds a secret is not taken from the line; nil when it holds none.
    static func refusal(of option: Option, _ value: JSON, _ command: Command) -> String? {
        if option.isSecret { return "'\(option.name)' is secret, and \(reason); \(ways(of: option, command))" }
        // What is no option of the module has no fields that it knows.
        guard let module = command.module, module.options.contains(where: { $0.name == option.name }),
            let field = secretField(in: value, module.module)
        else { return nil }
        return "'\(field)' in '\(option.name)' is secret, and \(reason); "
            + (module.takesDocument ? "put it into the file of --file" : "it cannot be given here")
    }

    /// How a secret option can be given.
    static func ways(of option: Option, _ command: Command) -> String {
        var ways = LoginEnvironment.variables.filter { $0.option.name == option.name }.map { "the variable \($0.name)" }
        let flags = command.flags
        var names = [Flag.contentName(of: option)]
        // Those of the login are read; a module's `secret_file` is written.
        if LoginOptions.all.contains(where: { $0.name == option.name }) {
            names.append(Spelling.kebab(option.name) + "-file")
        }
        ways += flags.filter { names.contains($0.name) }.map { "--\($0.name)" }
        if option.name == LoginOptions.password.name { ways.append("answer when you are asked for it") }
        if command.module?.takesDocument == true, command.options.contains(where: { $0.name == option.name }) {
            ways.append("the file of --file")
        }
        return "use " + ways.joined(separator: ", or ")
    }

    private static func secretField(in value: JSON, _ module: any Module.Type) -> String? {
        switch value {
        case .object(let object):
            for member in object.members {
                let isEmpty = member.value == .null || member.value == ""
                if module.isSecret(field: member.key), !isEmpty { return member.key }
                if let inner = secretField(in: member.value, module) { return inner }
            }
            return nil
        case .array(let items): return items.lazy.compactMap { secretField(in: $0, module) }.first
        case .string(let text):
            // A dictionary may be written as a text.
            guard let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
                return nil
            }
            return (try? JSON(parsing: text)).flatMap { secretField(in: $0, module) }
        default: return nil
        }
    }
}
