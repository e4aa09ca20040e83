import Foundation
import Reconcile
import Testing

@Test("moments are written as Foundation writes them, in leap years and centuries too")
func timestamps() {
    let format = Date.ISO8601FormatStyle()
    for seconds in stride(from: -2_300_000_000, to: 253_000_000_000, by: 86_400 * 29 + 12_345) {
        #expect(Timestamp.text(seconds) == Date(timeIntervalSince1970: Double(seconds)).formatted(format))
    }
    for (seconds, text) in [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (951_868_799, "2000-02-29T23:59:59Z"),
        (951_868_800, "2000-03-01T00:00:00Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] {
        #expect(Timestamp.text(seconds) == text)
    }
}
