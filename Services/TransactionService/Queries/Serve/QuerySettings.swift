import Contracts
import Postgres
import RabbitMQ

/// The settings of the queries' part of the service.
public struct QuerySettings: Sendable {
    /// RabbitMQ.
    public let broker: BrokerConfiguration
    /// PostgreSQL, with what is right for reads.
    public let database: PostgresConfiguration
    /// How many queries are answered at once; 0 for none.
    public let workers: Int
    /// The queue.
    public let topology: Topology
    /// The queue's name.
    public let queue: String
    /// What the workers are called, in logs and in health.
    let title: String
    /// Which types of query they answer.
    let find: @Sendable (String) -> (any Query.Type)?

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - queueLength: how many queries may wait; publishers are refused beyond it.
    ///   - timeout: how long the database may work on one statement.
    ///   - queue: that of queries about messages, or another than the contract's, for a measurement beside the real one.
    public init(
        broker: BrokerConfiguration, database: PostgresConfiguration, workers: Int, queueLength: Int, timeout: Duration,
        queue: String = LedgerTopology.queries
    ) {
        self.broker = broker
        self.workers = workers
        self.queue = queue
        if queue == MessagingTopology.queries {
            title = "message queries"
            find = { MessageQueryCatalog.type(named: $0) }
        } else {
            title = "queries"
            find = { QueryCatalog.type(named: $0) }
        }
        topology = .queries(queue, length: queueLength)
        var database = database
        database.applicationName = "transaction-service queries"
        // Bounds that are not given, and values that are rare, make another plan the right one: each query is planned for what it asks.
        database.sessionSettings = [
            ("plan_cache_mode", "force_custom_plan"), ("jit", "off"), ("default_transaction_read_only", "on"),
            ("idle_in_transaction_session_timeout", "10s"),
        ]
        database.statementTimeout = timeout
        database.queryTimeout = timeout + .seconds(5)
        self.database = database
    }
}

extension Topology {
    /// The queue of queries. Classic and not persistent in what it holds: a query that is lost is asked again, and one that has waited for longer
    /// than its caller is worth nothing.
    static func queries(_ name: String, length: Int) -> Topology {
        var topology = Topology(queues: [
            Queue(
                name,
                arguments: [
                    "x-queue-type": "classic", "x-max-length": .integer(Int64(length)), "x-overflow": "reject-publish",
                    "x-message-ttl": .integer(Int64(LedgerTopology.longestQuery)),
                ])
        ])
        let exchanges = [
            LedgerTopology.queries: LedgerTopology.queryExchange, MessagingTopology.queries: MessagingTopology.ask,
        ]
        // A measurement's own queue is not for everybody.
        if let exchange = exchanges[name] {
            topology.exchanges = [Exchange(exchange, type: "fanout")]
            topology.bindings = [Binding(exchange: exchange, to: .queue(name), routingKey: "")]
        }
        return topology
    }
}
