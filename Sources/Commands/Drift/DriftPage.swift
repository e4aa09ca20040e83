internal import JSON
internal import Resources

/// What differs where as one page of HTML that needs nothing else: no script, nothing from elsewhere.
struct DriftPage {
    private let drift: Drift
    private let source: String
    private let time: String
    private let version: String

    /// A page.
    ///
    /// - Parameters:
    ///   - source: Where the declarations come from, for people.
    ///   - seconds: The moment in unix seconds.
    init(_ drift: Drift, source: String, seconds: Int, version: String) {
        self.drift = drift
        self.source = source
        // For people: `2026-11-21 12:00:00 UTC`.
        let moment = Timestamp.text(seconds) ?? "\(seconds)"
        time = Spelling.exchange("Z", for: " UTC", in: Spelling.exchange("T", for: " ", in: moment))
        self.version = version
    }

    /// The whole document.
    var text: String {
        // The policy is a second wall: even what got through as markup could load and run nothing.
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(title)</title>
            <style>
            \(HTML(stringLiteral: DriftStyle.sheet))
            </style>
            </head>
            <body>
            <header>
            <h1>Drift report</h1>
            <p class="verdict">\(verdict)</p>
            \(counts)
            <dl class="facts">
            \(facts)
            </dl>
            </header>
            <main>
            \(warnings)
            \(overview)
            \(sections)
            </main>
            <footer>Found is what the server had, declared is what it should have. Secrets are masked. Made by latchkey \(version).</footer>
            </body>
            </html>
            """
        return page.markup + "\n"
    }

    private var differing: Int { drift.clients.count - drift.clients(.declared).count }

    private var title: String {
        let result = differing == 0 ? "all as declared" : "\(differing) of \(drift.clients.count) clients"
        return "Drift report: \(result)" + (drift.server.map { " at \($0)" } ?? "")
    }

    /// The counts in one sentence.
    var verdict: String {
        let all = drift.clients.count
        let unknown = drift.clients(.failed).count + drift.clients(.skipped).count
        if all == 0 { return "No client is declared." }
        if differing == 0 { return all == 1 ? "The one client is as declared." : "All \(all) clients are as declared." }
        let known = differing - unknown
        let clients = all == 1 ? "1 client" : "\(all) clients"
        guard known > 0 else { return "\(unknown) of \(clients) could not be compared." }
        let first = "\(known) of \(clients) \(known == 1 ? "is" : "are") not as declared."
        return unknown == 0 ? first : first + " \(unknown) could not be compared."
    }

    // MARK: The top

    private var counts: HTML {
        let items = Drift.Finding.allCases.compactMap { finding -> HTML? in
            let count = drift.clients(finding).count
            guard count > 0 || finding.isAlwaysCounted else { return nil }
            return """
                <li class="\(count == 0 ? "none" : finding.style)"><b>\(count)</b> \(finding.words)</li>
                """
        }
        return """
            <ul class="counts">
            \(items)
            </ul>
            """
    }

    private var facts: [HTML] {
        let facts = [
            ("Server", drift.server ?? "not named in what was read"), ("Declarations", source), ("Made", time),
        ]
        return facts.map { "<div><dt>\($0.0)</dt><dd><bdi>\($0.1)</bdi></dd></div>" }
    }

    private var warnings: HTML {
        guard !drift.warnings.isEmpty else { return "" }
        return """
            <section>
            <h2>Warnings</h2>
            <ul>
            \(drift.warnings.map { "<li><bdi>\($0)</bdi></li>" })
            </ul>
            </section>
            """
    }

    private var overview: HTML {
        let realms = drift.realms
        guard realms.count > 1 else { return "" }
        let shown = Drift.Finding.allCases.filter { !drift.clients($0).isEmpty }
        let heads: [HTML] = shown.map { "<th scope=\"col\">\($0.words)</th>" }
        let rows: [HTML] = realms.enumerated().map { index, realm in
            let cells: [HTML] = shown.map { finding in
                let count = realm.clients.count { $0.finding == finding }
                return "<td\(count == 0 ? " class=\"zero\"" as HTML : "") data-label=\"\(finding.words)\">\(count)</td>"
            }
            return """
                <tr><th scope="row"><a href="#realm-\(index)"><bdi>\(realm.name)</bdi></a></th>\(HTML.row(cells))</tr>
                """
        }
        return """
            <section>
            <h2>Realms</h2>
            <table class="realms">
            <thead><tr><th scope="col">Realm</th>\(HTML.row(heads))</tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            </section>
            """
    }

    // MARK: Realms

    private var sections: [HTML] {
        drift.realms.enumerated().map { index, realm in
            let order = Drift.Finding.allCases.filter { $0 != .declared }
            let open = order.flatMap { finding in realm.clients.filter { $0.finding == finding } }
            let closed = realm.clients.filter { $0.finding == .declared }
            return """
                <section>
                <h2 id="realm-\(index)">Realm <bdi>\(realm.name)</bdi></h2>
                \(open.enumerated().map { article($0.element, id: "client-\(index)-\($0.offset)") })
                \(names(closed))
                </section>
                """
        }
    }

    private func names(_ clients: [Drift.Client]) -> HTML {
        guard !clients.isEmpty else { return "" }
        return """
            <h3>As declared: \(clients.count)</h3>
            <ul class="names">
            \(clients.map { "<li><bdi>\($0.name)</bdi></li>" })
            </ul>
            """
    }

    // MARK: Clients

    private func article(_ client: Drift.Client, id: String) -> HTML {
        let note: HTML = client.note.map { "<p class=\"note\"><bdi>\($0)</bdi></p>" } ?? ""
        return """
            <article>
            <header><h3 id="\(id)"><bdi>\(client.name)</bdi></h3><span class="badge \(client.finding.style)">\(client.finding.words)</span></header>
            \(note)
            \(differences(client, id: id))
            </article>
            """
    }

    private func differences(_ client: Drift.Client, id: String) -> HTML {
        let isPair = client.finding == .different
        guard isPair || client.finding == .missing else { return "" }
        guard let differences = client.differences else {
            return
                "<p class=\"note\">What differs is not in what was read; Ansible keeps it with the task's keyword diff.</p>"
        }
        let rows: [HTML] = differences.map { difference in
            let found: HTML = isPair ? "<td>\(cell(difference, isFound: true))</td>" : ""
            return """
                <tr><th scope="row"><bdi>\(DriftPage.name(difference.path))</bdi></th>\(found)<td>\(cell(difference, isFound: false))</td></tr>
                """
        }
        let found: HTML = isPair ? "<th scope=\"col\">Found</th>" : ""
        return """
            <table class="changes\(isPair ? "" : " two")" aria-labelledby="\(id)">
            <thead><tr><th scope="col">Property</th>\(found)<th scope="col">Declared</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            """
    }

    /// A place, which may break into lines behind its dots.
    private static func name(_ path: Path) -> HTML {
        let pieces = path.description.pieces(separatedBy: ".")
        return HTML.row(pieces.enumerated().map { $0.offset == 0 ? "\($0.element)" : ".<wbr>\($0.element)" })
    }

    /// One side of a difference: of lists the items that the other side has not, and how many both have.
    private func cell(_ difference: Difference, isFound: Bool) -> HTML {
        let side = isFound ? difference.before : difference.after
        guard let side else { return "<p><i>nothing</i></p>" }
        let values = isFound ? difference.removed : difference.added
        var lines: [HTML] = values.map { value in
            let text: HTML = "<bdi>\(Shown.value(value))</bdi>"
            return isFound ? "<p><del>\(text)</del></p>" : "<p><ins>\(text)</ins></p>"
        }
        if let items = side.array, values != [side], items.count > values.count {
            let same = items.count - values.count
            lines.append("<p><i>\(same) \(values.isEmpty ? "" : "more ")in both</i></p>")
        }
        if lines.isEmpty { lines.append("<p><i>an empty list</i></p>") }
        return HTML.row(lines)
    }
}

extension Drift.Finding {
    /// What people read.
    fileprivate var words: String {
        switch self {
        case .missing: "missing"
        case .different: "different"
        case .surplus: "to be deleted"
        case .failed: "failed"
        case .skipped: "not looked at"
        case .declared: "as declared"
        }
    }

    /// The class of elements about it.
    fileprivate var style: String { "\(self)" }

    /// Whether it is counted even where there is none.
    fileprivate var isAlwaysCounted: Bool { self != .failed && self != .skipped }
}
