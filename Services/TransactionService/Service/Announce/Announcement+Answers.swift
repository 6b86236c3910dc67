import Contracts
import Foundation
import Ledger
import RabbitMQ

extension Announcement {
    /// What follows from a committed group.
    init(
        _ group: [Received], _ answers: [Answer], raised: [RaisedFlag], outboxRow: Int64?, at now: Timestamp,
        _ form: EventForm
    ) {
        outboxRows = outboxRow.map { [$0] } ?? []
        for (received, answer) in zip(group, answers) { add(received, answer, at: now) }
        // In the order of their numbers, as the outbox has them.
        var announced = answers.flatMap(\.outcomes).filter(\.isAnnounced).map { LedgerEvent($0, at: now) }
        announced += raised.map { LedgerEvent($0, at: now) }
        events = form.messages(of: raised.isEmpty ? announced : announced.sorted { $0.id < $1.id })
        eventCount = announced.count
        lastTag = group.last?.delivery.tag ?? 0
    }

    /// What follows from messages of which none could be read.
    init(unreadable group: [Received]) {
        let now = Timestamp.byTheServiceClock
        for received in group {
            add(received, Answer(members: received.members.compactMap(Answer.Member.init(unreadable:))), at: now)
        }
        lastTag = group.last?.delivery.tag ?? 0
    }

    /// What follows from a message that the database refuses for its data.
    init(refused received: Received) {
        let now = Timestamp.byTheServiceClock
        let error = CommandError(.internalError, "the database refuses the data of this message")
        deadLetters = [received.deadLetter(error, at: now)]
        let document = ReplyBody.unreadable(
            error, messageID: received.delivery.properties.messageID, type: received.delivery.properties.type, at: now)
        if let reply = received.reply(ReplyBody.single(document, isReplay: false)) { replies = [reply] }
        lastTag = received.delivery.tag
    }

    /// The announcement of two groups that were committed one after the other.
    func followed(by next: Announcement) -> Announcement {
        var both = self
        both.events += next.events
        both.eventCount += next.eventCount
        both.deadLetters += next.deadLetters
        both.replies += next.replies
        both.outboxRows += next.outboxRows
        both.lastTag = next.lastTag
        both.commands += next.commands
        return both
    }

    /// Puts an earlier batch's events in front.
    mutating func precede(by orphan: LedgerStore.Orphan, _ form: EventForm) {
        events = form.messages(of: orphan.events) + events
        eventCount += orphan.events.count
        outboxRows.insert(orphan.row, at: 0)
    }

    private mutating func add(_ received: Received, _ answer: Answer, at now: Timestamp) {
        commands += answer.members.count
        if let error = received.deadLetter {
            deadLetters.append(received.deadLetter(error, at: now))
            return
        }
        var documents: [(document: [UInt8], isReplay: Bool)] = []
        for member in answer.members {
            switch member {
            case .outcome(let outcome):
                documents.append((outcome.document, outcome.isReplay))
            case .unreadable(let messageID, let error):
                let document = ReplyBody.unreadable(
                    error, messageID: messageID, type: received.form == .single ? received.type : nil, at: now)
                documents.append((document, false))
            }
        }
        guard received.replyTo != nil else { return }
        let body =
            received.form == .single
            ? ReplyBody.single(documents[0].document, isReplay: documents[0].isReplay)
            : ReplyBody.batch(id: received.delivery.properties.messageID ?? "", documents)
        if let reply = received.reply(body) { replies.append(reply) }
    }
}

extension Answer.Member {
    fileprivate init?(unreadable member: Received.Member) {
        guard case .unreadable(let messageID, let error) = member else { return nil }
        self = .unreadable(messageID: messageID, error)
    }
}

extension Outcome {
    /// Whether the answer repeats an earlier one.
    var isReplay: Bool {
        if case .replayed = status { true } else { false }
    }
}

extension Timestamp {
    /// Now, by the service's own clock: for answers that never reach the database, whose clock rules otherwise.
    static var byTheServiceClock: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
