import Contracts

extension Router {
    /// A client has connected and has been authenticated.
    ///
    /// - Parameters:
    ///   - id: never used before.
    ///   - cursor: what the client has; without one of its own, what `device.get` says, or the log's head for a device that was never seen.
    ///   - settings: nil for the router's own.
    /// - Returns: why it cannot be: the client is told to try elsewhere or later. Nil where it is taken.
    public mutating func connect(
        _ id: SessionID, person: PartyID, device: String, cursor: Position, settings: SessionSettings? = nil,
        at now: Timestamp
    ) -> CommandError? {
        precondition(sessions[id] == nil, "a session's number is used once")
        guard sessions.count < self.settings.mostSessions else {
            return CommandError(.unavailable, "this instance has as many clients as it can take")
        }
        guard sessionsOf[person, default: []].count < self.settings.mostSessionsOfOne else {
            return CommandError(.rateLimited, "a person may have \(self.settings.mostSessionsOfOne) clients at once")
        }
        sessions[id] = Session(
            id: id, person: person, device: device, cursor: cursor, settings: settings ?? self.settings.session,
            at: now)
        sessionsOf[person, default: []].append(id)
        if directory.isConnected(person) {
            begin(id)
        } else if directory.connect(person) {
            asking.want(Missing(people: [person]))
        }
        cameOrLeft(person, isOnline: true, presence.connected(person))
        return nil
    }

    /// A client has gone; what it had not been sent it finds by its cursor.
    public mutating func disconnect(_ id: SessionID, at now: Timestamp) {
        guard var session = sessions.removeValue(forKey: id) else { return }
        session.end(&budget)
        touched.remove(id)
        owing.remove(id)
        reading[id] = nil
        let person = session.person
        let isLast = presence.disconnected(person) && !presence.isOnline(person, at: now)
        cameOrLeft(person, isOnline: false, isLast)
        sessionsOf[person]?.removeAll { $0 == id }
        if sessionsOf[person]?.isEmpty ?? true {
            sessionsOf[person] = nil
            directory.disconnect(person)
        }
    }

    /// So many bytes of the frames of a client have been written to its socket.
    public mutating func written(_ id: SessionID, bytes: Int, at now: Timestamp) {
        guard let wasWaiting = sessions[id]?.isWaitingForClient else { return }
        sessions[id]?.written(bytes, at: now)
        // Whoever was not waiting has been handed everything that there was.
        if wasWaiting { touched.insert(id) }
    }

    /// An answer of `stream.read`.
    public mutating func page(
        _ id: SessionID, _ records: [LogRecord], next: Position, head: Position, ticket: UInt64, at now: Timestamp
    ) {
        endReading(id, ticket)
        guard
            let verdict = sessions[id]?.page(
                records, next: next, head: head, ticket: ticket, at: now, &budget)
        else { return }
        switch verdict {
        case .taken: touched.insert(id)
        case .ignored: break
        case .impossibleCursor: close(id, .impossibleCursor, at: now)
        }
    }

    /// `stream.read` was not answered.
    public mutating func pageFailed(_ id: SessionID, ticket: UInt64, at now: Timestamp) {
        endReading(id, ticket)
        sessions[id]?.pageFailed(ticket: ticket, at: now)
    }

    mutating func begin(_ id: SessionID) {
        sessions[id]?.begin(at: follower.position)
        touched.insert(id)
    }

    mutating func close(_ id: SessionID, _ reason: CloseReason, at now: Timestamp) {
        disconnect(id, at: now)
        actions.append(.close(id, reason))
    }

    private mutating func endReading(_ id: SessionID, _ ticket: UInt64) {
        if reading[id] == ticket { reading[id] = nil }
    }
}
