import MessageStore
import Postgres
import RabbitMQ
import ServiceKit

extension MessageSettings {
    /// What the configuration says about messages.
    ///
    /// - Parameter broker: RabbitMQ, as the lanes use it. The database is read anew: the sessions have settings of their own.
    init(_ configuration: ServiceConfiguration, broker: BrokerConfiguration) throws {
        self.init(
            broker: broker, database: try PostgresConfiguration(url: configuration[LedgerKeys.database].revealed),
            batchSize: configuration[LedgerKeys.messageBatch],
            queueLength: configuration[LedgerKeys.messageQueueLength],
            offlineAfter: configuration[LedgerKeys.offlineAfter],
            retention: configuration[LedgerKeys.messageRetention])
    }
}
