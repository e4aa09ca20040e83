import Foundation
import HTTP
import TestSupport
import Testing

@Suite("The executable itself", .enabled(if: Setup.hasBinary, Setup.needsBinary), .timeLimit(.minutes(1)))
struct ExecutableTests {
    @Test(
        "says its version and how to use it",
        arguments: [
            ("--version", "latchkey "), ("--help", "keycloak_client ARGS_FILE"), ("-h", "keycloak_client ARGS_FILE"),
        ])
    func help(_ option: String, _ words: String) async throws {
        let finished = try await run(try #require(Setup.binary), [option])
        #expect(finished.status == 0 && finished.errors.isEmpty, "\(finished)")
        #expect(finished.output.contains(words) && finished.output.hasSuffix("\n"), "\(finished)")
    }

    @Test(
        "wrong usage says how, on stderr alone",
        arguments: [
            ([], "keycloak_client ARGS_FILE"), (["--no-such-option"], "More: latchkey help"),
            (["--version", "more"], "More: latchkey help"), (["a", "b"], "there is no command 'a'"),
            (["client", "create", "--enabeld"], "did you mean --enabled?"),
        ])
    func wrongUsage(_ arguments: [String], _ words: String) async throws {
        let finished = try await run(try #require(Setup.binary), arguments)
        #expect(finished.status == 2 && finished.output.isEmpty, "\(finished)")
        #expect(finished.errors.contains(words), "\(finished)")
    }

    @Test("links what every Linux has, and nothing of Swift")
    func libraries() async throws {
        let finished = try await run("/usr/bin/env", ["ldd", try #require(Setup.binary)])
        #expect(finished.status == 0, "\(finished)")
        let names = finished.output.split(separator: "\n").compactMap { $0.split(whereSeparator: \.isWhitespace).first }
        for unwanted in ["swift", "foundation", "dispatch", "blocksruntime", "icu", "stdc++"] {
            #expect(!names.contains { $0.lowercased().contains(unwanted) }, "\(unwanted) in \(names)")
        }
        #expect(!finished.output.contains("not found"), "\(finished)")
        // Linked in where its source could be had (scripts/libcurl); otherwise the shared one with all that it loads.
        #expect(names.contains { $0.hasPrefix("libcurl.") } != Self.hasOwnLibcurl, "\(names)")
    }

    private static var hasOwnLibcurl: Bool {
        FileManager.default.fileExists(atPath: Setup.root.appendingPathComponent("build/libcurl").path)
    }

    #if arch(x86_64)
        @Test(
            "loads OpenSSL when it talks TLS, and not before",
            .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .enabled(if: hasOwnLibcurl, "build/libcurl is missing"),
            arguments: [("http", false), ("https", true)])
        func onDemand(_ scheme: String, _ isLoaded: Bool) async throws {
            let finished = try await export(by: scheme, ["LD_DEBUG": "files"])
            #expect((finished.status == 0) != isLoaded && finished.errors.contains("libc.so.6"), "\(finished)")
            #expect(finished.errors.contains("file=libssl.so.3") == isLoaded, "\(finished)")
        }

        @Test(
            "needs OpenSSL for TLS alone, and says so",
            .enabled(if: Setup.hasSandbox, Setup.needsSandbox), .enabled(if: hasOwnLibcurl, "build/libcurl is missing"),
            arguments: [("http", 0), ("https", 1)])
        func missing(_ scheme: String, _ status: Int32) async throws {
            try await withFolder { folder in
                // Found before the system's, and no library.
                try Data().write(to: folder.appendingPathComponent("libssl.so.3"))
                let finished = try await export(by: scheme, ["LD_LIBRARY_PATH": folder.path])
                #expect(finished.status == status, "\(finished)")
                let words = "latchkey: OpenSSL 3 is needed and cannot be loaded: "
                #expect(finished.errors.hasPrefix(words) == (status == 1), "\(finished)")
            }
        }

        /// Exports from a sandbox, which has no TLS; the library is loaded to find that out.
        private func export(by scheme: String, _ environment: [String: String]) async throws -> Finished {
            try await withSandbox { server in
                try await run(
                    try #require(Setup.binary),
                    ["export", "--server", scheme + server.base.origin.dropFirst(4), "--all", "--retries", "0"],
                    environment: [
                        "KEYCLOAK_USER": server.user, "KEYCLOAK_PASSWORD": server.password, "LATCHKEY_TOKEN_CACHE": "",
                    ].merging(environment) { $1 })
            }
        }
    #endif

    @Test("looks for libraries where the system has them, and carries no symbols")
    func sections() async throws {
        let binary = try #require(Setup.binary)
        let dynamic = try await run("/usr/bin/env", ["readelf", "--dynamic", "--wide", binary])
        #expect(dynamic.status == 0 && dynamic.output.contains("(NEEDED)"), "\(dynamic)")
        #expect(!dynamic.output.contains("RUNPATH") && !dynamic.output.contains("RPATH"), "\(dynamic)")
        let sections = try await run("/usr/bin/env", ["readelf", "--sections", "--wide", binary])
        #expect(sections.output.contains(".dynsym") && !sections.output.contains(".symtab"), "not stripped")
        #expect(!sections.output.contains(".debug_"), "not stripped")
    }

    @Test("is small enough to be copied for every task: 10 MB at most")
    func size() throws {
        let attributes = try FileManager.default.attributesOfItem(atPath: try #require(Setup.binary))
        let size = try #require(attributes[.size] as? Int)
        #expect(size <= 10_000_000)
    }
}
