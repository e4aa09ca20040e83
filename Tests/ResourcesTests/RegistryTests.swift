import Foundation
import Resources
import Testing

/// What is written from the modules' types is as they are; `make generate` writes it.
@Suite("The modules' registry and links")
struct RegistryTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("every type of a module is in the registry")
    func registry() throws {
        let sources = Self.root.appendingPathComponent("Sources/Resources")
        var declared: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: sources.path) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            for line in text.split(separator: "\n") {
                if let match = line.wholeMatch(of: /public enum (\w+Module): Module.*/) {
                    declared.insert(String(match.1))
                }
            }
        }
        let known = Set(Modules.all.map { "\($0)" })
        #expect(known == declared, "run: make generate")
        #expect(Modules.all.map { $0.name } == Modules.all.map { $0.name }.sorted(), "run: make generate")
    }

    @Test("library/ and action_plugins/ lead to every module, and to nothing else")
    func links() throws {
        let names = Modules.all.map { $0.name }
        try expectLinks(in: "library", names.map { ($0, "../build/latchkey") })
        try expectLinks(in: "action_plugins", names.map { ("\($0).py", "latchkey.py") })
    }

    @Test("the collection's action group has every module, and nothing else")
    func group() throws {
        let file = Self.root.appendingPathComponent("collection/meta/runtime.yml")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let names = lines.filter { $0.hasPrefix("    - keycloak_") }.map { String($0.dropFirst(6)) }
        #expect(names == Modules.all.map { $0.name }, "run: make generate")
    }

    private func expectLinks(in folder: String, _ wanted: [(name: String, target: String)]) throws {
        let folder = Self.root.appendingPathComponent(folder)
        let links = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0 != "latchkey.py" && $0 != "__pycache__" }
        #expect(Set(links) == Set(wanted.map(\.name)), "run: make generate")
        for link in wanted {
            let path = folder.appendingPathComponent(link.name).path
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: path) == link.target, "run: make generate")
        }
    }
}
