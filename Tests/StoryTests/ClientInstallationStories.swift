import HTTP
import JSON
import Testing

@testable import Resources

private let installation = ClientInstallationModule.name

extension Stage {
    /// What the module tells as the file, which is without these secrets unless it is asked for them.
    fileprivate func installation(
        _ options: JSONObject, hides secrets: [String] = [], location: SourceLocation = #_sourceLocation
    ) async throws -> (shown: JSON, whole: JSON) {
        let shown = try await perform(installationName, options, changed: false, location: location)
        for secret in secrets {
            #expect(!JSON.object(shown).compact.contains(secret), "\(secret)", sourceLocation: location)
        }
        let whole = try await perform(
            installationName, options.merging(["return_secret": true]), changed: false, location: location)
        for secret in secrets {
            #expect(
                whole["installation"]?.compact.contains(secret) == true, "\(secret)", sourceLocation: location)
        }
        return (try #require(shown["installation"]), try #require(whole["installation"]))
    }

    private var installationName: String { ClientInstallationModule.name }
}

/// `keycloak_client_installation`.
let clientInstallationStories: [Story] = [
    Story("the installation file of a client is told, without its secret unless that is asked for") { stage in
        let id = try await stage.create("a/b?c", ["publicClient": false, "secret": "a-secret-of-ours"])
        let wanted: JSONObject = [
            "realm": .string(stage.realm), "resource": "a/b?c", "auth-server-url": .string("\(stage.backend.base)/"),
            "ssl-required": "external", "confidential-port": 0, "credentials": ["secret": "a-secret-of-ours"],
        ]
        for name in [["client_id": "a/b?c"], ["id": .string(id)]] as [JSONObject] {
            let told = try await stage.installation(name, hides: ["a-secret-of-ours"])
            #expect(told.whole == .object(wanted))
            #expect(told.shown == .object(wanted.merging(["credentials": ["secret": "********"]])))
        }
        // Short secrets too, which are not looked for in texts.
        try await stage.create("short", ["publicClient": false, "secret": "abc"])
        let short = try await stage.installation(["client_id": "short"])
        #expect(short.shown.object?["credentials"] == ["secret": "********"])
        try await stage.create("public", ["publicClient": true])
        let open = try await stage.installation(["client_id": "public"])
        #expect(open.shown == open.whole && open.shown.object?["public-client"] == true)
        let result = try await stage.run(["client_id": "public"], module: installation)
        #expect(result["msg"] == "Client public is described as keycloak-oidc-keycloak-json.")
    },
    Story("an installation file of an unknown form, or of nobody, is refused with what there is") { stage in
        try await stage.create("app", ["publicClient": false])
        try await stage.refuse(
            installation, ["client_id": "app", "provider": "nothing"],
            "provider: the server knows no form 'nothing'. These are texts: keycloak-oidc-keycloak-json, ")
        try await stage.refuse(installation, ["client_id": "app", "provider": " "], "provider: is blank")
        try await stage.refuse(installation, ["client_id": "nobody"], "Client nobody does not exist")
        try await stage.refuse(installation, [:], "neither client_id nor id is given")
        try await stage.create("saml", ["protocol": "saml", "attributes": ["saml.client.signature": "false"]])
        try await stage.refuse(
            installation, ["client_id": "saml"],
            "provider: is needed for a client that speaks saml; known: keycloak-saml")
    },
    Story("installation files in other forms are texts without secrets", on: \.isReal) { stage in
        try await stage.create("app", ["publicClient": false, "secret": "a-secret-of-ours"])
        for form in ["keycloak-oidc-jboss-subsystem", "keycloak-oidc-jboss-subsystem-cli"] {
            let told = try await stage.installation(
                ["client_id": "app", "provider": .string(form)], hides: ["a-secret-of-ours"])
            #expect(told.shown.text?.contains("********") == true && told.whole.text != nil, "\(told)")
        }
        try await stage.create("short", ["publicClient": false, "secret": "abc"])
        for form in ["keycloak-oidc-jboss-subsystem", "keycloak-oidc-jboss-subsystem-cli"] {
            let told = try await stage.installation(["client_id": "short", "provider": .string(form)])
            #expect(told.shown.text?.contains("abc") == false && told.whole.text?.contains("abc") == true, "\(told)")
        }
        try await stage.create(
            "https://sp.example.org", ["protocol": "saml", "redirectUris": ["https://sp.example.org/*"]])
        let key = try #require(
            try await stage.client("https://sp.example.org")["attributes"]?.object?["saml.signing.private.key"]?.text)
        for form in ["keycloak-saml", "keycloak-saml-subsystem", "keycloak-saml-subsystem-cli"] {
            let told = try await stage.installation(
                ["client_id": "https://sp.example.org", "provider": .string(form)])
            #expect(
                told.shown.text?.contains(key.prefix(60)) == false && told.whole.text?.contains(key.prefix(60)) == true)
        }
        let metadata = try await stage.installation(
            ["client_id": "https://sp.example.org", "provider": "saml-sp-descriptor"])
        // Each answer has an id of its own.
        let text = metadata.shown.text ?? ""
        #expect(text.contains("EntityDescriptor") && !text.contains("********"))
        try await stage.refuse(
            installation, ["client_id": "https://sp.example.org", "provider": "mod-auth-mellon"],
            "provider: 'mod-auth-mellon' is an archive and no text.")
    },
    Story("rights to view are enough for the installation file of a client") { stage in
        try await stage.create("app", ["publicClient": false, "secret": "a-secret-of-ours"])
        let viewer = try await stage.user(roles: ["view-clients"])
        let told = try await stage.installation(viewer.merging(["client_id": "app"]))
        #expect(told.whole.object?["credentials"] == ["secret": "a-secret-of-ours"])
    },
]
