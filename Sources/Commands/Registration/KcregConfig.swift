internal import JSON

/// The file in which kcreg keeps its logins and tokens, as of version 26 (facts-more 1.4).
///
/// `{"serverUrl", "realm", "endpoints": {URL: {REALM: {"clientId", "token", "refreshToken", "expiresAt", "clients": {…}}}}}`;
/// what is not known here stays as it is.
struct KcregConfig: Sendable {
    /// The whole file.
    private(set) var file: JSONObject

    /// An empty file.
    init() { file = [:] }

    /// Reads a file's bytes; there need be none.
    init?(_ bytes: [UInt8]?) {
        guard let bytes, !bytes.isEmpty else {
            file = [:]
            return
        }
        guard let object = (try? JSON(parsing: bytes))?.object else { return nil }
        file = object
    }

    /// The file's bytes, in kcreg's own style.
    var bytes: [UInt8] { Array(KcregText.pretty(.object(file)).utf8) }

    /// The server that is meant where none is named.
    var server: String? { text("serverUrl") }
    /// The realm that is meant where none is named.
    var realm: String? { text("realm") }
    /// The file of the authorities that are trusted.
    var truststore: String? { text("truststore") }
    /// What opens that file.
    var trustPassword: String? { text("trustpass") }

    private func text(_ name: String) -> String? { file[name]?.text.flatMap { $0.isEmpty ? nil : $0 } }

    /// Takes another value for a setting of the file; nil removes it.
    mutating func set(_ name: String, _ value: String?) { file[name] = value.map { .string($0) } }

    /// What is kept for a realm.
    func realm(_ realm: String, of server: String) -> JSONObject {
        file["endpoints"]?.object?[spelling(of: server)]?.object?[realm]?.object ?? [:]
    }

    /// Changes what is kept for a realm.
    mutating func change(_ realm: String, of server: String, _ body: (inout JSONObject) -> Void) {
        let server = spelling(of: server)
        var endpoints = file["endpoints"]?.object ?? [:]
        var realms = endpoints[server]?.object ?? [:]
        var kept = realms[realm]?.object ?? [:]
        let before = kept
        body(&kept)
        guard kept != before else { return }
        realms[realm] = .object(kept)
        endpoints[server] = .object(realms)
        file["endpoints"] = .object(endpoints)
    }

    /// The server's URL as the file has it: kcreg takes it as it is written, with or without a slash at its end.
    private func spelling(of server: String) -> String {
        let known = file["endpoints"]?.object?.keys ?? []
        return known.first { KcregConfig.trimmed($0).isSame(as: KcregConfig.trimmed(server)) } ?? server
    }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}

/// JSON in the style of kcreg's output, which scripts search line by line: `"name" : "value"`, lists on one line.
enum KcregText {
    /// The value over several lines.
    static func pretty(_ value: JSON) -> String {
        var text = ""
        write(value, 0, &text)
        return text
    }

    private static func write(_ value: JSON, _ level: Int, _ text: inout String) {
        let margin = String(repeating: "  ", count: level + 1)
        switch value {
        case .array(let items):
            text += "[ "
            for (index, item) in items.enumerated() {
                if index > 0 { text += ", " }
                write(item, level, &text)
            }
            text += items.isEmpty ? "]" : " ]"
        case .object(let object):
            guard !object.isEmpty else {
                text += "{ }"
                return
            }
            text += "{"
            for (index, member) in object.members.enumerated() {
                text += (index > 0 ? ",\n" : "\n") + margin + JSON.string(member.key).compact + " : "
                write(member.value, level + 1, &text)
            }
            text += "\n" + margin.dropLast(2) + "}"
        default: text += value.compact
        }
    }
}
