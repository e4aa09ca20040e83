public import HTTP
public import Keycloak
public import Reconcile

/// One Ansible module: its options, and what it does with them.
public protocol Module: Sendable {
    /// The name under which playbooks call it.
    static var name: String { get }
    /// What it is for, as one clause with a small letter: "keeps one client as declared".
    static var summary: String { get }
    /// Its options, without those of `LoginOptions`.
    static var options: [Option] { get }
    /// Whether the name of a field, in what the module returns, says that its value is a secret.
    static func isSecret(field: String) -> Bool
    /// Whether it can do nothing without a login, whatever else the settled arguments give.
    static func needsLogin(_ arguments: Arguments) -> Bool
    /// What is wrong with settled arguments in itself, whatever the server has; asked also when some could not be settled.
    static func problems(with arguments: Arguments) -> [Problem]
    /// Does what the arguments say; in check mode everything but the writes.
    static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome
}

extension Module {
    /// Most do all through a login.
    public static func needsLogin(_ arguments: Arguments) -> Bool { true }
}

/// What a module runs with.
public struct ModuleContext: Sendable {
    /// The logged-in connection.
    public let session: Session
    /// Whether nothing may be written.
    public let isCheck: Bool
    /// How what the session must not repeat by itself is tried again.
    public let retries: Retries
    /// Files and chance.
    public let system: SystemEffects
    /// What has to be there, or not, before anything is done.
    public let expectation: Expectation
    /// The server's base URL.
    public let server: String
    /// Opens the store of registrations, in the file at a path or in the one that the environment says.
    public let registrations: @Sendable (_ path: String?) throws(Failure) -> any RegistrationStore

    /// The time in seconds since 1970.
    var now: Int { retries.timing.date() }

    /// What somebody who says "create" or "update" takes for granted.
    public enum Expectation: Sendable {
        /// Nothing: a module brings a state about from wherever it starts.
        case none
        /// It must not exist yet.
        case absent
        /// It must exist.
        case present
    }

    /// A context.
    public init(
        session: Session, isCheck: Bool, retries: Retries, system: SystemEffects, expectation: Expectation = .none,
        server: String = "",
        registrations: @escaping @Sendable (_ path: String?) throws(Failure) -> any RegistrationStore = {
            _ throws(Failure) in throw Failure("the store of registrations was not provided")
        }
    ) {
        self.session = session
        self.isCheck = isCheck
        self.retries = retries
        self.system = system
        self.expectation = expectation
        self.server = server
        self.registrations = registrations
    }
}

extension ModuleContext {
    /// The same, where nothing may be written.
    var checking: ModuleContext {
        ModuleContext(
            session: session, isCheck: true, retries: retries, system: system, expectation: expectation,
            server: server, registrations: registrations)
    }
}

extension Failure {
    /// A failure that the server or the way to it caused.
    init(_ error: KeycloakError) {
        self.init(error.message, hint: error.hint)
        // What the server answers where two write at once (facts-core 10).
        mayBeContention = error.status == 409 || error.status == 500
    }
}
