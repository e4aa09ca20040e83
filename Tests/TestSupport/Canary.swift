import Foundation
public import HTTP
public import JSON
import Synchronization

/// Secrets that are planted, and how they are found again whatever form they took.
public enum Canary {
    /// The secret of that name; no two are the same, and it is changed by all ways of writing it elsewhere.
    public static func text(_ name: String) -> String { "canary \(name)/ümlaut+\"quoted\"" }

    /// Everything that would give a canary away: the beginning of all of them in each form.
    private static let traces: [String] = {
        let text = "canary "
        var traces = ["canary ", "canary%20", "canary+"]
        // Base64 of it at each of the three offsets, without what depends on its neighbours.
        for offset in 0..<3 {
            let padded = Data(Array(repeating: UInt8(ascii: "x"), count: offset) + Array(text.utf8))
                .base64EncodedString()
            traces.append(String(padded.dropFirst(offset == 0 ? 0 : offset + 1).prefix(7)))
        }
        return traces
    }()

    /// The first trace of a canary in a text, with what stands before it; nil where there is none.
    public static func trace(in text: String) -> String? {
        for trace in traces {
            guard let place = text.range(of: trace) else { continue }
            return "'\(trace)' after \(text[..<place.lowerBound].suffix(200))"
        }
        return nil
    }

    /// The answer of a server that repeats everything it was sent, in every form that errors have it in.
    ///
    /// - Parameters:
    ///   - sent: What it was sent as it was sent.
    ///   - body: The body among that; each value that the server understood in it is repeated too.
    public static func answer(repeating sent: [String], body: String, status: Int) -> HTTPResponse {
        let understood = (PercentEncoding.decodeForm(body) ?? []).map(\.1) + texts((try? JSON(parsing: body)) ?? .null)
        let forms =
            sent + [body]
            + understood.flatMap { value in
                [
                    value, PercentEncoding.segment(value), PercentEncoding.form([("q", value)]),
                    Data(value.utf8).base64EncodedString(), Data("user:\(value)".utf8).base64EncodedString(),
                    "https://user:\(value)@host/",
                ]
            }
        let answer: JSON = [
            "error": .string(body), "error_description": .string(forms.joined(separator: " ")),
            "errorMessage": .string(forms.joined(separator: "\n")),
        ]
        return HTTPResponse(
            status: status, headers: [.init("Content-Type", "application/json")], body: answer.bytes)
    }

    /// All texts in a value.
    private static func texts(_ value: JSON) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let items): items.flatMap(texts)
        case .object(let object): object.members.flatMap { texts($0.value) }
        default: []
        }
    }

    /// Sends a request of the administrator to a path below `/admin/realms`.
    public typealias Send = (
        _ method: HTTPMethod, _ path: [String], _ query: [(String, String)], _ body: JSON?
    ) async throws -> JSON

    /// Makes two administrators with canaries on a server, the user `otto` (`password`) and the client `robot` (`client`),
    /// and in the realm `r` a client `app`.
    ///
    /// - Parameter secret: The secret of `app`, which some are asked for.
    public static func fill(secret: String = text("held"), _ send: Send) async throws {
        _ = try await send(.post, [], [], ["realm": "r", "enabled": true])
        _ = try await send(
            .post, ["r", "clients"], [],
            [
                "clientId": "app", "secret": .string(secret),
                "attributes": ["jwt.credential.private.key": .string(text("held key"))],
            ])
        _ = try await send(
            .post, ["master", "clients"], [],
            ["clientId": "robot", "secret": .string(text("client")), "serviceAccountsEnabled": true])
        _ = try await send(
            .post, ["master", "users"], [],
            [
                "username": "otto", "enabled": true, "email": "otto@example.org", "firstName": "O", "lastName": "T",
                "emailVerified": true,
                "credentials": [["type": "password", "value": .string(text("password")), "temporary": false]],
            ])
        let role = try await send(.get, ["master", "roles", "admin"], [], nil)
        for name in ["otto", "service-account-robot"] {
            let users = try await send(.get, ["master", "users"], [("username", name), ("exact", "true")], nil)
            let id = users.array?.first?.object?["id"]?.text ?? ""
            _ = try await send(.post, ["master", "users", id, "role-mappings", "realm"], [], [role])
        }
    }
}

/// A server that answers one of its requests with an error that repeats everything it was sent.
public final class TellingTransport: Transport {
    private let inner: any Transport
    private let turn: Int
    private let status: Int
    private let count = Mutex(0)

    /// Counts requests from zero; the one whose turn it is fails with that status.
    public init(_ inner: any Transport, turn: Int, status: Int) {
        (self.inner, self.turn, self.status) = (inner, turn, status)
    }

    /// Whether the turn came.
    public var hasTold: Bool { count.withLock { $0 > turn } }

    /// Passes a request on, or tells.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        guard number == turn else { return try await inner.send(request) }
        let sent = [request.target] + request.headers.map { "\($0.name): \($0.value)" }
        return Canary.answer(
            repeating: sent, body: String(decoding: request.body ?? [], as: UTF8.self), status: status)
    }
}
