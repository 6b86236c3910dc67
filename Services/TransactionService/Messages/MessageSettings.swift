import Contracts
import Postgres
import RabbitMQ

/// The settings of the messages' part of the service.
public struct MessageSettings: Sendable {
    /// RabbitMQ.
    public let broker: BrokerConfiguration
    /// PostgreSQL, with what is right for batches of known keys.
    public let database: PostgresConfiguration
    /// How many records are stored together, at the most.
    public let batchSize: Int
    /// After which time a notification that no device has acknowledged is offered by another way.
    public let offlineAfter: Duration
    /// How long after its expiry a message's body is kept; nil for ever.
    public let retention: Duration?
    /// What is declared.
    public let topology: Topology

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - batchSize: records that are stored together.
    ///   - queueLength: batches that may wait.
    ///   - offlineAfter: see ``offlineAfter``.
    ///   - retention: see ``retention``.
    public init(
        broker: BrokerConfiguration, database: PostgresConfiguration, batchSize: Int, queueLength: Int,
        offlineAfter: Duration, retention: Duration?
    ) {
        self.broker = broker
        self.batchSize = batchSize
        self.offlineAfter = offlineAfter
        self.retention = retention
        topology = .messages(queueLength: queueLength)
        var database = database
        database.applicationName = "transaction-service messages"
        // What is looked for by known keys always wants the index. A frozen writer must not make the others wait for long.
        database.sessionSettings = [
            ("plan_cache_mode", "force_generic_plan"), ("enable_hashjoin", "off"), ("enable_mergejoin", "off"),
            ("enable_seqscan", "off"), ("jit", "off"), ("lock_timeout", "5s"), ("client_min_messages", "warning"),
            ("idle_in_transaction_session_timeout", "60s"),
        ]
        database.statementTimeout = .seconds(30)
        database.queryTimeout = .seconds(40)
        self.database = database
    }
}
