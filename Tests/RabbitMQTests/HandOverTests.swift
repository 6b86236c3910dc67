import RabbitMQ
import Testing
import Waiting

extension BrokerTests {
    /// What instances that share queues need of a consumer and a publisher.
    @Suite struct HandOverTests {
        @Test func aConsumerChangesItsQueues() async throws {
            let arguments: MessageHeaders = ["x-queue-type": "quorum", "x-single-active-consumer": true]
            try await withQueue("first", arguments: arguments) { first, _ in
                try await withQueue("second", arguments: arguments) { second, _ in
                    let publisher = try makePublisher()
                    _ = try await publisher.publish(makeMessages(first, 0..<5) + makeMessages(second, 5..<10))
                    let consumer = try makeConsumer(first)
                    let other = try makeConsumer(first)
                    let before = try await takeDeliveries(5, from: consumer)
                    #expect(before.flatMap(\.deliveries).allSatisfy { $0.queue == first })
                    try await other.connect()
                    #expect(await consumer.acknowledge(through: 2, epoch: before[0].epoch))

                    await consumer.consume(from: [second], prefetch: 10)
                    #expect(await !consumer.acknowledge(through: 5, epoch: before[0].epoch))
                    let own = try await takeDeliveries(5, from: consumer).flatMap(\.deliveries)
                    #expect(own.compactMap(\.properties.messageID) == (5..<10).map { "m\($0)" })
                    let handed = try await takeDeliveries(3, from: other).flatMap(\.deliveries)
                    #expect(handed.compactMap(\.properties.messageID) == ["m2", "m3", "m4"])

                    await consumer.consume(from: [], prefetch: 10)
                    #expect(consumer.isConnected)
                    await consumer.consume(from: [second], prefetch: 10)
                    #expect(
                        try await takeDeliveries(5, from: consumer).flatMap(\.deliveries).map(\.queue)
                            == Array(repeating: second, count: 5))
                    await other.cancelAndClose()
                    await consumer.cancelAndClose()
                    await publisher.close()
                }
            }
        }

        @Test func aWaitingCallerIsWokenAndSoIsTheNextOne() async throws {
            try await withQueue("wake") { queue, _ in
                let consumer = try makeConsumer(queue)
                await consumer.wake()
                #expect(try await consumer.next(maximumCount: 1, maximumBytes: .max).deliveries.isEmpty)
                let waiting = Task { try await consumer.next(maximumCount: 1, maximumBytes: .max) }
                await consumer.wake()
                #expect(try await waiting.value.deliveries.isEmpty)
                let publisher = try makePublisher()
                _ = try await publisher.publish(makeMessages(queue, 0..<1))
                #expect(try await consumer.next(maximumCount: 1, maximumBytes: .max).deliveries.count == 1)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func whatIsTooLateIsNotSent() async throws {
            try await withQueue("late") { queue, administration in
                let publisher = try makePublisher()
                let (error, duration) = await brokerError {
                    _ = try await publisher.publish(makeMessages(queue, 0..<3), sendingWhile: { false })
                }
                #expect(error?.code == .timeout)
                #expect(duration < .seconds(2))
                let end = ContinuousClock.now + .seconds(60)
                #expect(
                    try await publisher.publish(makeMessages(queue, 3..<4), sendingWhile: { .now < end }) == [
                        .confirmed
                    ])
                try await eventually("the message in time is there, and it alone") {
                    try await administration.messageCount(ofQueue: queue) == 1
                }
                await publisher.close()
            }
        }
    }
}
