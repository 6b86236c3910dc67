import Contracts
import MessageRouting

extension Desk {
    /// Takes messages from another door than a WebSocket.
    func take(_ posting: Posting, at now: Timestamp) {
        let open = OpenPosting(posting)
        for (index, request) in posting.requests.enumerated() {
            let origin = Origin.posting(open, index: index)
            let ticket = ticket()
            switch request {
            case .send(let message):
                resolve(router.submit(message, from: posting.sender, ticket: ticket, at: now), for: origin, ticket)
            case .amend(let change):
                resolve(router.submit(change, from: posting.sender, ticket: ticket, at: now), for: origin, ticket)
            case .mark(let marker):
                guard marker.position <= router.follower.head else {
                    answer(
                        origin,
                        .failure(
                            CommandError(.invalidField, "cursor lies beyond the end of the log", field: "cursor")))
                    continue
                }
                guard buffer.hasRoomForMarkers else {
                    answer(
                        origin, .failure(CommandError(.unavailable, "too much waits to be stored: try again")))
                    continue
                }
                store([.marker(marker)], for: Waiter(origin, message: nil, missing: 1, since: .now))
            }
        }
    }

    /// Tells what the router has decided, or has it stored first.
    func resolve(_ submission: Submission, for origin: Origin, _ ticket: Ticket) {
        switch submission {
        case .waits: waiting[ticket] = origin
        case .refused(let error): answer(origin, .failure(error))
        case .accepted(let accepted):
            let message = accepted.count == 1 ? accepted[0].message : nil
            let fresh = accepted.filter { !$0.isStored }
            guard !fresh.isEmpty else { return answer(origin, .success(message)) }
            guard buffer.hasRoom(for: fresh.count) else {
                router.notStored(fresh.map(\.message))
                return answer(
                    origin, .failure(CommandError(.unavailable, "too many messages wait to be stored: try again")))
            }
            store(fresh.map(\.record), for: Waiter(origin, message: message, missing: fresh.count, since: .now))
        }
    }

    /// The broker has a batch, or has not.
    func persisted(_ number: UInt64, _ outcome: PersistPublisher.Outcome) {
        let entries = buffer.finish(number)
        let messages = entries.compactMap(\.record.message)
        switch outcome {
        case .confirmed: router.stored(messages)
        case .refused(let reason):
            router.notStored(messages)
            parts.logger.warning(
                "messages were not stored", metadata: ["reason": "\(reason)", "records": "\(entries.count)"])
        }
        for entry in entries {
            guard let waiter = entry.waiter else { continue }
            if case .refused(let reason) = outcome {
                waiter.failure = CommandError(.unavailable, "\(reason): send it again with the same id")
            }
            waiter.missing -= 1
            guard waiter.missing == 0 else { continue }
            answer(waiter.origin, waiter.failure.map { .failure($0) } ?? .success(waiter.message))
            if waiter.failure == nil { parts.metrics.stored(entry.record, after: ContinuousClock.now - waiter.since) }
        }
    }

    private func store(_ records: [PersistRecord], for waiter: Waiter) {
        for record in records { buffer.append(record, for: waiter) }
    }

    private func answer(_ origin: Origin, _ outcome: Result<MessageID?, CommandError>) {
        if case .failure(let error) = outcome { parts.metrics.refused(error.code) }
        switch origin {
        case .posting(let open, let index): open.settle(index, outcome)
        case .session(let session, let id):
            guard let outlet = outlets[session] else { return }
            switch outcome {
            case .success(let message):
                outgoing.add("accepted", ServerFrame.accepted(id: id, message: message), to: outlet, of: session)
            case .failure(let error):
                outgoing.add("refused", ServerFrame.refused(id: id, error), to: outlet, of: session)
            }
        }
    }
}

extension Marker {
    /// Up to where somebody has got.
    fileprivate var position: Position {
        switch self {
        case .delivered(_, _, let position), .read(_, _, let position): position
        }
    }
}

extension PersistRecord {
    /// The message that it is; nil for what is no message.
    var message: MessageID? {
        guard case .message(let message) = self else { return nil }
        return message.id
    }
}
