/// Moments as people and other programs read them.
public enum Timestamp {
    /// Seconds since 1970 as a date and time of UTC: `2026-11-21T12:18:58Z` (RFC 3339).
    public static func text(_ seconds: Int) -> String {
        let (day, time) = seconds.quotientRoundedDown(by: 86_400)
        // Counted in years that begin in March, where leap days come last, from 0000-03-01 on; 400 years have 146097 days.
        let (era, dayOfEra) = (day + 719_468).quotientRoundedDown(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        let date = [digits(year, 4), digits(month, 2), digits(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2)]
        let clock = [time / 3600, time / 60 % 60, time % 60].map { digits($0, 2) }
        return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":"))Z"
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}

extension Int {
    /// Quotient and remainder, where the remainder is never negative.
    fileprivate func quotientRoundedDown(by divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
