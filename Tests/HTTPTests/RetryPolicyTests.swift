import Foundation
import Testing

@testable import HTTP

@Suite("Which failures are tried again, and when")
struct RetryPolicyTests {
    @Test(
        "a kind of failure",
        arguments: [
            (HTTPError.Kind.refused, true, false), (.broken, true, true), (.timeout, true, true),
            (.unknownHost, false, false), (.proxy, false, false), (.tls, false, false), (.invalid, false, false),
            (.cancelled, false, false),
        ])
    func kinds(kind: HTTPError.Kind, mayPass: Bool, mayHaveActed: Bool) {
        let error = HTTPError(kind, "x")
        #expect(RetryPolicy.mayPass(error) == mayPass)
        #expect(RetryPolicy.mayHaveActed(.failure(error)) == mayHaveActed)
    }

    @Test(
        "a status",
        arguments: [
            (200, false, false), (400, false, false), (401, false, false), (404, false, false), (409, false, false),
            (429, true, false), (500, false, false), (501, false, false), (502, true, true), (503, true, true),
            (504, true, true),
        ])
    func statuses(status: Int, mayPass: Bool, mayHaveActed: Bool) {
        #expect(RetryPolicy.mayPass(status: status) == mayPass)
        #expect(RetryPolicy.mayHaveActed(.success(HTTPResponse(status: status))) == mayHaveActed)
    }

    @Test(
        "a wait grows, is drawn by chance, and ends with the number and the time",
        arguments: [
            // after try, seconds since the first, wish, random, wait in milliseconds
            (1, 0, nil, 0, 0), (1, 0, nil, 0.5, 250), (1, 0, nil, 1, 500), (2, 0, nil, 1, 1000), (3, 0, nil, 1, 2000),
            (4, 0, nil, 1, nil),
            // The time that is left caps it.
            (3, 29, nil, 1, 1000), (1, 30, nil, 0, nil), (1, 31, nil, 0, nil),
            // The server's wish goes before chance, and is capped too.
            (1, 0, 5, 0.5, 5000), (1, 0, 0, 0.5, 0), (1, 0, 3600, 0.5, 30_000), (2, 20, 3600, 0.5, 10_000),
        ] as [(Int, Int, Int?, Double, Int?)])
    func waits(tries: Int, elapsed: Int, wish: Int?, random: Double, wait: Int?) {
        let policy = RetryPolicy(retries: 3, timeout: 30)
        let actual = policy.wait(
            afterTry: tries, elapsed: .seconds(elapsed), wish: wish.map { .seconds($0) }, random: random)
        #expect(actual == wait.map { .milliseconds($0) })
    }

    @Test("no wait is longer than eight seconds unless the server wishes it")
    func longest() {
        let policy = RetryPolicy(retries: .max, timeout: 100_000)
        #expect(policy.wait(afterTry: 5, elapsed: .zero, random: 1) == .seconds(8))
        #expect(policy.wait(afterTry: 5000, elapsed: .zero, random: 1) == .seconds(8))
        #expect(RetryPolicy(retries: 0).wait(afterTry: 1, elapsed: .zero, random: 1) == nil)
        #expect(RetryPolicy(timeout: 0).wait(afterTry: 1, elapsed: .zero, random: 1) == nil)
    }

    @Test(
        "Retry-After in seconds or as a date",
        arguments: [
            (nil, nil), ("0", 0), ("7", 7), ("-1", nil), ("", nil), ("soon", nil), ("1.5", nil),
            ("99999999999", 86_400), ("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sun, 06 Nov 1994 08:49:27 GMT", 0),
            ("Sun, 06 Nov 1994 25:49:47 GMT", nil), ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
            ("Sun, 06 Nob 1994 08:49:47 GMT", nil),
        ] as [(String?, Int?)])
    func retryAfter(header: String?, seconds: Int?) {
        #expect(RetryPolicy.wish(header, date: 784_111_777) == seconds.map { .seconds($0) })
    }

    @Test("every day of four hundred years has Foundation's number")
    func dates() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for day in stride(from: 0, to: 146_097, by: 13) {
            let seconds = day * 86_400 + day % 86_400
            let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(HTTPDate.seconds(text) == seconds, "\(text)")
        }
    }
}
