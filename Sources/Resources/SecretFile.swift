internal import JSON
internal import Keycloak
internal import Reconcile

/// A file that shall hold a secret and nothing else, readable by its owner only.
struct SecretFile: Sendable {
    let path: String
    private let system: SystemEffects
    private let found: SystemEffects.PrivateFile?

    /// Looks at the file that an option names, if it names one, before anything is sent: what is wrong with it must not be
    /// found out afterwards.
    init?(_ path: String?, option: Option, _ system: SystemEffects) throws(Failure) {
        guard let path else { return nil }
        self.path = path
        self.system = system
        do {
            found = try system.privateFile(path)
        } catch {
            throw Failure(
                "\(option.name): '\(path)' cannot be read: \(error.reason).", hint: "Nothing has been done yet.")
        }
        try SecretFile.check(path, option: option, system)
    }

    /// Fails where the file could not be written, while nothing has been done yet.
    static func check(_ path: String, option: Option, _ system: SystemEffects) throws(Failure) {
        do {
            try system.checkPrivateFile(path)
        } catch {
            throw Failure(
                "\(option.name): '\(path)' could not be written: \(error.reason).", hint: "Nothing has been done yet.")
        }
    }

    /// What is wrong with the path in itself.
    static func problems(with path: String?, option: Option) -> [Problem] {
        path?.isEmpty == true ? [Problem(Path(option.name), "is empty; give the path of a file")] : []
    }

    /// What the file holds, without the line break at its end; nil when there is none, or nothing in it.
    var text: String? {
        guard let found else { return nil }
        let text = String(decoding: found.bytes, as: UTF8.self).filter { !$0.isNewline }
        return text.isEmpty ? nil : text
    }

    /// What is wrong with the file as it was; nil when nothing is.
    ///
    /// A secret that is yet to be made is in no file, and is given as nil.
    private func fault(beside wanted: String?, called name: String) -> String? {
        guard let found else { return "missing" }
        guard let wanted, found.bytes == Array(wanted.utf8) else { return "another content" }
        return found.isPrivate ? nil : "\(name), open to others"
    }

    /// What a run says of its file.
    struct Telling {
        /// What the file holds, as the diff says it: `the token`.
        let name: String
        /// The message of the run when the file has been written.
        let written: String
        /// The message when it could not be, without the reason.
        let unwritten: String
        /// What to do then.
        let hint: String
    }

    /// Completes the outcome of a run; outside check mode writes the secret when the file is not as it should be.
    ///
    /// A secret that is yet to be made is given as nil.
    func deliver(
        _ secret: String?, as option: Option, to outcome: inout Outcome, isCheck: Bool, _ telling: Telling
    ) throws(Failure) {
        guard let fault = fault(beside: secret, called: telling.name) else { return }
        let before = outcome
        outcome.message = telling.written
        outcome.changed = true
        outcome.diff = Outcome.Diff(
            before: before.diff.before.merging([option.name: .string(fault)]),
            after: before.diff.after.merging([option.name: .string("\(telling.name), for its owner alone")]))
        guard !isCheck, let secret else { return }
        do {
            try system.writePrivateFile(path, Array(secret.utf8))
        } catch {
            throw Failure(
                "\(telling.unwritten): \(error.reason).", hint: telling.hint, changed: before.changed,
                states: before.states, warnings: before.warnings)
        }
    }
}
