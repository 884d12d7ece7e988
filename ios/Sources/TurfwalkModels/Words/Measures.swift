import Foundation
import TurfwalkCore

extension Texts {
    /// "90 m", "1.4 km".
    public func distance(_ metres: UInt32) -> String {
        if metres < 1_000 { return commonDistanceM(metres: String(metres)) }
        let tenths = (metres + 50) / 100
        return commonDistanceKm(km: "\(tenths / 10)\(commonDecimalMark)\(tenths % 10)")
    }

    /// "45 min", "2 h 5 min"; never less than a minute.
    public func duration(_ seconds: UInt32) -> String {
        let minutes = max(1, (seconds + 30) / 60)
        let (hours, rest) = (minutes / 60, minutes % 60)
        if hours == 0 { return commonDurationMin(minutes: String(minutes)) }
        if rest == 0 { return commonDurationH(hours: String(hours)) }
        return commonDurationHMin(hours: String(hours), minutes: String(rest))
    }

    /// "today at 9:05", "March 4": a moment as people say it, seen from `now` (both milliseconds
    /// since 1970) in the phone's own time zone.
    public func moment(_ ms: Int64, now nowMs: Int64, in zone: TimeZone = .current) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let (then, now) = (Self.date(ms), Self.date(nowMs))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: then)
        let minute = String(parts.minute ?? 0)
        let time = commonTime(
            hour: String(parts.hour ?? 0), minute: minute.count == 1 ? "0" + minute : minute)
        let yesterday = calendar.date(byAdding: .day, value: -1, to: now) ?? now
        if calendar.isDate(then, inSameDayAs: now) { return commonTodayAt(time: time) }
        if calendar.isDate(then, inSameDayAs: yesterday) { return commonYesterdayAt(time: time) }
        let (day, month) = (String(parts.day ?? 1), month(parts.month ?? 1))
        let isThisYear = parts.year == calendar.component(.year, from: now)
        return isThisYear
            ? commonDate(month: month, day: day)
            : commonDateYear(month: month, day: day, year: String(parts.year ?? 1970))
    }

    /// "3 minutes ago": for what lies back a little.
    public func ago(_ ms: Int64, now nowMs: Int64) -> String {
        let minutes = (nowMs - ms) / 60_000
        return switch minutes {
        case ..<1: commonJustNow
        case ..<60: commonMinutesAgo(count: Int(minutes))
        case ..<1_440: commonHoursAgo(count: Int(minutes / 60))
        default: moment(ms, now: nowMs)
        }
    }

    /// A time of day, of minutes after midnight: "21:00".
    public func timeOfDay(_ minutes: UInt16) -> String {
        let minute = String(minutes % 60)
        return commonTime(hour: String(minutes / 60), minute: minute.count == 1 ? "0" + minute : minute)
    }

    private static func date(_ ms: Int64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(ms) / 1_000)
    }

    private func month(_ number: Int) -> String {
        [
            commonMonth1, commonMonth2, commonMonth3, commonMonth4, commonMonth5, commonMonth6,
            commonMonth7, commonMonth8, commonMonth9, commonMonth10, commonMonth11, commonMonth12,
        ][max(1, min(12, number)) - 1]
    }
}
