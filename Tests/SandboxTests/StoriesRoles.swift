extension Stories {
    private static let long = String(repeating: "x", count: 256)

    static let roles = [
        Story(
            "roles of a client",
            #"""
            POST clients {"clientId":"c"} => c
            POST clients/{c}/roles {"name":"r1","description":"Some words","attributes":{"a":["1","2"],"b":null,"c":[],"d":["",null],"":["z"]}}
            POST clients/{c}/roles {"name":"r2","id":"mine","containerId":"x","clientRole":false,"composite":true}
            POST clients/{c}/roles {"name":"R2","attributes":null,"description":""}
            POST clients/{c}/roles {"name":"r1"}
            POST clients/{c}/roles {}
            POST clients/{c}/roles {"foo":1}
            POST clients/{c}/roles {"name":"r","attributes":{"a":"1"}}
            POST clients/{c}/roles {"name":"r","composites":{"foo":1}}
            POST clients/{c}/roles
            POST clients/{c}/roles null
            POST clients/{c}/roles []
            POST clients/{c}/roles {"name":"\#(long)"}
            POST clients/{c}/roles {"name":"long","description":"\#(long)"}
            POST clients/nope/roles {"name":"x"}
            GET clients/{c}/roles
            GET clients/{c}/roles?briefRepresentation=false
            GET clients/{c}/roles/r1
            GET clients/{c}/roles/r2
            GET clients/{c}/roles/R2
            GET clients/{c}/roles/r1/
            GET clients/{c}/roles/nope
            PUT clients/{c}/roles/r1 {"name":"r1"}
            GET clients/{c}/roles/r1
            PUT clients/{c}/roles/r1 {"name":"r1","description":"d","attributes":{"k":["v"],"e":[],"n":null},"composite":true,"composites":{"realm":["offline_access"]},"id":"x","clientRole":false}
            GET clients/{c}/roles/r1
            PUT clients/{c}/roles/r1 {"name":"r1","description":"","attributes":{}}
            GET clients/{c}/roles/r1
            PUT clients/{c}/roles/r1 {"name":"r2"}
            PUT clients/{c}/roles/r1 {"description":"d"}
            PUT clients/{c}/roles/r1 {"name":""}
            PUT clients/{c}/roles/r1 {"name":" "}
            PUT clients/{c}/roles/r1 {"name":"\#(long)"}
            PUT clients/{c}/roles/r1 {"name":"r1","description":"\#(long)"}
            PUT clients/{c}/roles/r1
            PUT clients/{c}/roles/r1 []
            PUT clients/{c}/roles/r1 {"foo":1}
            PUT clients/{c}/roles/nope {"name":""}
            PUT clients/{c}/roles/nope
            GET clients/{c}/roles => r1 name:r1
            PUT clients/{c}/roles/r1 {"name":"r1 new"}
            GET clients/{c}/roles/r1%20new
            GET clients/{c}/roles/r1
            GET roles-by-id/{r1}
            PUT clients/{c}/roles {}
            DELETE clients/{c}/roles
            POST clients/{c}/roles/r2 {}
            GET clients/{c}/roles/r2/nothing
            DELETE clients/{c}/roles/r2
            DELETE clients/{c}/roles/r2
            GET clients/{c}/roles
            """#),
        Story(
            "names of roles",
            #"""
            POST clients {"clientId":"c"} => c
            POST clients/{c}/roles {"name":" !\"#$%&'()*+,-./0:;<=>?@[\\]^_`{|}~ü"}
            DELETE clients/{c}/roles/%20%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F0%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D~%C3%BC
            POST roles {"name":"é/x"}
            GET roles/%C3%A9%2Fx
            GET roles/e%CC%81%2Fx
            POST roles {"name":""}
            POST roles {"name":" "}
            GET roles/%20
            POST roles {"name":"."}
            POST roles {"name":".."}
            GET roles
            GET roles => dots name:..
            GET roles-by-id/{dots}
            DELETE roles-by-id/{dots}
            GET roles => empty name:
            PUT roles-by-id/{empty} {"name":"named"}
            GET roles/named
            """#),
        Story(
            "roles by id",
            #"""
            POST roles {"name":"rr","description":"d","attributes":{"a":["1"]}}
            POST clients {"clientId":"c"} => c
            POST clients/{c}/roles {"name":"cr"}
            GET roles => rr name:rr
            GET clients/{c}/roles => cr name:cr
            GET roles => born name:default-roles-{realm}
            GET roles-by-id/{rr}
            GET roles-by-id/{cr}
            GET roles-by-id/nope
            GET roles-by-id
            PUT roles-by-id/{rr} {"name":"rr2"}
            GET roles-by-id/{rr}
            PUT roles-by-id/{rr} {"name":"offline_access"}
            PUT roles-by-id/{rr} {}
            PUT roles-by-id/{rr}
            PUT roles-by-id/{rr} {"foo":1}
            PUT roles-by-id/nope {"foo":1}
            PUT roles-by-id/nope
            POST roles-by-id/{rr} {}
            GET roles-by-id/{rr}/nothing
            POST roles-by-id/{rr}/composites [{"id":"{cr}"}]
            GET roles-by-id/{rr}/composites
            GET roles-by-id/{rr}/composites/realm
            GET roles-by-id/{rr}/composites/clients/{c}
            GET roles-by-id/{rr}/composites/clients/nope
            GET roles-by-id/nope/composites
            POST roles-by-id/nope/composites []
            DELETE roles-by-id/{rr}/composites [{"id":"{cr}"}]
            GET roles-by-id/{rr}
            DELETE roles-by-id/{cr}
            DELETE roles-by-id/{cr}
            GET roles-by-id/{cr}
            GET clients/{c}/roles
            DELETE roles-by-id/{born}
            DELETE roles/default-roles-{realm}
            PUT roles/default-roles-{realm} {"name":"born"}
            DELETE roles/born
            POST roles {"name":"default-roles-{realm}"}
            DELETE roles/default-roles-{realm}
            POST users {"username":"amy"} => amy
            GET users/{amy}/role-mappings
            GET .
            """#),
        Story(
            "roles inside of roles",
            #"""
            POST clients {"clientId":"c"} => c
            POST clients/{c}/roles {"name":"a"}
            POST clients/{c}/roles {"name":"b"}
            GET clients/{c}/roles => a name:a
            GET clients/{c}/roles => b name:b
            GET roles => off name:offline_access
            POST clients/{c}/roles/a/composites [{"id":"{b}"},{"id":"{off}"},{"id":"{a}"}]
            POST clients/{c}/roles/a/composites [{"id":"{b}","name":"other"}]
            GET clients/{c}/roles/a/composites
            GET clients/{c}/roles/a/composites/realm
            GET clients/{c}/roles/a/composites/clients/{c}
            GET clients/{c}/roles/a/composites/clients/nope
            GET clients/{c}/roles/a/composites/clients
            GET clients/{c}/roles/a/composites/nothing
            GET clients/{c}/roles/nope/composites
            GET clients/{c}/roles
            GET clients/{c}/roles/a
            POST clients/{c}/roles/a/composites [{"name":"b"}]
            POST clients/{c}/roles/a/composites [{"id":"nope"}]
            POST clients/{c}/roles/a/composites [{}]
            DELETE clients/{c}/roles/a/composites [{}]
            DELETE clients/{c}/roles/a/composites [{"id":"nope"}]
            POST clients/{c}/roles/a/composites [null]
            POST clients/{c}/roles/a/composites []
            POST clients/{c}/roles/a/composites
            POST clients/{c}/roles/a/composites {}
            POST clients/{c}/roles/nope/composites []
            PUT clients/{c}/roles/a/composites []
            DELETE clients/{c}/roles/a/composites [{"name":"b"}]
            DELETE clients/{c}/roles/a/composites [null]
            DELETE clients/{c}/roles/a/composites
            DELETE clients/{c}/roles/a/composites [{"id":"{b}"}]
            DELETE clients/{c}/roles/a/composites [{"id":"{b}"}]
            DELETE roles/offline_access
            GET clients/{c}/roles/a/composites
            DELETE clients/{c}/roles/a/composites [{"id":"{a}"}]
            GET clients/{c}/roles/a
            POST clients/{c}/roles {"name":"d","composite":true,"composites":{"realm":["uma_authorization"],"client":{"c":["a","b"],"nope":["x"]},"application":{"c":["x"]}}}
            GET clients/{c}/roles/d/composites
            POST clients/{c}/roles {"name":"e","composites":{"realm":["uma_authorization"]}}
            GET clients/{c}/roles/e
            POST clients/{c}/roles {"name":"f","composite":true,"composites":{"realm":["nope"]}}
            POST clients/{c}/roles {"name":"f","composite":true,"composites":{"realm":[null]}}
            POST clients/{c}/roles {"name":"f","composite":true,"composites":{"client":{"c":["nope"]}}}
            POST clients/{c}/roles {"name":"f","composite":true,"composites":{"client":{"c":null}}}
            POST clients/{c}/roles {"name":"f","composite":true,"composites":{"client":{"nope":[]},"realm":null}}
            GET clients/{c}/roles/f
            POST roles {"name":"g","composite":true,"composites":{"client":{"c":["a"]}}}
            GET roles/g/composites
            DELETE clients/{c}
            GET roles/g
            GET roles/default-roles-{realm}/composites
            GET clients?clientId=realm-management => rights clientId:realm-management
            GET clients/{rights}/roles/realm-admin/composites
            GET clients/{rights}/roles/view-users/composites
            GET clients/{rights}/roles/view-organizations/composites
            GET clients?clientId=account => account clientId:account
            GET clients/{account}/roles/manage-account/composites
            POST clients/{rights}/roles {"name":"x"}
            PUT clients/{rights}/roles/view-users {"name":"x"}
            DELETE clients/{rights}/roles/nope
            POST clients/{rights}/roles/view-users/composites []
            """#),
        Story(
            "finding roles",
            ["Zz", "é", "É", "aé", "a b", "x_y", "xzy"].map { #"POST roles {"name":"\#($0)"}"# }.joined(separator: "\n")
                + "\n"
                + [
                    "", "?first=0&max=3", "?first=2", "?max=2", "?first=2&max=0", "?first=7&max=9", "?first=-1&max=-1",
                    "?first=2&max=-1", "?max=x", "?first=x", "?search=x", "?search=X_Y", "?search=x%25y", "?search=*",
                    "?search=%20x", "?search=a%20B", "?search=%20", "?search=", "?search=%C3%89", "?search=ROLE_u",
                    "?search=x&first=1", "?search=x&max=1", "?search=x&first=1&max=1", "?search=x&first=9",
                    "?search=x&briefRepresentation=false", "?search=x&briefRepresentation=TRUE",
                    "?search=x&briefRepresentation=no", "?search=x&briefRepresentation=",
                ].map { "GET roles\($0)" }.joined(separator: "\n")),
    ]
}
