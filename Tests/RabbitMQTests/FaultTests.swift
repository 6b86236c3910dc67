import Foundation
import RabbitMQ
import Testing
import Waiting

extension BrokerTests {
    /// What breaks the broker for everybody: runs only with `KAURI_FAULT_TESTS=1`, when nobody else uses it.
    @Suite(.enabled(if: BrokerUnderTest.allowsFaults, "set KAURI_FAULT_TESTS=1"), .timeLimit(.minutes(3)))
    struct FaultTests {
        @Test func theConsumerComesBackAfterAPowerCutAndDeclaresItsTopology() async throws {
            // An exclusive queue does not survive, so only a new declaration can bring it back.
            let queue = BrokerUnderTest.name("exclusive")
            let topology = Topology(queues: [.init(queue, isDurable: false, isExclusive: true, isAutoDelete: true)])
            let consumer = try makeConsumer(queue, topology: topology)
            try await consumer.connect()
            let publisher = try makePublisher()
            #expect(try await publisher.publish(makeMessages(queue, 0..<1)) == [.confirmed])
            let before = try await consumer.next(maximumCount: 1, maximumBytes: .max)
            let waiting = Task { try await consumer.next(maximumCount: 9, maximumBytes: .max) }

            try await BrokerUnderTest.stack("kill-broker")
            try await eventually("the loss is noticed") { !consumer.isConnected }
            try await BrokerUnderTest.stack("restart-broker")
            try await eventually("the consumer comes back", within: .seconds(60)) {
                consumer.isConnected
            }
            try await eventually("the publisher comes back", within: .seconds(60)) {
                (try? await publisher.publish(makeMessages(queue, 1..<2))) == [.confirmed]
            }
            let after = try await waiting.value
            #expect(after.deliveries.first?.properties.messageID == "m1")
            #expect(after.epoch > before.epoch)
            #expect(await !consumer.acknowledge(through: before.lastTag, epoch: before.epoch))
            #expect(await consumer.acknowledge(through: after.lastTag, epoch: after.epoch))
            await consumer.cancelAndClose()
            await publisher.close()
        }

        @Test func whatWasConfirmedIsThereAfterAPowerCutInTheMiddleOfPublishing() async throws {
            try await withQueue("power-cut") { queue, _ in
                // RabbitMQ 3.10 writes the name of a new quorum queue to disk only after half a second. What a power cut finds
                // earlier than that is lost, confirmed or not, and the queue never has a leader again.
                try await BrokerUnderTest.stack("rabbitmqctl", "-q", "eval", "[dets:sync(T) || T <- dets:all()].")
                let publisher = try makePublisher(.init(confirmTimeout: .seconds(60)))
                let progress = AsyncStream.makeStream(of: Int.self)
                let publishing = Task { () -> (confirmed: Set<String>, failures: [BrokerError]) in
                    var confirmed: Set<String> = []
                    var failures: [BrokerError] = []
                    for batch in 0..<400 {
                        let messages = makeMessages(queue, batch * 100..<(batch + 1) * 100, bytes: 200)
                        do throws(BrokerError) {
                            let outcomes = try await publisher.publish(messages)
                            for (message, outcome) in zip(messages, outcomes) where outcome.isConfirmed {
                                confirmed.insert(message.properties.messageID ?? "")
                            }
                        } catch {
                            failures.append(error)
                        }
                        progress.continuation.yield(batch)
                    }
                    progress.continuation.finish()
                    return (confirmed, failures)
                }
                for await batch in progress.stream where batch == 50 { break }
                try await BrokerUnderTest.stack("kill-broker")
                try await BrokerUnderTest.stack("restart-broker")
                let (confirmed, failures) = await publishing.value
                // None when the cut came between two batches: then nothing of the next one had been sent.
                #expect(failures.count <= 1)
                #expect(failures.allSatisfy { $0.code == .connectionLost && $0.isRetriable })
                #expect(confirmed.count == 40_000 - failures.count * 100)

                let consumer = try makeConsumer(queue, prefetch: 5_000)
                var missing = confirmed
                while !missing.isEmpty {
                    let batch = try await consumer.next(maximumCount: 5_000, maximumBytes: .max)
                    for delivery in batch.deliveries { missing.remove(delivery.properties.messageID ?? "") }
                    await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
                }
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func bothSurviveThatTheBrokerClosesEveryConnection() async throws {
            try await withQueue("closed") { queue, _ in
                let publisher = try makePublisher()
                let consumer = try makeConsumer(queue)
                try await publisher.connect()
                try await consumer.connect()
                let epoch = await consumer.epoch
                try await BrokerUnderTest.stack("rabbitmqctl", "close_all_connections", "test")
                try await eventually("the consumer has a new connection") {
                    await consumer.epoch > epoch && consumer.isConnected
                }
                #expect(try await publisher.publish(makeMessages(queue, 0..<1)) == [.confirmed])
                #expect(try await consumer.next(maximumCount: 1, maximumBytes: 1).deliveries.count == 1)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func anAlarmBlocksPublishersForABoundedTimeAndConsumersNotAtAll() async throws {
            try await withQueue("alarm") { queue, _ in
                let publisher = try makePublisher(.init(confirmTimeout: .seconds(2)))
                let consumer = try makeConsumer(queue)
                #expect(try await publisher.publish(makeMessages(queue, 0..<1)) == [.confirmed])
                try await BrokerUnderTest.stack("rabbitmqctl", "set_vm_memory_high_watermark", "absolute", "1MB")
                let alarmed = await result(of: publisher, queue, consumer)
                // Whatever has happened, the next test wants a broker without an alarm.
                try await BrokerUnderTest.stack("rabbitmqctl", "set_vm_memory_high_watermark", "0.4")
                try alarmed.get()
                try await eventually("publishing goes on") {
                    (try? await publisher.publish(makeMessages(queue, 2..<3))) == [.confirmed]
                }
                #expect(await !publisher.isBlocked)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func aQueueThatGoesWithoutAWordIsDeclaredAgain() async throws {
            let queue = BrokerUnderTest.name("forgotten")
            var configuration = try BrokerUnderTest.configuration()
            configuration.consumerCheck = .milliseconds(500)
            let consumer = BrokerConsumer(
                configuration: configuration, queues: [queue], prefetch: 10,
                topology: Topology(queues: [.init(queue, arguments: ["x-queue-type": "quorum"])]),
                logger: BrokerUnderTest.logger)
            try await consumer.connect()
            let epoch = await consumer.epoch
            // What RabbitMQ does with a declaration that it cannot finish in time: it takes the queue back, and tells nobody.
            let name = "rabbit_misc:r(<<\"\(configuration.virtualHost)\">>, queue, <<\"\(queue)\">>)"
            try await BrokerUnderTest.stack(
                "rabbitmqctl", "-q", "eval",
                """
                {ok, Queue} = rabbit_amqqueue:lookup(\(name)),
                ok = ra:force_delete_server(quorum_queues, amqqueue:get_pid(Queue)),
                rabbit_amqqueue:internal_delete(\(name), <<"test">>).
                """)
            try await eventually("the consumer comes back") { await consumer.epoch > epoch && consumer.isConnected }
            let publisher = try makePublisher()
            #expect(try await publisher.publish(makeMessages(queue, 0..<1)) == [.confirmed])
            #expect(try await consumer.next(maximumCount: 1, maximumBytes: .max).deliveries.count == 1)
            // Nothing is amiss any more, and the consumer stays.
            let settled = await consumer.epoch
            await #expect(throws: WaitedInVain.self) {
                try await eventually("it stays", within: .seconds(2)) { await consumer.epoch != settled }
            }
            await consumer.cancelAndClose()
            await publisher.close()
            let administration = BrokerAdministration(configuration: configuration)
            try await administration.delete(queue: queue)
            await administration.close()
        }

        private func result(
            of publisher: BrokerPublisher, _ queue: String, _ consumer: BrokerConsumer
        ) async -> Result<Void, any Error> {
            do {
                try await eventually("the publisher is blocked") {
                    // Connections hear of an alarm when they publish.
                    _ = try? await publisher.publish(makeMessages(queue, 1..<2))
                    return await publisher.isBlocked
                }
                let (error, duration) = await brokerError {
                    _ = try await publisher.publish(makeMessages(queue, 1..<2, bytes: 5_000_000))
                }
                #expect(error?.code == .blocked)
                #expect(error?.isRetriable == true)
                #expect(duration < .seconds(4))
                let batch = try await consumer.next(maximumCount: 1, maximumBytes: .max)
                #expect(await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch))
                return .success(())
            } catch {
                return .failure(error)
            }
        }

        @Test func aFrozenBrokerIsNoticed() async throws {
            try await withQueue("frozen") { queue, _ in
                let file = try #require(ProcessInfo.processInfo.environment["KAURI_BROKER_PID_FILE"])
                let number = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(
                    in: .whitespacesAndNewlines)
                let broker = try #require(pid_t(number))
                var configuration = try BrokerUnderTest.configuration()
                configuration.heartbeat = .seconds(1)
                let consumer = BrokerConsumer(
                    configuration: configuration, queues: [queue], prefetch: 1, logger: BrokerUnderTest.logger)
                let publisher = BrokerPublisher(
                    configuration: configuration, limits: .init(confirmTimeout: .seconds(3)),
                    logger: BrokerUnderTest.logger)
                try await consumer.connect()
                try await publisher.connect()
                kill(broker, SIGSTOP)
                let (error, duration) = await brokerError {
                    _ = try await publisher.publish(makeMessages(queue, 0..<20, bytes: 5_000_000))
                }
                kill(broker, SIGCONT)
                #expect(error?.isRetriable == true)
                #expect(duration < .seconds(15))
                try await eventually("both come back", within: .seconds(30)) {
                    guard consumer.isConnected else { return false }
                    return (try? await publisher.publish(makeMessages(queue, 0..<1))) == [.confirmed]
                }
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }
    }
}
