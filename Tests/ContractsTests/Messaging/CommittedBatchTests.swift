import Contracts
import Testing

@Suite("Announcements of what was committed")
struct CommittedBatchTests {
    private func error(_ text: String) -> CommandError? {
        do throws(CommandError) {
            _ = try CommittedBatch(body: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("Every record comes back as it was, byte for byte", arguments: 0..<200)
    func roundTrip(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let records = try (1...12).map { try random.logRecord(at: Position($0)) }
        let markers = try (0..<2).map { _ in try random.marker() }
        let body = CommittedBatch(head: Position(12), records: records, markers: markers).body()
        let read = try CommittedBatch(body: body)
        #expect(read.head == Position(12) && read.records == records && read.markers == markers)
        #expect(read.body() == body)
    }

    @Test("The head alone is an announcement")
    func head() throws {
        let body = CommittedBatch(head: Position(7), records: []).body()
        #expect(String(decoding: body, as: UTF8.self) == #"{"head":"7","records":[]}"#)
        #expect(try CommittedBatch(body: body).head == Position(7))
        #expect(error("{}")?.field == "head")
        #expect(error(#"{"head": "-1"}"#)?.field == "head")
        #expect(error(#"{"head": "1", "records": 1}"#)?.field == "records")
        #expect(error(#"{"head": "1", "surprise": 1}"#)?.field == "surprise")
    }

    @Test("Conversations of a thousand members, as many as fit, are read")
    func large() throws {
        var random = RandomRecords(seed: 1)
        let conversation = try random.conversation(members: Conversation.mostMembers)
        let record = LogRecord(position: Position(1), storedAt: random.moment(), content: .conversation(conversation))
        let records = (1...36).map { (number: Int64) in
            var copy = record
            copy.position = Position(number)
            return copy
        }
        let body = CommittedBatch(head: Position(36), records: records).body()
        #expect(body.count > 2 << 20 && body.count <= CommittedBatch.maximumBytes)
        #expect(try CommittedBatch(body: body).records == records)
    }

    @Test(
        "What is wrong with a record is named by its place",
        arguments: [
            (#"{"position": "x"}"#, "position"), (#"{"position": "1"}"#, "stored_at"),
            (#"{"position": "1", "stored_at": "2026-11-21T09:30:00Z", "record": "marker"}"#, "record"),
            (#"{"position": "1", "stored_at": "2026-11-21T09:30:00Z", "record": "person", "person": "a"}"#, "version"),
            (
                #"{"position": "1", "stored_at": "2026-11-21T09:30:00Z", "record": "conversation", "id": "a", "version": "1", "members": [{"person": "a", "role": "owner"}, {"person": "a", "role": "reader"}]}"#,
                "members[1].person"
            ),
            (
                #"{"position": "1", "stored_at": "2026-11-21T09:30:00Z", "record": "conversation", "id": "a", "version": "1", "members": [{"person": "a", "role": "chief"}]}"#,
                "members[0].role"
            ),
        ])
    func wrongRecords(record: String, field: String) {
        #expect(error(#"{"head": "1", "records": [\#(record)]}"#)?.field == "records[0].\(field)")
    }

    private func settings(_ rest: String) -> CommandError? {
        error(
            #"{"head": "1", "records": [{"position": "1", "stored_at": "2026-11-21T09:30:00Z", "record": "person", "person": "a", "version": "1", \#(rest)}]}"#
        )
    }

    @Test(
        "Settings name what is wrong with them",
        arguments: [
            (#""blocked": ["a", "a"]"#, "blocked[1]"), (#""blocked": ["a b"]"#, "blocked[0]"),
            (#""topics": [1]"#, "topics[0]"),
            (#""muted": {}"#, "muted"), (#""channels": ["fax"]"#, "channels[0]"), (#""language": "x"*"#, "language"),
            (#""quiet_hours": {"from": "22:00", "to": "24:00", "time_zone": "UTC"}"#, "quiet_hours.to"),
            (#""quiet_hours": {"from": "2:00", "to": "06:00", "time_zone": "UTC"}"#, "quiet_hours.from"),
            (#""quiet_hours": {"from": "-1:00", "to": "06:00", "time_zone": "UTC"}"#, "quiet_hours.from"),
            (#""quiet_hours": {"from": "+1:00", "to": "06:00", "time_zone": "UTC"}"#, "quiet_hours.from"),
            (#""quiet_hours": {"from": "22:60", "to": "06:00", "time_zone": "UTC"}"#, "quiet_hours.from"),
            (#""quiet_hours": {"from": "22:00", "to": "06:00"}"#, "quiet_hours.time_zone"),
            (#""quiet_hours": {"from": "22:00", "to": "06:00", "time_zone": "Africa/"}"#, "quiet_hours.time_zone"),
            (#""quiet_hours": {"from": "22:00", "to": "06:00", "time_zone": "UTC", "x": 1}"#, "quiet_hours.x"),
        ])
    func wrongSettings(rest: String, field: String) {
        let rest = rest.replacing("\"x\"*", with: "\"\(String(repeating: "x", count: 36))\"")
        #expect(settings(rest)?.field == "records[0].\(field)")
    }

    @Test("Quiet hours may begin and end at any minute")
    func quietHours() {
        for (from, to) in [("00:00", "23:59"), ("23:59", "00:00"), ("07:00", "07:00")] {
            #expect(
                settings(#""quiet_hours": {"from": "\#(from)", "to": "\#(to)", "time_zone": "Africa/Nairobi"}"#) == nil)
        }
    }
}
