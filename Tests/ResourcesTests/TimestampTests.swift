import Foundation
import Testing

@testable import Resources

@Suite("Moments")
struct TimestampTests {
    @Test(
        "are written in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (86_399, "1970-01-01T23:59:59Z"), (1_795_263_604, "2026-11-21T12:20:04Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (951_868_800, "2000-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"), (-1, "1969-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ])
    func text(_ seconds: Int, _ text: String) {
        #expect(Timestamp.text(seconds) == text)
    }

    @Test("that the form has no place for are none")
    func outside() {
        #expect(Timestamp.text(253_402_300_800) == nil && Timestamp.text(-62_135_596_801) == nil)
        #expect(Timestamp.text(.max) == nil && Timestamp.text(.min) == nil)
    }

    @Test("are those that Foundation writes")
    func sameAsFoundation() {
        let formatter = ISO8601DateFormatter()
        for seconds in stride(from: -2_300_000_000, through: 253_402_300_799, by: 86_400 * 97 + 12_345) {
            #expect(Timestamp.text(seconds) == formatter.string(from: Date(timeIntervalSince1970: Double(seconds))))
        }
    }
}
