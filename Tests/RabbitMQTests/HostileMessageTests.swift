import DedicatedThread
import Testing

@testable import RabbitMQ

/// A publisher without the checks of ``BrokerPublisher``, as a foreign client may be.
private actor CarelessPublisher {
    private let thread = DedicatedThread(name: "test-careless")

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    deinit { thread.stop() }

    func publish(_ message: OutgoingMessage) throws {
        let connection = try BrokerConnection(try BrokerUnderTest.configuration())
        try connection.publish(message) { _ in }
        connection.close()
    }
}

extension BrokerTests {
    @Suite struct HostileMessageTests {
        @Test func deeplyNestedHeadersAreCutAndTheNextMessageIsServed() async throws {
            try await withQueue("nested") { queue, _ in
                var headers: MessageHeaders = ["leaf": 1]
                for level in 0..<150 {
                    headers = level % 2 == 0 ? ["t": .table(headers)] : ["a": .array([.table(headers)])]
                }
                var hostile = makeMessages(queue, 0..<1)[0]
                hostile.properties.headers = headers
                try await CarelessPublisher().publish(hostile)
                let publisher = try makePublisher()
                _ = try await publisher.publish(makeMessages(queue, 1..<2))

                let consumer = try makeConsumer(queue)
                let deliveries = try await takeDeliveries(2, from: consumer).flatMap(\.deliveries)
                #expect(deliveries.map(\.properties.messageID) == ["m0", "m1"])
                #expect(deliveries.map(\.hasMalformedText) == [true, false])
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }
    }
}
