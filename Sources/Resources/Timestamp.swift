/// Moments as people and other programs read them.
public enum Timestamp {
    /// Seconds since 1970 as a moment in UTC (RFC 3339): `2026-11-21T12:00:00Z`; nil before the year 1 and after the year
    /// 9999, for which that form has no place.
    public static func text(_ seconds: Int) -> String? {
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return nil }
        // Counted from the year 1 on, so that nothing is negative.
        let seconds = seconds + 62_135_596_800
        let (year, month, day) = date(seconds / 86_400)
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
            + "T\(digits(seconds / 3600 % 24, 2)):\(digits(seconds / 60 % 60, 2)):\(digits(seconds % 60, 2))Z"
    }

    /// The date of a day, counted from 0001-01-01, in the Gregorian calendar: in cycles of 400 years that begin in March,
    /// where leap days come last.
    private static func date(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 306
        let dayOfCycle = shifted % 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = shifted / 146_097 * 400 + yearOfCycle + (month < 10 ? 0 : 1)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
