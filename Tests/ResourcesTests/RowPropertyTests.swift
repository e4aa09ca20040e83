import JSON
import Reconcile
import Testing

@testable import Resources

/// For every row of the client: a change is reported exactly when the server would differ.
struct RowPropertyTests {
    /// One property of one row, with everything that is asked of it.
    struct Case: CustomTestStringConvertible, Sendable {
        let row: Row
        let samples: RowSamples

        var testDescription: String { "\(row.option.name) beside \(samples.stored.compact)" }
    }

    static let cases: [Case] = ClientRows.schema.rows.flatMap { row -> [Case] in
        switch row.meaning {
        case .property where !row.option.choices.isEmpty:
            let choices = row.option.choices.map { JSON.string($0) }
            return choices.indices.map { index in
                let others = choices.filter { $0 != choices[index] }
                return Case(
                    row: row,
                    samples: RowSamples(stored: choices[index], spellings: [choices[index]], differences: others))
            }
        case .property(_, let kind): return RowSamples.of(kind).map { Case(row: row, samples: $0) }
        case .entry:
            // A list or a text inside the attributes: what the option says, and what is stored.
            let stored: JSON = "b##a"
            let isList = if case .list = row.option.type { true } else { false }
            let spellings: [JSON] = isList ? [["a", "b"], ["b", "a", "b"], "a,b"] : ["a##b", "b##a"]
            let differences: [JSON] = isList ? [["a"], [], ["a", "b", "c"], ""] : ["a", "", "a##b##c"]
            return [Case(row: row, samples: RowSamples(stored: stored, spellings: spellings, differences: differences))]
        case .setting, .obsolete: return []
        }
    }

    /// A client that the server might have, with the row's value in it.
    private func existing(_ test: Case) -> JSONObject {
        var state = ClientRows.schema.initialState.merging(["id": "1", "clientId": "app"])
        switch test.row.meaning {
        case .entry(let map, let key): state[map] = .object([key: test.samples.stored])
        default: state[test.row.key] = test.samples.stored == .null ? Optional.none : test.samples.stored
        }
        return state
    }

    private func plan(_ option: String, _ value: JSON, beside existing: JSONObject, in test: Case) throws -> ClientPlan
    {
        var options: JSONObject = ["id": "1", "client_scopes_behavior": "idempotent"]
        options[option] = value
        let settled = Arguments.settle(options, ClientModule.options)
        try #require(settled.problems == [], "\(option): \(value.compact)")
        var declaration = try ClientDeclaration(settled.arguments)
        if test.row.key != ClientRows.flowOverrides.key {
            declaration = try ClientCompletion.complete(declaration, beside: existing, ServiceAccountDefaults())
        }
        return try ClientPlan.update(existing, id: "1", declaration, scopeIDs: Self.ids, roles: Self.roles)
    }

    private static let ids: JSONObject = ["a": "1", "b": "2", "A": "5", "B": "3", "c": "4"]
    private static let roles: RoleReferences = {
        var roles = RoleReferences()
        roles.userID = "user"
        roles.add(ids, of: nil, nil)
        for client in ["app", "b", "c"] { roles.add(ids, of: client, "id of \(client)") }
        return roles
    }()

    /// Choices narrow what an option takes; the kinds are what is tested here.
    private func isAllowed(_ value: JSON, _ row: Row) -> Bool {
        let settled = Arguments.settle([row.option.name: value], ClientModule.options)
        guard settled.problems.isEmpty else { return false }
        // Blank names are refused: that has a story of its own.
        return
            (try? ClientDeclaration(
                Arguments.settle(["id": "1", row.option.name: value], ClientModule.options).arguments)) != nil
    }

    @Test("equal values in all spellings are no change", arguments: cases)
    func equalIsNoChange(_ test: Case) throws {
        for option in test.row.option.names {
            for value in test.samples.spellings where isAllowed(value, test.row) {
                let plan = try plan(option, value, beside: needs(existing(test), test.row), in: test)
                #expect(!plan.isChanged, "\(option): \(value.compact) → \(plan.comparison.paths)")
                #expect(plan.steps.isEmpty, "\(option): \(value.compact)")
                #expect(plan.diff == Outcome.Diff(), "\(option): \(value.compact)")
            }
        }
    }

    @Test("every single difference is a change, told by place, and gone after it was applied", arguments: cases)
    func differenceIsChange(_ test: Case) throws {
        for option in test.row.option.names {
            for value in test.samples.differences where isAllowed(value, test.row) {
                let before = needs(existing(test), test.row)
                let first = try plan(option, value, beside: before, in: test)
                let told = "\(option): \(value.compact) beside \(test.samples.stored.compact)"
                #expect(first.isChanged, "\(told)")
                #expect(!first.steps.isEmpty, "\(told)")
                #expect(first.diff.before != first.diff.after, "\(told)")
                let paths =
                    first.comparison.added.count + first.comparison.removed.count + first.comparison.modified.count
                #expect(first.comparison.paths.count == paths, "the three sets have places in common: \(told)")
                let second = try plan(option, value, beside: first.target, in: test)
                #expect(!second.isChanged, "a second application changes \(second.comparison.paths): \(told)")
            }
        }
    }

    /// Authorization services, and roles of an account, are possible only with a service account.
    private func needs(_ state: JSONObject, _ row: Row) -> JSONObject {
        [ClientRows.authorizationServices.key, ClientRows.serviceAccountRoles.key].contains(row.key)
            ? state.merging([ClientRows.serviceAccounts.key: true]) : state
    }

    @Test("every option has a row of one meaning, and no name means two")
    func namesAreUnique() {
        let names = (ClientModule.options + LoginOptions.all).flatMap(\.names)
        #expect(Set(names).count == names.count)
        let keys = Set(Self.cases.map { $0.row.key })
        #expect(keys.count >= 35)
    }
}
