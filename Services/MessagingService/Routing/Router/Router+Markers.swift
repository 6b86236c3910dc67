import Contracts

extension Router {
    /// A client confirms that it has everything up to a cursor; what it was never told is ignored.
    public mutating func acknowledged(_ id: SessionID, _ cursor: Position) {
        guard sessions[id]?.acknowledge(cursor) == true, let session = sessions[id] else { return }
        markers[.delivered(session.person, session.device)] = .delivered(
            person: session.person, device: session.device, upTo: cursor)
    }

    /// Somebody has read a conversation up to a position.
    ///
    /// - Returns: why not; nil where the marker is on its way.
    public mutating func read(
        _ person: PartyID, _ conversation: ConversationID, upTo position: Position
    ) -> CommandError? {
        guard directory.conversations(of: person)[conversation] != nil else {
            return CommandError(.notAMember, "the reader takes no part in this conversation", field: "conversation")
        }
        guard position <= follower.head else {
            return CommandError(.invalidField, "cursor lies beyond the end of the log", field: "cursor")
        }
        let marker = Marker.read(person: person, conversation: conversation, upTo: position)
        let key = MarkerKey(marker)
        if markers[key].map({ $0.upTo < position }) ?? true { markers[key] = marker }
        return nil
    }

    /// Tells those connected here of a marker that has been stored.
    mutating func tell(_ marker: Marker) {
        let told: [PartyID]
        switch marker {
        case .delivered(let person, _, let position): told = receipts.delivered(person, upTo: position)
        case .read(_, let conversation, _): told = directory.recipients(of: .conversation(conversation))
        }
        shed(.marker(marker), to: told)
    }

    mutating func shed(_ frame: @autoclosure () -> Frame, to people: [PartyID], except: PartyID? = nil) {
        guard !people.isEmpty, !budget.isShedding else { return }
        let frame = frame()
        for person in people where person != except {
            for id in sessionsOf[person] ?? [] {
                sessions[id]?.deliver(sheddable: frame, &budget)
                touched.insert(id)
            }
        }
    }

    /// Gives the markers that have moved since the last time to be stored.
    mutating func flushMarkers() {
        guard !markers.isEmpty else { return }
        let records = markers.values.map { PersistRecord.marker($0) }
        markers.removeAll(keepingCapacity: true)
        for start in stride(from: 0, to: records.count, by: PersistBatch.longest) {
            actions.append(.persist(Array(records[start..<min(start + PersistBatch.longest, records.count)])))
        }
    }
}
