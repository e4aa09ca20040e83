internal import CYAML

/// The events of a YAML text: the only owner of libyaml's parser.
final class EventSource {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: [UInt8]
    /// Where libyaml begins to read: after a byte order mark.
    private let start: Int
    /// How far libyaml has read.
    private var position: Int
    private var texts = TextCache()

    /// A source that begins at the start of the text; a byte order mark is skipped.
    init(_ bytes: [UInt8]) throws(YAMLError) {
        let first = YAMLMark(line: 1, column: 1)
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw YAMLError("the text is UTF-16; save it as UTF-8", at: first)
        }
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw YAMLError("not enough memory", at: first)
        }
        self.bytes = bytes
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        position = start
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // libyaml never keeps `self` longer than the source that owns it.
        yaml_parser_set_input(
            parser,
            { context, buffer, size, count in
                guard let context, let buffer, let count else { return 0 }
                let source = Unmanaged<EventSource>.fromOpaque(context).takeUnretainedValue()
                count.pointee = source.copy(to: UnsafeMutableBufferPointer(start: buffer, count: size))
                return 1
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event; not to be called again after the stream's end.
    func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return translated(event)
    }

    private func copy(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let end = min(bytes.count, position + buffer.count)
        _ = buffer.update(fromContentsOf: bytes[position..<end])
        defer { position = end }
        return end - position
    }

    private func translated(_ event: yaml_event_t) -> Event {
        let mark = YAMLMark(event.start_mark)
        switch event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, mark: mark)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, mark: mark)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, mark: mark)
        case YAML_ALIAS_EVENT:
            return Event(kind: .alias, mark: mark, text: text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            return Event(
                kind: .scalar, mark: mark,
                text: texts.text(UnsafeBufferPointer(start: scalar.value, count: scalar.length)),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: text(scalar.anchor), tag: text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let list = event.data.sequence_start
            return Event(kind: .listStart, mark: mark, anchor: text(list.anchor), tag: text(list.tag))
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .listEnd, mark: mark)
        case YAML_MAPPING_START_EVENT:
            let map = event.data.mapping_start
            return Event(kind: .mapStart, mark: mark, anchor: text(map.anchor), tag: text(map.tag))
        case YAML_MAPPING_END_EVENT: return Event(kind: .mapEnd, mark: mark)
        // The end, and YAML_NO_EVENT, which is what libyaml answers after it.
        default: return Event(kind: .streamEnd, mark: mark)
        }
    }

    private func text(_ value: UnsafePointer<yaml_char_t>?) -> String? { value.map { String(cString: $0) } }

    /// What libyaml has to say about the call that failed just now.
    private func failure() -> YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "libyaml gives no reason"
        switch parser.pointee.error {
        case YAML_MEMORY_ERROR: return YAMLError("not enough memory", at: YAMLMark(parser.pointee.mark))
        // Found while reading ahead, so that libyaml knows no line, only the byte.
        case YAML_READER_ERROR: return YAMLError(problem, at: mark(ofByte: parser.pointee.problem_offset))
        default:
            let mark = YAMLMark(parser.pointee.problem_mark)
            guard let context = parser.pointee.context.map({ String(cString: $0) }) else {
                return YAMLError(problem, at: mark)
            }
            // libyaml does not say which one, and this one can't be seen.
            let isTab = problem.hasSuffix("cannot start any token") && parser.pointee.buffer.pointer.pointee == 0x09
            let contextMark = YAMLMark(parser.pointee.context_mark)
            let beginning = contextMark == mark ? "" : " that begins at \(contextMark)"
            return YAMLError("\(context)\(beginning): \(problem)\(isTab ? " (a tab)" : "")", at: mark)
        }
    }

    /// The place of a byte, counted from 0 where libyaml began to read.
    private func mark(ofByte offset: Int) -> YAMLMark {
        let text = bytes.dropFirst(start).prefix(offset)
        let lastLine = text[(text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.startIndex)...]
        return YAMLMark(
            line: 1 + text.count { $0 == UInt8(ascii: "\n") },
            // Bytes that continue a character do not count.
            column: 1 + lastLine.count { $0 & 0xC0 != 0x80 })
    }
}

extension YAMLMark {
    /// libyaml counts from 0.
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

/// Makes texts of bytes, and gives the same text again where the same bytes came before: in a list of 100,000 clients the
/// same names stand in each, and a text of more than 15 bytes costs an allocation.
private struct TextCache {
    private var texts = [String](repeating: "", count: 1024)

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        guard (16...64).contains(bytes.count) else { return String(decoding: bytes, as: UTF8.self) }
        // FNV-1a; two texts of one slot only drive each other out.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let slot = Int((hash >> 32) % UInt64(texts.count))
        if texts[slot].utf8.elementsEqual(bytes) { return texts[slot] }
        texts[slot] = String(decoding: bytes, as: UTF8.self)
        return texts[slot]
    }
}
