import Foundation
import JSON
import Reconcile
import Resources
import Testing

@testable import Commands

/// What follows from the table of commands: help, manual page, completion.
@Suite("Help, manual page and completion")
struct HelpTests {
    /// The commands that run modules.
    private static let modules: [(command: Command, module: ModuleCommand)] = CommandTable.all.compactMap { command in
        guard case .module(let module) = command.action else { return nil }
        return (command, module)
    }

    @Test("the table holds together")
    func table() {
        let names = CommandTable.all.map(\.name)
        #expect(Set(names).count == names.count)
        for command in CommandTable.all {
            #expect((1...2).contains(command.words.count))
            let isGrouped = CommandTable.groups.contains { $0.word == command.words[0] }
            #expect(isGrouped == (command.words.count == 2), "\(command.name)")
            let flags = command.flags
            let names = flags.flatMap { flag in flag.names + (flag.value == .truth ? flag.names.map { "no-" + $0 } : [])
            }
            let letters = flags.compactMap(\.letter)
            #expect(names.count == Set(names).count, "\(command.name): \(names.sorted())")
            #expect(letters.count == Set(letters).count, "\(command.name): \(letters)")
            for flag in flags { #expect(flag.help.hasSuffix("."), "--\(flag.name) has no help") }
        }
        for (command, module) in Self.modules {
            let known = module.module.options.map(\.name)
            var named = module.fixed.keys + command.parameters.flatMap { ($0.option.map { [$0] } ?? []) + $0.replaces }
            switch module.offer {
            case .allBut(let names), .only(let names): named += names
            }
            for name in named { #expect(known.contains(name), "\(command.name) has no option \(name)") }
        }
    }

    @Test("no secret has a flag, and each can be given in another way")
    func secrets() {
        for command in CommandTable.all {
            for option in command.options + command.loginOptions where option.isSecret && !option.isObsolete {
                for name in option.names {
                    #expect(!command.flags.contains { $0.names.contains(Spelling.kebab(name)) }, "\(name)")
                }
                #expect(Secrecy.ways(of: option, command).contains("--"), "\(command.name) cannot take \(option.name)")
            }
        }
    }

    @Test(
        "help is asked for in many ways",
        arguments: [
            "help client create", "client create --help", "client create -h", "client create app --enabled --help",
        ])
    func ways(_ line: String) async {
        let finished = await Terminal(environment: [:]).run(line)
        #expect(finished.status == 0 && finished.errors.isEmpty, "\(finished)")
        #expect(
            finished.output.hasPrefix("usage: latchkey client create [CLIENT] [flags]\n\nCreates a client"),
            "\(finished)")
    }

    @Test("help of a command names every flag and fits the terminal", arguments: CommandTable.all.map(\.name))
    func command(_ name: String) async throws {
        let command = try CommandTable.find(name.split(separator: " ").map(String.init)).command
        for width in [nil, 72, 200] {
            let terminal = Terminal(environment: ["NO_COLOR": "1"], .init(width: width))
            let finished = await terminal.run("help \(name)")
            #expect(finished.status == 0, "\(finished)")
            for flag in command.flags { #expect(finished.output.contains(flag.shown), "\(flag.shown)\n\(finished)") }
            for line in finished.output.split(separator: "\n") where line.contains("  ") {
                #expect(line.count <= min(width ?? 80, 100), "\(line)")
            }
        }
    }

    @Test("help of a group and of all")
    func overviews() async {
        for line in ["help client", "client --help"] {
            let group = await Terminal(environment: [:]).run(line)
            #expect(group.status == 0 && group.output.contains("client create  "), "\(group)")
            #expect(!group.output.contains("completion"), "\(group)")
        }
        for line in ["help", "--help", "-h"] {
            let all = await Terminal(environment: [:]).run(line)
            #expect(all.status == 0 && all.errors.isEmpty, "\(all)")
            for command in CommandTable.all { #expect(all.output.contains("  \(command.name) "), "\(all)") }
        }
        #expect(await Terminal().run("--version").output == "latchkey 1.2.3\n")
    }

    @Test(
        "a command that there is not",
        arguments: [
            ("", "usage: latchkey COMMAND [flags]"),
            ("clint create", "there is no command 'clint'; did you mean 'client'?"),
            ("client", "'client' needs one of: "), ("client --check", "'client' needs one of: "),
            ("client crate", "there is no command 'client crate'; did you mean 'create'?"),
            ("--check client create", "the command comes first, then its flags"),
            ("help client crate", "there is no command 'client crate'"),
            ("clint --help", "there is no command 'clint'"),
            ("completion", "SHELL is missing"), ("completion zhs", "there is no 'zhs' here; did you mean 'zsh'?"),
            ("man more", "'latchkey man' takes nothing without a flag"), ("--version more", "the command comes first"),
        ])
    func unknown(_ line: String, _ words: String) async {
        let finished = await Terminal(environment: [:]).run(line)
        #expect(finished.status == 2 && finished.output.isEmpty && finished.errors.contains(words), "\(finished)")
    }

    // MARK: The manual page

    @Test("the manual page has all commands and flags")
    func man() async {
        let page = await Terminal(environment: [:]).run("man").output
        func escaped(_ text: String) -> String { text.replacing("-", with: "\\-") }
        for command in CommandTable.all { #expect(page.contains(".SS " + escaped(command.name))) }
        for flag in CommandTable.all.flatMap(\.flags) { #expect(page.contains(escaped(flag.spelled))) }
    }

    @Test("groff does not complain about the manual page", .enabled(if: Tool.has("groff"), "there is no groff"))
    func groff() async throws {
        let page = await Terminal(environment: [:]).run("man").output
        let finished = try Tool.run(["groff", "-man", "-Tutf8", "-ww"], input: page)
        #expect(finished.status == 0 && finished.errors.isEmpty, "\(finished)")
        #expect(finished.output.contains("LATCHKEY(1)"))
    }

    @Test("mandoc does not complain about it", .enabled(if: Tool.has("mandoc"), "there is no mandoc"))
    func mandoc() async throws {
        let page = await Terminal(environment: [:]).run("man").output
        let finished = try Tool.run(["mandoc", "-Tlint", "-Wwarning"], input: page)
        // The page is the same whenever it is written.
        let lines = finished.output.split(separator: "\n").filter { !$0.contains("missing date") }
        #expect(lines.isEmpty && finished.errors.isEmpty, "\(finished)")
    }

    // MARK: Completion

    /// What stands on the line up to the cursor, what is offered, and what is not.
    private static let completions: [(line: String, offered: [String], others: [String])] = [
        ("latchkey ", ["client", "secret", "export", "help", "completion", "man"], ["create"]),
        ("latchkey cl", ["client"], ["help"]),
        ("latchkey client ", ["list", "get", "create", "update", "rename", "delete"], ["client"]),
        ("latchkey client cr", ["create"], ["update"]),
        ("latchkey client create --red", ["--redirect-uris"], ["--name"]),
        ("latchkey client create app --no-en", ["--no-enabled"], ["--name"]),
        ("latchkey client delete --r", ["--realm"], ["--redirect-uris"]),
        ("latchkey client create --protocol ", ["openid-connect", "saml", "docker-v2"], ["file.yaml"]),
        ("latchkey client create -C -o y", ["yaml"], ["json"]),
        ("latchkey client create --output=y", ["yaml"], ["json"]),
        ("latchkey client create -f fi", ["file.yaml"], []), ("latchkey client create --file=fi", ["file.yaml"], []),
        ("latchkey client create -u me --auth-password-file fi", ["file.yaml"], []),
        ("latchkey client create --name fi", [], ["file.yaml"]),
        ("latchkey completion ", ["bash", "zsh", "fish"], ["client"]), ("latchkey help cl", ["client"], ["help"]),
    ]

    @Test("bash completes", .enabled(if: Tool.has("bash"), "there is no bash"))
    func bash() async throws { try await complete("bash") }

    @Test("zsh completes", .enabled(if: Tool.has("zsh"), "there is no zsh"))
    func zsh() async throws { try await complete("zsh") }

    @Test("fish completes", .enabled(if: Tool.has("fish"), "there is no fish"))
    func fish() async throws { try await complete("fish") }

    private func complete(_ shell: String) async throws {
        let script = await Terminal(environment: [:]).run("completion \(shell)").output
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(script.utf8).write(to: folder.appendingPathComponent("completion"))
        try Data().write(to: folder.appendingPathComponent("file.yaml"))
        for (line, offered, others) in Self.completions {
            let finished = try Tool.run([shell] + Self.asking(shell), input: "", ["LINE": line], in: folder)
            // fish says what a word means behind a tab, and repeats the flag before the value.
            let words = finished.output.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
            let values = Set(words.map { String($0.split(separator: "=").last ?? $0) })
            for word in offered { #expect(values.contains(word), "\(line): no \(word) in \(finished)") }
            for word in others { #expect(!values.contains(word), "\(line): \(word) in \(finished)") }
        }
    }

    /// A shell's arguments that read the script `completion` and print what is offered behind `$LINE`, a word on each line.
    private static func asking(_ shell: String) -> [String] {
        switch shell {
        case "bash":
            return [
                "--norc", "-c",
                """
                source ./completion || exit 1
                compopt() { :; }
                # As readline splits a line: an equals sign is a word.
                line=${LINE//=/ = }
                read -ra COMP_WORDS <<<"$line"
                case $line in *' ') COMP_WORDS+=('') ;; esac
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _latchkey
                printf '%s\\n' "${COMPREPLY[@]}"
                """,
            ]
        case "fish": return ["--no-config", "-c", "source ./completion; complete -C \"$LINE\""]
        default:
            return [
                "-f", "-c",
                """
                zmodload zsh/zpty
                zpty z zsh -f -i
                # Waits for a file.
                await() {
                    local answer tries
                    for (( tries = 0; tries < 3000; tries++ )); do
                        [[ -e ./$1 ]] && return
                        zpty -r -t z answer || sleep 0.01
                    done
                    exit 1
                }
                # Types something, and waits for the file that its last command makes.
                send() {
                    zpty -w z "$1; : >./$2"
                    await $2
                }
                send 'PROMPT=; autoload -Uz compinit; compinit -u -d ./dump; source ./completion' ready
                # What is offered is also written to a file.
                send 'compadd() { [[ ${@[(I)-[OAD]]} -gt 0 ]] && { builtin compadd "$@"; return }; local -a m; builtin compadd -O m "$@"; print -rl -- $m >>./offers; builtin compadd "$@" }' offering
                send 'ask() { zle complete-word; : >./over }; zle -N ask; bindkey "^I" ask' bound
                # What is typed before the line editor reads is the terminal's to edit.
                send 'zle-line-init() { : >./editing }; zle -N zle-line-init' hooked
                await editing
                zpty -w -n z "$LINE"$'\\t'
                await over
                zpty -d z
                cat ./offers 2>/dev/null
                rm -f ./offers ./ready ./offering ./bound ./hooked ./editing ./over
                """,
            ]
        }
    }
}
