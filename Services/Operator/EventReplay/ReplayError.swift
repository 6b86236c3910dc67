import Contracts

/// Why events do not make a ledger.
public enum ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A line that is no event; its beginning.
    case unreadable(String)
    /// An event that tells something which cannot be, with what is wrong.
    case wrong(EventID, String)
    /// Events that tell of an account's later versions, while an earlier one never came.
    case missing(account: String, version: Int64, waiting: EventID)

    public var description: String {
        switch self {
        case .unreadable(let line): "a line of the archive is no event: \(line)"
        case .wrong(let id, let what): "event \(id): \(what)"
        case .missing(let account, let version, let waiting):
            "the event with version \(version) of account \(account) is missing; \(waiting) comes after it"
        }
    }
}
