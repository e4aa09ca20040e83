import Foundation

/// A proxy on loopback that passes connections on: by CONNECT, bare or within TLS, or by SOCKS 5; it wants a user and a
/// password, and reaches every host on loopback.
final class ForwardProxy {
    /// How it is spoken to.
    enum Kind: String { case http, https, socks }

    let port: Int
    private let process: Process
    private let output: FileHandle

    /// Starts one; the folder is that of a `TLSServer`, one of whose certificates it shows.
    init(_ kind: Kind, _ folder: URL, certificate: String = "server") throws {
        process = Process()
        let pipe = Pipe()
        output = pipe.fileHandleForReading
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script, kind.rawValue, certificate]
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        try process.run()
        guard let port = Int(Self.line(output)) else { throw CocoaError(.executableLoad) }
        self.port = port
    }

    /// What the next connection asked for, as `host:port user:password`; waits for it, 10 s at most.
    func next() -> String { Self.line(output) }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private static func line(_ output: FileHandle) -> String {
        var line: [UInt8] = []
        var readable = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
        while poll(&readable, 1, 10_000) == 1, let byte = try? output.read(upToCount: 1)?.first,
            byte != UInt8(ascii: "\n")
        {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    private static let script = #"""
        import base64, socket, ssl, struct, sys, threading

        def tunnel(stream):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += stream.recv(1)
            lines = head.decode().split("\r\n")
            field = [line for line in lines if line.startswith("Proxy-Authorization: Basic ")]
            login = base64.b64decode(field[0].split()[-1]).decode() if field else "nobody"
            good = login == "user:canary"
            stream.sendall(b"HTTP/1.1 200 Yes\r\n\r\n" if good else b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
            return lines[0].split()[1], login, good

        def socks(stream):
            # RFC 1928 and 1929.
            read = lambda count: stream.recv(count, socket.MSG_WAITALL)
            methods = read(read(2)[1])
            if 2 not in methods:
                stream.sendall(b"\5\xff")
                return "-", "nobody", False
            stream.sendall(b"\5\2")
            read(1)
            login = read(read(1)[0]).decode() + ":" + read(read(1)[0]).decode()
            good = login == "user:canary"
            stream.sendall(b"\1\0" if good else b"\1\1")
            if not good:
                return "-", login, False
            kind = read(4)[3]
            host = socket.inet_ntoa(read(4)) if kind == 1 else read(read(1)[0]).decode()
            port = struct.unpack(">H", read(2))[0]
            stream.sendall(b"\5\0\0\1" + bytes(6))
            return f"{host}:{port}", login, True

        def copy(source, sink):
            try:
                while piece := source.recv(65536):
                    sink.sendall(piece)
            except OSError:
                pass
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def serve(connection):
            try:
                stream = context.wrap_socket(connection, server_side=True) if kind == "https" else connection
                place, login, good = (socks if kind == "socks" else tunnel)(stream)
            except (OSError, IndexError):
                return
            print(place, login, flush=True)
            if not good:
                return stream.close()
            server = socket.create_connection(("127.0.0.1", int(place.split(":")[1])))
            threading.Thread(target=copy, args=(server, stream), daemon=True).start()
            copy(stream, server)

        kind, certificate = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate + ".pem", certificate + ".key")
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """#
}
