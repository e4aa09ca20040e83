extension Stories {
    private static let type = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"

    /// A policy's representation.
    private static func policy(_ name: String, _ provider: String, _ config: String, _ subType: String = "anonymous")
        -> String
    {
        #"{"name":"\#(name)","providerId":"\#(provider)","providerType":"\#(type)","subType":"\#(subType)","config":\#(config)}"#
    }

    /// Posts a policy with each of these settings, most of them wrong, and lists those that were taken.
    private static func settings(_ provider: String, _ configs: [String]) -> String {
        (configs.map { "POST components \(policy("p", provider, $0))" }
            + ["GET components?type=\(type)&name=p"]).joined(separator: "\n")
    }

    static let components = [
        Story(
            "the policies for registrations that a realm has",
            """
            GET components?type=\(type)
            GET components?type=\(type)&name=Allowed%20Client%20Scopes
            GET components?type=\(type)&name=nothing
            GET components?type=\(type)&parent=nothing
            GET client-registration-policy/providers
            GET client-registration-policy/nothing
            """),
        Story(
            "a policy keeps the settings that a change does not name, and drops those that its kind does not know",
            #"""
            POST components \#(policy("t", "trusted-hosts", #"{"trusted-hosts":["b","a","a"],"host-sending-registration-request-must-match":["false"],"client-uris-must-match":["true"],"foo":["x"]}"#)) => t
            GET components/{t}
            PUT components/{t} \#(policy("t", "trusted-hosts", #"{"client-uris-must-match":["true"]}"#))
            GET components/{t}
            PUT components/{t} \#(policy("t", "trusted-hosts", #"{"trusted-hosts":["x"," ",""," y"],"foo":["x"]}"#))
            GET components/{t}
            PUT components/{t} \#(policy("t", "trusted-hosts", #"{"trusted-hosts":null}"#))
            GET components/{t}
            PUT components/{t} \#(policy("t", "trusted-hosts", #"{"trusted-hosts":["x"]}"#))
            PUT components/{t} \#(policy("t", "trusted-hosts", #"{"trusted-hosts":[]}"#))
            GET components/{t}
            PUT components/{t} \#(policy("t", "trusted-hosts", #"{"client-uris-must-match":["false"]}"#))
            PUT components/{t} \#(policy("t", "trusted-hosts", #"{"client-uris-must-match":[]}"#))
            PUT components/{t} {}
            PUT components/{t} {"providerId":"trusted-hosts"}
            PUT components/{t} {"providerType":"\#(type)"}
            PUT components/{t} {"providerId":"trusted-hosts","providerType":"\#(type)"}
            PUT components/{t} \#(policy("u", "scope", "{}", "authenticated"))
            GET components/{t}
            PUT components/{t} \#(policy("u", "max-clients", "{}", "authenticated"))
            PUT components/{t} \#(policy("u", "nothing", "{}"))
            PUT components/{t} {"foo":1}
            PUT components/nothing \#(policy("u", "scope", "{}"))
            GET components/nothing
            DELETE components/nothing
            POST components/{t} {}
            DELETE components/{t}
            DELETE components/{t}
            GET components/{t}
            """#),
        Story(
            "what policies can be made",
            [
                settings(
                    "max-clients",
                    [
                        "{}", #"{"max-clients":["abc"]}"#, #"{"max-clients":["-1"]}"#, #"{"max-clients":["1","2"]}"#,
                        #"{"max-clients":["007"]}"#, #"{"max-clients":[""]}"#, #"{"max-clients":[]}"#,
                        #"{"max-clients":[5]}"#,
                        #"{"max-clients":"5"}"#, "[]",
                    ]),
                settings(
                    "trusted-hosts",
                    [
                        "{}", #"{"host-sending-registration-request-must-match":["TRUE"]}"#,
                        #"{"host-sending-registration-request-must-match":["true"]}"#,
                        #"{"host-sending-registration-request-must-match":["true"],"client-uris-must-match":["x"]}"#,
                        #"{"host-sending-registration-request-must-match":["false"],"client-uris-must-match":["false"]}"#,
                        #"{"host-sending-registration-request-must-match":["true","true"],"client-uris-must-match":["true"]}"#,
                    ]),
                settings(
                    "allowed-client-templates",
                    [
                        "{}", #"{"allow-default-scopes":["maybe"]}"#, #"{"allowed-client-scopes":["nothing"]}"#,
                        #"{"allowed-client-scopes":["openid","email"]}"#,
                    ]),
                settings("allowed-protocol-mappers", ["{}", #"{"allowed-protocol-mapper-types":["nothing"]}"#]),
                settings("registration-web-origins", ["{}", #"{"web-origins":["https://a.example",1,true]}"#]),
                settings("scope", [#"{"foo":["x"]}"#, "null", #"{"x":null}"#, #"{"x":[null]}"#]),
                settings("nothing", ["{}"]), settings("consent-required", ["{}"]), settings("client-disabled", ["{}"]),
                #"""
                POST components {"providerId":"scope","providerType":"\#(type)"}
                POST components {"name":"zz","providerType":"\#(type)"}
                POST components {"name":"zz","providerId":"scope"}
                POST components {"name":"zz","providerId":"scope","providerType":"no.such.Type"}
                POST components {"id":"my-id-of-{realm}","name":"zz","providerId":"scope","providerType":"\#(type)","subType":"other"} => z
                GET components/{z}
                POST components {"foo":1}
                POST components {}
                POST components []
                POST components {
                POST components
                """#,
            ].joined(separator: "\n")),
        Story(
            "who may look after policies",
            users(["view-realm", "manage-realm", "manage-clients", "view-clients"])
                + ["view-realm", "manage-realm", "manage-clients", "view-clients"].map {
                    #"""
                    @\#($0) GET components?type=\#(type)&name=nothing
                    @\#($0) GET client-registration-policy/providers
                    @\#($0) GET components/nothing
                    @\#($0) POST components \#(policy("p", "nothing", "{}"))
                    @\#($0) PUT components/nothing \#(policy("p", "scope", "{}"))
                    @\#($0) DELETE components/nothing
                    """#
                }.joined(separator: "\n")),
    ]

    /// Metadata of a service provider, on one line.
    private static func metadata(_ attributes: String, _ inner: String) -> String {
        #"<md:EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:e"><md:SPSSODescriptor \#(attributes) protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\#(inner)</md:SPSSODescriptor></md:EntityDescriptor>"#
    }

    private static func consumer(_ binding: String, _ path: String) -> String {
        #"<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-\#(binding)" Location="https://a/\#(path)" index="0"/>"#
    }

    private static func logout(_ binding: String) -> String {
        #"<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:\#(binding)" Location="https://a/\#(binding)"/>"#
    }

    private static let certificate = [
        "MIIC+zCCAeOgAwIBAgIUYz5To33V/esr8aoR7s7GE901YH0wDQYJKoZIhvcNAQELBQAwDTELMAkGA1UEAwwCc3AwHhcNMjYxMTIx",
        "MTgwNTU0WhcNMzYxMTE4MTgwNTU0WjANMQswCQYDVQQDDAJzcDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBANVMnnvB",
        "9Zqd00Yu3Jtx4Qqhsma/0dzpH7nvdpE5lEP7DLD+PuQdLdENX2f7ww2TM9adVi3LzYtbTtM4XutPQAd+css7BzNCKfVmjHe73jd+",
        "8WwdJ8bEy8Rvp44xKmU1JWs11o9bwF0O5MP1RPys0/FhjPtWIxNKImUYLROfx/SVvMRS3Axx4ZRsLZvhp3N5rnqUFRUoXMdSccP5",
        "TmaYpVNZNi8ejSvsOAB/fbLW6ameua1wa8V0QO/7OK4+oj0fqMedkmos8iidfo/j8hFsFto9xzxykW7xhnBPmi6FgLdoDrDusu6a",
        "RaqSQwgMLidIsyYlKjJOx5pzfO7dxrfsfSsCAwEAAaNTMFEwHQYDVR0OBBYEFBu3eAOMGi2dr0P1j3Oiy9fyGpUeMB8GA1UdIwQY",
        "MBaAFBu3eAOMGi2dr0P1j3Oiy9fyGpUeMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAEseaeCzM6hGTjPuKOjK",
        "/4/T2A41atorKIx33pildOTXxf9FtZBB4Io1crjBUQmCyFzPgT624ZVLLDw1kpyHEI9yOdnL7+ufxuWsJBqtXTWteiuNqkqppJnT",
        "xm+UrMB41wg7dj05hQFYdzlyi3FzF02vY8whXuqSzYkLQMSWGmXucx/qkrEc6QTBFjVvkePn3omFnv8qkzuWjT0uVaWsVgST7ae8",
        "+VDCBUN+laP7Hn0qcKtInZYswBEkh7tUy7b57MwORztXpL39L6NoyScYnspNQRk0k2WKx8++Y5N2lc+8t0MI8yI8LHly0SzPls8q",
        "7rpAdVtwplhtqMNCpXc5+CQ=",
    ].joined()

    private static let key =
        #"<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>\#(certificate)</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>"#

    private static let nameFormats = [
        "1.1:nameid-format:emailAddress", "1.1:nameid-format:unspecified", "2.0:nameid-format:persistent",
        "2.0:nameid-format:transient", "2.0:nameid-format:entity",
    ]

    private static let providers = "installation/providers/keycloak-oidc-keycloak-json"
    private static let install = "/realms/{realm}/clients-registrations/install"

    static let installations = [
        Story(
            "the installation file of a client",
            #"""
            POST clients {"clientId":"conf","secret":"s","publicClient":false} => c
            GET clients/{c}/\#(providers)
            GET \#(install)/conf
            @none GET \#(install)/conf
            H Authorization: Basic Y29uZjpz
            @none GET \#(install)/conf
            H Authorization: Basic Y29uZjp3cm9uZw==
            @none GET \#(install)/conf
            POST clients {"clientId":"pub","publicClient":true} => p
            GET clients/{p}/\#(providers)
            @none GET \#(install)/pub
            @none GET \#(install)/nothing
            H Authorization: Basic Y29uZjpz
            @none GET \#(install)/pub
            POST clients {"clientId":"bear","bearerOnly":true,"secret":"s"} => b
            GET clients/{b}/\#(providers)
            H Authorization: Basic Y29uZjpz
            @none GET \#(install)/bear
            POST clients {"clientId":"jwt","publicClient":false,"clientAuthenticatorType":"client-jwt"} => j
            GET clients/{j}/\#(providers)
            POST clients {"clientId":"sjwt","publicClient":false,"secret":"s","clientAuthenticatorType":"client-secret-jwt"} => s
            GET clients/{s}/\#(providers)
            POST clients {"clientId":"x509","publicClient":false,"clientAuthenticatorType":"client-x509"} => x
            GET clients/{x}/\#(providers)
            POST clients {"clientId":"odd","publicClient":false,"clientAuthenticatorType":"nothing"} => o
            GET clients/{o}/\#(providers)
            POST clients/{c}/roles {"name":"r"}
            GET clients/{c}/\#(providers)
            POST clients {"clientId":"authz","publicClient":false,"secret":"s","serviceAccountsEnabled":true,"authorizationServicesEnabled":true} => a
            GET clients/{a}/\#(providers)
            POST clients/{a}/roles {"name":"r"}
            GET clients/{a}/\#(providers)
            POST client-scopes {"name":"aud","protocol":"openid-connect","protocolMappers":[{"name":"a","protocol":"openid-connect","protocolMapper":"oidc-audience-mapper","config":{"included.client.audience":"pub"}}]}
            GET clients/{p}/\#(providers)
            GET clients/{c}/installation/providers/nothing
            GET clients/{c}/installation/providers
            GET clients/{c}/installation
            POST clients/{c}/\#(providers) {}
            GET clients/nothing/\#(providers)
            PUT \#(install)/conf {}
            DELETE \#(install)/conf
            GET \#(install)
            GET /realms/{realm}/clients-registrations/saml2-entity-descriptor/conf
            GET /realms/{realm}/clients-registrations/saml2-entity-descriptor
            POST /realms/{realm}/clients-registrations/saml2-entity-descriptor {}
            POST clients-initial-access {} => @iat token
            @iat GET \#(install)/conf
            """# + "\n" + users(["view-clients", "query-clients", "manage-clients"])
                + ["view-clients", "query-clients", "manage-clients"].map {
                    "@\($0) GET clients/{c}/\(providers)\n@\($0) GET \(install)/conf\n@\($0) GET \(install)/nothing"
                }.joined(separator: "\n")),
        Story(
            "descriptions of clients are converted",
            #"""
            POST client-description-converter {"clientId":"kc","redirectUris":["/x"],"attributes":{"a":"b"},"name":null}
            POST client-description-converter {"clientId":"kc","secret":"s","protocolMappers":[{"name":"m","protocol":"openid-connect","protocolMapper":"oidc-address-mapper","config":{"a":"b"}}]}
            POST client-description-converter {"clientId":"kc","foo":1}
            POST client-description-converter {"clientId":"kc","redirect_uris":[]}
            POST client-description-converter {}
            POST client-description-converter []
            POST client-description-converter <a/>
            POST client-description-converter \#(metadata("", ""))
            POST client-description-converter \#(metadata("WantAssertionsSigned=\"true\" AuthnRequestsSigned=\"true\"", consumer("POST", "a") + consumer("Redirect", "b") + consumer("Artifact", "c") + consumer("POST", "d") + logout("SOAP") + logout("HTTP-POST") + logout("HTTP-Redirect") + logout("HTTP-Artifact")))
            POST client-description-converter \#(metadata("AuthnRequestsSigned=\"true\"", key + consumer("Redirect", "a")))
            POST client-description-converter <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:e"></EntityDescriptor>
            POST client-description-converter
            H Content-Type: text/plain
            POST client-description-converter {"clientId":"kc"}
            H Content-Type: text/xml
            POST client-description-converter {"clientId":"kc"}
            GET client-description-converter
            GET clients?clientId=kc
            """# + "\n"
                + nameFormats.map { format in
                    "POST client-description-converter "
                        + metadata("", "<NameIDFormat>urn:oasis:names:tc:SAML:\(format)</NameIDFormat>")
                }.joined(separator: "\n") + "\n" + users(["view-clients", "manage-clients"])
                + ["view-clients", "manage-clients"].map {
                    "@\($0) POST client-description-converter {\"clientId\":\"kc\"}"
                }.joined(separator: "\n")),
    ]
}
