public import JSON

/// What a user writes: name, aliases, type, choices, default, secret or not.
public struct Option: Sendable {
    /// The name that documentation and results use.
    public let name: String
    /// Other names that mean the same.
    public let aliases: [String]
    /// What values it takes.
    public let type: OptionType
    /// The texts that are allowed; empty allows any.
    public let choices: [String]
    /// The value of an option that was not given; nil leaves it unset.
    public let fallback: JSON?
    /// Whether its value must never be shown.
    public let isSecret: Bool
    /// Whether an explicit null says something else than leaving the option out.
    public let nullHasMeaning: Bool
    /// Whether it is taken for the sake of old playbooks and does nothing.
    public private(set) var isObsolete = false
    /// What it means, as one or two sentences for every place that documents it.
    public let help: String

    /// An option.
    public init(
        _ name: String, aliases: [String] = [], _ type: OptionType = .string, choices: [String] = [],
        default fallback: JSON? = nil, secret: Bool = false, nullHasMeaning: Bool = false,
        help: String = ""
    ) {
        self.name = name
        self.aliases = aliases
        self.type = type
        self.choices = choices
        self.fallback = fallback
        isSecret = secret
        self.nullHasMeaning = nullHasMeaning
        self.help = help
    }

    /// The same option, unset when it was not given.
    public var withoutFallback: Option {
        Option(
            name, aliases: aliases, type, choices: choices, secret: isSecret, nullHasMeaning: nullHasMeaning,
            help: help)
    }

    /// The same option with another default.
    public func with(default fallback: JSON) -> Option {
        Option(
            name, aliases: aliases, type, choices: choices, default: fallback, secret: isSecret,
            nullHasMeaning: nullHasMeaning, help: help)
    }

    /// The same option, as one that does nothing.
    public var obsolete: Option {
        var option = self
        option.isObsolete = true
        return option
    }

    /// The name and all aliases.
    public var names: [String] { [name] + aliases }
}

/// What values an option takes.
public indirect enum OptionType: Sendable {
    /// A truth value: true, "yes", "on", 1, …
    case bool
    /// A whole number: 3600, "3600", 3600.0.
    case int
    /// A text; numbers and truth values stand in for one.
    case string
    /// A list; a comma-separated text or a JSON text stands in for one.
    case list(OptionType)
    /// A dictionary with these options and no others; a JSON text or `k=v, k=v` stands in for one.
    case dict([Option])
    /// A dictionary with any names and values; texts stand in for one as for `dict`.
    case map
    /// A dictionary with any names and values of one type.
    case mapOf(OptionType)
}
