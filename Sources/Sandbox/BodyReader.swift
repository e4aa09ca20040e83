internal import JSON

/// What the server's JSON reader expects in one place.
indirect enum Shape: Sendable {
    /// A string; booleans and numbers become their text (facts-core 4).
    case text
    /// A truth value; `"true"` and `1` are accepted too (facts-core 3.1).
    case bool
    /// A 32 bit integer; `"9"` is accepted and 1.5 becomes 1 (facts-core 3.1).
    case int
    /// A list of the shape.
    case list(Shape)
    /// An object whose every value has the shape; null values stay.
    case map(Shape)
    /// An object with known fields only.
    case object(Schema)
    /// Anything, unchecked.
    case open
}

/// The fields of one of the server's representations.
struct Schema: Sendable {
    /// The representation's name, as errors show it.
    let name: String
    /// The known fields.
    let fields: [String: Shape]
    /// Whether unknown fields are skipped silently, as client scopes do (facts-more 0).
    var skipsUnknown = false
}

/// Reads a body that is known to be well-formed JSON the way the server binds it to a representation: in the order of the
/// text, so that the first wrong field is the one that is reported, with its place.
struct BodyReader {
    private let bytes: [UInt8]
    private let version: Version
    private var position = 0

    /// Reads a whole body; null stands for an absent one.
    static func read(_ bytes: [UInt8], as shape: Shape, _ version: Version = .current) throws(Failure) -> JSON {
        do throws(JSONError) {
            _ = try JSON(parsing: bytes)
        } catch {
            throw .broken
        }
        var reader = BodyReader(bytes: bytes, version: version)
        return try reader.value(shape)
    }

    private init(bytes: [UInt8], version: Version) {
        self.bytes = bytes
        self.version = version
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    private mutating func next() -> UInt8 {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : 0
    }

    private mutating func value(_ shape: Shape) throws(Failure) -> JSON {
        let first = next()
        if case .open = shape { return raw() }
        if first == UInt8(ascii: "n") { return raw() }
        switch shape {
        case .list(let item):
            guard first == UInt8(ascii: "[") else { throw .wrongType }
            return .array(try items(item))
        case .map(let item):
            guard first == UInt8(ascii: "{") else { throw .wrongType }
            return .object(try members { _ in item })
        case .object(let schema):
            guard first == UInt8(ascii: "{") else { throw .wrongType }
            return .object(try fields(schema))
        case .text: return try text(raw())
        case .bool: return try bool(raw())
        case .int: return try int(raw())
        case .open: return raw()
        }
    }

    private mutating func items(_ shape: Shape) throws(Failure) -> [JSON] {
        position += 1
        var items: [JSON] = []
        while next() != UInt8(ascii: "]") {
            if next() == UInt8(ascii: ",") { position += 1 }
            items.append(try value(shape))
        }
        position += 1
        return items
    }

    private mutating func fields(_ schema: Schema) throws(Failure) -> JSONObject {
        let unknown = version.unknownFields[schema.name] ?? []
        return try members { name in
            unknown.contains(name) ? nil : schema.fields[name]
        } unknown: { reader, name throws(Failure) in
            guard !schema.skipsUnknown else { return }
            if let package = reader.version.package {
                throw Failure(
                    400,
                    error: "Unrecognized field \"\(name)\" (class \(package).\(schema.name)), not marked as ignorable")
            }
            reader.skipFirstToken()
            let (line, column) = reader.place
            throw Failure(
                400,
                error: "Invalid json representation for \(schema.name). "
                    + "Unrecognized field \"\(name)\" at line \(line) column \(column).")
        }
    }

    private mutating func members(
        shape: (String) -> Shape?,
        unknown: (inout BodyReader, String) throws(Failure) -> Void = { _, _ throws(Failure) in }
    ) throws(Failure) -> JSONObject {
        position += 1
        var pairs: [(String, JSON)] = []
        while next() != UInt8(ascii: "}") {
            if next() == UInt8(ascii: ",") { position += 1 }
            _ = next()
            let name = raw().text ?? ""
            _ = next()
            position += 1
            if let shape = shape(name) {
                pairs.append((name, try value(shape)))
            } else {
                try unknown(&self, name)
                _ = raw()
            }
        }
        position += 1
        return JSONObject(pairs)
    }

    /// The value at the current place as it stands.
    private mutating func raw() -> JSON {
        _ = next()
        let start = position
        skip()
        do throws(JSONError) {
            return try JSON(parsing: Array(bytes[start..<position]))
        } catch {
            return .null
        }
    }

    private mutating func skip() {
        var depth = 0
        repeat {
            let byte = next()
            switch byte {
            case UInt8(ascii: "\""): skipText()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
            default: skipWord()
            }
        } while depth > 0 && position < bytes.count
    }

    private mutating func skipText() {
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
    }

    private mutating func skipWord() {
        let start = position
        while position < bytes.count, bytes[position] > 0x20,
            !"{}[],:\"".utf8.contains(bytes[position])
        {
            position += 1
        }
        if position == start { position += 1 }
    }

    /// Goes to where the server's parser stands when it meets an unknown field: after the value's first token, of a string
    /// only after its opening quote, since it reads strings lazily.
    private mutating func skipFirstToken() {
        switch next() {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): position += 1
        default: skipWord()
        }
    }

    private var place: (line: Int, column: Int) {
        let before = bytes[..<min(position, bytes.count)]
        let lines = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.count, (lines.last?.count ?? 0) + 1)
    }

    // MARK: Scalars, as the server coerces them (facts-core 3.1 and 4)

    private func text(_ value: JSON) throws(Failure) -> JSON {
        switch value {
        case .string, .null: return value
        case .bool(let value): return .string(value ? "true" : "false")
        case .number(let digits): return .string(digits)
        case .array, .object: throw .wrongType
        }
    }

    private func bool(_ value: JSON) throws(Failure) -> JSON {
        switch value {
        case .bool, .null: return value
        case .number(let digits):
            guard let number = Int(digits) else { throw .wrongType }
            return .bool(number != 0)
        case .string(let text):
            switch text.trimmed {
            case "": return .null
            case "true", "True", "TRUE": return true
            case "false", "False", "FALSE": return false
            default: throw .wrongType
            }
        case .array, .object: throw .wrongType
        }
    }

    private func int(_ value: JSON) throws(Failure) -> JSON {
        switch value {
        case .null: return .null
        case .number(let digits):
            guard let number = Int(digits) ?? Double(digits).flatMap({ $0.magnitude < 4e9 ? Int($0) : nil }),
                Int32(exactly: number) != nil
            else { throw .outOfRange }
            return .int(number)
        case .string(let text):
            if text.trimmed.isEmpty { return .null }
            guard let number = Int32(text.trimmed) else { throw .wrongType }
            return .int(Int(number))
        case .bool, .array, .object: throw .wrongType
        }
    }
}

extension String {
    /// Whether the other text occurs in it, byte by byte.
    func holds(_ other: String) -> Bool { pieces(separatedBy: other).count > 1 }

    /// The text without white space at its ends.
    var trimmed: String {
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.value <= 0x20 { scalars = scalars.dropFirst() }
        while let last = scalars.last, last.value <= 0x20 { scalars = scalars.dropLast() }
        return String(scalars)
    }
}
