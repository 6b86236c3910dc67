import RabbitMQ
import Testing

extension BrokerTests {
    @Suite struct CallerTests {
        /// Answers every request with its own body, `count` times, but not those whose body is empty.
        private func serve(_ queue: String, _ count: Int) async throws {
            let consumer = try makeConsumer(queue)
            let publisher = try makePublisher()
            var served = 0
            while served < count {
                let batch = try await consumer.next(maximumCount: 100, maximumBytes: .max)
                let replies = batch.deliveries.filter { !$0.body.isEmpty }.map { request in
                    OutgoingMessage(
                        exchange: "", routingKey: request.properties.replyTo ?? "",
                        properties: MessageProperties(correlationID: request.properties.correlationID),
                        body: request.body)
                }
                _ = try await publisher.publish(replies)
                await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
                served += batch.deliveries.count
            }
            await consumer.cancelAndClose()
            await publisher.close()
        }

        @Test func repliesFindTheirRequests() async throws {
            try await withQueue("calls") { queue, _ in
                let caller = BrokerCaller(
                    configuration: try BrokerUnderTest.configuration(), logger: BrokerUnderTest.logger)
                async let serving: Void = serve(queue, 301)
                let results = try await caller.call(makeMessages(queue, 0..<300), timeout: .seconds(10))
                let bodies = try results.map { try $0.get().body }
                #expect(bodies == makeMessages(queue, 0..<300).map(\.body))
                let single = try await caller.call(makeMessages(queue, 7..<8)[0], timeout: .seconds(10))
                #expect(single.queue == caller.replyQueue)
                try await serving
                await caller.close()
            }
        }

        @Test func silenceIsATimeoutAndAnUnknownQueueIsNotFound() async throws {
            try await withQueue("silence") { queue, _ in
                let caller = BrokerCaller(
                    configuration: try BrokerUnderTest.configuration(), maximumPending: 2,
                    logger: BrokerUnderTest.logger)
                let message = makeMessages(queue, 0..<1)[0]
                let (error, duration) = await brokerError {
                    _ = try await caller.call(message, timeout: .milliseconds(300))
                }
                #expect(error?.code == .timeout)
                #expect(duration < .seconds(5))
                let lost = makeMessages(BrokerUnderTest.name("missing"), 0..<1)[0]
                #expect(
                    await brokerError { _ = try await caller.call(lost, timeout: .seconds(5)) }.error?.code == .notFound
                )
                let many = makeMessages(queue, 0..<3)
                #expect(
                    await brokerError { _ = try await caller.call(many, timeout: .seconds(1)) }.error?.code
                        == .overloaded)
                let waiting = Task { try await caller.call(message, timeout: .seconds(30)) }
                waiting.cancel()
                let cancelled = await brokerError { _ = try await waiting.value }
                #expect(cancelled.error?.code == .cancelled)
                #expect(cancelled.duration < .seconds(5))
                await caller.close()
            }
        }
    }
}
