extension Stories {
    private static let token = "/realms/{realm}/protocol/openid-connect/token"
    private static let grant = "grant_type=client_credentials"
    private static let rotating = #"""
        PUT client-policies/profiles {"profiles":[{"name":"rotate","description":"d","executors":[{"executor":"secret-rotation","configuration":{"expiration-period":3600,"rotated-expiration-period":"1800","remaining-rotation-period":60}}]}]}
        PUT client-policies/policies {"policies":[{"name":"all","enabled":true,"conditions":[{"condition":"client-access-type","configuration":{"type":["confidential"]}}],"profiles":["rotate"]}]}
        """#

    static let secrets = [
        Story(
            "secrets of all kinds of clients",
            #"""
            POST clients {"clientId":"conf"} => conf
            POST clients {"clientId":"pub","publicClient":true} => pub
            POST clients {"clientId":"bear","bearerOnly":true} => bear
            POST clients {"clientId":"saml","protocol":"saml","attributes":{"saml.client.signature":"false"}} => saml
            POST clients {"clientId":"jwt","clientAuthenticatorType":"client-jwt","secret":"mine"} => jwt
            GET clients/{conf}/client-secret => before value
            GET clients/{pub}/client-secret
            GET clients/{bear}/client-secret
            GET clients/{saml}/client-secret
            GET clients/{jwt}/client-secret
            POST clients/{conf}/client-secret {"value":"x"} => after value
            GET clients/{conf}/client-secret
            GET clients/{conf}
            POST clients/{pub}/client-secret
            GET clients/{pub}/client-secret
            GET clients/{pub}
            POST clients/{bear}/client-secret
            POST clients/{saml}/client-secret
            GET clients/{saml}
            POST clients/{jwt}/client-secret
            GET clients/{jwt}
            GET clients/{conf}/client-secret/rotated
            DELETE clients/{conf}/client-secret/rotated
            PUT clients/{conf}/client-secret {}
            DELETE clients/{conf}/client-secret
            GET clients/nope/client-secret
            PUT clients/{conf} {"attributes":{"client.secret.expiration.time":"1999999999","client.secret.rotated":"r","client.secret.rotated.expiration.time":"1999999999"}}
            GET clients/{conf}
            GET clients/{conf}/client-secret/rotated
            DELETE clients/{conf}/client-secret/rotated
            POST clients/{conf}/client-secret
            GET clients/{conf}
            """#),
        Story(
            "rotation of secrets",
            #"""
            POST clients {"clientId":"old"} => old
            POST clients {"clientId":"old2"} => old2
            POST clients {"clientId":"pub","publicClient":true} => pub
            POST clients {"clientId":"bear","bearerOnly":true} => bear
            POST clients {"clientId":"kept","attributes":{"client.secret.expiration.time":"1999999999","client.secret.rotated":"r"}} => kept
            GET clients/{kept}
            GET clients/{old}/client-secret => first value
            \#(rotating)
            GET client-policies/profiles
            GET client-policies/policies
            GET .
            POST clients {"clientId":"new"} => new
            GET clients/{new}
            POST clients {"clientId":"given","secret":"given"} => given
            GET clients/{given}
            PUT clients/{given} {"name":"x"}
            PUT clients/{given} {"secret":"changed"}
            GET clients/{given}
            GET clients/{given}/client-secret/rotated
            POST clients/{given}/client-secret => second value
            GET clients/{given}
            GET clients/{given}/client-secret/rotated
            POST clients/{given}/client-secret
            GET clients/{given}
            PUT clients/{given} {"name":"y","attributes":{}}
            GET clients/{given}
            DELETE clients/{given}/client-secret/rotated
            GET clients/{given}
            GET clients/{given}/client-secret/rotated
            DELETE clients/{given}/client-secret/rotated
            POST clients/{old}/client-secret
            GET clients/{old}
            POST clients/{pub}/client-secret
            GET clients/{pub}
            GET clients/{pub}/client-secret/rotated
            POST clients/{bear}/client-secret
            GET clients/{bear}
            PUT clients/{old2} {"name":"x"}
            PUT clients/{old2} {"name":"x","attributes":null}
            GET clients/{old2}
            PUT clients/{old2} {"name":"x","attributes":{}}
            GET clients/{old2}
            PUT clients/{old2} {"attributes":{"client.secret.expiration.time":""}}
            GET clients/{old2}
            PUT clients/{old2} {"attributes":{"client.secret.expiration.time":"1"},"secret":"mine"}
            GET clients/{old2}
            PUT clients/{old2} {"attributes":{"client.secret.expiration.time":"x"}}
            GET clients/{old2}
            PUT clients/{pub} {"publicClient":false}
            PUT clients/{pub} {"publicClient":false,"attributes":{}}
            GET clients/{pub}
            PUT clients/{bear} {"bearerOnly":false}
            PUT clients/{old} {"publicClient":true}
            GET clients/{old}
            POST clients {"clientId":"ended","secret":"s","attributes":{"client.secret.expiration.time":"5","client.secret.rotated":"r"}} => ended
            GET clients/{ended}
            POST clients {"clientId":"blank","secret":""} => blank
            POST clients/{blank}/client-secret
            GET clients/{blank}
            POST clients {"clientId":"public","protocol":"openid-connect"} => public
            GET clients/{public}
            PUT client-policies/policies {"policies":[]}
            GET clients/{given}
            POST clients/{given}/client-secret
            GET clients/{given}
            GET clients/{old2}
            PUT clients/{old2} {"name":"z"}
            GET clients/{old2}
            GET clients/{old2}/client-secret/rotated
            POST clients/{kept}/client-secret
            GET clients/{kept}
            """#),
        Story(
            "logins with rotated secrets",
            #"""
            POST clients {"clientId":"a","secret":"s","serviceAccountsEnabled":true,"attributes":{"client.secret.expiration.time":"5"}} => a
            POST clients {"clientId":"b","secret":"s","serviceAccountsEnabled":true,"attributes":{"client.secret.expiration.time":"5","client.secret.rotated":"r","client.secret.rotated.creation.time":"4","client.secret.rotated.expiration.time":"1999999999"}}
            POST clients {"clientId":"c","secret":"s","serviceAccountsEnabled":true,"attributes":{"client.secret.expiration.time":"1999999999","client.secret.rotated":"r","client.secret.rotated.creation.time":"4","client.secret.rotated.expiration.time":"5"}} => c
            POST clients {"clientId":"d","secret":"s","serviceAccountsEnabled":true,"attributes":{"client.secret.expiration.time":"1999999999","client.secret.rotated":"r","client.secret.rotated.creation.time":"4","client.secret.rotated.expiration.time":"1999999999"}}
            POST clients {"clientId":"e","secret":"s","serviceAccountsEnabled":true,"attributes":{"client.secret.rotated":"r","client.secret.rotated.creation.time":"4"}}
            GET clients/{c}/client-secret/rotated
            FORM \#(token) \#(grant)&client_id=a&client_secret=s
            FORM \#(token) \#(grant)&client_id=b&client_secret=s
            FORM \#(token) \#(grant)&client_id=b&client_secret=r
            FORM \#(token) \#(grant)&client_id=c&client_secret=s
            FORM \#(token) \#(grant)&client_id=c&client_secret=r
            FORM \#(token) \#(grant)&client_id=d&client_secret=s
            FORM \#(token) \#(grant)&client_id=d&client_secret=r
            FORM \#(token) \#(grant)&client_id=e&client_secret=r
            \#(rotating)
            FORM \#(token) \#(grant)&client_id=a&client_secret=s
            FORM \#(token) \#(grant)&client_id=d&client_secret=s
            FORM \#(token) \#(grant)&client_id=d&client_secret=r
            PUT clients/{a} {"name":"x"}
            PUT clients/{a} {"name":"x","attributes":{}}
            GET clients/{a}
            FORM \#(token) \#(grant)&client_id=a&client_secret=s
            DELETE clients/{a}/client-secret/rotated
            FORM \#(token) \#(grant)&client_id=a&client_secret=s
            """#),
        Story(
            "client policies of the realm",
            (#"""
            GET client-policies
            GET client-policies/nothing
            POST client-policies/profiles {}
            DELETE client-policies/policies
            \#(rotating)
            """# + "\n"
                + [
                    "", "{}", "null", "[]", #"{"foo":1}"#, #"{"profiles":null}"#, #"{"profiles":[{"foo":1}]}"#,
                    #"{"profiles":[{}]}"#, #"{"profiles":[{"name":""}]}"#, #"{"profiles":[{"name":"a"},{"name":"a"}]}"#,
                    #"{"profiles":[{"name":"a","executors":[{}]}]}"#,
                    #"{"profiles":[{"name":"a","executors":[{"executor":"secret-rotation"}]}]}"#,
                    #"{"profiles":[{"name":"a","description":null,"executors":[]},{"name":"b"}],"globalProfiles":[]}"#,
                ].map { "PUT client-policies/profiles \($0)\nGET client-policies/profiles" }.joined(separator: "\n")
                + "\n"
                + [
                    "{}", "[]", #"{"expiration-period":10}"#, #"{"foo":1}"#, configuration(10, 11, 5),
                    configuration(10, 5, 11), configuration(10, 10, 10), configuration(0, 0, 0),
                    configuration(10, 0, 5), configuration(10, 5, 0), configuration(10, -1, 5),
                    #"{"expiration-period":"x","rotated-expiration-period":1,"remaining-rotation-period":1}"#,
                    #"{"expiration-period":"10","rotated-expiration-period":"5","remaining-rotation-period":"2"}"#,
                ].map {
                    #"PUT client-policies/profiles {"profiles":[{"name":"a","executors":[{"executor":"secret-rotation","configuration":\#($0)}]}]}"#
                }.joined(separator: "\n") + "\nGET client-policies/profiles\n"
                + [
                    "", "{}", "null", #"{"foo":1}"#, #"{"policies":[{}]}"#, #"{"policies":[{"name":"p"}]}"#,
                    #"{"policies":[{"name":"p"},{"name":"p"}]}"#, #"{"policies":[{"name":"p","foo":1}]}"#,
                    #"{"policies":[{"name":"p","profiles":["nope"]}]}"#,
                    #"{"policies":[{"name":"p","profiles":["a"],"conditions":[{}]}]}"#,
                    #"{"policies":[{"name":"p","enabled":"true","profiles":["a"],"conditions":[{"condition":"client-access-type"}]}]}"#,
                    #"{"policies":[{"name":"p","description":"d","enabled":true,"profiles":["a"],"conditions":[{"condition":"any-client","configuration":{}},{"condition":"client-access-type","configuration":{"type":["public"]}}]}]}"#,
                ].map { "PUT client-policies/policies \($0)\nGET client-policies/policies" }.joined(separator: "\n")
                + "\n"
                    + #"""
                    POST clients {"clientId":"c"} => c
                    GET clients/{c}
                    PUT client-policies/policies {"policies":[{"name":"p","enabled":true,"profiles":["a"],"conditions":[{"condition":"any-client","configuration":{}}]}]}
                    POST clients {"clientId":"d"} => d
                    GET clients/{d}
                    PUT client-policies/policies {"policies":[{"name":"p","enabled":true,"profiles":["a"]}]}
                    POST clients {"clientId":"e"} => e
                    GET clients/{e}
                    PUT client-policies/profiles {"profiles":[]}
                    GET client-policies/policies
                    PUT . {"clientProfiles":{"profiles":[{"name":"zz"}]}}
                    GET client-policies/profiles
                    PUT . {"displayName":"x"}
                    GET .
                    """#)),
    ]

    private static func configuration(_ lifetime: Int, _ rotated: Int, _ remaining: Int) -> String {
        #"{"expiration-period":\#(lifetime),"rotated-expiration-period":\#(rotated),"remaining-rotation-period":\#(remaining)}"#
    }
}
