import Glibc
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite struct ConnectingTests {
        private func failure(
            _ change: (inout BrokerConfiguration) -> Void
        ) async throws -> (error: BrokerError?, duration: Duration) {
            var configuration = try BrokerUnderTest.configuration()
            configuration.connectTimeout = .seconds(2)
            change(&configuration)
            let result = await brokerError {
                try await BrokerPublisher(configuration: configuration, logger: BrokerUnderTest.logger).connect()
            }
            #expect(result.error?.description.contains(configuration.password) != true)
            return result
        }

        @Test func aWrongPasswordIsToldApartFromALostConnection() async throws {
            let (error, duration) = try await failure { $0.password = "wrong-password" }
            #expect(error?.code == .authenticationFailed)
            #expect(error?.replyCode == 403)
            #expect(error?.isRetriable == false)
            #expect(duration < .seconds(5))
        }

        @Test func anUnknownVirtualHostIsRefused() async throws {
            let (error, duration) = try await failure { $0.virtualHost = "no-such-host" }
            #expect(error?.code == .accessRefused)
            #expect(error?.replyCode == 530)
            #expect(duration < .seconds(5))
        }

        @Test func aClosedPortFailsAtOnce() async throws {
            let (error, duration) = try await failure { $0.port = 1 }
            #expect(error?.code == .connectFailed)
            #expect(error?.isRetriable == true)
            #expect(duration < .seconds(2))
        }

        @Test func aNameThatDoesNotResolveFails() async throws {
            let (error, _) = try await failure { $0.host = "no-such-host.invalid" }
            #expect(error?.code == .connectFailed)
        }

        @Test func aServerThatSaysNothingFailsInTime() async throws {
            let (listener, port) = try makeListener()
            defer { close(listener) }
            let (error, duration) = try await failure { configuration in
                configuration.host = "127.0.0.1"
                configuration.port = port
            }
            #expect(error?.code == .connectFailed)
            #expect(duration > .seconds(1) && duration < .seconds(5))
        }

        @Test func publishingWithoutABrokerThrowsTheReasonAtTheLimit() async throws {
            var configuration = try BrokerUnderTest.configuration()
            configuration.port = 1
            let publisher = BrokerPublisher(
                configuration: configuration, limits: .init(confirmTimeout: .milliseconds(700)),
                logger: BrokerUnderTest.logger)
            let (error, duration) = await brokerError { _ = try await publisher.publish(makeMessages("x", 0..<1)) }
            #expect(error?.code == .connectFailed)
            #expect(duration >= .milliseconds(600) && duration < .seconds(3))
            await publisher.close()
        }

        @Test func nobodyWaitsForAConnectionThatIsNotMadeAnyMore() async throws {
            var configuration = try BrokerUnderTest.configuration()
            configuration.port = 1
            let publisher = BrokerPublisher(configuration: configuration, logger: BrokerUnderTest.logger)
            // Whoever waits already, whoever comes at the same time, and whoever comes later.
            async let first = brokerError { _ = try await publisher.publish(makeMessages("x", 0..<1)) }
            async let stop: Void = publisher.stopReconnecting()
            let (error, duration) = await first
            await stop
            #expect(error?.code == .closed || error?.code == .connectFailed)
            #expect(duration < .seconds(3))
            let (later, _) = await brokerError { _ = try await publisher.publish(makeMessages("x", 0..<1)) }
            #expect(later?.code == .closed || later?.code == .connectFailed)
            await publisher.close()
        }

        @Test func otherArgumentsAreATopologyMismatch() async throws {
            try await withQueue("mismatch") { queue, _ in
                let topology = Topology(queues: [.init(queue, arguments: ["x-queue-type": "classic"])])
                let publisher = try makePublisher(topology: topology)
                #expect(await brokerError { try await publisher.connect() }.error?.code == .topologyMismatch)
                let consumer = try makeConsumer(queue, topology: topology)
                #expect(await brokerError { try await consumer.connect() }.error?.code == .topologyMismatch)
                await consumer.cancelAndClose()
                await publisher.close()
            }
        }

        @Test func exchangesAndBindingsAreDeclared() async throws {
            let exchange = BrokerUnderTest.name("exchange")
            let second = BrokerUnderTest.name("second")
            try await withQueue("bound") { queue, administration in
                let topology = Topology(
                    exchanges: [.init(exchange, type: "topic"), .init(second, type: "fanout", isInternal: true)],
                    bindings: [
                        .init(exchange: exchange, to: .exchange(second), routingKey: "a.*"),
                        .init(exchange: second, to: .queue(queue), routingKey: ""),
                    ])
                let publisher = try makePublisher(topology: topology)
                var messages = makeMessages("a.b", 0..<1) + makeMessages("b.b", 1..<2)
                for index in messages.indices { messages[index].exchange = exchange }
                let outcomes = try await publisher.publish(messages)
                #expect(outcomes == [.confirmed, .returned(code: 312, text: "NO_ROUTE")])
                #expect(try await administration.purge(queue: queue) == 1)
                await publisher.close()
                try await administration.delete(exchange: exchange)
                try await administration.delete(exchange: second)
            }
        }
    }
}
