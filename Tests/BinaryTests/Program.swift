import Foundation
import Testing

/// What a program did.
struct Finished: Sendable, CustomStringConvertible {
    let command: String
    let status: Int32
    let output: String
    let errors: String

    /// Both streams, for searching.
    var everything: String { output + "\n" + errors }

    var description: String { "$ \(command)\nstatus \(status)\nstdout:\n\(output)\nstderr:\n\(errors)" }
}

/// Runs a program to its end.
///
/// Its streams go to files, so that no full pipe can stop it. When the test is cancelled, by its time limit, the program is
/// killed.
func run(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:], in folder: URL? = nil,
    started: @escaping @Sendable (_ process: Int32) -> Void = { _ in }
) async throws -> Finished {
    try await withFolder { streams in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = folder }
        // Loopback is not behind a proxy.
        let direct = ["no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"]
        process.environment = ProcessInfo.processInfo.environment.merging(direct) { $1 }.merging(environment) { $1 }
        let (output, errors) = (streams.appendingPathComponent("stdout"), streams.appendingPathComponent("stderr"))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in continuation.resume() }
                do {
                    try process.run()
                    started(process.processIdentifier)
                } catch {
                    process.terminationHandler = nil
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            if process.isRunning { process.terminate() }
        }
        return Finished(
            command: ([program] + arguments).joined(separator: " "), status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
