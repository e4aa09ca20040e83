import Foundation
public import HTTP

/// Sockets on loopback.
public enum Wire {
    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func with<Value>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Value
    ) -> Value {
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
        }
    }

    /// A socket that listens on a free port.
    public static func listen() throws -> (listener: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(0)
        let code = with(&address) {
            bind(listener, $0, $1) | Glibc.listen(listener, 64) | getsockname(listener, $0, &$1)
        }
        guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    /// Makes the coming close a reset.
    public static func reset(_ connection: Int32) {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    /// Sends all bytes, or as many as the other side takes.
    public static func send(_ bytes: ArraySlice<UInt8>, _ connection: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    private static func receive(_ connection: Int32, _ received: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        received += chunk.prefix(count)
        return true
    }

    /// The next request with its body; nil when the connection has ended.
    public static func receiveRequest(_ connection: Int32, _ received: inout [UInt8]) -> [UInt8]? {
        while true {
            if let head = head(received), received.count >= head.count + length(head) {
                let size = head.count + length(head)
                defer { received.removeFirst(size) }
                return Array(received.prefix(size))
            }
            guard receive(connection, &received) else { return nil }
        }
    }

    /// The server's whole answer, as one that does not end the connection.
    public static func ask(_ port: UInt16, _ request: [UInt8]) -> [UInt8]? {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(server) }
        var address = loopback(port)
        guard with(&address, { connect(server, $0, $1) }) == 0, let line = request.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let field = Array("Connection: close\r\n".utf8)
        send((request[...line] + field + request[(line + 1)...])[...], server)
        var answer: [UInt8] = []
        while receive(server, &answer) {}
        guard let head = head(answer) else { return nil }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let kept = lines.filter { !$0.lowercased().hasPrefix("connection:") }.joined(separator: "\r\n")
        return Array(kept.utf8) + answer.dropFirst(head.count)
    }

    /// An answer as it goes over the wire.
    public static func bytes(_ response: HTTPResponse) -> [UInt8] {
        let fields = response.headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        let head = "HTTP/1.1 \(response.status) Fault\r\n\(fields)Content-Length: \(response.body.count)\r\n\r\n"
        return Array(head.utf8) + response.body
    }

    /// The lines before the body, with the blank one; nil while they are not all there.
    private static func head(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
        let end = Array("\r\n\r\n".utf8)
        guard bytes.count >= end.count else { return nil }
        let start = (0...(bytes.count - end.count)).first { bytes[$0..<($0 + end.count)].elementsEqual(end) }
        return start.map { bytes[..<($0 + end.count)] }
    }

    private static func length(_ head: ArraySlice<UInt8>) -> Int {
        let name = "content-length:"
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let line = lines.first { $0.lowercased().hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count).trimmingCharacters(in: .whitespaces)) } ?? 0
    }
}
