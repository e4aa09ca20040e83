public import JSON
internal import Reconcile

/// Puts a client's own options over those of templates and defaults.
public enum FleetMerge {
    /// The maps that are joined entry by entry; everything else is taken as a whole.
    private static let maps: Set<String> = Set(
        ClientModule.options.compactMap { option in
            switch option.type {
            case .map, .dict: option.name
            default: nil
            }
        })

    /// The options' own names by all their names.
    private static let names: JSONObject = {
        var names = JSONObject()
        for option in ClientModule.options { for name in option.names { names[name] = .string(option.name) } }
        return names
    }()

    /// The options of both; where both say the same one, however it is spelled, `client` counts.
    public static func merging(_ client: JSONObject, over defaults: JSONObject) -> JSONObject {
        guard !defaults.isEmpty else { return client }
        var result = JSONObject()
        for member in defaults.members { result[names[member.key]?.text ?? member.key] = member.value }
        for member in client.members {
            let name = names[member.key]?.text ?? member.key
            if maps.contains(name), let own = member.value.object, let common = result[name]?.object {
                result[name] = .object(common.merging(own))
            } else {
                result[name] = member.value
            }
        }
        return result
    }
}
