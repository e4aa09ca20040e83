import HTTP
import JSON
import Testing

@testable import Resources

private let policy = ClientRegistrationPolicyModule.name
private let type = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"

extension Stage {
    /// The policies of a name as the server has them.
    fileprivate func policies(_ name: String) async throws -> [JSONObject] {
        (try await server(.get, ["components"], query: [("type", type), ("name", name)]).array ?? [])
            .compactMap(\.object)
    }

    /// Runs the module, and holds that the server then has one such policy with these settings, as the end state says.
    @discardableResult
    fileprivate func keep(
        _ options: JSONObject, _ words: String, changed: Bool = true, has config: JSONObject,
        location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        let options = JSONObject([("name", "ours"), ("sub_type", "anonymous")]).merging(options)
        let result = try await perform(policy, options, changed: changed, location: location)
        #expect(result["msg"]?.text?.hasSuffix(words) == true, "\(result)", sourceLocation: location)
        let found = try await policies(options["name"]?.text ?? "").filter { $0["subType"] == options["sub_type"] }
        #expect(found.count == 1, sourceLocation: location)
        let wanted = RegistrationPolicyConfig.canonical(config)
        let kept = RegistrationPolicyConfig.canonical(found.first?["config"]?.object ?? [:])
        #expect(kept == wanted, "\(JSON.object(kept).compact)", sourceLocation: location)
        #expect(result["end_state"]?.object?["config"] == .object(wanted), sourceLocation: location)
        #expect(result["end_state"]?.object?["id"] == found.first?["id"], sourceLocation: location)
        return result
    }
}

private let hosts = "host-sending-registration-request-must-match"
private let uris = "client-uris-must-match"

/// `keycloak_client_registration_policy`.
let clientRegistrationPolicyStories: [Story] = [
    Story("a policy is made with what its kind has from the start, changed, and deleted") { stage in
        let created = "policy 'ours' has been created."
        let updated = "policy 'ours' has been updated."
        let unchanged = "for client registration policy 'ours'."
        let new: JSONObject = ["provider_id": "trusted-hosts", "trusted_hosts": ["b.example", "a.example"]]
        let check = try await stage.run(
            new.merging(["name": "ours", "sub_type": "anonymous"]), check: true, module: policy)
        #expect(check["end_state"]?.object?["config"]?.object?[hosts] == ["true"])
        let made = try await stage.keep(
            new, created, has: ["trusted-hosts": ["a.example", "b.example"], hosts: ["true"], uris: ["true"]])
        #expect(made["end_state"]?.object?.filter { $0.key != "id" } == check["end_state"]?.object)
        // Order and duplicates are nothing, and what is not named stays.
        try await stage.keep(
            ["trusted_hosts": "a.example,b.example,a.example"], unchanged, changed: false,
            has: ["trusted-hosts": ["a.example", "b.example"], hosts: ["true"], uris: ["true"]])
        let changed = try await stage.keep(
            ["config": [hosts: false]], updated,
            has: ["trusted-hosts": ["a.example", "b.example"], hosts: ["false"], uris: ["true"]])
        #expect(changed["diff"]?.object?["before"] == ["config": [hosts: ["true"]]])
        #expect(changed["diff"]?.object?["after"] == ["config": [hosts: ["false"]]])
        // An element that is gone is a change, and so is the whole list.
        try await stage.keep(
            ["trusted_hosts": ["a.example"]], updated,
            has: ["trusted-hosts": ["a.example"], hosts: ["false"], uris: ["true"]])
        try await stage.keep(["trusted_hosts": []], updated, has: [hosts: ["false"], uris: ["true"]])
        try await stage.keep(
            ["config": ["trusted-hosts": "a.example"], "config_behavior": "exact"], updated,
            has: ["trusted-hosts": ["a.example"], hosts: ["true"], uris: ["true"]])
        try await stage.keep(
            ["config": ["trusted-hosts": .null]], updated, has: [hosts: ["true"], uris: ["true"]])
        let absent: JSONObject = ["name": "ours", "sub_type": "anonymous", "state": "absent"]
        let gone = try await stage.perform(policy, absent, changed: true)
        #expect(gone["msg"] == "Client registration policy 'ours' has been deleted." && gone["end_state"] == [:])
        #expect(try await stage.policies("ours").isEmpty)
        let again = try await stage.perform(policy, absent, changed: false)
        #expect(again["msg"] == "Client registration policy 'ours' does not exist; doing nothing.")
    },
    Story("the policies that a realm has are known by name and by whom they are for") { stage in
        let mappers: JSONObject = [
            "name": "Allowed Protocol Mapper Types", "sub_type": "authenticated",
            "allowed_protocol_mapper_types": ["oidc-full-name-mapper", "oidc-hardcoded-claim-mapper"],
        ]
        let updated = try await stage.keep(
            mappers, "has been updated.",
            has: ["allowed-protocol-mapper-types": ["oidc-full-name-mapper", "oidc-hardcoded-claim-mapper"]])
        let others = try await stage.policies("Allowed Protocol Mapper Types").filter { $0["subType"] == "anonymous" }
        #expect(others.first?["config"]?.object?["allowed-protocol-mapper-types"]?.array?.count == 8)
        #expect(updated["end_state"]?.object?["providerId"] == "allowed-protocol-mappers")
        try await stage.keep(
            ["name": "Max Clients Limit", "max_clients": 3], "has been updated.", has: ["max-clients": ["3"]])
        try await stage.keep(
            ["name": "Allowed Client Scopes", "allowed_client_scopes": ["email"], "allow_default_scopes": false],
            "has been updated.", has: ["allowed-client-scopes": ["email"], "allow-default-scopes": ["false"]])
        // Another kind has other settings.
        try await stage.keep(
            ["name": "Max Clients Limit", "provider_id": "consent-required"], "has been updated.", has: [:])
        try await stage.keep(
            ["name": "Max Clients Limit", "provider_id": "max-clients"], "has been updated.",
            has: ["max-clients": ["200"]])
    },
    Story("what a policy cannot have is refused before any write, with what it can have") { stage in
        func refuse(_ options: JSONObject, _ words: String, location: SourceLocation = #_sourceLocation) async throws {
            let options = JSONObject([("name", "p"), ("sub_type", "anonymous")]).merging(options)
            try await stage.refuse(policy, options, words, location: location)
        }
        try await refuse([:], "provider_id: is needed, since there is no policy 'p' yet; known: allowed-client-")
        try await refuse(["provider_id": "max-client"], "no kind of policy 'max-client'; did you mean 'max-clients'?")
        try await refuse(
            ["provider_id": "max-clients", "trusted_hosts": "a"],
            "trusted_hosts: is no setting of the kind of policy 'max-clients'")
        try await refuse(
            ["provider_id": "scope", "config": ["foo": "a"]],
            "config.foo: is no setting of the kind of policy 'scope', which has none")
        try await refuse(
            ["provider_id": "trusted-hosts", "config": ["trusted-host": "a"]], "did you mean 'trusted-hosts'?")
        try await refuse(
            ["provider_id": "max-clients", "config": ["max-clients": ["1", "2"]]],
            "max_clients: must be one value")
        try await refuse(
            ["provider_id": "max-clients", "config": ["max-clients": "many"]],
            "max_clients: must be a whole number, not 'many'")
        try await refuse(
            ["provider_id": "trusted-hosts", "config": [uris: "maybe"]],
            "client_uris_must_match: must be a boolean, not 'maybe'")
        try await refuse(
            [
                "provider_id": "trusted-hosts", "client_uris_must_match": false,
                "host_sending_registration_request_must_match": false,
            ], "is false, and so is client_uris_must_match; one of them must be true")
        try await refuse(
            ["provider_id": "allowed-client-templates", "allowed_client_scopes": "emial"],
            "allowed_client_scopes: the server knows no 'emial'; did you mean 'email'?")
        try await refuse(["provider_id": "max-clients", "max_clients": -1], "max_clients: must not be negative")
        try await refuse(
            ["max_clients": 5, "config": ["max-clients": 6]], "max_clients: differs from config.max-clients")
        try await refuse(["config": ["max-clients": ["a": "b"]]], "must be a text, or a list of texts")
        try await refuse(["name": " "], "name: is needed")
        try await stage.refuse(policy, ["name": "p"], "sub_type: is needed; give one of: anonymous, authenticated")
        try await refuse(["realm": "no-such-realm"], "Realm not found.")
        #expect(try await stage.policies("p").isEmpty)
    },
    Story("of several policies with one name none is changed, and all are deleted") { stage in
        for count in ["5", "6"] {
            try await stage.server(
                .post, ["components"],
                [
                    "name": "twin", "providerId": "max-clients", "providerType": .string(type),
                    "subType": "anonymous", "config": ["max-clients": [.string(count)]],
                ])
        }
        let twin: JSONObject = ["name": "twin", "sub_type": "anonymous"]
        try await stage.refuse(
            policy, twin.merging(["max_clients": 7]),
            "There are 2 client registration policies 'twin' for 'anonymous': ")
        let gone = try await stage.perform(policy, twin.merging(["state": "absent"]), changed: true)
        #expect(gone["msg"] == "2 client registration policies 'twin' have been deleted.")
        #expect(try await stage.policies("twin").isEmpty)
    },
    Story("a policy whose creation was not answered is made once") { stage in
        let losing = LosingTransport(inner: stage.transport) {
            $0.method == .post && $0.target.hasSuffix("/components")
        }
        let options: JSONObject = ["name": "ours", "sub_type": "anonymous", "provider_id": "client-disabled"]
        let result = try await stage.run(options, over: losing, module: policy)
        #expect(result["changed"] == true && result["failed"] == nil, "\(result)")
        #expect(try await stage.policies("ours").count == 1)
    },
    Story("rights to view the realm are enough for a check of a policy, and those to manage it for the rest") { stage in
        let options: JSONObject = ["name": "Max Clients Limit", "sub_type": "anonymous", "max_clients": 9]
        let viewer = try await stage.user(roles: ["view-realm"])
        let check = try await stage.run(viewer.merging(options), check: true, module: policy)
        #expect(check["changed"] == true && check["failed"] == nil, "\(check)")
        let refused = try await stage.run(viewer.merging(options), module: policy)
        #expect(refused["failed"] == true && refused["changed"] == false)
        #expect(refused["msg"]?.text?.contains("needs the role manage-realm") == true, "\(refused)")
        let stranger = try await stage.user("stranger", roles: ["manage-clients"])
        let unseen = try await stage.run(stranger.merging(options), module: policy)
        #expect(unseen["msg"]?.text?.contains("needs the role view-realm") == true, "\(unseen)")
        let manager = try await stage.user("manager", roles: ["manage-realm"])
        try await stage.perform(policy, manager.merging(options), changed: true)
    },
]
