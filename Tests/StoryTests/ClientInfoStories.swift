import HTTP
import JSON
import Reconcile
import Testing

@testable import Resources

private let info = ClientInfoModule.name

extension Stage {
    /// The clients that the module finds, in its order.
    @discardableResult
    fileprivate func found(
        _ options: JSONObject, _ names: [String]?, warns: Int = 0, location: SourceLocation = #_sourceLocation
    ) async throws -> [JSONObject] {
        let result = try await perform(info, options, changed: false, warns: warns, location: location)
        let clients = (result["clients"]?.array ?? []).compactMap(\.object)
        if let names {
            #expect(clients.compactMap { $0["clientId"]?.text } == names, sourceLocation: location)
            let words =
                switch names.count {
                case 0: "No such client"
                case 1: "1 client"
                default: "\(names.count) clients"
                }
            #expect(result["msg"]?.text == "\(words) found in realm '\(realm)'.", sourceLocation: location)
        }
        return clients
    }
}

/// `keycloak_client_info`.
let clientInfoStories: [Story] = [
    Story("clients are found by name, by a part of it, and by what they are") { stage in
        let id = try await stage.create(
            "a/b?c%",
            ["name": "The Shop", "attributes": ["owner": "web team", "note": "x"], "redirectUris": ["/z", "/a"]])
        try await stage.create("shop_old", ["enabled": false, "attributes": ["owner": "web team"]])
        try await stage.create("shopXold", ["publicClient": true])
        try await stage.create(
            "saml",
            [
                "protocol": "saml",
                "attributes": ["saml.client.signature": "false", "saml_idp_initiated_sso_url_name": "the shop's own"],
            ])
        let whole = try await stage.found(["client_id": "a/b?c%"], ["a/b?c%"])
        #expect(whole == [ClientRows.schema.presented(try await stage.client("a/b?c%").filter { $0.key != "secret" })])
        #expect(try await stage.found(["id": .string(id)], ["a/b?c%"]) == whole)
        try await stage.found(["id": .string(id), "clientId": "saml"], [])
        try await stage.found(["client_id": "A/B?C%"], [])
        try await stage.found(["id": "nobody"], [])
        try await stage.found(["search": "SHOP"], ["a/b?c%", "shopXold", "shop_old"])
        try await stage.found(["search": "shop_"], ["shop_old"])
        try await stage.found(["search": "shop", "enabled": false], ["shop_old"])
        try await stage.found(["protocol": "saml"], ["saml"])
        // Neither server searches for the first; both do for the second.
        let ours: JSONObject = ["owner": "web team"]
        try await stage.found(["attributes": .object(ours)], ["a/b?c%", "shop_old"])
        try await stage.found(["attributes": .object(ours.merging(["note": .null]))], ["shop_old"])
        let own = "saml_idp_initiated_sso_url_name"
        try await stage.found(["attributes": .object([own: "the shop's own"])], ["saml"])
        try await stage.found(["attributes": .object([own: "the shop's"])], [])
        let fields: JSONObject = ["client_id": "a/b?c%", "fields": ["redirect_uris", "name", "id"]]
        #expect(
            try await stage.found(fields, ["a/b?c%"])
                == [["clientId": "a/b?c%", "id": .string(id), "name": "The Shop", "redirectUris": ["/a", "/z"]]])
        // What an option puts among the attributes is told with them all, and what no client has is told so.
        let odd = fields.merging(["fields": ["valid_post_logout_redirect_uris", "state", "service_account_roles"]])
        #expect(try await stage.found(odd, ["a/b?c%"], warns: 1)[0].keys.sorted() == ["attributes", "clientId"])
        for (options, words) in [
            (["search": " "], "search: is blank; leave it out to find all clients"),
            (["client_id": ""], "client_id: is blank"),
            (["fields": ["name", "secret"]], "fields[1]: is told on request alone: give return_secret: true"),
            (["protocol": "oidc"], "protocol: 'oidc' is not one of the choices"),
            (["realm": "no-such-realm"], "Realm not found."),
        ] as [(JSONObject, String)] {
            try await stage.refuse(info, options, words)
        }
    },
    Story("the clients of a realm are asked for in pages, and only as often as needed") { stage in
        let names = (0..<120).map { "app-\(1000 + $0)" }
        for name in names { try await stage.create(name) }
        try await stage.found(["search": "app-"], names)
        _ = stage.transport.take()
        _ = try await stage.run(["search": "app-"], module: info)
        let lists = stage.transport.take().filter { $0.contains("/clients?") }
        #expect(lists.count == 2 && lists.allSatisfy { $0.contains("max=100") }, "\(lists)")
        let result = try await stage.run(["client_id": "app-1042"], module: info)
        #expect(result["clients"]?.array?.count == 1)
        #expect(stage.transport.take().count { $0.contains("/clients") } == 1)
    },
    Story("secrets are told on request alone, beside the clients") { stage in
        try await stage.create("app", ["publicClient": false, "secret": "a-secret-of-ours", "name": "mine"])
        // In tests a client's secret is often its name.
        try await stage.create("own-name", ["publicClient": false, "secret": "own-name", "name": "mine"])
        try await stage.create("public", ["publicClient": true, "name": "mine"])
        let silent = try await stage.run(["search": "mine"], module: info)
        #expect(!JSON.object(silent).compact.contains("a-secret-of-ours") && silent["secrets"] == nil)
        let options: JSONObject = ["search": "mine", "return_secret": true, "fields": ["name"]]
        let told = try await stage.perform(info, options, changed: false)
        #expect(told["secrets"] == ["app": "a-secret-of-ours", "own-name": "own-name"])
        #expect(
            told["clients"]?.array == ["app", "own-name", "public"].map { ["clientId": .string($0), "name": "mine"] })
        // One that the login is not shown is unknown.
        for refuses in [false, true] {
            let hiding = HidingTransport(stage.transport, refuses: refuses)
            let hidden = try await stage.run(options, over: hiding, module: info)
            #expect(hidden["secrets"] == [:] && hidden["clients"] == told["clients"])
            #expect(
                hidden["warnings"]?.array?.first?.text?.hasPrefix(
                    "The secrets of these clients are not shown to this login, and so unknown: app, own-name. ")
                    == true,
                "\(JSON.object(hidden).compact)")
        }
    },
    Story("who may view clients finds them, and to who may not no client is called absent") { stage in
        try await stage.create("app", ["publicClient": false, "secret": "a-secret-of-ours"])
        let viewer = try await stage.user(roles: ["view-clients"])
        try await stage.found(viewer.merging(["search": "app", "return_secret": true]), ["app"])
        let stranger = try await stage.user("stranger", roles: ["query-clients"])
        for options: JSONObject in [["client_id": "app"], ["search": "app"], ["attributes": ["a": "b"]]] {
            try await stage.refuse(
                info, stranger.merging(options), "cannot see the clients of realm '\(stage.realm)'")
        }
    },
]
