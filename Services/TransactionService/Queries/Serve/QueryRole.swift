import Contracts
import Logging
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// The part of transaction-service that answers queries; it shares no connection with the lanes and never makes them wait.
public enum QueryRole {
    /// Builds the workers; none where the settings say so.
    ///
    /// - Parameter stuckAfter: how long a worker may be busy without progress.
    public static func parts(
        _ settings: QuerySettings, health: HealthRegistry, stuckAfter: Duration, logger: Logger
    ) -> [any Service] {
        (0..<settings.workers).map { index in
            var logger = logger
            logger[metadataKey: "queries"] = "\(index)"
            let title = "\(settings.title) \(index)"
            let name = "transaction-service \(title)"
            var receiving = settings.broker.named(name)
            receiving.maximumBodyBytes = QueryEnvelope.maximumBytes
            let part = health.register(title, isRequired: false)
            part.report(.ok)
            return QueryWorker(
                name: title, find: settings.find,
                consumer: BrokerConsumer(
                    configuration: receiving, queues: [settings.queue], prefetch: QueryWorker.prefetch,
                    topology: settings.topology, logger: logger),
                publisher: BrokerPublisher(configuration: settings.broker.named("\(name) publisher"), logger: logger),
                store: QueryStore(settings.database, logger: logger), health: part,
                pulse: health.heartbeat(title, limit: stuckAfter), metrics: QueryMetrics(), logger: logger)
        }
    }
}

extension QueryRole {
    /// Answers queries while `body` runs: for a measurement, or a tool that brings its own service.
    public static func serving<Result: Sendable>(
        _ settings: QuerySettings, logger: Logger, _ body: sending () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in parts(settings, health: HealthRegistry(), stuckAfter: .seconds(60), logger: logger) {
                group.addTask { try await worker.run() }
            }
            do {
                let result = try await body()
                group.cancelAll()
                return result
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }
}
