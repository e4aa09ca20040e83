public import Reconcile

/// Everything that is said about a fleet besides its clients: what is marked, and what goes.
public struct FleetJob: Sendable {
    /// The clients as declared.
    public let fleet: Fleet
    /// Who keeps them; nil marks nothing.
    public let owner: FleetOwner?
    /// Whether what carries the owner's mark and is not declared is deleted.
    public let prunes: Bool
    /// How many may be deleted so at most.
    public let pruneLimit: Int
    /// How the clients are worked on.
    public let settings: FleetSettings

    /// A job; without an owner nothing is ever pruned.
    public init(
        _ fleet: Fleet, owner: FleetOwner? = nil, prunes: Bool = false, pruneLimit: Int = 10,
        settings: FleetSettings = FleetSettings()
    ) {
        self.fleet = owner?.marking(fleet) ?? fleet
        self.owner = owner
        self.prunes = prunes
        self.pruneLimit = pruneLimit
        self.settings = settings
    }

    /// Does the job, or in check mode says what it would do.
    ///
    /// - Parameters:
    ///   - progress: Told of each client as it ends.
    ///   - isStopped: Asked before each client; from the first `true` on the rest is skipped.
    /// - Throws: Where it cannot be said what would be pruned, or that would be too many; nothing was written then.
    public func run(
        _ context: ModuleContext, progress: @Sendable (FleetResult) -> Void = { _ in },
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) async throws(Failure) -> FleetReport {
        var all = fleet
        var notes: [String] = []
        if prunes, let owner {
            let surplus = try await owner.surplus(in: fleet, context)
            if surplus.count > pruneLimit {
                let problem = "\(surplus.count) clients would be pruned, more than the limit of \(pruneLimit)"
                guard context.isCheck else {
                    throw Failure(
                        "\(problem); nothing was done.", hint: "Look at them in the plan, then raise prune_limit.")
                }
                notes.append("\(problem): it would be refused.")
            }
            all = Fleet(fleet.clients + surplus, realm: fleet.realm, realms: fleet.realms)
        }
        let results = await FleetRun(all, settings, context).run(progress: progress, isStopped: isStopped)
        return FleetReport(results, notes: notes)
    }

    /// What the job would do now that was not planned so, or not do although it was planned; empty when all is as planned.
    public func deviations(
        from plan: SavedPlan, _ context: ModuleContext, _ redactor: Redactor, isStopped: @escaping @Sendable () -> Bool
    ) async throws(Failure) -> [String] {
        plan.deviations(try await run(context.checking, isStopped: isStopped), redactor)
    }
}
