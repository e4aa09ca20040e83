internal import JSON
internal import Reconcile

/// `authorization_settings` of a client that exists: compared with the settings export by names, applied by import.
///
/// The export names everything and has no ids on 26 (facts-more 5.5). The import adds and updates, and never removes
/// (5.6): what is there beyond the declared is told, not touched.
struct ClientAuthorization: Sendable {
    /// What is declared.
    let declared: JSONObject
    /// The server's export; nil when authorization services are off or are switched on by this run.
    let exported: JSONObject?

    /// What will be compared: the declared objects as they are and as they will be.
    let comparison: Comparison
    /// The differing parts.
    let diff: Outcome.Diff
    /// What an import can't bring about.
    let warnings: [String]

    /// The lists of named objects, with the member that holds an existing object's id.
    private static let lists = [(key: "scopes", id: "id"), (key: "resources", id: "_id"), (key: "policies", id: "id")]
    /// The settings of the server itself; an import resets those that it does not name (facts-more 5.6).
    private static let settings: JSONObject = [
        "allowRemoteResourceManagement": true, "policyEnforcementMode": "ENFORCING", "decisionStrategy": "UNANIMOUS",
    ]
    /// What 18 makes by itself (facts-more 5.1).
    private static let serverMade: Set<String> = ["Default Resource", "Default Policy", "Default Permission"]

    init(declared: JSONObject, exported: JSONObject?) {
        self.declared = declared
        self.exported = exported
        let before = Self.canonical(exported ?? [:], isExport: true)
        let after = Self.merged(before, Self.canonical(declared, isExport: false))
        comparison = Comparison.between(before, after) { _ in false }
        let excerpt = comparison.excerpt(of: before, and: after)
        diff = Outcome.Diff(before: excerpt.before, after: excerpt.after)
        warnings = Self.lists.compactMap { list in
            guard let wanted = declared[list.key]?.array else { return nil }
            let names = Set(wanted.compactMap { $0.object?["name"] })
            let surplus = (exported?[list.key]?.array ?? []).compactMap { $0.object?["name"]?.text }.filter {
                !names.contains(.string($0)) && !Self.serverMade.contains($0)
            }
            guard !surplus.isEmpty else { return nil }
            let shown = surplus.sorted { $0.precedes($1) }.joined(separator: ", ")
            return "authorization_settings.\(list.key): the server also has \(shown); an import cannot remove them."
        }
    }

    /// The last segment of the path that lists the objects.
    static func endpoint(of list: String) -> String {
        switch list {
        case "scopes": "scope"
        case "resources": "resource"
        default: "policy"
        }
    }

    /// The lists whose ids an import needs: without the id it is not visible before the next restart (facts-more 5.6).
    var needsIDs: [String] { Self.lists.map(\.key).filter { comparison.touches(Path($0)) && exported != nil } }

    /// The import's body: all declared objects that differ, whole, with the ids of those that exist.
    func importBody(ids: JSONObject) -> JSON {
        var body = JSONObject()
        for setting in Self.settings.members {
            body[setting.key] = declared[setting.key] ?? exported?[setting.key] ?? setting.value
        }
        for (list, idKey) in Self.lists {
            let items = (declared[list]?.array ?? []).compactMap { item -> JSON? in
                guard var object = item.object, let name = object["name"]?.text,
                    comparison.touches(Path(list, name))
                else { return nil }
                // An import clears what it does not name, of some kinds (facts-more 5.6): what exists is sent again.
                object = (Self.named(name, in: exported?[list]) ?? [:]).merging(object)
                object[idKey] = ids[list]?.object?[name] ?? object[idKey]
                object["config"] = object["config"].map(Self.wireConfig)
                return .object(object)
            }
            if !items.isEmpty { body[list] = .array(items) }
        }
        return .object(body)
    }

    // MARK: Canonical form

    private static func named(_ name: String, in list: JSON?) -> JSONObject? {
        list?.array?.lazy.compactMap(\.object).first { $0["name"] == .string(name) }
    }

    /// Settings by name, objects by name within their lists, ids and owners left out.
    ///
    /// An export names no list of a resource that is empty; in a declaration that would say that it is left alone.
    private static func canonical(_ state: JSONObject, isExport: Bool) -> JSONObject {
        var result = state.filter { settings[$0.key] != nil }
        let implied: JSONObject = ["uris": [], "scopes": [], "attributes": [:]]
        for (list, _) in lists {
            var objects = JSONObject()
            for item in (state[list]?.array ?? []).compactMap(\.object) {
                guard let name = item["name"]?.text else { continue }
                let object = canonicalObject(item)
                objects[name] = .object(isExport && list == "resources" ? implied.merging(object) : object)
            }
            result[list] = .object(objects)
        }
        return result
    }

    private static func canonicalObject(_ object: JSONObject) -> JSONObject {
        object.compactMapValues { member -> JSON? in
            switch member.key {
            // The name is the place; ids and owners are the server's.
            case "name", "id", "_id", "owner": return nil
            // One-element `uris` in another spelling (facts-more 5.3).
            case "uri": return nil
            case "uris": return set(member.value.array ?? [])
            case "scopes", "resource_scopes": return set((member.value.array ?? []).map { $0.object?["name"] ?? $0 })
            case "config": return .object((member.value.object ?? [:]).compactMapValues { canonicalConfig($0.value) })
            default: return [.null, "", false].contains(member.value) ? nil : member.value
            }
        }
        .merging(object["uri"].map { ["uris": [$0]] } ?? [:])
    }

    private static func set(_ items: [JSON]) -> JSON {
        .array(Set(items).sorted { $0.compact.precedes($1.compact) })
    }

    /// Values are texts, some of them JSON inside: lists of names there are sets (facts-more 5.5).
    private static func canonicalConfig(_ value: JSON) -> JSON? {
        let parsed: JSON
        if let text = value.text, let first = text.utf8.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
        {
            parsed = (try? JSON(parsing: text)) ?? value
        } else {
            parsed = value
        }
        switch parsed {
        case .null, "": return nil
        case .array(let items): return set(items.map(withoutDefaults))
        case .number, .bool: return .string(parsed.compact)
        default: return parsed
        }
    }

    /// A role is optional and a group without its children unless told otherwise (facts-more 5.4).
    private static func withoutDefaults(_ item: JSON) -> JSON {
        guard let object = item.object else { return item }
        return .object(object.filter { $0.value != false && $0.value != .null })
    }

    /// Lists and dictionaries inside a policy's configuration go as JSON text.
    private static func wireConfig(_ config: JSON) -> JSON {
        guard let entries = config.object else { return config }
        return .object(
            entries.compactMapValues { member in
                switch member.value {
                case .string, .null: member.value
                default: .string(member.value.compact)
                }
            })
    }

    /// What is declared laid over what exists, object by object.
    private static func merged(_ before: JSONObject, _ declared: JSONObject) -> JSONObject {
        var result = before
        for member in declared.members {
            guard let objects = member.value.object else {
                result[member.key] = member.value
                continue
            }
            var list = before[member.key]?.object ?? [:]
            for object in objects.members {
                let old = list[object.key]?.object ?? [:]
                list[object.key] = .object(mergedObject(old, object.value.object ?? [:]))
            }
            result[member.key] = .object(list)
        }
        return result
    }

    private static func mergedObject(_ old: JSONObject, _ new: JSONObject) -> JSONObject {
        var result = old.merging(new)
        if let config = new["config"]?.object {
            // Keys that are not named keep their values (facts-more 5.6).
            result["config"] = .object((old["config"]?.object ?? [:]).merging(config))
        }
        return result
    }
}
