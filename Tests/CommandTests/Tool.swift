import Foundation

/// Programs of the host that check what we print.
enum Tool {
    /// Whether there is a program.
    static func has(_ program: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains { folder in
            FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)")
        }
    }

    /// Runs a program to its end; its streams go through files, so that no full pipe can stop it.
    static func run(
        _ command: [String], input: String, _ environment: [String: String] = [:], in folder: URL? = nil
    ) throws -> Finished {
        let files = FileManager.default.temporaryDirectory.appendingPathComponent("latchkey-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: files) }
        let streams = ["input", "output", "errors"].map { files.appendingPathComponent($0) }
        for (stream, text) in zip(streams, [input, "", ""]) { try Data(text.utf8).write(to: stream) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["LC_ALL": "C.UTF-8", "TERM": "xterm", "HOME": files.path]
        ) { $1 }.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = folder }
        process.standardInput = try FileHandle(forReadingFrom: streams[0])
        process.standardOutput = try FileHandle(forWritingTo: streams[1])
        process.standardError = try FileHandle(forWritingTo: streams[2])
        try process.run()
        process.waitUntilExit()
        return Finished(
            words: command, status: process.terminationStatus,
            output: try String(contentsOf: streams[1], encoding: .utf8),
            errors: try String(contentsOf: streams[2], encoding: .utf8))
    }
}
