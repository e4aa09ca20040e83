import HTTP

/// What has come of an answer so far.
final class Received {
    private var headers: [HTTPRequest.Header] = []
    private var body: [UInt8] = []
    /// Whether the line that ends the head has come; a connection that ends before it leaves libcurl content.
    private(set) var isHeadWhole = false

    /// Takes one line of the head, or of the trailer, as it came.
    func take(line: UnsafeBufferPointer<UInt8>) {
        // A new status line: what came before belonged to an interim answer (100, 103).
        if line.starts(with: "HTTP/".utf8) {
            isHeadWhole = false
            return headers.removeAll()
        }
        if line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) { isHeadWhole = true }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        headers.append(
            HTTPRequest.Header(Self.text(line[..<colon]), Self.text(line[line.index(after: colon)...])))
    }

    /// Takes some bytes of the body.
    func take(body bytes: UnsafeBufferPointer<UInt8>) { body.append(contentsOf: bytes) }

    /// All of it as an answer.
    func response(status: Int) -> HTTPResponse { HTTPResponse(status: status, headers: headers, body: body) }

    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 <= 0x20 }
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
