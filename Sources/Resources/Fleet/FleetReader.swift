public import JSON
internal import Reconcile

/// Reads declarations of clients in the shape that people's files have: Keycloak's realm representation, as exports and
/// keycloak-config-cli's files use it, with `defaults` and `templates` beside the clients; or one client alone.
public struct FleetReader {
    /// The clients in the order in which they were read.
    public private(set) var clients: [Fleet.Client] = []
    /// What is wrong, each with its place.
    public private(set) var problems: [String] = []
    /// What is in the files and left alone, each with its place.
    public private(set) var unmanaged: [String] = []

    /// The realm of documents that name none.
    private let realm: String?
    /// The realms of documents, those without clients too.
    private var realms: Set<String> = []
    private var templates: [String: (options: JSONObject, place: FleetPlace)] = [:]
    /// Clients wait for the templates of all documents.
    private var waiting: [(client: JSONObject, defaults: JSONObject, realm: String, place: FleetPlace)] = []

    private static let realmKey = "realm"
    private static let defaultsKey = "defaults"
    private static let templatesKey = "templates"
    private static let clientsKey = "clients"
    private static let templateKeys = ["template", "templates"]

    /// A reader; `realm` is the realm of documents that name none.
    public init(realm: String? = nil) { self.realm = realm }

    /// Reads one document of a source.
    public mutating func read(_ document: JSON, from source: FleetSource) {
        read(document, at: FleetPlace(Path(), in: source), source)
    }

    /// What was read, once all documents were.
    public mutating func finish() -> Fleet {
        for item in waiting { resolve(item.client, item.defaults, item.realm, item.place) }
        waiting = []
        let fleet = Fleet(clients, realms: realms)
        problems += fleet.problems()
        return fleet
    }

    private mutating func read(_ document: JSON, at place: FleetPlace, _ source: FleetSource) {
        switch document {
        // An empty document, as between two `---`.
        case .null: break
        case .array(let items):
            for (index, item) in items.enumerated() {
                read(item, at: FleetPlace(place.path.index(index), in: source), source)
            }
        case .object(let object):
            if ClientName.clientIDOption.names.contains(where: { object[$0] != nil }) {
                let name = object[FleetReader.realmKey]?.text ?? realm
                wait(for: object.filter { $0.key != FleetReader.realmKey }, [:], name, place)
            } else {
                readRealm(object, at: place, source)
            }
        default: problems.append("\(place): must be a dictionary with realm and clients, not \(document.kindName)")
        }
    }

    private mutating func readRealm(_ object: JSONObject, at place: FleetPlace, _ source: FleetSource) {
        func inner(_ path: Path) -> FleetPlace { FleetPlace(path, in: source) }
        let managed = [
            FleetReader.realmKey, FleetReader.defaultsKey, FleetReader.templatesKey, FleetReader.clientsKey,
        ]
        let other = object.keys.filter { !managed.contains($0) }.sorted { $0.precedes($1) }
        if !other.isEmpty { unmanaged.append("\(place): \(other.joined(separator: ", "))") }
        for (name, value) in dictionary(FleetReader.templatesKey, of: object, place, source).members.map({
            ($0.key, $0.value)
        }) {
            let at = inner(place.path.key(FleetReader.templatesKey).key(name))
            guard let options = value.object else {
                problems.append("\(at): must be a dictionary of options, not \(value.kindName)")
                continue
            }
            if let earlier = templates[name] {
                problems.append("\(at): the template '\(name)' is declared at \(earlier.place) already; keep one")
            }
            templates[name] = (options, at)
        }
        let defaults = dictionary(FleetReader.defaultsKey, of: object, place, source)
        let name = object[FleetReader.realmKey]?.text ?? realm
        // A document of templates alone is about no realm.
        if let name, object[FleetReader.clientsKey] != nil { realms.insert(name) }
        guard let list = object[FleetReader.clientsKey], list != .null else { return }
        let path = place.path.key(FleetReader.clientsKey)
        guard let items = list.array else {
            problems.append("\(inner(path)): must be a list of clients, not \(list.kindName)")
            return
        }
        for (index, item) in items.enumerated() {
            let at = inner(path.index(index))
            guard let client = item.object else {
                problems.append("\(at): must be a dictionary of options, not \(item.kindName)")
                continue
            }
            wait(for: client, defaults, name, at)
        }
    }

    private mutating func dictionary(
        _ key: String, of object: JSONObject, _ place: FleetPlace, _ source: FleetSource
    ) -> JSONObject {
        guard let value = object[key], value != .null else { return [:] }
        if let dictionary = value.object { return dictionary }
        problems.append(
            "\(FleetPlace(place.path.key(key), in: source)): must be a dictionary, not \(value.kindName)")
        return [:]
    }

    private mutating func wait(
        for client: JSONObject, _ defaults: JSONObject, _ realm: String?, _ place: FleetPlace
    ) {
        guard let realm else {
            problems.append("\(place): belongs to no realm; name it as `realm`, or with --realm")
            return
        }
        waiting.append((client, defaults, realm, place))
    }

    /// Puts templates and defaults under a client.
    private mutating func resolve(
        _ client: JSONObject, _ defaults: JSONObject, _ realm: String, _ place: FleetPlace
    ) {
        var options = defaults
        for name in templateNames(of: client, place) {
            guard let template = templates[name] else {
                problems.append(
                    "\(place): there is no template '\(name)'" + Nearest.hint(for: name, among: Array(templates.keys)))
                continue
            }
            options = FleetMerge.merging(template.options, over: options)
        }
        options = FleetMerge.merging(client.filter { !FleetReader.templateKeys.contains($0.key) }, over: options)
        if let other = options[FleetReader.realmKey], other != .string(realm) {
            problems.append("\(place): names another realm than the document, which is for '\(realm)'; keep one")
        }
        options[FleetReader.realmKey] = .string(realm)
        clients.append(Fleet.Client(options, at: place))
    }

    private mutating func templateNames(of client: JSONObject, _ place: FleetPlace) -> [String] {
        FleetReader.templateKeys.flatMap { key -> [String] in
            switch client[key] {
            case nil, .null: return []
            case .string(let name): return [name]
            case .array(let names) where names.allSatisfy({ $0.text != nil }): return names.compactMap(\.text)
            default:
                problems.append("\(place): \(key) must be the name of a template, or a list of names")
                return []
            }
        }
    }
}
