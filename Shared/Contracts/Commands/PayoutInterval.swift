/// How often a wallet is paid out.
public enum PayoutInterval: String, CaseIterable, Sendable {
    /// Only when somebody asks for it.
    case none
    /// Every day.
    case daily
    /// Every week on one day.
    case weekly
    /// Whenever it holds as much as the schedule's minimum.
    case threshold
}

/// A day of the week, in UTC.
public enum Weekday: String, CaseIterable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// Its number by ISO 8601: 1 is Monday, 7 Sunday.
    public var isoNumber: Int16 {
        switch self {
        case .monday: 1
        case .tuesday: 2
        case .wednesday: 3
        case .thursday: 4
        case .friday: 5
        case .saturday: 6
        case .sunday: 7
        }
    }

    /// The day with this number by ISO 8601; nil for a number that is none.
    public init?(isoNumber: Int16) {
        guard let day = Self.allCases.first(where: { $0.isoNumber == isoNumber }) else { return nil }
        self = day
    }
}
