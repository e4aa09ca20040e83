public import JSON
public import Keycloak
internal import Reconcile

/// Replaces `$(env:NAME)` and `$(file:PATH)` in texts, as keycloak-config-cli writes them; `$(env:NAME:-default)` gives what
/// stands there when it is not set, and `$$(` is a `$(` that stays.
public struct Substitution: Sendable {
    private let environment: @Sendable (String) -> String?
    private let system: SystemEffects

    /// A substitution from an environment and files.
    public init(environment: @escaping @Sendable (String) -> String?, system: SystemEffects) {
        self.environment = environment
        self.system = system
    }

    /// The value with all texts in it replaced, and what could not be, by path.
    public func replacing(in value: JSON) -> (value: JSON, problems: [(path: Path, text: String)]) {
        var problems: [(path: Path, text: String)] = []
        let result = replacing(in: value, at: Path(), &problems)
        return (result, problems)
    }

    private func replacing(in value: JSON, at path: Path, _ problems: inout [(path: Path, text: String)]) -> JSON {
        switch value {
        case .string(let text):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return value }
            return .string(replacing(in: text, at: path, &problems))
        case .array(let items):
            var result: [JSON] = []
            result.reserveCapacity(items.count)
            for (index, item) in items.enumerated() {
                result.append(replacing(in: item, at: path.index(index), &problems))
            }
            return .array(result)
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { ($0.key, replacing(in: $0.value, at: path.key($0.key), &problems)) }))
        default: return value
        }
    }

    /// Defaults may hold such expressions themselves, so that parentheses are counted.
    private func replacing(
        in text: String, at path: Path, _ problems: inout [(path: Path, text: String)]
    ) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            if bytes[position...].starts(with: "$$(".utf8) {
                result += "$(".utf8
                position += 3
                continue
            }
            guard bytes[position...].starts(with: "$(".utf8), let end = Substitution.end(of: bytes, from: position + 2)
            else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let expression = String(decoding: bytes[(position + 2)..<end], as: UTF8.self)
            switch value(of: expression) {
            case .success(let value): result += value.utf8
            case .failure(let problem):
                let halves = expression.pieces(separatedBy: ":-")
                if halves.count > 1, problem.isUnset {
                    let fallback = halves.dropFirst().joined(separator: ":-")
                    result += replacing(in: fallback, at: path, &problems).utf8
                } else {
                    problems.append((path, problem.text))
                }
            }
            position = end + 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The place of the parenthesis that closes an expression.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 1
        for position in start..<bytes.count {
            if bytes[position] == UInt8(ascii: "(") { depth += 1 }
            if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return position }
        }
        return nil
    }

    private struct Unknown: Error {
        let text: String
        /// Whether a default may stand in its place.
        let isUnset: Bool
    }

    private func value(of expression: String) -> Result<String, Unknown> {
        let name = expression.pieces(separatedBy: ":-")[0]
        if let variable = name.removing("env:") {
            if let value = environment(variable), !value.isEmpty { return .success(value) }
            return .failure(Unknown(text: "$(\(name)) is not set: the environment has no \(variable)", isUnset: true))
        }
        if let path = name.removing("file:").map({ $0.removing("UTF-8:") ?? $0 }) {
            do throws(SystemEffects.Unavailable) {
                var bytes = try system.readFile(path)
                if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
                if let text = String(validating: bytes, as: UTF8.self) { return .success(text) }
                return .failure(Unknown(text: "$(\(name)) is no UTF-8 text", isUnset: false))
            } catch {
                return .failure(Unknown(text: "$(\(name)) cannot be read: \(error.reason)", isUnset: true))
            }
        }
        return .failure(
            Unknown(
                text: "$(\(name)) is neither $(env:NAME) nor $(file:PATH); write $$( for a plain $(", isUnset: false))
    }
}

extension String {
    /// What follows a prefix; nil when it does not begin so.
    fileprivate func removing(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
