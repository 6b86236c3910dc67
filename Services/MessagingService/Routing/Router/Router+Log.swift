import Contracts

extension Router {
    /// An announcement of `messaging.committed`.
    public mutating func committed(_ batch: CommittedBatch, at now: Timestamp) {
        follow(follower.receive(batch, at: now), at: now)
        for marker in batch.markers { tell(marker) }
    }

    /// An answer of `log.read`.
    public mutating func logRead(_ records: [LogRecord], head: Position, at now: Timestamp) {
        follow(follower.receive(answer: records, head: head, at: now), at: now)
    }

    /// `log.read` was not answered.
    public mutating func logReadFailed(at now: Timestamp) { follower.questionFailed(at: now) }

    private mutating func follow(_ records: [LogRecord], at now: Timestamp) {
        for record in records {
            let recipients = directory.follow(record)
            if case .conversation(let conversation) = record.content {
                // Whoever has waited for it goes before what the same sender says from now on.
                settle(Missing(conversations: [conversation.id]), at: now)
            }
            watchReceipts(of: record)
            guard !recipients.isEmpty else { continue }
            let frame = Frame(record)
            for person in recipients {
                for id in sessionsOf[person] ?? [] {
                    sessions[id]?.deliver(committed: frame, followerAt: follower.position, &budget)
                    touched.insert(id)
                }
            }
        }
    }

    private mutating func watchReceipts(of record: LogRecord) {
        guard case .message(let message) = record.content, directory.isConnected(message.sender) else { return }
        let recipient: PartyID?
        switch message.stream {
        case .inbox(let person): recipient = person
        case .conversation: recipient = message.pair.first { $0 != message.sender }
        default: recipient = nil
        }
        guard let recipient, recipient != message.sender else { return }
        receipts.watch(recipient, for: message.sender, from: record.position)
    }
}
