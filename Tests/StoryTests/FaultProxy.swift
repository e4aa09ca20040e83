import Curl
import Foundation
import HTTP
import Synchronization
import TestSupport

/// A proxy on loopback, in front of a real server, that makes one request fail on the wire.
final class FaultProxy: FaultInjector {
    private struct State {
        var fault = Fault.refused
        var index: Int?
        var requests: [String] = []
        var connections: [Int32] = []
        var isStopped = false
    }

    let base: BaseURL?
    private let curl: CurlTransport
    private let patience: Int
    private let listener: Int32
    private let serverPort: UInt16
    private let state = Mutex(State())

    /// A proxy in front of a server on loopback; `patience` is how many seconds a run waits for the answer that never comes.
    init(_ server: BaseURL, patience: Int) throws {
        let (listener, port) = try Wire.listen()
        guard let serverPort = server.port, let base = BaseURL("http://127.0.0.1:\(port)\(server.path)")
        else { throw POSIXError(.EINVAL) }
        self.base = base
        self.listener = listener
        self.serverPort = serverPort
        curl = try CurlTransport()
        self.patience = patience
        Thread.detachNewThread { [self] in acceptAll() }
    }

    var transport: any Transport {
        let silent = state.withLock { $0.fault == .silence ? $0.index : nil }
        return silent.map { Impatient(curl, at: $0, patience: patience) } ?? curl
    }

    /// libcurl does so on a connection that was used before (CurlTransportTests).
    var repeatsSilently: Bool { true }
    var requests: [String] { state.withLock { $0.requests } }

    func arm(_ fault: Fault, at index: Int?) {
        state.withLock { state in
            state.fault = fault
            state.index = index
            state.requests = []
        }
    }

    /// Ends all connections.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { state in
            state.isStopped = true
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            let isStopped = state.withLock { state in
                if !state.isStopped { state.connections.append(connection) }
                return state.isStopped
            }
            guard !isStopped else { break }
            Thread.detachNewThread { [self] in
                let isReset = serve(connection)
                state.withLock { state in state.connections.removeAll { $0 == connection } }
                if isReset { Wire.reset(connection) }
                close(connection)
            }
        }
        close(listener)
    }

    /// Serves one connection; true when it has to end with a reset.
    private func serve(_ connection: Int32) -> Bool {
        var received: [UInt8] = []
        while let request = Wire.receiveRequest(connection, &received) {
            let fault: Fault? = state.withLock { state in
                let line = String(decoding: request.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                state.requests.append(line.split(separator: " ").prefix(2).joined(separator: " "))
                return state.requests.count - 1 == state.index ? state.fault : nil
            }
            var answer: [UInt8] = []
            if fault?.reachesServer != false {
                guard let real = Wire.ask(serverPort, request) else { return true }
                answer = real
            }
            if let canned = fault?.answer { answer = Wire.bytes(canned) }
            switch fault {
            case .refused, .brokenBefore, .brokenAfter: return true
            case .halfAnAnswer:
                Wire.send(answer.prefix(answer.count / 2), connection)
                return false
            case .silence:
                // Until the client has lost its patience and goes.
                _ = Wire.receiveRequest(connection, &received)
                return false
            default: Wire.send(answer[...], connection)
            }
        }
        return false
    }
}

/// Passes requests on, the one that will meet silence with a shorter time for the answer.
private final class Impatient: Transport {
    private let inner: any Transport
    private let index: Int
    private let patience: Int
    private let count = Mutex(0)

    init(_ inner: any Transport, at index: Int, patience: Int) {
        self.inner = inner
        self.index = index
        self.patience = patience
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        var request = request
        if number == index { request.answerTimeout = patience }
        return try await inner.send(request)
    }
}
