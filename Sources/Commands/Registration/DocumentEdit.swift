internal import JSON
internal import Reconcile
internal import Resources

/// One change of a client's document: `-s key=value`, `-s key+=value` or `-d key`.
struct DocumentEdit: Hashable, Sendable {
    /// What is done.
    enum Kind: Hashable, Sendable {
        case set(String)
        case append(String)
        case delete
    }

    /// Where.
    let path: AttributePath
    /// What.
    let kind: Kind

    /// `key=value`, or `key+=value` to add an item to a list.
    init(setting text: String) throws(UsageError) {
        guard let sign = DocumentEdit.sign(in: text), sign > text.startIndex else {
            throw UsageError("'\(text.prefix { $0 != "=" })' is no KEY=VALUE")
        }
        let value = String(text[text.index(after: sign)...])
        var key = text[..<sign]
        if key.last == "+" {
            key.removeLast()
            kind = .append(value)
        } else {
            kind = .set(value)
        }
        path = try AttributePath(String(key))
    }

    /// Takes away what stands there.
    init(deleting text: String) throws(UsageError) {
        path = try AttributePath(text)
        kind = .delete
    }

    /// The first equals sign that is not quoted.
    private static func sign(in text: String) -> String.Index? {
        var isQuoted = false
        return text.firstIndex { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "=" && !isQuoted
        }
    }

    // MARK: Applying

    /// The document with the change done.
    ///
    /// - Parameter isNew: Whether a client is made of it; otherwise the server keeps what a document does not name, so that
    ///   what is taken away has to be sent as empty (facts-more 1.4, facts-core 3.1).
    func applied(to document: JSONObject, _ form: ClientFormat, isNew: Bool) throws(UsageError) -> JSONObject {
        guard let (type, steps) = path.resolved(in: form) else {
            let known = form.attributes.map(\.name)
            throw UsageError(
                "there is no attribute '\(path.text)' in the \(form.rawValue) format"
                    + Nearest.hint(for: path.text, among: known))
        }
        let old = JSON.object(document)
        let changed: JSON?
        switch kind {
        case .set(let text): changed = try changing(old, steps[...], try value(text, type))
        case .append(let text):
            let item: OptionType?
            switch type {
            case .list(let inner): item = inner
            case nil: item = nil
            default: throw UsageError("'\(path.text)' is no list, to which += could add something")
            }
            let before = DocumentEdit.value(at: steps[...], in: old)
            changed = try changing(old, steps[...], .array((before?.array ?? []) + [try value(text, item)]))
        case .delete:
            let isWhole = steps.count == 1
            let isEntry = steps.count == 2 && isMap(form)
            let empty = isNew || !(isWhole || isEntry) ? nil : try empty(type, document, isEntry: isEntry)
            changed = try changing(old, steps[...], empty)
        }
        return changed?.object ?? document
    }

    private func isMap(_ form: ClientFormat) -> Bool {
        guard case .key(let first)? = path.steps.first,
            case .mapOf? = form.attributes.first(where: { $0.name.isSame(as: first) })?.type
        else { return false }
        return true
    }

    /// What makes the server drop a value.
    private func empty(_ type: OptionType?, _ document: JSONObject, isEntry: Bool) throws(UsageError) -> JSON {
        guard case .key(let name)? = path.steps.first else { return .null }
        switch type {
        case .string? where isEntry: return ""
        case .string?:
            guard
                !["clientId", "client_id", "id", "protocol", "secret", "client_secret", "clientAuthenticatorType"]
                    .contains(name)
            else { throw UsageError("'\(name)' cannot be taken away from a client; set another value") }
            return ""
        case .list?: return []
        case .mapOf(.string)? where !isEntry:
            // The server merges maps, so each entry is emptied.
            let entries = document[name]?.object ?? [:]
            return .object(
                entries.compactMapValues { entry in
                    ClientAttributes.isServerMade(attribute: entry.key, value: entry.value.text ?? "")
                        ? entry.value : .string("")
                })
        default: throw UsageError("'\(path.text)' has no empty value that the server would take; set another one")
        }
    }

    /// A text as a value of the type; of what has no known type, JSON where it is a list or a dictionary.
    private func value(_ text: String, _ type: OptionType?) throws(UsageError) -> JSON {
        switch type {
        case .string?: return .string(text)
        case .bool?:
            guard text == "true" || text == "false" else { throw UsageError("'\(path.text)' is true or false") }
            return .bool(text == "true")
        case .int?:
            guard let number = Int(text) else { throw UsageError("'\(path.text)' is a whole number") }
            return .int(number)
        case .list?:
            guard let list = try json(text), list.array != nil else {
                throw UsageError(
                    "'\(path.text)' is a list: '\(path.text)=[\"...\",\"...\"]', or '\(path.text)+=...' for one more item"
                )
            }
            return list
        case .dict?, .map?, .mapOf?:
            guard let object = try json(text), object.object != nil else {
                throw UsageError("'\(path.text)' is a dictionary: '\(path.text)={\"...\":\"...\"}'")
            }
            return object
        case nil: return try json(text) ?? .string(text)
        }
    }

    private func json(_ text: String) throws(UsageError) -> JSON? {
        guard text.hasPrefix("[") && text.hasSuffix("]") || text.hasPrefix("{") && text.hasSuffix("}") else {
            return nil
        }
        do {
            return try JSON(parsing: text)
        } catch {
            // The value itself may be a secret.
            throw UsageError("the value of '\(path.text)' is no JSON: \(error)")
        }
    }

    private static func value(at steps: ArraySlice<Path.Step>, in value: JSON?) -> JSON? {
        guard let step = steps.first else { return value }
        switch step {
        case .key(let name): return self.value(at: steps.dropFirst(), in: value?.object?[name])
        case .index(let index):
            guard let items = value?.array, items.indices.contains(index) else { return nil }
            return self.value(at: steps.dropFirst(), in: items[index])
        }
    }

    /// The same with another value there; nil takes it away, and moves the items of a list behind it up.
    private func changing(_ value: JSON?, _ steps: ArraySlice<Path.Step>, _ new: JSON?) throws(UsageError) -> JSON? {
        guard let step = steps.first else { return new }
        switch step {
        case .key(let name):
            var object = value?.object ?? [:]
            if object[name] == nil, new == nil { return value }
            object[name] = try changing(object[name], steps.dropFirst(), new)
            return .object(object)
        case .index(let index):
            var items = value?.array ?? []
            guard items.indices.contains(index) else {
                throw UsageError("'\(path.text)': the list has \(items.count) items, counted from 0")
            }
            if let item = try changing(items[index], steps.dropFirst(), new) {
                items[index] = item
            } else {
                items.remove(at: index)
            }
            return .array(items)
        }
    }
}
