// Written by `make generate` from the types that conform to `Module`.

/// All modules, by name.
public enum Modules {
    /// The modules, sorted by name.
    public static let all: [any Module.Type] = [
        ClientModule.self,
        ClientCertificateModule.self,
        ClientInfoModule.self,
        ClientInitialAccessModule.self,
        ClientInstallationModule.self,
        ClientRegistrationModule.self,
        ClientRegistrationPolicyModule.self,
        ClientsModule.self,
        ClientSecretInfoModule.self,
        ClientSecretRegenerateModule.self,
    ]

    /// The module of a name.
    public static func named(_ name: String) -> (any Module.Type)? { all.first { $0.name == name } }
}
