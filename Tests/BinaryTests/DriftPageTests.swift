import Foundation
import JSON
import Testing

/// The page of `latchkey report` as a browser shows it.
@Suite("The report in a browser")
struct DriftPageTests {
    /// Names and values that would be markup, or spoil the layout, where somebody forgot something.
    private static let hostile = [
        "<script>window.hacked=1</script>", "\"><img src=x onerror=window.hacked=1>", "'><svg onload=window.hacked=1>",
        "</style><script>window.hacked=1</script>", "</title><script>window.hacked=1</script>",
        "<!--", "&amp;&lt;&#60;", "متجر العملاء", "\u{202E}moc.live//:sptth", "\u{1B}[31m\u{0}\r\nred",
        String(repeating: "endless", count: 400), "https://example.org/" + String(repeating: "path/", count: 200),
    ]

    /// A result with a client of each kind for each hostile text, as `plan --output json` prints it.
    private static var document: JSON {
        let clients: [JSON] = hostile.enumerated().flatMap { index, text -> [JSON] in
            let kinds = [
                ("changed", "create"), ("changed", "update"), ("changed", "delete"), ("failed", "none"), ("ok", "none"),
            ]
            return kinds.map { status, action in
                [
                    "realm": .string(index == 0 ? text : "customers"), "client_id": .string(text),
                    "status": .string(status), "action": .string(action), "msg": .string(text),
                    "diff": [
                        "before": ["name": .string(text), "attributes": [text: .string("found")]],
                        "after": [
                            "name": .string("x" + text), "attributes": [text: .string(text)],
                            "redirectUris": [.string(text), "b"],
                        ],
                    ],
                ]
            }
        }
        return [
            "clients": .array(clients), "server": .string(hostile[1]), "warnings": .array(hostile.map { .string($0) }),
        ]
    }

    @Test(
        "fits, fetches and runs nothing, and can be read",
        .enabled(if: Setup.hasBrowser, Setup.needsBrowser), .timeLimit(.minutes(2)))
    func look() async throws {
        try await withFolder { folder in
            let page = try await Self.write(to: folder)
            for (width, isDark) in [(320, false), (390, true), (1280, false), (1280, true)] {
                let seen = try await Self.measure(page, width: width, isDark: isDark)
                #expect(seen["width"]?.int == width && seen["dark"] == .bool(isDark), "\(seen)")
                #expect(seen["overflow"] == 0 && seen["wide"] == [], "at \(width): \(seen)")
                #expect(seen["fetched"] == [] && seen["hacked"] == false, "at \(width): \(seen)")
                #expect(seen["dim"] == [], "at \(width), dark \(isDark): \(seen)")
                #expect(seen["untitled"] == 0 && seen["levels"] == [1, 2, 3], "\(seen)")
                // Names come out as they went in, but for what is hidden.
                let names = Set((seen["names"]?.array ?? []).compactMap(\.text))
                for name in Self.hostile where name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 0x202E })
                {
                    #expect(names.contains(name), "\(name)")
                }
                #expect(
                    names.contains("\\u202emoc.live//:sptth") && names.contains("\\u001b[31m\\u0000\\u000d\\u000ared"))
            }
        }
    }

    @Test(
        "prints on pages that say which they are", .enabled(if: Setup.hasBrowser, Setup.needsBrowser),
        .timeLimit(.minutes(2)))
    func paper() async throws {
        try await withFolder { folder in
            let page = try await Self.write(to: folder)
            let pdf = folder.appendingPathComponent("page.pdf")
            _ = try await Self.browse(page, ["--no-pdf-header-footer", "--print-to-pdf=\(pdf.path)"])
            let text = try await run("/usr/bin/env", ["pdftotext", "-layout", pdf.path, "-"])
            let pages = text.output.split(separator: "\u{C}")
            #expect(text.status == 0 && pages.count > 3, "\(text)")
            for (index, page) in pages.enumerated() {
                #expect(page.contains("\(index + 1) / \(pages.count)"), "\(page)")
                #expect(page.split(separator: "\n").count > 5, "page \(index + 1) is all but empty: \(page)")
            }
            #expect(
                pages.first?.contains("36 of 60 clients are not as declared. 12 could not") == true)
        }
    }

    /// The page about the hostile document, made by the executable.
    private static func write(to folder: URL) async throws -> URL {
        let found = folder.appendingPathComponent("found.json")
        try Data(document.bytes).write(to: found)
        let page = folder.appendingPathComponent("page.html")
        let made = try await run(
            try #require(Setup.binary), ["report", "--from", found.path, "--output", page.path])
        #expect(made.status == 1 && made.errors.isEmpty, "\(made)")
        return page
    }

    private static func browse(_ page: URL, _ arguments: [String]) async throws -> Finished {
        let folder = page.deletingLastPathComponent()
        let finished = try await run(
            try #require(Setup.browser),
            // Containers have neither the sandbox's namespaces nor a large /dev/shm.
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
                + ["--user-data-dir=\(folder.path)/profile"] + arguments + [page.absoluteString],
            environment: ["HOME": folder.path])
        #expect(finished.status == 0, "\(finished)")
        return finished
    }

    /// What a script sees that is put into a copy of the page, whose policy would not let it run.
    private static func measure(_ page: URL, width: Int, isDark: Bool) async throws -> JSONObject {
        let text = try String(contentsOf: page, encoding: .utf8)
        let policy = try #require(text.split(separator: "\n").first { $0.contains("Content-Security-Policy") })
        let copy = page.deletingLastPathComponent().appendingPathComponent("measured.html")
        try Data(
            text.replacingOccurrences(of: policy, with: "").replacingOccurrences(
                of: "</body>", with: "<script>\(script)</script></body>"
            ).utf8
        ).write(to: copy)
        let scheme = "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)"
        let finished = try await browse(copy, ["--window-size=\(width),900", scheme, "--dump-dom"])
        let encoded = finished.output.components(separatedBy: "SEEN:").last?.prefix { $0 != "<" } ?? ""
        let seen = encoded.removingPercentEncoding.flatMap { try? JSON(parsing: $0) }?.object
        return try #require(seen, "\(finished)")
    }

    /// Contrast as WCAG 2.2 counts it (1.4.3): 4.5 for text.
    private static let script = """
        addEventListener('load', () => {
          const all = [...document.body.querySelectorAll('*')].filter(e => e.tagName !== 'SCRIPT');
          const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
            return .2126 * r + .7152 * g + .0722 * b; };
          const parts = c => c.match(/[\\d.]+/g).map(Number);
          const paper = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
          const contrast = e => { const [a, b] = [parts(getComputedStyle(e).color).slice(0, 3), paper(e)].map(light);
            return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); };
          const hasText = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
          const name = e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 30);
          const visible = e => e.getClientRects().length && !e.closest('thead');
          const seen = {
            width: innerWidth, dark: matchMedia('(prefers-color-scheme: dark)').matches, hacked: 'hacked' in window,
            overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
            wide: all.filter(e => visible(e) && (e.getBoundingClientRect().right > innerWidth + .5
              || e.getBoundingClientRect().left < -.5)).map(name),
            fetched: performance.getEntriesByType('resource').map(e => e.name),
            dim: all.filter(e => hasText(e) && e.getClientRects().length && contrast(e) < 4.5).map(name),
            untitled: [...document.querySelectorAll('table')].filter(t => !t.querySelector('thead th[scope=col]')
              || [...t.querySelectorAll('tbody tr')].some(r => !r.querySelector('th[scope=row]'))).length,
            levels: [...new Set([...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]))],
            names: [...document.querySelectorAll('h3 bdi')].map(e => e.textContent),
          };
          document.body.textContent = 'SEEN:' + encodeURIComponent(JSON.stringify(seen));
        });
        """
}
