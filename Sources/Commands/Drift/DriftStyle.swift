/// How the page looks: on a phone and on a desk, by day and by night, and on paper.
enum DriftStyle {
    /// The style sheet; it names nothing that would have to be fetched.
    static let sheet = """
        :root {
          color-scheme: light dark;
          --paper: #fff; --ink: #1c2126; --muted: #57606a; --soft: #f4f6f8; --line: #ccd3da;
          --red: #a1121f; --red-soft: #fdeced; --green: #116329; --green-soft: #e7f6ec;
          --amber: #7d4a00; --amber-soft: #fdf1dc;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #15181c; --ink: #e4e8ec; --muted: #a3adb8; --soft: #1f242a; --line: #3d464f;
            --red: #ffa3a8; --red-soft: #3b1d21; --green: #86e0a3; --green-soft: #15321f;
            --amber: #f3c677; --amber-soft: #35290f;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0 auto; max-width: 66rem; padding: 1.5rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere;
        }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
        h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--line); }
        h3 { font-size: 1.05rem; margin: 0; }
        a { color: inherit; }
        code, td { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem; }
        .verdict { font-size: 1.15rem; margin: .25rem 0 1rem; }
        .facts { margin: 1rem 0; color: var(--muted); font-size: .9375rem; }
        .facts div { display: flex; gap: .75rem; }
        .facts dt { flex: none; width: 7rem; }
        .facts dd { margin: 0; min-width: 0; color: var(--ink); }
        .counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .5rem; padding: 0; margin: 0; }
        .counts li { list-style: none; padding: .5rem .75rem; border-left: .3rem solid; border-radius: .25rem; }
        .counts b { display: block; font-size: 1.6rem; line-height: 1.2; }
        .missing, .failed, .surplus { color: var(--red); background: var(--red-soft); }
        .different, .skipped { color: var(--amber); background: var(--amber-soft); }
        .declared { color: var(--green); background: var(--green-soft); }
        .none { color: var(--muted); background: var(--soft); }
        article { margin: 1rem 0 1.5rem; border: 1px solid var(--line); border-radius: .375rem; overflow: hidden; }
        article header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; padding: .5rem .75rem;
          background: var(--soft); }
        .badge { font-size: .8125rem; font-weight: 600; padding: .05rem .5rem; border-radius: 1rem; border: 1px solid; }
        .note { margin: 0; padding: .4rem .75rem; color: var(--muted); font-size: .875rem; }
        table { width: 100%; border-collapse: collapse; table-layout: fixed; }
        th, td { text-align: start; vertical-align: top; padding: .4rem .75rem; border-top: 1px solid var(--line); }
        thead th { font-size: .8125rem; color: var(--muted); }
        tbody th { font-weight: 600; font-size: .875rem; }
        .changes th:first-child { width: 32%; }
        td p { margin: 0; padding: .05rem .3rem; border-radius: .2rem; }
        del, ins { display: flex; gap: .6ch; text-decoration: none; }
        del bdi, ins bdi { min-width: 0; }
        del::before { content: "−"; }
        ins::before { content: "+"; }
        p:has(> del) { color: var(--red); background: var(--red-soft); }
        p:has(> ins) { color: var(--green); background: var(--green-soft); }
        td i { color: var(--muted); font-family: system-ui, sans-serif; }
        .realms { table-layout: auto; margin: 1rem 0; }
        .realms td { text-align: end; font-variant-numeric: tabular-nums; }
        .realms thead th + th { text-align: end; }
        .names { columns: 16rem; column-gap: 1.5rem; padding-inline-start: 1.25rem; margin: .5rem 0; }
        footer { margin-top: 3rem; padding-top: .5rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .8125rem; }
        @media (max-width: 40rem) {
          body { padding: 1rem .75rem 2rem; }
          .facts div { display: block; margin-bottom: .4rem; }
          .counts { grid-template-columns: repeat(2, 1fr); }
          .changes tr { display: grid; grid-template-columns: 1fr 1fr; }
          .changes.two tr { grid-template-columns: 1fr; }
          .changes thead th:first-child { display: none; }
          .changes th:first-child { width: auto; }
          .changes tbody th { grid-column: 1 / -1; padding-bottom: 0; }
          .changes tbody td { border-top: 0; }
          .realms thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
          .realms tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .35rem 0; border-top: 1px solid var(--line); }
          .realms th, .realms td { padding: 0; border: 0; }
          .realms tbody th { flex: 0 0 100%; }
          .realms td::after { content: " " attr(data-label); font-family: system-ui, sans-serif; }
          .realms .zero { display: none; }
        }
        @page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
        @media print {
          :root {
            color-scheme: light;
            --paper: #fff; --ink: #000; --muted: #444; --soft: #f1f1f1; --line: #999;
            --red: #8c0d18; --red-soft: #fff; --green: #0b4f20; --green-soft: #fff; --amber: #6a3f00; --amber-soft: #fff;
          }
          html { font-size: 10pt; }
          body { max-width: none; padding: 0; }
          .counts { grid-template-columns: repeat(auto-fit, minmax(6rem, 1fr)); }
          article { overflow: visible; }
          .counts li, .badge { border: 1px solid; }
          h2, h3, article header, .note:not(:last-child) { break-after: avoid; }
          tr, .counts, .facts, article:not(:has(table)) { break-inside: avoid; }
          a { text-decoration: none; }
        }
        """
}
