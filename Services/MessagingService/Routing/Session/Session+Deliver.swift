import Contracts

extension Session {
    /// A message of the session's streams that is not committed yet. It is left out where the session has not caught up, or is behind.
    mutating func deliver(live frame: Frame, _ budget: inout MemoryBudget) {
        guard isLive, let message = frame.message, live.peek(message) == nil else { return }
        guard let place = mailbox.offer(frame, &budget, isPassing: isPassing).place else { return }
        live.insert(place, for: message)
    }

    /// A record of the session's streams that is committed.
    ///
    /// - Parameter position: how far the follower is.
    mutating func deliver(committed frame: Frame, followerAt position: Position, _ budget: inout MemoryBudget) {
        guard let place = frame.position, place > merged else { return }
        switch phase {
        case .waiting: break
        case .catchingUp: buffer(frame, followerAt: position)
        case .live:
            guard let message = frame.message, let waiting = live.remove(message) else {
                put(frame, &budget)
                return
            }
            // Handed over already, or about to be: then the cursor waits for it.
            mailbox.assign(place, at: waiting)
        }
    }

    /// Something that may be left out.
    mutating func deliver(sheddable frame: Frame, _ budget: inout MemoryBudget) {
        guard isLive, !budget.isShedding, mailbox.isEmpty, !isWaitingForClient else { return }
        _ = mailbox.offer(frame, &budget)
    }

    mutating func put(_ frame: Frame, _ budget: inout MemoryBudget) {
        for message in mailbox.offer(frame, &budget, isPassing: isPassing).dropped { live.remove(message) }
    }
}
