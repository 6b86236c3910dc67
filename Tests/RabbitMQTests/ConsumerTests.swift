import RabbitMQ
import Testing
import Waiting

extension BrokerTests {
    @Suite struct ConsumerTests {
        @Test func batchesAreBoundedInCountAndBytes() async throws {
            try await withQueue("bounds") { queue, _ in
                let publisher = try makePublisher()
                _ = try await publisher.publish(makeMessages(queue, 0..<50, bytes: 100))
                let consumer = try makeConsumer(queue)
                var batch = try await consumer.next(maximumCount: 7, maximumBytes: .max)
                #expect((1...7).contains(batch.deliveries.count))
                var taken = batch.deliveries.count
                while taken < 50 {
                    batch = try await consumer.next(maximumCount: 100, maximumBytes: 350)
                    #expect((1...3).contains(batch.deliveries.count))
                    taken += batch.deliveries.count
                }
                #expect(batch.deliveries.last?.properties.messageID == "m49")
                // One delivery is given however large it is.
                _ = try await publisher.publish(makeMessages(queue, 50..<51, bytes: 1_000))
                #expect(try await consumer.next(maximumCount: 9, maximumBytes: 10).deliveries.count == 1)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func whatIsNotAcknowledgedComesBackInOrderAfterClosing() async throws {
            try await withQueue("acknowledge") { queue, administration in
                let publisher = try makePublisher()
                _ = try await publisher.publish(makeMessages(queue, 0..<20))
                let first = try makeConsumer(queue)
                let batches = try await takeDeliveries(20, from: first)
                let deliveries = batches.flatMap(\.deliveries)
                #expect(deliveries.map(\.tag) == Array(1...20))
                #expect(deliveries.allSatisfy { $0.queue == queue && !$0.isRedelivered && $0.deliveryCount == 0 })
                #expect(await first.acknowledge(through: 12, epoch: batches[0].epoch))
                #expect(await first.acknowledge([14], epoch: batches[0].epoch))
                #expect(await !first.acknowledge(through: 20, epoch: batches[0].epoch &- 1))
                await first.cancelAndClose()

                let second = try makeConsumer(queue)
                let again = try await takeDeliveries(7, from: second).flatMap(\.deliveries)
                #expect(again.compactMap(\.properties.messageID) == [12, 14, 15, 16, 17, 18, 19].map { "m\($0)" })
                #expect(again.allSatisfy { $0.isRedelivered && $0.deliveryCount == 1 })
                await second.cancelAndClose()
                try await eventually("everything is back in the queue") {
                    try await administration.messageCount(ofQueue: queue) == 7
                }
                await publisher.close()
            }
        }

        @Test func rejectedGoesToTheDeadLettersAndRequeuedComesAgain() async throws {
            try await withQueue("dead") { dead, administration in
                let arguments: MessageHeaders = [
                    "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-dead-letter-routing-key": .string(dead),
                ]
                try await withQueue("reject", arguments: arguments) { queue, _ in
                    let publisher = try makePublisher()
                    _ = try await publisher.publish(makeMessages(queue, 0..<3))
                    let consumer = try makeConsumer(queue)
                    let batches = try await takeDeliveries(3, from: consumer)
                    #expect(await consumer.requeue([2], epoch: batches[0].epoch))
                    #expect(await consumer.reject([1], epoch: batches[0].epoch))
                    let again = try await consumer.next(maximumCount: 1, maximumBytes: .max)
                    #expect(again.deliveries.first?.properties.messageID == "m1")
                    #expect(again.deliveries.first?.tag == 4)
                    try await eventually("the rejected message is a dead letter") {
                        try await administration.messageCount(ofQueue: dead) == 1
                    }
                    await consumer.cancelAndClose()
                    await publisher.close()
                }
            }
        }

        @Test func aNewPrefetchStartsANewEpoch() async throws {
            // Without a single active consumer the new one may be served before the broker has seen the old one go.
            let arguments: MessageHeaders = ["x-queue-type": "quorum", "x-single-active-consumer": true]
            try await withQueue("prefetch", arguments: arguments) { queue, _ in
                let publisher = try makePublisher()
                _ = try await publisher.publish(makeMessages(queue, 0..<10))
                let consumer = try makeConsumer(queue)
                let before = try await takeDeliveries(10, from: consumer)
                await consumer.setPrefetch(1)
                #expect(await !consumer.acknowledge(through: 10, epoch: before[0].epoch))
                for number in 0..<10 {
                    let batch = try await consumer.next(maximumCount: 10, maximumBytes: .max)
                    #expect(batch.deliveries.map(\.properties.messageID) == ["m\(number)"])
                    #expect(batch.epoch > before[0].epoch)
                    #expect(await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch))
                }
                await consumer.setPrefetch(50)
                _ = try await publisher.publish(makeMessages(queue, 10..<20))
                let after = try await takeDeliveries(10, from: consumer).flatMap(\.deliveries)
                #expect(after.compactMap(\.properties.messageID) == (10..<20).map { "m\($0)" })
                #expect(consumer.isConnected)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func waitingCanBeCancelledAndLosesNothing() async throws {
            try await withQueue("cancel") { queue, _ in
                let consumer = try makeConsumer(queue)
                try await consumer.connect()
                let waiting = Task { try await consumer.next(maximumCount: 1, maximumBytes: .max) }
                // Cancelled before, while or after it begins to wait: the answer is the same.
                waiting.cancel()
                let (error, duration) = await brokerError { _ = try await waiting.value }
                #expect(error?.code == .cancelled)
                #expect(duration < .seconds(1))
                let publisher = try makePublisher()
                _ = try await publisher.publish(makeMessages(queue, 0..<1))
                #expect(try await consumer.next(maximumCount: 1, maximumBytes: .max).deliveries.count == 1)
                await consumer.cancelAndClose()
                #expect(
                    await brokerError { _ = try await consumer.next(maximumCount: 1, maximumBytes: 1) }.error?.code
                        == .closed)
                await publisher.close()
            }
        }

        @Test func aDeletedQueueIsDeclaredAgain() async throws {
            try await withQueue("deleted") { queue, administration in
                let topology = Topology(queues: [.init(queue, arguments: ["x-queue-type": "quorum"])])
                let consumer = try makeConsumer(queue, topology: topology)
                try await consumer.connect()
                let epoch = await consumer.epoch
                try await administration.delete(queue: queue)
                try await eventually("the consumer comes back") {
                    await consumer.epoch > epoch && consumer.isConnected
                }
                let publisher = try makePublisher()
                #expect(try await publisher.publish(makeMessages(queue, 0..<1)) == [.confirmed])
                #expect(try await consumer.next(maximumCount: 1, maximumBytes: .max).deliveries.count == 1)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func aQueueThatIsNotThereIsAnErrorEachTime() async throws {
            let consumer = try makeConsumer(BrokerUnderTest.name("missing"))
            for _ in 0..<2 {
                let (error, duration) = await brokerError {
                    _ = try await consumer.next(maximumCount: 1, maximumBytes: 1)
                }
                #expect(error?.code == .notFound)
                #expect(error?.isRetriable == false)
                #expect(duration < .seconds(5))
            }
            await consumer.cancelAndClose()
        }

        @Test func heartbeatsKeepAnIdleConnectionAlive() async throws {
            try await withQueue("idle") { queue, _ in
                var configuration = try BrokerUnderTest.configuration()
                configuration.heartbeat = .seconds(1)
                let logger = BrokerUnderTest.logger
                let consumer = BrokerConsumer(
                    configuration: configuration, queues: [queue], prefetch: 1, logger: logger)
                let publisher = BrokerPublisher(configuration: configuration, logger: logger)
                try await consumer.connect()
                try await publisher.connect()
                let epoch = await consumer.epoch
                // The broker gives up after two seconds of silence, and so does the library: five are enough to see it.
                try await Task.sleep(for: .seconds(5))
                #expect(consumer.isConnected && publisher.isConnected)
                #expect(await consumer.epoch == epoch)
                #expect(try await publisher.publish(makeMessages(queue, 0..<1)) == [.confirmed])
                #expect(try await consumer.next(maximumCount: 1, maximumBytes: 1).epoch == epoch)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }
    }
}
