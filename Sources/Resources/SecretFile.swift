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
    func fault(beside wanted: String?, called name: String) -> String? {
        guard let found else { return "missing" }
        guard let wanted, found.bytes == Array(wanted.utf8) else { return "another content" }
        return found.isPrivate ? nil : "\(name), open to others"
    }

    /// Writes the secret.
    func write(_ secret: String) throws(SystemEffects.Unavailable) {
        try system.writePrivateFile(path, Array(secret.utf8))
    }
}
