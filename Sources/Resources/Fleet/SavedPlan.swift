public import JSON
public import Reconcile

/// A plan as it was shown, to be applied later exactly so.
///
/// It holds no secrets: in its differences they are masked, and count only as changed or not.
public struct SavedPlan: Sendable, Hashable {
    /// The files that were read, as they were named.
    public let files: [String]
    /// The options that decide what is done, by name.
    public let options: JSONObject
    /// What would be done, for each client where that is something, by `realm/client`.
    private let steps: JSONObject

    private static let format = 1

    /// The plan behind a report of check mode.
    public init(files: [String], options: JSONObject, _ report: FleetReport, _ redactor: Redactor) {
        self.files = files
        self.options = options
        steps = SavedPlan.steps(of: report, redactor)
    }

    private static func steps(of report: FleetReport, _ redactor: Redactor) -> JSONObject {
        JSONObject(
            report.results.filter { $0.status != .ok }.map { result in
                let diff = redactor.redact(result.diff)
                let step: JSONObject = [
                    "action": .string(result.status == .failed ? "fail" : result.action.rawValue),
                    "before": .object(diff.before), "after": .object(diff.after),
                ]
                return ("\(result.realm)/\(result.client)", .object(step))
            })
    }

    /// What would be done now and was not planned so, or was planned and would not be done; empty when all is as planned.
    public func deviations(_ report: FleetReport, _ redactor: Redactor) -> [String] {
        let now = SavedPlan.steps(of: report, redactor)
        let names = Set(steps.keys + now.keys.map(\.self)).sorted { $0.precedes($1) }
        return names.compactMap { name in
            let (planned, current) = (steps[name]?.object, now[name]?.object)
            if planned == current { return nil }
            guard let planned else { return "\(name): would be \(SavedPlan.word(current)), which was not planned" }
            guard let current else {
                return "\(name): was to be \(SavedPlan.word(planned)), and needs nothing any more"
            }
            if planned["action"] != current["action"] {
                return "\(name): was to be \(SavedPlan.word(planned)), and would be \(SavedPlan.word(current))"
            }
            return "\(name): would be \(SavedPlan.word(current)) in another way than planned"
        }
    }

    private static func word(_ step: JSONObject?) -> String {
        switch step?["action"]?.text {
        case "create": "created"
        case "update": "updated"
        case "delete": "deleted"
        default: "refused"
        }
    }

    // MARK: As a file

    /// The file's content.
    public var json: JSON {
        [
            "format": JSON(integerLiteral: SavedPlan.format), "files": .array(files.map { .string($0) }),
            "options": .object(options), "steps": .object(steps),
        ]
    }

    /// Reads a file's content; nil where it is none of ours, or of a format that is not known.
    public init?(_ json: JSON) {
        guard let object = json.object, object["format"]?.int == SavedPlan.format,
            let files = object["files"]?.array, let options = object["options"]?.object,
            let steps = object["steps"]?.object
        else { return nil }
        self.files = files.compactMap(\.text)
        self.options = options
        self.steps = steps
    }
}
