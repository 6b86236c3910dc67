import Contracts
import MessageRouting

/// A page of what somebody's streams hold.
struct StoredPage: Sendable {
    let records: [LogRecord]
    /// Up to here it is complete.
    let next: Position
    let head: Position

    var isEmpty: Bool { records.isEmpty }

    /// As it is told over HTTP: the frames that a WebSocket would be sent, and the cursor after them.
    var body: [UInt8] {
        var json = JSONWriter(capacity: 400 * (records.count + 1))
        json.beginObject()
        json.key("records")
        json.beginArray()
        for record in records { json.raw(Frame(record).json) }
        json.endArray()
        json.member("cursor", next.description)
        json.member("head", head.description)
        json.endObject()
        return json.bytes
    }
}

extension QueryCaller {
    /// What is after a position in a person's streams.
    func page(of person: PartyID, after: Position, limit: Int) async throws(CommandError) -> StoredPage {
        let answer = try await ask("stream.read") { json in
            json.member("person", person.text)
            json.member("after", after.description)
            json.key("limit")
            json.int(limit)
        }
        return try page(answer, last: "next")
    }

    /// What is after a position in the whole log.
    func log(after: Position, limit: Int) async throws(CommandError) -> StoredPage {
        let answer = try await ask("log.read") { json in
            json.member("after", after.description)
            json.key("limit")
            json.int(limit)
        }
        return try page(answer, last: "head")
    }

    /// Where a device was; nil where it has never acknowledged anything.
    func delivered(to person: PartyID, device: String) async throws(CommandError) -> Position? {
        var fields = FieldReader(
            try await ask("device.get") { json in
                json.member("person", person.text)
                json.member("device", device)
            })
        return try fields.position("delivered")
    }

    /// Asks with the members that `body` writes.
    func ask(_ type: String, _ body: (inout JSONWriter) -> Void) async throws(CommandError) -> JSONObject {
        var json = JSONWriter()
        json.beginObject()
        body(&json)
        json.endObject()
        return try await ask(type, json.bytes)
    }

    private func page(_ answer: JSONObject, last: String) throws(CommandError) -> StoredPage {
        var fields = FieldReader(answer)
        var records: [LogRecord] = []
        for var reader in try fields.present(fields.objects("records", count: 0...10_000), "records") {
            let record = try LogRecord(reading: &reader)
            records.append(keys?.open(record) ?? record)
        }
        return StoredPage(
            records: records, next: try fields.present(fields.position(last), last),
            head: try fields.present(fields.position("head"), "head"))
    }
}
