import Contracts

/// Who is connected anywhere, and who is writing; bounded, forgotten after a while, and the first thing that is shed.
public struct Presence: Sendable {
    /// How long somebody who was said to be connected elsewhere is believed, in microseconds, when it is not said again.
    public static let belief: Int64 = 60_000_000
    /// How often one person's typing in a conversation is passed on, in microseconds.
    public static let typingInterval: Int64 = 3_000_000

    private struct Writing: Hashable, Sendable {
        let person: PartyID
        let conversation: ConversationID
    }

    private var here: [PartyID: Int] = [:]
    private var elsewhere: RecentlyUsed<PartyID, [String: Timestamp]>
    private var writing: RecentlyUsed<Writing, Timestamp>

    /// - Parameter capacity: how many people elsewhere, and how many who are writing, are remembered.
    public init(capacity: Int) {
        elsewhere = RecentlyUsed(capacity: capacity)
        writing = RecentlyUsed(capacity: capacity)
    }

    /// A client has connected here.
    ///
    /// - Returns: whether it is the person's first here.
    public mutating func connected(_ person: PartyID) -> Bool {
        here[person, default: 0] += 1
        return here[person] == 1
    }

    /// A client has left here.
    ///
    /// - Returns: whether it was the person's last here.
    public mutating func disconnected(_ person: PartyID) -> Bool {
        guard let count = here[person] else { return false }
        here[person] = count > 1 ? count - 1 : nil
        return count == 1
    }

    /// An instance tells of somebody.
    ///
    /// - Returns: whether the person is connected anywhere now, where that has changed; otherwise nil.
    public mutating func told(_ person: PartyID, isOnline: Bool, by instance: String, at now: Timestamp) -> Bool? {
        let before = self.isOnline(person, at: now)
        var instances = elsewhere.use(person) ?? [:]
        instances[instance] = isOnline ? now.adding(microseconds: Self.belief) : nil
        instances = instances.filter { $0.value > now }
        if instances.isEmpty { elsewhere.remove(person) } else { elsewhere.insert(instances, for: person) }
        let after = self.isOnline(person, at: now)
        return before == after ? nil : after
    }

    /// Whether somebody is connected anywhere.
    public func isOnline(_ person: PartyID, at now: Timestamp) -> Bool {
        here[person] != nil || elsewhere.peek(person)?.values.contains { $0 > now } == true
    }

    /// Somebody writes.
    ///
    /// - Returns: whether that is to be passed on: not more often than every ``typingInterval``.
    public mutating func types(_ person: PartyID, in conversation: ConversationID, at now: Timestamp) -> Bool {
        let key = Writing(person: person, conversation: conversation)
        if let last = writing.peek(key), now < last.adding(microseconds: Self.typingInterval) { return false }
        writing.insert(now, for: key)
        return true
    }
}
