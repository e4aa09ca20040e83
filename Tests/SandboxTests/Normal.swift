import Foundation
import HTTP
import JSON

/// Answers without what must differ between two servers: ids, secrets, tokens, times, keys and the order of sets.
enum Normal {
    static func text(_ response: HTTPResponse, saved: [String: String], base: BaseURL) -> String {
        var text = naming(String(decoding: response.body, as: UTF8.self), saved)
        if let body = try? JSON(parsing: text) {
            text = value(body, key: "").pretty
        } else if response.header("Content-Type")?.hasPrefix("text/html") == true {
            text = "a page"
        }
        if let location = response.header("Location") { text += "Location: \(location)" }
        text = text.replacingOccurrences(of: "\(base)", with: "{base}")
        text = naming(text, saved)
        let uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        text = text.replacingOccurrences(of: uuid, with: "<id>", options: .regularExpression)
        if let type = response.header("Content-Type") { text += "\n\(type.lowercased())" }
        return text
    }

    private static func naming(_ text: String, _ saved: [String: String]) -> String {
        saved.sorted { $0.key < $1.key }.filter { $0.value.count > 30 }.reduce(text) { text, saved in
            text.replacingOccurrences(of: saved.value, with: "{\(saved.key)}")
        }
    }

    private static func value(_ value: JSON, key: String) -> JSON {
        switch value {
        case .object(let object):
            return .object(object.compactMapValues { Self.value($0.value, key: $0.key) })
        case .array(let items):
            let items = items.map { Self.value($0, key: key) }
            // Lists of clients are sorted by the server; all other lists are sets.
            if items.first?.object?["clientId"] != nil { return .array(items) }
            return .array(items.sorted { order(of: $0).precedes(order(of: $1)) })
        case .string(let text):
            return .string(Self.text(text, key: key))
        case .number:
            switch key {
            case "createdTimestamp": return "<time>"
            case "timestamp", "client_id_issued_at": return .string(time(value.compact))
            // The real server's tokens may live one second less.
            case "expires_in", "refresh_expires_in":
                return ["59": 60, "299": 300, "8": 9, "76": 77, "1799": 1800][value.compact] ?? value
            default: return value
            }
        default: return value
        }
    }

    /// By name first, so that ids do not decide.
    private static func order(of item: JSON) -> String {
        let text = item.object.map { JSON.object($0.filter { $0.key != "id" }) } ?? item
        return (item.object?["protocol"]?.text ?? "") + (item.object?["name"]?.text ?? "") + text.compact
    }

    private static func text(_ text: String, key: String) -> String {
        switch key {
        case _ where key.hasPrefix("client.secret.") && key.hasSuffix(".time"): time(text)
        case "secret", "client_secret", "value", "client.secret.rotated":
            [32, 86].contains(text.count) ? "<secret>" : text
        case "token", "registrationAccessToken", "registration_access_token", "access_token", "refresh_token",
            "id_token", "session_state",
            "public_key":
            text.count > 20 ? "<\(key)>" : text
        // Keys and certificates that the server made.
        case _ where text.hasPrefix("MII") && text.count > 500: "<\(key)>"
        case "scope": text.split(separator: " ").sorted().joined(separator: " ")
        // Behind that, 18 lists all fields that it knows.
        case "error":
            text.range(of: ", not marked as ignorable").map { String(text[..<$0.upperBound]) } ?? text
        case "error_description": text.components(separatedBy: "; ").sorted().joined(separator: "; ")
        default: text
        }
    }

    /// A time as its distance from now when it was set, in tens of minutes, unless it is a long way off.
    ///
    /// It was set up to ten minutes ago: one request can take more than one (facts-core 2.5).
    private static func time(_ text: String) -> String {
        guard let seconds = Double(text) else { return text }
        // A clock that counts whole seconds may be ahead by one.
        let distance = (seconds - 1 - Date().timeIntervalSince1970) / 600
        return distance.magnitude < 200 ? "<now + \(Int(distance.rounded(.up)) * 600)>" : text
    }
}
