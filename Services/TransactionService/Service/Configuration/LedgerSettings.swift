import Contracts
import Ledger
import Logging
import Postgres
import RabbitMQ
import ServiceKit

/// The settings as the parts of the service use them.
struct LedgerSettings: Sendable {
    let roles: Set<ServiceRole>
    let broker: BrokerConfiguration
    let database: PostgresConfiguration
    let partitions: Int
    let lanes: Int
    let batchSize: Int
    let limits: CommandMessage.Limits
    let sweepInterval: Duration
    /// How long before its end a hold is told of.
    let holdWarning: Duration
    let payoutInterval: Duration
    let reconcileInterval: Duration
    let policy: Policy
    let keys: BankKeyRing?
    let lease: Duration
    let eventForm: EventForm
    let topology: Topology

    init(_ configuration: ServiceConfiguration) throws {
        roles = Set(configuration[LedgerKeys.roles].compactMap { ServiceRole(rawValue: $0) })
        var broker = try BrokerConfiguration(url: configuration[LedgerKeys.broker].revealed)
        if broker.tls != nil, let file = configuration[LedgerKeys.brokerAuthorities] {
            broker.tls = BrokerConfiguration.TLS(authorityFile: file)
        }
        // A frozen process must lose its partitions soon: about three heartbeats.
        broker.heartbeat = .seconds(2)
        self.broker = broker
        var database = try PostgresConfiguration(url: configuration[LedgerKeys.database].revealed)
        database.applicationName = "transaction-service"
        // The planner would choose a hash join over a scan of all accounts; batches of known keys always want the index.
        database.sessionSettings = [
            ("plan_cache_mode", "force_generic_plan"), ("enable_hashjoin", "off"), ("enable_mergejoin", "off"),
            ("enable_seqscan", "off"), ("jit", "off"), ("idle_in_transaction_session_timeout", "60s"),
        ]
        database.statementTimeout = .seconds(30)
        database.queryTimeout = .seconds(40)
        self.database = database
        partitions = configuration[LedgerKeys.partitions]
        lanes = min(configuration[LedgerKeys.lanes], partitions)
        batchSize = configuration[LedgerKeys.batchSize]
        limits = CommandMessage.Limits(bytes: configuration[LedgerKeys.messageSize].bytes)
        sweepInterval = configuration[LedgerKeys.sweepInterval]
        holdWarning = configuration[LedgerKeys.holdWarning]
        payoutInterval = configuration[LedgerKeys.payoutInterval]
        reconcileInterval = configuration[LedgerKeys.reconcileInterval]
        keys = try configuration[LedgerKeys.bankKeys].map { try BankKeyRing($0) }
        policy = Policy(
            riskRules: try configuration[LedgerKeys.riskRules].map { (text) throws in try RiskRules.read(text) } ?? [],
            keepsBankAccounts: keys != nil)
        lease = configuration[LedgerKeys.lease]
        eventForm = configuration[LedgerKeys.eventForm]
        topology = .ledger(
            partitions: partitions, queueLength: configuration[LedgerKeys.queueLength],
            logBytes: configuration[LedgerKeys.eventLogSize].bytes, logAge: configuration[LedgerKeys.eventLogAge])
    }
}
