import Commands
import Foundation
import HTTP
import JSON
import Keycloak
import Resources
import Synchronization
import TestSupport
import Testing

/// `latchkey registration` and the link `kcreg` on servers.
let registrationCommandStories: [Story] = [
    Story("a client is registered, changed and deleted by hand, with a login that is kept") { stage in
        _ = try await stage.user(roles: ["manage-clients"])
        let shell = RegistrationShell(stage, ["KEYCLOAK_PASSWORD": "password-of-somebody"])
        let place = "--server \(stage.backend.base.description) -r \(stage.realm)"
        try await shell.run("registration login \(place) -u somebody", 0, "Logged in")
        try await shell.run("registration create -s clientId=app -s name=N -s attributes.team=web", 0, "registered")
        try await shell.run("registration update app -s redirectUris=[\"/a\",\"/b\"] -s redirectUris+=/c", 0, "changed")
        try await shell.run("registration update app -d redirectUris[0] -d attributes.team -d name", 0, "changed")
        let client = try await stage.client("app")
        #expect(Set(client["redirectUris"]?.array ?? []) == ["/b", "/c"], "\(client)")
        #expect(client["attributes"]?.object?["team"] == nil && client["name"] != "N", "\(client)")
        try await shell.run("registration renew-token app", 0, "another token")
        try await shell.run("registration get app -c", 0, "\"clientId\":\"app\"")
        try await shell.run("registration delete app", 0, "deleted")
        try await shell.run("registration logout", 0, "Logged out.")
    },
    Story("kcreg's lines work on its own file, from an initial access token on") { stage in
        let shell = RegistrationShell(stage, [:])
        let place = "--server \(stage.backend.base.description) --realm \(stage.realm)"
        try await shell.kcreg("config initial-token \(place) \(try await stage.initialToken(count: 5))", 0)
        try await shell.kcreg("create -s clientId=app -s redirectUris=[\"https://app.example.org/*\"] -i", 0, "app\n")
        try await shell.kcreg("update app -s enabled=true -d redirectUris", 0)
        #expect(try await stage.client("app")["redirectUris"] == [])
        try await shell.kcreg("update app -f changes.json --merge -o", 0, "\"description\" : \"D\"")
        try await shell.kcreg("get app", 0, "\"registrationAccessToken\" : \"")
        try await shell.kcreg("create -s clientId=app", 1, errors: "Client Identifier in use")
        try await shell.kcreg("delete app", 0)
        try await shell.kcreg("get app", 1)
    },
    Story("a client is looked at and changed by hand in the format of RFC 7591", on: \.hasMetadata) { stage in
        let shell = RegistrationShell(stage, [:])
        let place = "--server \(stage.backend.base.description) --realm \(stage.realm)"
        try await shell.kcreg("config initial-token \(place) \(try await stage.initialToken())", 0)
        try await shell.kcreg("create -s clientId=app", 0)
        try await shell.kcreg("get app -e oidc -c", 0, "\"client_id\":\"app\"")
        let config = "--config /home/user/.keycloak/kcreg.config"
        try await shell.run("registration get app -e oidc -c \(config)", 0, "\"client_id\":\"app\"")
        try await shell.run("registration update app -e oidc -s client_name=M \(config)", 0, "changed")
        #expect(try await stage.client("app")["name"] == "M")
    },
    Story("kcreg's logins are kept in its file and renewed, by a user and by a client's secret") { stage in
        _ = try await stage.user(roles: ["manage-clients"])
        let shell = RegistrationShell(stage, ["KC_CLI_PASSWORD": "password-of-somebody"])
        let place = "--server \(stage.backend.base.description) --realm \(stage.realm)"
        try await shell.kcreg("config credentials \(place) --user somebody", 0, errors: "as user somebody of realm")
        try await shell.kcreg("config credentials --status", 0, "Logged in")
        try await shell.kcreg("create -s clientId=app", 0, errors: "Registered new client with client_id 'app'")
        try await shell.kcreg("config registration-token \(place) --client app --delete", 0)
        try await shell.kcreg("update app -s name=N -o", 0, "\"name\" : \"N\"")
        try await shell.kcreg("update-token app", 0)
        try await shell.kcreg("update-token nobody", 1, errors: "No client found for: nobody")
        try await shell.kcreg("get nobody", 1, errors: "Client not found [invalid_request]")
        try await shell.kcreg("get app --no-config \(place) --user somebody --password password-of-somebody", 0, "app")
        try await shell.kcreg(
            "config credentials \(place) --user somebody --password wrong", 1, errors: "password is wrong")
    },
]
