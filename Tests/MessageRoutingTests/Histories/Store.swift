import Contracts
import MessageRouting

/// The naive store: the log, and who was where after each of its records.
struct Store {
    var log: [LogRecord] = []
    var conversations: [ConversationID: Conversation] = [:]
    var settings: [PartyID: PersonSettings] = [:]
    private(set) var streams: [[PartyID: Set<MessageStream>]] = [[:]]
    private var known: Set<MessageID> = []

    var head: Position { Position(Int64(log.count)) }

    /// Appends a record; a message that is there already is not appended again.
    @discardableResult
    mutating func append(_ content: LogRecord.Content, at now: Timestamp) -> LogRecord? {
        var latest = streams[streams.count - 1]
        switch content {
        case .message(let message):
            guard known.insert(message.id).inserted else { return nil }
            if case .conversation(let id) = message.stream, conversations[id] == nil {
                conversations[id] = Conversation(
                    id: id, version: 0, members: Dictionary(message.pair.map { ($0, .member) }) { $1 })
                for person in message.pair { latest[person, default: []].insert(message.stream) }
            }
        case .conversation(let conversation):
            conversations[conversation.id] = conversation
            for person in latest.keys { latest[person]?.remove(.conversation(conversation.id)) }
            for person in conversation.members.keys {
                latest[person, default: []].insert(.conversation(conversation.id))
            }
        case .person(let chosen):
            settings[chosen.person] = chosen
            var streams = latest[chosen.person, default: []].filter {
                if case .topic = $0 { false } else { true }
            }
            for topic in chosen.topics { streams.insert(.topic(topic)) }
            latest[chosen.person] = streams
        case .amendment: break
        }
        let record = LogRecord(position: head.next, storedAt: now, content: content)
        log.append(record)
        streams.append(latest)
        return record
    }

    /// Whether a stream was a person's after the record at a position.
    func has(_ person: PartyID, _ stream: MessageStream, at position: Int) -> Bool {
        stream == .everyone || stream == .inbox(person) || streams[position][person]?.contains(stream) == true
    }

    /// `stream.read`: by the streams that are the person's now.
    func read(_ person: PartyID, after: Position, limit: Int, at now: Timestamp) -> (
        records: [LogRecord], next: Position
    ) {
        var records: [LogRecord] = []
        for record in log.dropFirst(Int(after.number)) where has(person, record.stream, at: log.count) {
            if case .message(let message) = record.content, let expiry = message.expiresAt, expiry <= now { continue }
            records.append(record)
            if records.count == limit { return (records, record.position) }
        }
        return (records, head)
    }

    /// `person.get`.
    func state(of person: PartyID) -> PersonState {
        let mine = conversations.values.filter { $0.members[person] != nil }
        return PersonState(
            settings: settings[person] ?? PersonSettings(person: person),
            conversations: Dictionary(mine.map { ($0.id, $0.members[person] ?? .member) }) { $1 })
    }
}

extension LogRecord {
    /// Where it is put.
    var stream: MessageStream {
        switch content {
        case .message(let message): message.stream
        case .amendment(.edit(let edit)): edit.stream
        case .amendment(.deletion(let deletion)): deletion.stream
        case .conversation(let conversation): .conversation(conversation.id)
        case .person(let settings): .inbox(settings.person)
        }
    }
}
