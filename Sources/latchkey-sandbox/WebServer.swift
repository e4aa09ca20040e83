internal import CMicrohttpd
internal import Glibc
internal import HTTP
internal import Sandbox
internal import Synchronization

/// Serves a sandbox on the loopback address; the only owner of libmicrohttpd's handle.
///
/// Every connection has a thread of libmicrohttpd's own, which waits for the model's answer: the model is an actor, and the
/// library is not asynchronous.
final class WebServer {
    /// Why there is no server.
    struct Failure: Error {
        /// The operating system's words.
        let reason: String
    }

    /// The longest body; the real server answers longer ones with 413 (facts-core 9).
    static let longestBody = 10 * 1024 * 1024

    private let daemon: OpaquePointer
    // Kept alive for the handler, which knows it by an unretained pointer.
    private let sandbox: SandboxBox

    /// The port on which it listens.
    var port: Int { Int(latchkey_port(daemon)) }

    /// Listens on 127.0.0.1, and serves what is below the path; port 0 takes a free one.
    init(_ sandbox: Sandbox, _ trouble: Trouble, path: String, port: UInt16) throws(Failure) {
        self.sandbox = SandboxBox(sandbox, trouble, path)
        var address = latchkey_loopback(port)
        let context = Unmanaged.passUnretained(self.sandbox).toOpaque()
        guard let daemon = latchkey_start(&address, answerRequest, beginRequest, endRequest, context) else {
            throw Failure(reason: String(cString: strerror(errno)))
        }
        self.daemon = daemon
    }

    deinit { MHD_stop_daemon(daemon) }
}

/// A model that C can point to.
private final class SandboxBox: Sendable {
    let sandbox: Sandbox
    let trouble: Trouble
    let path: String

    init(_ sandbox: Sandbox, _ trouble: Trouble, _ path: String) {
        self.path = path
        self.sandbox = sandbox
        self.trouble = trouble
    }

    /// The model's answer, unless trouble comes before it; blocks this thread until it is there.
    func answer(_ request: HTTPRequest) -> HTTPResponse {
        if let failure = trouble.befall() { return failure }
        let reply = Reply<HTTPResponse>()
        let sandbox = sandbox
        Task { reply.set(await sandbox.send(request)) }
        return reply.wait()
    }
}

/// One request while its body comes in; used by its connection's thread only.
private final class Exchange {
    let target: String
    var body: [UInt8] = []
    var isTooLong = false
    var hasBegun = false

    init(target: String) { self.target = target }
}

// MARK: What libmicrohttpd calls

/// Makes the exchange, which the library hands back with each call about this request.
private func beginRequest(
    _: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    let exchange = Exchange(target: target.map { String(cString: $0) } ?? "/")
    return Unmanaged.passRetained(exchange).toOpaque()
}

/// Releases the exchange.
private func endRequest(
    _: UnsafeMutableRawPointer?, _: OpaquePointer?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _: MHD_RequestTerminationCode
) {
    guard let request, let pointer = request.pointee else { return }
    Unmanaged<Exchange>.fromOpaque(pointer).release()
    request.pointee = nil
}

/// Called once when the headers are there, then for each piece of the body, and last without one.
private func answerRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let method, let size, let pointer = request?.pointee else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    guard exchange.hasBegun else {
        exchange.hasBegun = true
        return .YES
    }
    if size.pointee > 0 {
        exchange.isTooLong = exchange.isTooLong || exchange.body.count + size.pointee > WebServer.longestBody
        if let data, !exchange.isTooLong {
            exchange.body += UnsafeRawBufferPointer(start: data, count: size.pointee)
        }
        size.pointee = 0
        return .YES
    }
    let box = Unmanaged<SandboxBox>.fromOpaque(context).takeUnretainedValue()
    let response =
        exchange.isTooLong
        ? HTTPResponse(status: 413) : answer(box, exchange, method: String(cString: method), connection)
    return send(response, connection)
}

/// The model's answer; the methods that it does not know are answered as the server does (facts-core 9).
private func answer(
    _ box: SandboxBox, _ exchange: Exchange, method: String, _ connection: OpaquePointer
) -> HTTPResponse {
    let headers = headers(of: connection)
    let host = headers.first { $0.name.lowercased() == "host" }?.value ?? "127.0.0.1"
    guard let base = BaseURL("http://" + host + box.path) else { return HTTPResponse(status: 400) }
    guard box.path.isEmpty || exchange.target.hasPrefix(box.path + "/") else { return HTTPResponse(status: 404) }
    let target = String(exchange.target.dropFirst(box.path.count))
    switch HTTPMethod(rawValue: method == "HEAD" ? "GET" : method) {
    case let known?:
        let body = exchange.body.isEmpty ? nil : exchange.body
        return box.answer(HTTPRequest(known, base, target: target, headers: headers, body: body))
    case nil where method == "OPTIONS": return HTTPResponse(status: 200)
    case nil:
        return HTTPResponse(
            status: 405, headers: [.init("Content-Type", "application/json")],
            body: Array(#"{"error":"HTTP 405 Method Not Allowed"}"#.utf8))
    }
}

private func headers(of connection: OpaquePointer) -> [HTTPRequest.Header] {
    var headers: [HTTPRequest.Header] = []
    withUnsafeMutablePointer(to: &headers) { list in
        _ = MHD_get_connection_values(
            connection, .HEADER_KIND,
            { list, _, name, value in
                guard let list, let name else { return .YES }
                list.assumingMemoryBound(to: [HTTPRequest.Header].self).pointee.append(
                    .init(String(cString: name), value.map { String(cString: $0) } ?? ""))
                return .YES
            }, list)
    }
    return headers
}

/// Queues the answer; libmicrohttpd copies the body.
private func send(_ response: HTTPResponse, _ connection: OpaquePointer) -> MHD_Result {
    var body = response.body
    guard let reply = MHD_create_response_from_buffer(body.count, &body, .RESPMEM_MUST_COPY) else { return .NO }
    defer { MHD_destroy_response(reply) }
    for header in response.headers { MHD_add_response_header(reply, header.name, header.value) }
    MHD_add_response_header(reply, "X-Robots-Tag", "none")
    return MHD_queue_response(connection, UInt32(response.status), reply)
}
