internal import JSON
internal import Reconcile
internal import Resources

/// What differs where, between what is declared and what a server has; without secrets.
struct Drift: Sendable {
    /// The clients, in the given order.
    let clients: [Client]
    /// What the reader should know about all of it.
    let warnings: [String]
    /// The server's address; nil where nobody said it.
    let server: String?

    /// One client.
    struct Client: Sendable {
        /// The realm.
        let realm: String
        /// The client's name.
        let name: String
        /// How it was found.
        let finding: Finding
        /// Where it was declared, or why it failed; nil where there is nothing to say.
        let note: String?
        /// What differs, before being what was found; nil where nobody said it.
        let differences: [Difference]?
    }

    /// How a client was found.
    enum Finding: Int, CaseIterable, Sendable {
        /// It is declared and not there.
        case missing
        /// It is there and otherwise than declared.
        case different
        /// It is there and is to be deleted.
        case surplus
        /// It could not be compared.
        case failed
        /// It was not looked at.
        case skipped
        /// It is as declared.
        case declared
    }

    /// The clients that were found so.
    func clients(_ finding: Finding) -> [Client] { clients.filter { $0.finding == finding } }

    /// The realms, sorted, each with its clients in the given order.
    var realms: [(name: String, clients: [Client])] {
        Dictionary(grouping: clients, by: \.realm).map { ($0.key, $0.value) }.sorted { $0.0.precedes($1.0) }
    }

    /// How a command ends that found this.
    var status: ExitStatus {
        let findings = Set(clients.map(\.finding))
        if !findings.isDisjoint(with: [.failed, .skipped]) { return .failed }
        return findings.isSubset(of: [.declared]) ? .done : .wouldChange
    }
}

extension Drift.Finding {
    /// What a result says.
    init(_ status: FleetResult.Status, _ action: FleetResult.Action) {
        switch (status, action) {
        case (.failed, _): self = .failed
        case (.skipped, _): self = .skipped
        case (.ok, _): self = .declared
        case (.changed, .create): self = .missing
        case (.changed, .delete): self = .surplus
        case (.changed, .update), (.changed, .none): self = .different
        }
    }
}

extension Drift {
    /// What a look at a fleet in check mode found.
    init(_ report: FleetReport, warnings: [String], server: String, _ redactor: Redactor, _ wording: Wording) {
        clients = report.results.map { result in
            let finding = Finding(result.status, result.action)
            let note: String? =
                switch finding {
                case .declared: nil
                case .failed, .skipped: "\(result.place): \(redactor.redact(wording.text(result.message)))"
                case .missing, .different: "Declared: \(result.place)"
                case .surplus:
                    result.place.isInSource
                        ? "Declared to be absent: \(result.place)" : "No longer declared, and carries the owner's mark"
                }
            return Client(
                realm: result.realm, name: result.client, finding: finding, note: note,
                differences: Difference.all(in: redactor.redact(result.diff)))
        }
        self.warnings = (warnings + report.warnings).map { redactor.redact(wording.text($0)) }
        self.server = server
    }
}
