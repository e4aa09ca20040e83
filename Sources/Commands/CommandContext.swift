internal import JSON
internal import Reconcile
internal import Resources
internal import YAML

/// All that a command may use.
struct CommandContext: Sendable {
    /// The effects of a run; its log goes to stderr, beside what shows the progress.
    let effects: Effects
    /// The streams and the terminal.
    let console: Console
    /// This program's version.
    let version: String
    /// How text on stdout is marked.
    let style: Style
    /// What shows that something takes long.
    let progress: Progress
    private let errorStyle: Style

    /// What a front end was given.
    init(_ effects: Effects, _ console: Console, version: String) {
        self.console = console
        self.version = version
        style = Style(isTerminal: console.terminal.width != nil, effects.environment)
        errorStyle = Style(isTerminal: console.terminal.showsErrors, effects.environment)
        let progress = Progress(
            console, isShown: console.terminal.showsErrors && Style.isCapable(effects.environment))
        self.progress = progress
        self.effects = effects.logging { progress.log(Shown.visible($0)) }
    }

    /// Writes one document to stdout.
    func write(_ value: JSON, _ form: OutputForm) { console.write(form.text(value)) }

    /// Writes what is wrong to stderr.
    func complain(_ text: String) { console.writeError(errorStyle.failed("latchkey: ") + Shown.visible(text) + "\n") }

    /// How people see the server that login options name.
    func serverName(_ written: JSONObject) -> String {
        let url = LoginEnvironment.complete(written, effects.environment).written[LoginOptions.url.name]?.text
        return Shown.visible(url ?? "the server")
    }

    /// The columns for running text: those of the terminal, but none so wide that it is hard to read.
    var columns: Int { min(max(console.terminal.width ?? 80, 40), 100) }
}
