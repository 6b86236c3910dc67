/// How urgent a message is. High overtakes, low is never starved.
public enum MessagePriority: String, CaseIterable, Comparable, Sendable {
    case high, normal, low

    /// 0 for high to 2 for low, as it is stored.
    public var rank: Int16 {
        switch self {
        case .high: 0
        case .normal: 1
        case .low: 2
        }
    }

    /// The priority of a stored rank.
    public init?(rank: Int16) {
        switch rank {
        case 0: self = .high
        case 1: self = .normal
        case 2: self = .low
        default: return nil
        }
    }

    /// More urgent comes first.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
