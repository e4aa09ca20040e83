internal import JSON
internal import Reconcile
internal import Resources

/// What Ansible hands to a module: the options as the user wrote them, and how to run.
struct ModuleCall {
    /// The module, the options without Ansible's own keys, whether nothing may be written (`_ansible_check_mode`), and
    /// whether every wait is told: from `-vvv` on (`_ansible_verbosity`).
    let request: ModuleRequest
    /// Whether the difference is asked for (`_ansible_diff`).
    let wantsDiff: Bool

    /// Ansible's own keys start so.
    private static let ownPrefix = "_ansible_"
    /// What Ansible puts before the name of the file that it starts.
    private static let programPrefix = "AnsiballZ_"

    /// Reads the args file; after a redirect the program's name is the better key to the module (ansible-facts 2).
    init(program: String, arguments: [UInt8]) throws(Failure) {
        let parsed: JSON
        do {
            parsed = try JSON(parsing: arguments)
        } catch {
            throw Failure("The args file is not JSON: \(error).")
        }
        guard let object = parsed.object else {
            throw Failure("The args file holds \(parsed.kindName) where Ansible puts a dictionary of options.")
        }
        let written = object["\(Self.ownPrefix)module_name"]?.text ?? ""
        let names = [
            ModuleCall.moduleName(ofProgram: program), written.split(separator: ".").last.map(String.init) ?? "",
        ]
        guard let module = names.lazy.compactMap(Modules.named).first else {
            let known = Modules.all.map { $0.name }.joined(separator: ", ")
            throw Failure(
                "There is no module '\(names.first { !$0.isEmpty } ?? "")'; this program has: \(known).",
                hint: "Link the program under a module's name.")
        }
        request = ModuleRequest(
            module, written: object.filter { !$0.key.hasPrefix(Self.ownPrefix) },
            isCheck: object["\(Self.ownPrefix)check_mode"] == true,
            wantsLog: (object["\(Self.ownPrefix)verbosity"]?.int ?? 0) >= 3)
        wantsDiff = object["\(Self.ownPrefix)diff"] == true
    }

    /// The module's name from the path of the program that was started.
    static func moduleName(ofProgram program: String) -> String {
        let file = program.split(separator: "/").last ?? ""
        return String(file.hasPrefix(programPrefix) ? file.dropFirst(programPrefix.count) : file)
    }
}
