import Foundation

extension Stories {
    /// A client, then bodies that are PUT to it; after each the client and its secret are read.
    private static func puts(_ name: String, _ create: String, _ bodies: String) -> Story {
        let lines = bodies.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.map { line in
            let request = line.hasPrefix("{") ? "PUT clients/{c} \(line)" : line
            return request + "\nGET clients/{c}\nGET clients/{c}/client-secret"
        }
        return Story(name, "POST clients \(create) => c\n" + lines.joined(separator: "\n"))
    }

    private static func mapper(_ name: String, _ rest: String = #""config":{"a":"1"}"#) -> String {
        #"{"name":"\#(name)","protocol":"openid-connect","protocolMapper":"oidc-usermodel-attribute-mapper",\#(rest)}"#
    }

    static let updating = [
        puts(
            "update: texts and flags", #"{"clientId":"c"}"#,
            #"""
            {}
            {"name":"x","description":" d "}
            {"name":"","description":null}
            {"clientId":"d"}
            {"clientId":"D"}
            {"clientId":""}
            {"clientId":"account"}
            {"clientId":"d","id":"other"}
            {"protocol":""}
            {"protocol":"bogus"}
            {"protocol":"docker-v2"}
            {"notBefore":"7","nodeReRegistrationTimeout":5}
            {"notBefore":"x"}
            {"notBefore":3000000000}
            {"enabled":"no"}
            {"enabled":""}
            {"foo":1}
            {"type":"a"}
            {"type":null}
            {"type":""}
            {"name":"\#(String(repeating: "n", count: 256))"}
            {"rootUrl":"a b"}
            {"redirectUris":["http://a/#x"]}
            {"rootUrl":"http://r","baseUrl":"/b","adminUrl":"http://a"}
            {"rootUrl":"","baseUrl":"","adminUrl":""}
            {"consentRequired":true}
            {"consentRequired":false,"fullScopeAllowed":false}
            {"fullScopeAllowed":true,"directGrantsOnly":true}
            {"bearerOnly":true,"surrogateAuthRequired":true,"alwaysDisplayInConsole":true,"implicitFlowEnabled":true}
            {"bearerOnly":false,"frontchannelLogout":true,"standardFlowEnabled":false,"directAccessGrantsEnabled":true}
            {"clientAuthenticatorType":"client-jwt"}
            {"clientAuthenticatorType":""}
            {"registrationAccessToken":"x","origin":"y","access":{"view":false},"defaultRoles":["r"]}
            {"protocol":"openid-connect","rootUrl":"http://q","webOrigins":[]}
            PUT clients/{c}
            PUT clients/{c} {
            PUT clients/{c} []
            POST clients/{c} {}
            PUT clients/no {}
            """#),
        puts(
            "update: redirects and origins", #"{"clientId":"c","redirectUris":["http://a/x","http://b/*"]}"#,
            #"""
            {"webOrigins":[]}
            {"name":"x"}
            {"webOrigins":["+"]}
            {"name":"y"}
            {"redirectUris":[]}
            {"redirectUris":["http://q/1","","http://q/1"],"webOrigins":[]}
            {"redirectUris":["http://z/1"]}
            {"redirectUris":[null]}
            {"webOrigins":[""]}
            {"redirectUris":[""],"webOrigins":["http://a","http://a"]}
            """#),
        puts(
            "update: secrets", #"{"clientId":"c","secret":"s"}"#,
            #"""
            {"publicClient":true}
            {"name":"x"}
            POST clients/{c}/client-secret
            {"publicClient":false}
            {"publicClient":true,"secret":"z"}
            {"publicClient":false,"secret":"y"}
            {"publicClient":null,"secret":""}
            {"secret":"**********"}
            {"secret":null}
            POST clients/{c}/client-secret {"value":"given"}
            PUT clients/{c}/client-secret {}
            GET clients/{c}/client-secret/rotated
            DELETE clients/{c}/client-secret/rotated
            """#),
        puts(
            "update: a public client", #"{"clientId":"c","publicClient":true}"#,
            #"""
            POST clients/{c}/client-secret
            {"name":"a"}
            {"secret":"a"}
            {"publicClient":false}
            """#),
        puts(
            "update: attributes", #"{"clientId":"c","attributes":{"a":"1","b":"2"}}"#,
            #"""
            {"attributes":{}}
            {"attributes":{"a":null}}
            {"attributes":{"b":" \t\n"}}
            {"attributes":{"c":"3","client.secret.creation.time":""}}
            {"attributes":{"realm_client":"true"}}
            {"attributes":{"realm_client":""}}
            {"attributes":{"c":[1]}}
            {"attributes":{"acr.loa.map":"{"}}
            {"attributes":{"d":false,"e":1.0,"C":" v "}}
            {"registeredNodes":{"a":5}}
            {"registeredNodes":{"b":6}}
            {"registeredNodes":{}}
            DELETE clients/{c}/nodes/a
            DELETE clients/{c}/nodes/zz
            DELETE clients/{c}/nodes/b
            """#),
        puts(
            "update: service account", #"{"clientId":"c","serviceAccountsEnabled":true}"#,
            #"""
            {"name":"x"}
            GET clients/{c}/service-account-user
            {"serviceAccountsEnabled":false}
            GET clients/{c}/service-account-user
            {"serviceAccountsEnabled":true}
            {"clientId":"Renamed U"}
            GET clients/{c}/service-account-user
            {"publicClient":true}
            {"bearerOnly":true}
            {"protocol":"saml"}
            {"protocol":"openid-connect"}
            """#),
        puts(
            "update: authorization",
            #"{"clientId":"c","serviceAccountsEnabled":true,"authorizationServicesEnabled":true}"#,
            #"""
            {"name":"x","authorizationServicesEnabled":true}
            {"serviceAccountsEnabled":false,"authorizationServicesEnabled":true}
            {"authorizationServicesEnabled":true}
            {"authorizationServicesEnabled":true,"serviceAccountsEnabled":true}
            {"authorizationSettings":{}}
            {}
            {"authorizationServicesEnabled":true,"publicClient":true}
            {"authorizationServicesEnabled":true}
            {"publicClient":false}
            {"authorizationServicesEnabled":true}
            {"authorizationServicesEnabled":true,"bearerOnly":true}
            {"authorizationServicesEnabled":false,"authorizationSettings":{}}
            """#),
        puts(
            "update: authorization without a service account", #"{"clientId":"c"}"#,
            #"""
            {"authorizationServicesEnabled":true}
            {"authorizationSettings":{}}
            {"authorizationServicesEnabled":true,"serviceAccountsEnabled":true}
            GET clients/{c}/authz/resource-server
            """#),
        puts(
            "update: protocol", #"{"clientId":"c"}"#,
            #"""
            {"protocol":"saml"}
            {"protocol":"saml","attributes":{}}
            {"clientId":"d"}
            {"clientId":"d","attributes":{}}
            {"protocol":"saml","attributes":{"saml.artifact.binding.identifier":""}}
            {"attributes":{"saml.artifact.binding.identifier":"qq"}}
            {"clientId":"d","protocol":"saml"}
            {"clientId":"d","protocol":"saml","attributes":{"saml.artifact.binding.identifier":""}}
            {"clientId":"d","protocol":"saml","attributes":{}}
            {"clientId":"account","attributes":{}}
            {"protocol":"openid-connect"}
            {"clientId":"e"}
            {"clientId":"f","protocol":"saml"}
            {"clientId":"g","protocol":"saml"}
            {"protocol":"openid-connect","rootUrl":"http://r"}
            """#),
        puts(
            "update: saml", #"{"clientId":"c","protocol":"saml","attributes":{"saml.client.signature":"false"}}"#,
            #"""
            {"frontchannelLogout":false}
            {"clientId":"c","attributes":{"saml.artifact.binding.identifier":"q"}}
            {"clientId":"d","protocol":"saml","attributes":{"saml.artifact.binding.identifier":""}}
            {"attributes":{"saml.client.signature":"true"}}
            {"protocol":"openid-connect"}
            """#),
        puts(
            "update: client scopes", #"{"clientId":"c","optionalClientScopes":[]}"#,
            #"""
            {"defaultClientScopes":["email"],"optionalClientScopes":["phone"]}
            {"defaultClientScopes":null}
            """#),
        puts(
            "update: protocol mappers", #"{"clientId":"c","protocolMappers":[\#(mapper("A")),\#(mapper("B"))]}"#,
            #"""
            {"protocolMappers":[\#(mapper("A", #""config":{"x":"2","y":"","id.token.claim":"true"}"#))]}
            {"name":"x"}
            {"protocolMappers":null}
            {"protocolMappers":[\#(mapper("A")),\#(mapper("A"))]}
            {"protocolMappers":[{"name":"A","protocolMapper":"x"}]}
            {"protocolMappers":[{"name":"A","protocol":"openid-connect"}]}
            {"protocolMappers":[{"name":"N","protocol":"openid-connect"}]}
            {"protocolMappers":[{"protocol":"openid-connect","protocolMapper":"x"}]}
            {"protocolMappers":[null]}
            {"protocolMappers":[{"name":"A","foo":1}]}
            {"protocolMappers":[{"name":"A","protocol":"openid-connect","protocolMapper":"bogus","id":"wrong"}]}
            {"protocolMappers":[\#(mapper("A")),{"name":"A","protocol":"saml","protocolMapper":"saml-role-list-mapper"}]}
            {"protocolMappers":[\#(mapper("New", #""id":"{realm}-m""#))]}
            {"protocolMappers":[\#(mapper("Renamed", #""id":"{realm}-m""#))]}
            {"protocolMappers":[\#(mapper("New")),\#(mapper("C", #""id":"{realm}-m""#))]}
            {"protocolMappers":[\#(mapper("New", #""config":{"id.token.claim":"true"}"#))]}
            {"protocolMappers":[\#(mapper("Other", #""config":{"id.token.claim":"true"}"#))]}
            {"protocolMappers":[]}
            """#),
        Story(
            "renaming to a taken name",
            #"""
            POST clients {"clientId":"a"} => a
            POST clients {"clientId":"b"} => b
            GET authentication/flows => browser alias:browser
            PUT clients/{a} {"clientId":"b"}
            PUT clients/{a} {"clientId":"b","serviceAccountsEnabled":true,"authorizationServicesEnabled":true}
            PUT clients/{a} {"clientId":"B"}
            PUT clients/{a} {"clientId":"b","id":"{b}"}
            PUT clients/{a} {"clientId":"account"}
            PUT clients/{a} {"clientId":"b","name":"x","publicClient":true,"redirectUris":["http://x/"],"attributes":{"a":"b"}}
            PUT clients/{a} {"clientId":"b","serviceAccountsEnabled":true}
            PUT clients/{a} {"clientId":"b","authenticationFlowBindingOverrides":{"browser":"{browser}"}}
            PUT clients/{a} {"clientId":"b","protocolMappers":[{"name":"A","protocol":"openid-connect","protocolMapper":"oidc-usermodel-attribute-mapper"}]}
            PUT clients/{a} {"clientId":"b","protocol":"openid-connect"}
            PUT clients/{a} {"clientId":"b","protocol":"saml","attributes":{}}
            PUT clients/{a} {"clientId":"b","registeredNodes":{"n":1}}
            PUT clients/{a} {"clientId":"b","registeredNodes":{}}
            PUT clients/{a} {"clientId":"b","authorizationSettings":{}}
            PUT clients/{a} {"clientId":"b","redirectUris":["no url %"]}
            PUT clients/{a} {"clientId":"b","authenticationFlowBindingOverrides":{"browser":"nope"}}
            PUT clients/{a} {"clientId":"b","foo":1}
            GET clients/{a}
            POST clients {"clientId":"m","protocolMappers":[{"name":"A","protocol":"openid-connect","protocolMapper":"oidc-usermodel-attribute-mapper"}]} => m
            PUT clients/{m} {"clientId":"b","protocolMappers":[]}
            PUT clients/{m} {"clientId":"b","protocolMappers":[{"name":"A","protocol":"openid-connect","protocolMapper":"oidc-usermodel-attribute-mapper","config":{"a":"b"}}]}
            POST clients {"clientId":"z","serviceAccountsEnabled":true,"authorizationServicesEnabled":true} => z
            PUT clients/{z} {"clientId":"b","authorizationServicesEnabled":true}
            PUT clients/{z} {"clientId":"b"}
            POST clients {"clientId":"s","protocol":"saml","attributes":{"saml.client.signature":"false"}} => s
            PUT clients/{s} {"clientId":"b","attributes":{}}
            PUT clients/{s} {"clientId":"b"}
            PUT clients/{s} {"clientId":"b","protocol":"openid-connect","attributes":{}}
            POST users {"username":"service-account-v"} => v
            POST clients {"clientId":"V","serviceAccountsEnabled":true}
            POST clients {"clientId":"V"} => c
            PUT clients/{c} {"serviceAccountsEnabled":true}
            PUT clients/{c} {"clientId":"v","serviceAccountsEnabled":true}
            PUT clients/{m} {"clientId":"v","serviceAccountsEnabled":true}
            PUT clients/{z} {"clientId":"v","authorizationServicesEnabled":true}
            GET clients/{z}/service-account-user
            DELETE users/{v}
            PUT clients/{z} {"clientId":" v ","authorizationServicesEnabled":true}
            GET clients/{z}/service-account-user
            """#),
    ]
}
