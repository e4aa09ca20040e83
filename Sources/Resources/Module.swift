public import HTTP
public import Keycloak
public import Reconcile

/// One Ansible module: its options, and what it does with them.
public protocol Module: Sendable {
    /// The name under which playbooks call it.
    static var name: String { get }
    /// Its options, without those of `LoginOptions`.
    static var options: [Option] { get }
    /// Whether the name of a field, in what the module returns, says that its value is a secret.
    static func isSecret(field: String) -> Bool
    /// What is wrong with settled arguments in itself, whatever the server has; asked also when some could not be settled.
    static func problems(with arguments: Arguments) -> [Problem]
    /// Does what the arguments say; in check mode everything but the writes.
    static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome
}

/// What a module runs with.
public struct ModuleContext: Sendable {
    /// The logged-in connection.
    public let session: Session
    /// Whether nothing may be written.
    public let isCheck: Bool
    /// How what the session must not repeat by itself is tried again.
    public let retries: Retries

    /// A context.
    public init(session: Session, isCheck: Bool, retries: Retries) {
        self.session = session
        self.isCheck = isCheck
        self.retries = retries
    }
}

/// All modules, by name.
public enum Modules {
    /// The modules, sorted by name.
    public static let all: [any Module.Type] = [ClientModule.self]

    /// The module of a name.
    public static func named(_ name: String) -> (any Module.Type)? { all.first { $0.name == name } }
}

extension Failure {
    /// A failure that the server or the way to it caused.
    init(_ error: KeycloakError) { self.init(error.message, hint: error.hint) }
}
