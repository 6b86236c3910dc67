import Contracts
import Crypto

/// What a group of records comes to before the database is asked: what is to be written, and what is refused at once.
struct PersistPlan: Sendable {
    /// What is appended; no two with the same identity.
    private(set) var entries: [LogEntry] = []
    /// The records of ``entries``.
    private(set) var items: [PersistItem] = []
    private(set) var markers = CompactMarkers()
    /// Direct conversations that are not known to be there.
    private(set) var pairs: [ConversationID: [PartyID]] = [:]
    private(set) var refused: [(item: PersistItem, error: CommandError)] = []
    /// How many records were there twice.
    private(set) var repeated = 0

    private struct Identity: Hashable {
        let id: [UInt8]
        let record: Int16
        let number: Int32
    }

    private var places: [Identity: Int] = [:]

    /// - Parameter known: direct conversations that are there.
    init(_ group: [PersistItem], known: Set<ConversationID>) {
        entries.reserveCapacity(group.count)
        items.reserveCapacity(group.count)
        for item in group {
            switch item.record {
            case .marker(let marker): markers.add(marker)
            case .amendment(let amendment): add(LogEntry(amendment), of: item)
            case .message(let message):
                if let error = check(message, known) {
                    refused.append((item, error))
                } else {
                    add(LogEntry(message), of: item)
                }
            }
        }
    }

    /// What somebody is told who gives a message the id of another one.
    static let reused = CommandError(
        .idempotencyKeyReused, "a message with this id and another content has been stored", field: "id")

    /// The members of a direct conversation are taken from its first message, so they must be those whom its name stands for.
    private mutating func check(_ message: Message, _ known: Set<ConversationID>) -> CommandError? {
        guard case .conversation(let id) = message.stream, id.isDirect, message.pair.count == 2,
            !known.contains(id), pairs[id] == nil
        else { return nil }
        let digest = SHA256.hash(data: ConversationID.preimage(message.pair[0], message.pair[1]))
        guard ConversationID(directDigest: digest) == id else {
            return CommandError(.invalidField, "is not the pair that the conversation is named after", field: "pair")
        }
        pairs[id] = message.pair
        return nil
    }

    private mutating func add(_ entry: LogEntry, of item: PersistItem) {
        guard let id = entry.messageID, let number = entry.number else { return }
        let identity = Identity(id: id, record: entry.record.rawValue, number: number)
        if let place = places[identity] {
            if entries[place].digest != entry.digest { refused.append((item, Self.reused)) } else { repeated += 1 }
            return
        }
        places[identity] = entries.count
        entries.append(entry)
        items.append(item)
    }
}
