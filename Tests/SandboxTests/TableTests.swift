import TestSupport
import Testing

@testable import Sandbox

/// Tables find what a plain list finds.
struct TableTests {
    private struct Item: TableItem, Equatable {
        let id: Int
        var name: String
        var keys: [TableKey] { [TableKey(kind: .id, text: "\(id)"), TableKey(kind: .name, text: name)] }
    }

    @Test("items are found by their keys through additions, changes and removals, and a copy stays as it was")
    func model() {
        var random = SeededGenerator(seed: 8)
        var table = Table<Item>()
        var items: [Int: Item] = [:]
        for id in 0..<3000 {
            let (before, there) = (table, items)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where !items.isEmpty:
                let gone = table.remove(at: Int.random(in: 0..<table.count, using: &random))
                #expect(items.removeValue(forKey: gone.id) == gone)
                #expect(table.place(.name, gone.name) == nil)
            case 1 where !items.isEmpty:
                let place = Int.random(in: 0..<table.count, using: &random)
                let old = table[place]
                table[place].name = "new \(id)"
                items[old.id]?.name = "new \(id)"
                #expect(table.place(.name, old.name) == nil)
            default:
                table.append(Item(id: id, name: "name \(id)"))
                items[id] = Item(id: id, name: "name \(id)")
            }
            #expect(table.count == items.count && before.count == there.count)
            if let one = there.values.randomElement(using: &random) {
                #expect(before.place(.id, "\(one.id)").map { before[$0] } == one)
            }
        }
        for item in items.values {
            #expect(table.place(.name, item.name).map { table[$0] } == item)
        }
        #expect(table.places { $0.name < $1.name }.map { table[$0].name } == items.values.map(\.name).sorted())
    }

    @Test("keys are compared byte by byte")
    func bytes() {
        var table = Table<Item>()
        table.append(Item(id: 1, name: "e\u{301}"))
        #expect(table.place(.name, "\u{e9}") == nil)
        #expect(table.place(.name, "e\u{301}") == 0)
    }
}
