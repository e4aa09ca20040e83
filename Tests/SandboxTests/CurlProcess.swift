import Foundation
import HTTP

/// The real server, asked through the `curl` program, which sends paths as they are.
struct CurlProcess: Transport {
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        do {
            return try Self.run(request)
        } catch {
            throw HTTPError(.broken, "\(error)")
        }
    }

    private struct Unreadable: Error {}

    private static func run(_ request: HTTPRequest) throws -> HTTPResponse {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        var arguments = ["curl", "-s", "-i", "--path-as-is", "-X", request.method.rawValue, request.url]
        for header in request.headers { arguments += ["-H", "\(header.name): \(header.value)"] }
        if !request.headers.contains(where: { $0.name == "Content-Type" }) { arguments += ["-H", "Content-Type:"] }
        let input = Pipe()
        let output = Pipe()
        if request.body != nil { arguments += ["--data-binary", "@-"] }
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(request.body ?? []))
        try input.fileHandleForWriting.close()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard let gap = data.range(of: Data("\r\n\r\n".utf8)) else { throw Unreadable() }
        let lines = String(decoding: data[..<gap.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let headers = lines.dropFirst().map { line in
            let halves = line.split(separator: ":", maxSplits: 1)
            return HTTPRequest.Header(
                String(halves[0]), halves.count == 2 ? halves[1].trimmingCharacters(in: .whitespaces) : "")
        }
        guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Unreadable()
        }
        return HTTPResponse(status: status, headers: headers, body: Array(data[gap.upperBound...]))
    }
}
