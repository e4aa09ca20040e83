import Foundation

extension Stories {
    static let lookups = [
        Story(
            "finding clients",
            [
                "Abc", "abc", "a_c", "axc", "x%y", "sp ace", " lead", "a*c", "a\\\\c", "STRASSE", "a/b", "é",
                "e\u{301}", "a+b", "a&b#c",
            ].map {
                #"POST clients {"clientId":"\#($0)"}"#
            }.joined(separator: "\n") + "\n"
                + [
                    "?clientId=abc", "?clientId=ABC", "?clientId=abc&first=5&max=0", "?clientId=", "?clientId=%20",
                    "?search=abc", "?search=true&clientId=ab", "?search=true&clientId=a_c", "?search=true&clientId=%25",
                    "?search=true&clientId=*", "?search=false&clientId=abc", "?search=TRUE&clientId=AB",
                    "?first=2&max=3", "?max=0", "?max=-1", "?first=-3&max=2", "?first=100", "?max=x", "?first=x",
                    "?max=", "?clientId=%C3%A9", "?clientId=e%CC%81", "?clientId=sp+ace", "?clientId=sp%20ace",
                    "?clientId=a%2Fb", "?clientId=a/b", "?clientId=a%2Bb", "?clientId=a+b", "?clientId=a%26b%23c",
                    "?foo=x&max=1", "?search=true&max=2", "?search=true&clientId=", "?clientId=abc&clientId=Abc",
                    "?search=true&clientId=a&first=1&max=2", "?clientId=%zz", "?viewableOnly=true&max=2",
                    "?viewableOnly=x", "?search=true&clientId=_", "?search=true&clientId=%5C",
                    "?search=true&clientId=a%5C_c", "?search=true&clientId=%20", "?search=true&clientId=%20lead",
                    "?search=true&clientId=abc%20", "?search=true&clientId=%C3%89", "?search=true&clientId=%C3%9F",
                    "?search=true&clientId=a%25c", "?search=yes&clientId=abc", "?search=&clientId=ab",
                    "?search&clientId=abc", "?clientId=%20abc", "?clientId=%20lead", "?clientId=*", "?clientId=%25",
                ].map { "GET clients\($0)" }.joined(separator: "\n")),
        Story(
            "finding clients by attributes",
            [
                #"{"jwt.credential.issuer":"Iss","jwt.credential.sub":"s1","saml_idp_initiated_sso_url_name":"u"}"#,
                #"{"jwt.credential.issuer":"iss","jwt.credential.sub":"s1"}"#,
                #"{"jwt.credential.issuer":"https://idp.example/realms/a b","jwt.credential.sub":"x:y","foo":"bar"}"#,
                #"{"jwt.credential.issuer":"q\"uote","jwt.credential.sub":"back\\slash"}"#,
                #"{"jwt.credential.issuer":"a_c","jwt.credential.sub":" x"}"#, #"{"jwt.credential.issuer":"Iss"}"#,
            ].enumerated().map {
                #"POST clients {"clientId":"c\#($0.offset)","name":"Iss","attributes":\#($0.element)}"#
            }
            .joined(separator: "\n")
                + "\n"
                + [
                    "I:Iss", "I:iss", "I:IS", "I:a_c", "I:a%25c", "I:*", "I:", "jwt.credential.issuer", "I:+Iss",
                    "I:Iss+", "+I:Iss",
                    "I:%22Iss%22",
                    "%22jwt.credential.issuer%22:Iss", "%22jwt.credential.issuer%22:%22Iss%22", "I:'Iss'",
                    "jwt.credential.issuer=Iss", "I:%22https://idp.example/realms/a+b%22",
                    "I:https://idp.example/realms/a+b", "I:%22https://idp.example/realms/a+b%22+S:x:y",
                    "S:%22x:y%22+I:%22https://idp.example/realms/a+b%22", "I:%22https://idp.example/realms/a+b",
                    "S:x:y",
                    "S:s1", "I:iss+S:s1", "I:Iss+S:s1", "I:Iss++S:s1", "I:Iss,S:s1", "I:Iss+S:nope", "I:Iss+I:iss",
                    "I:iss+I:Iss", "I:q%22uote", "I:%22q%5C%22uote%22", "S:back%5Cslash", "S:%22back%5C%5Cslash%22",
                    "S:%22back%5Cslash%22", "S:%22+x%22", "I:%22Iss%22x", "x+I:Iss", "jwt.credential.issuer+:Iss",
                    "saml_idp_initiated_sso_url_name:u",
                    "saml.artifact.binding.identifier:x", "I:iss+saml_idp_initiated_sso_url_name:u", "foo:bar",
                    "foo:bar+I:Iss",
                    "foo:bar+baz:x", "foo:bar+foo:x", "foo", "foo+bar", "foo+bar:x", "%22a+b%22:x", "%22a:b%22:x", ":x",
                    ":",
                    "x:", "%22%22:x", "jwt.credential.Issuer:Iss", "%20", "", "I:Iss&clientId=c1", "I:Iss&clientId=no",
                    "I:Iss&search=true&clientId=c1", "I:Iss&first=1", "I:Iss&max=1", "I:Iss&first=1&max=1",
                    "I:Iss&max=0",
                    "I:Iss&max=x", "foo:bar&clientId=c1", "foo:bar&max=1", "I:Iss&viewableOnly=true", "foo:bar&q=I:Iss",
                ].map { query in
                    "GET clients?q="
                        + query.replacingOccurrences(of: "I:", with: "jwt.credential.issuer:")
                        .replacingOccurrences(of: "S:", with: "jwt.credential.sub:")
                }.joined(separator: "\n")),
        Story(
            "paths and methods",
            #"""
            POST clients {"clientId":"c"} => c
            GET clients/{c}/
            GET clients/?max=1
            GET clients/c
            GET nothing
            GET clients/{c}/nothing
            PUT clients {}
            DELETE clients
            POST clients/{c} {}
            GET /admin/realms/{realm}//clients
            GET clients/%zz
            GET clients;x=1?max=1
            GET clients/a%3Bb
            GET clients/./x
            GET clients/%2E%2E
            GET /nothing
            GET /admin/nothing/x
            GET /auth/realms/{realm}
            GET /realms/{realm}/nothing
            POST /realms/{realm}
            GET /realms
            DELETE default-default-client-scopes
            POST default-optional-client-scopes {}
            H Accept: */*
            GET clients/no
            H Accept: application/xml, application/*;q=0.5
            GET clients/{c}
            H Accept: text/html
            GET clients/{c}
            H Accept: text/plain
            GET clients?max=1
            H Accept: text/plain
            GET clients/no
            H Accept: text/html
            GET clients/no
            H Accept: text/html
            @none GET clients
            DELETE clients/{c}
            DELETE clients/{c}
            GET clients/{c}
            """#),
    ]
}
