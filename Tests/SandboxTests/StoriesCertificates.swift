import JSON

extension Stories {
    private static let modulus = [
        "sMS_ynGxnHv2mRI7dWtro-xaf35Dt_kUeqPUP6l-kXqPxV6x8iS97p2KkjtFPtjjEjmyMsVLi-58u0V76ajxHJcFTN4SMnOhYS0S",
        "1Cg_WuDVWlrD5hpfc5_x0q-bz56wsyocZBq7tDm_JTZWYqwlmfXh1DgWZxnvlIGzZq4ZI_Fd6l1LCzadn8Riu7whYVul5nhMxEZP",
        "iSobBMci4P4DUDQ_KcTsUvqFlu2DDoPyNlbXgAkVOPq4MFL7Ec09bCJMDFDFBfH00ua5xYx1IiHLKP0dIAPwVdbkqsCeO227owGf",
        "DgzgoiTowpK13i1rgUwi2PXXmr5JG5g4D_BLOaGcoQ",
    ].joined()

    private static func key(_ changes: JSONObject) -> String {
        let key: JSONObject = [
            "kty": "RSA", "kid": "mine", "use": "sig", "alg": "RS256", "n": .string(modulus), "e": "AQAB",
        ]
        return JSON.object(key.merging(changes).filter { $0.value != .null }).compact
    }

    /// Sets of keys, most of them wrong in one way.
    private static let keySets = [
        #"{"keys":[\#(key([:]))]}"#, #"{"keys":[\#(key(["kid": .null])),\#(key(["kid": "second"]))]}"#,
        #"{"keys":[\#(key(["use": "enc"])),\#(key(["kid": "second", "alg": .null]))]}"#,
        #"{"keys":[\#(key(["x5c": ["MIIA"], "foo": 1, "n": .string("AAAA" + modulus)]))],"bar":2}"#,
        #"{"keys":[\#(key(["use": .null]))]}"#, #"{"keys":[\#(key(["e": .null]))]}"#,
        #"{"keys":[\#(key(["n": "AQAB"]))]}"#,
        #"{"keys":[]}"#, "{}", "null", #"{"keys":[null]}"#, "[]", "5", #"{"keys":{}}"#, #"{"keys":[5]}"#,
        #"{"keys":[{"x5c":"a"}]}"#, "not json", "",
    ]

    static let certificates = [
        Story(
            "certificates given as attributes",
            #"""
            POST clients {"clientId":"c"} => c
            GET clients/{c}/certificates/jwt.credential
            GET clients/{c}/certificates/any.thing
            GET clients/{c}/certificates
            GET clients/{c}/certificates/a/b
            GET clients/no/certificates/a
            PUT clients/{c} {"attributes":{"jwt.credential.certificate":"-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n","jwt.credential.private.key":"p","jwt.credential.public.key":"q","jwt.credential.kid":"k","jwt.credential.jwks":"j"}}
            GET clients/{c}
            GET clients/{c}/certificates/jwt.credential
            GET clients/{c}/certificates/jwt
            GET clients/{c}/certificates/JWT.credential
            PUT clients/{c} {"attributes":{"jwt.credential.certificate":"MIIC","jwt.credential.kid":""}}
            GET clients/{c}/certificates/jwt.credential
            PUT clients/{c} {"attributes":{"jwks.string":"not json","use.jwks.string":"false","use.jwks.url":"true","jwks.url":"http://x/y"}}
            GET clients/{c}
            GET clients/{c}/certificates/jwt.credential
            PUT clients/{c} {"attributes":{"use.jwks.string":"true"}}
            PUT clients/{c} {"attributes":{"use.jwks.string":"TRUE","use.jwks.url":"True","jwks.url":"junk"}}
            POST clients {"clientId":"d","attributes":{"use.jwks.string":"true","use.jwks.url":"true"}}
            PUT clients/{c} {"attributes":{"jwks.url":"junk"}}
            PUT clients/{c} {"attributes":{"jwks.url":"/x"}}
            PUT clients/{c} {"attributes":{"jwks.url":"ftp://x"}}
            PUT clients/{c} {"attributes":{"jwks.url":""}}
            GET clients/{c}
            POST clients {"clientId":"s","protocol":"saml","attributes":{"saml.signing.certificate":"MIIC","saml.encryption.certificate":"MIID","saml.encrypt":"true"}} => s
            GET clients/{s}
            GET clients/{s}/certificates/saml.signing
            GET clients/{s}/certificates/saml.encryption
            PUT clients/{s} {"attributes":{"saml.signing.certificate":"","saml.signing.private.key":"x"}}
            GET clients/{s}/certificates/saml.signing
            PUT clients/{c}/certificates/jwt.credential {}
            DELETE clients/{c}/certificates/jwt.credential
            POST clients/{c}/certificates/jwt.credential {}
            POST clients/{c}/certificates/jwt.credential/nothing {}
            GET clients/{c}/certificates/jwt.credential/generate
            POST clients {"clientId":"pub","publicClient":true} => pub
            GET clients/{pub}/certificates/x
            """#),
        Story(
            "keys given as a set",
            (["POST clients {\"clientId\":\"c\"} => c"]
                + keySets.flatMap { set in
                    let attributes: JSON = [
                        "attributes": [
                            "use.jwks.string": "true", "jwks.string": .string(set), "jwt.credential.certificate": "c",
                        ]
                    ]
                    return [
                        "PUT clients/{c} \(attributes.compact)", "GET clients/{c}/certificates/jwt.credential",
                    ]
                } + ["GET clients/{c}/certificates/saml.signing", "GET clients/{c}"]).joined(separator: "\n")),
        Story(
            "keys made by the server",
            #"""
            POST clients {"clientId":"c","attributes":{"use.jwks.string":"true","jwks.string":"s","jwks.url":"http://x/y","use.jwks.url":"false","x.kid":"k","x.public.key":"p","x.jwks":"j","jwt.credential.kid":"k"}} => c
            POST clients/{c}/certificates/x/generate {"foo":1}
            GET clients/{c}
            GET clients/{c}/certificates/x
            GET clients/{c}/certificates/jwt.credential
            """#),
    ]
}
