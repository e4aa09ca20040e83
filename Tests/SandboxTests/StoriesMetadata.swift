extension Stories {
    private static let place = "/realms/{realm}/clients-registrations/openid-connect"
    private static let plain = "/realms/{realm}/clients-registrations/default"

    /// Registers a client with each of the metadata, and looks at what became of it.
    private static func registrations(_ bodies: [String]) -> String {
        "POST clients-initial-access {\"count\":100} => @iat token\n"
            + bodies.map { "@iat POST \(place) \($0) => id client_id\nGET clients/{id}" }.joined(separator: "\n")
    }

    /// Registers a client and changes it by each of the metadata in turn, and looks at what became of it.
    private static func changes(as format: String = place, _ first: String, _ bodies: [String]) -> String {
        let names =
            format == place ? ("client_id", "registration_access_token") : ("clientId", "registrationAccessToken")
        return """
            POST clients-initial-access {} => @iat token
            @iat POST \(format) \(first) => id \(names.0)
            GET clients?clientId={id} => uuid clientId:{id}
            POST clients/{uuid}/registration-access-token => @app registrationAccessToken
            @app GET \(place)/{id}

            """
                + bodies.map {
                    """
                    @app PUT \(place)/{id} {"client_id":"{id}"\($0.isEmpty ? "" : "," + $0)} => @app registration_access_token
                    GET clients/{uuid}
                    """
                }.joined(separator: "\n")
    }

    static let metadata = [
        Story(
            "a client is registered by its metadata, changed and deleted",
            #"""
            POST clients-initial-access {"count":2} => @iat token
            @iat POST \#(place) {"client_name":"n","redirect_uris":["https://a/b"]} => id client_id
            GET clients/{id}
            POST clients/{id}/registration-access-token => @one registrationAccessToken
            @one GET \#(place)/{id} => @same registration_access_token
            @same GET \#(plain)/{id}
            @one PUT \#(place)/{id} {"client_id":"{id}","client_name":"m"} => @two registration_access_token
            @one GET \#(place)/{id}
            @one PUT \#(place)/{id} {"client_id":"{id}"}
            @one DELETE \#(place)/{id}
            @two GET \#(place)/{id}
            @two PUT \#(place)/{id} {"client_name":"x"}
            @two PUT \#(place)/{id} {"client_id":"other"}
            @two PUT \#(place)/{id} {"client_id":"{id}","foo":1}
            @two PUT \#(place)/{id} {"client_id":"{id}","redirect_uris":["http://a/#x"]}
            @two PUT \#(place)/{id} {"client_id":"{id}","scope":"openid"}
            @two PUT \#(place)/{id} {"client_id":"{id}","token_endpoint_auth_method":"x"}
            @two PUT \#(place)/{id} null
            @two PUT \#(place)/{id} []
            @two PUT \#(place)/{id} {
            @none PUT \#(place)/{id} {"client_id":"{id}","token_endpoint_auth_method":"x"}
            @none PUT \#(place)/{id} {"client_id":"{id}"}
            @none GET \#(place)/{id}
            @iat GET \#(place)/{id}
            @iat DELETE \#(place)/{id}
            @two GET \#(place)
            @two POST \#(place)/{id} {}
            @two DELETE \#(place)/{id}
            @two GET \#(place)/{id}
            @two PUT \#(place)/{id} {"client_id":"{id}"}
            """#),
        Story(
            "who may register clients by metadata",
            users(["view-clients", "manage-clients", "create-client"])
                + #"""
                POST clients {"clientId":"app","secret":"s","clientAuthenticatorType":"client-secret"}
                POST clients {"clientId":"saml","protocol":"saml","attributes":{"saml.client.signature":"false"}}

                """#
                + ["view-clients", "manage-clients", "create-client", "none", "admin"].map {
                    #"""
                    @\#($0) POST \#(place) {}
                    @\#($0) POST \#(place) {"client_id":"x"}
                    @\#($0) POST \#(place) {"foo":1}
                    @\#($0) GET \#(place)/app
                    @\#($0) GET \#(place)/saml
                    @\#($0) GET \#(place)/nobody
                    @\#($0) PUT \#(place)/app {"client_id":"app","client_name":"by \#($0)"}
                    @\#($0) PUT \#(place)/app {}
                    @\#($0) DELETE \#(place)/nobody
                    """#
                }.joined(separator: "\n")),
        Story(
            "the metadata of a client",
            registrations(
                [
                    #"{}"#,
                    #"{"client_name":"n","client_uri":"https://u","logo_uri":"https://l","policy_uri":"https://p","tos_uri":"https://t","contacts":["a@b"],"software_id":"s","software_version":"v"}"#,
                    #"{"redirect_uris":["https://a/b","http://localhost:8080/*"],"application_type":"web","initiate_login_uri":"https://i"}"#,
                    #"{"redirect_uris":null,"client_secret":"mine","client_secret_expires_at":5,"registration_client_uri":"x","registration_access_token":"x","client_id_issued_at":1}"#,
                    #"{"id_token_signed_response_alg":"RS256","id_token_encrypted_response_alg":"RSA-OAEP","id_token_encrypted_response_enc":"A256GCM"}"#,
                    #"{"userinfo_signed_response_alg":"RS256","userinfo_encrypted_response_alg":"RSA-OAEP","userinfo_encrypted_response_enc":"A256GCM"}"#,
                    #"{"userinfo_signed_response_alg":"","id_token_signed_response_alg":""}"#,
                    #"{"request_object_signing_alg":"any","request_object_encryption_alg":"RSA-OAEP","request_object_encryption_enc":"A256GCM","default_max_age":3,"require_auth_time":true}"#,
                    #"{"request_uris":["https://q","https://r"],"default_acr_values":["1"],"post_logout_redirect_uris":["https://o","https://r"]}"#,
                    #"{"request_uris":[],"default_acr_values":[],"post_logout_redirect_uris":[]}"#,
                    #"{"tls_client_certificate_bound_access_tokens":true,"tls_client_auth_subject_dn":"CN=x","dpop_bound_access_tokens":true,"require_pushed_authorization_requests":true}"#,
                    #"{"tls_client_certificate_bound_access_tokens":false,"dpop_bound_access_tokens":false,"require_pushed_authorization_requests":false}"#,
                    #"{"backchannel_logout_uri":"https://b"}"#,
                    #"{"backchannel_logout_uri":"https://b","backchannel_logout_session_required":true,"backchannel_logout_revoke_offline_tokens":true}"#,
                    #"{"backchannel_logout_session_required":false,"backchannel_logout_revoke_offline_tokens":true}"#,
                    #"{"frontchannel_logout_uri":"https://f","frontchannel_logout_session_required":true}"#,
                    #"{"authorization_signed_response_alg":"RS256","authorization_encrypted_response_alg":"RSA-OAEP","authorization_encrypted_response_enc":"A256GCM"}"#,
                    #"{"backchannel_token_delivery_mode":"poll","backchannel_client_notification_endpoint":"https://n","backchannel_authentication_request_signing_alg":"ES256"}"#,
                ])),
        Story(
            "the grants and answers of a client's metadata",
            registrations(
                [
                    #""grant_types":["authorization_code"]"#, #""grant_types":["client_credentials"]"#,
                    #""grant_types":["implicit"]"#, #""grant_types":["password"]"#, #""grant_types":[]"#,
                    #""grant_types":["refresh_token"]"#, #""grant_types":["nothing"]"#,
                    #""grant_types":["urn:ietf:params:oauth:grant-type:device_code","urn:openid:params:grant-type:ciba"]"#,
                    #""grant_types":["urn:ietf:params:oauth:grant-type:token-exchange","urn:ietf:params:oauth:grant-type:jwt-bearer"]"#,
                    #""grant_types":["client_credentials","urn:ietf:params:oauth:grant-type:uma-ticket"]"#,
                    #""grant_types":["authorization_code","implicit","password","client_credentials","refresh_token"]"#,
                    #""response_types":["code"]"#, #""response_types":["id_token"]"#, #""response_types":["token"]"#,
                    #""response_types":["code id_token"]"#, #""response_types":["none"]"#, #""response_types":[]"#,
                    #""response_types":["code","id_token token"]"#,
                    #""response_types":["token"],"grant_types":["authorization_code"]"#,
                    #""response_types":["code"],"grant_types":["implicit"]"#,
                ].map { "{\($0)}" })),
        Story(
            "the scopes, keys and authentication of a client's metadata",
            registrations(
                [
                    #""scope":"email""#, #""scope":"email phone""#, #""scope":"""#, #""scope":"roles web-origins ""#,
                    #""scope":"basic""#, #""token_endpoint_auth_method":"none""#,
                    #""token_endpoint_auth_method":"client_secret_basic""#,
                    #""token_endpoint_auth_method":"client_secret_post""#,
                    #""token_endpoint_auth_method":"client_secret_jwt","token_endpoint_auth_signing_alg":"HS256""#,
                    #""token_endpoint_auth_method":"tls_client_auth""#,
                    #""token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://j""#,
                    #""jwks_uri":"https://j""#, #""jwks":{"keys":[]}"#,
                ].map { "{\($0)}" })),
        Story(
            "metadata that are refused",
            "POST clients-initial-access {\"count\":1} => @iat token\n"
                + [
                    #"{"client_id":""}"#, #"{"client_id":"x","foo":1}"#, #"{"foo":1}"#, #"{"client_name#de":"x"}"#,
                    #"{"software_statement":"x"}"#, #"{"redirect_uris":"http://a"}"#, #"{"contacts":"a"}"#, "null",
                    "[]",
                    "{", #"{"redirect_uris":["http://a/#x"]}"#, #"{"client_uri":"x y"}"#, #"{"logo_uri":"x y"}"#,
                    #"{"response_types":["x"]}"#, #"{"response_types":["none code"]}"#, #"{"scope":"openid"}"#,
                    #"{"scope":"nothing"}"#, #"{"scope":"email  phone"}"#, #"{"token_endpoint_auth_method":"x"}"#,
                    #"{"token_endpoint_auth_method":""}"#, #"{"token_endpoint_auth_method":"private_key_jwt"}"#,
                    #"{"jwks":{},"jwks_uri":"https://j"}"#, #"{"jwks":{}}"#, #"{"subject_type":"x"}"#,
                    #"{"scope":"openid","token_endpoint_auth_method":"x"}"#,
                ].map { "@iat POST \(place) \($0)" }.joined(separator: "\n")
                + "\nGET clients-initial-access\n@none POST \(place) {\"token_endpoint_auth_method\":\"x\"}"),
        Story(
            "changed metadata go back to what they are without a word",
            changes(
                #"{"client_name":"n","client_uri":"https://u","redirect_uris":["https://a/*"],"logo_uri":"https://l","dpop_bound_access_tokens":true,"request_uris":["https://q"]}"#,
                [
                    "", #""grant_types":["password","implicit"]"#, "", #""response_types":["code token"]"#,
                    #""grant_types":["urn:ietf:params:oauth:grant-type:uma-ticket","client_credentials"]"#, "",
                    #""redirect_uris":[],"client_uri":"","logo_uri":"","request_uris":[],"dpop_bound_access_tokens":false"#,
                    #""client_secret":"mine","backchannel_logout_session_required":false"#,
                ])),
        Story(
            "how a client proves itself changes with its metadata",
            changes(
                #"{"token_endpoint_auth_method":"client_secret_post"}"#,
                [
                    "", #""token_endpoint_auth_method":"client_secret_jwt""#,
                    #""token_endpoint_auth_method":"client_secret_basic""#, #""token_endpoint_auth_method":"none""#, "",
                    #""token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://j""#,
                    #""jwks_uri":"https://k""#,
                    #""jwks":{"keys":[]}"#, #""jwks_uri":"""#,
                ])),
        Story(
            "the ways of logging out change with the metadata",
            changes(
                #"{"backchannel_logout_uri":"https://b","frontchannel_logout_uri":"https://f","backchannel_logout_revoke_offline_tokens":true}"#,
                [
                    #""backchannel_logout_session_required":false"#, #""backchannel_logout_uri":"""#,
                    #""backchannel_logout_uri":"https://c","backchannel_logout_session_required":true"#,
                    #""frontchannel_logout_session_required":true"#, #""frontchannel_logout_uri":"https://g""#,
                    #""frontchannel_logout_uri":"""#, #""post_logout_redirect_uris":["https://x","https://y"]"#,
                    #""post_logout_redirect_uris":[]"#,
                ])),
        Story(
            "the scopes of a client that named some",
            changes(
                #"{"scope":"email phone"}"#,
                ["", #""scope":"phone""#, #""scope":"phone roles""#, #""scope":"basic address""#, #""scope":"""#])),
        Story(
            "the scopes of a client that named none",
            changes("{}", [#""scope":"email address""#, #""scope":"profile""#])),
        Story(
            "metadata of a client that was registered otherwise",
            changes(
                as: plain,
                #"{"clientId":"plain","name":"x","description":"d","serviceAccountsEnabled":true,"secret":"mine","directAccessGrantsEnabled":true,"attributes":{"client.secret.expiration.time":"99"},"protocolMappers":[{"name":"f","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"}]}"#,
                [""])),
        Story(
            "metadata of a client with a name that must be escaped",
            #"""
            POST clients-initial-access {} => @iat token
            @iat POST \#(plain) {"clientId":"a b/c+:ü"} => @app registrationAccessToken
            @app GET \#(place)/a%20b%2Fc+:%C3%BC
            @app PUT \#(place)/a%20b%2Fc+:%C3%BC {"client_id":"a b/c+:ü"}
            """#),
        Story(
            "metadata of a public client",
            changes(
                as: plain,
                #"{"clientId":"public","publicClient":true,"redirectUris":["/x","*"],"rootUrl":"https://r"}"#,
                [""])),
        Story(
            "metadata of a SAML client make it another",
            changes(
                as: plain, #"{"clientId":"saml","protocol":"saml","attributes":{"saml.client.signature":"false"}}"#,
                [""])),
        Story(
            "metadata of a client with an authenticator unknown to all",
            changes(
                as: plain, #"{"clientId":"odd","clientAuthenticatorType":"nothing","fullScopeAllowed":false}"#, [""])),
    ]
}
