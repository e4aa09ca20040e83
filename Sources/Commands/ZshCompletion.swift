/// Completion for zsh.
enum ZshCompletion {
    /// The script: the file `_latchkey` of a folder in `fpath`, or read by `source`.
    @Sendable
    static func script() -> String {
        var text = """
            #compdef latchkey
            # Completion of latchkey for zsh; written by `latchkey completion zsh`.
            _latchkey() {
                local command previous=${words[CURRENT-1]}
                local -a items
                if [[ $PREFIX == --*=* ]]; then
                    previous=${PREFIX%%=*}
                    compset -P '*='
                fi
                if (( CURRENT == 2 )); then
                    items=(\(described(Completion.firstWords)))
                    _describe command items
                    return
                fi
                command=${words[2]}
                case $command in

            """
        text += Completion.groups(
            whenSecond: "(( CURRENT == 3 ))",
            offer: { known in ["items=(\(described(known.map { ($0.word, $0.summary) })))", "_describe command items"]
            },
            second: "${words[3]}")
        text += "    esac\n    case $command in\n"
        for command in CommandTable.all { text += lines(of: command) }
        return text + """
                esac
                _describe -o flag items
            }
            if [[ ${funcstack[1]} == _latchkey ]]; then _latchkey "$@"; else compdef _latchkey latchkey; fi

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
                let names = Completion.names(of: flag).joined(separator: "|")
                let words = choices.map(Completion.quoted).joined(separator: " ")
                text += "                \(names)) compadd -- \(words); return ;;\n"
            }
        }
        if !files.isEmpty { text += "                \(files.joined(separator: "|"))) _files; return ;;\n" }
        if !unknown.isEmpty { text += "                \(unknown.joined(separator: "|"))) return ;;\n" }
        text += "            esac\n"
        let arguments = Completion.arguments(of: command).map(Completion.quoted)
        if !arguments.isEmpty {
            text +=
                "            if [[ $PREFIX != -* ]]; then compadd -- \(arguments.joined(separator: " ")); return; fi\n"
        }
        let flags = command.flags.flatMap { flag in
            Completion.spellings(of: flag).map { ($0, Completion.summary(of: flag)) }
        }
        return text + "            items=(\(described(flags))) ;;\n"
    }

    /// Words with what they mean, as `_describe` reads them: a colon parts the two.
    private static func described(_ items: [(String, String)]) -> String {
        items.map { word, summary in
            let escaped = Spelling.exchange(":", for: "\\:", in: Spelling.exchange("\\", for: "\\\\", in: summary))
            return Completion.quoted("\(word):\(escaped)")
        }.joined(separator: " ")
    }
}
