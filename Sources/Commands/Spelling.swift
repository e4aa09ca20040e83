internal import JSON

/// How names are written on the command line.
enum Spelling {
    /// A name in lower case with hyphens: `redirect_uris` and `redirectUris` are `redirect-uris`.
    static func kebab(_ name: String) -> String {
        var result = ""
        var afterSmall = false
        for character in name {
            if character.isUppercase, afterSmall { result += "-" }
            result += character == "_" ? "-" : character.lowercased()
            afterSmall = character.isLowercase || character.isNumber
        }
        return result
    }

    /// A clause as a sentence: "creates a client" is "Creates a client.".
    static func sentence(_ clause: String) -> String { clause.prefix(1).uppercased() + clause.dropFirst() + "." }

    /// The text with another one wherever `old` stands.
    static func exchange(_ old: String, for new: String, in text: String) -> String {
        text.pieces(separatedBy: old).joined(separator: new)
    }
}
