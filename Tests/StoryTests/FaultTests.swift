import HTTP
import JSON
import TestSupport
import Testing

/// Each request of each scenario fails in each way, once.
struct FaultTests {
    @Test("in memory", arguments: FaultScenario.all)
    func inMemory(_ scenario: FaultScenario) async throws {
        for backend in Backend.sandbox {
            try await Stage.inRealm(on: backend) { stage in
                try await scenario.play(Fault.allCases, on: stage) { FaultyTransport(stage.transport) }
            }
        }
    }

    /// Some scenarios through libcurl and a proxy in front of a real server; nobody waits but for silence.
    @Test("on the wire", arguments: Backend.servers, FaultScenario.onWire)
    func onWire(_ backend: Backend, _ scenario: FaultScenario) async throws {
        try await backend.gate.pass {
            try await Stage.inRealm(on: backend) { stage in
                // A connection that stands is never refused; what breaks is.
                try await scenario.play(Fault.allCases.filter { $0 != .refused }, on: stage) {
                    try FaultProxy(backend.base, patience: 4)
                }
            }
        }
    }
}
