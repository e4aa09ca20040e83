import Foundation

extension Stories {
    private static let place = "/realms/{realm}/clients-registrations/default"
    private static let metadataPlace = "/realms/{realm}/clients-registrations/openid-connect"
    private static let installation = "/realms/{realm}/clients-registrations/install"

    /// What each kind of caller asks in turn about the client `app`, where `NAME` is the caller's.
    private static func asked(by callers: [String], _ lines: String) -> String {
        callers.map { caller in
            lines.split(separator: "\n").map {
                "@\(caller) " + $0.replacingOccurrences(of: "NAME", with: caller)
            }.joined(separator: "\n")
        }.joined(separator: "\n") + "\n"
    }

    /// The rows of facts-more 1.1 and 1.2 that hold on every version, and are played on each.
    static let registrationRows = [
        Story(
            "facts-more 1.1: counts, ends and deletions of initial access tokens",
            #"""
            POST clients-initial-access {"count":2,"expiration":60} => @two token
            POST clients-initial-access {} => one
            POST clients-initial-access {"count":0} => @zero token
            GET clients-initial-access
            @zero POST \#(place) {"clientId":"app"}
            @two POST \#(place) {"clientId":"app"}
            @two POST \#(place) {"clientId":"more"}
            @two POST \#(place) {"clientId":"third"}
            GET clients-initial-access
            DELETE clients-initial-access/{one}
            DELETE clients-initial-access/{one}
            DELETE clients-initial-access/nothing
            GET clients-initial-access
            """#),
        Story(
            "facts-more 1.1: counts and ends below zero, and web origins",
            #"""
            POST clients-initial-access {"expiration":-1}
            POST clients-initial-access {"count":-1}
            POST clients-initial-access {"count":-1,"expiration":-1}
            POST clients-initial-access {"webOrigins":["http://a"]}
            GET clients-initial-access
            """#),
        Story(
            "facts-more 1.2: create answers with the address by the name, with everything and with a token",
            #"""
            POST clients-initial-access {"count":9} => @iat token
            @iat POST \#(place) {"clientId":"app","name":"n","redirectUris":["https://a/*"]} => @app registrationAccessToken
            @iat POST \#(place) {}
            @iat POST \#(place) {"clientId":"a/b"}
            @iat POST \#(place) {"clientId":"a%2Fb"}
            @iat GET \#(place)/a/b
            GET clients?clientId=app => id clientId:app
            GET clients/{id}
            """#),
        Story(
            "facts-more 1.2: who may create, get, put and delete",
            users(["create-client", "view-clients", "manage-clients"])
                + #"""
                POST clients-initial-access {"count":3} => @iat token
                @iat POST \#(place) {"clientId":"app","secret":"s"} => @app registrationAccessToken
                @iat POST \#(place) {"clientId":"other"} => @other registrationAccessToken

                """#
                + asked(
                    by: ["app", "create-client", "view-clients", "manage-clients", "admin", "none", "junk", "other"],
                    #"""
                    POST \#(place) {"clientId":"by-NAME"}
                    """#)
                + asked(
                    by: ["iat", "create-client", "view-clients", "manage-clients", "admin", "none", "junk", "other"],
                    #"""
                    GET \#(place)/app
                    GET \#(place)/nobody
                    PUT \#(place)/app {"clientId":"app","name":"by NAME"}
                    PUT \#(place)/nobody {"clientId":"nobody"}
                    DELETE \#(place)/nobody
                    """#)
                + asked(
                    by: ["iat", "create-client", "view-clients", "admin", "none", "junk", "other"],
                    "DELETE \(place)/app\n")
                    + #"""
                    H Authorization: Basic YXBwOnM=
                    @none GET \#(place)/app
                    H Authorization: Basic YXBwOnM=
                    @none PUT \#(place)/app {"clientId":"app"}
                    H Authorization: Basic YXBwOnM=
                    @none DELETE \#(place)/app
                    H Authorization: Basic YXBwOnM=
                    @none GET \#(installation)/app
                    @app GET \#(installation)/app
                    @other GET \#(installation)/app
                    @app GET \#(place)/app
                    @app PUT \#(place)/app {"clientId":"app","name":"own"} => @next registrationAccessToken
                    @next DELETE \#(place)/app
                    @manage-clients DELETE \#(place)/other
                    """#),
        Story(
            "facts-more 1.2: only a successful PUT with the client's own token replaces that",
            users(["manage-clients"])
                + #"""
                POST clients-initial-access {} => @iat token
                @iat POST \#(place) {"clientId":"app"} => @one registrationAccessToken
                GET clients?clientId=app => id clientId:app
                @one GET \#(place)/app => @same registrationAccessToken
                @same GET \#(place)/app
                @one PUT \#(place)/app {"name":"x"}
                @one PUT \#(place)/app {"clientId":"App"}
                @one PUT \#(place)/app {"clientId":"app","redirectUris":["http://a/#x"]}
                @one PUT \#(place)/app {"clientId":"app","baseUrl":"x y"}
                @one PUT \#(place)/app {"clientId":"app","foo":1}
                @one PUT \#(place)/app null
                @one PUT \#(place)/app []
                @one PUT \#(place)/app {
                @one GET \#(place)/app
                @manage-clients PUT \#(place)/app {"clientId":"app","name":"x"}
                @one GET \#(place)/app
                PUT clients/{id} {"clientId":"app","description":"y"}
                POST clients/{id}/client-secret
                @one GET \#(place)/app
                @one PUT \#(place)/app {"clientId":"app","name":"z"} => @two registrationAccessToken
                @one GET \#(place)/app
                @one PUT \#(place)/app {"clientId":"app"}
                @one DELETE \#(place)/app
                @two GET \#(place)/app
                POST clients/{id}/registration-access-token => @three registrationAccessToken
                @two GET \#(place)/app
                @three GET \#(place)/app
                GET clients/{id}
                PUT clients/{id} {"clientId":"renamed"}
                @three GET \#(place)/app
                @three GET \#(place)/renamed
                @three PUT \#(place)/renamed {"clientId":"app"}
                @three DELETE \#(place)/renamed
                @three DELETE \#(place)/renamed
                @three GET \#(place)/renamed
                @three PUT \#(place)/renamed {"clientId":"renamed"}
                """#),
        Story(
            "facts-more 1.2: a disabled client's own token",
            #"""
            POST clients-initial-access {} => @iat token
            @iat POST \#(place) {"clientId":"app"} => @app registrationAccessToken
            GET clients?clientId=app => id clientId:app
            PUT clients/{id} {"clientId":"app","enabled":false}
            @app GET \#(place)/app
            @app PUT \#(place)/app {"clientId":"app","enabled":true} => @app registrationAccessToken
            GET clients/{id}
            """#),
        Story(
            "facts-more 1.2: a PUT keeps what is absent, and scopes as far as the version changes them",
            #"""
            POST clients-initial-access {} => @iat token
            @iat POST \#(place) {"clientId":"app","name":"n","description":"d","attributes":{"a":"1"},"redirectUris":["https://a/*"]} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","description":"e"} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","defaultClientScopes":["email"]} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","optionalClientScopes":["phone"]} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","defaultClientScopes":["profile"],"optionalClientScopes":["phone"]} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","defaultClientScopes":["nothing"]}
            @app PUT \#(place)/app {"clientId":"app","optionalClientScopes":["email"]} => @app registrationAccessToken
            """#),
        Story(
            "facts-more 1.2: scopes of a create",
            #"""
            POST clients-initial-access {"count":9} => @iat token
            @iat POST \#(place) {"clientId":"optional","optionalClientScopes":["phone"]}
            @iat POST \#(place) {"clientId":"default","defaultClientScopes":["email"]}
            @iat POST \#(place) {"clientId":"both","defaultClientScopes":["email"],"optionalClientScopes":["phone"]}
            @iat POST \#(place) {"clientId":"none","defaultClientScopes":[],"optionalClientScopes":[]}
            @iat POST \#(place) {"clientId":"default as optional","optionalClientScopes":["email"]}
            @iat POST \#(place) {"clientId":"optional as default","defaultClientScopes":["phone"]}
            @iat POST \#(place) {"clientId":"unknown","defaultClientScopes":["nothing"]}
            GET clients-initial-access
            """#),
        Story(
            "facts-more 1.2: authorization services outlive a PUT and are not switched by one",
            #"""
            POST clients-initial-access {"count":9} => @iat token
            @iat POST \#(place) {"clientId":"app","serviceAccountsEnabled":true,"authorizationServicesEnabled":true} => @app registrationAccessToken
            GET clients?clientId=app => id clientId:app
            @app PUT \#(place)/app {"clientId":"app","name":"x"} => @app registrationAccessToken
            GET clients/{id}
            @app PUT \#(place)/app {"clientId":"app","authorizationServicesEnabled":false} => @app registrationAccessToken
            GET clients/{id}
            @iat POST \#(place) {"clientId":"plain"} => @plain registrationAccessToken
            @plain PUT \#(place)/plain {"clientId":"plain","authorizationServicesEnabled":true} => @plain registrationAccessToken
            @plain PUT \#(place)/plain {"clientId":"plain","authorizationServicesEnabled":true,"serviceAccountsEnabled":true} => @plain registrationAccessToken
            """#),
        Story(
            "facts-more 1.2: settings of authorization services in a create switch them on, and are ignored otherwise",
            #"""
            POST clients-initial-access {"count":9} => @iat token
            @iat POST \#(place) {"clientId":"settings","authorizationSettings":{"policyEnforcementMode":"DISABLED","resources":[{"name":"r"}]}}
            GET clients?clientId=settings => id clientId:settings
            GET clients/{id}/authz/resource-server
            GET clients/{id}/authz/resource-server/settings
            GET clients/{id}/service-account-user
            @iat POST \#(place) {"clientId":"alone","authorizationServicesEnabled":true,"serviceAccountsEnabled":false}
            @iat POST \#(place) {"clientId":"public","authorizationServicesEnabled":true,"publicClient":true}
            @iat POST \#(place) {"clientId":"bearer","authorizationServicesEnabled":true,"bearerOnly":true}
            """#),
        Story(
            "facts-more 1.2: what is accepted in a create, and what is ignored",
            #"""
            POST clients-initial-access {"count":9} => @iat token
            @iat POST \#(place) {"clientId":"app","secret":"mine","notBefore":5,"registeredNodes":{"h":12},"attributes":{"x":"y"},"access":{"view":false},"origin":"o"}
            GET clients?clientId=app
            @iat POST \#(place) {"clientId":"given","id":"{realm}"}
            GET clients/{realm}
            @iat POST \#(place) {"clientId":"roles","defaultRoles":["one"]} => @roles registrationAccessToken
            @roles GET \#(place)/roles
            GET clients?clientId=roles => id clientId:roles
            GET clients/{id}/roles
            @roles PUT \#(place)/roles {"clientId":"roles","defaultRoles":["two"]} => @roles registrationAccessToken
            GET clients/{id}/roles
            @iat POST \#(place) {"clientId":"flow","authenticationFlowBindingOverrides":{"browser":"x"}}
            GET clients-initial-access
            """#),
        Story(
            "facts-more 1.2: protocols and the secrets of what is created",
            #"""
            POST clients-initial-access {"count":20} => @iat token
            @iat POST \#(place) {"clientId":"plain"} => @plain registrationAccessToken
            GET clients?clientId=plain => id clientId:plain
            GET clients/{id}/client-secret
            @plain GET \#(place)/plain
            @plain PUT \#(place)/plain {"clientId":"plain","redirectUris":["https://a/*"]} => @plain registrationAccessToken
            @plain GET \#(place)/plain
            GET clients/{id}
            @iat POST \#(place) {"clientId":"saml","protocol":"saml","attributes":{"saml.client.signature":"false"}} => @saml registrationAccessToken
            @saml PUT \#(place)/saml {"clientId":"saml","name":"x"} => @saml registrationAccessToken
            @iat POST \#(place) {"clientId":"docker","protocol":"docker-v2"}
            @iat POST \#(place) {"clientId":"public","publicClient":true} => @public registrationAccessToken
            @public PUT \#(place)/public {"clientId":"public","name":"x"} => @public registrationAccessToken
            @public PUT \#(place)/public {"clientId":"public","publicClient":false} => @public registrationAccessToken
            @iat POST \#(place) {"clientId":"bearer","bearerOnly":true} => @bearer registrationAccessToken
            @bearer PUT \#(place)/bearer {"clientId":"bearer","name":"x"}
            @iat POST \#(place) {"clientId":"named","protocol":"openid-connect","publicClient":false} => @named registrationAccessToken
            @named GET \#(place)/named
            @iat POST \#(place) {"clientId":"granting","directAccessGrantsEnabled":true} => @granting registrationAccessToken
            @granting GET \#(place)/granting
            @iat POST \#(place) {"clientId":"service","serviceAccountsEnabled":true} => @service registrationAccessToken
            @service GET \#(place)/service
            @service PUT \#(place)/service {"clientId":"service","serviceAccountsEnabled":false} => @service registrationAccessToken
            @service PUT \#(place)/service {"clientId":"service","serviceAccountsEnabled":true} => @service registrationAccessToken
            GET clients?clientId=service => sid clientId:service
            GET clients/{sid}/service-account-user
            @service GET \#(place)/service
            """#),
        Story(
            "facts-more 1.2: types of content, and bodies that are no client",
            #"""
            POST clients-initial-access {"count":9} => @iat token
            H Content-Type: text/plain
            @iat POST \#(place) {"clientId":"text"}
            H Content-Type:
            @iat POST \#(place) {"clientId":"untyped"}
            H Content-Type: application/json;charset=utf-8
            @iat POST \#(place) {"clientId":"app"}
            @iat POST \#(place) {
            @iat POST \#(place) []
            @iat POST \#(place) null
            @iat POST \#(place) {"foo":1}
            """#),
        Story(
            "facts-more 1.2: each refusal",
            users(["view-clients", "create-client"])
                + #"""
                POST clients-initial-access {} => @used token
                @used POST \#(place) {"clientId":"app"} => @app registrationAccessToken
                @used POST \#(place) {"clientId":"more"}
                @junk POST \#(place) {"clientId":"more"}
                POST clients-initial-access {"count":9} => @gone token
                GET clients-initial-access => gone count:9
                DELETE clients-initial-access/{gone}
                @gone POST \#(place) {"clientId":"more"}
                @gone POST /realms/master/clients-registrations/default {"clientId":"more"}
                POST clients-initial-access {"count":2} => @iat token
                @iat POST /realms/master/clients-registrations/default {"clientId":"more"}
                @iat POST \#(place) {"clientId":"other"} => @other registrationAccessToken
                @other GET \#(place)/app
                @other GET \#(place)/nobody
                @other PUT \#(place)/app {"clientId":"app"}
                @other DELETE \#(place)/app
                @view-clients GET \#(place)/nobody
                @view-clients POST \#(place) {"clientId":"more"}
                @create-client GET \#(place)/app
                @iat POST \#(place) {"clientId":"app"}
                @iat POST \#(place) {"clientId":"m","protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper"}]}
                GET clients-initial-access
                @iat POST /realms/{realm}/clients-registrations/nothing {}
                @app DELETE \#(place)/app
                @app GET \#(place)/app
                @app PUT \#(place)/app {"clientId":"app"}
                @app DELETE \#(place)/app
                """#),
        Story(
            "facts-more 1.2: the mappers that those with a token may have",
            "POST clients-initial-access {\"count\":20} => @iat token\n"
                + [
                    "oidc-full-name-mapper", "oidc-usermodel-property-mapper", "oidc-usermodel-attribute-mapper",
                    "oidc-address-mapper", "saml-role-list-mapper",
                    "saml-user-attribute-mapper",
                    "saml-user-property-mapper", "oidc-hardcoded-claim-mapper", "oidc-audience-mapper",
                    "oidc-script-based-protocol-mapper", "script-x.js",
                ].map { type in
                    let scheme = type.hasPrefix("saml") ? "saml" : "openid-connect"
                    return #"""
                        @iat POST \#(place) {"clientId":"\#(type)","protocolMappers":[{"name":"m","protocol":"\#(scheme)","protocolMapper":"\#(type)"}]}
                        """#
                }.joined(separator: "\n")),
        Story(
            "facts-more 1.2: mappers in a PUT, those that may not be had too",
            #"""
            \#(mappersOfApp)
            @app PUT \#(place)/app {"clientId":"app","name":"x"} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"name":"f","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper","config":{"x":"y"}},{"name":"g","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"}]} => @app registrationAccessToken
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[{"name":"n","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"},{"name":"n","protocol":"openid-connect","protocolMapper":"oidc-full-name-mapper"}]}
            @app PUT \#(place)/app {"clientId":"app","protocolMappers":[]} => @app registrationAccessToken
            @app GET \#(place)/app
            """#),
    ]
}
