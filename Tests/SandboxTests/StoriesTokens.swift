extension Stories {
    private static let token = "/realms/{realm}/protocol/openid-connect/token"
    private static let password = "grant_type=password&client_id=admin-cli"
    private static let people = #"""
        POST users {"username":"amy","enabled":true,"firstName":"A","lastName":"B","email":"amy@x.org","credentials":[{"type":"password","value":"pw"}]} => amy
        """#

    static let tokens =
        [
            Story(
                "passwords",
                #"""
                \#(people)
                POST users {"username":"nopw","enabled":true,"firstName":"A","lastName":"B","email":"n@x.org"}
                POST users {"username":"off","enabled":false,"firstName":"A","lastName":"B","email":"o@x.org","credentials":[{"type":"password","value":"pw"}]}
                POST users {"username":"temp","enabled":true,"firstName":"A","lastName":"B","email":"t@x.org","credentials":[{"type":"password","value":"pw","temporary":true}]}
                POST users {"username":"bare","enabled":true,"credentials":[{"type":"password","value":"pw"}]}
                FORM \#(token) \#(password)&username=amy&password=pw
                FORM \#(token) \#(password)&username=AMY&password=pw
                FORM \#(token) \#(password)&username=amy@x.org&password=pw
                FORM \#(token) \#(password)&username=amy&password=pw&scope=openid
                FORM \#(token) \#(password)&username=amy&password=pw&scope=openid%20phone
                FORM \#(token) \#(password)&username=amy&password=pw&client_secret=junk&totp=
                FORM \#(token)/ \#(password)&username=amy&password=pw
                FORM \#(token) \#(password)&username=amy&password=wrong
                FORM \#(token) \#(password)&username=amy&password=
                FORM \#(token) \#(password)&username=amy
                FORM \#(token) \#(password)&password=pw
                FORM \#(token) \#(password)&username=nobody&password=pw
                FORM \#(token) \#(password)&username=nopw&password=pw
                FORM \#(token) \#(password)&username=off&password=pw
                FORM \#(token) \#(password)&username=off&password=wrong
                FORM \#(token) \#(password)&username=temp&password=pw
                FORM \#(token) \#(password)&username=bare&password=pw
                FORM \#(token) grant_type=password&client_id=nope&username=amy&password=pw
                FORM \#(token) grant_type=password&username=amy&password=pw
                FORM \#(token) grant_type=password&client_id=account&username=amy&password=pw
                FORM \#(token) grant_type=bogus&client_id=admin-cli
                FORM \#(token) grant_type=&client_id=admin-cli
                FORM \#(token) client_id=admin-cli
                FORM /realms/no-such-realm/protocol/openid-connect/token grant_type=password
                H Content-Type: application/json
                FORM \#(token) {}
                GET \#(token)
                PUT \#(token)
                POST /realms/{realm}/protocol/openid-connect/nothing
                H Authorization: Basic YWRtaW4tY2xpOg==
                FORM \#(token) grant_type=password&username=amy&password=pw
                """#),
            Story(
                "client credentials",
                #"""
                POST clients {"clientId":"sa","serviceAccountsEnabled":true,"secret":"s1"} => sa
                POST clients {"clientId":"nosa","secret":"s1"}
                POST clients {"clientId":"dag","secret":"s1","directAccessGrantsEnabled":true}
                POST clients {"clientId":"off","secret":"s1","enabled":false,"serviceAccountsEnabled":true}
                POST clients {"clientId":"pub","publicClient":true,"serviceAccountsEnabled":true}
                POST clients {"clientId":"bearer","bearerOnly":true,"secret":"s1"}
                POST clients {"clientId":"jwt","clientAuthenticatorType":"client-jwt","secret":"s1","serviceAccountsEnabled":true}
                POST clients {"clientId":"life","serviceAccountsEnabled":true,"secret":"s1","attributes":{"access.token.lifespan":"9","client_credentials.use_refresh_token":"true"}}
                POST clients {"clientId":"sml","protocol":"saml","secret":"s1","attributes":{"saml.client.signature":"false"}}
                \#(people)
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=x
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=
                FORM \#(token) grant_type=client_credentials&client_id=sa
                FORM \#(token) grant_type=client_credentials&client_id=nosa&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=off&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=pub
                FORM \#(token) grant_type=client_credentials&client_id=bearer&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=jwt&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=life&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=sml&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=realm-management&client_secret=s1
                FORM \#(token) grant_type=password&client_id=dag&client_secret=s1&username=amy&password=pw
                FORM \#(token) grant_type=password&client_id=dag&client_secret=x&username=amy&password=pw
                FORM \#(token) grant_type=password&client_id=nosa&client_secret=s1&username=amy&password=pw
                H Authorization: Basic c2E6czE=
                FORM \#(token) grant_type=client_credentials
                H Authorization: Basic c2E6eA==
                FORM \#(token) grant_type=client_credentials
                H Authorization: Basic bm9wZTp4
                FORM \#(token) grant_type=client_credentials
                PUT clients/{sa} {"secret":"new"}
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=s1
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=new
                PUT . {"accessTokenLifespan":77}
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=new
                PUT . {"enabled":false}
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=new
                GET /realms/{realm}
                """#),
            Story(
                "refresh, logout and revoke",
                #"""
                \#(people)
                POST clients {"clientId":"sa","serviceAccountsEnabled":true,"secret":"s1"}
                FORM \#(token) \#(password)&username=amy&password=pw => refresh refresh_token
                FORM \#(token) \#(password)&username=amy&password=pw => @other access_token
                FORM \#(token) grant_type=refresh_token&client_id=admin-cli&refresh_token={refresh} => @amy access_token
                FORM \#(token) grant_type=refresh_token&client_id=admin-cli&refresh_token=junk
                FORM \#(token) grant_type=refresh_token&client_id=admin-cli
                FORM \#(token) grant_type=refresh_token&client_id=sa&client_secret=s1&refresh_token={refresh}
                FORM \#(token) grant_type=refresh_token&client_id=admin-cli&refresh_token={@amy}
                @amy GET clients
                FORM /realms/{realm}/protocol/openid-connect/logout client_id=admin-cli&refresh_token=junk
                FORM /realms/{realm}/protocol/openid-connect/logout client_id=nope&refresh_token={refresh}
                FORM /realms/{realm}/protocol/openid-connect/logout refresh_token={refresh}
                FORM /realms/{realm}/protocol/openid-connect/logout client_id=sa&client_secret=s1&refresh_token={refresh}
                FORM /realms/{realm}/protocol/openid-connect/logout client_id=admin-cli&refresh_token={refresh}
                @amy GET clients
                @other GET clients
                FORM /realms/{realm}/protocol/openid-connect/logout client_id=admin-cli&refresh_token={refresh}
                FORM \#(token) grant_type=refresh_token&client_id=admin-cli&refresh_token={refresh}
                FORM /realms/{realm}/protocol/openid-connect/revoke client_id=admin-cli&token={@other}
                @other GET clients
                FORM \#(token) \#(password)&username=amy&password=pw => refresh2 refresh_token
                FORM /realms/{realm}/protocol/openid-connect/revoke client_id=admin-cli&token={refresh2}
                FORM \#(token) grant_type=refresh_token&client_id=admin-cli&refresh_token={refresh2}
                FORM /realms/{realm}/protocol/openid-connect/revoke client_id=admin-cli&token=x
                FORM /realms/{realm}/protocol/openid-connect/revoke client_id=admin-cli
                """#),
            Story(
                "who may ask",
                #"""
                @none GET clients
                @none GET nothing
                @none GET /admin/realms/no-such-realm/clients
                @none GET /admin/realms
                @junk GET clients
                H Authorization: Basic YWRtaW46YWRtaW4=
                GET clients
                H Authorization: bearer {@admin}
                GET nothing
                GET /admin/realms/no-such-realm
                GET /admin/realms/no-such-realm/clients
                \#(people)
                FORM \#(token) \#(password)&username=amy&password=pw => @amy access_token
                @amy GET clients
                @amy GET nothing
                @amy GET clients/nothing
                @amy GET .
                @amy GET /admin/realms
                @amy GET /admin/realms/master/clients
                @amy GET /admin/realms/no-such-realm/clients
                POST clients {"clientId":"sa","serviceAccountsEnabled":true,"secret":"s1"} => sa
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=s1 => @sa access_token
                @sa GET clients?clientId=sa
                GET clients?clientId=realm-management => rights clientId:realm-management
                GET clients/{rights}/roles => manage name:manage-clients
                GET users?username=service-account-sa&exact=true => user username:service-account-sa
                POST users/{user}/role-mappings/clients/{rights} [{"id":"{manage}","name":"manage-clients"}]
                @sa GET clients?clientId=sa
                @sa POST clients {"clientId":"made"}
                PUT clients/{sa} {"fullScopeAllowed":false}
                @sa GET clients?clientId=made
                FORM \#(token) grant_type=client_credentials&client_id=sa&client_secret=s1 => @sb access_token
                @sb GET clients?clientId=made
                PUT clients/{sa} {"enabled":false}
                @sa GET clients?clientId=made
                PUT clients/{sa} {"enabled":true}
                @sa GET clients?clientId=made
                PUT clients/{sa} {"serviceAccountsEnabled":false}
                @sa GET clients?clientId=made
                """#),
        ] + rights

    /// The same requests by users with different rights.
    private static let rights = [
        [], ["query-clients"], ["view-clients"], ["manage-clients"], ["create-client"], ["view-realm"],
        ["manage-realm"],
        ["view-users"], ["manage-users"], ["realm-admin"], ["manage-clients", "view-realm"],
    ].map { roles in
        let grants = roles.map { role in
            #"""
            GET clients/{rights}/roles => role name:\#(role)
            POST users/{amy}/role-mappings/clients/{rights} [{"id":"{role}","name":"\#(role)"}]
            """#
        }
        return Story(
            "rights: " + roles.joined(separator: " and "),
            #"""
            \#(people)
            POST clients {"clientId":"c","secret":"s","serviceAccountsEnabled":true} => c
            GET clients?clientId=realm-management => rights clientId:realm-management
            GET client-scopes => phone name:phone
            \#(grants.joined(separator: "\n"))
            FORM \#(token) \#(password)&username=amy&password=pw => @amy access_token
            @amy GET clients
            @amy GET clients?clientId=c
            @amy GET clients?clientId=no
            @amy GET clients/{c}
            @amy GET clients/no
            @amy GET clients/{c}/client-secret
            @amy GET clients/{c}/client-secret/rotated
            @amy DELETE clients/{c}/client-secret/rotated
            @amy POST clients/{c}/client-secret
            @amy PUT clients/{c} {"name":"x"}
            @amy PUT clients/no {}
            @amy PUT clients/{rights} {}
            @amy DELETE clients/no
            @amy POST clients {"clientId":"new"}
            @amy POST clients {"clientId":"c"}
            @amy GET client-scopes
            @amy GET default-default-client-scopes
            @amy GET default-optional-client-scopes
            @amy POST client-scopes {"name":"mine","protocol":"saml"}
            @amy GET authentication/flows
            @amy POST authentication/flows {"alias":"mine","providerId":"basic-flow","topLevel":true}
            @amy GET roles
            @amy GET clients/{c}/roles
            @amy POST clients/{c}/roles {"name":"r"}
            @amy GET clients/{c}/default-client-scopes
            @amy PUT clients/{c}/default-client-scopes/{phone}
            @amy GET clients/{c}/protocol-mappers/models
            @amy POST clients/{c}/protocol-mappers/models {"name":"m","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper"}
            @amy GET clients/{c}/service-account-user
            @amy GET clients/{c}/authz/resource-server
            @amy GET users?username=amy
            @amy GET users/{amy}
            @amy GET users/{amy}/role-mappings
            @amy GET users/{amy}/role-mappings/realm
            @amy GET users/{amy}/role-mappings/clients/{rights}
            @amy POST users/{amy}/role-mappings/realm []
            @amy DELETE clients/{c}/nodes/n
            @amy GET nothing
            @amy PUT . {}
            @amy POST /admin/realms {"realm":"sbx-never"}
            @amy DELETE clients/{c}
            """#)
    }
}
