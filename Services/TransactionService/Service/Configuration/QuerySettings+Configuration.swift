import Contracts
import LedgerQueries
import Postgres
import RabbitMQ
import ServiceKit

extension QuerySettings {
    /// What the configuration says about queries.
    ///
    /// - Parameter broker: RabbitMQ, as the lanes use it. The database is read anew: what is right for a lane's session is not for a query's.
    init(_ configuration: ServiceConfiguration, broker: BrokerConfiguration) throws {
        self.init(
            broker: broker, database: try PostgresConfiguration(url: configuration[LedgerKeys.database].revealed),
            workers: configuration[LedgerKeys.queryWorkers], queueLength: configuration[LedgerKeys.queryQueueLength],
            timeout: configuration[LedgerKeys.queryTimeout])
    }

    /// What the configuration says about queries on messages.
    init(messages configuration: ServiceConfiguration, broker: BrokerConfiguration) throws {
        self.init(
            broker: broker, database: try PostgresConfiguration(url: configuration[LedgerKeys.database].revealed),
            workers: configuration[LedgerKeys.messageQueryWorkers],
            queueLength: configuration[LedgerKeys.queryQueueLength],
            timeout: configuration[LedgerKeys.queryTimeout], queue: MessagingTopology.queries)
    }
}
