/// Whose tokens: the same login, down to the same secret, has the same key.
public struct TokenKey: Hashable, Sendable {
    /// Server, realm, kind of login, client and user: everything of a login that may be known.
    public let login: [String]
    /// What proves that the one who asks may have the tokens: password and client secret.
    public let secrets: [String]

    /// A key.
    public init(login: [String], secrets: [String]) {
        self.login = login
        self.secrets = secrets
    }
}

/// Keeps tokens from one run for the next, or shares them between runs.
///
/// Nothing of it fails a run: what can't be read is not there, what can't be written is lost, and `warnings` says so.
public protocol TokenStore: Sendable {
    /// The tokens that were kept for this login.
    func tokens(for key: TokenKey) async -> Tokens?
    /// Keeps tokens in place of those that were there; whether somebody will find them again.
    func keep(_ tokens: Tokens, for key: TokenKey) async -> Bool
    /// Drops tokens that the server refused, unless others took their place meanwhile.
    func forget(_ tokens: Tokens, for key: TokenKey) async
    /// What the user should know: each fact once, in the order in which it was found.
    var warnings: [String] { get async }
}

/// Tokens that live as long as the process does.
public actor MemoryTokenStore: TokenStore {
    private var entries: [TokenKey: Tokens] = [:]
    /// Nothing can go wrong here.
    public let warnings: [String] = []

    /// An empty store.
    public init() {}

    /// The tokens that were kept for this login.
    public func tokens(for key: TokenKey) -> Tokens? { entries[key] }

    /// Keeps tokens; always found again.
    public func keep(_ tokens: Tokens, for key: TokenKey) -> Bool {
        entries[key] = tokens
        return true
    }

    /// Drops those tokens.
    public func forget(_ tokens: Tokens, for key: TokenKey) {
        if entries[key]?.accessToken == tokens.accessToken { entries[key] = nil }
    }
}
