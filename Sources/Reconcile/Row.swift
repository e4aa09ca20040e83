public import JSON

/// The one place that declares an option and the field that it sets; decoding, sending, comparing and redacting read it.
public struct Row: Sendable {
    /// What a user writes.
    public let option: Option
    /// What becomes of it.
    public let meaning: Meaning
    /// What the server sets when a client is created without it; nil leaves it absent.
    public let initial: JSON?

    /// What becomes of an option's value.
    public enum Meaning: Sendable {
        /// It is a property of the representation.
        case property(key: String, kind: Kind)
        /// It is one entry of a property that is a map of texts.
        case entry(map: String, key: String)
        /// It steers the module and is no part of the representation.
        case setting
        /// The server ignores it; the text says what to use instead.
        case obsolete(advice: String)
    }

    /// A row.
    public init(_ option: Option, _ meaning: Meaning, initially initial: JSON? = nil) {
        self.option = option
        self.meaning = meaning
        self.initial = initial
    }

    /// An option named as Ansible does, whose alias is the property's own name.
    public static func property(
        _ name: String, _ key: String, _ type: OptionType, _ kind: Kind, choices: [String] = [], secret: Bool = false,
        initially initial: JSON? = nil, help: String = ""
    ) -> Row {
        let aliases = name == key ? [] : [key]
        return Row(
            Option(name, aliases: aliases, type, choices: choices, secret: secret, help: help),
            .property(key: key, kind: kind),
            initially: initial)
    }

    /// A property that is a text.
    public static func text(
        _ name: String, _ key: String, choices: [String] = [], secret: Bool = false, initially initial: JSON? = nil,
        help: String = ""
    ) -> Row {
        property(name, key, .string, .text, choices: choices, secret: secret, initially: initial, help: help)
    }

    /// A property that is a truth value.
    public static func bool(
        _ name: String, _ key: String, absentIsFalse: Bool = false, initially initial: JSON? = nil, help: String = ""
    ) -> Row {
        property(name, key, .bool, .bool(absentIsFalse: absentIsFalse), initially: initial, help: help)
    }

    /// A property that is a number.
    public static func int(_ name: String, _ key: String, initially initial: JSON? = nil, help: String = "") -> Row {
        property(name, key, .int, .int, initially: initial, help: help)
    }

    /// A property that is a set of texts.
    public static func textSet(_ name: String, _ key: String, help: String = "") -> Row {
        property(name, key, .list(.string), .textSet, initially: [], help: help)
    }

    /// An option that steers the module.
    public static func setting(_ option: Option) -> Row { Row(option, .setting) }

    /// An option that the server ignores, and what to use in its place.
    public static func obsolete(_ option: Option, _ advice: String) -> Row {
        Row(option.obsolete, .obsolete(advice: advice))
    }

    /// The property's name, for rows that are one.
    public var key: String {
        switch meaning {
        case .property(let key, _), .entry(_, let key): key
        case .setting, .obsolete: option.name
        }
    }
}
