extension MessageEdit {
    init(reading fields: inout FieldReader) throws(CommandError) {
        message = try fields.present(fields.message("message"), "message")
        sender = try fields.present(fields.party("sender"), "sender")
        stream = try fields.present(fields.stream("stream"), "stream")
        number = try fields.present(fields.integer("number", in: 1...1_000_000), "number")
        body = try fields.text("body", maximum: 2 * Message.longestBody) ?? ""
        keyID = try fields.text("key_id", maximum: 64)
        sentAt = try fields.present(fields.timestamp("sent_at"), "sent_at")
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("message", message.text)
        json.member("sender", sender.text)
        json.member("stream", stream.text)
        json.key("number")
        json.quotedInt(number)
        if !body.isEmpty { json.member("body", body) }
        if let keyID { json.member("key_id", keyID) }
        json.member("sent_at", sentAt.rfc3339)
    }
}

extension MessageDeletion {
    init(reading fields: inout FieldReader) throws(CommandError) {
        message = try fields.present(fields.message("message"), "message")
        sender = try fields.present(fields.party("sender"), "sender")
        stream = try fields.present(fields.stream("stream"), "stream")
        sentAt = try fields.present(fields.timestamp("sent_at"), "sent_at")
    }

    func writeMembers(to json: inout JSONWriter) {
        json.member("message", message.text)
        json.member("sender", sender.text)
        json.member("stream", stream.text)
        json.member("sent_at", sentAt.rfc3339)
    }
}
