extension Stories {
    private static let place = "/realms/{realm}/clients-registrations/default"
    private static let login = "grant_type=password&client_id=admin-cli&password=p"

    /// A registered client `app` with a mapper `f` of its own and a mapper `h` that an administrator gave it, and that is
    /// no longer taken.
    static let mappersOfApp = #"""
        POST clients-initial-access {} => @iat token
        @iat POST \#(place) {"clientId":"app","protocolMappers":[{"name":"f","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"}]} => @app registrationAccessToken
        GET clients?clientId=app => id clientId:app
        GET clients/{id}/protocol-mappers/models => f name:f
        POST clients/{id}/protocol-mappers/models {"name":"h","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper","config":{"a":"b"}} => h
        @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"name":"h","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper","config":{"a":"b"}}]}
        """#

    /// Users of the realm, each with one right there and a token of that name.
    static func users(_ rights: [String]) -> String {
        "GET clients?clientId=realm-management => rm clientId:realm-management\n"
            + rights.map { right in
                #"""
                POST users {"username":"\#(right)","enabled":true,"email":"\#(right)@x.org","firstName":"a","lastName":"b","credentials":[{"type":"password","value":"p","temporary":false}]} => u-\#(right)
                GET clients/{rm}/roles/\#(right) => r-\#(right) id
                POST users/{u-\#(right)}/role-mappings/clients/{rm} [{"id":"{r-\#(right)}","name":"\#(right)"}]
                FORM /realms/{realm}/protocol/openid-connect/token \#(login)&username=\#(right) => @\#(right) access_token
                """#
            }.joined(separator: "\n") + "\n"
    }

    static let registrations = [
        Story(
            "initial access tokens",
            #"""
            GET clients-initial-access
            POST clients-initial-access {} => a
            POST clients-initial-access {"count":2,"expiration":600} => b
            POST clients-initial-access {"count":0} => c
            POST clients-initial-access {"count":"3","expiration":null,"webOrigins":["http://a","http://a"]} => d
            POST clients-initial-access {"count":-1}
            POST clients-initial-access {"expiration":-1}
            POST clients-initial-access {"count":-1,"expiration":-1}
            POST clients-initial-access {"foo":1}
            POST clients-initial-access {"token":"x"}
            POST clients-initial-access {"count":4294967296}
            POST clients-initial-access []
            POST clients-initial-access null
            POST clients-initial-access {
            POST clients-initial-access
            GET clients-initial-access
            GET clients-initial-access/{a}
            PUT clients-initial-access/{a} {}
            POST clients-initial-access/{a} {}
            PUT clients-initial-access {}
            DELETE clients-initial-access
            GET clients-initial-access/{a}/b
            DELETE clients-initial-access/{a}
            DELETE clients-initial-access/{a}
            DELETE clients-initial-access/nothing
            GET clients-initial-access
            """#),
        Story(
            "who may look after initial access tokens",
            users(["view-clients", "manage-clients", "query-clients", "create-client", "manage-realm"])
                + ["view-clients", "manage-clients", "query-clients", "create-client", "manage-realm"].map {
                    #"""
                    @\#($0) GET clients-initial-access
                    @\#($0) POST clients-initial-access {"expiration":-1}
                    @\#($0) POST clients-initial-access null
                    @\#($0) DELETE clients-initial-access/nothing
                    """#
                }.joined(separator: "\n")),
        Story(
            "a client is registered, changed and deleted with its own token, which each change replaces",
            #"""
            POST clients-initial-access {"count":2} => @iat token
            @iat POST \#(place) {"clientId":"app"} => @one registrationAccessToken
            GET clients-initial-access
            GET clients?clientId=app => id clientId:app
            @one GET \#(place)/app => @one registrationAccessToken
            @one GET \#(place)/app
            @one PUT \#(place)/app {"clientId":"app","name":"x","redirectUris":["https://a/*"]} => @two registrationAccessToken
            @one GET \#(place)/app
            @one PUT \#(place)/app {"clientId":"app"}
            @one DELETE \#(place)/app
            @two GET \#(place)/app
            @two PUT \#(place)/app {"name":"x"}
            @two PUT \#(place)/app {"clientId":"App"}
            @two PUT \#(place)/app {"clientId":"app","foo":1}
            @two PUT \#(place)/app {"clientId":"app","redirectUris":["http://a/#x"]}
            @two PUT \#(place)/app {"clientId":"app","baseUrl":"x y"}
            @two PUT \#(place)/app {"clientId":"app","protocol":"x"}
            @two PUT \#(place)/app null
            @two PUT \#(place)/app []
            @two PUT \#(place)/app {
            @two PUT \#(place)/app {"clientId":"app","protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper"}]}
            @two PUT \#(place)/app {"clientId":"app","defaultClientScopes":["nothing"]}
            @two GET \#(place)/app
            GET clients/{id}
            POST clients/{id}/registration-access-token => @three registrationAccessToken
            @two GET \#(place)/app
            @three GET \#(place)/app
            GET clients/{id}/registration-access-token
            PUT clients/{id}/registration-access-token {}
            DELETE clients/{id}/registration-access-token
            PUT clients/{id} {"clientId":"app","enabled":false}
            @three GET \#(place)/app
            @three PUT \#(place)/app {"clientId":"app","enabled":true}
            @three DELETE \#(place)/app
            PUT clients/{id} {"clientId":"other","enabled":true}
            @three GET \#(place)/app
            @three GET \#(place)/other
            @three POST \#(place) {"clientId":"more"}
            @three DELETE \#(place)/other
            @three DELETE \#(place)/other
            @three GET \#(place)/other
            @three PUT \#(place)/other {"clientId":"other"}
            """#),
        Story(
            "what can be registered",
            #"""
            POST clients-initial-access {"count":20} => @iat token
            @iat POST \#(place) {"clientId":"app"}
            @iat POST \#(place) {"clientId":"app"}
            @iat POST \#(place) {"foo":1}
            @iat POST \#(place) null
            @iat POST \#(place) []
            @iat POST \#(place) {
            @iat POST \#(place) {"clientId":" "}
            @iat POST \#(place) {"clientId":"r","redirectUris":["http://a/#x"]}
            @iat POST \#(place) {"clientId":"r","baseUrl":"x y","redirectUris":["http://a/#x"]}
            @iat POST \#(place) {"clientId":"r","protocol":"x"}
            @iat POST \#(place) {"clientId":"r","authenticationFlowBindingOverrides":{"browser":"x"}}
            @iat POST \#(place) {"clientId":"r","defaultClientScopes":["nothing"]}
            @iat POST \#(place) {"clientId":"r","protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper"}]}
            GET clients-initial-access
            @iat POST \#(place) {"clientId":"a/b c%+:ü"}
            @iat GET \#(place)/a%2Fb%20c%25+:%C3%BC
            @iat POST \#(place) {"clientId":"mapper","protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper","config":{"a":"b"}}]}
            @iat POST \#(place) {"clientId":"scopes","defaultClientScopes":["email"]}
            @iat POST \#(place) {"clientId":"both","defaultClientScopes":["email"],"optionalClientScopes":["phone"]}
            @iat POST \#(place) {"clientId":"optional","optionalClientScopes":["phone"]}
            @iat POST \#(place) {"clientId":"optional2","optionalClientScopes":[]}
            @iat POST \#(place) {"clientId":"optional3","optionalClientScopes":["basic"]}
            @iat POST \#(place) {"clientId":"default2","defaultClientScopes":[]}
            @iat POST \#(place) {"clientId":"none","defaultClientScopes":[],"optionalClientScopes":[]} => @none2 registrationAccessToken
            @none2 PUT \#(place)/none {"clientId":"none","defaultClientScopes":["email","profile"]} => @none2 registrationAccessToken
            @none2 PUT \#(place)/none {"clientId":"none","optionalClientScopes":["phone"]} => @none2 registrationAccessToken
            @none2 PUT \#(place)/none {"clientId":"none","defaultClientScopes":["email"],"optionalClientScopes":["phone"]} => @none2 registrationAccessToken
            @none2 PUT \#(place)/none {"clientId":"none","name":"n"} => @none2 registrationAccessToken
            @iat POST \#(place) {"clientId":"oidc","protocol":"openid-connect","rootUrl":"https://a"}
            @iat POST \#(place) {"clientId":"saml","protocol":"saml","attributes":{"saml.client.signature":"false"}} => @saml registrationAccessToken
            @saml GET \#(place)/saml
            @iat POST \#(place) {"clientId":"service","serviceAccountsEnabled":true,"secret":"mine"}
            @iat POST \#(place) {"clientId":"public","publicClient":true} => @public registrationAccessToken
            @public GET \#(place)/public
            @public PUT \#(place)/public {"clientId":"public","publicClient":false}
            GET clients-initial-access
            """#),
        Story(
            "protocol mappers of a registration",
            #"""
            \#(mappersOfApp)
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"id":"{f}","name":"f","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper"}]}
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"id":"nothing","name":"n","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper"}]}
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"id":"{h}","name":"h","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper","config":{"a":"c"}}]}
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"id":"{h}","name":"h","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper","config":{"a":"b"}},{"name":"f","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper","config":{"x":"y"}},{"name":"g","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"}]} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"name":"g","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"},{"name":"g","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"}]}
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[]} => @app registrationAccessToken
            @app GET \#(place)/app
            """#),
        Story(
            "authorization services outlive changes of a registration",
            #"""
            POST clients-initial-access {} => @iat token
            @iat POST \#(place) {"clientId":"app","serviceAccountsEnabled":true,"authorizationServicesEnabled":true} => @app registrationAccessToken
            GET clients?clientId=app => id clientId:app
            @app PUT \#(place)/app {"clientId":"app","name":"x"} => @app registrationAccessToken
            @app GET \#(place)/app
            GET clients/{id}
            """#),
        Story(
            "who may register clients",
            users(["view-clients", "manage-clients", "query-clients", "create-client"])
                + #"""
                POST clients-initial-access {"count":3} => @iat token
                @iat POST \#(place) {"clientId":"app"} => @app registrationAccessToken
                @iat POST \#(place) {"clientId":"more"} => @more registrationAccessToken

                """#
                + ["view-clients", "manage-clients", "query-clients", "create-client"].map {
                    #"""
                    @\#($0) POST \#(place) {"clientId":"by-\#($0)"}
                    @\#($0) POST \#(place) {"clientId":"app"}
                    @\#($0) POST \#(place) {"protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper"}]}
                    @\#($0) GET \#(place)/app
                    @\#($0) GET \#(place)/nobody
                    @\#($0) PUT \#(place)/app {"clientId":"app","name":"by \#($0)"}
                    @\#($0) PUT \#(place)/app {}
                    @\#($0) PUT \#(place)/nobody {"clientId":"nobody"}
                    @\#($0) DELETE \#(place)/nobody
                    """#
                }.joined(separator: "\n") + "\n"
                + ["none", "junk", "admin", "iat", "more"].map {
                    #"""
                    @\#($0) GET \#(place)/app
                    @\#($0) GET \#(place)/nobody
                    @\#($0) PUT \#(place)/app {"clientId":"app"}
                    @\#($0) PUT \#(place)/app {"clientId":"app","foo":1}
                    @\#($0) PUT \#(place)/nobody {"clientId":"nobody"}
                    @\#($0) DELETE \#(place)/app
                    """#
                }.joined(separator: "\n")
                    + #"""

                    @none POST \#(place) {"clientId":"x"}
                    @none POST \#(place) {"foo":1}
                    @admin POST \#(place) {"clientId":"x"}
                    @junk POST \#(place) {"clientId":"x"}
                    @app GET \#(place)/app
                    @manage-clients DELETE \#(place)/app
                    @app GET \#(place)/app
                    @app POST \#(place)/app {}
                    @iat GET \#(place)
                    @iat PUT \#(place) {}
                    @iat POST /realms/{realm}/clients-registrations/nothing {}
                    @iat GET /realms/{realm}/clients-registrations
                    @app GET \#(place)/app/more
                    """#),
        Story(
            "an initial access token ends with its count and when it is deleted",
            #"""
            POST clients-initial-access {"count":1} => @iat token
            GET clients-initial-access
            @iat POST \#(place) {"clientId":"one"}
            @iat POST \#(place) {"clientId":"two"}
            POST clients-initial-access {"count":0} => @zero token
            @zero POST \#(place) {"clientId":"two"}
            @zero POST \#(place) {"clientId":"one"}
            POST clients-initial-access {"count":9} => @gone token
            GET clients-initial-access => id count:9
            DELETE clients-initial-access/{id}
            @gone POST \#(place) {"clientId":"two"}
            @gone GET \#(place)/one
            @gone DELETE \#(place)/one
            """#),
    ]

    /// What 18 answers so or so: its policies come in any order, and some of them miss the body.
    static let emptyRegistrations = [
        Story(
            "a registration without a client is an error whoever sends it",
            "@none POST \(place) null\n@junk POST \(place) null")
    ]
}
