import Contracts

extension Session {
    /// What a session gives when it is asked what to send.
    struct HandOver {
        /// What the client is sent, in this order.
        var frames: [Frame] = []
        /// Whether a page is to be asked for.
        var wantsPage = false
        /// Whether a cursor is to follow.
        var owesCursor = false
    }

    /// What the client is sent now: as much as its window takes, and, where one is due, a cursor after it.
    ///
    /// - Parameter position: how far the follower is; everything up to there has been delivered to the session.
    mutating func handOver(followerAt position: Position, at now: Timestamp, _ budget: inout MemoryBudget) -> HandOver {
        HandOver(
            frames: takeFrames(followerAt: position, at: now, &budget), wantsPage: wantsPage(at: now),
            owesCursor: owesCursor(followerAt: position))
    }

    private mutating func takeFrames(
        followerAt position: Position, at now: Timestamp, _ budget: inout MemoryBudget
    ) -> [Frame] {
        var frames: [Frame] = []
        while !isWaitingForClient, let frame = next(followerAt: position, at: now, &budget) {
            inFlight += frame.json.count
            frames.append(frame)
        }
        if !isWaitingForClient, isCursorDue(at: now, isAlone: frames.isEmpty), let cursor = claim(followerAt: position),
            cursor > claimed
        {
            claimed = cursor
            cursorSentAt = now
            let frame = Frame.cursor(cursor)
            inFlight += frame.json.count
            frames.append(frame)
        }
        // The client cannot be slow with what it has not been sent.
        if inFlight == frames.reduce(0, { $0 + $1.json.count }) { writtenAt = now }
        return frames
    }

    /// Whether a cursor is to follow that could not be sent yet, because the last one is too young.
    func owesCursor(followerAt position: Position) -> Bool {
        (claim(followerAt: position) ?? .start) > claimed
    }

    private func isCursorDue(at now: Timestamp, isAlone: Bool) -> Bool {
        let interval = isAlone ? settings.loneCursorInterval : settings.cursorInterval
        return cursorSentAt.map { now >= $0.adding(microseconds: interval) } ?? true
    }

    /// Up to where the client has everything that has been handed over or told as a gap.
    func claim(followerAt position: Position) -> Position? {
        switch phase {
        case .waiting: nil
        case .catchingUp(let state):
            state.page.first?.position.map { Position($0.number - 1) } ?? (isConfirmed ? merged : nil)
        case .live:
            mailbox.lowestPosition.map { min(Position($0.number - 1), max(merged, position)) } ?? max(merged, position)
        }
    }

    private mutating func next(
        followerAt position: Position, at now: Timestamp, _ budget: inout MemoryBudget
    ) -> Frame? {
        if case .catchingUp(var state) = phase {
            phase = .waiting  // As in ``buffer(_:followerAt:)``.
            while let frame = state.page.popFirst() {
                budget.give(frame.json.count)
                if let expiry = frame.expiresAt, expiry <= now { continue }
                phase = .catchingUp(state)
                return frame
            }
            guard isRead(to: state.target) else {
                phase = .catchingUp(state)
                return nil
            }
            endCatchUp(state, followerAt: position, &budget)
        }
        guard isLive else { return nil }
        return mailbox.take(at: now, &budget)
    }

    /// Gives back what the session holds.
    mutating func end(_ budget: inout MemoryBudget) {
        if case .catchingUp(var state) = phase {
            while let frame = state.page.popFirst() { budget.give(frame.json.count) }
        }
        phase = .waiting
        mailbox.clear(&budget)
    }
}
