import Contracts

/// Writes outcomes as JSON, in the form of the ledger's: what is stored and what a reply carries are the same bytes.
///
/// They are kept for ever, so they tell of a conversation or a person only which version they brought about; the whole state stands in the log.
enum MessageDocument {
    static func success(_ state: MessageChange?, _ envelope: CommandEnvelope, at now: Timestamp) -> [UInt8] {
        var json = JSONWriter(capacity: 384)
        head(envelope, status: "committed", to: &json)
        switch state {
        case .conversation(let conversation):
            json.key("conversation")
            json.beginObject()
            json.member("id", conversation.id.text)
            json.key("version")
            json.quotedInt(conversation.version)
            if let title = conversation.title { json.member("title", title) }
            json.key("member_count")
            json.int(Int64(conversation.members.count))
            json.endObject()
        case .person(let settings):
            json.key("person")
            json.beginObject()
            json.member("id", settings.person.text)
            json.key("version")
            json.quotedInt(settings.version)
            json.endObject()
        case nil: break
        }
        if !envelope.common.metadata.isEmpty {
            json.key("metadata")
            json.beginObject()
            for pair in envelope.common.metadata { json.member(pair.key, pair.value) }
            json.endObject()
        }
        return end(&json, now)
    }

    static func error(_ error: CommandError, _ envelope: CommandEnvelope, at now: Timestamp) -> [UInt8] {
        var json = JSONWriter(capacity: 384)
        head(envelope, status: error.code.isStored ? "refused" : "rejected", to: &json)
        error.write(to: &json)
        return end(&json, now)
    }

    private static func head(_ envelope: CommandEnvelope, status: String, to json: inout JSONWriter) {
        json.beginObject()
        json.key("command")
        json.beginObject()
        json.member("id", envelope.key.messageID)
        json.member("type", envelope.type)
        json.member("subject", envelope.key.subject)
        if let actor = envelope.common.actor {
            json.key("actor")
            json.beginObject()
            json.member("id", actor.id.text)
            json.member("role", actor.role.rawValue)
            json.endObject()
        }
        json.endObject()
        json.member("status", status)
    }

    private static func end(_ json: inout JSONWriter, _ now: Timestamp) -> [UInt8] {
        json.member("at", now.rfc3339)
        json.endObject()
        return json.bytes
    }
}
