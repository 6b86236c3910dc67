import Foundation
import RabbitMQ
import Testing

extension BrokerTests {
    @Suite struct EncryptionTests {
        /// Opens a TLS listener at the broker, with an authority of its own, for the time of the closure.
        private func withSecureListener(
            _ body: (_ port: Int, _ authority: String, _ stranger: String) async throws -> Void
        ) async throws {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(BrokerUnderTest.name("tls")).path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            for name in ["authority", "stranger"] {
                try await openssl(
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
                    "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem")
            }
            try await openssl(
                "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "\(folder)/server.key",
                "-out", "\(folder)/server.csr")
            let names = "\(folder)/names"
            try "subjectAltName=DNS:localhost".write(toFile: names, atomically: true, encoding: .utf8)
            try await openssl(
                "x509", "-req", "-in", "\(folder)/server.csr", "-CA", "\(folder)/authority.pem",
                "-CAkey", "\(folder)/authority.key", "-CAcreateserial", "-days", "2", "-extfile", names,
                "-out", "\(folder)/server.pem")
            let (socket, port) = try makeListener()
            close(socket)
            try await BrokerUnderTest.stack(
                "rabbitmqctl", "eval",
                """
                {ok, _} = application:ensure_all_started(ssl),
                rabbit_networking:start_ssl_listener({"127.0.0.1", \(port)},
                    [{certfile, "\(folder)/server.pem"}, {keyfile, "\(folder)/server.key"}], 2).
                """)
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(port, "\(folder)/authority.pem", "\(folder)/stranger.pem"))
            } catch {
                result = .failure(error)
            }
            try await BrokerUnderTest.stack(
                "rabbitmqctl", "eval", "rabbit_networking:stop_tcp_listener({\"127.0.0.1\", \(port)}).")
            try result.get()
        }

        private func openssl(_ arguments: String...) async throws {
            try await BrokerUnderTest.run("/usr/bin/openssl", arguments)
        }

        private func configuration(_ host: String, _ port: Int, _ authority: String) throws -> BrokerConfiguration {
            var configuration = try BrokerUnderTest.configuration()
            configuration.host = host
            configuration.port = port
            configuration.tls = BrokerConfiguration.TLS(authorityFile: authority)
            return configuration
        }

        @Test func onlyTheRightAuthorityAndNameAreTrustedAndLargeBatchesTravel() async throws {
            try await withSecureListener { port, authority, stranger in
                for (host, file, code) in [
                    ("localhost", stranger, BrokerError.Code.tlsFailed), ("127.0.0.1", authority, .tlsFailed),
                    ("localhost", "/no/such/file", .invalidConfiguration),
                ] {
                    let refused = BrokerAdministration(configuration: try configuration(host, port, file))
                    #expect(await brokerError { _ = try await refused.messageCount(ofQueue: "x") }.error?.code == code)
                }
                try await withQueue("tls") { queue, _ in
                    let trusted = try configuration("localhost", port, authority)
                    let logger = BrokerUnderTest.logger
                    let publisher = BrokerPublisher(configuration: trusted, logger: logger)
                    let consumer = BrokerConsumer(
                        configuration: trusted, queues: [queue], prefetch: 3_000, logger: logger)
                    let messages =
                        makeMessages(queue, 0..<3_000, bytes: 300)
                        + makeMessages(queue, 3_000..<3_001, bytes: 5_000_000)
                    #expect(try await publisher.publish(messages).allSatisfy(\.isConfirmed))
                    // TLS hands over a record at a time: whatever is left in it must be taken without the socket telling.
                    let deliveries = try await takeDeliveries(3_000, from: consumer)
                    await consumer.acknowledge(through: 3_000, epoch: deliveries[0].epoch)
                    let large = try await consumer.next(maximumCount: 1, maximumBytes: .max)
                    #expect(large.deliveries.first?.body == messages[3_000].body)
                    await consumer.cancelAndClose()
                    await publisher.close()
                }
            }
        }
    }
}
