internal import JSON
internal import Reconcile
internal import Resources

/// `secret …`: the secrets of clients; they go to stdout, and nothing else does.
enum SecretCommands {
    /// The commands.
    static let all: [Command] = [
        Command(
            words: ["secret", "get"], summary: "prints the secret of a client", parameters: [client],
            action: .module(
                ModuleCommand(ClientSecretInfoModule.self, writes: false) { report in
                    show(secrets(report), report, orElse: report.message)
                })),
        Command(
            words: ["secret", "rotated"],
            summary: "prints the secret before, which the server takes for a while where secrets are rotated",
            parameters: [client],
            action: .module(
                ModuleCommand(ClientSecretInfoModule.self, writes: false) { report in
                    let secret = secrets(report)["rotated"]?.object
                    let end = secret == nil ? "." : " that this login is shown."
                    return show(secret ?? [:], report, orElse: "The client has no rotated secret\(end)")
                })),
        Command(
            words: ["secret", "regenerate"], summary: "makes a new secret for a client", parameters: [client],
            action: .module(
                ModuleCommand(
                    ClientSecretRegenerateModule.self, fixed: ["regenerate": true], defaults: ["return_secret": false],
                    show: showChange))),
        Command(
            words: ["secret", "drop-rotated"], summary: "ends the secret before at once, if there is one",
            parameters: [client],
            action: .module(
                ModuleCommand(
                    ClientSecretRegenerateModule.self,
                    fixed: ["regenerate": false, "drop_rotated": true, "return_secret": false],
                    offer: .allBut(["secret_file"])))),
    ]

    private static let client = Command.Parameter(
        "CLIENT", option: "client_id", help: "The client's name (client_id); case counts.")

    private static func secrets(_ report: Report) -> JSONObject {
        report.disclosed["clientsecret_info"]?.object ?? [:]
    }

    /// The secret alone, so that scripts can take it as it is; when it ends is told beside it.
    private static func show(_ secret: JSONObject, _ report: Report, orElse problem: String) -> Display {
        guard let value = secret["value"]?.text else { return Display(problem: problem) }
        return Display(output: report.exactly(value) + "\n", notes: notes(secret))
    }

    /// What was done; the new secret stands on the last line where it is wanted.
    @Sendable
    private static func showChange(_ report: Report) -> Display {
        var display = ChangeText.show(report)
        let secret = report.disclosed["end_state"]?.object ?? [:]
        if let value = secret["value"]?.text { display.output += report.exactly(value) + "\n" }
        display.notes = notes(secret)
        return display
    }

    private static func notes(_ secret: JSONObject) -> [String] {
        guard let time = secret["expires"]?.text else { return [] }
        return [secret["expired"] == true ? "The secret has ended at \(time)." : "The secret ends at \(time)."]
    }
}
