/// Where the file of tokens is, from the option `token_cache` and the environment.
public enum TokenStorePlace: Hashable, Sendable {
    /// Nothing is kept.
    case off
    /// The file's absolute path.
    case file(String)
    /// A store is wanted, but there is no place for it: why, as a sentence.
    case nowhere(String)

    /// The variable that switches the store on and names its file.
    public static let variable = "LATCHKEY_TOKEN_CACHE"

    /// `token_cache: false` beats the variable; the variable names the file; else the user's own folders do.
    ///
    /// Paths in XDG variables that are not absolute are to be ignored (XDG Base Directory Specification 0.8).
    public init(option: Bool?, environment: (String) -> String?) {
        func folder(_ name: String) -> String? {
            guard let path = environment(name), path.hasPrefix("/") else { return nil }
            return path
        }
        let named = environment(TokenStorePlace.variable) ?? ""
        switch option {
        case false: self = .off
        case _ where named.hasPrefix("/"): self = .file(named)
        case _ where !named.isEmpty:
            self = .nowhere(
                "Logins are not kept: \(TokenStorePlace.variable) must be an absolute path, not '\(named)'.")
        case true:
            let caches = folder("XDG_CACHE_HOME") ?? folder("HOME").map { $0 + "/.cache" }
            if let place = folder("XDG_RUNTIME_DIR") ?? caches {
                self = .file(place + "/latchkey/tokens.json")
            } else {
                self = .nowhere(
                    "Logins are not kept: token_cache needs one of XDG_RUNTIME_DIR, XDG_CACHE_HOME and HOME, or a path in "
                        + "\(TokenStorePlace.variable).")
            }
        default: self = .off
        }
    }
}
