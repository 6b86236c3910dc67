import Contracts
import MessageRouting

/// A client that believes what it is sent, and holds it against the store whenever it is told a cursor.
struct TestClient {
    let person: PartyID
    let device: String
    /// From here on it is owed everything.
    let start: Position
    /// What it was told last, and hands over when it connects again.
    var cursor: Position
    var session: SessionID?
    var instance = 0
    /// Frames that were handed over and have not reached it.
    var wire: [Frame] = []
    var messages: Set<MessageID> = []
    var positions: Set<Position> = []
    var skipped: [ClosedRange<Position>] = []
    /// Within one session nothing comes twice.
    var seenBySession: Set<MessageID> = []
    var placesOfSession: Set<Position> = []
    var unwritten = 0

    init(person: PartyID, device: String, cursor: Position) {
        self.person = person
        self.device = device
        start = cursor
        self.cursor = cursor
    }

    /// The connection is gone, with whatever was on its way.
    mutating func drop() {
        session = nil
        wire = []
        seenBySession = []
        placesOfSession = []
        unwritten = 0
    }

    /// A frame reaches it.
    ///
    /// - Returns: what is wrong.
    mutating func receive(_ frame: Frame, _ store: Store, remembers: Bool) -> String? {
        unwritten += frame.json.count
        switch frame.kind {
        case .cursor:
            guard let cursor = number("cursor", in: frame) else { return "a cursor frame without a cursor" }
            guard cursor > self.cursor else { return "cursor \(cursor) after \(self.cursor)" }
            // What an earlier cursor covered has been looked at.
            let before = self.cursor
            self.cursor = cursor
            return firstMissing(after: before, upTo: cursor, store).map { "cursor \(cursor) claims \($0)" }
        case .gap:
            guard let from = number("from", in: frame), let to = number("to", in: frame), from <= to else {
                return "a gap without an extent"
            }
            skipped.append(from...to)
            return nil
        default: return receive(record: frame, store, remembers: remembers)
        }
    }

    private mutating func receive(record frame: Frame, _ store: Store, remembers: Bool) -> String? {
        if let id = frame.message {
            messages.insert(id)
            if !seenBySession.insert(id).inserted, remembers { return "\(id) twice in one session" }
        }
        guard let position = frame.position else { return nil }
        positions.insert(position)
        if frame.message == nil, !placesOfSession.insert(position).inserted { return "record \(position) twice" }
        let record = store.log[Int(position.number) - 1]
        // Who joins may see what was before; who has left must not see what comes after.
        let places = (Int(position.number) - 1)...store.log.count
        guard places.contains(where: { store.has(person, record.stream, at: $0) }) else {
            return "record \(position) of a stream that is not theirs"
        }
        return nil
    }

    /// The first record that it should have and has not.
    func firstMissing(after start: Position, upTo cursor: Position, _ store: Store) -> String? {
        for record in store.log[Int(start.number)..<min(Int(cursor.number), store.log.count)] {
            let place = Int(record.position.number)
            guard (place...store.log.count).allSatisfy({ store.has(person, record.stream, at: $0) }) else { continue }
            if case .message(let message) = record.content {
                if message.expiresAt != nil || messages.contains(message.id) { continue }
            } else if positions.contains(record.position) {
                continue
            }
            if !skipped.contains(where: { $0.contains(record.position) }) {
                return "\(record.position) \(record.content)"
            }
        }
        return cursor > store.head ? "what is not in the log" : nil
    }

    private func number(_ name: String, in frame: Frame) -> Position? {
        guard case .object(let object) = try? JSONReader.read(frame.json) else { return nil }
        return object[name]?.asString.flatMap { Position(text: $0) }
    }
}
