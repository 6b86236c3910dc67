import Contracts
import Foundation

extension PersonSettings.QuietHours {
    /// How long it stays quiet from a moment on; nil where it is not quiet then.
    ///
    /// Where the clock is set forward or back meanwhile it may end an hour early or late; whoever waits asks again then. A time zone that nobody
    /// knows counts as UTC.
    func rest(from now: Timestamp) -> Duration? {
        let zone = TimeZone(identifier: timeZone) ?? .gmt
        let date = Date(timeIntervalSince1970: Double(now.microseconds) / 1_000_000)
        let seconds = Int64(date.timeIntervalSince1970.rounded(.down)) + Int64(zone.secondsFromGMT(for: date))
        let day: Int64 = 86_400
        let second = ((seconds % day) + day) % day
        let minute = Int(second / 60)
        let isQuiet = from <= to ? (from..<to).contains(minute) : minute >= from || minute < to
        guard isQuiet else { return nil }
        let end = Int64(to) * 60
        return .seconds((end - second + day) % day)
    }
}
