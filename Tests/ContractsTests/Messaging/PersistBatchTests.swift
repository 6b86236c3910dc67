import Contracts
import Testing

@Suite("Batches for persistence")
struct PersistBatchTests {
    private static let message = #"""
        {"record": "message", "id": "msg_000102030405060708090a0b0c0d0e0f", "sender_id": "1", "sender": "amina",
         "stream": "c:booking-7", "kind": "chat", "priority": "normal", "body": "Habari", "sent_at": "2026-11-21T09:30:00Z"}
        """#

    private func object(_ text: String) throws -> JSONObject {
        try #require(try JSONReader.read(Array(text.utf8)).asObject)
    }

    private func batch(_ records: [JSONValue], instance: JSONValue? = "node-1") -> JSONObject {
        var body = JSONObject()
        body["instance"] = instance
        body["records"] = .array(records)
        return body
    }

    private func error(_ body: [UInt8]) -> CommandError? {
        do throws(CommandError) {
            _ = try PersistBatch(body: body)
            return nil
        } catch {
            return error
        }
    }

    private func error(_ record: JSONObject) -> CommandError? { error(batch([.object(record)]).body) }

    @Test("Every record comes back as it was, byte for byte", arguments: 0..<200)
    func roundTrip(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let records = try (0..<Int.random(in: 1...20)).map { _ in try random.record() }
        let body = PersistBatch(instance: "node-1", records: records).body()
        let read = try PersistBatch(body: body)
        #expect(read.records == records && read.instance == "node-1")
        #expect(read.body() == body)
    }

    @Test("Bodies in other normal forms stay as they are and are different messages")
    func normalForms() throws {
        var record = try object(Self.message)
        var messages: [Message] = []
        for body in ["Caf\u{E9}", "Cafe\u{301}", "\u{212B}", "\u{C5}", "A\u{30A}"] {
            record["body"] = .string(body)
            guard case .message(let message)? = try PersistBatch(body: batch([.object(record)]).body).records.first
            else { throw CommandError(.invalidField, "no message") }
            #expect(Array(message.body.utf8) == Array(body.utf8))
            #expect(!messages.contains(message))
            messages.append(message)
        }
    }

    @Test(
        "What is absent or wrong is named",
        arguments: [
            "record", "id", "sender_id", "sender", "stream", "kind", "priority", "body", "sent_at",
        ])
    func required(name: String) throws {
        var record = try object(Self.message)
        record[name] = nil
        let missing = try #require(error(record))
        #expect(missing.code == .missingField && missing.field == "records[0].\(name)")
        for value: JSONValue in [true, [], ["x": 1]] {
            record[name] = value
            let wrong = try #require(error(record))
            #expect(wrong.code == .invalidField && wrong.field == "records[0].\(name)" && wrong.message.count > 20)
        }
    }

    @Test(
        "Every wrong value is refused by the name of its field",
        arguments: [
            ("record", "letter"), ("id", "msg_1"), ("sender", "a b"), ("stream", "x:y"), ("kind", "Chat"),
            ("priority", "urgent"), ("sent_at", "yesterday"), ("expires_at", "2026-11-21"), ("pair", "a"),
            ("metadata", "a"),
            ("key_id", ""),
        ])
    func wrong(name: String, value: String) throws {
        var record = try object(Self.message)
        record[name] = .string(value)
        let wrong = try #require(error(record))
        #expect(wrong.code == .invalidField && wrong.field == "records[0].\(name)")
    }

    @Test("A pair has two different people")
    func pairs() throws {
        var record = try object(Self.message)
        record["pair"] = ["a", "b"]
        #expect(error(record) == nil)
        record["pair"] = ["a", "a"]
        #expect(error(record)?.field == "records[0].pair[1]")
        record["pair"] = ["a"]
        #expect(error(record)?.field == "records[0].pair")
    }

    @Test("Bounds: the longest is taken, one byte more is not")
    func bounds() throws {
        for (name, most) in [("sender_id", 128), ("body", 131_072), ("key_id", 64)] {
            var record = try object(Self.message)
            record[name] = .string(String(repeating: "a", count: most))
            #expect(error(record) == nil, "\(name)")
            record[name] = .string(String(repeating: "a", count: most + 1))
            #expect(error(record)?.field == "records[0].\(name)")
        }
        let record = JSONValue.object(try object(Self.message))
        #expect(error(batch(Array(repeating: record, count: 500)).body) == nil)
        #expect(error(batch(Array(repeating: record, count: 501)).body)?.field == "records")
        #expect(error(batch([]).body)?.field == "records")
        #expect(error(batch([record], instance: nil).body)?.field == "instance")
        #expect(error(batch([record], instance: .string(String(repeating: "n", count: 65))).body)?.field == "instance")
    }

    @Test("A batch is as large as its bound and no larger")
    func size() throws {
        let body = batch([.object(try object(Self.message))]).body
        let blanks = [UInt8](repeating: 0x20, count: PersistBatch.maximumBytes - body.count)
        #expect(error(body + blanks) == nil)
        #expect(error(body + blanks + [0x20])?.code == .messageTooLarge)
    }

    @Test("What nobody asked for, in a batch or a record, is refused; so is what is no batch")
    func strange() throws {
        var record = try object(Self.message)
        record["surprise"] = 1
        #expect(error(record)?.field == "records[0].surprise")
        var whole = batch([.object(try object(Self.message))])
        whole["surprise"] = 1
        #expect(error(whole.body)?.code == .unknownField)
        #expect(error(Array("[]".utf8))?.code == .malformedJSON)
        #expect(error([])?.code == .malformedJSON)
        #expect(error(Array(#"{"instance": "\u0000"}"#.utf8))?.code == .nulCharacter)
        #expect(error(Array(#"{"instance": "a", "instance": "b"}"#.utf8))?.code == .duplicateKey)
        #expect(error([0x7B, 0x22, 0xFF])?.code == .invalidUTF8)
    }

    @Test(
        "Edits, deletions and markers name what they lack",
        arguments: [
            (
                #"{"record": "edit", "message": "msg_000102030405060708090a0b0c0d0e0f", "sender": "a", "stream": "all", "number": "1", "body": "x", "sent_at": "2026-11-21T09:30:00Z"}"#,
                ["message", "sender", "stream", "number", "body", "sent_at"]
            ),
            (
                #"{"record": "deletion", "message": "msg_000102030405060708090a0b0c0d0e0f", "sender": "a", "stream": "all", "sent_at": "2026-11-21T09:30:00Z"}"#,
                ["message", "sender", "stream", "sent_at"]
            ),
            (
                #"{"record": "marker", "person": "a", "conversation": "c", "up_to": "7"}"#,
                ["person", "conversation", "up_to"]
            ),
            (#"{"record": "marker", "person": "a", "device": "phone", "up_to": "7"}"#, ["person", "up_to"]),
        ])
    func others(text: String, names: [String]) throws {
        let whole = try object(text)
        #expect(error(whole) == nil)
        for name in names {
            var record = whole
            record[name] = nil
            #expect(error(record)?.field == "records[0].\(name)")
            record[name] = [1]
            #expect(error(record)?.field == "records[0].\(name)")
        }
    }

    @Test("An edit counts from 1 to a million; a marker is about a device or a conversation")
    func ranges() throws {
        var edit = try object(
            #"{"record": "edit", "message": "msg_000102030405060708090a0b0c0d0e0f", "sender": "a", "stream": "all", "number": 1, "body": "x", "sent_at": "2026-11-21T09:30:00Z"}"#
        )
        for (number, isTaken) in [("0", false), ("1", true), ("1000000", true), ("1000001", false), ("01", false)] {
            edit["number"] = .string(number)
            #expect((error(edit) == nil) == isTaken, "\(number)")
        }
        var marker = try object(#"{"record": "marker", "person": "a", "device": "d", "up_to": "0"}"#)
        #expect(error(marker) == nil)
        marker["conversation"] = "c"
        #expect(error(marker)?.code == .unknownField)
        marker["conversation"] = nil
        marker["device"] = .string(String(repeating: "d", count: 65))
        #expect(error(marker)?.field == "records[0].device")
    }
}
