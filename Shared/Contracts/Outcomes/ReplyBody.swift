/// Builds the bodies of replies from outcome documents, which are JSON objects already.
public enum ReplyBody {
    /// The reply to one command: its outcome's document, with `"replayed"` put in front.
    public static func single(_ document: [UInt8], isReplay: Bool) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(document.count + 20)
        append(document, isReplay, to: &body)
        return body
    }

    /// The reply to a batch message: `{"batch": "<message id>", "outcomes": […]}` in the order of its commands.
    public static func batch(id: String, _ outcomes: [(document: [UInt8], isReplay: Bool)]) -> [UInt8] {
        var writer = JSONWriter(capacity: 64 + outcomes.reduce(0) { $0 + $1.document.count + 20 })
        writer.beginObject()
        writer.member("batch", id)
        writer.key("outcomes")
        writer.beginArray()
        for outcome in outcomes { writer.raw(single(outcome.document, isReplay: outcome.isReplay)) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The document for a command that could not be read far enough to have an outcome.
    public static func unreadable(
        _ error: CommandError, messageID: String?, type: String?, at now: Timestamp
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 384)
        json.beginObject()
        json.key("command")
        json.beginObject()
        if let messageID { json.member("id", messageID) }
        if let type { json.member("type", type) }
        json.endObject()
        json.member("status", "rejected")
        error.write(to: &json)
        json.member("at", now.rfc3339)
        json.endObject()
        return json.bytes
    }

    private static func append(_ document: [UInt8], _ isReplay: Bool, to body: inout [UInt8]) {
        body.append(contentsOf: (isReplay ? "{\"replayed\":true," : "{\"replayed\":false,").utf8)
        body.append(contentsOf: document.dropFirst())
    }
}
