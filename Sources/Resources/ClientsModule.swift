internal import JSON
public import Reconcile

/// `keycloak_clients`: many clients of a realm, each present as declared or absent.
public enum ClientsModule: Module {
    /// The name under which playbooks call it.
    public static let name = "keycloak_clients"
    /// What it is for.
    public static let summary = "keeps many clients of a realm as declared, in one run"

    static let clients = Option(
        "clients", .list(.map), help: "The clients, each with the options of `keycloak_client`, `state` included.")
    static let defaults = Option(
        "defaults", .map,
        help: "Options for all clients; a client's own ones come before them, entry by entry in `attributes`.")
    static let parallel = Option("parallel", .int, default: 4, help: "How many clients are worked on at once.")
    static let failFast = Option(
        "fail_fast", .bool, default: false, help: "Whether the first client that fails stops those not yet begun.")

    /// The options.
    public static let options = [ClientName.realmOption, defaults, clients, parallel, failFast]

    /// Whether a field of that name holds a secret.
    public static func isSecret(field: String) -> Bool { ClientRows.isSecret(field: field) }

    /// What is wrong with the arguments in itself.
    public static func problems(with arguments: Arguments) -> [Problem] {
        var problems: [Problem] = []
        if arguments[clients.name] == nil {
            problems.append(Problem(Path(clients.name), "is required: a list of clients"))
        }
        if let count = arguments.int(parallel.name), !(1...64).contains(count) {
            problems.append(Problem(Path(parallel.name), "must be from 1 to 64"))
        }
        return problems + fleet(arguments).problems().map { Problem(Path(), $0) }
    }

    /// Works on all clients; fails when one of them did, after all that could be done was done.
    public static func run(_ arguments: Arguments, _ context: ModuleContext) async throws(Failure) -> Outcome {
        let settings = FleetSettings(
            parallel: arguments.int(parallel.name) ?? 4, stopsAtFailure: arguments.bool(failFast.name) ?? false)
        let results = await FleetRun(fleet(arguments), settings, context).run()
        let report = FleetReport(results)
        guard report.count(.failed) == 0 else {
            throw Failure(
                report.message + " " + report.failures, changed: report.isChanged, states: report.states(),
                warnings: report.warnings)
        }
        return Outcome(
            changed: report.isChanged, message: report.message, states: report.states(), diff: report.diff,
            warnings: report.warnings)
    }

    private static func fleet(_ arguments: Arguments) -> Fleet {
        let defaults = arguments[defaults.name]?.object ?? [:]
        let items = arguments[clients.name]?.array ?? []
        return Fleet(
            items.enumerated().compactMap { index, item in
                guard let client = item.object else { return nil }
                return Fleet.Client(
                    FleetMerge.merging(client, over: defaults), at: FleetPlace(Path(clients.name).index(index)))
            }, realm: arguments.text(ClientName.realmOption.name))
    }
}
