/// Builds the bodies of replies to queries.
public enum QueryReply {
    /// Begins the reply to a query that is answered: `{"query": {…}, "status": "ok"`. The answer's own members follow, then
    /// ``end(_:at:)``.
    public static func begin(_ envelope: QueryEnvelope) -> JSONWriter {
        var json = JSONWriter(capacity: 4_096)
        json.beginObject()
        stamp(messageID: envelope.messageID, type: envelope.type, to: &json)
        json.member("status", "ok")
        return json
    }

    /// Ends a reply.
    ///
    /// - Parameter now: the moment of which the answer is true, by the database's clock.
    public static func end(_ json: inout JSONWriter, at now: Timestamp) -> [UInt8] {
        json.member("at", now.rfc3339)
        json.endObject()
        return json.bytes
    }

    /// The reply to a query that is not answered.
    ///
    /// - Parameters:
    ///   - messageID: as far as it is known.
    ///   - type: as the message names it, as far as it does.
    public static func rejected(_ error: CommandError, messageID: String?, type: String?, at now: Timestamp) -> [UInt8]
    {
        var json = JSONWriter(capacity: 384)
        json.beginObject()
        stamp(messageID: messageID, type: type, to: &json)
        json.member("status", "rejected")
        error.write(to: &json)
        return end(&json, at: now)
    }

    private static func stamp(messageID: String?, type: String?, to json: inout JSONWriter) {
        json.key("query")
        json.beginObject()
        if let messageID { json.member("id", messageID) }
        if let type { json.member("type", type) }
        json.endObject()
    }
}
