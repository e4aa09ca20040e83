import Foundation
import JSON
import Reconcile
import Resources
import Testing

/// Each module has a page in docs/modules whose table of options is made from the rows.
///
/// With `LATCHKEY_WRITE` set, as `make generate` does, the tables are written instead of compared.
@Suite("The modules' pages")
struct ModulePageTests {
    static let isWriting = ProcessInfo.processInfo.environment["LATCHKEY_WRITE"] != nil
    static let begin = "<!-- options: made from the rows by `make generate` -->\n"
    static let end = "<!-- end of options -->\n"

    @Test("has the options as the rows declare them", arguments: Modules.all.map { $0.name })
    func options(_ name: String) throws {
        let module = try #require(Modules.named(name))
        let file = RegistryTests.root.appendingPathComponent("docs/modules/\(name).md")
        let page = try #require(try? String(contentsOf: file, encoding: .utf8), "docs/modules/\(name).md is missing")
        let halves = page.components(separatedBy: Self.begin)
        let rest = try #require(halves.last?.components(separatedBy: Self.end))
        try #require(halves.count == 2 && rest.count == 2, "the marks of the table are missing in \(file.path)")
        let wanted = halves[0] + Self.begin + Self.table(module.options) + Self.end + rest[1]
        if Self.isWriting {
            try Data(wanted.utf8).write(to: file)
        } else {
            #expect(page == wanted, "run: make generate")
        }
        for heading in ["# \(name)\n", "\n## Options\n", "\n## Example", "\n## Return values\n", "\n## Rights\n"] {
            #expect(page.contains(heading), "\(file.path) has no '\(heading)'")
        }
    }

    @Test("README says what each module is for, and where its page is", arguments: Modules.all.map { $0.name })
    func summary(_ name: String) throws {
        let module = try #require(Modules.named(name))
        let text = try String(contentsOf: RegistryTests.root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(text.contains("\n| [\(name)](docs/modules/\(name).md) | \(module.summary) |\n"))
    }

    @Test("the login's page has its options as they are declared")
    func login() throws {
        let file = RegistryTests.root.appendingPathComponent("docs/login.md")
        let page = try String(contentsOf: file, encoding: .utf8)
        for option in LoginOptions.all {
            #expect(page.contains("`\(option.name)`"), "docs/login.md says nothing of \(option.name)")
        }
    }

    @Test("every option says what it means", arguments: Modules.all.map { $0.name } + ["login"])
    func help(_ name: String) {
        for option in Modules.named(name)?.options ?? LoginOptions.all {
            #expect(option.help.hasSuffix("."), "'\(option.name)' of \(name) has no help that ends with a full stop")
        }
    }

    /// A table in Markdown; the options inside dictionaries stand below theirs.
    static func table(_ options: [Option]) -> String {
        "\n| option | type | default | meaning |\n|---|---|---|---|\n" + lines(options, depth: 0) + "\n"
    }

    private static func lines(_ options: [Option], depth: Int) -> String {
        options.map { option in
            let indent = String(repeating: "&nbsp;&nbsp;", count: depth)
            let names = ([option.name] + option.aliases).map { "`\($0)`" }.joined(separator: " ")
            let choices = option.choices.isEmpty ? "" : ": " + option.choices.map { "`\($0)`" }.joined(separator: ", ")
            let fallback = option.fallback.map { "`\($0.text ?? $0.compact)`" } ?? ""
            return "| \(indent)\(names) | \(name(of: option.type))\(choices) | \(fallback) | \(option.help) |\n"
                + lines(inside(option.type), depth: depth + 1)
        }.joined()
    }

    private static func name(of type: OptionType) -> String {
        switch type {
        case .bool: "bool"
        case .int: "int"
        case .string: "str"
        case .list(let element): "list of \(name(of: element))"
        case .dict, .map: "dict"
        case .mapOf(let element): "dict of \(name(of: element))"
        }
    }

    /// The options that a value of the type is made of; empty where it has none.
    static func inside(_ type: OptionType) -> [Option] {
        switch type {
        case .dict(let options): options
        case .list(let element), .mapOf(let element): inside(element)
        default: []
        }
    }
}
