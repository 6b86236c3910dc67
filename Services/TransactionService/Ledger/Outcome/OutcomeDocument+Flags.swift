import Contracts

extension OutcomeDocument {
    /// The data of the event that announces a flag.
    static func raised(_ flag: RiskFlag, at now: Timestamp) -> [UInt8] {
        var json = JSONWriter(capacity: 384)
        json.beginObject()
        json.member("event", EventID(number: flag.id.number).description)
        json.key("flag")
        write(flag, to: &json)
        json.member("at", now.rfc3339)
        json.endObject()
        return json.bytes
    }

    static func write(_ flag: RiskFlag, to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", flag.id.description)
        json.member("account", flag.account.description)
        writeRules(flag, to: &json)
        json.member("state", flag.state.rawValue)
        json.key("command")
        json.beginObject()
        json.member("id", flag.key.messageID)
        json.member("type", flag.commandType)
        json.member("subject", flag.key.subject)
        json.endObject()
        if let transaction = flag.transaction { json.member("transaction", transaction.description) }
        if let reason = flag.reason { json.member("reason", reason) }
        json.endObject()
    }

    /// A flag in the outcome of the command that raised it, which tells the rest already.
    static func writeRaised(_ flag: RiskFlag, to json: inout JSONWriter) {
        json.key("flags")
        json.beginArray()
        json.beginObject()
        json.member("id", flag.id.description)
        writeRules(flag, to: &json)
        json.endObject()
        json.endArray()
    }

    private static func writeRules(_ flag: RiskFlag, to json: inout JSONWriter) {
        json.key("rules")
        json.beginArray()
        for rule in flag.rules { json.string(rule) }
        json.endArray()
        json.member("action", flag.action.rawValue)
    }
}
