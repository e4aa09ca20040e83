import Foundation
import HTTP
import JSON
import Signing
import Testing

private let module = "keycloak_client_certificate"

/// The keys by which the server knows clients.
let certificateStories: [Story] = [
    Story("a certificate in any clothing is the same, and every other form of the key gives way to it") { stage in
        let (_, certificate) = try KeyPair.make()
        let jwks = #"{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}]}"#
        try await stage.keyed(
            "app",
            [
                "jwt.credential.public.key": "AQAB", "jwt.credential.kid": "old", "use.jwks.string": "true",
                "jwks.string": .string(jwks), "use.jwks.url": "false", "jwks.url": "https://old.example.org/keys",
                "saml.signing.certificate": "AQAB", "other": "kept",
            ])
        let options: JSONObject = ["client_id": "app", "certificate": .string(certificate.pem)]
        let result = try await stage.perform(module, options, changed: true)
        #expect(result["msg"] == "The jwt key of client app has been updated.")
        let before = result["existing"]?.object
        #expect(try before?["kid"] == "old" && before?["jwks"] == JSON(parsing: jwks))
        #expect(before?["unused_jwks_url"] == "https://old.example.org/keys")
        #expect(before?["public_key"] == ["problem": "cannot be read"])
        let end = try #require(result["end_state"]?.object)
        #expect(end.keys == ["certificate"])
        let shown = try #require(end["certificate"]?.object)
        #expect(shown["subject"] == "CN=made" && shown["issuer"] == "CN=made" && shown["key_type"] == "ec")
        #expect(shown["serial"] == "12:34" && shown["key_size"] == 256 && shown["curve"] == "P-256")
        #expect(shown["fingerprint"] == .string(certificate.fingerprint))
        #expect(shown["key_fingerprint"] == .string(certificate.key.fingerprint))
        #expect(shown["not_before"] == "2020-09-13T12:26:40Z" && shown["not_after"] == "2128-06-11T08:53:20Z")
        #expect(shown["pem"] == .string(certificate.pem))
        let attributes = try await stage.attributes("app")
        #expect(attributes["jwt.credential.certificate"] == .string(certificate.base64))
        #expect(attributes["other"] == "kept" && attributes["saml.signing.certificate"] == "AQAB")
        for name in ["jwt.credential.public.key", "jwt.credential.kid", "jwks.string", "jwks.url", "use.jwks.string"] {
            #expect(attributes[name] == nil, "\(name)")
        }
        let other = try KeyPair.make().certificate.pem
        for text in [
            certificate.base64, certificate.pem.replacing("\n", with: "\r\n"), "A note.\n" + certificate.pem + other,
        ] {
            try await stage.perform(
                module, ["client_id": "app", "certificate": .string(text)], changed: false, again: nil)
        }
        let files = MemoryFiles()
        files["/keys/app.pem"] = certificate.pem
        let file: JSONObject = ["client_id": "app", "certificate_file": "/keys/app.pem"]
        try await stage.perform(module, file, changed: false, again: nil, files: files)
        // In the server's own hands it may have lines.
        try await stage.set("app", ["jwt.credential.certificate": .string(certificate.pem)])
        try await stage.perform(module, file, changed: false, again: nil, files: files)
        files["/keys/app.pem"] = other
        try await stage.perform(module, file, changed: true, files: files)
    },
    Story("nothing of the client but its key changes, and its services stay") { stage in
        let (_, certificate) = try KeyPair.make()
        let options: JSONObject = [
            "client_id": "app", "service_accounts_enabled": true, "authorization_services_enabled": true,
            "redirect_uris": ["https://app.example.org/*"], "web_origins": [], "name": "App",
            "secret": "a-secret-of-ours",
            "client_authenticator_type": "client-jwt", "attributes": ["a": "b"],
            "authorization_settings": ["resources": [["name": "door"]]],
        ]
        try await stage.apply(options, .created)
        let id = try await stage.id("app")
        let settings = ["clients", id, "authz", "resource-server", "settings"]
        let before = (try await stage.client("app"), try await stage.server(.get, settings))
        try await stage.perform(
            module, ["id": .string(id), "certificate": .string(certificate.pem)], changed: true)
        try await stage.perform(module, ["client_id": "app", "state": "absent"], changed: true)
        #expect(try await stage.client("app") == before.0)
        #expect(try await stage.server(.get, settings) == before.1)
    },
    Story("a key set is compared as JSON, a URL takes its place, and a public key stands alone") { stage in
        try await stage.keyed("app")
        let key: JSONObject = ["kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB", "use": "sig", "kid": "one"]
        let options: JSONObject = ["client_id": "app", "jwks": ["keys": [.object(key)]]]
        let result = try await stage.perform(module, options, changed: true)
        #expect(result["msg"] == "The jwt key of client app has been set.")
        #expect(result["end_state"] == ["jwks": ["keys": [.object(key)]]])
        let attributes = try await stage.attributes("app")
        #expect(attributes["use.jwks.string"] == "true")
        #expect(try attributes["jwks.string"]?.text.map { try JSON(parsing: $0) } == options["jwks"])
        let text = #" {"keys": [ {"kid":"one", "use":"sig", "y":"AQAB", "x":"AQAB","crv":"P-256","kty":"EC"} ]}"#
        for jwks: JSON in [.string(text), .object(key)] {
            try await stage.perform(module, ["client_id": "app", "jwks": jwks], changed: false, again: nil)
        }
        let files = MemoryFiles()
        files["/keys/jwks.json"] = text
        let file: JSONObject = ["client_id": "app", "jwks_file": "/keys/jwks.json"]
        try await stage.perform(module, file, changed: false, again: nil, files: files)
        // The flag alone makes the server use the set.
        try await stage.set("app", ["use.jwks.string": .null])
        let mended = try await stage.perform(module, options, changed: true)
        #expect(mended["existing"]?.object?.keys == ["unused_jwks"])
        let url: JSONObject = ["client_id": "app", "jwks_url": "https://app.example.org/keys?x=1"]
        let fetched = try await stage.perform(module, url, changed: true)
        #expect(fetched["end_state"] == ["jwks_url": "https://app.example.org/keys?x=1"])
        #expect(try await stage.attributes("app")["use.jwks.url"] == "true")
        #expect(try await stage.attributes("app")["jwks.string"] == nil)
        // A flag without its key keeps the server from finding any.
        try await stage.set("app", ["jwks.url": .null])
        let broken = try await stage.perform(module, options, changed: true)
        #expect(broken["existing"]?.object?["jwks_url"] == ["problem": "is missing"])
        let unusable: JSONObject = ["kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB"]
        let warned = try await stage.perform(
            module, ["client_id": "app", "jwks": .object(unusable)], changed: true, warns: 1)
        #expect(warned["warnings"]?.array?.first?.text?.contains(#""use": "sig""#) == true)
        let rsa = try PrivateKey.generate(.rsa(bits: 2048)).key.publicKey
        files["/keys/public.pem"] = rsa.pem
        let alone = try await stage.perform(
            module, ["client_id": "app", "public_key": .string(rsa.pem)], changed: true)
        #expect(
            alone["end_state"]?.object?["public_key"] == [
                "key_type": "rsa", "key_size": 2048, "key_fingerprint": .string(rsa.fingerprint),
            ])
        try await stage.perform(
            module, ["client_id": "app", "public_key_file": "/keys/public.pem"], changed: false, again: nil,
            files: files)
    },
    Story("a key pair is made where there is none, and only its public part leaves") { stage in
        try await stage.keyed("app & co")
        for (kind, size) in [("rsa", 3072), ("ec", 256)] {
            let files = MemoryFiles()
            let options: JSONObject = [
                "client_id": "app & co", "private_key_file": "/keys/app.key", "key_type": .string(kind),
            ]
            let check = try await stage.run(options, check: true, module: module, files: files)
            #expect(files["/keys/app.key"] == nil)
            let predicted = try #require(check["end_state"]?.object?["certificate"]?.object)
            #expect(predicted["not_after"] == nil && predicted["key_fingerprint"] == nil && predicted["serial"] == nil)
            let result = try await stage.perform(module, options, changed: true, files: files)
            let pem = try #require(files["/keys/app.key"])
            let key = try PrivateKey(pem: Array(pem.utf8)).publicKey
            #expect(try await stage.certificate("app & co").key == key)
            let made = try #require(result["end_state"]?.object?["certificate"]?.object)
            for member in predicted.members { #expect(made[member.key] == member.value, "\(member.key)") }
            #expect(made["subject"] == "CN=app & co" && made["key_size"] == .int(size))
            #expect(made["key_fingerprint"] == .string(key.fingerprint))
            #expect(
                result["diff"]?.object?["after"]?.object?["certificate"]?.object?["not_after"]
                    == "1095 days from when it is made")
            #expect(!JSON.object(result).compact.contains("PRIVATE KEY"))
            // Without words about its kind the key is kept; with other words nothing is done to it.
            try await stage.perform(
                module, ["client_id": "app & co", "private_key_file": "/keys/app.key"], changed: false, again: nil,
                files: files)
            let other: JSONObject = kind == "rsa" ? ["key_type": "ec"] : ["key_type": "ec", "curve": "P-384"]
            try await stage.refuse(module, options.merging(other), "and another one is asked for", files: files)
            #expect(files["/keys/app.key"] == pem)
        }
        // A new key can be encrypted, and its passphrase opens it again.
        let files = MemoryFiles()
        let options: JSONObject = [
            "client_id": "app & co", "private_key_file": "/keys/app.key", "key_type": "ec",
            "private_key_passphrase": "canary-passphrase",
        ]
        let result = try await stage.perform(module, options, changed: true, files: files)
        #expect(!JSON.object(result).compact.contains("canary"))
        #expect(files["/keys/app.key"]?.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----") == true)
        try await stage.refuse(
            module, ["client_id": "app & co", "private_key_file": "/keys/app.key"], "give its passphrase", files: files)
        files.expose("/keys/app.key")
        let warned = try await stage.perform(module, options, changed: false, again: nil, files: files, warns: 1)
        #expect(warned["warnings"]?.array?.first?.text?.contains("0600") == true)
    },
    Story("a certificate is made anew before it ends, for the same key") { stage in
        let now = Int(Date().timeIntervalSince1970)
        let (pem, certificate) = try KeyPair.make(validity: now - 1000..<now + 10 * 86_400)
        let files = MemoryFiles()
        files["/keys/app.key"] = pem
        try await stage.keyed("app", ["jwt.credential.certificate": .string(certificate.base64)])
        let options: JSONObject = ["client_id": "app", "private_key_file": "/keys/app.key"]
        try await stage.perform(
            module, options.merging(["renew_before_days": 9]), changed: false, again: nil, files: files)
        let result = try await stage.perform(module, options.merging(["valid_days": 40]), changed: true, files: files)
        let renewed = try await stage.certificate("app")
        #expect(renewed.key == certificate.key && renewed != certificate)
        #expect(abs(renewed.notAfter - now - 40 * 86_400) < 600 && renewed.notBefore < now)
        #expect(files["/keys/app.key"] == pem)
        let diff = result["diff"]?.object
        #expect(diff?["before"]?.object?["certificate"]?.object?["serial"] == "12:34")
        #expect(diff?["after"]?.object?["certificate"]?.object?["key_fingerprint"] == nil, "the key did not change")
        // Whoever made a certificate of the key, it is as good.
        let (other, foreign) = try KeyPair.make()
        files["/keys/app.key"] = other
        try await stage.perform(module, options, changed: true, files: files)
        try await stage.set("app", ["jwt.credential.certificate": .string(foreign.base64)])
        try await stage.perform(module, options, changed: false, again: nil, files: files)
    },
    Story("a certificate can be given beside its private key, which has to fit") { stage in
        try await stage.keyed("app")
        let (pem, certificate) = try KeyPair.make()
        let files = MemoryFiles()
        files["/keys/app.key"] = pem
        files["/keys/other.key"] = try KeyPair.make().pem
        let options: JSONObject = ["client_id": "app", "certificate": .string(certificate.pem)]
        try await stage.refuse(
            module, options.merging(["private_key_file": "/keys/other.key"]),
            "private_key_file: '/keys/other.key' holds the key of another certificate", files: files)
        try await stage.refuse(
            module, options.merging(["private_key_file": "/keys/none.key"]),
            "'/keys/none.key' does not exist, and none is made for a certificate that is given", files: files)
        try await stage.perform(
            module, options.merging(["private_key_file": "/keys/app.key"]), changed: true, files: files)
    },
    Story("a private key that stands on the server is taken away, and never shown") { stage in
        let (_, certificate) = try KeyPair.make()
        let attributes: JSONObject = [
            "jwt.credential.certificate": .string(certificate.base64),
            "jwt.credential.private.key": "canary-private-key",
        ]
        for options: JSONObject in [["certificate": .string(certificate.base64)], ["state": "absent"]] {
            let name = options["state"] == nil ? "kept" : "removed"
            try await stage.keyed(name, attributes)
            let result = try await stage.perform(
                module, options.merging(["client_id": .string(name)]), changed: true,
                warns: options["state"] == nil ? 1 : 0)
            #expect(result["existing"]?.object?["private_key"] == "********")
            #expect(result["diff"]?.object?["before"]?.object?["private_key"] == "********")
            #expect(result["end_state"]?.object?["private_key"] == nil)
            #expect(!JSON.object(result).compact.contains("canary"))
            #expect(try await stage.attributes(name)["jwt.credential.private.key"] == nil)
        }
        let jwks = #"{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB","d":"canary-private-member"}]}"#
        try await stage.keyed("set", ["use.jwks.string": "true", "jwks.string": .string(jwks)])
        let result = try await stage.perform(
            module, ["client_id": "set", "certificate": .string(certificate.pem)], changed: true)
        #expect(result["existing"]?.object?["jwks"]?.object?["keys"]?.array?.first?.object?["d"] == "********")
        #expect(!JSON.object(result).compact.contains("canary"))
    },
    Story("a key is removed once, each use for itself") { stage in
        let (_, certificate) = try KeyPair.make()
        try await stage.keyed(
            "sp",
            [
                "saml.signing.certificate": .string(certificate.base64), "saml.encryption.certificate": "AQAB",
                "jwks.string": "{}", "saml.client.signature": "true", "saml.encrypt": "true",
            ], ["protocol": "saml"])
        let absent: JSONObject = ["client_id": "sp", "use": "saml_signing", "state": "absent"]
        let result = try await stage.perform(module, absent, changed: true)
        #expect(result["msg"] == "The saml_signing key of client sp has been removed.")
        #expect(result["end_state"] == [:])
        let attributes = try await stage.attributes("sp")
        #expect(attributes["saml.signing.certificate"] == nil && attributes["jwks.string"] == "{}")
        #expect(attributes["saml.encryption.certificate"] == "AQAB")
        let nothing = try await stage.perform(module, absent.merging(["client_id": "nobody"]), changed: false)
        #expect(nothing["msg"] == "Client nobody does not exist; doing nothing.")
        for use in ["saml_signing", "saml_encryption"] {
            try await stage.perform(
                module, ["client_id": "sp", "use": .string(use), "certificate": .string(certificate.pem)],
                changed: true)
        }
        #expect(try await stage.attributes("sp")["saml.encryption.certificate"] == .string(certificate.base64))
    },
    Story("a key that the client does not use is told, and a certificate out of its time") { stage in
        let now = Int(Date().timeIntervalSince1970)
        let expired = try KeyPair.make(validity: 1_000_000_000..<1_100_000_000).certificate
        let early = try KeyPair.make(validity: now + 86_400..<now + 2 * 86_400).certificate
        try await stage.server(.post, ["clients"], ["clientId": "secret", "publicClient": false])
        try await stage.server(.post, ["clients"], ["clientId": "public", "publicClient": true])
        try await stage.keyed("app")
        try await stage.keyed("sp", ["saml.client.signature": "false"], ["protocol": "saml"])
        for (client, use, certificate, words) in [
            ("secret", "jwt", nil, "'client-secret', not 'client-jwt'"), ("public", "jwt", nil, "it is public"),
            ("app", "saml_signing", nil, "it speaks openid-connect"), ("sp", "jwt", nil, "it speaks saml"),
            ("sp", "saml_signing", nil, "saml.client.signature is not 'true'"),
            ("sp", "saml_encryption", nil, "saml.encrypt is not 'true'"),
            ("app", "jwt", expired, "has expired at 2004-11-09T11:33:20Z"), ("app", "jwt", early, "is good only from"),
        ] as [(String, String, Certificate?, String)] {
            let pem = try (certificate ?? KeyPair.make().certificate).pem
            let result = try await stage.perform(
                module, ["client_id": .string(client), "use": .string(use), "certificate": .string(pem)],
                changed: true, again: nil, warns: 1)
            #expect(result["warnings"]?.array?.first?.text?.contains(words) == true, "\(JSON.object(result).compact)")
        }
    },
    Story("what must not leave the host is refused before any request, and masked", on: { !$0.isReal }) { stage in
        let secret = try KeyPair.make().pem
        let digits = secret.split(separator: "\n")[1...].joined()
        let jwks = #"{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB","d":"canary-private-member"}]}"#
        let files = MemoryFiles()
        files["/keys/key.pem"] = try KeyPair.make().certificate.pem + secret
        files["/keys/jwks.json"] = jwks
        for options: JSONObject in [
            ["certificate": .string(secret)], ["public_key": .string(secret)],
            ["certificate": .string(try KeyPair.make().certificate.pem + secret)],
            ["certificate": .string(secret.split(separator: "\n").joined(separator: " "))],
            ["certificate": .string(secret), "state": "absent"], ["certificate_file": "/keys/key.pem"],
            ["public_key_file": "/keys/key.pem"], ["jwks": try JSON(parsing: jwks)], ["jwks": .string(jwks)],
            ["jwks": try JSON(parsing: jwks), "certificate": .string(secret)], ["jwks_file": "/keys/jwks.json"],
            ["jwks": ["keys": [["kty": "oct", "k": "canary-secret"]]]],
        ] {
            for isCheck in [true, false] {
                _ = stage.transport.take()
                let result = try await stage.run(
                    options.merging(["client_id": "app"]), check: isCheck, module: module, files: files)
                let text = JSON.object(result).compact
                #expect(result["failed"] == true && text.contains("private key"), "\(text)")
                #expect(!text.contains("canary") && !text.contains(String(digits.prefix(20))), "\(text)")
                #expect(stage.transport.take() == [])
            }
        }
        for option in ["private_key_file", "certificate_file", "jwks_file"] {
            let result = try await stage.run(["client_id": "app", option: .string(secret)], module: module)
            let text = JSON.object(result).compact
            #expect(text.contains("must be the path of a file, not its text") && !text.contains(digits), "\(text)")
        }
    },
    Story("a file that cannot be read or made is told before anything is sent", on: { !$0.isReal }) { stage in
        let files = MemoryFiles()
        files["/keys/text"] = "no key"
        let key: JSONObject = ["client_id": "app"]
        for (options, words) in [
            (["certificate_file": "/keys/none"], "certificate_file: '/keys/none' cannot be read"),
            (["certificate_file": "/keys/text"], "'/keys/text' holds no PEM text"),
            (["jwks_file": "/keys/text"], "'/keys/text' holds no JSON object"),
            (["private_key_file": "/keys/text"], "'/keys/text' holds no PEM text; a private key begins"),
            (["private_key_file": "/keys"], "'/keys' is a folder"),
            (["private_key_file": "/missing/app.key"], "could not be written: No such file or directory"),
            (["private_key_file": "/closed/app.key"], "'/closed/app.key' cannot be read: Permission denied"),
        ] as [(JSONObject, String)] {
            try await stage.refuse(module, key.merging(options), words, files: files)
        }
        // What only the write itself finds out keeps the server as it is too.
        try await stage.keyed("app")
        _ = stage.transport.take()
        let full = try await stage.run(key.merging(["private_key_file": "/full/app.key"]), module: module, files: files)
        #expect(full["failed"] == true && full["changed"] != true)
        #expect(full["msg"]?.text?.contains("cannot be written to '/full/app.key': No space left on device") == true)
        #expect(stage.transport.take().allSatisfy { $0.hasPrefix("GET ") })
    },
    Story("a key whose certificate the server refused is taken up by the next run") { stage in
        try await stage.keyed("app")
        let login = try await stage.user(roles: ["view-clients"])
        let files = MemoryFiles()
        let options: JSONObject = ["client_id": "app", "private_key_file": "/keys/app.key", "key_type": "ec"]
        let check = try await stage.run(login.merging(options), check: true, module: module, files: files)
        #expect(check["failed"] == nil && check["changed"] == true, "\(JSON.object(check).compact)")
        let refused = try await stage.run(login.merging(options), module: module, files: files)
        #expect(refused["failed"] == true && refused["changed"] == true && refused["end_state"] == [:])
        #expect(refused["msg"]?.text?.contains("stands in '/keys/app.key'") == true)
        #expect(refused["msg"]?.text?.contains("needs the role manage-clients") == true)
        let pem = try #require(files["/keys/app.key"])
        try await stage.perform(module, options, changed: true, files: files)
        #expect(files["/keys/app.key"] == pem)
        #expect(try await stage.certificate("app").key == PrivateKey(pem: Array(pem.utf8)).publicKey)
        try await stage.refuse(
            module, options.merging(["client_id": "nobody"]), "does not exist in realm", files: files)
    },
    Story("with a key that was made here the client logs in", on: { $0.isReal }) { stage in
        // 18 takes RS256 alone for a certificate (facts-more 6.3).
        let kinds: [JSONObject] =
            stage.backend.isOld
            ? [["key_type": "rsa"]] : [["key_type": "rsa"], ["key_type": "ec"], ["key_type": "ec", "curve": "P-521"]]
        for kind in kinds {
            let files = MemoryFiles()
            let name = "svc" + (kind["curve"]?.text ?? "") + (kind["key_type"]?.text ?? "")
            try await stage.keyed(name, [:], ["serviceAccountsEnabled": true])
            let user = try await stage.server(.get, ["clients", try await stage.id(name), "service-account-user"])
                .object
            try await stage.administrate(user: try #require(user?["id"]?.text))
            let options = kind.merging(["client_id": .string(name), "private_key_file": "/keys/app.key"])
            try await stage.perform(module, options, changed: true, files: files)
            let login: JSONObject = [
                "auth_realm": .string(stage.realm), "auth_client_id": .string(name), "auth_username": .null,
                "auth_password": .null, "auth_private_key_file": "/keys/app.key",
            ]
            let result = try await stage.run(login.merging(["client_id": "made"]), files: files)
            #expect(result["failed"] == nil, "\(JSON.object(result).compact)")
            // Even its own key, and then the old one is worth nothing any more.
            let renewed = login.merging(options).merging(["private_key_file": "/keys/new.key"])
            let changed = try await stage.run(renewed, module: module, files: files)
            #expect(changed["changed"] == true && changed["failed"] == nil, "\(JSON.object(changed).compact)")
            let refused = try await stage.run(login.merging(["client_id": "made"]), files: files)
            #expect(refused["msg"]?.text?.hasPrefix("Login in realm '\(stage.realm)' failed") == true)
        }
    },
]
