internal import JSON
internal import Reconcile
internal import Resources
internal import YAML

/// What stands in the file of `--file`.
enum Document {
    /// The dictionary in a file's bytes: JSON where they begin like it, otherwise YAML.
    static func read(_ bytes: [UInt8], _ name: String) throws(UsageError) -> JSONObject {
        let documents = try all(bytes, name)
        guard documents.count == 1 else {
            let count = documents.isEmpty ? "is empty" : "holds \(documents.count) documents"
            throw UsageError("\(name) \(count); one client belongs there")
        }
        guard let object = documents[0].object else {
            throw UsageError("\(name) holds \(documents[0].kindName) where a dictionary of options belongs")
        }
        return object
    }

    /// The documents in a file's bytes: JSON where they are that, otherwise YAML.
    static func all(_ bytes: [UInt8], _ name: String) throws(UsageError) -> [JSON] {
        do {
            return [try JSON(parsingUnique: bytes)]
        } catch {
            return try yaml(bytes, name, unless: error)
        }
    }

    /// The documents of a YAML text; what begins like JSON and is neither is told in JSON's words.
    private static func yaml(_ bytes: [UInt8], _ name: String, unless error: JSONError) throws(UsageError) -> [JSON] {
        do {
            return try YAMLStream(parsing: bytes).documents
        } catch let other {
            let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
                throw UsageError("\(name) is no YAML: \(other)")
            }
            throw UsageError("\(name) is no JSON: \(error)")
        }
    }

    /// The options in there, by their own names; all that is wrong with them is told at once.
    static func options(_ object: JSONObject, of command: Command, _ module: ModuleCommand) throws(UsageError)
        -> JSONObject
    {
        var result = JSONObject()
        var sources: [String: String] = [:]
        var messages: [String] = []
        for member in object.members {
            do throws(UsageError) {
                guard let (name, value) = try read(member, of: command, module) else { continue }
                switch (result[name], value) {
                case (nil, _): result[name] = value
                // Properties without an option are all in one.
                case (.object(let before)?, .object(let more)):
                    result[name] = .object(try OptionSetter.joined(before, more, of: name))
                case (let before?, _):
                    guard before != value else { continue }
                    let other = sources[name] ?? name
                    throw UsageError("\(member.key): differs from '\(other)', which is the same option; keep one")
                }
                sources[name] = member.key
            } catch {
                messages += error.messages
            }
        }
        guard messages.isEmpty else { throw UsageError(messages) }
        return result
    }

    /// The option that a member is, and its value; nil where it says what the command says anyway.
    private static func read(
        _ member: JSONObject.Member, of command: Command, _ module: ModuleCommand
    ) throws(UsageError) -> (String, JSON)? {
        let key = member.key
        func option(in options: [Option]) -> Option? { options.first { $0.names.contains { $0.isSame(as: key) } } }
        if let option = option(in: module.options) { return (option.name, member.value) }
        if let option = option(in: module.module.options) {
            guard module.fixed[option.name] != member.value else { return nil }
            throw UsageError("\(key): is not for 'latchkey \(command.name)', which says by itself what happens")
        }
        if option(in: LoginOptions.all) != nil {
            throw UsageError("\(key): where the server is and who logs in stands on the line or in the environment")
        }
        let (option, value) = try further(key, member.value, among: module.options)
        return (option.name, value)
    }

    /// A property for which there is no option, as one of `representation`; one that looks like an option is more likely
    /// a mistake.
    static func further(_ key: String, _ value: JSON, among options: [Option]) throws(UsageError) -> (Option, JSON) {
        let names = options.filter { !$0.isObsolete }.flatMap(\.names)
        let isNear = !Nearest.names(to: key, among: names).isEmpty
        guard !isNear, let option = options.first(where: { $0.name == "representation" }) else {
            throw UsageError("\(key): unknown option" + Nearest.hint(for: key, among: names))
        }
        return (option, .object([key: value]))
    }
}
