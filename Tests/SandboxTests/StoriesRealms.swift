extension Stories {
    static let realms = [
        Story(
            "a new realm",
            #"""
            GET clients
            GET client-scopes
            GET default-default-client-scopes
            GET default-optional-client-scopes
            GET authentication/flows
            GET roles
            GET users
            GET .
            GET /realms/{realm}
            GET /realms/no-such-realm
            GET /admin/realms/master/clients?clientId={realm}-realm
            GET clients?clientId=realm-management => rights clientId:realm-management
            GET clients/{rights}/roles
            GET clients?clientId=account => account clientId:account
            GET clients/{account}/roles
            PUT clients/{rights} {"name":"x"}
            DELETE clients/{rights}
            PUT clients/{account} {"name":"x"}
            DELETE clients/{account}
            """#),
        Story(
            "making realms",
            #"""
            POST /admin/realms {"realm":"{realm}"}
            POST /admin/realms {"realm":""}
            POST /admin/realms {}
            POST /admin/realms {"realm":"a/b"}
            POST /admin/realms {"realm":"sbx-x","foo":1}
            POST /admin/realms {"realm":"sbx-x","accessTokenLifespan":"x"}
            POST /admin/realms {
            POST /admin/realms []
            POST /admin/realms
            PUT . {"foo":1}
            PUT . {"accessTokenLifespan":"x"}
            PUT . {"accessTokenLifespan":90,"displayName":"A realm"}
            GET .
            DELETE /admin/realms/no-such-realm
            PUT /admin/realms/no-such-realm {}
            POST . {}
            DELETE /admin/realms/master
            PUT /admin/realms {}
            POST /admin/realms {"realm":"{realm}-2","enabled":true,"accessTokenLifespan":7}
            GET /admin/realms/{realm}-2
            DELETE /admin/realms/{realm}-2
            GET /admin/realms/{realm}-2
            """#),
        Story(
            "client scopes of the realm",
            #"""
            POST client-scopes {"name":"s1","protocol":"openid-connect"} => s1
            POST client-scopes {"name":"s1","protocol":"saml"}
            POST client-scopes {"name":"s2"}
            POST client-scopes {"protocol":"saml"}
            POST client-scopes {"name":"a b","protocol":"saml"}
            POST client-scopes {"name":"","protocol":"saml"}
            POST client-scopes {"name":"ü","protocol":"saml"}
            POST client-scopes {"name":"s3","protocol":"saml","description":"d","attributes":{"a":"b"},"foo":1}
            POST client-scopes {"name":"s4","protocol":"bogus"}
            POST client-scopes {"name":"s5","protocol":"openid-connect","protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper","config":{"id.token.claim":"true"}}]}
            GET client-scopes
            GET client-scopes/{s1}
            POST clients {"clientId":"c","defaultClientScopes":["s1","s3","s5"]} => c
            GET clients/{c}
            DELETE client-scopes/{s1}
            DELETE client-scopes/{s1}
            GET client-scopes/{s1}
            GET clients/{c}
            PUT client-scopes {}
            """#),
        Story(
            "flows of the realm",
            #"""
            POST authentication/flows/browser/copy {"newName":"mine"} => mine
            POST authentication/flows/browser/copy {"newName":"mine"}
            POST authentication/flows/nope/copy {"newName":"other"}
            POST authentication/flows {"alias":"own","providerId":"basic-flow","topLevel":true,"builtIn":false} => own
            POST authentication/flows {"alias":"own","providerId":"basic-flow","topLevel":true,"builtIn":false}
            POST authentication/flows {"alias":"own/x","providerId":"basic-flow","topLevel":true,"builtIn":false}
            POST authentication/flows {}
            POST authentication/flows {"alias":"o2","foo":1}
            POST authentication/flows {"alias":"o3","topLevel":true}
            GET authentication/flows
            GET authentication/flows => browser alias:browser
            GET authentication/flows/{browser}
            DELETE authentication/flows/{browser}
            GET authentication/flows/nope
            POST clients {"clientId":"c","authenticationFlowBindingOverrides":{"browser":"{mine}","bogus":"{browser}"}} => c
            GET clients/{c}
            PUT clients/{c} {"authenticationFlowBindingOverrides":{"direct_grant":"{own}"}}
            GET clients/{c}
            PUT clients/{c} {"authenticationFlowBindingOverrides":{"browser":"","bogus":null}}
            GET clients/{c}
            PUT clients/{c} {"authenticationFlowBindingOverrides":{}}
            PUT clients/{c} {"authenticationFlowBindingOverrides":{"browser":"browser"}}
            PUT clients/{c} {"authenticationFlowBindingOverrides":{"browser":5}}
            GET clients/{c}
            POST clients {"clientId":"d","authenticationFlowBindingOverrides":{"browser":"browser"}}
            POST clients {"clientId":"d","authenticationFlowBindingOverrides":{"browser":"","direct_grant":null}} => d
            GET clients/{d}
            PUT clients/{c} {"authenticationFlowBindingOverrides":{"direct_grant":""}}
            DELETE authentication/flows/{own}
            DELETE authentication/flows/{own}
            """#),
        Story(
            "users and their roles",
            #"""
            POST users {"username":"Amy","enabled":true,"firstName":"A","lastName":"B","email":"Amy@x.org","emailVerified":true} => amy
            POST users {"username":"amy"}
            POST users {"username":"AMY"}
            POST users {}
            POST users {"username":"bo"}
            POST users {"foo":1}
            POST users {"username":"bob"} => bob
            GET users/{amy}
            GET users?username=amy&exact=true
            GET users?username=am
            GET users?username=am&exact=true
            GET users?username=A_y
            GET users?username=a%25y
            GET users?username=%25
            GET users
            GET users/nope
            GET users/nope/role-mappings/realm
            POST roles {"name":"r1","description":"one"}
            POST roles {"name":"r1"}
            POST roles {}
            GET roles => r1 name:r1
            GET roles/r1
            GET roles/nope
            POST users/{amy}/role-mappings/realm [{"id":"{r1}","name":"r1"}]
            POST users/{amy}/role-mappings/realm [{"id":"{r1}","name":"r1"}]
            POST users/{amy}/role-mappings/realm [{"id":"{r1}"}]
            POST users/{amy}/role-mappings/realm [{"name":"r1"}]
            POST users/{amy}/role-mappings/realm [{"id":"{r1}","name":"other"}]
            GET users/{amy}/role-mappings/realm
            POST clients {"clientId":"c","serviceAccountsEnabled":true} => c
            POST clients/{c}/roles {"name":"cr"}
            GET clients/{c}/roles => cr name:cr
            POST users/{amy}/role-mappings/clients/{c} [{"id":"{cr}","name":"cr"}]
            POST users/{amy}/role-mappings/clients/{c} [{"id":"{r1}","name":"r1"}]
            GET users/{amy}/role-mappings/clients/{c}
            GET users/{amy}/role-mappings/clients/nope
            GET users/{amy}/role-mappings
            DELETE users/{amy}/role-mappings/clients/{c} [{"id":"{cr}","name":"cr"}]
            DELETE users/{amy}/role-mappings/clients/{c} [{"id":"{cr}","name":"cr"}]
            GET users/{amy}/role-mappings/clients/{c}
            DELETE users/{amy}/role-mappings/realm
            GET users/{amy}/role-mappings/realm
            GET users?username=service-account-c&exact=true
            GET users?username=service-account
            DELETE users/{amy}
            GET users/{amy}
            DELETE roles/r1
            GET roles/r1
            """#),
    ]
}
