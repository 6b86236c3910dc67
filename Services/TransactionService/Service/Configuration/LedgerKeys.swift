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
    /// How many bytes of events are kept in the stream.
    public static let eventLogSize = ConfigurationKey.byteSize(
        "kauri.events.size", in: .mebibytes(1)...(.mebibytes(16 << 20)), default: .mebibytes(8 << 10),
        "Bytes of events that `ledger.events.log` keeps")
    /// How long events are kept in the stream.
    public static let eventLogAge = ConfigurationKey.duration(
        "kauri.events.age", in: .seconds(3_600)...(.seconds(3_650 * 86_400)), default: .seconds(30 * 86_400),
        "How long `ledger.events.log` keeps events")
    /// How often holds are looked through for expired ones.
    public static let sweepInterval = ConfigurationKey.duration(
        "kauri.sweep.interval", in: .milliseconds(100)...(.seconds(3_600)), default: .seconds(1),
        "How often expired holds are looked for")
    /// How long a lease lasts.
    public static let lease = ConfigurationKey.duration(
        "kauri.lease", in: .seconds(2)...(.seconds(60)), default: .seconds(5),
        "After this long without a sign of life another instance announces what this one committed")

    /// All of them.
    public static let section = ConfigurationSection(
        "transaction-service", broker, brokerAuthorities, database, partitions, lanes, batchSize, messageSize,
        queueLength,
        eventLogSize, eventLogAge, sweepInterval, lease)
}
