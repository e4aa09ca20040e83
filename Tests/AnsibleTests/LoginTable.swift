import Ansible
import Foundation
import HTTP
import JSON
import Keycloak
import Reconcile
import Resources
import Synchronization
import TestSupport
import Testing

/// A server that gives a token to everybody and refuses everything else; it remembers what was asked.
final class RecordingTransport: Transport {
    private let requests = Mutex<[HTTPRequest]>([])

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        requests.withLock { $0.append(request) }
        if request.target.hasSuffix("/token") {
            return HTTPResponse(status: 200, body: Array(#"{"access_token":"canary-access-token"}"#.utf8))
        }
        return HTTPResponse(status: 403, body: Array(#"{"error":"HTTP 403 Forbidden"}"#.utf8))
    }

    /// The fields that were sent to the token endpoint, in the order of their names, and its URL.
    var login: (url: String, form: [(String, String)])? {
        guard let request = requests.withLock({ $0.first { $0.target.hasSuffix("/token") } }) else { return nil }
        let form = PercentEncoding.decodeForm(String(decoding: request.body ?? [], as: UTF8.self)) ?? []
        return (request.url, form.sorted { $0.0 < $1.0 })
    }

    /// The token that the first other request carried.
    var bearer: String? {
        requests.withLock { $0.first { !$0.target.hasSuffix("/token") } }?
            .headers.first { $0.name == "Authorization" }?.value
    }
}

/// What a module is run with: options, environment and files.
struct LoginCase: Sendable, CustomTestStringConvertible {
    let name: String
    var options: JSONObject
    var environment: [String: String] = [:]
    var files: [String: String] = [:]
    var testDescription: String { name }

    init(_ name: String, _ options: JSONObject, environment: [String: String] = [:], files: [String: String] = [:]) {
        self.name = name
        self.options = options
        self.environment = environment
        self.files = files
    }

    struct Result {
        let answer: JSONObject
        let output: String
        let transport: RecordingTransport
        let settings: TransportSettings?
        var message: String { answer["msg"]?.text ?? "" }
    }

    /// What a module does with it; the server is at https://sso.invalid/auth unless the case says otherwise.
    func run(_ module: any Module.Type) async throws -> Result {
        let transport = RecordingTransport()
        let settings = Mutex<TransportSettings?>(nil)
        let (environment, files) = (environment, files)
        let effects = SystemEffects(
            readFile: { path throws(SystemEffects.Unavailable) in
                if path == "/folder" { throw SystemEffects.Unavailable("Is a directory", isFolder: true) }
                guard let text = files[path] else { throw SystemEffects.Unavailable("No such file or directory") }
                return Array(text.utf8)
            },
            random: { Array(repeating: 7, count: $0) })
        let frontEnd = AnsibleFrontEnd(
            effects: .init(
                transport: { given in
                    settings.withLock { $0 = given }
                    return transport
                }, timing: .fake(date: { 1_800_000_000 }), system: effects, environment: { environment[$0] }))
        var all = options
        // What the modules themselves require.
        let samples: JSONObject = [
            "realm": "master", "client_id": "app", "clients": [["client_id": "app"]],
            "jwks_url": "https://app.invalid/keys", "name": "app", "registration_store": "/registrations.json",
            "sub_type": "anonymous",
        ]
        for sample in samples.members where module.options.contains(where: { $0.name == sample.key }) {
            all[sample.key] = sample.value
        }
        if environment["KEYCLOAK_URL"] == nil, all["auth_keycloak_url"] == nil {
            all["auth_keycloak_url"] = "https://sso.invalid/auth"
        }
        let (output, _) = await frontEnd.run(program: module.name, arguments: JSON.object(all).bytes)
        return Result(
            answer: try #require(try JSON(parsing: output).object), output: output, transport: transport,
            settings: settings.withLock { $0 })
    }
}
