public import JSON
public import Reconcile

/// What became of a fleet, as one value for all front ends.
public struct FleetReport: Sendable {
    /// What became of each client, in the order in which they were given.
    public let results: [FleetResult]

    /// What the user should know about the fleet as a whole.
    public let notes: [String]

    /// A report.
    public init(_ results: [FleetResult], notes: [String] = []) {
        self.results = results
        self.notes = notes
    }

    /// How many ended so.
    public func count(_ status: FleetResult.Status) -> Int { results.count { $0.status == status } }

    /// How many were, or would be, treated so.
    public func count(_ action: FleetResult.Action) -> Int { results.count { $0.action == action } }

    /// Whether anything was, or would be, changed.
    public var isChanged: Bool { count(.changed) > 0 }

    /// The counts in one sentence.
    public var message: String {
        let counts = FleetResult.Status.allCases.compactMap { status -> String? in
            let count = count(status)
            return count > 0 || status == .ok || status == .changed ? "\(count) \(status.rawValue)" : nil
        }
        return "\(results.count) \(results.count == 1 ? "client" : "clients"): \(counts.joined(separator: ", "))."
    }

    /// Why clients failed, ten of them at most.
    var failures: String {
        let failed = results.filter { $0.status == .failed }
        let told = failed.prefix(10).map { "\($0.client): \($0.message)" }.joined(separator: " ")
        return failed.count > 10 ? "\(told) And \(failed.count - 10) more." : told
    }

    /// `clients`, a list with an entry for each client in the given order, and `counts`.
    public func states() -> JSONObject {
        let clients: [JSON] = results.map { result in
            var entry: JSONObject = [
                "realm": .string(result.realm), "client_id": .string(result.client),
                "status": .string(result.status.rawValue), "action": .string(result.action.rawValue),
                "changed": .bool(result.status == .changed), "msg": .string(result.message),
            ]
            if !result.warnings.isEmpty { entry["warnings"] = .array(result.warnings.map { .string($0) }) }
            return .object(entry)
        }
        let statuses = FleetResult.Status.allCases.map { ($0.rawValue, JSON(integerLiteral: count($0))) }
        return ["clients": .array(clients), "counts": .object(JSONObject(statuses))]
    }

    /// What differs, by `realm/client`.
    public var diff: Outcome.Diff {
        func side(_ part: (Outcome.Diff) -> JSONObject) -> JSONObject {
            JSONObject(
                results.filter { $0.status == .changed }.map { ("\($0.realm)/\($0.client)", .object(part($0.diff))) })
        }
        return Outcome.Diff(before: side(\.before), after: side(\.after))
    }

    /// All warnings, those about a client with its name.
    public var warnings: [String] {
        notes + results.flatMap { result in result.warnings.map { "\(result.client): \($0)" } }
    }
}
