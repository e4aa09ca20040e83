import JSON
import Testing

/// Any legal clientId, and no other client than that.
let namingStories: [Story] =
    [
        "a/b?c#d", "with space", "100%25", "..", ".", "https://sp.example.org/saml?x=1&y=2#z", "grüße/日本", "a+b=c;d,e",
        "quote\"back\\slash'", "e\u{301}-decomposed",
    ].map { name in
        Story("the clientId \(name) is found again") { stage in
            let name = JSON.string(name)
            try await stage.apply(["client_id": name], .created, ends: ["clientId": name])
            try await stage.apply(["client_id": name, "name": "x"], .updated, ends: ["name": "x"])
            try await stage.apply(["client_id": name, "state": "absent"], .deleted)
        }
    } + [
        Story("clientIds are told apart by case and by code points") { stage in
            try await stage.apply(["client_id": "app"], .created)
            try await stage.apply(["client_id": "App"], .created)
            try await stage.apply(["client_id": "\u{E9}"], .created)
            try await stage.apply(["client_id": "e\u{301}"], .created, ends: ["clientId": "e\u{301}"])
        }
    ]
