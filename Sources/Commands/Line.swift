internal import JSON
internal import Reconcile
internal import YAML

/// What stands on the command line behind a command's words.
struct Line: Sendable {
    /// The command.
    let command: Command
    /// What stands there without a flag, in order.
    var words: [String] = []
    /// The options that flags and `--set` give, by the options' own names.
    var options = JSONObject()
    /// The files in which options stand that are secret.
    var contents: [(option: Option, path: String)] = []
    /// The changes of a document, in order.
    var edits: [DocumentEdit] = []
    /// The settings that were given, with their value where they have one.
    var settings: [Setting: String] = [:]

    /// Whether a setting was given.
    func has(_ setting: Setting) -> Bool { settings[setting] != nil }

    /// The form of the output.
    var output: OutputForm { settings[.output].flatMap(OutputForm.init) ?? .text }
}

/// The form of the output.
enum OutputForm: String, Sendable {
    /// For people.
    case text
    /// One JSON document.
    case json
    /// One YAML document.
    case yaml

    /// A value in this form.
    func text(_ value: JSON) -> String { self == .yaml ? value.yaml : value.pretty + "\n" }

    /// What words ask for that cannot be understood otherwise.
    init(askedBy words: some Sequence<String>) {
        var asked: OutputForm?
        var isNext = false
        for word in words.prefix(while: { $0 != "--" }) {
            if isNext { asked = OutputForm(rawValue: word) ?? asked }
            isNext = word == "--output" || word == "-o"
            for start in ["--output=", "-o=", "-o"] where word.hasPrefix(start) {
                asked = OutputForm(rawValue: String(word.dropFirst(start.count))) ?? asked
            }
        }
        self = asked ?? .text
    }
}
