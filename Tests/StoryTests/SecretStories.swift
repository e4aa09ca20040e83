import HTTP
import JSON
import Testing

/// Whose a client's secret is, and who gets to see it.
let secretStories: [Story] = [
    Story("secret_policy always enforces the declared secret, and without one does nothing") { stage in
        for policy: JSONObject in [[:], ["secret_policy": "always"]] {
            let app = policy.merging(["client_id": policy.isEmpty ? "app" : "other"])
            let ours = app.merging(["secret": "our-own-secret"])
            try await stage.apply(ours, .created)
            try await stage.change(app, ["secret": "somebodys-secret"])
            try await stage.apply(app, .unchanged)
            #expect(try await stage.secret(app) == "somebodys-secret")
            let result = try await stage.apply(ours, .updated)
            #expect(result["diff"] == ["before": ["secret": "********"], "after": ["secret": "******** (changed)"]])
            #expect(try await stage.secret(app) == "our-own-secret")
        }
    },
    Story("secret_policy set_if_absent sets the declared secret where there is none") { stage in
        let app: JSONObject = ["client_id": "app", "secret": "our-own-secret", "secret_policy": "set_if_absent"]
        try await stage.apply(app, .created)
        #expect(try await stage.secret(app) == "our-own-secret")
        try await stage.change(app, ["secret": "somebodys-secret"])
        try await stage.apply(app, .unchanged)
        try await stage.apply(app.merging(["name": "x"]), .updated)
        #expect(try await stage.secret(app) == "somebodys-secret")
        try await stage.change(app, ["secret": ""])
        try await stage.apply(app, .updated)
        #expect(try await stage.secret(app) == "our-own-secret")
        // What was public had none.
        try await stage.change(app, ["publicClient": true])
        try await stage.apply(app, .unchanged, warns: 1)
        try await stage.apply(app.merging(["public_client": false]), .updated)
        #expect(try await stage.secret(app) == "our-own-secret")
    },
    Story("secret_policy keep sets the declared secret once, at the creation") { stage in
        let app: JSONObject = ["client_id": "app", "secret": "our-own-secret", "secret_policy": "keep"]
        try await stage.apply(app, .created)
        #expect(try await stage.secret(app) == "our-own-secret")
        for theirs in ["somebodys-secret", ""] {
            try await stage.change(app, ["secret": .string(theirs)])
            try await stage.apply(app, .unchanged)
            try await stage.apply(app.merging(["name": .string("beside '\(theirs)'")]), .updated)
            #expect(try await stage.secret(app) == theirs)
        }
        // What was public gets the server's own.
        try await stage.change(app, ["publicClient": true])
        try await stage.apply(app.merging(["public_client": false]), .updated)
        let made = try await stage.secret(app)
        #expect(made.count >= 32)
        try await stage.apply(["client_id": "other", "secret_policy": "keep"], .created)
        #expect(try await stage.secret(["client_id": "other"]).count >= 32)
    },
    Story("secret_policy generate has the server make a secret where there is none, and shows it to nobody") { stage in
        let app: JSONObject = ["client_id": "app", "secret_policy": "generate"]
        try await stage.apply(app, .created)
        let first = try await stage.secret(app)
        #expect(first.count >= 32)
        try await stage.apply(app.merging(["root_url": "https://a.example"]), .updated)
        #expect(try await stage.secret(app) == first)
        try await stage.change(app, ["secret": ""])
        let made = try await stage.apply(app, .updated)
        #expect(made["diff"] == ["before": [:], "after": ["secret": "********"]])
        let second = try await stage.secret(app)
        #expect(second.count >= 32 && second != first)
        #expect(!JSON.object(made).compact.contains(second))
        try await stage.change(app, ["publicClient": true])
        try await stage.apply(app, .unchanged, warns: 1)
        try await stage.apply(app.merging(["public_client": false]), .updated)
        #expect(try await stage.secret(app).count >= 32)
        try await stage.apply(
            app.merging(["secret": "our-own-secret"]), .refused("secret: is not possible with secret_policy: generate"))
    },
    Story("a client that 18 made without a secret gets one by generate", on: { $0.isOld }) { stage in
        try await stage.server(.post, ["clients"], ["clientId": "app"])
        try await stage.apply(["client_id": "app", "secret_policy": "generate"], .updated)
        #expect(try await stage.secret(["client_id": "app"]).count >= 32)
    },
    Story("a mask is no secret") { stage in
        try await stage.apply(["client_id": "app", "secret": "********"], .refused("secret: is a mask and no secret"))
    },
    Story("a secret is returned when it is asked for, and otherwise never") { stage in
        let app: JSONObject = ["client_id": "app", "return_secret": true]
        let check = try await stage.run(app, check: true)
        #expect(check["changed"] == true && check["secret"] == nil)
        let created = try await stage.apply(app, .created)
        let made = try await stage.secret(app)
        #expect(made.count >= 32 && created["secret"] == .string(made))
        #expect(created["end_state"]?.object?["secret"] == "********")
        let unchanged = try await stage.run(app, check: true)
        #expect(unchanged["secret"] == .string(made))
        // What is declared is known before.
        let declared = app.merging(["secret": "our-own-secret"])
        #expect(try await stage.run(declared, check: true)["secret"] == "our-own-secret")
        #expect(try await stage.apply(declared, .updated)["secret"] == "our-own-secret")
        let silent = try await stage.apply(["client_id": "app", "secret": "our-own-secret", "name": "x"], .updated)
        #expect(!JSON.object(silent).compact.contains("our-own-secret"))
        // For clients of other protocols 18 makes a secret with the first update.
        let isOld = stage.backend.isOld
        let others: [JSONObject] = [
            ["client_id": "saml", "protocol": "saml", "attributes": ["saml.client.signature": "false"]],
            ["client_id": "registry", "protocol": "docker-v2"],
        ]
        for other in stage.backend.hasDocker ? others : [others[0]] {
            let asked = other.merging(["return_secret": true])
            let first = try await stage.apply(asked, .created, warns: isOld ? 1 : 0)
            let initial = try await stage.secret(other)
            #expect(initial.isEmpty == isOld && first["secret"]?.text ?? "" == initial)
            let next = try await stage.apply(asked.merging(["name": "x"]), .updated)
            let later = try await stage.secret(other)
            #expect(later.count >= 32 && next["secret"] == .string(later))
        }
        try await stage.apply(app.merging(["public_client": true]), .updated, warns: 1)
        try await stage.apply(app.merging(["state": "absent"]), .deleted)
    },
    Story("a secret is kept in a file for its owner alone") { stage in
        let files = MemoryFiles()
        let app: JSONObject = ["client_id": "app", "secret_file": "/run/app.secret"]
        let written = Expected.changed("Its secret has been written to '/run/app.secret'.")
        let created = try await stage.apply(app, written, files: files)
        #expect(created["diff"]?.object?["before"] == ["secret_file": "missing"])
        let made = try await stage.secret(app)
        #expect(files["/run/app.secret"] == made && files.isPrivate("/run/app.secret"))
        #expect(!JSON.object(created).compact.contains(made))
        try await stage.apply(app, .unchanged, files: files)
        // Another content, then open to others, then gone, then another secret.
        let only = Expected.changed("The secret of Client app has been written to '/run/app.secret'.")
        files["/run/app.secret"] = "another"
        try await stage.apply(app, only, files: files)
        files.expose("/run/app.secret")
        let repaired = try await stage.apply(app, only, files: files)
        #expect(repaired["diff"]?.object?["before"] == ["secret_file": "the secret, open to others"])
        #expect(files["/run/app.secret"] == made && files.isPrivate("/run/app.secret"))
        files["/run/app.secret"] = nil
        let both = try await stage.apply(app.merging(["return_secret": true]), only, files: files)
        #expect(both["secret"] == .string(made) && files["/run/app.secret"] == made)
        try await stage.apply(app.merging(["secret": "our-own-secret"]), written, files: files)
        #expect(files["/run/app.secret"] == "our-own-secret")
        // A secret that the server makes anew is in no file.
        try await stage.change(app, ["secret": ""])
        try await stage.apply(app.merging(["secret_policy": "generate"]), written, files: files)
        #expect(files["/run/app.secret"] == (try await stage.secret(app)))
        try await stage.change(app, ["publicClient": true])
        try await stage.apply(app.merging(["public_client": false]), written, files: files)
        #expect(files["/run/app.secret"] == (try await stage.secret(app)))
        try await stage.apply(["client_id": "bearer", "bearer_only": true, "secret_file": "/b"], nil, warns: nil)
    },
    Story("a file that cannot be written is told before anything is done, or with what was done") { stage in
        let app: JSONObject = ["client_id": "app", "secret_file": "/full/app.secret"]
        for (words, changed) in [
            ("Client app has been created. Its secret could not be written", true),
            ("The secret of Client app could not be written", false),
        ] {
            let result = try await stage.run(app)
            #expect(result["failed"] == true && result["changed"] == .bool(changed))
            let message = result["msg"]?.text ?? ""
            #expect(message.hasPrefix("\(words) to '/full/app.secret': No space left on device."), "\(message)")
            #expect(result["end_state"]?.object?["clientId"] == "app")
        }
        _ = stage.transport.take()
        for (path, reason) in [
            ("/closed/x", "cannot be read: Permission denied."),
            ("/missing/x", "could not be written: No such file or directory."),
        ] {
            try await stage.apply(
                ["client_id": "other", "secret_file": .string(path)], .refused("secret_file: '\(path)' \(reason)"))
        }
        #expect(stage.transport.take().isEmpty)
        try await stage.apply(["client_id": "other", "secret_file": ""], .refused("secret_file: is empty"))
    },
    Story("a secret that the server masks or refuses to tell is never written, compared or handed out") { stage in
        let app: JSONObject = ["client_id": "app", "secret": "our-own-secret", "name": "One"]
        try await stage.apply(app, .created)
        for hiding in [HidingTransport(stage.transport, refuses: false), .init(stage.transport, refuses: true)] {
            let files = MemoryFiles()
            files["/f"] = "old content"
            func expect(_ options: JSONObject, _ expected: Expected, warns: Int) async throws {
                try await stage.apply(app.merging(options), expected, warns: warns, over: hiding, files: files)
                #expect(try await stage.secret(app) == "our-own-secret")
                #expect(files["/f"] == "old content")
            }
            try await expect(["secret": "another-secret"], .unchanged, warns: 1)
            try await expect(["secret": "another-secret", "secret_policy": "set_if_absent"], .unchanged, warns: 0)
            try await expect(["secret": "another-secret", "secret_policy": "keep"], .unchanged, warns: 0)
            try await expect(["secret": .null, "secret_policy": "generate"], .unchanged, warns: 0)
            try await expect(["secret_file": "/f", "return_secret": true], .unchanged, warns: 2)
            try await expect(["name": "Two", "secret": .null], .updated, warns: 0)
            try await expect(["name": "One", "secret": "another-secret"], .updated, warns: 1)
        }
    },
]

/// Masks every secret in what the server answers, or leaves it out and refuses to tell it when it is asked for.
struct HidingTransport: Transport {
    private let inner: any Transport
    private let refuses: Bool

    init(_ inner: any Transport, refuses: Bool) {
        self.inner = inner
        self.refuses = refuses
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let response = try await inner.send(request)
        guard request.method == .get, let body = try? JSON(parsing: response.body) else { return response }
        if refuses, request.target.hasSuffix("/client-secret") {
            return HTTPResponse(
                status: 403, headers: response.headers, body: Array(#"{"error":"HTTP 403 Forbidden"}"#.utf8))
        }
        let isAnswer = request.target.hasSuffix("/client-secret")
        return HTTPResponse(
            status: response.status, headers: response.headers,
            body: hidden(body, isAnswer ? "value" : "secret").bytes)
    }

    private func hidden(_ value: JSON, _ key: String) -> JSON {
        if let items = value.array { return .array(items.map { hidden($0, key) }) }
        guard var object = value.object, object[key] != nil else { return value }
        object[key] = refuses ? nil : "**********"
        return .object(object)
    }
}

extension Stage {
    /// The secret of the client that the options name; empty when there is none.
    func secret(_ options: JSONObject) async throws -> String {
        let id = try await id(options["client_id"]?.text ?? "")
        return try await server(.get, ["clients", id, "client-secret"]).object?["value"]?.text ?? ""
    }

    /// Changes the client that the options name behind the module's back.
    func change(_ options: JSONObject, _ fields: JSONObject) async throws {
        let client = try await client(options["client_id"]?.text ?? "")
        let kept = client.filter { ["clientId", "webOrigins", "serviceAccountsEnabled"].contains($0.key) }
        try await server(.put, ["clients", client["id"]?.text ?? ""], .object(kept.merging(fields)))
    }
}
