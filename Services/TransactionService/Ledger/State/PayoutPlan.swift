import Contracts

/// When a host's wallet is paid out by itself.
public struct PayoutPlan: Hashable, Sendable {
    /// Which wallet.
    public let account: AccountID
    /// How often.
    public var interval: PayoutInterval
    /// On which day of the week, where the interval is weekly.
    public var weekday: Weekday?
    /// Less than this is not paid out; in minor units, at least one.
    public var minimum: Int64
    /// The end of the period at hand, a midnight in UTC; nil without a daily or weekly interval.
    public var nextDueAt: Timestamp?

    /// Makes a plan.
    public init(
        account: AccountID, interval: PayoutInterval, weekday: Weekday?, minimum: Int64, nextDueAt: Timestamp?
    ) {
        self.account = account
        self.interval = interval
        self.weekday = weekday
        self.minimum = minimum
        self.nextDueAt = nextDueAt
    }

    /// The first moment after `now` at which the plan is due.
    ///
    /// Days begin at midnight in UTC. Days count from 1 January 1970, which was a Thursday.
    func due(after now: Timestamp) -> Timestamp? {
        let day = now.utcDay + 1
        switch interval {
        case .none, .threshold: return nil
        case .daily: return Timestamp(utcDay: day)
        case .weekly:
            let wanted = Int64(weekday?.isoNumber ?? 1)
            let isoDay = (day + 3) % 7 + 1
            return Timestamp(utcDay: day + (wanted - isoDay + 7) % 7)
        }
    }
}

/// What a payout command came to, for its document.
struct Payout {
    enum State: String {
        case scheduled, initiated, skipped
    }

    let state: State
    let account: Account
    let plan: PayoutPlan?
    /// The period that was asked for.
    var dueAt: Timestamp?
    /// Why nothing was paid.
    var reason: ErrorCode?
}

extension Timestamp {
    private static let day: Int64 = 86_400_000_000

    /// The number of whole days since 1 January 1970 in UTC.
    var utcDay: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: Self.day)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The midnight with which a day begins in UTC.
    init(utcDay: Int64) { self.init(microseconds: utcDay * Self.day) }
}
