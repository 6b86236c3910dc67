/// A batch of messages on its way, and what is known about each.
final class PublishBatch {
    let number: UInt64
    let messages: [OutgoingMessage]
    let deadline: ContinuousClock.Instant
    private let mayLeave: (@Sendable () -> Bool)?
    private(set) var outcomes: [PublishOutcome]
    /// How many messages have been sent.
    var sent = 0
    private var unresolved: Int
    private var continuation: CheckedContinuation<Result<[PublishOutcome], BrokerError>, Never>?

    init(
        number: UInt64, messages: [OutgoingMessage], deadline: ContinuousClock.Instant,
        mayLeave: (@Sendable () -> Bool)? = nil,
        continuation: CheckedContinuation<Result<[PublishOutcome], BrokerError>, Never>
    ) {
        self.number = number
        self.messages = messages
        self.deadline = deadline
        self.mayLeave = mayLeave
        self.continuation = continuation
        outcomes = Array(repeating: .confirmed, count: messages.count)
        unresolved = messages.count
    }

    var isComplete: Bool { unresolved == 0 }

    /// Whether nothing of it may be sent any more.
    func isTooLate() -> Bool { mayLeave.map { !$0() } ?? false }

    /// Notes that the message has been returned; its confirm is still to come.
    func noteReturned(_ index: Int, _ outcome: PublishOutcome) { outcomes[index] = outcome }

    /// Counts one message as answered.
    func resolve(_ index: Int, isNacked: Bool) {
        if isNacked { outcomes[index] = .nacked }
        unresolved -= 1
    }

    /// Answers the caller; only the first answer counts.
    func finish(_ result: Result<[PublishOutcome], BrokerError>) {
        continuation?.resume(returning: result)
        continuation = nil
    }
}

/// The messages that were sent and not yet confirmed, by their number on the channel.
struct PublishWindow {
    private struct Entry {
        var batch: PublishBatch
        var index: Int
        var isResolved = false
        var isReturned = false
    }

    /// A ring would save the copying; but this is copied once per thousand messages, and easier to see through.
    private var entries: [Entry] = []
    private var head = 0
    /// The number of `entries[head]`. The first message on a channel has number 1.
    private var firstSequence: UInt64 = 1

    /// How many have been sent and are not confirmed, including those behind an unconfirmed one.
    var count: Int { entries.count - head }

    mutating func append(_ batch: PublishBatch, _ index: Int) { entries.append(Entry(batch: batch, index: index)) }

    /// Notes a confirm or a refusal.
    ///
    /// - Parameter completed: is given each batch whose last message this has answered.
    mutating func resolve(
        through sequence: UInt64, isMultiple: Bool, isNacked: Bool, completed: (PublishBatch) -> Void
    ) {
        guard sequence >= firstSequence, sequence - firstSequence < UInt64(count) else {
            // Zero with `multiple` means all. Anything else out of range was answered before.
            if sequence == 0, isMultiple, count > 0 {
                resolve(
                    through: firstSequence + UInt64(count) - 1, isMultiple: true, isNacked: isNacked,
                    completed: completed)
            }
            return
        }
        let last = head + Int(sequence - firstSequence)
        for position in (isMultiple ? head : last)...last where !entries[position].isResolved {
            entries[position].isResolved = true
            let batch = entries[position].batch
            batch.resolve(entries[position].index, isNacked: isNacked)
            if batch.isComplete { completed(batch) }
        }
        dropResolved()
    }

    /// Finds the message that came back: the oldest one not yet returned that says the same.
    mutating func note(_ returned: ReturnedMessage) {
        for position in head..<entries.count {
            let entry = entries[position]
            guard !entry.isResolved, !entry.isReturned else { continue }
            let message = entry.batch.messages[entry.index]
            guard message.isMandatory, message.properties.messageID == returned.messageID,
                message.routingKey == returned.routingKey, message.exchange == returned.exchange
            else { continue }
            entries[position].isReturned = true
            entry.batch.noteReturned(entry.index, .returned(code: returned.code, text: returned.text))
            return
        }
    }

    private mutating func dropResolved() {
        while head < entries.count, entries[head].isResolved {
            head += 1
            firstSequence += 1
        }
        if head == entries.count {
            entries.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 1_024, head > entries.count / 2 {
            entries.removeFirst(head)
            head = 0
        }
    }
}
