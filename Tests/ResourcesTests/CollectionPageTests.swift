import Foundation
import JSON
import Reconcile
import Resources
import Testing
import YAML

/// What the collection says of the modules is made of their rows and pages.
///
/// With `LATCHKEY_WRITE` set, as `make generate` does, the files are written instead of compared.
@Suite("The collection's documentation")
struct CollectionPageTests {
    static let folder = RegistryTests.root.appendingPathComponent("collection")

    @Test("tells ansible-doc what the rows and the page say", arguments: Modules.all.map { $0.name })
    func documentation(_ name: String) throws {
        let module = try #require(Modules.named(name))
        let file = Self.folder.appendingPathComponent("plugins/modules/\(name).yml")
        let wanted =
            "# Written by `make generate` from the options' rows and docs/modules/\(name).md.\n---\n"
            + JSON.object(try Self.documentation(of: module)).yaml
        if ModulePageTests.isWriting {
            try Data(wanted.utf8).write(to: file)
        } else {
            #expect((try? String(contentsOf: file, encoding: .utf8)) == wanted, "run: make generate")
        }
    }

    @Test("there is of modules, and of nothing else")
    func files() throws {
        let folder = Self.folder.appendingPathComponent("plugins/modules")
        let wanted = Modules.all.map { "\($0.name).yml" }
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where !wanted.contains(file) {
            if ModulePageTests.isWriting {
                try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
            } else {
                Issue.record("\(file) is of no module; run: make generate")
            }
        }
    }

    private static func documentation(of module: any Module.Type) throws -> JSONObject {
        let page = try ModulePage(module.name)
        var examples = try #require(page.examples, "docs/modules/\(module.name).md has no example in yaml")
        for other in Modules.all {
            examples = examples.replacingOccurrences(
                of: "\n  \(other.name):", with: "\n  latchkey.keycloak.\(other.name):")
        }
        let returnValues = try page.returnValues()
        try #require(
            returnValues["changed"] != nil && returnValues["msg"] != nil,
            "docs/modules/\(module.name).md needs a table 'value | type | returned | what it is'")
        let check = "Writes nothing, and says what a run would do."
        return [
            "DOCUMENTATION": [
                "module": .string(module.name),
                "short_description": .string(module.summary.prefix(1).uppercased() + module.summary.dropFirst()),
                "author": ["latchkey"],
                "description": .array(page.introduction.map { .string($0) }),
                "attributes": ["check_mode": ["support": "full", "description": [.string(check)]]],
                "options": .object(documentation(of: module.options + LoginOptions.all)),
            ],
            "EXAMPLES": .string(examples),
            "RETURN": .object(returnValues),
        ]
    }

    private static func documentation(of options: [Option]) -> JSONObject {
        var result: JSONObject = [:]
        for option in options {
            var entry: JSONObject = ["description": [.string(ModulePage.markup(option.help))]]
            entry["type"] = .string(name(of: option.type))
            if case .list(let element) = option.type { entry["elements"] = .string(name(of: element)) }
            if !option.choices.isEmpty { entry["choices"] = .array(option.choices.map { .string($0) }) }
            if let fallback = option.fallback { entry["default"] = fallback }
            if !option.aliases.isEmpty { entry["aliases"] = .array(option.aliases.map { .string($0) }) }
            let inside = ModulePageTests.inside(option.type)
            if !inside.isEmpty { entry["suboptions"] = .object(documentation(of: inside)) }
            result[option.name] = .object(entry)
        }
        return result
    }

    private static func name(of type: OptionType) -> String {
        switch type {
        case .bool: "bool"
        case .int: "int"
        case .string: "str"
        case .list: "list"
        case .dict, .map, .mapOf: "dict"
        }
    }
}
