extension Stories {
    static let lookups = [
        Story(
            "finding clients",
            ["Abc", "abc", "a_c", "axc", "x%y", "sp ace", "a/b", "é", "e\u{301}", "a+b", "a&b#c"].map {
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
                    "?search=true&clientId=a&first=1&max=2", "?clientId=%zz", "?q=k:v", "?viewableOnly=true&max=2",
                ].map { "GET clients\($0)" }.joined(separator: "\n")),
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
