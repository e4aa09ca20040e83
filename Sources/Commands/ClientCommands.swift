internal import JSON
internal import Reconcile
internal import Resources
internal import YAML

/// `client …`: the clients of a realm, found, shown and changed one at a time.
enum ClientCommands {
    /// The commands; the first one that looks is what messages name to those who look for a client.
    static let all: [Command] = [
        Command(
            words: ["client", "list"], summary: "lists the clients of a realm that are as described", parameters: [],
            action: .module(
                ModuleCommand(
                    ClientInfoModule.self, offer: .allBut(["return_secret"]), writes: false,
                    show: ClientText.table))),
        Command(
            words: ["client", "get"], summary: "prints what a client is",
            parameters: [
                Command.Parameter(
                    "CLIENT", option: "client_id", isRequired: true, help: "The client's name (client_id); case counts."
                )
            ],
            action: .module(
                ModuleCommand(
                    ClientInfoModule.self, .present, offer: .only(["realm", "client_id", "fields", "return_secret"]),
                    writes: false, show: ClientText.whole))),
        Command(
            words: ["client", "create"], summary: "creates a client that is not there yet", parameters: [client],
            action: .module(
                ModuleCommand(
                    ClientModule.self, .absent, fixed: ["state": "present"], offer: .allBut(["new_client_id"]),
                    takesDocument: true))),
        Command(
            words: ["client", "update"], summary: "changes what is named of a client, and leaves the rest",
            parameters: [client],
            action: .module(
                ModuleCommand(ClientModule.self, .present, fixed: ["state": "present"], takesDocument: true))),
        Command(
            words: ["client", "rename"], summary: "gives a client another name, and leaves the rest",
            parameters: [
                Command.Parameter(
                    "CLIENT", option: "client_id", isRequired: true, help: "The name that the client has; case counts."),
                Command.Parameter(
                    "NAME", option: "new_client_id", isRequired: true,
                    help: "The name that it is to have; when it has it already, nothing is done."),
            ],
            action: .module(
                ModuleCommand(
                    ClientModule.self, .present, fixed: ["state": "present"],
                    offer: .only(["realm", "client_id", "new_client_id"])))),
        Command(
            words: ["client", "delete"], summary: "deletes a client, if there is one", parameters: [client],
            action: .module(
                ModuleCommand(
                    ClientModule.self, fixed: ["state": "absent"], offer: .only(["realm", "id", "client_id"])))),
        Command(
            words: ["client", "installation"],
            summary: "prints the file with which an application is set up for a client",
            parameters: [client],
            action: .module(
                ModuleCommand(ClientInstallationModule.self, writes: false, show: ClientText.installation))),
        ImportCommand.command,
    ]

    private static let client = Command.Parameter(
        "CLIENT", option: "client_id", replaces: ["id"],
        help: "The client's name (client_id); case counts. Beside it no name or id of a file counts.")
}

/// How people see clients as they are.
private enum ClientText {
    /// What a list tells of each client, unless something else is asked for.
    private static let columns = ["clientId", "name", "protocol", "enabled"]

    /// A line for each client.
    @Sendable
    static func table(_ report: Report) -> Display {
        let clients = clients(report)
        guard !clients.isEmpty else { return Display(notes: [report.message]) }
        let fields = report.options["fields"]?.array?.compactMap(\.text).map(ClientInfoModule.property)
        let asked = fields.map { fields in columns.prefix(1) + fields.filter { $0 != columns[0] } }
        return Display(
            output: Table.text(clients, columns: asked.map { Array($0) } ?? columns, report.style, width: report.width))
    }

    /// The client as YAML, with its secret where that was asked for.
    @Sendable
    static func whole(_ report: Report) -> Display {
        let secrets = report.disclosed["secrets"]?.object ?? [:]
        let output = clients(report).map { client in
            var client = client
            if let secret = client["clientId"]?.text.flatMap({ secrets[$0] }) { client["secret"] = secret }
            return JSON.object(client).yaml.pieces(separatedBy: "\n").map(report.exactly).joined(separator: "\n")
        }
        return Display(output: output.joined())
    }

    /// The file of an installation as it is.
    @Sendable
    static func installation(_ report: Report) -> Display {
        let file = report.disclosed["installation"] ?? report.states["installation"] ?? .null
        let text = file.text ?? file.pretty
        let lines = text.pieces(separatedBy: "\n").map(report.exactly).joined(separator: "\n")
        return Display(output: lines.hasSuffix("\n") ? lines : lines + "\n")
    }

    private static func clients(_ report: Report) -> [JSONObject] {
        (report.states["clients"]?.array ?? []).compactMap(\.object)
    }
}
