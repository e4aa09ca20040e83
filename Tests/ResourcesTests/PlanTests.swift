import HTTP
import JSON
import Reconcile
import Testing

@testable import Resources

/// What a plan holds where a real server can hardly be brought to show it.
struct PlanTests {
    private func mapper(_ id: JSON, _ name: JSON, _ value: JSON) -> JSON {
        [
            "id": id, "name": name, "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": ["claim.value": value],
        ]
    }

    private func plan(_ options: JSONObject, beside existing: JSONObject) throws -> ClientPlan {
        let settled = Arguments.settle(options.merging(["client_id": "app"]), ClientModule.options)
        try #require(settled.problems == [])
        let declaration = try ClientCompletion.complete(
            ClientDeclaration(settled.arguments), beside: existing, ServiceAccountDefaults())
        return try ClientPlan.update(existing, id: "uuid", declaration, scopeIDs: [:])
    }

    /// Two mappers of one name come about when two clients of the API race (need 52); then every PUT of mappers fails.
    @Test("mappers that exist twice are healed, with exact and with merge", arguments: ["exact", "merge"])
    func duplicatesAreHealed(_ behavior: String) throws {
        let existing: JSONObject = [
            "id": "uuid", "clientId": "app", "protocol": "openid-connect", "webOrigins": [],
            "protocolMappers": [mapper("1", "twice", "a"), mapper("2", "twice", "b"), mapper("3", "other", "c")],
        ]
        let declared: JSON = [
            ["name": "twice", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": ["claim.value": "a"]],
            ["name": "other"],
        ]
        let plan = try plan(
            ["protocol_mappers": declared, "protocol_mappers_behavior": .string(behavior)], beside: existing)
        #expect(plan.comparison.removed == [Path("protocolMappers", "openid-connect/twice (2)")])
        let first = try #require(plan.steps.first)
        #expect(first.method == .delete)
        #expect(first.path == ["clients", "uuid", "protocol-mappers", "models", "2"])
        #expect(plan.target["protocolMappers"]?.array?.count == 2)
    }

    @Test("a PUT carries what differs and what the server demands, and nothing else")
    func putIsPartial() throws {
        let existing: JSONObject = [
            "id": "uuid", "clientId": "app", "protocol": "openid-connect", "name": "old", "description": "kept",
            "webOrigins": ["https://a.example"], "redirectUris": ["https://a.example/*"],
            "serviceAccountsEnabled": true, "authorizationServicesEnabled": true,
            "defaultClientScopes": ["service_account"], "attributes": ["a": "1", "b": "2", "realm_client": "false"],
        ]
        let plan = try plan(["name": "new", "attributes": ["a": "1", "b": .null, "c": true]], beside: existing)
        #expect(plan.steps.count == 1)
        #expect(
            plan.steps.first?.body == [
                "name": "new", "attributes": ["b": .null, "c": "true"], "clientId": "app",
                "authorizationServicesEnabled": true, "serviceAccountsEnabled": true,
                "webOrigins": ["https://a.example"],
            ])
    }

    @Test("a masked secret is unknown: never a change, never written, told")
    func maskedSecretIsUnknown() throws {
        let existing: JSONObject = [
            "id": "uuid", "clientId": "app", "protocol": "openid-connect", "secret": "**********",
            "publicClient": false,
        ]
        let settled = Arguments.settle(["client_id": "app", "secret": "declared"], ClientModule.options)
        let completed = try ClientCompletion.complete(
            ClientDeclaration(settled.arguments), beside: existing, ServiceAccountDefaults())
        #expect(completed.warnings.count == 1)
        #expect(try !plan(["secret": "declared"], beside: existing).isChanged)
    }

    @Test("exact attributes keep what the server makes: its own always, its defaults while they are defaults")
    func exactKeepsServerMade() throws {
        let existing: JSONObject = [
            "id": "uuid", "clientId": "app", "protocol": "openid-connect",
            "attributes": [
                "realm_client": "false", "client.secret.creation.time": "1", "client.secret.rotated": "old",
                "backchannel.logout.session.required": "true", "backchannel.logout.revoke.offline.tokens": "true",
                "theirs": "x", "ours": "y",
            ],
        ]
        let plan = try plan(["attributes": ["ours": "y"], "attributes_behavior": "exact"], beside: existing)
        #expect(
            plan.comparison.removed == [
                Path("attributes", "backchannel.logout.revoke.offline.tokens"), Path("attributes", "theirs"),
            ])
    }

    @Test("18's mappers of a service account are left by an exact list")
    func serviceAccountMappersStay() throws {
        let existing: JSONObject = [
            "id": "uuid", "clientId": "app", "protocol": "openid-connect", "serviceAccountsEnabled": true,
            "protocolMappers": .array(ClientDefaults.serviceAccountMappers),
        ]
        #expect(try !plan(["protocol_mappers": []], beside: existing).isChanged)
    }
}
