import HTTP
import JSON
import Reconcile
import Testing

@testable import Resources

private let metadata = """
    <?xml version="1.0" encoding="UTF-8"?>
    <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sp.example.org/saml">
      <SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true"
          protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
            Location="https://sp.example.org/acs" index="0"/>
      </SPSSODescriptor>
    </EntityDescriptor>
    """

extension Stage {
    /// Imports a description in check mode, for real, and again; the end state.
    @discardableResult
    fileprivate func importing(
        _ description: String, _ options: JSONObject, _ words: String, changed: Bool = true,
        location: SourceLocation = #_sourceLocation
    ) async throws -> JSONObject {
        let arguments = Arguments(values: options.merging(["realm": .string(realm)]))
        let client = ClientImport(Array(description.utf8), arguments)
        let check = try await client.run(context(check: true))
        let real = try await client.run(context())
        #expect(check.message == words && check.changed == changed, "\(check)", sourceLocation: location)
        #expect(real.message == words && real.changed == changed && real.diff == check.diff, sourceLocation: location)
        let again = try await client.run(context())
        #expect(!again.changed && again.states["end_state"] == real.states["end_state"], sourceLocation: location)
        return real.states["end_state"]?.object ?? [:]
    }

    /// Imports a description that is refused; what is said.
    fileprivate func refused(_ description: String, _ options: JSONObject = [:]) async -> String {
        let arguments = Arguments(values: options.merging(["realm": .string(realm)]))
        do throws(Failure) {
            _ = try await ClientImport(Array(description.utf8), arguments).run(context())
            return ""
        } catch {
            return error.text
        }
    }
}

/// `latchkey client import`, as far as it asks the server.
let importStories: [Story] = [
    Story("a client is imported from Keycloak's JSON, and what stands beside it counts more") { stage in
        let json =
            #"{"clientId":"app","secret":"a-secret-of-ours","redirectUris":["/x"],"attributes":{"a":"b","c":"d"}}"#
        let made = try await stage.importing(json, [:], "Client app has been created.")
        #expect(made["redirectUris"] == ["/x"] && made["attributes"]?.object?["a"] == "b")
        #expect(try await stage.secret(try await stage.id("app")) == "a-secret-of-ours")
        let options: JSONObject = ["redirect_uris": ["/y"], "attributes": ["c": "e"]]
        let changed = try await stage.importing(json, options, "Client app has been updated.")
        #expect(changed["redirectUris"] == ["/y"])
        #expect(changed["attributes"]?.object?["a"] == "b" && changed["attributes"]?.object?["c"] == "e")
        try await stage.importing(json, ["client_id": "other"], "Client other has been created.")
        #expect(await stage.refused(#"{"clientId":"app","foo":1}"#).contains("A description is SAML metadata"))
        #expect(await stage.refused("junk").contains("Unsupported format"))
    },
    Story("what a server tells of a client can be imported on another one") { stage in
        try await stage.create("app", ["publicClient": false, "secret": "a-secret-of-ours", "redirectUris": ["/x"]])
        let id = try await stage.id("app")
        let told = try await stage.server(.get, ["clients", id])
        try await stage.importing(told.compact, [:], "No changes required for Client app.", changed: false)
        try await stage.server(.delete, ["clients", id])
        let made = try await stage.importing(told.compact, [:], "Client app has been created.")
        #expect(made["redirectUris"] == ["/x"] && made["id"]?.text != id)
    },
    Story("a client is imported from SAML metadata and keeps its own mappers") { stage in
        let name = "https://sp.example.org/saml"
        let made = try await stage.importing(metadata, [:], "Client \(name) has been created.")
        #expect(made["protocol"] == "saml" && made["redirectUris"] == ["https://sp.example.org/acs"])
        #expect(made["attributes"]?.object?["saml.assertion.signature"] == "true")
        let id = try await stage.id(name)
        try await stage.server(
            .post, ["clients", id, "protocol-mappers", "models"],
            ["name": "role list", "protocol": "saml", "protocolMapper": "saml-role-list-mapper", "config": [:]])
        try await stage.importing(metadata, [:], "No changes required for Client \(name).", changed: false)
    },
    Story("a client is imported from the JSON of RFC 7591, with its secret", on: \.isReal) { stage in
        let json = """
            {"client_name":"App","redirect_uris":["https://app.example.org/cb"],"client_secret":"a-secret-of-ours",
             "grant_types":["authorization_code"],"token_endpoint_auth_method":"client_secret_basic"}
            """
        #expect(await stage.refused(json).contains("client_id: is needed"))
        let made = try await stage.importing(json, ["client_id": "app"], "Client app has been created.")
        #expect(made["name"] == "App" && made["redirectUris"] == ["https://app.example.org/cb"])
        #expect(try await stage.secret(try await stage.id("app")) == "a-secret-of-ours")
    },
]
