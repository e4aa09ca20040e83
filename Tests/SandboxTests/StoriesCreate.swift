import Foundation

extension Stories {
    /// One client of each body, created and read.
    private static func each(_ name: String, _ bodies: String) -> Story {
        var number = 0
        let lines = bodies.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.map { body in
            number += 1
            let rest = body.dropFirst()
            let comma = rest == "}" ? "" : ","
            return """
                POST clients {"clientId":"c\(number)"\(comma)\(rest) => c
                GET clients/{c}
                GET clients/{c}/client-secret
                """
        }
        return Story(name, lines.joined(separator: "\n"))
    }

    private static let attribute = #""protocol":"openid-connect","protocolMapper":"oidc-usermodel-attribute-mapper""#

    static let creating = [
        each(
            "create: flags and texts",
            #"""
            {}
            {"name":"","description":"","adminUrl":"","baseUrl":"","rootUrl":""}
            {"name":5,"description":true}
            {"enabled":"true","consentRequired":1,"notBefore":"9","nodeReRegistrationTimeout":1.5}
            {"enabled":0,"fullScopeAllowed":"false"}
            {"enabled":"","notBefore":""}
            {"enabled":"TRUE","standardFlowEnabled":null}
            {"consentRequired":true,"fullScopeAllowed":true}
            {"type":"t","alwaysDisplayInConsole":true,"surrogateAuthRequired":true,"implicitFlowEnabled":true,"frontchannelLogout":true}
            {"directGrantsOnly":true}
            {"directGrantsOnly":false}
            {"directGrantsOnly":true,"standardFlowEnabled":true,"directAccessGrantsEnabled":false}
            {"registeredNodes":{"n":5}}
            {"clientAuthenticatorType":"bogus"}
            {"clientAuthenticatorType":""}
            {"access":{"view":false},"origin":"x","registrationAccessToken":"x","defaultRoles":["a"],"clientTemplate":"x","useTemplateScope":true}
            """#),
        each(
            "create: secrets",
            #"""
            {"secret":""}
            {"secret":" s "}
            {"secret":"s","publicClient":true}
            {"publicClient":true}
            {"bearerOnly":true}
            {"clientAuthenticatorType":"client-jwt"}
            {"clientAuthenticatorType":"client-jwt","publicClient":true}
            {"protocol":"openid-connect","secret":"x"}
            {"protocol":"openid-connect","secret":"x","publicClient":false}
            {"protocol":"openid-connect","publicClient":true}
            {"attributes":{"client.secret.creation.time":"5"}}
            {"secret":"s","attributes":{"client.secret.creation.time":"5"}}
            """#),
        each(
            "create: naming the protocol",
            #"""
            {"protocol":"openid-connect"}
            {"protocol":"openid-connect","publicClient":false}
            {"protocol":"openid-connect","bearerOnly":true}
            {"protocol":"openid-connect","bearerOnly":false}
            {"protocol":"openid-connect","directGrantsOnly":true}
            {"protocol":"openid-connect","directGrantsOnly":false}
            {"protocol":"openid-connect","directAccessGrantsEnabled":false,"publicClient":false,"bearerOnly":true}
            {"protocol":"openid-connect","consentRequired":true}
            {"protocol":"openid-connect","serviceAccountsEnabled":true}
            {"protocol":"openid-connect","attributes":{"backchannel.logout.session.required":"false","a":"1"}}
            {"protocol":"openid-connect","attributes":{"backchannel.logout.revoke.offline.tokens":"true"}}
            {"protocol":"openid-connect","rootUrl":"http://r/x"}
            {"protocol":"openid-connect","rootUrl":"http://r/x/"}
            {"protocol":"openid-connect","rootUrl":""}
            {"protocol":"openid-connect","rootUrl":"http://r","redirectUris":[],"webOrigins":["http://q"],"adminUrl":"http://z"}
            {"protocol":"openid-connect","rootUrl":"http://r","redirectUris":["http://a/b"],"webOrigins":[]}
            {"protocol":"openid-connect","rootUrl":"http://r","redirectUris":["http://a/b"]}
            {"rootUrl":"http://r/x"}
            """#),
        each(
            "create: addresses",
            #"""
            {"redirectUris":["HTTP://A.b/x","https://u:1/y","http://a:80","foo://x","http://a?x","http://[::1]:9/a","/rel","*","http*"]}
            {"redirectUris":["http://a/","http://a/b","http://a/"],"webOrigins":null}
            {"redirectUris":["http://a/"],"webOrigins":[]}
            {"redirectUris":[null,"","  "]}
            {"webOrigins":["  "]}
            {"webOrigins":["",null,"+","*","http://a/"]}
            {"rootUrl":"${authBaseUrl}","baseUrl":"/x","adminUrl":"/y"}
            {"rootUrl":"http://r","adminUrl":"/y"}
            {"rootUrl":"","adminUrl":"/y"}
            {"rootUrl":"ftp://x","baseUrl":"http://a#f"}
            {"attributes":{"logoUri":"/x","post.logout.redirect.uris":"+##-##*##http://a/*"}}
            {"redirectUris":["//x","http://a_b:x/","http://é/ü","?x=*","file:x"]}
            """#),
        each(
            "create: attributes",
            #"""
            {"attributes":{"realm_client":"true"}}
            {"attributes":{"a":true,"b":5,"c":1000.0,"d":null,"e":" ","f":" v ","g":1.5,"h":false}}
            {"attributes":{"acr.loa.map":"{\"a\":1}","x##y":"b##a##a"}}
            {"attributes":{}}
            {"attributes":null}
            """#),
        each(
            "create: saml",
            #"""
            {"protocol":"saml","attributes":{"saml.client.signature":"false"}}
            {"protocol":"saml","attributes":{"saml.signing.certificate":"abc","saml.server.signature":"false"}}
            {"protocol":"saml","frontchannelLogout":false,"attributes":{"saml.signing.certificate":"abc","saml.artifact.binding.identifier":"z"}}
            {"protocol":"saml","serviceAccountsEnabled":true,"attributes":{"saml.client.signature":"false"}}
            {"protocol":"saml","publicClient":true,"rootUrl":"http://r","attributes":{"saml.client.signature":"false"}}
            {"protocol":"saml","defaultClientScopes":["role_list","email"],"attributes":{"saml.client.signature":"false"}}
            """#),
        Story(
            "create: saml with keys",
            #"""
            POST clients {"clientId":"s","protocol":"saml"} => s
            GET clients/{s}
            """#),
        each(
            "create: client scopes",
            #"""
            {"defaultClientScopes":["email","nope","role_list","address"]}
            {"defaultClientScopes":[]}
            {"optionalClientScopes":["email"]}
            {"defaultClientScopes":["email","email"],"optionalClientScopes":["email","phone"]}
            {"defaultClientScopes":null,"optionalClientScopes":null}
            {"serviceAccountsEnabled":true}
            {"serviceAccountsEnabled":true,"defaultClientScopes":[]}
            {"serviceAccountsEnabled":true,"optionalClientScopes":["service_account"]}
            {"serviceAccountsEnabled":true,"publicClient":true}
            {"serviceAccountsEnabled":true,"bearerOnly":true}
            """#),
        each(
            "create: protocol mappers",
            #"""
            {"protocolMappers":[]}
            {"protocolMappers":null}
            {"protocolMappers":[{"name":"m",\#(attribute),"config":{"id.token.claim":"true","x":null,"y":"","z":5,"w":true}}]}
            {"protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"bogus","config":{"id.token.claim":"false","userinfo.token.claim":""}}]}
            {"protocolMappers":[{"name":"m",\#(attribute),"consentRequired":true,"consentText":"t"}]}
            {"protocolMappers":[{"name":"m",\#(attribute)},{"name":"m","protocol":"saml","protocolMapper":"saml-role-list-mapper"}]}
            {"protocolMappers":[{"name":"",\#(attribute)}]}
            """#),
        Story(
            "create: what is refused",
            #"""
            POST clients {"clientId":"taken"}
            POST clients {"clientId":"taken"}
            POST clients {"clientId":"taken","redirectUris":["a b"]}
            POST clients {"clientId":"taken","protocol":"bogus"}
            POST clients {"clientId":""}
            POST clients {"clientId":" "}
            POST clients {"clientId":"","protocol":"bogus","redirectUris":["a b"]}
            POST clients {"clientId":"x","protocol":"bogus"}
            POST clients {"clientId":"x","protocol":""}
            POST clients {"clientId":"x","protocol":"docker-v2"}
            POST clients {"clientId":"x","foo":1}
            POST clients {"foo": {"a":[1,2,3]},"clientId":"x"}
            POST clients {"foo": "text","clientId":"x"}
            POST clients {"foo": true,"clientId":"x"}
            POST clients {"foo": null}
            POST clients {"clientId":"x", "protocolMappers":[{"name":"a", "foo":1}]}
            POST clients {"clientId":"x","authorizationSettings":{"foo":1}}
            POST clients {"clientId":"x","authorizationSettings":{"resources":[{"foo":1}]}}
            POST clients {"clientId":["x"]}
            POST clients {"clientId":{"x":1}}
            POST clients {"clientId":"x","enabled":"yes"}
            POST clients {"clientId":"x","enabled":1.5}
            POST clients {"clientId":"x","notBefore":"x"}
            POST clients {"clientId":"x","notBefore":true}
            POST clients {"clientId":"x","notBefore":3000000000}
            POST clients {"clientId":"x","redirectUris":"x"}
            POST clients {"clientId":"x","redirectUris":{"a":1}}
            POST clients {"clientId":"x","redirectUris":[["a"]]}
            POST clients {"clientId":"x","attributes":[1]}
            POST clients {"clientId":"x","attributes":{"a":[1]}}
            POST clients {"clientId":"x","attributes":{"a":{"b":1}}}
            POST clients {"clientId":"x","protocolMappers":{}}
            POST clients {"clientId":"x","protocolMappers":[null]}
            POST clients {"clientId":"x","protocolMappers":[{"name":"a"}]}
            POST clients {"clientId":"x","protocolMappers":[{"name":"a","protocol":"openid-connect"}]}
            POST clients {"clientId":"x","protocolMappers":[{"name":"a","protocolMapper":"y"}]}
            POST clients {"clientId":"x","protocolMappers":[{"name":"a",\#(attribute)},{"name":"a",\#(attribute)}]}
            POST clients {"clientId":"x","protocolMappers":[{"name":"a","protocol":"openid-connect","protocolMapper":"oidc-sha256-pairwise-sub-mapper"}]}
            POST clients {"clientId":"x","authorizationServicesEnabled":true}
            POST clients {"clientId":"x","authorizationSettings":{}}
            POST clients {"clientId":"x","authorizationServicesEnabled":true,"serviceAccountsEnabled":true,"publicClient":true}
            POST clients {"clientId":"x","authorizationServicesEnabled":true,"serviceAccountsEnabled":true,"bearerOnly":true}
            POST clients {"clientId":"x","registeredNodes":{"n":null}}
            POST clients {"clientId":"x","id":"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"}
            POST clients {"clientId":"x","name":"\#(String(repeating: "n", count: 256))"}
            POST clients {"clientId":"\#(String(repeating: "n", count: 256))"}
            POST clients {"clientId":"x","secret":"\#(String(repeating: "n", count: 256))"}
            POST clients {"clientId":"x","attributes":{"\#(String(repeating: "n", count: 256))":"a"}}
            POST clients {
            POST clients
            POST clients null
            POST clients []
            POST clients "x"
            POST clients 5
            POST clients {"clientId":"x",}
            POST clients {clientId:1}
            H Content-Type: text/plain
            POST clients {"clientId":"x"}
            H Content-Type: application/json; charset=UTF-8
            POST clients {"clientId":"y"}
            GET clients?clientId=x
            """#),
        Story(
            "create: addresses that are refused",
            [
                #""redirectUris":["http://a/#f"]"#, #""redirectUris":["http://a b"]"#,
                #""redirectUris":["javascript:x"]"#, #""redirectUris":["DATA:x"]"#,
                #""redirectUris":["http://a/#f","http://a b","javascript:x","/x y"]"#,
                #""redirectUris":["http://a/{x}"]"#, #""redirectUris":["http*://x"]"#, #""redirectUris":["%zz"]"#,
                #""redirectUris":["http://a[b"]"#, #""redirectUris":["http:"]"#, #""redirectUris":[":x"]"#,
                #""redirectUris":["http://"]"#, #""redirectUris":["foo:"]"#, #""redirectUris":["  ","http://a/ "]"#,
                #""rootUrl":"http://a b","baseUrl":"http://a b","adminUrl":"http://a b""#,
                #""rootUrl":"http://a#f""#, #""rootUrl":"javascript:x""#, #""rootUrl":"foo:x""#, #""rootUrl":"/foo""#,
                #""rootUrl":"foo""#, #""rootUrl":"  ""#, #""rootUrl":"http://a/{x}""#, #""baseUrl":"data:x""#,
                #""baseUrl":"foo""#, #""baseUrl":"${authBaseUrl}/x""#, #""adminUrl":"foo""#,
                #""rootUrl":"/r","protocol":"openid-connect""#,
                #""rootUrl":"foo","adminUrl":"/x","baseUrl":"/x""#, #""attributes":{"logoUri":"a b"}"#,
                #""attributes":{"logoUri":"javascript:x"}"#, #""attributes":{"backchannel.logout.url":"a b"}"#,
                #""attributes":{"jwks.url":"a b"}"#, #""attributes":{"policyUri":"a b","tosUri":"a b"}"#,
                #""attributes":{"post.logout.redirect.uris":"a b##http://a#f##javascript:x"}"#,
                #""attributes":{"acr.loa.map":"{"}"#, #""attributes":{"acr.loa.map":"{\"a\":\"x\"}"}"#,
                #""attributes":{"client.session.idle.timeout":"99999","client.session.max.lifespan":"99999"}"#,
                #""redirectUris":["http://a b"],"rootUrl":"a b","attributes":{"logoUri":"a b"}"#,
            ].map { #"POST clients {"clientId":"x",\#($0)}"# }.joined(separator: "\n") + "\nGET clients?clientId=x"),
        Story(
            "create: ids",
            #"""
            POST clients {} => c
            GET clients/{c}
            POST clients {"id":"{realm}-a"} => c
            GET clients/{c}
            POST clients {"clientId":"x","id":"{realm}-a"}
            POST clients {"clientId":null,"id":"{realm}-b"}
            POST clients {"clientId":5} => c
            GET clients/{c}
            POST clients {"clientId":"  sp "} => c
            GET clients/{c}
            POST clients {"clientId":"m1","protocolMappers":[{"id":"{realm}-m","name":"a",\#(attribute)}]} => c
            GET clients/{c}
            POST clients {"clientId":"m2","protocolMappers":[{"id":"{realm}-m","name":"a",\#(attribute)}]}
            POST /admin/realms {"realm":"{realm}-2","enabled":true}
            POST /admin/realms/{realm}-2/clients {"clientId":"x","id":"{realm}-a"}
            POST /admin/realms/{realm}-2/clients {"clientId":"x","protocolMappers":[{"id":"{realm}-m","name":"a",\#(attribute)}]}
            DELETE /admin/realms/{realm}-2
            POST clients {"clientId":"z","id":"x/y%z{realm}"}
            GET clients?clientId=z
            GET clients/x%2Fy%25z{realm}
            """#),
    ]
}
