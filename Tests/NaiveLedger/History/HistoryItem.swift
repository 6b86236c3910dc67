import Contracts

/// One message of a history.
public enum HistoryItem: Sendable {
    /// One command.
    case single(CommandEnvelope)
    /// A batch whose members stand or fall each by itself.
    case independent(id: String, [CommandEnvelope])
    /// A batch whose members are carried out together or not at all.
    case linked(id: String, [CommandEnvelope])

    /// Its commands in their order.
    public var envelopes: [CommandEnvelope] {
        switch self {
        case .single(let envelope): [envelope]
        case .independent(_, let envelopes), .linked(_, let envelopes): envelopes
        }
    }

    /// The message's `message_id`.
    public var messageID: String {
        switch self {
        case .single(let envelope): envelope.key.messageID
        case .independent(let id, _), .linked(let id, _): id
        }
    }

    /// The message's `type`.
    public var type: String {
        if case .single(let envelope) = self { envelope.type } else { "batch" }
    }

    /// The message's body as a client writes it.
    public var body: [UInt8] {
        switch self {
        case .single(let envelope): envelope.body()
        case .independent(_, let envelopes): Self.batch("independent", envelopes)
        case .linked(_, let envelopes): Self.batch("linked", envelopes)
        }
    }

    private static func batch(_ mode: String, _ envelopes: [CommandEnvelope]) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("mode", mode)
        json.key("commands")
        json.beginArray()
        for envelope in envelopes {
            json.beginObject()
            json.member("id", envelope.key.messageID)
            json.member("type", envelope.type)
            json.key("data")
            json.raw(envelope.body())
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }
}

extension NaiveLedger {
    /// Carries out one message.
    ///
    /// - Parameter assigned: the real ids of what each command made; may be shorter than the message's commands.
    public mutating func execute(
        _ item: HistoryItem, at now: Timestamp, assigned: [AssignedIDs] = []
    ) -> [NaiveOutcome] {
        if case .linked(_, let envelopes) = item { return execute(linked: envelopes, at: now, assigned: assigned) }
        var outcomes: [NaiveOutcome] = []
        for (index, envelope) in item.envelopes.enumerated() {
            let ids = index < assigned.count ? assigned[index] : AssignedIDs()
            outcomes.append(execute(envelope, at: now, assigned: ids))
        }
        return outcomes
    }
}
