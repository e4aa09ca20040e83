public import HTTP
public import Keycloak

/// Every side effect that a run may have; tests provide those that they want to see.
public struct Effects: Sendable {
    /// Opens a transport.
    public let transport: @Sendable (TransportSettings) throws(HTTPError) -> any Transport
    /// Files and random bytes.
    public let system: SystemEffects
    /// Time and chance.
    public let timing: Timing
    /// The value of an environment variable.
    public let environment: @Sendable (String) -> String?
    /// Opens the token store in a file.
    public let tokenStore: @Sendable (String) -> any TokenStore
    /// Opens the store of registrations in a file.
    public let registrationStore: @Sendable (String) -> any RegistrationStore
    /// Opens a file that another program writes too.
    public let sharedFile: @Sendable (String) -> any SharedFile
    /// Takes one line about what goes on.
    public let log: @Sendable (String) -> Void

    /// Effects; what is left out is an empty environment, a store that is never found again, and silence; an effect on the
    /// system that is left out fails when it is used.
    public init(
        transport: @escaping @Sendable (TransportSettings) throws(HTTPError) -> any Transport, timing: Timing,
        system: SystemEffects = SystemEffects(), environment: @escaping @Sendable (String) -> String? = { _ in nil },
        tokenStore: @escaping @Sendable (String) -> any TokenStore = { _ in MemoryTokenStore() },
        registrationStore: @escaping @Sendable (String) -> any RegistrationStore = { _ in MemoryRegistrationStore() },
        sharedFile: @escaping @Sendable (String) -> any SharedFile = { _ in MemorySharedFile() },
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.transport = transport
        self.timing = timing
        self.system = system
        self.environment = environment
        self.tokenStore = tokenStore
        self.registrationStore = registrationStore
        self.sharedFile = sharedFile
        self.log = log
    }

    /// The date in unix seconds.
    public var date: Int { timing.date() }

    /// The same effects, whose log goes elsewhere.
    public func logging(_ log: @escaping @Sendable (String) -> Void) -> Effects {
        Effects(
            transport: transport, timing: timing, system: system, environment: environment, tokenStore: tokenStore,
            registrationStore: registrationStore, sharedFile: sharedFile, log: log)
    }

    /// The same effects with other stores, and other variables before those of the environment.
    public func keeping(
        tokens: @escaping @Sendable (String) -> any TokenStore,
        registrations: @escaping @Sendable (String) -> any RegistrationStore,
        environment variables: @escaping @Sendable (String) -> String?
    ) -> Effects {
        Effects(
            transport: transport, timing: timing, system: system, environment: variables, tokenStore: tokens,
            registrationStore: registrations, sharedFile: sharedFile, log: log)
    }

    /// The same effects, whose transports are opened with other settings.
    public func connecting(
        _ change: @escaping @Sendable (TransportSettings) -> TransportSettings
    ) -> Effects {
        Effects(
            transport: { [transport] settings throws(HTTPError) in try transport(change(settings)) }, timing: timing,
            system: system, environment: environment, tokenStore: tokenStore, registrationStore: registrationStore,
            sharedFile: sharedFile, log: log)
    }
}
