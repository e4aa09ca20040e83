internal import JSON
internal import Reconcile
internal import Resources

/// The options of the commands for many clients.
struct FleetOptions {
    static let realm = Option("realm", help: "The realm of files that name none.")
    static let strict = Option(
        "strict", .bool, default: false, help: "Fails where files hold sections that are not managed here.")
    static let substitute = Option(
        "substitute", .bool, default: false,
        help: "Replaces $(env:NAME), $(env:NAME:-default) and $(file:PATH) in the files.")
    static let owner = Option(
        "owner",
        help: "Marks what is created or adopted as kept by this owner: letters, digits, dot, hyphen, underscore.")
    static let prune = Option(
        "prune", .bool, default: false, help: "Deletes what carries the owner's mark and is no longer declared.")
    static let pruneLimit = Option(
        "prune_limit", .int, default: 10, help: "How many clients may be pruned; more are refused.")
    static let parallel = Option("parallel", .int, default: 4, help: "How many clients are worked on at once.")
    static let failFast = Option(
        "fail_fast", .bool, default: false, help: "Begins no other client once one has failed.")
    static let plan = Option("plan", help: "Applies exactly this saved plan, or says what has changed since.")
    static let save = Option("save", help: "Saves the plan there, for 'latchkey apply --plan'.")

    /// Those that decide what is done; a saved plan keeps them.
    static let deciding = [realm, strict, substitute, owner, prune, pruneLimit]
    /// Those of `latchkey apply`.
    static let applying = deciding + [parallel, failFast, plan]
    /// Those of `latchkey plan`.
    static let planning = deciding + [parallel, save]

    /// Those of `latchkey report`.
    static let reporting = deciding + [parallel, DriftCommand.output, DriftCommand.from]

    private let arguments: Arguments
    /// Who keeps the clients.
    let owner: FleetOwner?

    /// Reads settled options, of a line or of a saved plan.
    init(_ arguments: Arguments, _ wording: Wording) throws(UsageError) {
        self.arguments = arguments
        var problems: [Problem] = []
        let name = arguments.text(FleetOptions.owner.name)
        owner = name.flatMap(FleetOwner.init)
        func complain(_ option: Option, _ text: String) { problems.append(Problem(Path(option.name), text)) }
        if name != nil, owner == nil {
            complain(FleetOptions.owner, "must be letters, digits, dots, hyphens and underscores, 100 at most")
        }
        if prunes, name == nil {
            complain(FleetOptions.prune, "needs an owner, whose mark says what may be deleted")
        }
        if let count = arguments.int(FleetOptions.parallel.name), !(1...64).contains(count) {
            complain(FleetOptions.parallel, "must be from 1 to 64")
        }
        if pruneLimit < 0 { complain(FleetOptions.pruneLimit, "must not be negative") }
        guard problems.isEmpty else {
            throw UsageError(problems.sorted().map { wording.problem($0, inFile: []) })
        }
    }

    var realm: String? { arguments.text(FleetOptions.realm.name) }
    var isStrict: Bool { arguments.bool(FleetOptions.strict.name) ?? false }
    var substitutes: Bool { arguments.bool(FleetOptions.substitute.name) ?? false }
    var prunes: Bool { arguments.bool(FleetOptions.prune.name) ?? false }
    var pruneLimit: Int { arguments.int(FleetOptions.pruneLimit.name) ?? 10 }
    /// The path of the plan that is applied.
    var planFile: String? { arguments.text(FleetOptions.plan.name) }
    /// The path where the plan is saved.
    var saveFile: String? { arguments.text(FleetOptions.save.name) }

    /// The job for a fleet.
    func job(_ fleet: Fleet) -> FleetJob {
        FleetJob(
            fleet, owner: owner, prunes: prunes, pruneLimit: pruneLimit,
            settings: FleetSettings(
                parallel: arguments.int(FleetOptions.parallel.name) ?? 4,
                stopsAtFailure: arguments.bool(FleetOptions.failFast.name) ?? false))
    }

    /// What a saved plan keeps of these.
    var decisions: JSONObject {
        arguments.values.filter { member in FleetOptions.deciding.contains { $0.name == member.key } }
    }
}
