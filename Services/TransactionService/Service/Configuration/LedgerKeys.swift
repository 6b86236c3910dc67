import Contracts
import ServiceKit

/// The settings of transaction-service.
public enum LedgerKeys {
    /// The broker.
    public static let broker = ConfigurationKey.secretURL(
        "amqp.url", schemes: ["amqp", "amqps"], "RabbitMQ, such as `amqp://user:password@host:5672/`")
    /// The certificate authorities for `amqps`.
    public static let brokerAuthorities = ConfigurationKey.string(
        "amqp.ca_file", "PEM file of the authorities that may have signed the broker's certificate; needed for `amqps`"
    ).optional
    /// The database, as the role of the service.
    public static let database = ConfigurationKey.secretURL(
        "database.url", schemes: ["postgres", "postgresql"],
        "PostgreSQL as the service's role, such as `postgres://kauri_service:password@host:5432/kauri?sslmode=verify-full`"
    )
    /// What this instance does.
    public static let roles = ConfigurationKey.list(
        "kauri.roles", of: ServiceRole.allCases.map(\.rawValue), default: ServiceRole.allCases.map(\.rawValue),
        "What this instance does; each part has connections of its own")
    /// How many queues the commands are spread over.
    public static let partitions = ConfigurationKey.int(
        "kauri.partitions", in: 1...100, default: 4,
        "Queues that commands are spread over; changed only while they are empty")
    /// How many lanes work at once.
    public static let lanes = ConfigurationKey.int(
        "kauri.lanes", in: 1...64, default: 2, "Lanes: each has a consumer, a publisher and a database connection")
    /// How many commands are committed together.
    public static let batchSize = ConfigurationKey.int(
        "kauri.batch.commands", in: 1...2_000, default: 500, "Commands that are committed together at the most")
    /// How large a message may be.
    public static let messageSize = ConfigurationKey.byteSize(
        "kauri.message.size", in: .kibibytes(1)...(.mebibytes(8)), default: .kibibytes(512),
        "Bytes of a command message")
    /// How many messages a partition's queue may hold.
    public static let queueLength = ConfigurationKey.int(
        "kauri.queue.length", in: 1_000...100_000_000, default: 5_000_000,
        "Messages that a command queue may hold; publishers are refused beyond it")
    /// In which form events are published. In the file it is `{"kauri_events": …}`, because `kauri.events` is an object there.
    public static let eventForm = ConfigurationKey<EventForm>.choice(
        "kauri_events", default: .single,
        "Events one by one on `ledger.events`, or those of a commit together on `ledger.events.batches`, or both")
    /// How many bytes of events are kept in the stream.
    public static let eventLogSize = ConfigurationKey.byteSize(
        "kauri.events.size", in: .mebibytes(1)...(.mebibytes(16 << 20)), default: .mebibytes(8 << 10),
        "Bytes of events that `ledger.events.log` keeps, and `ledger.events.batches.log` too")
    /// How long events are kept in the stream.
    public static let eventLogAge = ConfigurationKey.duration(
        "kauri.events.age", in: .seconds(3_600)...(.seconds(3_650 * 86_400)), default: .seconds(30 * 86_400),
        "How long both streams keep events")
    /// How often holds are looked through for expired ones.
    public static let sweepInterval = ConfigurationKey.duration(
        "kauri.sweep.interval", in: .milliseconds(100)...(.seconds(3_600)), default: .seconds(1),
        "How often expired holds and jobs are looked for")
    /// How long before its end somebody is told of a hold.
    public static let holdWarning = ConfigurationKey.duration(
        "kauri.hold.warning", in: .milliseconds(100)...(.seconds(30 * 86_400)), default: .seconds(3_600),
        "How long before its end `hold.expiring` tells of a hold; of one that had less time from the beginning nothing is told"
    )
    /// How often payouts are looked for.
    public static let payoutInterval = ConfigurationKey.duration(
        "kauri.payout.interval", in: .milliseconds(100)...(.seconds(86_400)), default: .seconds(60),
        "How often hosts are looked for whose payout is due")
    /// How often balances are compared with entries and holds.
    public static let reconcileInterval = ConfigurationKey.duration(
        "kauri.reconcile.interval", in: .seconds(1)...(.seconds(7 * 86_400)), default: .seconds(3_600),
        "How long after one comparison of all balances with entries and holds the next one begins")
    /// What makes a payment suspicious.
    public static let riskRules = ConfigurationKey.string(
        "kauri.risk.rules", limit: 65_536, "Risk rules as a JSON array, the same for all instances; see “Risk rules”"
    ).optional
    /// What bank account numbers are sealed with.
    public static let bankKeys = ConfigurationKey.secret(
        "kauri.bank.keys",
        "Keys for bank account numbers, `id:key` (32 bytes in base64) with commas between; the first one seals, all open"
    ).optional
    /// How long a lease lasts.
    public static let lease = ConfigurationKey.duration(
        "kauri.lease", in: .seconds(2)...(.seconds(60)), default: .seconds(5),
        "After this long without a sign of life other instances end this one's connections and take its partitions")

    /// How many queries are answered at once.
    public static let queryWorkers = ConfigurationKey.int(
        "kauri.query.workers", in: 0...64, default: 2,
        "Queries answered at once, each with a database connection of its own; 0 answers none")
    /// How many queries may wait.
    public static let queryQueueLength = ConfigurationKey.int(
        "kauri.query.queue.length", in: 10...1_000_000, default: 10_000,
        "Queries that may wait in `ledger.queries`, and in `messaging.queries`; askers are refused beyond it")
    /// How long a query may take.
    public static let queryTimeout = ConfigurationKey.duration(
        "kauri.query.timeout", in: .milliseconds(100)...(.seconds(60)), default: .seconds(5),
        "How long the database may work on one statement of a query")

    /// How many messages are stored together.
    public static let messageBatch = ConfigurationKey.int(
        "kauri.message.batch", in: 1...10_000, default: 1_000,
        "Messages that are stored together at the most; one batch of messaging-service's is never divided")
    /// When a notification is offered by another way.
    public static let offlineAfter = ConfigurationKey.duration(
        "kauri.offline.after", in: .seconds(1)...(.seconds(7 * 86_400)), default: .seconds(600),
        "After this long without a device's acknowledgement a notification is offered on `messaging.offline`")
    /// How long bodies are kept.
    public static let messageRetention = ConfigurationKey.duration(
        "kauri.message.retention", in: .seconds(1)...(.seconds(3_650 * 86_400)),
        "How long after its expiry what a message says is kept; for ever where nothing is set"
    ).optional
    /// How many queries about messages are answered at once.
    public static let messageQueryWorkers = ConfigurationKey.int(
        "kauri.message.query.workers", in: 0...64, default: 2,
        "Queries about messages answered at once, each with a database connection of its own; 0 answers none")
    /// How many batches of messages may wait.
    public static let messageQueueLength = ConfigurationKey.int(
        "kauri.message.queue.length", in: 10...10_000_000, default: 100_000,
        "Batches of messages that `messaging.persist` may hold; messaging-service is refused beyond it")

    /// All of them.
    public static let section = ConfigurationSection(
        "transaction-service", broker, brokerAuthorities, database, roles, partitions, lanes, batchSize, messageSize,
        queueLength,
        eventForm, eventLogSize, eventLogAge, sweepInterval, holdWarning, payoutInterval, reconcileInterval, riskRules,
        bankKeys,
        lease,
        queryWorkers, queryQueueLength, queryTimeout, messageBatch, messageQueueLength,
        messageQueryWorkers, offlineAfter, messageRetention)
}
