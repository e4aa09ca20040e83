extension Stories {
    private static let type = #""protocol":"openid-connect","protocolMapper":"oidc-usermodel-attribute-mapper""#

    static let parts = [
        Story(
            "protocol mappers one by one",
            #"""
            POST clients {"clientId":"c"} => c
            GET clients/{c}/protocol-mappers/models
            POST clients/{c}/protocol-mappers/models {"name":"A",\#(type),"config":{"a":"1"}} => a
            POST clients/{c}/protocol-mappers/models {"name":"A",\#(type)}
            POST clients/{c}/protocol-mappers/models {"name":"A","protocol":"saml","protocolMapper":"saml-role-list-mapper"}
            POST clients/{c}/protocol-mappers/models {"name":"B","protocol":"openid-connect","protocolMapper":"bogus"}
            POST clients/{c}/protocol-mappers/models {"name":"B","protocol":"openid-connect"}
            POST clients/{c}/protocol-mappers/models {\#(type)}
            POST clients/{c}/protocol-mappers/models {"name":"B","protocolMapper":"oidc-hardcoded-claim-mapper"}
            POST clients/{c}/protocol-mappers/models {"name":"B",\#(type),"foo":1}
            POST clients/{c}/protocol-mappers/models {"name":"B",\#(type),"config":{"a":[1]}}
            POST clients/{c}/protocol-mappers/models {"name":"C",\#(type),"id":"{realm}-m","config":{"id.token.claim":"true","x":"","y":null,"z":1}}
            POST clients/{c}/protocol-mappers/models {"name":"D",\#(type),"id":"{realm}-m"}
            POST clients/{c}/protocol-mappers/models {"name":"E",\#(type),"config":null,"consentRequired":true}
            POST clients/{c}/protocol-mappers/models {"name":"P","protocol":"openid-connect","protocolMapper":"oidc-sha256-pairwise-sub-mapper"}
            POST clients/{c}/protocol-mappers/models
            GET clients/{c}/protocol-mappers/models
            GET clients/{c}/protocol-mappers/models/{a}
            GET clients/{c}/protocol-mappers/models/no
            PUT clients/{c}/protocol-mappers/models/no {"name":"A",\#(type)}
            PUT clients/{c}/protocol-mappers/models/{a} {"id":"{a}","name":"A",\#(type),"config":{"b":"2","c":"","id.token.claim":"true"}}
            GET clients/{c}/protocol-mappers/models/{a}
            PUT clients/{c}/protocol-mappers/models/{a} {"id":"{a}","name":"Z","protocol":"saml","protocolMapper":"oidc-hardcoded-claim-mapper"}
            GET clients/{c}/protocol-mappers/models/{a}
            PUT clients/{c}/protocol-mappers/models/{a} {"name":"A",\#(type)}
            PUT clients/{c}/protocol-mappers/models/{a} {"id":"other","name":"A",\#(type)}
            PUT clients/{c}/protocol-mappers/models/{a} {"id":"{a}","name":"A"}
            PUT clients/{c}/protocol-mappers/models/{a} {"id":"{a}","protocolMapper":"bogus"}
            PUT clients/{c}/protocol-mappers/models/{a} {"id":"{a}","foo":1}
            GET clients/{c}/protocol-mappers/models/{a}
            POST clients/{c}/protocol-mappers/add-models [{"name":"Q1",\#(type),"config":{"id.token.claim":"true"}},{"name":"Q2",\#(type)}]
            POST clients/{c}/protocol-mappers/add-models [{"name":"Q3",\#(type)},{"name":"Q1",\#(type)}]
            POST clients/{c}/protocol-mappers/add-models [{"name":"Q4","protocol":"openid-connect","protocolMapper":"bogus"}]
            POST clients/{c}/protocol-mappers/add-models {}
            GET clients/{c}/protocol-mappers/protocol/saml
            GET clients/{c}/protocol-mappers/models
            DELETE clients/{c}/protocol-mappers/models/{a}
            DELETE clients/{c}/protocol-mappers/models/{a}
            PUT clients/{c}/protocol-mappers/models {}
            POST clients/{c}/protocol-mappers/models/x {}
            GET clients/no/protocol-mappers/models
            GET clients/{c}
            """#),
        Story(
            "client scopes of a client",
            #"""
            POST clients {"clientId":"c","protocolMappers":[]} => c
            GET client-scopes => phone name:phone
            GET client-scopes => email name:email
            GET client-scopes => address name:address
            GET client-scopes => saml name:role_list
            GET clients/{c}/default-client-scopes
            GET clients/{c}/optional-client-scopes
            PUT clients/{c}/default-client-scopes/{phone}
            PUT clients/{c}/default-client-scopes/{email}
            PUT clients/{c}/optional-client-scopes/{email}
            GET clients/{c}
            DELETE clients/{c}/optional-client-scopes/{email}
            GET clients/{c}
            PUT clients/{c}/optional-client-scopes/{email} {"realm":"x"}
            PUT clients/{c}/default-client-scopes/email
            DELETE clients/{c}/default-client-scopes/no
            PUT clients/{c}/default-client-scopes/{saml}
            DELETE clients/{c}/default-client-scopes/{address}
            DELETE clients/{c}/default-client-scopes/{address}
            GET clients/{c}/default-client-scopes/{email}
            POST clients/{c}/default-client-scopes/{email}
            POST clients/{c}/default-client-scopes {}
            PUT clients/no/default-client-scopes/{email}
            GET clients/{c}/default-client-scopes
            GET clients/{c}/optional-client-scopes
            GET clients/{c}
            """#),
        Story(
            "authorization settings",
            #"""
            POST clients {"clientId":"a","serviceAccountsEnabled":true,"authorizationSettings":{"allowRemoteResourceManagement":true,"policyEnforcementMode":"PERMISSIVE","decisionStrategy":"AFFIRMATIVE","scopes":[{"name":"s1"}],"resources":[{"name":"r1","uris":["/a"],"scopes":[{"name":"s1"}]},{"name":"r2","type":"t","displayName":"d"}],"policies":[{"name":"p","type":"client","logic":"NEGATIVE","config":{"clients":"[\"a\"]"}}]}} => a
            GET clients/{a}
            GET clients/{a}/authz/resource-server
            GET clients/{a}/authz/resource-server/settings
            GET clients/{a}/service-account-user
            GET users?username=service-account-a&exact=true => user username:service-account-a
            GET users/{user}/role-mappings
            GET clients/{a}/roles
            PUT clients/{a} {"clientId":"a2","authorizationServicesEnabled":true}
            GET clients/{a}/authz/resource-server/settings
            GET clients/{a}/authz/resource-server
            PUT clients/{a} {"name":"x"}
            GET clients/{a}/authz/resource-server
            GET clients/{a}/authz/resource-server/settings
            GET clients/{a}/roles
            PUT clients/{a} {"authorizationServicesEnabled":true}
            GET clients/{a}/authz/resource-server/settings
            POST clients {"clientId":"b","serviceAccountsEnabled":true,"authorizationServicesEnabled":true} => b
            GET clients/{b}/authz/resource-server/settings
            POST clients {"clientId":"e","serviceAccountsEnabled":true,"authorizationServicesEnabled":false,"authorizationSettings":{}} => e
            GET clients/{e}
            GET clients/{e}/authz/resource-server/settings
            POST clients {"clientId":"f"} => f
            GET clients/{f}/authz/resource-server
            GET clients/{f}/authz
            """#),
        Story(
            "service accounts",
            #"""
            POST clients {"clientId":"My Svc/ü","serviceAccountsEnabled":true} => c
            GET clients/{c}/service-account-user
            GET users?username=service-account-my%20svc/%C3%BC&exact=true => user username:service-account-my svc/ü
            GET users/{user}
            GET users/{user}/role-mappings
            DELETE users/{user}
            GET clients/{c}/service-account-user
            POST clients {"clientId":"no"} => n
            GET clients/{n}/service-account-user
            POST users {"username":"service-account-x"}
            POST clients {"clientId":"x","serviceAccountsEnabled":true}
            DELETE clients/{c}
            GET users?username=service-account-my%20svc/%C3%BC&exact=true
            """#),
        Story(
            "roles and nodes of a client",
            #"""
            POST clients {"clientId":"c"} => c
            POST clients/{c}/roles {"name":"r1","description":"d"}
            POST clients/{c}/roles {"name":"r1"}
            POST clients/{c}/roles {}
            POST clients/{c}/roles {"foo":1}
            GET clients/{c}/roles
            GET clients/{c}/roles/r1
            GET clients/{c}/roles/no
            DELETE clients/{c}/roles/r1
            DELETE clients/{c}/roles/r1
            POST clients/{c}/nodes {}
            GET clients/{c}/nothing
            GET clients/{c}/client-secret/nothing
            POST clients/{c}/client-secret/rotated {}
            DELETE clients/{c}/roles
            POST clients/{c}/nodes {"node":"n1"}
            DELETE clients/{c}/nodes/n1
            GET clients/{c}
            PUT clients/{c}/roles/r1 {"name":"r1"}
            """#),
    ]
}
