import Foundation
import JSON

/// A page of docs/modules, taken apart for what is made of it.
struct ModulePage {
    let name: String
    private let text: String

    init(_ name: String) throws {
        self.name = name
        text = try String(
            contentsOf: RegistryTests.root.appendingPathComponent("docs/modules/\(name).md"), encoding: .utf8)
    }

    /// What the page says first, a text for each paragraph.
    ///
    /// That the login has a page of its own is left out: who reads these has its options beside the module's.
    var introduction: [String] {
        let login = "Each module also takes the options of [login.md](../login.md)."
        return section("# \(name)").components(separatedBy: "\n\n").map { paragraph in
            Self.markup(
                paragraph.split(separator: "\n").joined(separator: " ").replacingOccurrences(of: login, with: ""))
        }.filter { !$0.isEmpty }
    }

    /// The tasks of the first block under the examples' heading.
    var examples: String? {
        let blocks = (section("## Examples") + section("## Example")).components(separatedBy: "```")
        guard blocks.count > 1, blocks[1].hasPrefix("yaml\n") else { return nil }
        return String(blocks[1].dropFirst(5))
    }

    /// A line of the table that has not the cells `value | type | returned | what it is`.
    struct BadLine: Error {
        let line: String
    }

    /// The return values in the form of Ansible's RETURN, from the first table under their heading.
    func returnValues() throws(BadLine) -> JSONObject {
        let lines = section("## Return values").split(separator: "\n").drop { !$0.hasPrefix("|---") }.dropFirst()
        var values: JSONObject = [:]
        var last: String?
        for line in lines.prefix(while: { $0.hasPrefix("|") }) {
            let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
            guard cells.count == 4, let type = cells[1].components(separatedBy: " of ").first else {
                throw BadLine(line: String(line))
            }
            var value: JSONObject = [
                "description": .array([.string(Self.sentence(cells[3]))]), "returned": .string(Self.markup(cells[2])),
                "type": .string(type),
            ]
            if cells[1] != type { value["elements"] = .string(String(cells[1].dropFirst("\(type) of ".count))) }
            let key = cells[0].replacingOccurrences(of: "&nbsp;", with: "").replacingOccurrences(of: "`", with: "")
            if cells[0].hasPrefix("&nbsp;"), let parent = last, var outer = values[parent]?.object {
                var inner = outer["contains"]?.object ?? [:]
                inner[key] = .object(value)
                outer["contains"] = .object(inner)
                values[parent] = .object(outer)
            } else {
                values[key] = .object(value)
                last = key
            }
        }
        return values
    }

    /// What a cell of a table says, as Ansible's own pages have it.
    private static func sentence(_ cell: String) -> String {
        let text = markup(cell)
        return (text.hasPrefix("C(") ? text : text.prefix(1).uppercased() + text.dropFirst()) + "."
    }

    /// What stands between a heading and the next one; empty where there is no such heading.
    private func section(_ heading: String) -> String {
        guard let start = ("\n" + text).range(of: "\n\(heading)\n") else { return "" }
        let rest = ("\n" + text)[start.upperBound...]
        return String(rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)])
    }

    /// Markdown as Ansible's markup: code as `C(...)`, and of a link to a page the page's path in the collection.
    static func markup(_ markdown: String) -> String {
        let page = /\[[^\]]*\]\((?:\.\.\/)?(?<path>[a-z_\/]+\.md)(?:#[^)]*)?\)/
        let text = markdown.replacing(page) { match in
            let path = match.output.path
            return "`docs/\(path.hasPrefix("keycloak_") ? "modules/" : "")\(path)`"
        }
        // The markup ends at the first bracket, and there is no way to write one inside.
        return text.replacing(/`([^`]*)`/) { $0.output.1.contains(")") ? "'\($0.output.1)'" : "C(\($0.output.1))" }
            .trimmingCharacters(in: .whitespaces)
    }
}
