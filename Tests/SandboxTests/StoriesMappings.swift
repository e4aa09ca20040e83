extension Stories {
    /// Two clients, roles in all places, one of them a composite of all kinds.
    private static let setting = #"""
        POST clients {"clientId":"c","serviceAccountsEnabled":true} => c
        POST clients {"clientId":"d"} => d
        POST clients/{c}/roles {"name":"cr","attributes":{"a":["1"]}}
        POST clients/{d}/roles {"name":"dr"}
        POST clients/{d}/roles {"name":"dr2"}
        POST roles {"name":"rr","description":"one","attributes":{"a":["1"]}}
        GET clients/{c}/roles => cr name:cr
        GET clients/{d}/roles => dr name:dr
        GET clients/{d}/roles => dr2 name:dr2
        GET roles => rr name:rr
        GET roles => off name:offline_access
        POST clients/{d}/roles/dr/composites [{"id":"{rr}"},{"id":"{dr2}"},{"id":"{cr}"}]
        GET clients?clientId=realm-management => rights clientId:realm-management
        GET clients/{rights}/roles => admin name:realm-admin
        GET clients/{rights}/roles => events name:manage-events
        GET clients/{rights}/roles => manage name:manage-clients
        GET clients/{rights}/roles => view name:view-clients
        GET clients/{c}/service-account-user => sa id
        """#

    static let mappings =
        [
            Story(
                "role mappings of a service account",
                #"""
                \#(setting)
                GET users/{sa}/role-mappings
                POST users/{sa}/role-mappings/clients/{d} [{"id":"{dr}","name":"dr"}]
                POST users/{sa}/role-mappings/clients/{d} [{"id":"{dr}","name":"dr"}]
                GET users/{sa}/role-mappings?briefRepresentation=false
                GET users/{sa}/role-mappings/realm?briefRepresentation=false
                GET users/{sa}/role-mappings/realm/composite
                GET users/{sa}/role-mappings/realm/composite?briefRepresentation=false
                GET users/{sa}/role-mappings/realm/available?briefRepresentation=false
                GET users/{sa}/role-mappings/clients/{d}
                GET users/{sa}/role-mappings/clients/{d}/composite
                GET users/{sa}/role-mappings/clients/{d}/available
                GET users/{sa}/role-mappings/clients/{c}/composite?briefRepresentation=false
                GET users/{sa}/role-mappings/clients/{c}/available
                GET users/{sa}/role-mappings/clients
                GET users/{sa}/role-mappings/nothing
                GET users/{sa}/role-mappings/realm/nothing
                GET users/{sa}/role-mappings/clients/{c}/nothing
                GET users/{sa}/role-mappings/clients/nope
                GET users/nope/role-mappings
                PUT users/{sa}/role-mappings/realm []
                PUT users/{sa}/role-mappings/clients/{c} []
                PUT users/{sa}/role-mappings []
                POST users/{sa}/role-mappings []
                DELETE users/{sa}/role-mappings
                POST users/{sa}/role-mappings/clients/{c}
                POST users/{sa}/role-mappings/realm
                POST users/{sa}/role-mappings/realm null
                POST users/{sa}/role-mappings/realm {}
                POST users/{sa}/role-mappings/realm [null]
                POST users/{sa}/role-mappings/realm [{"foo":1}]
                POST users/{sa}/role-mappings/realm [{"id":"{cr}","name":"cr"}]
                POST users/{sa}/role-mappings/realm [{"id":"{rr}"}]
                POST users/{sa}/role-mappings/realm [{"name":"rr"}]
                POST users/{sa}/role-mappings/realm [{"id":"{rr}","name":"RR"}]
                POST users/{sa}/role-mappings/clients/{c} [{"id":"{cr}"}]
                POST users/{sa}/role-mappings/clients/{c} [{"name":"cr"}]
                POST users/{sa}/role-mappings/clients/{c} [{"id":"{dr}","name":"cr"}]
                POST users/{sa}/role-mappings/clients/{c} [{"id":"{rr}","name":"rr"}]
                POST users/{sa}/role-mappings/clients/{c} [{"id":"{dr}","name":"dr"}]
                POST users/{sa}/role-mappings/clients/{c} [{"id":"{cr}","name":"cr"},{"id":"x","name":"x"}]
                GET users/{sa}/role-mappings
                DELETE users/{sa}/role-mappings/realm [{"id":"{rr}"}]
                DELETE users/{sa}/role-mappings/realm [{"name":"rr"}]
                DELETE users/{sa}/role-mappings/realm [{"id":"{rr}","name":"rr"}]
                DELETE users/{sa}/role-mappings/realm []
                POST users/{sa}/role-mappings/realm [{"id":"{rr}","name":"rr"}]
                POST users/{sa}/role-mappings/clients/{c} [{"id":"{cr}","name":"cr"}]
                DELETE users/{sa}/role-mappings/clients/{d} [{"id":"{cr}","name":"cr"}]
                GET users/{sa}/role-mappings
                DELETE users/{sa}/role-mappings/realm
                DELETE users/{sa}/role-mappings/clients/{c} null
                GET users/{sa}/role-mappings
                DELETE clients/{d}/roles/dr
                GET users/{sa}/role-mappings
                POST users/{sa}/role-mappings/clients/{d} [{"id":"{dr2}","name":"dr2"}]
                DELETE clients/{d}
                GET users/{sa}/role-mappings
                PUT clients/{c} {"clientId":"New","serviceAccountsEnabled":true}
                GET clients/{c}/service-account-user
                POST users/{sa}/role-mappings/realm [{"id":"{rr}","name":"rr"}]
                PUT clients/{c} {"serviceAccountsEnabled":false}
                GET clients/{c}/service-account-user
                GET users/{sa}/role-mappings
                PUT clients/{c} {"serviceAccountsEnabled":true}
                GET clients/{c}/service-account-user => again id
                GET users/{again}/role-mappings
                DELETE users/{again}
                GET clients/{c}/service-account-user => third id
                GET users/{third}/role-mappings
                """#),
            Story(
                "scope mappings of a client",
                #"""
                \#(setting)
                GET clients/{c}/scope-mappings
                GET clients/{c}/scope-mappings/realm
                GET clients/{c}/scope-mappings/realm/available
                GET clients/{c}/scope-mappings/realm/composite
                POST clients/{c}/scope-mappings/realm [{"id":"{rr}"}]
                POST clients/{c}/scope-mappings/realm [{"id":"{rr}","name":"other"}]
                POST clients/{c}/scope-mappings/realm [{"name":"rr"}]
                POST clients/{c}/scope-mappings/realm [{"id":"nope"}]
                POST clients/{c}/scope-mappings/realm [{"id":"{cr}"}]
                POST clients/{c}/scope-mappings/realm []
                POST clients/{c}/scope-mappings/realm
                POST clients/{c}/scope-mappings/realm {}
                POST clients/{c}/scope-mappings/realm [null]
                POST clients/{c}/scope-mappings/realm [{"foo":1}]
                GET clients/{c}/scope-mappings
                DELETE clients/{c}/scope-mappings/realm [{"name":"rr"}]
                DELETE clients/{c}/scope-mappings/realm [{"id":"nope","name":"rr"}]
                DELETE clients/{c}/scope-mappings/realm [{"id":"{off}"}]
                DELETE clients/{c}/scope-mappings/realm [{"id":"{rr}"}]
                POST clients/{c}/scope-mappings/clients/{d} [{"name":"dr"}]
                POST clients/{c}/scope-mappings/clients/{d} [{"id":"{dr}"}]
                POST clients/{c}/scope-mappings/clients/{d} [{"id":"nope","name":"dr"}]
                POST clients/{c}/scope-mappings/clients/{d} [{"id":"{cr}","name":"cr"}]
                POST clients/{c}/scope-mappings/clients/{d} []
                POST clients/{c}/scope-mappings/clients/{d}
                POST clients/{c}/scope-mappings/clients/{d} [null]
                POST clients/{c}/scope-mappings/clients/nope [{"name":"dr"}]
                GET clients/{c}/scope-mappings
                GET clients/{c}/scope-mappings/clients/{d}?briefRepresentation=false
                GET clients/{c}/scope-mappings/clients/{d}/available
                GET clients/{c}/scope-mappings/clients/{d}/composite
                GET clients/{c}/scope-mappings/clients/{c}/composite?briefRepresentation=false
                GET clients/{c}/scope-mappings/clients/{c}/available
                GET clients/{c}/scope-mappings/realm/composite?briefRepresentation=false
                PUT clients/{c} {"fullScopeAllowed":false}
                GET clients/{c}/scope-mappings/realm/composite
                GET clients/{c}/scope-mappings/realm/available
                GET clients/{c}/scope-mappings/clients/{c}/composite
                GET clients/{c}/scope-mappings/clients/{d}/composite
                GET clients/{c}/scope-mappings/clients/{d}/available
                DELETE clients/{c}/scope-mappings/clients/{d} [{"name":"nope"}]
                DELETE clients/{c}/scope-mappings/clients/{d} [{"name":"dr2"}]
                POST clients/{c}/scope-mappings/clients/{d} [{"name":"dr2"}]
                POST clients/{c}/scope-mappings/realm [{"id":"{off}"}]
                GET clients/{c}/scope-mappings
                DELETE clients/{d}/roles/dr2
                GET clients/{c}/scope-mappings
                DELETE clients/{c}/scope-mappings/clients/{d}
                GET clients/{c}/scope-mappings
                DELETE clients/{c}/scope-mappings/realm
                GET clients/{c}/scope-mappings
                GET clients/{c}/scope-mappings/nothing
                GET clients/{c}/scope-mappings/clients
                GET clients/{c}/scope-mappings/realm/nothing
                POST clients/{c}/scope-mappings []
                PUT clients/{c}/scope-mappings/realm []
                PUT clients/{c}/scope-mappings []
                DELETE clients/{c}/scope-mappings
                POST clients/{rights}/scope-mappings/realm [{"id":"{rr}"}]
                GET clients?clientId=account-console => console clientId:account-console
                GET clients/{console}/scope-mappings
                """#),
            Story(
                "the scope of a token",
                #"""
                POST clients {"clientId":"sa","secret":"s","serviceAccountsEnabled":true,"fullScopeAllowed":false} => c
                GET clients/{c}/service-account-user => sa id
                GET clients?clientId=realm-management => rights clientId:realm-management
                GET clients/{rights}/roles => manage name:manage-clients
                GET clients/{rights}/roles => view name:view-clients
                POST users/{sa}/role-mappings/clients/{rights} [{"id":"{manage}","name":"manage-clients"}]
                FORM \#(token) \#(grant) => @one access_token
                @one GET clients?clientId=sa
                POST clients/{c}/scope-mappings/clients/{rights} [{"name":"view-clients"}]
                @one GET clients?clientId=sa
                FORM \#(token) \#(grant) => @two access_token
                @two GET clients?clientId=sa
                POST clients/{c}/scope-mappings/clients/{rights} [{"name":"manage-clients"}]
                @one GET clients?clientId=sa
                FORM \#(token) \#(grant) => @three access_token
                DELETE clients/{c}/scope-mappings/clients/{rights}
                @one GET clients?clientId=sa
                @three GET clients?clientId=sa
                POST clients/{c}/roles {"name":"own"}
                GET clients/{c}/roles => own name:own
                POST clients/{c}/roles/own/composites [{"id":"{manage}"}]
                FORM \#(token) \#(grant) => @four access_token
                @four GET clients?clientId=sa
                POST users/{sa}/role-mappings/clients/{c} [{"id":"{own}","name":"own"}]
                DELETE users/{sa}/role-mappings/clients/{rights}
                @four GET clients?clientId=sa
                DELETE users/{sa}/role-mappings/clients/{c}
                @four GET clients?clientId=sa
                """#),
        ] + rights

    private static let token = "/realms/{realm}/protocol/openid-connect/token"
    private static let grant = "grant_type=client_credentials&client_id=sa&client_secret=s"

    /// The same requests about roles by users with different rights.
    private static let rights = [
        [], ["view-users"], ["query-users"], ["manage-users"], ["view-clients"], ["query-clients"], ["manage-clients"],
        ["view-realm"], ["manage-realm"], ["view-users", "view-clients", "view-realm"],
        ["manage-users", "manage-clients"], ["manage-clients", "manage-realm"], ["manage-users", "manage-events"],
        ["manage-users", "realm-admin"], ["manage-users", "view-authorization"],
        ["manage-users", "view-organizations"],
        ["manage-users", "manage-identity-providers"],
    ].map { roles in
        let grants = roles.map { role in
            #"""
            GET clients/{rights}/roles => role name:\#(role)
            POST users/{amy}/role-mappings/clients/{rights} [{"id":"{role}","name":"\#(role)"}]
            """#
        }
        return Story(
            "rights in roles: " + roles.joined(separator: " and "),
            #"""
            \#(setting)
            POST users {"username":"amy","enabled":true,"firstName":"A","lastName":"B","email":"amy@x.org","credentials":[{"type":"password","value":"pw"}]} => amy
            \#(grants.joined(separator: "\n"))
            POST users/{sa}/role-mappings/realm [{"id":"{rr}","name":"rr"}]
            POST users/{sa}/role-mappings/clients/{c} [{"id":"{cr}","name":"cr"}]
            POST clients/{c}/scope-mappings/realm [{"id":"{rr}","name":"rr"}]
            FORM \#(token) grant_type=password&client_id=admin-cli&username=amy&password=pw => @amy access_token
            @amy GET users/{sa}/role-mappings
            @amy GET users/{sa}/role-mappings/realm
            @amy GET users/{sa}/role-mappings/realm/available
            @amy GET users/{sa}/role-mappings/realm/composite
            @amy GET users/{sa}/role-mappings/clients/{c}
            @amy GET users/{sa}/role-mappings/clients/{rights}/available
            @amy GET users/{sa}/role-mappings/clients/{c}/composite
            @amy GET users/{sa}/role-mappings/clients/nope
            @amy GET users/{sa}/role-mappings/nothing
            @amy PUT users/{sa}/role-mappings/realm []
            @amy GET users/nope/role-mappings
            @amy POST users/{sa}/role-mappings/realm {"foo":1}
            @amy POST users/{sa}/role-mappings/realm
            @amy POST users/{sa}/role-mappings/realm [{"id":"{off}","name":"offline_access"}]
            @amy POST users/{sa}/role-mappings/realm [{"id":"x","name":"rr"}]
            @amy POST users/{sa}/role-mappings/clients/{c} [{"id":"{cr}","name":"cr"}]
            @amy POST users/{sa}/role-mappings/clients/nope []
            \#(everyRight)
            POST users/{sa}/role-mappings/clients/{rights} [{"id":"{admin}","name":"realm-admin"}]
            @amy DELETE users/{sa}/role-mappings/clients/{rights}
            @amy DELETE users/{sa}/role-mappings/clients/{c}
            @amy DELETE users/{sa}/role-mappings/realm
            @amy GET clients/{c}/scope-mappings
            @amy GET clients/{c}/scope-mappings/realm
            @amy GET clients/{c}/scope-mappings/realm/available
            @amy GET clients/{c}/scope-mappings/clients/{d}
            @amy GET clients/{c}/scope-mappings/clients/{d}/available
            @amy GET clients/{c}/scope-mappings/clients/nope
            @amy GET clients/{c}/scope-mappings/nothing
            @amy POST clients/{c}/scope-mappings/realm {"foo":1}
            @amy POST clients/{c}/scope-mappings/realm [{"id":"{off}"}]
            @amy POST clients/{c}/scope-mappings/realm []
            @amy POST clients/{c}/scope-mappings/realm [{"id":"x"}]
            @amy POST clients/{c}/scope-mappings/realm [{"id":"{cr}"}]
            @amy DELETE clients/{c}/scope-mappings/realm [{"id":"{off}"}]
            @amy POST clients/{c}/scope-mappings/clients/{d} [{"name":"dr"}]
            @amy POST clients/{c}/scope-mappings/clients/{rights} [{"name":"realm-admin"}]
            @amy DELETE clients/{c}/scope-mappings/clients/{d}
            @amy DELETE clients/{c}/scope-mappings/realm
            GET clients/{c}/scope-mappings
            @amy POST clients/{rights}/scope-mappings/realm []
            @amy GET clients?q=foo:bar
            @amy GET clients?q=jwt.credential.issuer:x
            @amy GET clients?search=true&clientId=C&max=2
            @amy GET clients?max=x
            @amy GET clients?viewableOnly=true&max=2
            @amy GET client-policies/profiles
            @amy GET client-policies/policies
            @amy PUT client-policies/profiles {"foo":1}
            @amy PUT client-policies/profiles {}
            @amy PUT client-policies/policies
            @amy GET roles
            @amy GET roles?max=x
            @amy GET roles/rr
            @amy GET roles/nope
            @amy GET roles/nope/nothing
            @amy GET roles-by-id/{rr}
            @amy GET roles-by-id/{cr}
            @amy GET roles-by-id/nope
            @amy GET clients/{c}/roles/nope
            @amy GET roles/rr/composites
            @amy GET clients/{d}/roles/dr/composites
            @amy PUT roles/rr {"name":"rr"}
            @amy PUT roles/rr {"foo":1}
            @amy PUT roles-by-id/{rr} {"name":"rr"}
            @amy PUT roles-by-id/{cr} {"name":"cr"}
            @amy PUT roles-by-id/{admin} {"name":"realm-admin"}
            @amy PUT roles-by-id/nope {"name":"x"}
            @amy PUT clients/{c}/roles/cr {"name":"cr"}
            @amy PUT roles/nope {"name":""}
            @amy POST roles {"foo":1}
            @amy POST roles {}
            @amy POST clients/{c}/roles {"name":"n1","composite":true,"composites":{"realm":["rr"]}}
            @amy POST clients/{c}/roles {"name":"n2","composite":true,"composites":{"client":{"realm-management":["manage-events"]}}}
            @amy POST clients/{c}/roles {"name":"n3","composite":true,"composites":{"client":{"d":["dr"]}}}
            @amy POST roles {"name":"n4","composite":true,"composites":{"client":{"d":["dr"]}}}
            @amy POST roles/rr/composites []
            @amy POST roles/rr/composites [{"id":"{cr}"}]
            @amy POST roles/rr/composites [{"id":"{off}"}]
            @amy POST clients/{c}/roles/cr/composites [{"id":"{off}"}]
            @amy POST clients/{c}/roles/cr/composites [{"id":"{dr2}"}]
            @amy POST clients/{c}/roles/cr/composites [{"id":"{admin}"}]
            @amy POST clients/{c}/roles/cr/composites [{"id":"{events}"}]
            @amy POST clients/{c}/roles/cr/composites [{"id":"{view}"}]
            @amy DELETE clients/{c}/roles/cr/composites [{"id":"{off}"}]
            @amy DELETE roles/nope
            @amy DELETE clients/{c}/roles/cr
            @amy DELETE roles-by-id/{rr}
            """#)
    }

    /// Giving each of the admin roles to someone.
    private static let everyRight = [
        "create-client", "impersonation", "manage-authorization", "manage-clients", "manage-events",
        "manage-identity-providers", "manage-organizations", "manage-realm", "manage-users", "query-clients",
        "query-realms", "realm-admin", "view-authorization", "view-clients", "view-events", "view-identity-providers",
        "view-organizations", "view-realm", "view-users",
    ].map { role in
        #"""
        GET clients/{rights}/roles => role name:\#(role)
        @amy POST users/{sa}/role-mappings/clients/{rights} [{"id":"{role}","name":"\#(role)"}]
        """#
    }.joined(separator: "\n")
}
