import Foundation
import JSON
import Testing

/// The collection's archive, installed in a home of its own, where nothing else of this repository is in reach.
@Suite("The collection")
struct CollectionTests {
    @Test(
        "installs, documents itself and plays", .enabled(if: Setup.hasCollection, Setup.needsCollection),
        .timeLimit(.minutes(3)))
    func collection() async throws {
        try await withSandbox { server in
            try await Playground.open(on: server) { ground in
                let home = ground.folder.appendingPathComponent("home")
                try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
                try await install(in: home, ground)
                try await expectDocumentation(in: home, ground)
                try await expectPlays(in: home, ground)
            }
        }
    }

    private func install(in home: URL, _ ground: Playground) async throws {
        let archive = try #require(Setup.collection)
        let installed = try await ground.ansible(
            "ansible-galaxy", ["collection", "install", "--offline", archive], home: home)
        #expect(installed.status == 0 && !installed.everything.contains("[WARNING]"), "\(installed)")
        let folder = home.appendingPathComponent(".ansible/collections/ansible_collections/latchkey/keycloak")
        let version = try await run(folder.appendingPathComponent("bin/latchkey").path, ["--version"])
        #expect(version.status == 0, "\(version)")
        // One executable, however many modules.
        let modules = folder.appendingPathComponent("plugins/modules")
        for name in try Self.modules() {
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: modules.appendingPathComponent(name).path)
                    == "../../bin/latchkey")
        }
        for page in ["README.md", "docs/meaning.md", "docs/modules/keycloak_client.md"] {
            #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(page).path), "\(page)")
        }
    }

    private func expectDocumentation(in home: URL, _ ground: Playground) async throws {
        let names = try Self.modules().map { "latchkey.keycloak.\($0)" }
        let shown = try await ground.ansible("ansible-doc", ["--json"] + names, home: home)
        #expect(shown.status == 0, "\(shown)")
        let pages = try #require(try JSON(parsing: shown.output).object)
        for name in names {
            let page = try #require(pages[name]?.object, "ansible-doc knows no \(name): \(shown)")
            let options = try #require(page["doc"]?.object?["options"]?.object)
            #expect(options["auth_keycloak_url"]?.object?["aliases"] == ["url"] && options["realm"] != nil, "\(name)")
            #expect(page["examples"]?.text?.contains("  \(name):\n") == true, "\(name)")
            #expect(page["return"]?.object?["changed"]?.object?["type"] == "bool", "\(name)")
        }
        // What people read is made from the same files; that its markup holds shows only here.
        let text = try await ground.ansible("ansible-doc", [names[0]], home: home)
        #expect(text.status == 0 && text.output.contains("redirect_uris"), "\(text)")
        for markup in ["C(", "](", "&nbsp;", "Error"] { #expect(!text.output.contains(markup), "\(text)") }
    }

    private func expectPlays(in home: URL, _ ground: Playground) async throws {
        let file = home.appendingPathComponent("play.yml")
        try Data(Self.play.utf8).write(to: file)
        let first = Recap(try await ground.ansible("ansible-playbook", [file.path, "--diff", "-vvv"], home: home))
        #expect(first.changed == 2, "\(first)")
        // The action plugins came with it: nothing is copied on this host.
        #expect(!first.finished.output.contains(" PUT "), "\(first)")
        for client in ["by-full-name", "by-short-name"] {
            #expect(try await ground.client(client)?["name"] == "From the collection")
        }
        let second = Recap(try await ground.ansible("ansible-playbook", [file.path], home: home))
        #expect(second.changed == 0, "\(second)")
    }

    private static func modules() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Setup.root.appendingPathComponent("library").path).sorted()
    }

    /// Tasks by the module's full name, and by the name alone where the play names the collection; the login is that of the
    /// action group.
    private static let play = """
        - hosts: localhost
          gather_facts: false
          collections: [latchkey.keycloak]
          module_defaults:
            group/latchkey.keycloak.keycloak:
              auth_keycloak_url: "{{ lookup('env', 'KEYCLOAK_URL') }}"
              auth_username: "{{ lookup('env', 'KEYCLOAK_USER') }}"
              auth_password: "{{ lookup('env', 'KEYCLOAK_PASSWORD') }}"
              realm: "{{ lookup('env', 'KEYCLOAK_REALM') }}"
          tasks:
            - latchkey.keycloak.keycloak_client:
                client_id: by-full-name
                name: From the collection
            - keycloak_client:
                client_id: by-short-name
                name: From the collection
            - latchkey.keycloak.keycloak_client_info:
                client_id: by-full-name
              register: found
            - ansible.builtin.assert:
                that: found.clients[0].name == 'From the collection'

        """
}
