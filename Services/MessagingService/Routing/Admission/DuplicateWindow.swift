import Contracts

/// The messages of the last while by id, so that one that is sent again is told from one that only uses its id.
///
/// It is bounded; what has left it is told apart by the store, which refuses other content under a stored id.
public struct DuplicateWindow: Sendable {
    /// What is known of an id.
    public enum Verdict: Hashable, Sendable {
        /// Nothing: it is new.
        case new
        /// The same message, on its way to the store but not there for certain.
        case pending
        /// The same message, which the broker has confirmed.
        case confirmed
        /// Another message had this id.
        case conflicting
    }

    private struct Entry: Sendable {
        let digest: [UInt8]
        var isConfirmed = false
        var isSeen = false
    }

    private var entries: RecentlyUsed<MessageID, Entry>

    /// - Parameter capacity: how many messages it remembers.
    public init(capacity: Int) { entries = RecentlyUsed(capacity: capacity) }

    /// How many messages it remembers.
    public var count: Int { entries.count }

    /// Looks a message up, and remembers it where it is new.
    ///
    /// - Parameter digest: SHA-256 over ``Message/canonicalContent``.
    public mutating func enter(_ id: MessageID, digest: [UInt8]) -> Verdict {
        guard let entry = entries.use(id) else {
            entries.insert(Entry(digest: digest), for: id)
            return .new
        }
        guard entry.digest == digest else { return .conflicting }
        return entry.isConfirmed ? .confirmed : .pending
    }

    /// What ``enter(_:digest:)`` would say, without remembering.
    public func verdict(on id: MessageID, digest: [UInt8]) -> Verdict {
        guard let entry = entries.peek(id) else { return .new }
        guard entry.digest == digest else { return .conflicting }
        return entry.isConfirmed ? .confirmed : .pending
    }

    /// The broker has confirmed it.
    public mutating func confirm(_ id: MessageID) { entries.update(id) { $0.isConfirmed = true } }

    /// Somebody may have seen it before its commit.
    public mutating func see(_ id: MessageID) { entries.update(id) { $0.isSeen = true } }

    /// It did not reach the store and may be sent with other content; but what is confirmed or seen keeps its content for ever.
    public mutating func forget(_ id: MessageID) {
        guard let entry = entries.peek(id), !entry.isConfirmed, !entry.isSeen else { return }
        entries.remove(id)
    }
}
