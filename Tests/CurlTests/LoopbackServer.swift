import Foundation
import Synchronization

/// A server on loopback that records what comes, byte for byte, and answers what a test tells it to.
final class LoopbackServer: Sendable {
    /// What the server does with a request.
    enum Reply: Sendable {
        /// Sends these bytes and waits for the next request on the connection.
        case send(String)
        /// Sends these bytes and closes the connection.
        case close(String)
        /// Sends nothing; the connection stays open until the client or the server goes.
        case never

        /// A whole answer with a body.
        static func ok(_ body: String = "") -> Reply {
            .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
    }

    private struct State {
        var requests: [String] = []
        var connections: [Int32] = []
        var isStopped = false
    }

    /// The port it listens on.
    let port: Int
    private let listener: Int32
    private let state = Mutex(State())
    private let answer: @Sendable (String) -> Reply

    /// Starts to listen; `answer` is called on a thread of the connection, and may wait.
    init(_ answer: @escaping @Sendable (String) -> Reply) throws {
        self.answer = answer
        (listener, port) = try Self.listen()
        Thread.detachNewThread { [self] in acceptAll() }
    }

    /// What came so far, each request as one text.
    var requests: [String] { state.withLock { $0.requests } }
    /// How many connections were accepted.
    var accepted: Int { state.withLock { $0.connections.count } }

    /// Ends all connections.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { state in
            state.isStopped = true
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    /// A port on loopback where nothing listens.
    static func freePort() throws -> Int {
        let (listener, port) = try listen()
        close(listener)
        return port
    }

    private static func listen() throws -> (Int32, Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) | Glibc.listen(listener, 128) | getsockname(listener, address, &size)
            }
        }
        guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let isStopped = state.withLock { state in
                state.connections.append(connection)
                return state.isStopped
            }
            if isStopped { break }
            Thread.detachNewThread { [self] in
                serve(connection)
                shutdown(connection, Int32(SHUT_RDWR))
            }
        }
        close(listener)
    }

    private func serve(_ connection: Int32) {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            while let length = Self.requestLength(received) {
                let request = String(decoding: received.prefix(length), as: UTF8.self)
                received.removeFirst(length)
                state.withLock { $0.requests.append(request) }
                switch answer(request) {
                case .send(let text): Self.send(text, connection)
                case .close(let text): return Self.send(text, connection)
                case .never: break
                }
            }
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return }
            received += chunk.prefix(count)
            // A TLS client begins with a handshake record (0x16), which no request does.
            if received.first == 0x16 { return Self.send("HTTP/1.1 400 Bad Request\r\n\r\n", connection) }
        }
    }

    private static func send(_ text: String, _ connection: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// The length of the first request, head and body; nil while it is not there as a whole.
    private static func requestLength(_ bytes: [UInt8]) -> Int? {
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.upperBound]
        let length = head.split(separator: "\r\n").compactMap { line in
            line.lowercased().hasPrefix("content-length: ") ? Int(line.dropFirst("content-length: ".count)) : nil
        }
        let total = head.unicodeScalars.count + (length.first ?? 0)
        return bytes.count >= total ? total : nil
    }
}

/// Lets threads wait until enough of them have come.
final class Gathering: Sendable {
    private let condition = NSCondition()
    private let missing: Mutex<Int>

    /// For `count` threads.
    init(_ count: Int) { missing = Mutex(count) }

    /// Comes, and waits for the others; false when they did not come in time.
    func wait(seconds: Double = 20) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        missing.withLock { $0 -= 1 }
        condition.broadcast()
        let deadline = Date(timeIntervalSinceNow: seconds)
        while missing.withLock({ $0 > 0 }) {
            if !condition.wait(until: deadline) { return false }
        }
        return true
    }
}
