internal import JSON
internal import Keycloak
internal import Reconcile
internal import Signing

/// Reads the files that options name, and collects problems and the secrets that were found.
struct OptionFiles {
    private let effects: SystemEffects
    /// What is wrong.
    var problems: [Problem] = []
    /// What was read and must never be shown.
    private(set) var secrets: [String] = []

    /// A reader with its effects.
    init(_ effects: SystemEffects) { self.effects = effects }

    /// Notes what is wrong with an option.
    mutating func problem(_ option: Option, _ text: String) { problems.append(Problem(Path(option.name), text)) }

    /// The bytes of the file that an option names; nil when it is not to be had, which is noted.
    mutating func bytes(_ path: String, of option: Option) -> [UInt8]? {
        switch read(path) {
        case .success(let bytes): return bytes
        case .failure(let error):
            problem(option, "'\(path)' cannot be read: \(error.reason)")
            return nil
        }
    }

    /// Whether the path of an option is that of a folder; nil when there is nothing to read, which is noted.
    mutating func isFolder(_ path: String, of option: Option) -> Bool? {
        switch read(path) {
        case .success: return false
        case .failure(let error) where error.isFolder: return true
        case .failure(let error):
            problem(option, "'\(path)' cannot be read: \(error.reason)")
            return nil
        }
    }

    /// The secret in the file that an option names, without the line break at its end.
    mutating func secret(_ path: String, of option: Option) -> String? {
        guard var bytes = bytes(path, of: option) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else {
            problem(option, "'\(path)' \(bytes.isEmpty ? "is empty" : "holds no UTF-8 text")")
            return nil
        }
        secrets.append(text)
        return text
    }

    /// The private key in a PEM text.
    mutating func key(_ pem: [UInt8], _ passphrase: String?, of option: Option, file: String? = nil) -> PrivateKey? {
        do {
            return try PrivateKey(pem: pem, passphrase: passphrase)
        } catch {
            problem(option, (file.map { "'\($0)' " } ?? "") + "\(error)")
            return nil
        }
    }

    private func read(_ path: String) -> Result<[UInt8], SystemEffects.Unavailable> {
        do throws(SystemEffects.Unavailable) {
            return .success(try effects.readFile(path))
        } catch {
            return .failure(error)
        }
    }
}
