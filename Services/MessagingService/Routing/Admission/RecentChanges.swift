import Contracts

/// The latest changes of who receives what, for answers that were given before them and arrive after.
struct RecentChanges: Sendable {
    /// A direct conversation, of which the log tells only by its messages.
    struct Meeting: Sendable {
        let pair: [PartyID]
        let position: Position
    }

    private let capacity: Int
    private var changes = Fifo<LogRecord>()
    private var pairs: RecentlyUsed<ConversationID, Meeting>
    /// Every change after this position is here.
    private(set) var floor: Position

    init(after position: Position, capacity: Int) {
        floor = position
        self.capacity = max(1, capacity)
        pairs = RecentlyUsed(capacity: capacity)
    }

    /// A conversation or a person has changed.
    mutating func append(_ record: LogRecord) {
        if changes.count >= capacity, let oldest = changes.popFirst() { floor = max(floor, oldest.position) }
        changes.append(record)
    }

    /// A direct message passed by: perhaps the first of the two.
    mutating func append(_ pair: [PartyID], in id: ConversationID, at position: Position) {
        guard let gone = pairs.insert(Meeting(pair: pair, position: position), for: id) else { return }
        floor = max(floor, gone.value.position)
    }

    /// The changes after a position; nil where some of them are forgotten.
    func after(_ position: Position) -> [LogRecord]? {
        guard position >= floor else { return nil }
        return changes.waiting.filter { $0.position > position }
    }

    /// The direct conversations of a person with messages after a position.
    func meetings(of person: PartyID, after position: Position) -> [(ConversationID, Meeting)] {
        pairs.filter { $0.position > position && $0.pair.contains(person) }
    }
}
