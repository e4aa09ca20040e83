import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// A named story: one request a line, played against a fresh realm.
///
/// `[@who] METHOD path [body] [=> name [what]]`. A path is below the realm in the admin API, `.` the realm itself, and one with a
/// slash in front is taken as it is. `FORM path fields` posts a form. `H Name: value` adds a header to the next request, `H Name:` leaves it out.
/// `{name}` stands for what an earlier line saved: without `what` the last part of the Location, with `field` a field of the
/// answer, with `key:value` the id of the list's element with that value. `@who` sends the token saved as `who`; `@none` sends
/// none; otherwise the admin of `master` asks.
struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [String]

    init(_ name: String, _ script: String) {
        self.name = name
        lines = script.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    var testDescription: String { name }
}

/// One answer, ready for comparison.
struct Answer {
    let line: String
    let status: Int
    let body: String
}

/// Plays stories against one server.
struct Player {
    let transport: any Transport
    let base: BaseURL
    private var saved: [String: String]
    private var headers: [HTTPRequest.Header] = []
    /// When the admin's token was fetched.
    private var login: ContinuousClock.Instant?

    init(_ transport: any Transport, _ base: BaseURL, realm: String) {
        self.transport = transport
        self.base = base
        saved = ["realm": realm]
    }

    /// Plays the story in a realm of its own, which is deleted afterwards.
    static func play(_ story: Story, _ transport: any Transport, _ base: BaseURL, realm: String) async throws
        -> [Answer]
    {
        var player = Player(transport, base, realm: realm)
        let settings = JSON.object(QuickRealm.settings.merging(["realm": "{realm}", "enabled": true]))
        _ = try await player.step("POST /admin/realms \(String(decoding: settings.bytes, as: UTF8.self))")
        var answers: [Answer] = []
        for line in story.lines {
            if line.hasPrefix("H ") {
                let halves = line.dropFirst(2).split(separator: ":", maxSplits: 1)
                let value = halves.count == 2 ? halves[1].trimmingCharacters(in: .whitespaces) : ""
                player.headers.append(.init(String(halves[0]), value))
                continue
            }
            answers.append(try await player.step(line))
        }
        _ = try await player.step("DELETE .")
        return answers
    }

    /// Fetches another token for the admin when the last one is old: it lives a minute, and one request can take as long, such
    /// as the making of a SAML client's key (facts-core 2.5).
    private mutating func renewLogin() async throws {
        if let login, login.duration(to: .now) < .seconds(20) { return }
        login = .now
        _ = try await step(
            "FORM /realms/master/protocol/openid-connect/token "
                + "grant_type=password&client_id=admin-cli&username=admin&password=admin => @admin access_token")
    }

    private mutating func step(_ line: String) async throws -> Answer {
        let sides = line.components(separatedBy: " => ")
        var words = sides[0].split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true).map(String.init)
        var who = "admin"
        if words[0].hasPrefix("@") { who = String(words.removeFirst().dropFirst()) }
        let method = words[0]
        let path = words[1]
        var body = sides[0].components(separatedBy: " \(path) ").dropFirst().joined(separator: " \(path) ")
        for (name, value) in saved { body = body.replacingOccurrences(of: "{\(name)}", with: value) }
        var sent = headers
        headers = []
        func add(_ name: String, _ value: String) {
            if !sent.contains(where: { $0.name == name }) { sent.append(.init(name, value)) }
        }
        if method == "FORM" {
            add("Content-Type", "application/x-www-form-urlencoded")
        } else {
            if !body.isEmpty { add("Content-Type", "application/json") }
            if who == "admin" { try await renewLogin() }
            if who != "none" { add("Authorization", "Bearer \(saved["@" + who] ?? "?")") }
        }
        add("Accept", "application/json")
        sent.removeAll { $0.value.isEmpty }
        let request = HTTPRequest(
            HTTPMethod(rawValue: method) ?? .post, base, target: target(path), headers: sent,
            body: body.isEmpty ? nil : Array(body.utf8))
        let response = try await transport.send(request)
        if sides.count == 2 { save(sides[1], response) }
        return Answer(line: line, status: response.status, body: Normal.text(response, saved: saved, base: base))
    }

    private func target(_ path: String) -> String {
        var target = path == "." ? "" : path
        if !target.hasPrefix("/") { target = "/admin/realms/{realm}" + (target.isEmpty ? "" : "/") + target }
        for (name, value) in saved { target = target.replacingOccurrences(of: "{\(name)}", with: value) }
        return target
    }

    private mutating func save(_ what: String, _ response: HTTPResponse) {
        let words = what.split(separator: " ", maxSplits: 1).map(String.init)
        let body = try? JSON(parsing: response.body)
        guard words.count == 2 else {
            saved[words[0]] = response.header("Location")?.split(separator: "/").last.map(String.init)
            return
        }
        guard let colon = words[1].firstIndex(of: ":") else {
            saved[words[0]] = body?.object?[words[1]]?.text
            return
        }
        let (key, value) = (String(words[1][..<colon]), String(words[1][words[1].index(after: colon)...]))
        let match = body?.array?.first { item in item.object?[key].map { $0.text ?? $0.compact } == value }
        saved[words[0]] = match?.object?["id"]?.text
    }
}
