import HTTP
import JSON
import Testing

@testable import Resources

private let regenerate = ClientSecretRegenerateModule.name
private let message = "The secret of client app has been regenerated."

extension Stage {
    /// Runs the module and holds what the server then has against what was told; the end state.
    fileprivate func regenerated(
        _ options: JSONObject, _ words: String = message, again: Bool = true, warns: Int? = 0,
        files: MemoryFiles = MemoryFiles(), location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        let options = options.merging(["client_id": "app"])
        let id = try await id("app")
        let before = try await secret(id)
        let check = try await run(options, check: true, module: regenerate, files: files)
        #expect(check["end_state"] == ["type": "secret"], "an invented secret", sourceLocation: location)
        let result = try await perform(
            regenerate, options, changed: true, again: nil, files: files, warns: warns, location: location)
        #expect(result["msg"]?.text == words, sourceLocation: location)
        let after = try await secret(id)
        #expect(after != nil && after != before, sourceLocation: location)
        let end = result["end_state"]?.object ?? [:]
        let isShown = options["return_secret"] != false
        #expect(end["value"] == (isShown ? after : nil), "another secret is told", sourceLocation: location)
        #expect(JSON.object(result).compact.contains(after?.text ?? "?") == isShown, sourceLocation: location)
        let old = before?.text.map { JSON.object(result["diff"]?.object ?? [:]).compact.contains($0) } ?? false
        #expect(!old, "the old secret in the diff", sourceLocation: location)
        return end
    }
}

/// `keycloak_clientsecret_regenerate`.
let clientSecretRegenerateStories: [Story] = [
    Story("a secret is regenerated, each time anew, and check mode invents none") { stage in
        let id = try await stage.create("app", ["publicClient": false, "secret": "the-first-secret"])
        let first = try await stage.regenerated([:])
        let second = try await stage.regenerated([:])
        #expect(first["value"] != second["value"])
        let result = try await stage.run(["client_id": "app"], check: true, module: regenerate)
        #expect(
            result["diff"] == ["before": ["value": "********"], "after": ["value": "******** (changed)"]],
            "\(JSON.object(result).compact)")
        #expect(try await stage.secret(id) == second["value"])
        try await stage.perform(regenerate, ["id": .string(id)], changed: true, again: true)
        // Without rotation there is no old secret to end.
        let words = "The secret of client app has been regenerated, and the one before it ended."
        #expect(try await stage.regenerated(["drop_rotated": true], words)["rotated"] == nil)
        let drop: JSONObject = ["client_id": "app", "regenerate": false, "drop_rotated": true]
        let nothing = try await stage.perform(regenerate, drop, changed: false)
        #expect(nothing["msg"] == "Client app has no rotated secret; doing nothing.")
        #expect(nothing["end_state"]?.object?["value"] == (try await stage.secret(id)))
        // A public client gets one too, and needs none.
        try await stage.server(.put, ["clients", id], ["publicClient": true, "webOrigins": []])
        _ = try await stage.regenerated([:], warns: 1)
    },
    Story("a client that is not there, and options that leave nothing to be done, are refused") { stage in
        for (options, words) in [
            (["client_id": "nobody"], "Client nobody does not exist in realm '\(stage.realm)'."),
            ([:], "neither client_id nor id is given"),
            (
                ["client_id": "app", "regenerate": false],
                "regenerate: is false, and so is drop_rotated; nothing is left to be done"
            ),
            (
                ["client_id": "app", "regenerate": false, "drop_rotated": true, "secret_file": "/etc/secret"],
                "secret_file: needs regenerate: true"
            ), (["client_id": "app", "secret_file": ""], "secret_file: is empty; give the path of a file"),
            (
                ["client_id": "app", "secret_file": "/missing/secret"],
                "secret_file: '/missing/secret' could not be written: No such file or directory."
            ),
        ] as [(JSONObject, String)] {
            try await stage.refuse(regenerate, options, words)
        }
    },
    Story("a new secret goes into a file, and nowhere else if that is wanted") { stage in
        let id = try await stage.create("app", ["publicClient": false, "secret": "the-first-secret"])
        let files = MemoryFiles()
        _ = try await stage.regenerated(["secret_file": "/etc/app/secret"], files: files)
        #expect(files["/etc/app/secret"] == (try await stage.secret(id)?.text))
        _ = try await stage.regenerated(["secret_file": "/etc/app/secret", "return_secret": false], files: files)
        let secret = try #require(try await stage.secret(id)?.text)
        #expect(files["/etc/app/secret"] == secret && files.isPrivate("/etc/app/secret"))
        _ = try await stage.run(
            ["client_id": "app", "secret_file": "/etc/app/other"], check: true, module: regenerate, files: files)
        #expect(files["/etc/app/other"] == nil && files["/etc/app/secret"] == secret, "check mode wrote")
        // One that cannot be written after all is told with what was done.
        let result = try await stage.run(["client_id": "app", "secret_file": "/full/secret"], module: regenerate)
        #expect(result["failed"] == true && result["changed"] == true)
        #expect(
            result["msg"]?.text
                == "The secret of client app has been regenerated. It could not be written to '/full/secret': "
                + "No space left on device. keycloak_clientsecret_info tells what it is now.")
        let last = try #require(try await stage.secret(id)?.text)
        #expect(last != secret && !JSON.object(result).compact.contains(last))
    },
    Story("under rotation the old secret stays until its end, or until it is dropped", on: \.rotates) { stage in
        try await stage.rotateSecrets(keeping: 600)
        let id = try await stage.create("app", ["publicClient": false, "secret": "the-first-secret"])
        let end = try await stage.regenerated([:])
        let rotated = end["rotated"]?.object ?? [:]
        #expect(rotated["value"] == "the-first-secret" && rotated["expired"] == false)
        #expect(rotated["expires"]?.text == rotated["expiration"]?.int.flatMap(Timestamp.text))
        #expect(end["expired"] == false && end["expires"] != nil)
        let quiet = try await stage.regenerated(["return_secret": false])
        #expect(quiet["rotated"]?.object?["value"] == nil && quiet["rotated"]?.object?["expires"] != nil)
        // Dropped with a new one: each time, and check mode shows what would end.
        let both: JSONObject = ["client_id": "app", "drop_rotated": true]
        let check = try await stage.run(both, check: true, module: regenerate)
        let before = check["diff"]?.object?["before"]?.object
        #expect(before?["rotated"]?.object?["expires"] != nil, "\(JSON.object(check).compact)")
        let words = "The secret of client app has been regenerated, and the one before it ended."
        for _ in 1...2 {
            #expect(try await stage.regenerated(["drop_rotated": true], words)["rotated"] == nil)
            #expect(try await stage.client("app")["attributes"]?.object?["client.secret.rotated"] == nil)
        }
        // Dropped alone: once, and the new one stays.
        try await stage.server(.post, ["clients", id, "client-secret"])
        let secret = try await stage.secret(id)
        let drop: JSONObject = ["client_id": "app", "regenerate": false, "drop_rotated": true]
        let promise = try await stage.run(drop, check: true, module: regenerate)
        #expect(promise["end_state"]?.object?["value"] == secret)
        let result = try await stage.perform(regenerate, drop, changed: true)
        #expect(result["msg"] == "The rotated secret of client app has been dropped.")
        #expect(result["end_state"] == promise["end_state"] && result["end_state"]?.object?["rotated"] == nil)
        #expect(result["diff"]?.object?["before"]?.object?["rotated"] != nil)
        #expect(try await stage.secret(id) == secret)
    },
    Story("rights to view are enough for a check; to regenerate takes the right to manage") { stage in
        let id = try await stage.create("app", ["publicClient": false, "secret": "the-first-secret"])
        let login = try await stage.user(roles: ["view-clients"])
        let check = try await stage.run(login.merging(["client_id": "app"]), check: true, module: regenerate)
        #expect(check["failed"] == nil && check["changed"] == true, "\(JSON.object(check).compact)")
        let real = try await stage.run(login.merging(["client_id": "app"]), module: regenerate)
        #expect(real["failed"] == true && real["changed"] == false)
        #expect(real["msg"]?.text?.contains("needs the role manage-clients") == true)
        #expect(real["msg"]?.text?.contains("The secret is as it was before.") == true)
        #expect(try await stage.secret(id) == "the-first-secret")
    },
    Story("a request for a secret is sent again only where it is known not to have worked") { stage in
        try await stage.create("app", ["publicClient": false, "secret": "the-first-secret"])
        for fault in Fault.allCases { try await stage.expectOneSecret(fault) }
        let blind = BlindTransport(inner: stage.transport)
        _ = stage.transport.take()
        let result = try await stage.run(["client_id": "app", "retries": 0], over: blind, module: regenerate)
        #expect(result["failed"] == true)
        #expect(
            result["msg"]?.text?.contains("The secret may have been regenerated: it could not be read again.") == true,
            "\(JSON.object(result).compact)")
        #expect(stage.transport.take().count { $0.hasPrefix("POST ") && $0.hasSuffix("/client-secret") } == 1)
    },
]

/// Loses the answer to the first POST of a secret, and all that is asked afterwards.
private actor BlindTransport: Transport {
    private let inner: any Transport
    private var isBlind = false

    init(inner: any Transport) { self.inner = inner }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        if isBlind { throw HTTPError(.broken, "Recv failure: Connection reset by peer") }
        let response = try await inner.send(request)
        guard request.method == .post, request.target.hasSuffix("/client-secret") else { return response }
        isBlind = true
        throw HTTPError(.broken, "Recv failure: Connection reset by peer")
    }
}

extension Stage {
    /// Makes the POST fail in one way, once: the run ends with the one secret that the server then has, or fails without a
    /// change.
    fileprivate func expectOneSecret(_ fault: Fault, location: SourceLocation = #_sourceLocation) async throws {
        let id = try await id("app")
        let before = try await secret(id)
        let injector = FaultyTransport(transport)
        // The client and its secret are read first.
        injector.arm(fault, at: 2)
        let result = try await run(["client_id": "app"], over: injector, module: regenerate)
        let posts = injector.requests.count { $0.hasPrefix("POST ") && $0.hasSuffix("/client-secret") }
        let after = try await secret(id)
        func expect(_ condition: Bool) { #expect(condition, "\(fault)", sourceLocation: location) }
        expect(injector.requests.count > 2 && injector.requests[2].hasPrefix("POST "))
        if fault.mustEndRight(isLogin: false) {
            expect(result["failed"] == nil && after != before)
            expect(result["end_state"]?.object?["value"] == after)
            expect(posts == (fault.reachesServer ? 1 : 2))
        } else {
            expect(result["failed"] == true && after == before)
            expect(result["msg"]?.text?.contains(fault.words) == true)
            expect(result["msg"]?.text?.contains("The secret is as it was before.") == true)
        }
    }
}
