extension Stories {
    /// What is compared with a real server 18.
    static let old = registrations + registrationRows + older

    private static let older = [
        Story(
            "new clients of 18, and their secrets",
            #"""
            POST clients {"clientId":"plain"} => plain
            GET clients/{plain}
            GET clients/{plain}/client-secret
            PUT clients/{plain} {"clientId":"plain","name":"n"}
            GET clients/{plain}
            GET clients/{plain}/client-secret
            POST clients/{plain}/client-secret
            POST clients {"clientId":"named","protocol":"openid-connect","publicClient":false} => named
            GET clients/{named}
            GET clients/{named}/client-secret
            POST clients {"clientId":"given","secret":"mine"} => given
            GET clients/{given}/client-secret
            POST clients {"clientId":"bearer","bearerOnly":true,"protocol":"openid-connect","publicClient":false} => bearer
            GET clients/{bearer}/client-secret
            POST clients {"clientId":"saml","protocol":"saml","attributes":{"saml.client.signature":"false"}} => saml
            GET clients/{saml}
            POST clients {"clientId":"docker","protocol":"docker-v2"} => docker
            GET clients/{docker}
            """#),
        Story(
            "service accounts of 18 have mappers",
            #"""
            POST clients {"clientId":"born","serviceAccountsEnabled":true} => born
            GET clients/{born}
            POST clients {"clientId":"bare","serviceAccountsEnabled":true,"protocolMappers":[]} => bare
            GET clients/{bare}
            PUT clients/{bare} {"clientId":"bare","serviceAccountsEnabled":false}
            GET clients/{bare}
            GET clients/{bare}/service-account-user
            POST clients {"clientId":"later"} => later
            PUT clients/{later} {"clientId":"later","serviceAccountsEnabled":true}
            GET clients/{later}
            """#),
        Story(
            "authorization services of 18",
            #"""
            POST clients {"clientId":"app","serviceAccountsEnabled":true,"authorizationServicesEnabled":true} => app
            GET clients/{app}/authz/resource-server
            GET clients/{app}/authz/resource-server/settings
            PUT clients/{app} {"clientId":"app","authorizationServicesEnabled":true}
            PUT clients/{app} {"clientId":"app","authorizationServicesEnabled":true,"serviceAccountsEnabled":true}
            PUT clients/{app} {"clientId":"app"}
            GET clients/{app}/authz/resource-server
            POST clients {"clientId":"alone","authorizationServicesEnabled":true}
            """#),
        Story(
            "errors of 18",
            #"""
            POST clients {"clientId":"app"} => app
            POST clients {"clientId":"app"}
            POST clients {
            POST clients []
            POST clients null
            POST clients {"clientId":"r","redirectUris":"x"}
            POST clients {"clientId":"r","redirectUris":["http://a/#x"]}
            POST clients {"clientId":"r","rootUrl":"x y"}
            GET clients/nothing
            GET nothing
            H Content-Type: text/plain
            POST clients {}
            @junk GET clients
            """#),
        Story(
            "initial access tokens of 18",
            #"""
            POST clients-initial-access {}
            POST clients-initial-access {"count":-1,"expiration":-1}
            POST clients-initial-access {"count":2,"expiration":60} => @iat token
            GET clients-initial-access
            @iat POST /realms/{realm}/clients-registrations/default {"clientId":"app"} => @app registrationAccessToken
            @app GET /realms/{realm}/clients-registrations/default/app
            GET clients-initial-access
            """#),
    ]
}
