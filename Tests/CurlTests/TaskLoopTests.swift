import Curl
import Foundation
import HTTP
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TaskLoopTests {
    /// Runs `body` in a loop, on a thread of its own, and returns what it returns and that thread.
    private func inLoop<Result: Sendable>(
        _ body: @escaping @Sendable (TaskLoop) async -> Result
    ) async -> (result: Result, thread: pthread_t) {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let loop = TaskLoop()
                continuation.resume(returning: (loop.run { await body(loop) }, pthread_self()))
            }
        }
    }

    private static func status(_ transport: (any Transport)?, _ base: BaseURL, _ path: String) async -> Int? {
        try? await transport?.send(HTTPRequest(.get, base, path: [path])).status
    }

    private actor Somebody {
        var thread: pthread_t { pthread_self() }
    }

    @Test func `tasks, actors and transfers share the thread that runs the loop`() async throws {
        let server = try LoopbackServer { _ in .ok() }
        defer { server.stop() }
        let base = try #require(BaseURL("http://127.0.0.1:\(server.port)"))
        let (threads, thread) = await inLoop { loop -> [pthread_t] in
            var threads: [pthread_t] = [pthread_self()]
            let transport = try? CurlTransport(TransportSettings(), on: loop)
            guard await Self.status(transport, base, "x") == 200 else { return [] }
            threads.append(pthread_self())
            threads.append(await Somebody().thread)
            await withTaskGroup(of: pthread_t.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        _ = await Self.status(transport, base, "y")
                        return pthread_self()
                    }
                }
                for await thread in group { threads.append(thread) }
            }
            threads.append(await Task(executorPreference: transport?.executor) { pthread_self() }.value)
            return threads
        }
        #expect(threads.count == 7 && threads.allSatisfy { $0 == thread }, "\(threads), not \(thread)")
    }

    @Test func `requests are in flight together`() async throws {
        let all = Gathering(8)
        let server = try LoopbackServer { _ in all.wait() ? .ok() : .never }
        defer { server.stop() }
        let base = try #require(BaseURL("http://127.0.0.1:\(server.port)"))
        let (count, _) = await inLoop { loop in
            let transport = try? CurlTransport(TransportSettings(), on: loop)
            return await withTaskGroup(of: Int?.self) { group in
                for number in 0..<8 { group.addTask { await Self.status(transport, base, "\(number)") } }
                return await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
            }
        }
        #expect(count == 8)
    }

    @Test("what another thread resumes goes on in the loop", arguments: [false, true])
    func resumed(hasTransport: Bool) async throws {
        let (isThere, _) = await inLoop { loop in
            let transport = hasTransport ? try? CurlTransport(TransportSettings(), on: loop) : nil
            let thread = pthread_self()
            for _ in 0..<100 {
                await withCheckedContinuation { continuation in Thread.detachNewThread { continuation.resume() } }
                guard pthread_self() == thread else { return false }
            }
            try? await Task.sleep(for: .milliseconds(1))
            return pthread_self() == thread && (transport != nil) == hasTransport
        }
        #expect(isThere)
    }

    @Test func `a transfer is given up while the loop waits for it`() async throws {
        let server = try LoopbackServer { _ in .never }
        defer { server.stop() }
        let base = try #require(BaseURL("http://127.0.0.1:\(server.port)"))
        let (kind, _) = await inLoop { loop -> HTTPError.Kind? in
            guard let transport = try? CurlTransport(TransportSettings(), on: loop) else { return nil }
            let task = Task(executorPreference: loop) { () async -> HTTPError.Kind? in
                do throws(HTTPError) {
                    _ = try await transport.send(HTTPRequest(.get, base, path: ["x"]))
                    return nil
                } catch {
                    return error.kind
                }
            }
            // From another thread, once the request has arrived there.
            Thread.detachNewThread {
                while server.requests.isEmpty { sched_yield() }
                task.cancel()
            }
            return await task.value
        }
        #expect(kind == .cancelled)
    }

    @Test func `a loop can be run again, with the connections of before`() async throws {
        let server = try LoopbackServer { _ in .ok() }
        defer { server.stop() }
        let base = try #require(BaseURL("http://127.0.0.1:\(server.port)"))
        let statuses = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let loop = TaskLoop()
                let statuses = (0..<3).map { _ in
                    loop.run {
                        await Self.status(try? CurlTransport(TransportSettings(), on: loop), base, "x")
                    }
                }
                continuation.resume(returning: statuses)
            }
        }
        #expect(statuses == [200, 200, 200])
        #expect(server.requests.count == 3)
    }
}
