import Contracts

/// Who takes part in what, blocks whom and follows which topics: of everybody who is connected here, and of others as long as there is room.
///
/// It is told by queries and kept up by the log. Both may be ahead of the other: an answer is a state as of a position, so changes up to there
/// are not applied to it again, and changes after it that have passed by already are.
public struct Directory: Sendable {
    struct Person: Sendable {
        var state: PersonState
        var asOf: Position
    }

    struct KnownConversation: Sendable {
        /// Nil where there is none under this name.
        var conversation: Conversation?
        var asOf: Position
    }

    /// People who are connected here; they stay.
    var connected: [PartyID: Person] = [:]
    /// People who are to stay once they are known.
    var awaited: Set<PartyID> = []
    /// What others have chosen.
    var strangers: RecentlyUsed<PartyID, PersonSettings>
    var conversations: RecentlyUsed<ConversationID, KnownConversation>
    /// Those of a conversation's members who are connected here.
    var audiences: [ConversationID: Set<PartyID>] = [:]
    /// Those of a topic's followers who are connected here.
    var subscribers: [TopicName: Set<PartyID>] = [:]
    var recent: RecentChanges

    /// - Parameters:
    ///   - position: from where on the log's changes will be told.
    ///   - capacity: how many conversations, and how many people who are not connected here, are remembered.
    ///   - changes: how many of the latest changes are remembered; an answer older than they are is asked for again.
    public init(at position: Position, capacity: Int = 100_000, changes: Int = 4_096) {
        strangers = RecentlyUsed(capacity: capacity)
        conversations = RecentlyUsed(capacity: capacity)
        recent = RecentChanges(after: position, capacity: changes)
    }

    /// Whether this person's streams are known here.
    public func isConnected(_ person: PartyID) -> Bool { connected.index(forKey: person) != nil }

    /// Everybody whose streams are known here.
    public var everyone: some Collection<PartyID> { connected.keys }

    /// What is known of somebody's choices.
    public func settings(of person: PartyID) -> PersonSettings? {
        connected[person]?.state.settings ?? strangers.peek(person)
    }

    /// The conversations of somebody who is connected here.
    public func conversations(of person: PartyID) -> [ConversationID: Conversation.MemberRole] {
        connected[person]?.state.conversations ?? [:]
    }

    /// Who of those connected here receives what goes into a stream.
    ///
    /// - Parameter pair: the two of a direct conversation, which has no members yet when its first message comes.
    public func recipients(of stream: MessageStream, pair: [PartyID] = []) -> [PartyID] {
        switch stream {
        case .conversation(let id):
            let people = audiences[id] ?? []
            let others = pair.filter { isConnected($0) && !people.contains($0) }
            return others.isEmpty || isChanged(id) ? Array(people) : Array(people) + others
        case .inbox(let person): return isConnected(person) ? [person] : []
        case .topic(let topic): return Array(subscribers[topic] ?? [])
        case .everyone: return Array(connected.keys)
        }
    }

    /// Whether it is known that somebody has changed who takes part in it.
    func isChanged(_ id: ConversationID) -> Bool { (conversations.peek(id)?.conversation?.version ?? 0) > 0 }

    /// From now on this person's streams are to be followed; they are told by ``learn(_:asOf:)``.
    ///
    /// - Returns: whether they have to be asked for.
    public mutating func connect(_ person: PartyID) -> Bool {
        guard connected[person] == nil else { return false }
        awaited.insert(person)
        return true
    }

    /// The last client of a person has left.
    public mutating func disconnect(_ person: PartyID) {
        awaited.remove(person)
        guard let gone = connected.removeValue(forKey: person) else { return }
        for id in gone.state.conversations.keys { audiences[id].remove(person) }
        for topic in gone.state.settings.topics { subscribers[topic].remove(person) }
        strangers.insert(gone.state.settings, for: person)
    }
}

extension Optional<Set<PartyID>> {
    mutating func insert(_ person: PartyID) {
        if self == nil { self = [] }
        self?.insert(person)
    }

    /// Takes somebody out; an empty set goes.
    mutating func remove(_ person: PartyID) {
        self?.remove(person)
        if self?.isEmpty == true { self = nil }
    }
}
