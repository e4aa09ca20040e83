internal import Reconcile
internal import Resources

/// The manual page, from the table of commands and the options of the modules.
enum ManPage {
    /// The page in troff with the macros of man(7).
    static func text(version: String) -> String {
        var page = """
            .\\" Written by `latchkey man`.
            .TH LATCHKEY 1 "" "latchkey \(version)" "User Commands"
            .SH NAME
            latchkey \\- keeps Keycloak\\(aqs clients in the declared state
            .SH SYNOPSIS
            .B latchkey
            .I COMMAND
            [flags]
            .br
            .B latchkey help
            .RI [ COMMAND ]
            .br
            .B latchkey \\-\\-version
            .SH DESCRIPTION

            """
        page += paragraph(
            "Each command compares what is declared with what the server has, and writes what differs. Flags are the "
                + "options of the Ansible modules, in lower case with hyphens; flags for lists and dictionaries may stand "
                + "several times and add up. Two hyphens end the flags.")
        page += ".SH COMMANDS\n"
        var seen: [(command: Command, group: FlagGroup)] = []
        for command in CommandTable.all { page += text(of: command, &seen) }
        guard let (command, group) = seen.first(where: { $0.group.title == loginTitle }) else { return page }
        let wording = Wording(command)
        page += ".SH \"\(loginTitle.uppercased())\"\n" + items(group, wording)
        return page + environment(wording) + statuses(of: command) + examples()
    }

    private static let loginTitle = "Server and login"

    private static func text(of command: Command, _ seen: inout [(command: Command, group: FlagGroup)]) -> String {
        let wording = Wording(command)
        var text = ".SS " + escaped(([command.name] + command.parameters.map(\.shown)).joined(separator: " ")) + "\n"
        text += paragraph(Spelling.sentence(command.summary))
        for parameter in command.parameters {
            text += ".TP\n.I " + escaped(parameter.name) + "\n" + paragraph(parameter.help)
        }
        for group in command.flagGroups {
            if command.loginOptions.isEmpty { continue }
            let same = seen.first {
                $0.group.title == group.title && $0.group.flags.map(\.name) == group.flags.map(\.name)
            }
            if same == nil { seen.append((command, group)) }
            guard group.title != loginTitle else { continue }
            if let same {
                text += ".PP\n" + paragraph("\(group.title): as for 'latchkey \(same.command.name)'.")
            } else {
                text += ".PP\n" + paragraph("\(group.title):") + items(group, wording)
            }
        }
        return text
    }

    private static func items(_ group: FlagGroup, _ wording: Wording) -> String {
        group.flags.map { flag in
            var names = [flag.letter.map { "\\fB\\-\($0)\\fR" }, "\\fB\(escaped(flag.spelled))\\fR"].compactMap(\.self)
                .joined(separator: ", ")
            if let placeholder = flag.placeholder { names += " \\fI\(escaped(placeholder))\\fR" }
            return ".TP\n\(names)\n" + paragraph(HelpText.help(flag, wording))
        }.joined()
    }

    private static func environment(_ wording: Wording) -> String {
        var text = ".SH ENVIRONMENT\n"
        for variable in LoginEnvironment.variables {
            text += ".TP\n.B " + escaped(variable.name) + "\n" + paragraph(wording.help(variable.option.help))
        }
        return text + ".TP\n.B NO_COLOR\n" + paragraph("When it is not empty, nothing is coloured.")
    }

    private static func statuses(of command: Command) -> String {
        ".SH \"EXIT STATUS\"\n"
            + HelpText.statuses(of: command).map { ".TP\n.B \($0.status.rawValue)\n" + paragraph($0.meaning) }.joined()
    }

    private static func examples() -> String {
        let examples = [
            (
                "A client for a web application:",
                "latchkey client create shop -r customers --redirect-uris 'https://shop.example.org/*'"
            ),
            (
                "What a file would change, without a change:",
                "latchkey client update shop -r customers -f shop.yaml --check --diff"
            ),
        ]
        return ".SH EXAMPLES\n"
            + examples.map { paragraph($0.0) + ".RS\n.nf\n" + escaped($0.1) + "\n.fi\n.RE\n" }.joined(
                separator: ".PP\n")
    }

    /// A text on a line of its own.
    private static func paragraph(_ text: String) -> String { escaped(text) + "\n" }

    /// A text that troff takes for nothing but text.
    private static func escaped(_ text: String) -> String {
        var result = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            default: result.append(character)
            }
        }
        return result
    }
}
