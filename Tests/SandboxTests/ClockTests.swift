import HTTP
import JSON
import Sandbox
import Synchronization
import Testing

private final class Clock: Sendable {
    let seconds = Atomic<Int>(1_800_000_000)
}

private func ask(
    _ sandbox: Sandbox, _ method: HTTPMethod, _ target: String, token: String? = nil, form: String? = nil
) async throws -> (status: Int, body: JSON) {
    let base = try #require(BaseURL("http://sandbox.test"))
    var headers: [HTTPRequest.Header] = []
    if let token { headers.append(.init("Authorization", "Bearer \(token)")) }
    if form != nil { headers.append(.init("Content-Type", "application/x-www-form-urlencoded")) }
    let response = await sandbox.send(
        HTTPRequest(method, base, target: target, headers: headers, body: form.map { Array($0.utf8) }))
    return (response.status, response.body.isEmpty ? .null : try JSON(parsing: response.body))
}

@Test("tokens end by the clock: access after 60 seconds in master, refresh after 1800")
func tokensExpire() async throws {
    let clock = Clock()
    let sandbox = Sandbox(now: { clock.seconds.load(ordering: .relaxed) })
    let address = "/realms/master/protocol/openid-connect/token"
    let login = try await ask(
        sandbox, .post, address, form: "grant_type=password&client_id=admin-cli&username=admin&password=admin")
    #expect(login.status == 200)
    let access = try #require(login.body.object?["access_token"]?.text)
    let refresh = try #require(login.body.object?["refresh_token"]?.text)

    clock.seconds.add(59, ordering: .relaxed)
    #expect(try await ask(sandbox, .get, "/admin/realms/master", token: access).status == 200)
    clock.seconds.add(1, ordering: .relaxed)
    #expect(try await ask(sandbox, .get, "/admin/realms/master", token: access).status == 401)

    let renewal = "grant_type=refresh_token&client_id=admin-cli&refresh_token=\(refresh)"
    let renewed = try await ask(sandbox, .post, address, form: renewal)
    let second = try #require(renewed.body.object?["access_token"]?.text)
    #expect(second != access)
    #expect(try await ask(sandbox, .get, "/admin/realms/master", token: second).status == 200)

    clock.seconds.add(1800, ordering: .relaxed)
    let late = try await ask(sandbox, .post, address, form: renewal)
    #expect(late.status == 400)
    #expect(late.body.object?["error"] == "invalid_grant")
}

@Test("a token is bound to the address through which it was issued")
func tokensAreBoundToTheAddress() async throws {
    let sandbox = Sandbox(now: { 1_800_000_000 })
    let login = try await ask(
        sandbox, .post, "/realms/master/protocol/openid-connect/token",
        form: "grant_type=password&client_id=admin-cli&username=admin&password=admin")
    let access = try #require(login.body.object?["access_token"]?.text)
    let other = try #require(BaseURL("http://other.test"))
    let request = HTTPRequest(
        .get, other, target: "/admin/realms", headers: [.init("Authorization", "Bearer \(access)")], body: nil)
    #expect(await sandbox.send(request).status == 401)
}
