import Contracts
import MessageRules
import Postgres

/// The statements that write what a group of commands has decided, and commit: state, outcomes, and the log last, because it locks its head.
struct CommandWrites: Sendable {
    let statements: [Statement]
    private let log: LogAppend?
    private let changes: [MessageChange]

    /// - Parameters:
    ///   - book: what was decided.
    ///   - before: the book as it was loaded.
    init(_ book: MessageBook, after before: MessageBook) {
        changes = book.changes
        log = changes.isEmpty ? nil : LogAppend(changes.map(\.logEntry))
        var statements = Self.conversations(book, before) + Self.settings(book, before)
        if !book.decided.isEmpty { statements.append(Self.outcomes(book)) }
        self.statements = statements + (log?.statements ?? []) + [.commit]
    }

    /// What is to be announced of it.
    func persisted(_ results: [QueryResult]) throws -> Persisted {
        guard let log else { return Persisted() }
        let appended = try log.appended(results.dropLast())
        var persisted = Persisted(head: appended.head)
        for (change, place) in zip(changes, appended.places) {
            guard case .new(let position) = place else { continue }
            persisted.records.append(
                LogRecord(position: position, storedAt: appended.storedAt, content: change.logContent))
        }
        return persisted
    }

    private static func conversations(_ book: MessageBook, _ before: MessageBook) -> [Statement] {
        let changed = book.conversations.values.filter { $0 != before.conversations[$0.id] }.sorted { $0.id < $1.id }
        guard !changed.isEmpty else { return [] }
        var left: [(PartyID, ConversationID)] = []
        var there: [(PartyID, ConversationID, Conversation.MemberRole)] = []
        for conversation in changed {
            let earlier = before.conversations[conversation.id]?.members ?? [:]
            for person in earlier.keys.sorted() where conversation.members[person] == nil {
                left.append((person, conversation.id))
            }
            for (person, role) in conversation.members.sorted(by: { $0.key < $1.key }) where earlier[person] != role {
                there.append((person, conversation.id, role))
            }
        }
        let (new, old) = (
            changed.filter { before.conversations[$0.id] == nil }, changed.filter { before.conversations[$0.id] != nil }
        )
        return [
            (insertConversations, columns(new), new.count), (updateConversations, columns(old), old.count),
            (
                deleteMembers, [.textArray(left.map(\.0.text)), .textArray(left.map(\.1.text))],
                left.count
            ),
            (
                writeMembers,
                [
                    .textArray(there.map(\.0.text)), .textArray(there.map(\.1.text)),
                    .textArray(there.map(\.2.rawValue)),
                ], there.count
            ),
        ].compactMap { sql, parameters, count in count == 0 ? nil : Statement(sql, parameters) }
    }

    private static func columns(_ conversations: [Conversation]) -> [Parameter] {
        [
            .textArray(conversations.map(\.id.text)), .int64Array(conversations.map(\.version)),
            .optionalTextArray(conversations.map(\.title)),
        ]
    }

    /// One statement each: an array of arrays could not be taken apart.
    private static func settings(_ book: MessageBook, _ before: MessageBook) -> [Statement] {
        book.settings.values.filter { $0 != before.settings[$0.person] }.sorted { $0.person < $1.person }.map {
            person in
            Statement(
                before.settings[person.person] == nil ? insertSettings : updateSettings,
                [
                    .text(person.person.text), .int64(person.version),
                    .textArray(person.blocked.sorted().map(\.text)), .textArray(person.topics.sorted().map(\.text)),
                    .textArray(person.muted.sorted().map(\.text)),
                    .textArray(person.channels.map(\.rawValue).sorted()),
                    .optionalInt32(person.quietHours.map { Int32($0.from) }),
                    .optionalInt32(person.quietHours.map { Int32($0.to) }),
                    .optionalText(person.quietHours?.timeZone), .optionalText(person.language),
                ])
        }
    }

    private static func outcomes(_ book: MessageBook) -> Statement {
        let decided = book.decided.sorted { $0.envelope.key < $1.envelope.key }
        let actors = decided.map(\.envelope.common.actor)
        return Statement(
            insertOutcomes,
            [
                .textArray(decided.map(\.envelope.key.subject)), .textArray(decided.map(\.envelope.key.messageID)),
                .boolArray(decided.map { $0.status == .committed }),
                .int16Array(decided.map(\.envelope.proof.rawValue)), .textArray(decided.map(\.envelope.type)),
                .optionalTextArray(decided.map(\.errorCode)), .optionalTextArray(actors.map { $0?.id.text }),
                .optionalTextArray(actors.map { $0?.role.rawValue }),
                .optionalTextArray(decided.map { $0.envelope.trace?.traceparent }),
                .byteaArray(decided.map(\.fingerprint.bytes)),
                .textArray(decided.map { String(decoding: $0.document, as: UTF8.self) }),
                .timestamp(book.now.microseconds),
            ])
    }

    private static let insertConversations = """
        INSERT INTO messaging.conversations (id, version, title)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])
        """
    private static let updateConversations = """
        UPDATE messaging.conversations SET version = new.version, title = new.title
        FROM unnest($1::text[], $2::bigint[], $3::text[]) AS new (id, version, title) WHERE conversations.id = new.id
        """
    private static let deleteMembers = """
        DELETE FROM messaging.members USING unnest($1::text[], $2::text[]) AS gone (person, conversation)
        WHERE members.person = gone.person AND members.conversation = gone.conversation
        """
    private static let writeMembers = """
        INSERT INTO messaging.members (person, conversation, role) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
        ON CONFLICT (person, conversation) DO UPDATE SET role = excluded.role
        """
    private static let insertSettings = """
        INSERT INTO messaging.settings (person, version, blocked, topics, muted, channels, quiet_from, quiet_to, time_zone,
            language)
        VALUES ($1, $2, $3, $4, $5, $6, $7::integer, $8::integer, $9, $10)
        """
    private static let updateSettings = """
        UPDATE messaging.settings SET version = $2, blocked = $3, topics = $4, muted = $5, channels = $6,
            quiet_from = $7::integer, quiet_to = $8::integer, time_zone = $9, language = $10 WHERE person = $1
        """
    private static let insertOutcomes = """
        INSERT INTO messaging.outcomes (subject, message_id, is_committed, proof, type, error_code, actor_id, actor_role,
            traceparent, fingerprint, document, decided_at)
        SELECT new.*, $12::timestamptz FROM unnest($1::text[], $2::text[], $3::boolean[], $4::smallint[], $5::text[],
            $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[], $11::text[]) AS new
        """
}

extension MessageChange {
    /// The whole state as a row of the log.
    fileprivate var logEntry: LogEntry {
        switch self {
        case .conversation(let conversation): LogEntry(conversation)
        case .person(let settings): LogEntry(settings)
        }
    }

    /// The whole state as it is announced.
    fileprivate var logContent: LogRecord.Content {
        switch self {
        case .conversation(let conversation): .conversation(conversation)
        case .person(let settings): .person(settings)
        }
    }
}

extension MessageOutcome {
    /// Why it was refused.
    fileprivate var errorCode: String? {
        switch status {
        case .refused(let error), .rejected(let error): error.code.rawValue
        case .committed, .replayed: nil
        }
    }
}
