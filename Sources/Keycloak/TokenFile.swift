internal import JSON

/// The content of the store's file: a salt, and tokens under names that only who has the login's secret can work out.
struct TokenFile {
    /// Counts up with every change that an older program would misread.
    static let version = 1
    /// The length of the salt in bytes.
    static let saltLength = 16

    /// Makes the names of this file differ from those of any other.
    let salt: [UInt8]
    /// The tokens by name.
    var entries: [String: Tokens] = [:]

    /// Why the bytes are no such file, as a clause.
    struct Unreadable: Error {
        let problem: String
    }

    /// An empty file.
    init(salt: [UInt8]) { self.salt = salt }

    /// Reads a file; entries that lack their token are left out.
    init(_ bytes: [UInt8]) throws(Unreadable) {
        guard let object = (try? JSON(parsing: bytes))?.object else {
            throw Unreadable(problem: "it is damaged: not one whole JSON object")
        }
        guard let version = object["version"]?.int else { throw Unreadable(problem: "it has no format version") }
        guard version == TokenFile.version else {
            throw Unreadable(problem: "its format is version \(version), not \(TokenFile.version)")
        }
        guard let salt = object["salt"]?.text.flatMap(Hex.decode), salt.count == TokenFile.saltLength,
            let logins = object["logins"]?.object
        else { throw Unreadable(problem: "it is damaged: no salt, or no logins") }
        self.salt = salt
        for member in logins.members {
            guard let entry = member.value.object, let token = entry["access_token"]?.text else { continue }
            entries[member.key] = Tokens(
                accessToken: token, expiry: entry["expires_at"]?.int.flatMap(TokenFile.time),
                life: entry["life"]?.int.flatMap(TokenFile.time), refreshToken: entry["refresh_token"]?.text,
                refreshExpiry: entry["refresh_expires_at"]?.int.flatMap(TokenFile.time))
        }
    }

    /// A time that can be reckoned with; others are damage.
    private static func time(_ seconds: Int) -> Int? { (0...1 << 40).contains(seconds) ? seconds : nil }

    /// The file's bytes.
    var bytes: [UInt8] {
        let logins = entries.map { name, tokens in
            var entry: JSONObject = ["access_token": .string(tokens.accessToken)]
            entry["expires_at"] = tokens.expiry.map { .int($0) }
            entry["life"] = tokens.life.map { .int($0) }
            entry["refresh_token"] = tokens.refreshToken.map { .string($0) }
            entry["refresh_expires_at"] = tokens.refreshExpiry.map { .int($0) }
            return (name, JSON.object(entry))
        }
        let object: JSONObject = [
            "version": .int(TokenFile.version), "salt": .string(Hex.encode(salt)),
            "logins": .object(JSONObject(logins)),
        ]
        return Array((JSON.object(object).pretty + "\n").utf8)
    }
}

/// Bytes as hexadecimal digits.
enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two digits a byte, in lower case.
    static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The bytes; nil for anything but pairs of lower-case digits.
    static func decode(_ text: String) -> [UInt8]? {
        let values = text.utf8.compactMap { digits.firstIndex(of: $0).map(UInt8.init) }
        guard values.count == text.utf8.count, values.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}
