import Foundation
import HTTP
import JSON
import Keycloak
import Testing

@testable import Resources

/// The module's name.
let registration = ClientRegistrationModule.name
/// The options of nobody who logs in.
let nobody: JSONObject = ["auth_username": .null, "auth_password": .null, "token": .null]

extension Stage {
    /// Runs the module as somebody without a login, in check mode, for real and again.
    @discardableResult
    func register(
        _ options: JSONObject, _ words: String, changed: Bool = true, again: Bool? = false, files: MemoryFiles,
        warns: Int? = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        let options = nobody.merging(["client_id": "app"]).merging(options)
        let result = try await perform(
            registration, options, changed: changed, again: again, files: files, warns: warns, location: location)
        #expect(result["msg"]?.text == words, "\(JSON.object(result).compact)", sourceLocation: location)
        let isChange = result["diff"]?.object?["before"] != result["diff"]?.object?["after"]
        #expect(isChange == changed, "the diff says otherwise", sourceLocation: location)
        return result
    }

    /// Runs the module for real, which has to fail with these words and change nothing.
    func failsToRegister(
        _ options: JSONObject, _ words: String, files: MemoryFiles = MemoryFiles(), check: Bool = false,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await run(
            nobody.merging(["client_id": "app"]).merging(options), check: check, module: registration, files: files)
        #expect(
            result["failed"] == true && result["changed"] == false && result["msg"]?.text?.contains(words) == true,
            "\(JSON.object(result).compact)", sourceLocation: location)
    }

    /// The token that is kept of a client.
    func token(_ clientID: String, in files: MemoryFiles) async throws -> String {
        try #require(try await kept(clientID, in: files.registrations)?["token"]?.text)
    }
}

private let unchanged = "No changes required for Client app."
private let registered = "Client app has been registered."
private let updated = "The registration of Client app has been updated."

/// `keycloak_client_registration`.
let clientRegistrationStories: [Story] = [
    Story("a client is registered with an initial access token, changed with its own one, and deleted") { stage in
        let files = MemoryFiles()
        let initial: JSONObject = ["initial_access_token": .string(try await stage.initialToken(count: 2))]
        let result = try await stage.register(
            initial.merging([
                "name": "One", "secret": "a-secret-of-ours", "redirect_uris": ["https://a/*"], "attributes": ["a": "1"],
            ]), registered, files: files)
        #expect(result["end_state"]?.object?["name"] == "One")
        let first = try await stage.token("app", in: files)
        #expect(
            !JSON.object(result).compact.contains(first) && !JSON.object(result).compact.contains("a-secret-of-ours"))
        // No further change rotates the token, and a change does.
        #expect(try await stage.token("app", in: files) == first)
        try await stage.register(["name": "Two", "description": "x", "attributes": ["b": "2"]], updated, files: files)
        let second = try await stage.token("app", in: files)
        #expect(second != first)
        var client = try await stage.client("app")
        #expect(client["name"] == "Two" && client["redirectUris"] == ["https://a/*"])
        #expect(client["attributes"]?.object?["a"] == "1" && client["attributes"]?.object?["b"] == "2")
        // The server keeps what is left out, so what is emptied is sent.
        try await stage.register(
            ["description": "", "redirect_uris": [], "web_origins": [], "attributes": ["a": .null]], updated,
            files: files)
        client = try await stage.client("app")
        #expect(client["redirectUris"] == [] && client["webOrigins"] == [] && client["description"]?.text ?? "" == "")
        #expect(client["attributes"]?.object?["a"] == nil && client["attributes"]?.object?["b"] == "2")
        try await stage.register(["attributes": ["c": "3"], "attributes_behavior": "exact"], updated, files: files)
        #expect(try await stage.client("app")["attributes"]?.object?["b"] == nil)
        try await stage.register(
            ["state": "absent"], "The registration of Client app has been deleted.", files: files)
        #expect(try await stage.found("app") == nil)
        #expect(try await stage.kept("app", in: files.registrations) == nil)
        try await stage.register(
            ["state": "absent"], "No token of client 'app' is known, and there is no login; doing nothing.",
            changed: false, files: files)
    },
    Story("mappers of a registration keep their ids, also those of types that its policy does not allow") { stage in
        let files = MemoryFiles()
        func mapper(_ name: String, _ claim: String) -> JSON {
            [
                "name": .string(name), "protocolMapper": "oidc-usermodel-attribute-mapper",
                "config": ["user.attribute": "a", "claim.name": .string(claim), "jsonType.label": "String"],
            ]
        }
        try await stage.register(
            [
                "initial_access_token": .string(try await stage.initialToken()),
                "protocol_mappers": [mapper("a", "one"), mapper("b", "one")],
            ], registered, files: files)
        let hardcoded: JSON = [
            "name": "h", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": ["claim.name": "h", "claim.value": "1", "jsonType.label": "String"],
        ]
        try await stage.server(
            .post, ["clients", try await stage.id("app"), "protocol-mappers", "models"], hardcoded)
        func ids() async throws -> [String: String] {
            let mappers = try await stage.client("app")["protocolMappers"]?.array ?? []
            return Dictionary(
                uniqueKeysWithValues: mappers.compactMap(\.object).map {
                    ($0["name"]?.text ?? "", $0["id"]?.text ?? "")
                })
        }
        guard !stage.backend.isOld else {
            // Such a server refuses any list that holds one, also one that is there already.
            try await stage.failsToRegister(
                ["protocol_mappers": [mapper("a", "two")], "protocol_mappers_behavior": "merge"],
                "the realm's policy 'Allowed Protocol Mapper Types' does not allow it", files: files)
            try await stage.register(["protocol_mappers": [mapper("a", "two")]], updated, files: files)
            return
        }
        let before = try await ids()
        try await stage.register(
            ["protocol_mappers": [mapper("a", "two")], "protocol_mappers_behavior": "merge"], updated, files: files)
        #expect(try await ids() == before)
        try await stage.register(["protocol_mappers": [mapper("a", "two"), hardcoded]], updated, files: files)
        let after = try await ids()
        #expect(after == before.filter { $0.key != "b" })
        let other: JSON = ["name": "i", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": ["claim.name": "i"]]
        try await stage.failsToRegister(
            ["protocol_mappers": [other], "protocol_mappers_behavior": "merge"],
            "the realm's policy 'Allowed Protocol Mapper Types' does not allow it", files: files)
        #expect(try await ids() == after)
        try await stage.register([:], unchanged, changed: false, files: files)
    },
    Story("a registration changes both lists of client scopes where the server does that at all") { stage in
        let files = MemoryFiles()
        try await stage.register(
            ["initial_access_token": .string(try await stage.initialToken())], registered, files: files)
        let wanted: JSONObject = ["default_client_scopes": ["email"], "client_scopes_behavior": "idempotent"]
        guard !stage.backend.isOld else {
            try await stage.register(wanted, unchanged, changed: false, files: files, warns: 1)
            return
        }
        let before = try await stage.client("app")
        let result = try await stage.register(wanted, updated, files: files)
        #expect(result["end_state"]?.object?["defaultClientScopes"] == ["email"])
        let after = try await stage.client("app")
        #expect(Set(after["optionalClientScopes"]?.array ?? []) == Set(before["optionalClientScopes"]?.array ?? []))
        try await stage.register(
            ["optional_client_scopes": ["phone"], "client_scopes_behavior": "idempotent"], updated, files: files)
        #expect(try await stage.client("app")["defaultClientScopes"] == ["email"])
        #expect(try await stage.client("app")["optionalClientScopes"] == ["phone"])
    },
    Story("the client's own token goes into a file, and comes from there on another host") { stage in
        let files = MemoryFiles()
        let file: JSONObject = ["registration_access_token_file": "/etc/app/token"]
        files["/initial"] = try await stage.initialToken() + "\n"
        try await stage.register(
            file.merging(["initial_access_token_file": "/initial", "secret_file": "/etc/app/secret"]),
            "\(registered) Its secret has been written to '/etc/app/secret'. Its token has been written to '/etc/app/token'.",
            files: files)
        #expect(files.isPrivate("/etc/app/token"))
        #expect(files["/etc/app/token"] == (try await stage.token("app", in: files)))
        #expect(try await stage.secret(try await stage.id("app")) == files["/etc/app/secret"].map { .string($0) })
        try await stage.register(
            file.merging(["name": "Two"]), "\(updated) Its token has been written to '/etc/app/token'.", files: files)
        #expect(files["/etc/app/token"] == (try await stage.token("app", in: files)))
        files["/etc/app/token"] = nil
        try await stage.register(
            file, "The token of client 'app' has been written to '/etc/app/token'.", files: files)
        // Another host has the file and no store.
        let elsewhere = MemoryFiles()
        elsewhere["/etc/app/token"] = files["/etc/app/token"]
        try await stage.register(file.merging(["name": "Two"]), unchanged, changed: false, files: elsewhere)
        try await stage.register(
            file.merging(["name": "Three"]), "\(updated) Its token has been written to '/etc/app/token'.",
            files: elsewhere)
        // Which leaves this one without.
        try await stage.failsToRegister(file.merging(["name": "Four"]), "the token is not the client's", files: files)
        let told = try await stage.register(["return_token": true], unchanged, changed: false, files: elsewhere)
        #expect(told["token"]?.text == elsewhere["/etc/app/token"])
        // One that cannot be written after all is kept.
        let full = try await stage.run(
            nobody.merging(["client_id": "app", "name": "Five", "registration_access_token_file": "/full/token"]),
            module: registration, files: elsewhere)
        #expect(full["failed"] == true && full["changed"] == true)
        #expect(full["msg"]?.text?.contains("The token is kept: mend that and run again.") == true)
        try await stage.register(["name": "Five"], unchanged, changed: false, files: elsewhere)
        try await stage.register(
            file.merging(["state": "absent"]), "The registration of Client app has been deleted.", again: nil,
            files: elsewhere, warns: 1)
        // Whose token is of no use: it looks the same where there never was one.
        try await stage.register(
            file.merging(["state": "absent"]), "Client does not exist; doing nothing.", changed: false,
            files: elsewhere, warns: 1)
    },
    Story("who is refused a registration is told why, and nothing has changed") { stage in
        let used = try await stage.initialToken()
        try await stage.register(["initial_access_token": .string(used)], registered, files: MemoryFiles())
        let good = try await stage.initialToken(count: 9)
        let gone = try await stage.initialToken(count: 7)
        for item in try await stage.server(.get, ["clients-initial-access"]).array ?? []
        where item.object?["count"] == 7 {
            try await stage.server(.delete, ["clients-initial-access", item.object?["id"]?.text ?? ""])
        }
        let mapper: JSON = [
            ["name": "m", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": ["claim.name": "a"]]
        ]
        for (options, words) in [
            (["initial_access_token": .string(used)], "the initial access token is used up"),
            (["initial_access_token": .string(gone)], "the initial access token has been deleted"),
            (
                ["initial_access_token": "garbage"],
                "the initial access token has expired, or was made for another realm"
            ),
            (
                ["initial_access_token": .string(good), "client_id": "app"],
                "the realm has a client of that name already"
            ),
            (
                ["initial_access_token": .string(good), "protocol_mappers": mapper],
                "the realm's policy 'Allowed Protocol Mapper Types' does not allow it"
            ),
            (
                ["initial_access_token": .string(good), "default_client_scopes": ["nothing"]],
                "the realm's policy 'Allowed Client Scopes' does not allow it"
            ), ([:], "There is nothing to register a client with."),
            (
                ["registration_access_token": .string(good)],
                "an initial access token registers clients and does nothing"
            ),
            (
                ["registration_access_token": "garbage"],
                "the client's token was made for another realm or through another address"
            ),
        ] as [(JSONObject, String)] {
            let name: JSONObject = words.contains("of that name") ? [:] : ["client_id": "other"]
            try await stage.failsToRegister(name.merging(options), words)
        }
        #expect(try await stage.found("other") == nil)
    },
    Story("an initial access token that has expired registers nothing") { stage in
        let token = try await stage.initialToken(expiration: 1)
        let request = RegistrationRequest(.get, realm: stage.realm, provider: .keycloak, clientID: "app")
        let session = stage.registrations(Registrant()).context.session
        var reason = ""
        for _ in 0..<600 where reason != "Failed decode token" {
            do {
                _ = try await session.send(request, as: .initial(token))
            } catch let error as KeycloakError {
                if case .registration(let refusal, _) = error { reason = refusal.reason }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        try await stage.failsToRegister(
            ["initial_access_token": .string(token)], "the initial access token has expired, or was made for")
    },
    Story("a token that was lost is replaced by another one where an administrator logs in") { stage in
        let files = MemoryFiles()
        try await stage.register(
            ["initial_access_token": .string(try await stage.initialToken())], registered, files: files)
        let losing = LosingTransport(inner: stage.transport) {
            $0.method == .put && $0.target.contains("/clients-registrations/")
        }
        let lost = try await stage.run(
            nobody.merging(["client_id": "app", "name": "Two"]), over: losing, module: registration, files: files)
        #expect(lost["failed"] == true)
        #expect(lost["msg"]?.text?.contains("the next run looks for that") == true)
        try await stage.failsToRegister(
            ["name": "Two"], "An earlier run ended before it could keep the token", files: files)
        try await stage.failsToRegister(
            ["name": "Two"], "An earlier run ended before it could keep the token", files: files, check: true)
        // The administrator of master, whose login the registration service does not take.
        let administrator: JSONObject = ["client_id": "app", "name": "Two"]
        let helped = try await stage.perform(
            registration, administrator, changed: true, files: files, warns: 1)
        #expect(helped["msg"] == "Client app has been given another token.", "\(JSON.object(helped).compact)")
        try await stage.register(["name": "Two"], unchanged, changed: false, files: files)
        // And one that somebody else replaced.
        try await stage.server(
            .post, ["clients", try await stage.id("app"), "registration-access-token"], [:])
        try await stage.failsToRegister(
            ["name": "Three"], "the token is not the client's, or not any more", files: files)
        try await stage.perform(
            registration, ["client_id": "app", "name": "Three"], changed: true, files: files, warns: 1)
        #expect(try await stage.client("app")["name"] == "Three")
    },
    Story("users of the realm keep clients through the registration as far as their roles go") { stage in
        let creator = try await stage.user("creator", roles: ["create-client"])
        let viewer = try await stage.user("viewer", roles: ["view-clients"])
        let manager = try await stage.user("manager", roles: ["manage-clients"])
        let files = MemoryFiles()
        try await stage.perform(registration, creator.merging(["client_id": "app"]), changed: true, files: files)
        let token = try await stage.token("app", in: files)
        for (options, words) in [
            (creator, "the realm has a client of that name already"), (viewer, "needs the role manage-clients"),
            ([:], "the login is one of another realm"),
        ] {
            let result = try await stage.run(
                options.merging(["client_id": "app", "name": "Two"]), module: registration)
            #expect(
                result["failed"] == true && result["msg"]?.text?.contains(words) == true,
                "\(JSON.object(result).compact)")
        }
        let unseen = try await stage.run(
            creator.merging(["client_id": "app", "state": "absent"]), module: registration)
        #expect(unseen["msg"]?.text?.contains("needs the role view-clients or manage-clients") == true)
        let bare = MemoryFiles()
        try await stage.perform(
            registration, manager.merging(["client_id": "app", "name": "Two"]), changed: true, files: bare)
        // Nobody told the manager the token, which stays as it is.
        let untold = try await stage.perform(
            registration, manager.merging(["client_id": "app", "name": "Two", "return_token": true]), changed: false,
            files: bare, warns: 1)
        #expect(untold["token"] == nil)
        try await stage.register(["name": "Two"], unchanged, changed: false, files: files)
        #expect(try await stage.token("app", in: files) == token)
        try await stage.perform(
            registration, manager.merging(["client_id": "app", "state": "absent"]), changed: true, files: bare)
        try await stage.register(
            ["state": "absent"], "Client does not exist; doing nothing.", changed: false, again: nil, files: files,
            warns: 1)
    },
    Story("a client that was disabled is enabled by an administrator only", on: { !$0.isOld }) { stage in
        let files = MemoryFiles()
        try await stage.register(
            ["initial_access_token": .string(try await stage.initialToken())], registered, files: files)
        try await stage.register(["enabled": false], updated, again: nil, files: files)
        try await stage.failsToRegister(["enabled": true], "the client is disabled or gone", files: files)
        let result = try await stage.run(["client_id": "app", "enabled": true], module: registration, files: files)
        #expect(result["msg"]?.text?.contains("Client 'app' is disabled. An administrator can enable it") == true)
        try await stage.apply(["client_id": "app", "enabled": true], .updated)
        try await stage.register(["enabled": true], unchanged, changed: false, files: files)
    },
    Story("a client that was deleted by somebody else is registered anew") { stage in
        let files = MemoryFiles()
        let initial: JSONObject = ["initial_access_token": .string(try await stage.initialToken(count: 2))]
        try await stage.register(initial, registered, files: files)
        try await stage.server(.delete, ["clients", try await stage.id("app")])
        try await stage.failsToRegister(initial, "the token is not the client's, or not any more", files: files)
        let again = try await stage.perform(
            registration, initial.merging(["client_id": "app"]), changed: true, files: files, warns: 1)
        #expect(again["msg"]?.text == registered)
    },
    Story("a registered client that is confidential has a secret on every server") { stage in
        let files = MemoryFiles()
        try await stage.register(
            ["initial_access_token": .string(try await stage.initialToken()), "secret_file": "/secret"],
            "\(registered) Its secret has been written to '/secret'.", files: files)
        #expect(try await stage.secret(try await stage.id("app")) == files["/secret"].map { .string($0) })
        try await stage.register(["secret": "another-secret-of-ours"], updated, files: files)
        #expect(try await stage.secret(try await stage.id("app")) == "another-secret-of-ours")
    },
    Story("a registration ends as the server has it, also where the server's answers to a change say otherwise") {
        stage in
        for (name, options) in [
            ("logout", ["frontchannel_logout": true]), ("grants", ["direct_access_grants_enabled": true]),
            ("public", ["public_client": true, "direct_access_grants_enabled": true]),
        ] as [(String, JSONObject)] {
            let files = MemoryFiles()
            let initial: JSONObject = ["initial_access_token": .string(try await stage.initialToken())]
            let client: JSONObject = ["client_id": .string(name)]
            func play(_ more: JSONObject, _ words: String) async throws {
                let result = try await stage.register(
                    client.merging(options).merging(more), words.replacingOccurrences(of: "app", with: name),
                    files: files)
                let stored = try await stage.client(name)
                for key in ["frontchannelLogout", "directAccessGrantsEnabled", "publicClient"] {
                    #expect(result["end_state"]?.object?[key] == stored[key], "\(name): \(key)")
                }
            }
            try await play(initial, registered)
            try await play(["name": "Two"], updated)
        }
    },
    Story("a client with authorization services keeps them when its registration changes", on: \.isReal) { stage in
        let files = MemoryFiles()
        let services: JSONObject = ["service_accounts_enabled": true, "authorization_services_enabled": true]
        try await stage.register(
            services.merging(["initial_access_token": .string(try await stage.initialToken())]), registered,
            files: files)
        try await stage.register(services.merging(["name": "Two"]), updated, files: files)
        #expect(try await stage.client("app")["authorizationServicesEnabled"] == true)
        try await stage.failsToRegister(
            ["authorization_services_enabled": false], "cannot be changed through the registration", files: files)
    },
]
