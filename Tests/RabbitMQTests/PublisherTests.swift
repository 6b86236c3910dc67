import RabbitMQ
import Testing

extension BrokerTests {
    @Suite struct PublisherTests {
        @Test func eachMessageHasAnOutcomeOfItsOwn() async throws {
            let full: MessageHeaders = ["x-max-length": 2, "x-overflow": "reject-publish"]
            try await withQueue("full", arguments: full) { queue, administration in
                let publisher = try makePublisher()
                let missing = BrokerUnderTest.name("missing")
                var messages = makeMessages(queue, 0..<2) + makeMessages(missing, 2..<4) + makeMessages(queue, 4..<5)
                messages[3].isMandatory = false
                let outcomes = try await publisher.publish(messages)
                let returned = PublishOutcome.returned(code: 312, text: "NO_ROUTE")
                #expect(outcomes == [.confirmed, .confirmed, returned, .confirmed, .nacked])
                #expect(try await administration.messageCount(ofQueue: queue) == 2)
                await publisher.close()
            }
        }

        @Test func largeAndOverlappingBatchesStayWithinTheWindow() async throws {
            try await withQueue("window") { queue, administration in
                let publisher = try makePublisher(.init(maximumUnconfirmed: 100, maximumPending: 20_000))
                try await withThrowingTaskGroup(of: [PublishOutcome].self) { group in
                    for batch in 0..<4 {
                        group.addTask {
                            try await publisher.publish(makeMessages(queue, batch * 1_500..<(batch + 1) * 1_500))
                        }
                    }
                    for try await outcomes in group {
                        #expect(outcomes.count == 1_500 && outcomes.allSatisfy(\.isConfirmed))
                    }
                }
                #expect(try await administration.messageCount(ofQueue: queue) == 6_000)
                await publisher.close()
            }
        }

        @Test func tooManyPendingMessagesAreRefusedAndNothingIsSent() async throws {
            try await withQueue("overload") { queue, administration in
                let publisher = try makePublisher(.init(maximumUnconfirmed: 1, maximumPending: 1_000))
                // One of them is first, and stays for a round trip per message; the other one finds no room.
                let publish: @Sendable () async -> BrokerError? = {
                    await brokerError { _ = try await publisher.publish(makeMessages(queue, 0..<900)) }.error
                }
                async let first = publish()
                async let second = publish()
                #expect(await [first, second].compactMap { $0?.code } == [.overloaded])
                #expect(try await administration.messageCount(ofQueue: queue) == 900)
                await publisher.close()
            }
        }

        @Test func fiveMegabytesTravelUnharmed() async throws {
            try await withQueue("large") { queue, _ in
                let publisher = try makePublisher()
                let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
                var messages = makeMessages(queue, 0..<3)
                for index in messages.indices { messages[index].body = body }
                #expect(try await publisher.publish(messages).allSatisfy(\.isConfirmed))
                let consumer = try makeConsumer(queue)
                let deliveries = try await takeDeliveries(3, from: consumer).flatMap(\.deliveries)
                #expect(deliveries.allSatisfy { $0.body == body && !$0.isTruncated && $0.bodySize == 5_000_000 })
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func aBodyOverTheLimitIsCutAndFlagged() async throws {
            try await withQueue("truncated") { queue, _ in
                let publisher = try makePublisher()
                _ = try await publisher.publish(makeMessages(queue, 0..<2, bytes: 300_000))
                var configuration = try BrokerUnderTest.configuration()
                configuration.maximumBodyBytes = 200_000
                let consumer = BrokerConsumer(
                    configuration: configuration, queues: [queue], prefetch: 5, logger: BrokerUnderTest.logger)
                for delivery in try await takeDeliveries(2, from: consumer).flatMap(\.deliveries) {
                    #expect(delivery.isTruncated)
                    #expect(delivery.body.count == 200_000)
                    #expect(delivery.bodySize == 300_000)
                }
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func everyPropertyAndHeaderTravels() async throws {
            try await withQueue("properties") { queue, _ in
                var configuration = try BrokerUnderTest.configuration()
                configuration.connectionName = "test publisher"
                var properties = MessageProperties(
                    contentType: "application/json", messageID: "m1", correlationID: "c1", replyTo: "reply.x", type: "t"
                )
                properties.contentEncoding = "identity"
                properties.userID = configuration.user
                properties.appID = "a\u{e9}"
                properties.timestamp = 1_700_000_000
                properties.expiration = "600000"
                properties.priority = 3
                properties.isPersistent = false
                properties.headers = [
                    "s": "text", "i": -5, "b": true, "d": .double(1.5), "x": .bytes([0, 255]), "t": .timestamp(77),
                    "m": .decimal(scale: 2, value: 12_345), "n": .null, "e": "",
                    "a": .array(["one", 2, .array([])]), "h": .table(["inner": .table(["deep": 1])]),
                ]
                let message = OutgoingMessage(exchange: "", routingKey: queue, properties: properties, body: [])
                let publisher = try makePublisher()
                #expect(try await publisher.publish([message]) == [.confirmed])
                let consumer = try makeConsumer(queue)
                let delivery = try #require(try await consumer.next(maximumCount: 1, maximumBytes: 1).deliveries.first)
                #expect(delivery.properties == properties)
                #expect(delivery.routingKey == queue && delivery.exchange.isEmpty && delivery.body.isEmpty)
                #expect(!delivery.hasMalformedText && !delivery.isTruncated)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func aMessageThatClosesTheChannelIsATypedErrorAndTheNextOneWorks() async throws {
            try await withQueue("channel") { queue, _ in
                let publisher = try makePublisher()
                var forged = makeMessages(queue, 0..<1)
                forged[0].properties.userID = "somebody-else"
                var lost = makeMessages(queue, 1..<2)
                lost[0].exchange = BrokerUnderTest.name("missing")
                for (messages, code) in [(forged, BrokerError.Code.preconditionFailed), (lost, .notFound)] {
                    let (error, duration) = await brokerError { _ = try await publisher.publish(messages) }
                    #expect(error?.code == code)
                    #expect(error?.isRetriable == false)
                    #expect(duration < .seconds(5))
                    #expect(try await publisher.publish(makeMessages(queue, 2..<3)) == [.confirmed])
                }
                await publisher.close()
            }
        }

        @Test func publishingCanBeCancelled() async throws {
            var configuration = try BrokerUnderTest.configuration()
            configuration.port = 1
            configuration.maximumBackoff = .milliseconds(200)
            let publisher = BrokerPublisher(configuration: configuration, logger: BrokerUnderTest.logger)
            let publishing = Task { try await publisher.publish(makeMessages("nowhere", 0..<1)) }
            publishing.cancel()
            let (error, duration) = await brokerError { _ = try await publishing.value }
            #expect(error?.code == .cancelled)
            #expect(duration < .seconds(2))
            await publisher.close()
            #expect(
                await brokerError { _ = try await publisher.publish(makeMessages("x", 0..<1)) }.error?.code == .closed)
        }
    }
}
