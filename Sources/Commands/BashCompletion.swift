/// Completion for bash.
enum BashCompletion {
    /// The script.
    @Sendable
    static func script() -> String {
        var text = """
            # Completion of latchkey for bash 4 and later; written by `latchkey completion bash`.
            _latchkey() {
                local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command flags= arguments=
                COMPREPLY=()
                # Bash makes three words of --flag=value.
                if [ "$word" = = ]; then word=; elif [ "$previous" = = ]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
                if [ "$COMP_CWORD" -eq 1 ]; then
                    mapfile -t COMPREPLY < <(compgen -W \(words(Completion.firstWords.map(\.word) + ["--help", "--version"])) -- "$word")
                    return
                fi
                command=${COMP_WORDS[1]}
                case $command in

            """
        text += Completion.groups(
            whenSecond: "[ \"$COMP_CWORD\" -eq 2 ]",
            offer: { known in
                ["mapfile -t COMPREPLY < <(compgen -W \(words(known.map(\.word))) -- \"$word\")"]
            }, second: "${COMP_WORDS[2]}")
        text += "    esac\n    case $command in\n"
        for command in CommandTable.all { text += lines(of: command) }
        return text + """
                esac
                case $word in
                    -*) mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word") ;;
                    *) mapfile -t COMPREPLY < <(compgen -W "$arguments" -- "$word") ;;
                esac
            }
            complete -F _latchkey latchkey

            """
    }

    private static func lines(of command: Command) -> String {
        var files: [String] = []
        var unknown: [String] = []
        var text = "        \(Completion.quoted(command.name)))\n            case $previous in\n"
        for flag in command.flags {
            switch Completion.value(of: flag) {
            case .none: break
            case .file: files += Completion.names(of: flag)
            case .unknown: unknown += Completion.names(of: flag)
            case .words(let choices):
                text += """
                                    \(Completion.names(of: flag).joined(separator: "|")))
                                        mapfile -t COMPREPLY < <(compgen -W \(words(choices)) -- "$word")
                                        return ;;

                    """
            }
        }
        if !files.isEmpty {
            text += """
                                \(files.joined(separator: "|")))
                                    compopt -o filenames
                                    mapfile -t COMPREPLY < <(compgen -f -- "$word")
                                    return ;;

                """
        }
        if !unknown.isEmpty { text += "                \(unknown.joined(separator: "|"))) return ;;\n" }
        text += "            esac\n"
        let arguments = Completion.arguments(of: command)
        if !arguments.isEmpty { text += "            arguments=\(words(arguments))\n" }
        return text + "            flags=\(words(command.flags.flatMap(Completion.spellings))) ;;\n"
    }

    private static func words(_ words: [String]) -> String { Completion.quoted(words.joined(separator: " ")) }
}
