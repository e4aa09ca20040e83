import HTTP
import JSON
import Reconcile
import TestSupport
import Testing

@testable import Resources

/// Declarations that come from a server, and go back to it.
let exportStories: [Story] = [
    Story("an export says what a creation would not give, and gives the same clients again") { stage in
        let clients: [JSONObject] = [
            ["client_id": "plain"],
            [
                "client_id": "public", "public_client": true, "redirect_uris": ["https://a.example/*"],
                "web_origins": [], "attributes": ["post.logout.redirect.uris": "+"], "name": "Name",
            ],
            ["client_id": "consent", "consent_required": true, "full_scope_allowed": true, "secret": "canary-secret"],
            [
                "client_id": "serving", "service_accounts_enabled": true, "default_client_scopes": ["email"],
                "client_scopes_behavior": "idempotent",
                "authentication_flow_binding_overrides": ["browser_name": "browser"],
                "service_account_roles": [
                    "realm": "offline_access", "clients": ["account": ["view-profile", "manage-account"]],
                ],
            ],
            ["client_id": "ruling", "service_accounts_enabled": true, "authorization_services_enabled": true],
            ["client_id": "saml", "protocol": "saml", "attributes": ["saml.client.signature": "false"]],
            [
                "client_id": "mapped",
                "protocol_mappers": [
                    [
                        "name": "m", "protocolMapper": "oidc-hardcoded-claim-mapper",
                        "config": ["claim.name": "c", "claim.value": "v", "access.token.claim": true],
                    ]
                ],
            ],
            ["client_id": "bearer", "bearer_only": true],
        ]
        let created = try await stage.run(
            ["clients": .array(clients.map { .object($0) })], module: "keycloak_clients")
        try #require(created["failed"] == nil, "\(created)")
        // Beside the mapper that some servers give to every client (facts-core 2.4).
        try await stage.server(
            .post, ["clients", stage.id("bearer"), "protocol-mappers", "models"],
            ["name": "late", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper"])
        let exported = try await ClientExport(realm: stage.realm, stage.context()).declarations(of: nil)
        #expect(exported.warnings.isEmpty)
        #expect(exported.clients.count == clients.count)
        let text = JSON.array(exported.clients.map { .object($0) })
        #expect(!text.compact.contains("canary"))
        #expect(exported.clients.first { $0["clientId"] == "plain" } == ["clientId": "plain"], "\(text.pretty)")
        let serving = exported.clients.first { $0["clientId"] == "serving" }
        #expect(
            serving?["serviceAccountRoles"] == [
                "realm": ["offline_access"], "clients": ["account": ["manage-account", "view-profile"]],
            ])
        #expect(serving?["protocolMappers"] == nil, "what 18 gives to an account is not said")
        let ruling = exported.clients.first { $0["clientId"] == "ruling" }
        #expect(ruling?["serviceAccountRoles"] == nil, "what authorization services give is not said")
        try await stage.applyExport()
    },
    Story("an export of clients that are not there names them") { stage in
        let failure = await #expect(throws: Failure.self) {
            try await ClientExport(realm: stage.realm, stage.context()).declarations(of: ["account", "no", "nor"])
        }
        #expect(failure?.message == "Realm '\(stage.realm)' has no client no, nor.")
    },
    Story("a fleet prunes what carries its mark and is not declared any more, and nothing else") { stage in
        let owner = try #require(FleetOwner("team-a"))
        func fleet(_ names: [String]) -> Fleet {
            owner.marking(
                Fleet(
                    names.map { Fleet.Client(["client_id": .string($0)], at: FleetPlace(Path($0))) }, realm: stage.realm
                ))
        }
        _ = try await stage.run(["client_id": "foreign", "attributes": ["latchkey.owner": "team-b"]])
        _ = try await stage.run(["client_id": "unmarked"])
        let first = FleetReport(await FleetRun(fleet(["one", "two"]), FleetSettings(), stage.context()).run())
        #expect(first.count(.create) == 2 && first.count(.failed) == 0, "\(first.results)")
        let again = FleetReport(await FleetRun(fleet(["one", "two"]), FleetSettings(), stage.context()).run())
        #expect(again.isChanged == false)
        // An exact list of attributes leaves the mark.
        let exact = try await stage.run(
            ["client_id": "one", "attributes": ["x": "y"], "attributes_behavior": "exact"])
        #expect(exact["end_state"]?.object?["attributes"]?.object?["latchkey.owner"] == "team-a")
        let surplus = try await owner.surplus(in: fleet(["two"]), stage.context())
        #expect(surplus.map { $0.written["client_id"] } == ["one"])
        let pruned = Fleet(fleet(["two"]).clients + surplus, realm: stage.realm)
        let report = FleetReport(await FleetRun(pruned, FleetSettings(), stage.context()).run())
        #expect(report.count(.delete) == 1 && report.count(.failed) == 0, "\(report.results)")
        for name in ["two", "foreign", "unmarked", "account"] { _ = try await stage.client(name) }
    },
]

extension Stage {
    /// Exports all clients and applies them to where they came from, where nothing changes, and to another realm, which gets
    /// the same clients, so that the same is said of them.
    func applyExport(_ remark: String = "") async throws {
        let exported = try await ClientExport(realm: realm, context()).declarations(of: nil)
        let text = JSON.array(exported.clients.map { .object($0) })
        let same = try await run(["clients": text], module: "keycloak_clients")
        #expect(same["changed"] == false && same["failed"] == nil, "\(same) of \(text.pretty) \(remark)")
        try await Stage.inRealm(on: backend) { other in
            let applied = try await other.run(["clients": text], module: "keycloak_clients")
            #expect(applied["failed"] == nil, "\(applied) of \(text.pretty) \(remark)")
            let again = try await ClientExport(realm: other.realm, other.context()).declarations(of: nil)
            #expect(again.clients == exported.clients, "\(remark)")
        }
    }
}
