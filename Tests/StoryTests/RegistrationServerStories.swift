import Foundation
import HTTP
import JSON
import Testing

extension Stage {
    /// An answer of the registration service's default provider.
    fileprivate struct Registered {
        let status: Int
        let body: JSONObject
        var token: String? { body["registrationAccessToken"]?.text }
        var reason: String { body["error_description"]?.text ?? "" }
    }

    /// Asks the default provider with a token or none, through another address where one is given.
    fileprivate func ask(
        _ method: HTTPMethod, _ clientID: String? = nil, _ body: JSONObject? = nil, as token: String? = nil,
        through base: BaseURL? = nil
    ) async throws -> Registered {
        var headers = [HTTPRequest.Header("Accept", "application/json")]
        if let token { headers.append(.init("Authorization", "Bearer \(token)")) }
        if body != nil { headers.append(.init("Content-Type", "application/json")) }
        let response = try await transport.send(
            HTTPRequest(
                method, base ?? backend.base,
                path: ["realms", realm, "clients-registrations", "default"] + [clientID].compactMap { $0 },
                headers: headers, body: body.map { JSON.object($0).bytes }))
        let answer = response.body.isEmpty ? nil : try JSON(parsing: response.body).object
        return Registered(status: response.status, body: answer ?? [:])
    }
}

/// A part of a signed token: 0 is the head, 1 what it claims.
private func part(_ index: Int, of token: String?) throws -> JSONObject {
    let pieces = try #require(token).split(separator: ".").map(String.init)
    try #require(pieces.count == 3)
    let text = pieces[index].replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    let padded = text.padding(toLength: (text.count + 3) / 4 * 4, withPad: "=", startingAt: 0)
    return try JSON(parsing: Array(try #require(Data(base64Encoded: padded)))).object ?? [:]
}

private let policyType = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"

/// The rows of facts-more 1.1 and 1.2 that real servers alone can play.
///
/// The model leaves them out: signed tokens, policies that are changed, and several addresses of one server.
let registrationServerStories: [Story] = [
    Story("facts-more 1.1 and 1.2: initial and registration access tokens are signed texts", on: \.isReal) { stage in
        let made = try await stage.server(.post, ["clients-initial-access"], ["count": 2, "expiration": 60])
        let initial = try #require(made.object?["token"]?.text)
        let algorithm: JSON = stage.backend.isOld ? "HS256" : "HS512"
        #expect(try part(0, of: initial)["alg"] == algorithm)
        let claims = try part(1, of: initial)
        #expect(claims["typ"] == "InitialAccessToken" && claims["jti"] == made.object?["id"])
        let client = try await stage.ask(.post, nil, ["clientId": "app"], as: initial)
        #expect(try part(0, of: client.token)["alg"] == algorithm)
        let own = try part(1, of: client.token)
        #expect(own["exp"] == 0 && own["typ"] == "RegistrationAccessToken")
        #expect(own["registration_auth"] == "authenticated")
        #expect(try await stage.client("app")["registrationAccessToken"] == nil)
    },
    Story("facts-more 1.2: tokens count at the address and in the realm where they were made", on: \.isReal) { stage in
        let written = stage.backend.base.description
        let hosts = written.contains("//localhost") ? ("localhost", "127.0.0.1") : ("127.0.0.1", "localhost")
        let other = try #require(BaseURL(written.replacingOccurrences(of: hosts.0, with: hosts.1)))
        try #require(other.description != written, "the server is told of by another name than these: \(written)")
        let initial = try await stage.initialToken(count: 2)
        let client = try await stage.ask(.post, nil, ["clientId": "app"], as: initial)
        for answer in [
            try await stage.ask(.post, nil, ["clientId": "more"], as: initial, through: other),
            try await stage.ask(.get, "app", as: client.token, through: other),
            try await stage.ask(.put, "app", ["clientId": "app"], as: client.token, through: other),
        ] {
            #expect(answer.status == 401 && answer.reason == "Failed decode token", "\(answer)")
        }
        #expect(try await stage.ask(.get, "app", as: client.token).status == 200)
        try await Stage.inRealm(on: stage.backend) { elsewhere in
            let answer = try await elsewhere.ask(.post, nil, ["clientId": "more"], as: initial)
            #expect(answer.status == 401 && answer.reason == "Failed decode token", "\(answer)")
        }
    },
    Story(
        "facts-more 1.2: nobody registers until the trusted hosts allow it, with consent and no full scope",
        on: \.isReal
    ) { stage in
        let policies = try await stage.server(.get, ["components"], query: [("type", policyType)]).array ?? []
        func kinds(_ subType: JSON) -> [String] {
            policies.compactMap(\.object).filter { $0["subType"] == subType }.compactMap { $0["providerId"]?.text }
                .sorted()
        }
        let origins = stage.backend.isOld ? [] : ["registration-web-origins"]
        let known = ["allowed-client-templates", "allowed-protocol-mappers"]
        #expect(kinds("authenticated") == (known + origins).sorted())
        #expect(
            kinds("anonymous")
                == (known + ["consent-required", "max-clients", "scope", "trusted-hosts"] + origins).sorted())
        let limit = policies.compactMap(\.object).first { $0["providerId"] == "max-clients" }
        #expect(limit?["config"]?.object?["max-clients"] == ["200"])
        let refused = try await stage.ask(.post, nil, ["clientId": "app"])
        #expect(refused.status == 403 && refused.reason.contains("Policy 'Trusted Hosts' rejected"), "\(refused)")
        var hosts = try #require(policies.compactMap(\.object).first { $0["providerId"] == "trusted-hosts" })
        hosts["config"] = [
            "host-sending-registration-request-must-match": ["false"], "client-uris-must-match": ["true"],
        ]
        try await stage.server(.put, ["components", hosts["id"]?.text ?? ""], .object(hosts))
        let made = try await stage.ask(
            .post, nil, ["clientId": "app", "consentRequired": false, "fullScopeAllowed": true])
        #expect(made.status == 201 && made.body["consentRequired"] == true && made.body["fullScopeAllowed"] == false)
        #expect(try part(1, of: made.token)["registration_auth"] == "anonymous")
        let named = try await stage.ask(.put, "app", ["clientId": "app", "name": "n"], as: made.token)
        #expect(named.status == 200 && named.token != made.token)
        for (change, policy) in [("consentRequired", "Consent Required"), ("fullScopeAllowed", "Full Scope Disabled")] {
            let wanted: JSON = change == "consentRequired" ? false : true
            let answer = try await stage.ask(.put, "app", ["clientId": "app", change: wanted], as: named.token)
            #expect(answer.status == 403 && answer.reason.contains("Policy '\(policy)' rejected"), "\(answer)")
        }
        // A client's own token counts for nothing in a create.
        let more = try await stage.ask(.post, nil, ["clientId": "more"], as: named.token)
        #expect(more.status == 201 && more.body["consentRequired"] == true)
        let mapper: JSON = [
            ["name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": [:]]
        ]
        let mapped = try await stage.ask(.post, nil, ["clientId": "third", "protocolMappers": mapper])
        #expect(mapped.status == 403 && mapped.reason.contains("ProtocolMapper type not allowed"), "\(mapped)")
    },
    Story("facts-more 1.2: a pairwise subject is among the mappers that those with a token may have", on: \.isReal) {
        stage in
        let mapper: JSON = [
            ["name": "m", "protocol": "openid-connect", "protocolMapper": "oidc-sha256-pairwise-sub-mapper"]
        ]
        let made = try await stage.ask(
            .post, nil, ["clientId": "app", "redirectUris": ["https://a.example/*"], "protocolMappers": mapper],
            as: try await stage.initialToken())
        #expect(made.status == 201 && made.body["protocolMappers"]?.array?.count == 1, "\(made)")
    },
    Story("facts-more 1.2: 26 has an executor that keeps the token in a PUT, 18 does not know it", on: \.isReal) {
        stage in
        let profiles: JSON = [
            "profiles": [
                [
                    "name": "p",
                    "executors": [
                        ["executor": "registration-access-token-rotation-disabled", "configuration": [:]]
                    ],
                ]
            ]
        ]
        let client = try await stage.ask(.post, nil, ["clientId": "app"], as: try await stage.initialToken())
        guard !stage.backend.isOld else {
            await #expect(throws: (any Error).self) {
                try await stage.server(.put, ["client-policies", "profiles"], profiles)
            }
            let changed = try await stage.ask(.put, "app", ["clientId": "app"], as: client.token)
            #expect(changed.status == 200 && changed.token != nil && changed.token != client.token)
            return
        }
        try await stage.server(.put, ["client-policies", "profiles"], profiles)
        try await stage.server(
            .put, ["client-policies", "policies"],
            [
                "policies": [
                    [
                        "name": "p", "enabled": true, "profiles": ["p"],
                        "conditions": [["condition": "any-client", "configuration": [:]]],
                    ]
                ]
            ])
        let changed = try await stage.ask(.put, "app", ["clientId": "app"], as: client.token)
        #expect(changed.status == 200 && changed.token == client.token)
        #expect(try await stage.ask(.get, "app", as: client.token).status == 200)
    },
]
