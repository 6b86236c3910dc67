import Contracts

/// Whose receipts of delivery somebody connected here waits for: of direct messages and notifications that passed by in the log.
struct ReceiptWatch: Sendable {
    /// The most senders who wait for one person's receipt.
    static let mostSenders = 16

    private var waiting: RecentlyUsed<PartyID, [PartyID: Position]>

    init(capacity: Int) { waiting = RecentlyUsed(capacity: capacity) }

    var count: Int { waiting.count }

    /// A message for one person passed by, whose sender is connected here.
    mutating func watch(_ recipient: PartyID, for sender: PartyID, from position: Position) {
        var senders = waiting.use(recipient) ?? [:]
        guard senders[sender] != nil || senders.count < Self.mostSenders else { return }
        senders[sender] = position
        waiting.insert(senders, for: recipient)
    }

    /// A device of the recipient has everything up to a position.
    ///
    /// - Returns: whom to tell.
    mutating func delivered(_ recipient: PartyID, upTo position: Position) -> [PartyID] {
        guard var senders = waiting.peek(recipient) else { return [] }
        let told = senders.filter { $0.value <= position }.map(\.key)
        for sender in told { senders[sender] = nil }
        if senders.isEmpty { waiting.remove(recipient) } else { waiting.insert(senders, for: recipient) }
        return told
    }
}
