import Glibc
import JSON
import Testing
import YAML

/// How fast a file of many clients is read, and what memory it takes; says so and checks nothing but the values.
///
///     LATCHKEY_YAML_CLIENTS=100000 swift test -c release --filter YAMLTests.SpeedTests
@Suite("The speed of YAML", .enabled(if: getenv("LATCHKEY_YAML_CLIENTS") != nil), .serialized)
struct SpeedTests {
    static let count = getenv("LATCHKEY_YAML_CLIENTS").flatMap { Int(String(cString: $0)) } ?? 0

    @Test("many clients of some 600 bytes each")
    func clients() throws {
        var bytes = Array("clients:\n".utf8)
        // In one piece, as memory that making it left free would not be counted below.
        bytes.reserveCapacity(Self.count * 700)
        for number in 0..<Self.count { bytes += Self.client(number).utf8 }
        let clock = ContinuousClock()
        let before = Self.memory
        var stream: YAMLStream?
        let reading = try clock.measure { stream = try YAMLStream(parsing: bytes) }
        let read = try #require(stream)
        let values = Self.memory - before
        #expect(read.documents.first?.object?["clients"]?.array?.count == Self.count)
        var mark: YAMLMark?
        let finding = clock.measure {
            mark = YAMLPlaces(bytes)?.mark(of: Path("clients").index(Self.count - 1).key("redirect_uris").index(1))
        }
        #expect(mark == YAMLMark(line: 1 + 17 * (Self.count - 1) + 10, column: 9))
        let places = Self.memory - before - values
        var printed = ""
        let printing = clock.measure { printed = read.documents[0].yaml }
        #expect(try YAMLStream(parsing: printed).documents == read.documents)
        print(
            """
            \(bytes.count / 1_000_000) MB of \(Self.count) clients
            read in \(reading), \(Self.rate(bytes.count, reading)), values of \(values / Self.count) bytes a client
            one place found in \(finding), with \(places / Self.count) bytes a client while it is sought
            printed in \(printing), \(Self.rate(printed.utf8.count, printing))
            """)
    }

    private static func rate(_ bytes: Int, _ time: Duration) -> String {
        "\(Int(Double(bytes) / 1e6 / (time / .seconds(1)))) MB/s"
    }

    /// The most memory that this process had so far, in bytes.
    private static var memory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    private static func client(_ number: Int) -> String {
        """
          - client_id: app-\(number)
            name: Application number \(number)
            description: "The client of application \(number), made for measuring"
            enabled: true
            public_client: false
            standard_flow_enabled: true
            service_accounts_enabled: \(number % 3 == 0)
            redirect_uris:
              - https://app-\(number).example.org/*
              - https://app-\(number).example.org/login/callback
            web_origins:
              - https://app-\(number).example.org
            attributes:
              access.token.lifespan: "300"
              post.logout.redirect.uris: "+"
              pkce.code.challenge.method: S256
            default_client_scopes: [web-origins, acr, profile, roles, email]

        """
    }
}
