import Contracts

/// Makes records of every kind, at random from a seed.
struct RandomRecords {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Spellings that normalisation would change, that need escapes, that take four bytes, that turn round.
    private static let pieces = [
        "Caf\u{E9}", "Cafe\u{301}", "\u{212B}", "\u{C5}", "A\u{30A}", "\u{FB01}", "\"", "\\", "\n", "\u{1}", "\u{7F}",
        "\u{2028}", "\u{FEFF}", "\u{1F469}\u{200D}\u{1F680}", "\u{202E}abc", "\u{1100}\u{1161}", "\u{AC00}", "Habari",
        "/", "\u{10FFFF}", " ",
    ]

    mutating func text(upTo most: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let piece = Self.pieces[Int.random(in: Self.pieces.indices, using: &random)]
            if text.utf8.count + piece.utf8.count <= most { text += piece }
        }
        return text.isEmpty ? "x" : text
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    mutating func name() -> String {
        let letters = Array("abcXYZ019._:@-")
        return String((0..<Int.random(in: 1...64, using: &random)).map { _ in pick(letters) })
    }

    mutating func party() throws -> PartyID { try unwrap(PartyID(text: name())) }
    mutating func group() throws -> ConversationID { try unwrap(ConversationID(text: "g" + name().dropLast())) }
    mutating func topic() throws -> TopicName { try unwrap(TopicName(text: name())) }
    mutating func id() -> MessageID {
        MessageID(digest: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    mutating func moment() -> Timestamp {
        Timestamp(microseconds: Int64.random(in: 0...4_000_000_000_000_000, using: &random))
    }

    mutating func position() -> Position { Position(Int64.random(in: 0..<Int64.max, using: &random)) }

    mutating func stream() throws -> MessageStream {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .conversation(try group())
        case 1: .inbox(try party())
        case 2: .topic(try topic())
        default: .everyone
        }
    }

    mutating func metadata() -> [MetadataPair] {
        (0..<Int.random(in: 0...3, using: &random)).map {
            MetadataPair(key: "\($0)" + text(upTo: 20), value: text(upTo: 200))
        }
    }

    mutating func message() throws -> Message {
        Message(
            id: id(), senderID: text(upTo: 128), sender: try party(), stream: try stream(),
            pair: Bool.random(using: &random)
                ? [try unwrap(PartyID(text: "one")), try unwrap(PartyID(text: "two"))] : [],
            kind: pick(Message.Kind.allCases), priority: pick(MessagePriority.allCases), body: text(upTo: 65_536),
            keyID: Bool.random(using: &random) ? "k\(Int.random(in: 1...9, using: &random))" : nil,
            metadata: metadata(), sentAt: moment(), expiresAt: Bool.random(using: &random) ? moment() : nil)
    }

    mutating func amendment() throws -> Amendment {
        guard Bool.random(using: &random) else {
            return .deletion(
                MessageDeletion(message: id(), sender: try party(), stream: try stream(), sentAt: moment()))
        }
        return .edit(
            MessageEdit(
                message: id(), sender: try party(), stream: try stream(),
                number: Int64.random(in: 1...1_000_000, using: &random), body: text(upTo: 65_536),
                keyID: Bool.random(using: &random) ? "k1" : nil, sentAt: moment()))
    }

    mutating func marker() throws -> Marker {
        guard Bool.random(using: &random) else {
            return .read(person: try party(), conversation: try group(), upTo: position())
        }
        return .delivered(person: try party(), device: text(upTo: 64), upTo: position())
    }

    mutating func record() throws -> PersistRecord {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: .message(try message())
        case 1: .amendment(try amendment())
        default: .marker(try marker())
        }
    }

    mutating func conversation(members: Int) throws -> Conversation {
        var all: [PartyID: Conversation.MemberRole] = [:]
        while all.count < members { all[try party()] = pick(Conversation.MemberRole.allCases) }
        return Conversation(
            id: try group(), version: Int64.random(in: 0...Int64.max, using: &random),
            title: Bool.random(using: &random) ? text(upTo: 256) : nil, members: all)
    }

    mutating func settings() throws -> PersonSettings {
        var settings = PersonSettings(person: try party(), version: Int64.random(in: 0...99, using: &random))
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            settings.blocked.insert(try party())
            settings.topics.insert(try topic())
            settings.muted.insert(try group())
        }
        settings.channels = Set(PersonSettings.Channel.allCases.filter { _ in Bool.random(using: &random) })
        if Bool.random(using: &random) {
            settings.quietHours = PersonSettings.QuietHours(
                from: Int.random(in: 0..<1_440, using: &random), to: Int.random(in: 0..<1_440, using: &random),
                timeZone: pick(["Africa/Nairobi", "Etc/GMT+3", "UTC"]))
        }
        if Bool.random(using: &random) { settings.language = pick(["sw", "pt-MZ", "en"]) }
        return settings
    }

    mutating func logRecord(at position: Position) throws -> LogRecord {
        let content: LogRecord.Content =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: .message(try message())
            case 1: .amendment(try amendment())
            case 2: .conversation(try conversation(members: Int.random(in: 0...4, using: &random)))
            default: .person(try settings())
            }
        return LogRecord(position: position, storedAt: moment(), content: content)
    }

    private func unwrap<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw CommandError(.invalidField, "a random name is wrong") }
        return value
    }
}
