import Contracts
import Testing

@testable import MessageStore

@Suite struct AnnouncementTests {
    private func records(_ count: Int, _ body: String) throws -> [LogRecord] {
        let said = try message("1", body)
        return (1...count).map {
            LogRecord(position: Position(Int64($0)), storedAt: Timestamp(microseconds: 0), content: .message(said))
        }
    }

    @Test("an announcement has at most 500 records and two mebibytes, and all of them are in order")
    func chunks() throws {
        for (count, body, expected) in [
            (1_201, "hello", [500, 500, 201]), (50, String(repeating: "x", count: 60_000), [34, 16]),
        ] {
            let persisted = Persisted(records: try records(count, body), head: Position(Int64(count)))
            let batches = try CommitAnnouncer.messages(persisted).map { try CommittedBatch(body: $0.body) }
            #expect(batches.map(\.records.count) == expected)
            #expect(batches.flatMap(\.records) == persisted.records)
            #expect(batches.allSatisfy { $0.head == persisted.head })
        }
    }

    @Test("nothing is announced where nothing was stored; markers alone are")
    func markers() throws {
        #expect(CommitAnnouncer.messages(Persisted(head: Position(7))).isEmpty)
        let asha = try #require(PartyID(text: "asha"))
        let marker = Marker.delivered(person: asha, device: "phone", upTo: Position(3))
        let messages = CommitAnnouncer.messages(Persisted(markers: [marker], head: Position(7)))
        let batch = try CommittedBatch(body: try #require(messages.first).body)
        #expect(messages.count == 1 && batch.markers == [marker] && batch.records.isEmpty)
    }
}
