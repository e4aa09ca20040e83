import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// What is played with ansible-core, on a server.
struct PlaybookStory: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let play: @Sendable (Playground) async throws -> Void

    init(_ story: String, _ play: @escaping @Sendable (Playground) async throws -> Void) {
        testDescription = story
        self.play = play
    }

    static let all: [PlaybookStory] =
        [
            created("client-minimal", makes: ["minimal"]),
            created(
                "client-all",
                makes: [
                    "all-confidential", "all-jwt", "all-x509", "all-bearer-only", "https://saml.example.org/metadata",
                ]),
            created("ad-hoc", makes: ["service-localhost"]),
            created("clients", makes: ["fleet-browser", "fleet-service"], tasks: 1),
            // Its last task makes two.
            created("service-account", makes: ["provisioning", "auditing", "price-sync"]),
            keyPair, deletion, drift, adHoc, defaults, omission, tokens, inPlace, secret,
            search, initialAccess, registration, policies, installation,
        ]

    /// Check mode promises, the first run changes, the second does not, and check mode finds nothing more.
    private static func created(_ playbook: String, makes clients: [String], tasks: Int? = nil) -> PlaybookStory {
        PlaybookStory("\(playbook).yml brings its clients about in one run") { ground in
            let file = "playbooks/\(playbook).yml"
            let check = try await ground.play(file, "--check", "--diff", "-vvv")
            #expect(check.changed == tasks ?? clients.count, "\(check)")
            #expect(check.finished.output.contains("********"), "the password is masked, not missing: \(check)")
            for client in clients { #expect(try await ground.client(client) == nil, "check mode wrote \(client)") }
            let first = try await ground.play(file, "--diff", "-vvv")
            #expect(first.changed == tasks ?? clients.count, "\(first)")
            for client in clients { #expect(try await ground.client(client) != nil, "\(client) is missing") }
            let second = try await ground.play(file)
            #expect(second.changed == 0, "\(second)")
            let again = try await ground.play(file, "--check", "--diff", "-vvv")
            #expect(again.changed == 0, "\(again)")
            for played in [check, first, second, again] {
                #expect(!played.finished.everything.contains("[WARNING]"), "\(played)")
            }
        }
    }

    private static let inPlace = PlaybookStory("on this host nothing is copied, but for what only Ansible can do") {
        ground in
        let task = """
            - hosts: localhost
              vars_files: \(Setup.root.path)/playbooks/vars/server.yml
              tasks:
                - keycloak_client:
                    auth_keycloak_url: "{{ keycloak_url }}"
                    auth_username: "{{ keycloak_user }}"
                    auth_password: "{{ keycloak_password }}"
                    realm: "{{ realm }}"
                    client_id: in-place
            """
        // At this verbosity Ansible tells of every file that it copies.
        let direct = try await ground.play(writing: task, "-vvv")
        #expect(direct.changed == 1 && !direct.finished.output.contains(" PUT "), "\(direct)")
        let detached = try await ground.play(writing: task + "\n      async: 60\n      poll: 1\n", "-vvv")
        #expect(detached.finished.output.contains(" PUT "), "\(detached)")
        #expect(detached.finished.status == 0 && detached.failed == 0, "\(detached)")
        let left = try FileManager.default.subpathsOfDirectory(
            atPath: ground.folder.appendingPathComponent(".ansible/tmp").path)
        #expect(left.isEmpty, "\(left)")
    }

    private static let keyPair = PlaybookStory("client-certificate.yml makes a key pair and uploads its public part") {
        ground in
        let file = "playbooks/client-certificate.yml"
        let key = ground.folder.appendingPathComponent("keyed.key").path
        let check = try await ground.play(file, "--check", "--diff", "-vvv")
        #expect(check.changed == 1 && !FileManager.default.fileExists(atPath: key), "\(check)")
        let first = try await ground.play(file, "--diff", "-vvv")
        #expect(first.changed == 2, "\(first)")
        let pem = try String(contentsOfFile: key, encoding: .utf8)
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
        #expect(pem.hasPrefix("-----BEGIN PRIVATE KEY-----") && mode == 0o600, "\(String(mode ?? 0, radix: 8))")
        let attributes = try #require(try await ground.client("keyed")?["attributes"]?.object)
        #expect(attributes["jwt.credential.certificate"]?.text?.hasPrefix("MII") == true)
        let secret = try #require(pem.split(separator: "\n").dropFirst().first)
        #expect(!JSON.object(attributes).compact.contains(secret))
        let second = try await ground.play(file, "-vvv")
        let again = try await ground.play(file, "--check", "--diff", "-vvv")
        #expect(second.changed == 0 && again.changed == 0, "\(second) \(again)")
        for played in [first, second, again] { #expect(!played.finished.everything.contains(secret)) }
        #expect(try String(contentsOfFile: key, encoding: .utf8) == pem)
    }

    private static let deletion = PlaybookStory("client-delete.yml deletes once") { ground in
        let nothing = try await ground.play("playbooks/client-delete.yml")
        #expect(nothing.changed == 0, "\(nothing)")
        _ = try await ground.play("playbooks/client-minimal.yml")
        let check = try await ground.play("playbooks/client-delete.yml", "--check", "--diff", "-vvv")
        #expect(check.changed == 1, "\(check)")
        #expect(try await ground.client("minimal") != nil)
        let first = try await ground.play("playbooks/client-delete.yml", "-vvv")
        #expect(first.changed == 1, "\(first)")
        #expect(try await ground.client("minimal") == nil)
        let second = try await ground.play("playbooks/client-delete.yml")
        #expect(second.changed == 0, "\(second)")
    }

    private static let drift = PlaybookStory("drift.yml finds drift, names it, writes nothing, and mends it when told")
    {
        ground in
        let file = "playbooks/drift.yml"
        let missing = try await ground.play(file, "--diff", "-vvv")
        #expect(
            missing.failed == 1 && missing.finished.output.contains("Not as declared: shop, warehouse"), "\(missing)")
        #expect(try await ground.client("shop") == nil)
        let enforced = try await ground.play(file, "-e", "enforce=true", "--diff", "-vvv")
        #expect(enforced.changed == 1, "\(enforced)")
        let same = try await ground.play(file, "--diff")
        #expect(same.changed == 0, "\(same)")
        let evil = "https://evil.example.net/*"
        try await ground.change("shop", ["redirectUris": ["https://shop.example.org/*", .string(evil)]])
        let found = try await ground.play(file, "--diff", "-vvv")
        #expect(found.failed == 1 && found.finished.status == 2, "\(found)")
        #expect(
            found.finished.output.contains("Not as declared: shop\n")
                || found.finished.output.contains("Not as declared: shop\""), "\(found)")
        #expect(found.finished.output.contains("\n-") && found.finished.output.contains(evil), "\(found)")
        #expect(try await ground.client("shop")?["redirectUris"]?.array?.count == 2)
        let page = ground.folder.appendingPathComponent("drift.html")
        let reported = try await ground.play(
            file, "-e", "report=\(page.path)", "-e", "latchkey=\(try #require(Setup.binary))", "-vvv")
        #expect(reported.failed == 1 && reported.finished.output.contains("Not as declared: shop"), "\(reported)")
        let text = try String(contentsOf: page, encoding: .utf8)
        for part in [
            "1 of 2 clients is not as declared.", "<del><bdi>\(evil)</bdi></del>", ground.server.base.description,
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
        let mended = try await ground.play(file, "-e", "enforce=true")
        #expect(mended.changed == 1, "\(mended)")
        #expect(try await ground.client("shop")?["redirectUris"] == ["https://shop.example.org/*"])
    }

    private static let adHoc = PlaybookStory("an ad hoc task takes options as words and as JSON") { ground in
        let login = """
            auth_keycloak_url={{ lookup('env', 'KEYCLOAK_URL') }} auth_realm=master \
            auth_username={{ lookup('env', 'KEYCLOAK_USER') }} auth_password={{ lookup('env', 'KEYCLOAK_PASSWORD') }} \
            realm={{ lookup('env', 'KEYCLOAK_REALM') }}
            """
        let words =
            login + " client_id=words enabled=no redirect_uris=/a,/b secret={{ lookup('env', 'CLIENT_SECRET') }}"
        let created = try await ground.ansible(
            "ansible", ["localhost", "-m", "keycloak_client", "-a", words, "--diff", "-vvv"])
        #expect(created.status == 0 && created.output.contains("localhost | CHANGED"), "\(created)")
        let client = try #require(try await ground.client("words"))
        #expect(client["enabled"] == false && client["redirectUris"]?.array?.count == 2)
        let again = try await ground.ansible("ansible", ["localhost", "-m", "keycloak_client", "-a", words])
        #expect(again.status == 0 && again.output.contains("localhost | SUCCESS"), "\(again)")
        let json = """
            {"auth_keycloak_url": "{{ lookup('env', 'KEYCLOAK_URL') }}", "realm": "{{ lookup('env', 'KEYCLOAK_REALM') }}",
            "auth_username": "{{ lookup('env', 'KEYCLOAK_USER') }}",
            "auth_password": "{{ lookup('env', 'KEYCLOAK_PASSWORD') }}",
            "client_id": "words", "enabled": true, "redirect_uris": ["/b"], "attributes": {"x": 1}}
            """
        let updated = try await ground.ansible("ansible", ["localhost", "-m", "keycloak_client", "-a", json, "-vvv"])
        #expect(updated.status == 0 && updated.output.contains("localhost | CHANGED"), "\(updated)")
        #expect(try await ground.client("words")?["redirectUris"] == ["/b"])
        let refused = try await ground.ansible(
            "ansible", ["localhost", "-m", "keycloak_client", "-a", words + " client-id=x", "-vvv"])
        #expect(refused.status == 2 && refused.output.contains("localhost | FAILED"), "\(refused)")
        #expect(refused.output.contains("did you mean"), "\(refused)")
    }

    private static let defaults = PlaybookStory("module_defaults reach the module") { ground in
        let tasks = """
              tasks:
                - keycloak_client:
                    client_id: first
                - keycloak_client:
                    client_id: second
                    http_agent: by the task
                    realm: no-such-realm
                  ignore_errors: true
                  register: second
                - ansible.builtin.assert:
                    that:
                      - second is failed
                      - second.msg is search('Realm not found')
            """
        let played = try await ground.play(writing: header + tasks, "-vvv", "--diff")
        #expect(played.changed == 1, "\(played)")
        #expect(try await ground.client("first") != nil)
    }

    private static let omission = PlaybookStory("what is omitted is not declared, and null is as good as that") {
        ground in
        let tasks = """
              tasks:
                - keycloak_client:
                    client_id: app
                    name: kept
                    enabled: "no"
                    attributes: '{"a.b": 1}'
                - keycloak_client:
                    client_id: app
                    name: "{{ omit }}"
                    enabled: "{{ nobody_set_this | default(omit) }}"
                    redirect_uris:
                    attributes: {}
                    token: "{{ omit }}"
                  register: result
                - ansible.builtin.assert:
                    that:
                      - result is not changed
                      - result.msg == 'No changes required for Client app.'
                      - result.end_state.name == 'kept'
                      - result.proposed.name is not defined
            """
        let played = try await ground.play(writing: header + tasks, "-vvv")
        #expect(played.changed == 1, "\(played)")
        #expect(try await ground.client("app")?["enabled"] == false)
    }

    private static let tokens = PlaybookStory("a token in place of a password is not shown, nor one that is refused") {
        ground in
        let tasks = """
              tasks:
                - ansible.builtin.uri:
                    url: "{{ lookup('env', 'KEYCLOAK_URL') }}/realms/master/protocol/openid-connect/token"
                    method: POST
                    body_format: form-urlencoded
                    body:
                      grant_type: password
                      client_id: admin-cli
                      username: "{{ lookup('env', 'KEYCLOAK_USER') }}"
                      password: "{{ lookup('env', 'KEYCLOAK_PASSWORD') }}"
                  register: session
                  no_log: true
                - keycloak_client:
                    auth_username: "{{ omit }}"
                    auth_password: "{{ omit }}"
                    token: "{{ session.json.access_token }}"
                    client_id: app
                - keycloak_client:
                    auth_username: "{{ omit }}"
                    auth_password: "{{ omit }}"
                    token: "{{ lookup('env', 'OLD_TOKEN') }}"
                    refresh_token: "{{ lookup('env', 'OLD_TOKEN') }}"
                    client_id: app
                  ignore_errors: true
                  register: refused
                - ansible.builtin.assert:
                    that:
                      - refused is failed
                      - refused.msg is search('refresh_token')
            """
        let played = try await ground.play(writing: header + tasks, "-vvv", "--diff")
        #expect(played.changed == 1, "\(played)")
        #expect(try await ground.client("app") != nil)
    }

    private static let secret = PlaybookStory("client-secret.yml logs in with a secret that nobody sees") { ground in
        let file = "playbooks/client-secret.yml"
        let check = try await ground.play(file, "--check", "--diff", "-vvv")
        #expect(check.changed == 1, "\(check)")
        #expect(try await ground.client("reporting") == nil)
        let first = try await ground.play(file, "--diff", "-vvv")
        #expect(first.changed == 1 && first.finished.output.contains("reporting is logged in"), "\(first)")
        for arguments in [["--diff", "-vvv"], ["--check", "--diff", "-vvv"]] {
            let again = Recap(try await ground.ansible("ansible-playbook", [file] + arguments))
            #expect(again.changed == 0 && again.finished.output.contains("reporting is logged in"), "\(again)")
        }
    }

    private static let search = PlaybookStory("find-clients.yml names the clients that allow too much") { ground in
        _ = try await ground.play("playbooks/client-minimal.yml")
        try await ground.change("minimal", ["implicitFlowEnabled": true, "redirectUris": ["*"]])
        for arguments in [["--check", "-vvv"], ["--diff", "-vvv"]] {
            let file = "playbooks/find-clients.yml"
            let played = Recap(try await ground.ansible("ansible-playbook", [file] + arguments))
            #expect(played.changed == 0 && played.failed == 0, "\(played)")
            for words in ["Implicit flow: minimal'", "Redirect to anywhere: minimal'"] {
                #expect(played.finished.output.contains(words), "\(played)")
            }
        }
    }

    private static let initialAccess = PlaybookStory("initial-access.yml registers a client with nothing but a token") {
        ground in
        let file = "playbooks/initial-access.yml"
        let token = ground.folder.appendingPathComponent("registration-token").path
        let store = ground.folder.appendingPathComponent(".local/state/latchkey/registrations.json").path
        let check = try await ground.play(file, "--check", "--diff", "-vvv")
        #expect(check.changed == 1, "\(check)")
        #expect(![token, store].contains(where: FileManager.default.fileExists), "check mode wrote")
        let first = try await ground.play(file, "--diff", "-vvv")
        #expect(first.changed == 2, "\(first)")
        #expect(try await ground.client("registered") != nil)
        for path in [token, store] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(path)")
        }
        for arguments in [["--diff", "-vvv"], ["--check", "--diff", "-vvv"]] {
            let again = Recap(try await ground.ansible("ansible-playbook", [file] + arguments))
            #expect(again.changed == 0, "\(again)")
        }
    }

    private static let policies = PlaybookStory("registration-policies.yml brings its policies about in one run") {
        ground in
        let file = "playbooks/registration-policies.yml"
        let check = try await ground.play(file, "--check", "--diff", "-vvv")
        #expect(check.changed == 3, "\(check)")
        let first = try await ground.play(file, "--diff", "-vvv")
        #expect(first.changed == 3, "\(first)")
        let second = try await ground.play(file)
        #expect(second.changed == 0, "\(second)")
    }

    private static let installation = PlaybookStory(
        "client-installation.yml writes the file, and its secret nowhere else"
    ) {
        ground in
        let file = "playbooks/client-installation.yml"
        let path = ground.folder.appendingPathComponent("keycloak.json").path
        let check = try await ground.play(file, "--check", "--diff", "-vvv")
        #expect(check.changed == 1 && !FileManager.default.fileExists(atPath: path), "\(check)")
        let first = try await ground.play(file, "--diff", "-vvv")
        #expect(first.changed == 2, "\(first)")
        let written = try JSON(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path)))).object ?? [:]
        let secret = try #require(written["credentials"]?.object?["secret"]?.text)
        #expect(written["resource"] == "installed" && !first.finished.everything.contains(secret))
        let second = try await ground.play(file)
        #expect(second.changed == 0, "\(second)")
    }

    private static let registration = PlaybookStory("client-registration.yml keeps a client without a login") {
        ground in
        let file = "playbooks/client-registration.yml"
        let token = ground.folder.appendingPathComponent("client-token").path
        let check = try await ground.play(file, "--check", "--diff", "-vvv")
        #expect(check.changed == 1, "\(check)")
        let first = try await ground.play(file, "--diff", "-vvv")
        #expect(first.changed == 2, "\(first)")
        #expect(try await ground.client("self-registered")?["name"] == "Registered by its owner")
        let text = try String(contentsOfFile: token, encoding: .utf8)
        let mode = try FileManager.default.attributesOfItem(atPath: token)[.posixPermissions] as? Int
        #expect(mode == 0o600 && !first.finished.everything.contains(text))
        for arguments in [["--diff", "-vvv"], ["--check", "--diff", "-vvv"]] {
            let again = Recap(try await ground.ansible("ansible-playbook", [file] + arguments))
            #expect(again.changed == 0 && again.failed == 0, "\(again)")
        }
        #expect(try String(contentsOfFile: token, encoding: .utf8) == text)
    }

    private static let header = """
        - hosts: localhost
          gather_facts: false
          module_defaults:
            keycloak_client:
              auth_keycloak_url: "{{ lookup('env', 'KEYCLOAK_URL') }}"
              auth_username: "{{ lookup('env', 'KEYCLOAK_USER') }}"
              auth_password: "{{ lookup('env', 'KEYCLOAK_PASSWORD') }}"
              realm: "{{ lookup('env', 'KEYCLOAK_REALM') }}"

        """
}

@Suite("Playbooks")
struct PlaybookTests {
    @Test(
        "on the sandbox", .serialized, .enabled(if: Setup.hasAnsible, Setup.needsAnsible), .timeLimit(.minutes(3)),
        arguments: PlaybookStory.all)
    func sandbox(_ story: PlaybookStory) async throws {
        try await withSandbox { server in try await Playground.open(on: server, story.play) }
    }

    @Test(
        "on Keycloak 26", .serialized, .enabled(if: Setup.hasKeycloak26, Setup.needsKeycloak26),
        .timeLimit(.minutes(3)),
        arguments: PlaybookStory.all)
    func keycloak26(_ story: PlaybookStory) async throws {
        try await Playground.open(on: try #require(Setup.keycloak26), story.play)
    }
}
