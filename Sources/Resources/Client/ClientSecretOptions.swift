internal import JSON
internal import Keycloak
internal import Reconcile

/// What is to be done about a client's secret, besides the secret itself.
struct ClientSecretOptions: Sendable {
    /// When a secret is set, and whose it is.
    enum Policy: String, CaseIterable {
        /// The declared one, whatever the client has.
        case always
        /// The declared one, when the client is created or has none.
        case setIfAbsent = "set_if_absent"
        /// The declared one, when the client is created; once it exists, nothing is done about its secret.
        case keep
        /// The server makes one, when the client is created or has none.
        case generate
    }

    let policy: Policy
    /// Whether the result holds the secret.
    let isReturned: Bool
    /// The file that shall hold the secret.
    let file: String?

    init(_ arguments: Arguments) {
        policy = arguments.text(ClientRows.secretPolicy.name).flatMap(Policy.init) ?? .always
        isReturned = arguments.bool(ClientRows.returnSecret.name) == true
        file = arguments.text(ClientRows.secretFile.name)
    }

    /// The options by which somebody wants to have the secret.
    var wishes: [String] {
        (isReturned ? [ClientRows.returnSecret.name] : []) + (file == nil ? [] : [ClientRows.secretFile.name])
    }

    /// Whether the secret has to be known beside this declared one.
    func needsSecret(beside declared: JSON?) -> Bool {
        !wishes.isEmpty || policy == .generate || (declared != nil && policy != .keep)
    }

    /// What is wrong in itself.
    func problems(beside declared: JSON?) -> [Problem] {
        var problems: [Problem] = []
        if declared != nil, policy == .generate {
            problems.append(
                Problem(
                    Path(ClientRows.secret.option.name),
                    "is not possible with \(ClientRows.secretPolicy.name): generate, by which the server makes it; keep one"
                ))
        }
        if let text = declared?.text, SecretValue.isMask(text) {
            problems.append(
                Problem(Path(ClientRows.secret.option.name), "is a mask and no secret; give the secret itself"))
        }
        return problems + SecretFile.problems(with: file, option: ClientRows.secretFile)
    }
}

/// Hands out the secret to those who asked for it: in the result, and in a file.
struct ClientSecretDelivery: Sendable {
    private let options: ClientSecretOptions
    private let file: SecretFile?

    /// Looks at the file before anything is sent.
    init(_ options: ClientSecretOptions, _ system: SystemEffects) throws(Failure) {
        self.options = options
        file = try SecretFile(options.file, option: ClientRows.secretFile, system)
    }

    /// Completes the outcome of a run; outside check mode writes the file when it is not as it should be.
    func deliver(_ secret: SecretValue, of client: String, to outcome: inout Outcome, isCheck: Bool) throws(Failure) {
        guard !options.wishes.isEmpty else { return }
        let wishes = options.wishes.joined(separator: " and ")
        var known: String?
        switch secret {
        case .absent:
            outcome.warnings.append("No use for \(wishes): the client has no secret.")
            return
        case .hidden:
            outcome.warnings.append(
                "No use for \(wishes): the server shows the secret masked; the login may view but not manage the client."
            )
            return
        case .made: break
        case .known(let text):
            if options.isReturned { outcome.disclosed[ClientRows.secret.key] = .string(text) }
            known = text
        }
        guard let file else { return }
        let its = outcome.changed ? "\(outcome.message) Its secret" : "The secret of Client \(client)"
        try file.deliver(
            known, as: ClientRows.secretFile, to: &outcome, isCheck: isCheck,
            SecretFile.Telling(
                name: "the secret", written: "\(its) has been written to '\(file.path)'.",
                unwritten: "\(its) could not be written to '\(file.path)'",
                hint: "The server keeps the secret: mend that and run again."))
    }
}
