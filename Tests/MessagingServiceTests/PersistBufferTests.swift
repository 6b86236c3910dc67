import Contracts
import Testing

@testable import MessagingService

/// What waits for the broker: in order, in batches, bounded.
@Suite struct PersistBufferTests {
    private func marker(_ number: Int64) throws -> PersistRecord {
        .marker(.delivered(person: try #require(PartyID(text: "a")), device: "d", upTo: Position(number)))
    }

    @Test func batchesAreBoundedAndInOrder() throws {
        var buffer = PersistBuffer()
        for number in 0..<1_200 { buffer.append(try marker(Int64(number)), for: nil) }
        var sizes: [Int] = []
        var all: [PersistRecord] = []
        while let batch = buffer.next(at: nil) {
            sizes.append(batch.records.count)
            all += batch.records
        }
        #expect(sizes == [500, 500])
        #expect(try all == (0..<1_000).map { try marker(Int64($0)) })
    }

    @Test func whatComesWhileABatchIsUnderWayIsTheNext() throws {
        var buffer = PersistBuffer()
        buffer.append(try marker(0), for: nil)
        let begun = buffer.next(at: nil)
        let first = try #require(begun)
        for number in 1..<10 {
            buffer.append(try marker(Int64(number)), for: nil)
            #expect(buffer.next(at: nil) == nil)
        }
        #expect(buffer.count == 10)
        #expect(buffer.finish(first.number).count == 1)
        #expect(buffer.next(at: nil)?.records.count == 9)
        #expect(buffer.count == 9)
    }

    @Test func betweenTwoThatAreNotFullThereIsSomeTime() throws {
        var buffer = PersistBuffer()
        let start = Timestamp(microseconds: 1_000_000)
        func take(_ microseconds: Int64) throws -> Int? {
            buffer.append(try marker(1), for: nil)
            let batch = buffer.next(at: Timestamp(microseconds: start.microseconds + microseconds))
            if let batch { _ = buffer.finish(batch.number) }
            return batch?.records.count
        }
        #expect(try take(0) == 1)
        #expect(try take(PersistBuffer.interval - 1) == nil)
        #expect(try take(PersistBuffer.interval) == 2)
        for _ in 0..<PersistBatch.longest { buffer.append(try marker(2), for: nil) }
        #expect(try take(PersistBuffer.interval + 1) == PersistBatch.longest)
        #expect(try take(0) == 2, "the clock was set back")
    }

    @Test func noMoreThanAFewFullOnesAreUnderWay() throws {
        var buffer = PersistBuffer()
        var batches: [(number: UInt64, records: [PersistRecord])] = []
        for number in 0..<3_000 {
            buffer.append(try marker(Int64(number)), for: nil)
            if let batch = buffer.next(at: nil) { batches.append(batch) }
        }
        // The first goes at once, alone.
        #expect(batches.map(\.records.count) == [1, 500, 500, 500])
        #expect(batches.count == PersistBuffer.mostInFlight)
        #expect(buffer.finish(batches[1].number).count == 500)
        #expect(buffer.next(at: nil)?.records.count == 500)
    }

    @Test func aBatchIsNoLargerThanItsMessageMayBe() throws {
        var buffer = PersistBuffer()
        let person = try #require(PartyID(text: "a"))
        let id = try #require(MessageID(text: "msg_" + String(repeating: "0", count: 32)))
        for number in 0..<40 {
            buffer.append(
                .message(
                    Message(
                        id: id, senderID: "\(number)", sender: person, stream: .inbox(person), kind: .notification,
                        priority: .low, body: String(repeating: "\"", count: Message.longestBody),
                        sentAt: Timestamp(microseconds: 0))), for: nil)
        }
        while let batch = buffer.next(at: nil) {
            #expect(PersistBatch(instance: "i", records: batch.records).body().count <= PersistBatch.maximumBytes)
            _ = buffer.finish(batch.number)
        }
        #expect(buffer.count == 0)
    }

    @Test func thereIsABound() throws {
        var buffer = PersistBuffer(mostRecords: 3)
        #expect(buffer.hasRoom(for: 3))
        #expect(!buffer.hasRoom(for: 4))
        #expect(buffer.hasRoomForMarkers)
        buffer.append(try marker(1), for: nil)
        #expect(!buffer.hasRoom(for: 3) && buffer.hasRoom(for: 2))
        #expect(!buffer.hasRoomForMarkers, "the last half is for messages")
    }
}
