import Contracts

extension Router {
    /// How often what has no hurry is looked after, in microseconds.
    static let sweepInterval: Int64 = 500_000

    /// Time passes: to be called every 10 to 50 ms, before ``flush(at:)``.
    public mutating func tick(at now: Timestamp) {
        flushMarkers()
        guard sweptAt.map({ now >= $0.adding(microseconds: Self.sweepInterval) }) ?? true else { return }
        sweptAt = now
        touched.formUnion(owing)
        refuse(parking.takeParked(before: now.adding(microseconds: -settings.parkedTimeout)))
        asking.want(Missing(people: directory.awaited))
        for id in sessions.keys { sweep(id, at: now) }
    }

    private mutating func sweep(_ id: SessionID, at now: Timestamp) {
        guard let session = sessions[id] else { return }
        if session.isWaitingForClient, now >= session.writtenAt.adding(microseconds: settings.stallTimeout) {
            close(id, .slowClient, at: now)
            return
        }
        if session.isReadOverdue(at: now) { reading[id] = nil }
        let isIdle = session.cursorSentAt.map { now >= $0.adding(microseconds: settings.idleCursorInterval) } ?? true
        if session.wantsPage(at: now) || (isIdle && session.owesCursor(followerAt: follower.position)) {
            touched.insert(id)
        }
    }
}
