import Contracts
import RabbitMQ
import Testing

@testable import TransactionService

@Suite("Events of one commit in batches")
struct EventBatchSplitTests {
    @Test("A commit of many mebibytes takes as few messages as the bound allows, each event once and in order")
    func split() throws {
        // 4,000 documents of about 3 KiB: three times what a message may have.
        let events = (1...4_000).map { Self.event($0, documentBytes: 3_000) }
        let messages = EventForm.batch.messages(of: events)
        #expect(messages.allSatisfy { $0.body.count <= CloudEventBatch.maximumBytes && $0.isMandatory })
        let total = messages.reduce(0) { $0 + $1.body.count }
        #expect(messages.count == (total + CloudEventBatch.maximumBytes - 1) / CloudEventBatch.maximumBytes)
        #expect(messages.count == 4)
        #expect(try messages.flatMap { try Self.ids(in: $0) } == events.map(\.id.description))
        for message in messages {
            let ids = try Self.ids(in: message)
            #expect(message.properties.messageID == "\(ids.first ?? "")..\(ids.last ?? "")")
        }
    }

    @Test("An event that is larger than the bound goes alone, between what comes before and after it")
    func large() throws {
        let events = [
            Self.event(1, documentBytes: 50), Self.event(2, documentBytes: 9_000), Self.event(3, documentBytes: 50),
        ]
        let messages = EventForm.batch.messages(of: events, bound: 2_000)
        #expect(try messages.map { try Self.ids(in: $0) } == events.map { [$0.id.description] })
    }

    private static func event(_ number: Int, documentBytes: Int) -> LedgerEvent {
        let text = String(repeating: "x", count: documentBytes - 8)
        return LedgerEvent(
            id: EventID(number: Int64(number)), command: "wallet.spend", subject: nil, time: Timestamp(microseconds: 0),
            trace: nil, document: Array(#"{"a":""#.utf8) + Array(text.utf8) + Array(#""}"#.utf8))
    }

    private static func ids(in message: OutgoingMessage) throws -> [String] {
        let events = try #require(try JSONReader.read(message.body, limits: .init(bytes: 8 << 20)).asArray)
        return events.compactMap { $0.asObject?["id"]?.asString }
    }
}
