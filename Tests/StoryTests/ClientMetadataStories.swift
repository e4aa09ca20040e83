import Foundation
import HTTP
import JSON
import Keycloak
import Testing

@testable import Resources

/// `keycloak_client_registration`: what is refused, and clients that are described by their metadata.
let clientMetadataStories: [Story] = [
    Story("what cannot be registered is refused before anything is sent") { stage in
        for (options, words) in [
            ([:], "client_id: is needed"), (["client_id": " "], "client_id: is blank"),
            (["client_id": "a", "metadata": [:]], "metadata: belongs to provider: openid-connect"),
            (["client_id": "a", "registration_name": "a"], "registration_name: belongs to provider: openid-connect"),
            (["client_id": "a", "initial_access_token": ""], "initial_access_token: is empty"),
            (
                ["client_id": "a", "initial_access_token": "a", "initial_access_token_file": "/a"],
                "initial_access_token_file: is the same setting as initial_access_token; keep one"
            ),
            (
                ["client_id": "a", "initial_access_token_file": "/no"],
                "initial_access_token_file: '/no' cannot be read"
            ),
            (["client_id": "a", "state": "absent", "return_token": true], "return_token: has no use"),
            (["client_id": "a", "registration_store": "a"], "registration_store: must be an absolute path"),
            (["client_id": "a", "registration_access_token_file": "/missing/a"], "could not be written"),
            (["client_id": "a", "registered_nodes": ["n": .null]], "is not possible through the registration"),
            (
                ["client_id": "a", "representation": ["serviceAccountRoles": ["realm": ["a"]]]],
                "service_account_roles: is not possible through the registration"
            ), (["client_id": "a", "id": "b"], "id: unknown option"),
            (["provider": "oidc"], "registration_name: is needed"),
            (
                ["provider": "oidc", "registration_name": "a", "name": "b"],
                "name: belongs to provider: default; here the client is described by metadata"
            ),
            (
                ["provider": "oidc", "registration_name": "a", "attributes_behavior": "exact"],
                "attributes_behavior: belongs to provider: default"
            ),
            (
                ["provider": "oidc", "registration_name": "a", "metadata": ["client_id": "b"]],
                "metadata.client_id: is the option client_id, or given by the server"
            ),
        ] as [(JSONObject, String)] {
            try await stage.refuse(registration, nobody.merging(options), words)
        }
    },
    Story("a client is registered by its metadata, under a name of one's own", on: \.hasMetadata) { stage in
        let files = MemoryFiles()
        let name: JSONObject = nobody.merging(["provider": "oidc", "registration_name": "mine"])
        func play(
            _ options: JSONObject, _ words: String, changed: Bool = true, warns: Int? = 0,
            location: SourceLocation = #_sourceLocation
        ) async throws -> JSONObject {
            let result = try await stage.perform(
                registration, name.merging(options), changed: changed, files: files, warns: warns, location: location)
            #expect(result["msg"]?.text == words, "\(JSON.object(result).compact)", sourceLocation: location)
            return result
        }
        let metadata: JSONObject = [
            "client_name": "One", "redirect_uris": ["https://a/*"], "response_types": ["code"],
            "logo_uri": "https://a/logo",
        ]
        let made = try await play(
            ["initial_access_token": .string(try await stage.initialToken()), "metadata": .object(metadata)],
            "Client mine has been registered.")
        let clientID = try #require(made["end_state"]?.object?["client_id"]?.text)
        let token = try await stage.token(clientID, in: files)
        let secret = try #require(try await stage.secret(try await stage.id(clientID))?.text)
        #expect(!JSON.object(made).compact.contains(token) && !JSON.object(made).compact.contains(secret))
        // What the server never shows it is told once.
        let quiet = try await play(
            ["metadata": .object(metadata)], "No changes required for Client mine.", changed: false, warns: 1)
        #expect(
            quiet["warnings"] == ["The server was told these before, and keeps or shows them otherwise: logo_uri."])
        #expect(try await stage.token(clientID, in: files) == token)
        _ = try await play(
            [
                "metadata": .object(
                    metadata.merging(["client_name": "Two", "token_endpoint_auth_method": "client_secret_post"]))
            ],
            "The registration of Client mine has been updated.", warns: 1)
        #expect(try await stage.client(clientID)["name"] == "Two")
        #expect(try await stage.token(clientID, in: files) != token)
        _ = try await play(
            ["metadata": ["client_name": ""], "secret_file": "/secret"],
            "The registration of Client mine has been updated. Its secret has been written to '/secret'.")
        #expect(files["/secret"] == secret)
        // One token is good for both ways to describe the client.
        try await stage.register(
            ["client_id": .string(clientID), "description": "both"],
            "The registration of Client \(clientID) has been updated.", files: files)
        _ = try await play(["metadata": ["client_name": ""]], "No changes required for Client mine.", changed: false)
        _ = try await play(["state": "absent"], "The registration of Client mine has been deleted.")
        #expect(try await stage.found(clientID) == nil)
        _ = try await play(["state": "absent"], "No registration is known as 'mine'; doing nothing.", changed: false)
    },
]
