import JSON
import Reconcile
import Testing

@testable import Resources

/// Which of some clients are as described.
@Suite("Clients that are as described")
struct ClientFilterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let options: JSONObject
        let found: [String]

        init(_ story: String, _ options: JSONObject, _ found: String...) {
            (testDescription, self.options, self.found) = (story, options, found)
        }
    }

    private static let clients: [JSONObject] = [
        [
            "id": "1", "clientId": "shop", "name": "Der Laden", "enabled": true, "protocol": "openid-connect",
            "attributes": ["owner": "web", "life": "60", "uris": "b##a", "blank": " "],
        ],
        ["id": "2", "clientId": "SHOP-old", "enabled": false, "protocol": "openid-connect", "attributes": [:]],
        [
            "id": "3", "clientId": "https://saml.example/ÄPFEL", "name": "Workshop", "enabled": true,
            "protocol": "saml", "attributes": ["owner": "web", "login": "true", "map": #"{"a":1,"b":2}"#],
        ],
    ]

    private static let cases = [
        Case("nothing said: all", [:], "1", "2", "3"),
        Case("clientId: exact", ["client_id": "shop"], "1"),
        Case("clientId: in that case alone", ["client_id": "Shop"]),
        Case("id", ["id": "2"], "2"), Case("id and clientId of two clients", ["id": "2", "client_id": "shop"]),
        Case("a part of clientId or name, in any case", ["search": "Shop"], "1", "2", "3"),
        Case("a part of the name", ["search": "laDEN"], "1"),
        Case("a part with other letters than Latin's first", ["search": "äpfel"], "3"),
        Case("characters that mean something in a database", ["search": "sho_"]), Case("a star", ["search": "*"]),
        Case("protocol", ["protocol": "saml"], "3"), Case("enabled", ["enabled": true], "1", "3"),
        Case("disabled", ["enabled": false], "2"),
        Case("an attribute", ["attributes": ["owner": "web"]], "1", "3"),
        Case("an attribute in another case", ["attributes": ["owner": "Web"]]),
        Case("a number and a truth value", ["attributes": ["life": 60]], "1"),
        Case("a truth value", ["attributes": ["login": true]], "3"),
        Case("a list in any order", ["attributes": ["uris": ["a", "b"]]], "1"),
        Case("JSON in any form", ["attributes": ["map": #"{ "b": 2, "a": 1 }"#]], "3"),
        Case("no such attribute", ["attributes": ["owner": .null]], "2"),
        Case("an attribute that is blank is none", ["attributes": ["blank": .null, "life": 60]], "1"),
        Case("all at once", ["search": "shop", "enabled": true, "attributes": ["owner": "web", "life": .null]], "3"),
    ]

    @Test("are found", arguments: cases)
    func find(_ example: Case) {
        let (arguments, problems) = Arguments.settle(example.options, ClientInfoModule.options)
        #expect(problems.isEmpty)
        let filter = ClientFilter(arguments)
        let found = Self.clients.filter(filter.matches).compactMap { $0["id"]?.text }
        #expect(found == example.found)
    }
}
