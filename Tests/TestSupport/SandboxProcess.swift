import Foundation

/// The sandbox's executable, running on a free port until it is stopped.
public final class SandboxProcess: @unchecked Sendable {
    /// Its base URL.
    public let url: String
    private let process = Process()

    /// Starts the executable at the path, and waits until it says its address.
    public init(_ path: String, _ options: [String] = []) throws {
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--port", "0"] + options
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        // The address is all that it ever writes, and the end of the process ends the reading.
        var line = ""
        while !line.hasSuffix("\n"), let data = try output.fileHandleForReading.read(upToCount: 1), !data.isEmpty {
            line += String(decoding: data, as: UTF8.self)
        }
        url = line.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Ends it with the signal `TERM`, or with `INT`.
    public func stop(_ signal: String = "TERM") {
        if signal == "INT" { process.interrupt() } else { process.terminate() }
        process.waitUntilExit()
    }
}
